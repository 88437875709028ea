// What was photographed or typed stays on this telephone until the server has it, and is sent in the order in which it
// was made. Each form carries its own key, so that what is sent twice acts once. Where the browser has no room or no
// IndexedDB, a form is sent as any other.
import { all, alone, deliver as deliverAll, keyOf, put, remove, send as sendOne } from "./letters.js";

const strip = document.querySelector("[data-outbox]");
const { owner, door, worker, camera, shell } = strip.dataset;
const NOTHING = "00000000-0000-0000-0000-000000000000";
const late = document.querySelector("[data-late]"); // the form of a label whose photo waits here
const EVERY = 20_000;
const lateAddress = late?.action;
let closed = false; // nobody is signed in any more

navigator.serviceWorker?.register(worker).catch(() => {});
for (const form of document.querySelectorAll("main form[method=post]")) form.addEventListener("submit", take);
for (const way of document.querySelectorAll("[data-forget]")) way.addEventListener("click", forget);
strip.querySelector("[data-now]").addEventListener("click", () => deliver({ again: true }));
addEventListener("online", () => deliver());
document.addEventListener("visibilitychange", () => document.hidden || deliver());
setInterval(() => deliver(), EVERY);
restore().finally(() => deliver());
if (late) addEventListener("hashchange", unfold);

async function take(event) {
  const { currentTarget: form, submitter } = event;
  if (form.dataset.plain) return;
  event.preventDefault();
  if (form.dataset.busy) return;
  form.dataset.busy = "yes";
  // A page that was kept for days has a key that may have served already, and a label may hang on the key of a photo.
  if ("begins" in form.dataset) form.elements.once.value = form.dataset.key ?? crypto.randomUUID();
  const fields = [...new FormData(form, submitter)].filter(([name]) => name !== "csrfmiddlewaretoken");
  const letter = { owner, url: form.action, fields, what: document.title, at: Date.now() };
  if (form === late) letter.photo = form.dataset.late;
  try {
    const before = (await all()).find((other) => same(other, letter));
    if (before) letter.id = before.id; // written anew before it was sent: one form, one letter
    letter.id = await put(letter);
  } catch {
    plainly(form, submitter); // private window, full disk: better no copy than no photo
    return;
  }
  if (letter.photo) {
    await kept(form);
    return deliver();
  }
  const outcome = await send(letter, form.elements.csrfmiddlewaretoken?.value);
  if (outcome.page) {
    await remove(letter.id);
    location.assign((await follow(letter)) ?? outcome.page);
  } else if (outcome.wrong) {
    await remove(letter.id);
    plainly(form, submitter); // the server's own page says what is wrong, with everything that was typed
  } else {
    delete form.dataset.busy;
    await kept(form);
  }
}

// The label that has waited for this photo: where it leads, if it could go.
async function follow(photo) {
  const label = (await all()).find((letter) => letter.photo && letter.owner === owner && letter.photo === keyOf(photo));
  const { page, wrong } = label ? await send(label) : {};
  if (page) await remove(label.id);
  else if (label) await put({ ...label, wrong });
  return page;
}

function plainly(form, submitter) {
  form.dataset.plain = "yes";
  delete form.dataset.busy;
  form.requestSubmit(submitter);
}

// A photo waits: the camera is free for the next work. Typed words stay where they are, to be read.
async function kept(form) {
  if (form.querySelector("[type=file]")) {
    form.reset();
    delete form.dataset.key;
    form.elements.once.value = crypto.randomUUID();
    form.querySelector("[data-sends]")?.setAttribute("hidden", "");
  }
  if (form === late) {
    delete form.dataset.busy;
    location.hash = "";
  }
  await count();
  strip.hidden = false;
  strip.focus();
}

// The label of a photo that waits, or of one that was not taken: then the camera takes it again under the same key.
async function unfold() {
  const key = location.hash.slice(1);
  const letters = await all().catch(() => []);
  const photo = key && letters.find((letter) => letter.owner === owner && begins(letter) && keyOf(letter) === key);
  const label = key && letters.find((letter) => letter.owner === owner && letter.photo === key);
  const around = late.closest("[data-around]");
  for (const form of document.querySelectorAll("[data-begins]")) delete form.dataset.key;
  around.hidden = !photo && !label;
  if (around.hidden) return;
  late.reset();
  late.dataset.late = key;
  late.action = lateAddress.replace(NOTHING, key);
  late.elements.once.value = label ? keyOf(label) : crypto.randomUUID();
  if (label) fill(late, label);
  around.querySelector("[data-again]").hidden = Boolean(photo);
  if (!photo) for (const form of document.querySelectorAll("[data-begins]")) form.dataset.key = key;
  const paper = around.querySelector("canvas");
  paper.hidden = true;
  around.querySelector("h2").focus();
  if (!photo) return;
  try {
    const whole = await createImageBitmap(photo.fields.find(([, value]) => value instanceof File)[1], { resizeHeight: 176 });
    Object.assign(paper, { width: whole.width, height: whole.height, hidden: false });
    paper.getContext("2d").drawImage(whole, 0, 0);
  } catch {
    // What this browser cannot show is a photo all the same.
  }
}

function same(one, other) {
  const key = keyOf(one);
  return key && key === keyOf(other) && one.owner === other.owner && one.url === other.url;
}

