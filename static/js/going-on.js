// A desk that may go on without the network. With a line it fetches the day's list and a few receipt numbers; without
// one it sells for cash from them, and every sale stays here until the server has it. Without this module, or without
// room in the browser, the desk needs the network.
import { all, alone, change, deliver as deliverAll, fresh, post, put, send } from "./letters.js";

const strip = document.querySelector("[data-going-on]");
const { owner, door, worker, camera, numbers, record, show } = strip.dataset;
const kept = document.querySelector("[data-kept]"); // this is the page that opens without a line
const EVERY = 20_000;
let list = null; // works, prices and numbers, as the server gave them
let line = true;

navigator.serviceWorker?.register(worker).catch(() => {});
strip.querySelector("[data-now]").addEventListener("click", () => deliver({ again: true }));
addEventListener("online", () => deliver());
document.addEventListener("visibilitychange", () => document.hidden || deliver());
setInterval(() => deliver(), EVERY);
start().catch(() => say("not"));

async function start() {
  list = (await change("readonly", ["desk"], (desk) => desk.get("list"))) ?? null;
  if (kept) open();
  else notePresses();
  await deliver();
  if (!kept) await fetchList();
  await count();
}

// --- With a line ---------------------------------------------------------------------------------------------------

async function fetchList() {
  const token = list?.token ?? [...crypto.getRandomValues(new Uint8Array(24))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  let answer;
  try {
    answer = await post(numbers, [["show", show], ["token", token]], await fresh({ door, camera }));
  } catch {
    return; // yesterday's list is better than none
  }
  if (answer.status === 409) {
    strip.querySelector("[data-said]").textContent = (await answer.json()).said;
    list = null;
    await change("readwrite", ["desk"], (desk) => desk.delete("list"));
  } else if (answer.ok && !answer.url.includes(door)) {
    const given = await answer.json();
    await change("readwrite", ["desk"], (desk) => {
      const before = desk.get("list");
      before.onsuccess = () => {
        const spent = before.result?.range === given.range ? before.result.spent : [];
        list = { ...given, token, spent, owner, at: Date.now(), language: document.documentElement.lang };
        desk.put(list, "list");
      };
    });
    const { active } = await navigator.serviceWorker.ready;
    active.postMessage("fill"); // in the language of this page
  }
}

// A press may reach the server while its answer is lost. Its key goes with the sale that is then written down here.
function notePresses() {
  sessionStorage.removeItem("pressed");
  const sale = document.querySelector("[data-sale]");
  sale?.addEventListener("submit", () => {
    const cash = sale.querySelector("[name=kind_1]:checked").value === "cash" && ![...sale.querySelectorAll("[name^=amount_]")].some((input) => input.value);
    const exhibit = Number(new URL(sale.action).pathname.split("/").at(-2));
    if (cash) sessionStorage.setItem("pressed", JSON.stringify({ exhibit, once: sale.elements.once.value }));
  });
}

// --- Without one ---------------------------------------------------------------------------------------------------

function open() {
  const { pathname, search } = new URL(location.href);
  kept.querySelector("[data-find]").addEventListener("submit", (event) => {
    event.preventDefault();
    find(event.target.elements.q.value);
  });
  kept.querySelector("[data-sale]").addEventListener("submit", sell);
  kept.querySelector("[data-close]").addEventListener("click", close);
  kept.querySelector("[data-list-at]").textContent = list ? hour(list.at) : "—";
  kept.querySelector("[data-none]").hidden = Boolean(list && list.owner === owner);
  const exhibit = Number(pathname.split("/").at(-2));
  const asked = new URLSearchParams(search).get("q");
  if (list?.works.some((work) => work.exhibit === exhibit)) pick(list.works.find((work) => work.exhibit === exhibit));
  else if (asked) find(asked);
  else render();
}

async function states() {
  const written = await all("sales").catch(() => []);
  return new Map(written.filter(({ range }) => range === list?.range).map((sale) => [sale.exhibit, sale]));
}

function works() {
  return list && list.owner === owner ? list.works : [];
}

async function render() {
  const here = await states();
  const free = works().filter((work) => work.state === "free" && work.due && !here.has(work.exhibit) && !list.gone?.includes(work.exhibit));
  const rows = free.map((work) => {
    const row = document.createElement("li");
    const button = document.createElement("button");
    const name = document.createElement("b");
    const price = document.createElement("span");
    name.append(`№\u00a0${work.number}. `, bdi(work));
    price.textContent = work.due_text;
    price.className = "nowrap figures";
    button.append(name, price);
    button.addEventListener("click", () => pick(work));
    row.append(button);
    return row;
  });
  kept.querySelector("[data-works]").replaceChildren(...rows);
}

function bdi(work) {
  const title = document.createElement("bdi");
  if (work.lang) title.lang = work.lang;
  title.textContent = work.title;
  return title;
}

function find(text) {
  const number = Number(text.trim().match(/(\d{1,5})\/?$/)?.[1]);
  const work = works().find((one) => one.number === number);
  tell(work ? null : "unknown");
  if (work) pick(work);
  else render();
}

async function pick(work) {
  const here = await states();
  const sale = kept.querySelector("[data-sale]");
  const able = work.state === "free" && work.due && !here.has(work.exhibit) && !list.gone?.includes(work.exhibit);
  tell(able ? null : work.state === "held" ? "held" : work.due ? "gone" : "not");
  sale.hidden = !able;
  if (!able) return render();
  kept.querySelector("[data-close]").hidden = false;
  sale.dataset.exhibit = work.exhibit;
  sale.dataset.price = work.price;
  sale.dataset.like = work.due_text;
  sale.reset();
  sale.querySelector("[data-change]").hidden = true;
  sale.querySelector("[data-name]").replaceChildren(`№\u00a0${work.number}. `, bdi(work));
  for (const sum of sale.querySelectorAll("[data-due]")) sum.textContent = work.due_text;
  for (const [n, chip] of [...sale.querySelectorAll("[data-note]")].entries()) {
    chip.hidden = !work.notes[n];
    chip.querySelector("input").value = work.notes[n] ?? "";
    chip.querySelector("span").textContent = work.notes[n] ?? "";
  }
  sale.querySelector("[data-sells]").focus();
}

function close() {
  kept.querySelector("[data-sale]").hidden = true;
  tell(null);
  kept.querySelector("[name=q]").focus();
}

function tell(what, words = {}) {
  for (const note of kept.querySelectorAll("[data-tell]")) {
    note.hidden = note.dataset.tell !== what;
    for (const [name, text] of Object.entries(words)) {
      const place = note.querySelector(`[data-${name}]`);
      if (place) place.textContent = text;
    }
  }
}

// The number, the mark in the list and what is to be sent are one change: a crash leaves all of it or nothing.
async function sell(event) {
  event.preventDefault();
  const sale = event.currentTarget;
  const work = list.works.find((one) => one.exhibit === Number(sale.dataset.exhibit));
  const typed = (sale.elements.given.value || sale.elements.note.value).replace(/\s/g, "").replace(",", ".");
  const given = typed ? Math.round(Number(typed) * 100) : null;
  if (given !== null && !(given >= work.due)) return tell("little");
  const pressed = JSON.parse(sessionStorage.getItem("pressed") ?? "null");
  const key = pressed?.exhibit === work.exhibit ? pressed.once : crypto.randomUUID();
  let receipt = null;
  try {
    await change("readwrite", ["sales", "desk"], (sales, desk) => {
      const waiting = sales.getAll();
      waiting.onsuccess = () => {
        const standing = desk.get("list");
        standing.onsuccess = () => {
          list = standing.result;
          const spent = new Set([...list.used, ...list.spent, ...waiting.result.map((one) => one.range === list.range && one.receipt)]);
          receipt = list.first;
          while (spent.has(receipt)) receipt += 1;
          if (receipt > list.last) return sales.transaction.abort();
          const at = Date.now();
          const fields = { once: key, range: list.range, token: list.token, receipt, exhibit: work.exhibit, amount: work.due, given: given ?? "", written_at: at };
          list.spent = [...list.spent, receipt];
          list.gone = [...(list.gone ?? []), work.exhibit];
          desk.put(list, "list");
          sales.add({ owner, url: record, fields: Object.entries(fields), range: list.range, exhibit: work.exhibit, receipt, at, what: { number: work.number, title: work.title, lang: work.lang, sum: work.due_text, receipt: name(receipt) } });
        };
      };
    });
  } catch {
    return tell(receipt > list.last ? "used-up" : "full");
  }
  sessionStorage.removeItem("pressed");
  sale.hidden = true;
  tell("written", { receipt: name(receipt), work: `№\u00a0${work.number}. ${work.title}`, back: sale.querySelector("[data-change]").hidden ? "" : sale.querySelector("[data-change]").textContent.trim() });
  await count();
  render();
  kept.querySelector("[name=q]").value = "";
  kept.querySelector("[name=q]").focus();
  deliver({ patient: true });
}

function name(receipt) {
  return `${list.desk}-${String(receipt).padStart(3, "0")}`;
}

function hour(at) {
  return new Date(at).toLocaleTimeString(document.documentElement.lang, { timeStyle: "short" });
}

// --- What is not sent yet ------------------------------------------------------------------------------------------

async function deliver({ again = false, only = null, patient = again || only !== null } = {}) {
  await alone(async () => {
    const mine = (await all("sales")).filter((letter) => letter.owner === owner);
    let outcome = {};
    await deliverAll(
      mine,
      async (letter) => {
        if (only ? letter.id !== only : letter.wrong && !again) return { later: true };
        outcome = await send(letter, { door, camera });
        return outcome;
      },
      "sales",
    );
    if (mine.length === 0) outcome = await fresh({ door, camera }).then((token) => (token ? { page: camera } : { door: true }), () => ({}));
    line = Boolean(outcome.page || outcome.wrong);
    strip.dataset.door = door;
    strip.toggleAttribute("data-closed", Boolean(outcome.door));
  }, patient).catch(() => {});
  await count();
}

async function count() {
  const letters = await all("sales").catch(() => []);
  const mine = letters.filter((letter) => letter.owner === owner);
  const bad = mine.some((letter) => letter.wrong);
  const closed = strip.hasAttribute("data-closed");
  strip.querySelector("[data-list]").replaceChildren(...mine.map(item));
  const refused = !kept && strip.querySelector("[data-said]").textContent;
  const what = mine.length ? (closed ? "door" : bad ? "wrong" : "waits") : letters.length ? "others" : kept ? (closed ? "door" : line ? "line" : "cut") : refused ? "not" : "";
  strip.hidden = !what;
  strip.querySelector("[data-now]").hidden = !mine.length;
  say(what, mine.length || letters.length);
}

function item(letter) {
  const row = document.createElement("li");
  const about = document.createElement("span");
  about.append(`№\u00a0${letter.what.number}. `, bdi(letter.what), ` · ${letter.what.sum} · ${strip.dataset.receipt}\u00a0№\u00a0${letter.what.receipt} · ${hour(letter.at)}`);
  row.append(about);
  if (!letter.wrong) return row;
  const said = document.createElement("strong");
  said.textContent = letter.said ?? strip.dataset.unclear;
  const again = button(strip.dataset.again, () => deliver({ only: letter.id }));
  const hand = button(strip.dataset.hand, async () => {
    const fields = [...letter.fields.filter(([field]) => field !== "hand_over"), ["hand_over", "1"]];
    await put({ ...letter, fields }, "sales");
    await deliver({ only: letter.id });
  });
  row.append(said, again, hand);
  return row;
}

function button(text, act) {
  const one = document.createElement("button");
  Object.assign(one, { type: "button", className: "button", textContent: text });
  one.addEventListener("click", act);
  return one;
}

function say(what, many) {
  for (const sentence of strip.querySelectorAll("[data-when]")) {
    sentence.hidden = sentence.dataset.when !== what;
    const figure = sentence.querySelector("[data-count]");
    if (figure) figure.textContent = many;
  }
}
