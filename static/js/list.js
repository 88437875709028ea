// In a list of works by keyboard: / looks for something, j and k (or the arrows) go down and up, Enter opens.
const links = [...document.querySelectorAll("[data-list-keys] a")];
const STEPS = { j: 1, ArrowDown: 1, k: -1, ArrowUp: -1 };

document.addEventListener("keydown", (event) => {
  if (event.altKey || event.ctrlKey || event.metaKey || event.target.closest("input, select, textarea, dialog")) return;
  const here = links.indexOf(document.activeElement);
  // Outside the list the arrows move the page, as they do everywhere.
  const step = event.key.startsWith("Arrow") && here < 0 ? 0 : STEPS[event.key];
  const goal = event.key === "/" ? document.querySelector("[type=search]") : step && links[here < 0 ? 0 : here + step];
  if (!goal) return;
  event.preventDefault();
  goal.focus();
});
