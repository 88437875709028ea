// The frame on the picture and the four numbers below it are the same thing: dragged by finger or mouse, typed, or moved
// with the arrow keys. Without this script the server draws the frame.
const MOST = 90; // percent of a side, both edges together
const OTHER = { left: "right", right: "left", top: "bottom", bottom: "top" };

for (const form of document.querySelectorAll("[data-crop]")) {
  const picture = form.querySelector("[data-picture]");
  const inputs = Object.fromEntries(Object.keys(OTHER).map((side) => [side, form.elements[side]]));
  const { width, height } = picture.viewBox.baseVal;
  let held = null; // the sides that the finger moves

  form.querySelector("[data-look]").hidden = true;
  form.querySelector("[data-how]").hidden = false;
  picture.classList.add("crop--held");

  const read = (side) => {
    const value = Number.parseFloat(inputs[side].value.replace(",", "."));
    return value >= 0 && value <= MOST ? value : 0;
  };
  const write = (side, value) => {
    const most = MOST - read(OTHER[side]);
    inputs[side].value = (Math.round(Math.min(Math.max(value, 0), most) * 10) / 10).toString().replace(".", ",");
  };

  function draw() {
    const [left, top] = [(width * read("left")) / 100, (height * read("top")) / 100];
    const [right, bottom] = [width * (1 - read("right") / 100), height * (1 - read("bottom") / 100)];
    const stays = `M${left} ${top}V${bottom}H${right}V${top}Z`;
    picture.querySelector("[data-stays]").setAttribute("d", stays);
    picture.querySelector("[data-goes]").setAttribute("d", `M0 0H${width}V${height}H0Z${stays}`);
  }

  // Where the pointer is, in percent from each side of the picture.
  function at(event) {
    const box = picture.getBoundingClientRect();
    const [x, y] = [((event.clientX - box.left) / box.width) * 100, ((event.clientY - box.top) / box.height) * 100];
    return { left: x, top: y, right: 100 - x, bottom: 100 - y };
  }

  // In each direction the nearer edge, if it is near: a corner moves two.
  function near(event) {
    const point = at(event);
    const away = (side) => Math.abs(point[side] - read(side));
    const sides = [["left", "right"], ["top", "bottom"]].map(([one, other]) => (away(one) < away(other) ? one : other));
    const close = sides.filter((side) => away(side) < 12);
    return close.length ? close : [sides.reduce((one, other) => (away(one) < away(other) ? one : other))];
  }

  picture.addEventListener("pointerdown", (event) => {
    held = near(event);
    picture.setPointerCapture(event.pointerId);
    move(event);
  });
  picture.addEventListener("pointermove", (event) => held && move(event));
  for (const end of ["pointerup", "pointercancel"]) picture.addEventListener(end, () => (held = null));

  function move(event) {
    const point = at(event);
    for (const side of held) write(side, point[side]);
    draw();
    event.preventDefault();
  }

  for (const [side, input] of Object.entries(inputs)) {
    input.addEventListener("input", draw);
    input.addEventListener("keydown", (event) => {
      const step = { ArrowUp: 1, ArrowDown: -1 }[event.key];
      if (!step) return;
      write(side, read(side) + step);
      draw();
      event.preventDefault();
    });
  }
  draw();
}
