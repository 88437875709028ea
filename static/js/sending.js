// Shows that a form is on its way and keeps a second press from sending it again. (If one slips through, it acts once
// all the same: the form carries its own key.)
for (const form of document.querySelectorAll("[data-sending]")) {
  const button = form.querySelector("[data-busy]");
  const words = button.textContent;
  form.addEventListener("submit", (event) => {
    if (button.getAttribute("aria-disabled") === "true") return event.preventDefault();
    button.setAttribute("aria-disabled", "true");
    button.textContent = button.dataset.busy;
  });
  // Coming back by the back button, the page is as it was left: sending.
  addEventListener("pageshow", () => {
    button.removeAttribute("aria-disabled");
    button.textContent = words;
  });
}

document.querySelector("[data-focus]")?.focus();