function begins(letter) {
  return letter.url === new URL(camera, location.href).href;
}

// What the server would not have lies in its form again, as it was typed. What another person has changed meanwhile is
// shown beside theirs, and stays here until one of the two is chosen.
async function restore() {
  for (const letter of (await all()).filter(refused)) {
    const form = [...document.querySelectorAll("main form[method=post]")].find(({ action }) => action === letter.url);
    if (!form || "typed" in form.dataset) continue;
    if (letter.wrong === 409 || letter.photo) return compare(form, letter);
    fill(form, letter);
    await remove(letter.id);
  }
  if (late) await unfold();
}

function fill(form, letter) {
  for (const field of form.elements) {
    if (["radio", "checkbox"].includes(field.type)) field.checked = letter.fields.some(([name, value]) => name === field.name && value === field.value);
    else if (field.type !== "hidden" && field.name) field.value = letter.fields.find(([name]) => name === field.name)?.[1] ?? "";
  }
}

async function compare(form, letter) {
  const token = form.elements.csrfmiddlewaretoken.value;
  const outcome = await send(letter, token);
  if (outcome.page) {
    await remove(letter.id);
    location.assign(outcome.page);
  } else if (outcome.wrong) {
    const sent = document.createElement("form");
    Object.assign(sent, { method: "post", action: letter.url, hidden: true });
    for (const [name, value] of [["csrfmiddlewaretoken", token], ...letter.fields]) {
      const field = document.createElement("input");
      Object.assign(field, { type: "hidden", name, value });
      sent.append(field);
    }
    document.body.append(sent);
    sent.submit();
  }
}

async function forget(event) {
  const way = event.currentTarget;
  const key = way.closest("form").elements.once?.value;
  event.preventDefault();
  for (const letter of await all().catch(() => [])) if (letter.owner === owner && key && keyOf(letter) === key) await remove(letter.id);
  location.assign(way.href);
}

function refused(letter) {
  return letter.owner === owner && letter.wrong && letter.fields.every(([, value]) => typeof value === "string");
}

async function deliver({ again = false } = {}) {
  if (!(await count()) && !again) return;
  await alone(async () => {
    const letters = (await all()).filter((letter) => letter.owner === owner);
    const photos = new Set(letters.filter(begins).map(keyOf)); // not there yet
    letters.sort((one, other) => Boolean(one.photo) - Boolean(other.photo));
    await deliverAll(letters, async (letter) => {
      if ((letter.wrong && !again) || photos.has(letter.photo)) return { later: true };
      const outcome = await send(letter);
      if (outcome.page) photos.delete(keyOf(letter));
      return outcome;
    });
  });
  await count();
}

async function send(letter, token) {
  const outcome = await sendOne(letter, { door, camera, token });
  closed = Boolean(outcome.door);
  return outcome;
}

async function count() {
  const letters = await all().catch(() => []);
  const mine = letters.filter((letter) => letter.owner === owner);
  const bad = mine.filter((letter) => letter.wrong);
  const labels = new Map(mine.filter((letter) => letter.photo).map((letter) => [letter.photo, letter]));
  const photos = new Set(mine.filter(begins).map(keyOf));
  const lines = mine.filter((letter) => !photos.has(letter.photo)); // a photo and its label are one
  strip.hidden = letters.length === 0;
  strip.querySelector("[data-list]").replaceChildren(...lines.map((letter) => line(letter, begins(letter) && labels.get(keyOf(letter)))));
  say(mine.length === 0 ? "others" : closed ? "door" : bad.length ? "wrong" : "waits", letters.length - mine.length + lines.length);
  return mine.length - bad.length;
}

function line(letter, label) {
  const item = document.createElement("li");
  const photoless = letter.photo && letter.wrong === 404;
  const name = document.createElement(refused(letter) ? "a" : "bdi");
  if (refused(letter)) name.href = photoless ? `${shell}#${letter.photo}` : letter.url;
  name.textContent = titleOf(label || letter) || letter.what;
  const hour = document.createElement("small");
  hour.textContent = new Date(letter.at).toLocaleTimeString(document.documentElement.lang, { timeStyle: "short" });
  item.append(name, " ", hour);
  if (begins(letter)) {
    const way = document.createElement("a");
    way.className = "button";
    way.href = `${shell}#${keyOf(letter)}`;
    way.textContent = label ? strip.dataset.relabel : strip.dataset.label;
    item.append(" ", way);
  }
  if (photoless || (label && letter.wrong)) {
    const note = document.createElement("p");
    note.textContent = strip.dataset.orphan;
    item.append(note);
  }
  if (letter.wrong) {
    const drop = document.createElement("button");
    drop.className = "button button--quiet";
    drop.textContent = strip.dataset.drop;
    drop.addEventListener("click", async () => {
      if (!confirm(strip.dataset.sure)) return;
      await remove(letter.id);
      if (label) await put({ ...label, wrong: 404 }); // nothing it could go to
      await count();
    });
    item.append(" ", drop);
  }
  return item;
}

function titleOf(letter) {
  return letter.fields.find(([name, value]) => name === "title" && value)?.[1];
}

function say(what, many) {
  for (const sentence of strip.querySelectorAll("[data-when]")) {
    sentence.hidden = sentence.dataset.when !== what;
    const figure = sentence.querySelector("[data-count]");
    if (figure) figure.textContent = many;
  }
}
