// The photo is sent as soon as it is there: a telephone short of memory may close the page while its camera is open.
// Without this script the form has a button of its own.
for (const form of document.querySelectorAll("[data-at-once]")) {
  const button = form.querySelector("[data-by-hand]");
  const said = form.querySelector("[data-sends]");
  const photo = form.querySelector("[type=file]");
  button.hidden = true;
  photo.addEventListener("change", () => {
    if (!photo.files.length || !said.hidden) return;
    said.hidden = false;
    form.requestSubmit();
  });
  // Back from the next page, it is ready for another photo.
  addEventListener("pageshow", (event) => {
    if (!event.persisted) return;
    said.hidden = true;
    photo.value = "";
  });
}
