// Counts the minutes of a reservation down, and asks the server when they are over.
const left = document.querySelector("[data-until]");
const words = left?.querySelector("[data-minutes]");
const until = Date.parse(left?.dataset.until);

function tick() {
  const minutes = Math.ceil((until - Date.now()) / 60_000);
  if (minutes <= 0) return location.reload();
  words.textContent = words.textContent.replace(/\d+/, minutes);
}

if (words && until > Date.now()) setInterval(tick, 5_000);
