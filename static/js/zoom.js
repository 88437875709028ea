// "Look closer" opens the largest picture over the page instead of leaving it; Escape or a tap closes it again.
for (const link of document.querySelectorAll("[data-zoom]")) {
  link.addEventListener("click", (event) => {
    if (event.metaKey || event.ctrlKey || typeof HTMLDialogElement === "undefined") return;
    event.preventDefault();
    open(link);
  });
}

function open(link) {
  const picture = link.closest("figure").querySelector("img");
  const dialog = document.createElement("dialog");
  dialog.className = "zoom";
  dialog.setAttribute("aria-label", link.textContent);
  const form = document.createElement("form");
  form.method = "dialog";
  const button = document.createElement("button");
  const image = new Image(picture.width, picture.height);
  image.alt = picture.alt;
  image.src = link.href;
  button.append(image);
  form.append(button);
  dialog.append(form);
  dialog.addEventListener("close", () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();
}
