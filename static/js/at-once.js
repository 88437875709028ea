// The photo is sent as soon as it is there: a telephone short of memory may close the page while its camera is open.
// On a poor line it goes as small as it will ever be shown. Without this script the form has a button of its own.
const LONGEST = 2400;
const LIGHT = 500_000;

async function lighter(photo) {
  if (photo.size < LIGHT) return photo;
  const whole = await createImageBitmap(photo);
  const scale = Math.min(1, LONGEST / Math.max(whole.width, whole.height));
  const paper = document.createElement("canvas");
  paper.width = Math.round(whole.width * scale);
  paper.height = Math.round(whole.height * scale);
  const brush = paper.getContext("2d");
  brush.imageSmoothingQuality = "high";
  brush.drawImage(whole, 0, 0, paper.width, paper.height);
  whole.close();
  const small = await new Promise((done) => paper.toBlob(done, "image/jpeg", 0.86));
  return small && small.size < photo.size ? new File([small], "photo.jpg", { type: "image/jpeg" }) : photo;
}

for (const form of document.querySelectorAll("[data-at-once]")) {
  const button = form.querySelector("[data-by-hand]");
  const said = form.querySelector("[data-sends]");
  const input = form.querySelector("[type=file]");
  button.hidden = true;
  input.addEventListener("change", async () => {
    if (!input.files.length || !said.hidden) return;
    said.hidden = false;
    try {
      const files = new DataTransfer();
      files.items.add(await lighter(input.files[0]));
      input.files = files.files;
    } catch {
      // What this browser cannot read goes as it is: the server may.
    }
    form.requestSubmit();
  });
  // Back from the next page, it is ready for another photo.
  addEventListener("pageshow", (event) => {
    if (!event.persisted) return;
    said.hidden = true;
    input.value = "";
  });
}
