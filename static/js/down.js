// In a table that is filled in, Enter and the arrows go down or up its column; Enter in the last row saves.
document.querySelector("[data-down]")?.addEventListener("keydown", (event) => {
  if (event.altKey || event.ctrlKey || event.metaKey || event.isComposing) return;
  const step = { Enter: event.shiftKey ? -1 : 1, ArrowDown: 1, ArrowUp: -1 }[event.key];
  const cell = event.target.closest("td");
  if (!step || !cell || !event.target.matches("input")) return;
  const row = cell.parentElement;
  const there = step > 0 ? row.nextElementSibling : row.previousElementSibling;
  const field = there?.cells[cell.cellIndex].querySelector("input");
  if (!field && event.key === "Enter" && step > 0) return; // the form is sent by its first button
  event.preventDefault();
  field?.focus();
  field?.select?.();
});
