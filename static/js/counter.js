// At the desk: the change while the sum is typed, keys 1 to 5 for the way to pay, Escape back to the box. Without this
// module a button works the change out, and everything else is there.
const sale = document.querySelector("[data-sale]");
const box = document.querySelector("#q");
const KINDS = /^[1-5]$/;
const SMALLEST = 50; // tyiyn: there is no smaller coin

// Tyiyn of what was typed; null for nothing, NaN for what is no sum.
function tyiyn(text) {
  const sum = text.replace(/[\s\u00a0]/g, "").replace(",", ".");
  return sum === "" ? null : /^\d{1,9}(\.\d{1,2})?$/.test(sum) ? Math.round(Number(sum) * 100) : NaN;
}

function som(sum, like) {
  const part = sum % 100;
  const whole = String((sum - part) / 100).replace(/\B(?=(\d{3})+$)/g, "\u00a0");
  return like.replace(/^[\d\s\u00a0,−-]*\d/, whole + (part ? `,${String(part).padStart(2, "0")}` : ""));
}

function show(line, sum) {
  line.hidden = !(sum >= 0);
  if (sum >= 0) line.querySelector("[data-sum]").textContent = som(sum, sale.dataset.like);
}

function work() {
  const others = [...sale.querySelectorAll("[name^=amount_]")].map((input) => tyiyn(input.value) ?? 0);
  const paid = others.reduce((one, other) => one + other, 0);
  const rest = Number(sale.dataset.price) - paid;
  const cash = sale.querySelector("[name=kind_1]:checked").value === "cash";
  const chosen = sale.querySelector("[name=given]").value || sale.querySelector("[name=note]:checked")?.value || "";
  const take = Math.floor((rest + SMALLEST / 2) / SMALLEST) * SMALLEST;
  show(sale.querySelector("[data-rest]"), paid ? rest : -1);
  show(sale.querySelector("[data-change]"), cash && tyiyn(chosen) !== null ? tyiyn(chosen) - take : -1);
}

if (sale) {
  sale.querySelector("[data-look]").hidden = true;
  sale.addEventListener("input", (event) => {
    // A sum that is typed takes the place of the one that was chosen, and the other way round.
    const given = sale.querySelector("[name=given]");
    if (event.target.name === "note") given.value = "";
    if (event.target === given) {
      for (const [n, note] of sale.querySelectorAll("[name=note]").entries()) note.checked = !given.value && n === 0;
    }
    work();
  });
}

document.addEventListener("keydown", (event) => {
  if (event.altKey || event.ctrlKey || event.metaKey) return;
  if (event.key === "Escape" && box) {
    box.focus();
    return box.select();
  }
  if (!sale || !KINDS.test(event.key) || event.target.closest("input:not([type=radio]), select, textarea")) return;
  const kind = sale.querySelectorAll("[name=kind_1]")[event.key - 1];
  if (!kind) return;
  kind.checked = true;
  kind.dispatchEvent(new Event("input", { bubbles: true }));
});
