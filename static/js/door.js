// Remembers on this device that its owner has read the code at the door, and spares them typing it at each work. Without
// it the page of the door leads to each work just as well.
const PREFIX = "door:";
const stillGood = (proof) => Number.parseInt(proof, 10) * 1000 > Date.now();

for (const door of document.querySelectorAll("[data-door-of]")) {
  const key = PREFIX + door.dataset.doorOf;
  const field = door.querySelector("[data-door]");
  try {
    if (door.dataset.doorProof) localStorage.setItem(key, door.dataset.doorProof);
    const proof = localStorage.getItem(key) ?? "";
    if (field && !field.value && stillGood(proof)) {
      field.value = proof;
      door.hidden = true;
    }
  } catch {
    // A browser that keeps nothing: the code is typed.
  }
}
