// Keeps the wall board true without a hand: asks for the page every few seconds (unchanged, it is a 304 of a few bytes),
// puts in what differs, turns to the next part where there are several, and says since when it has heard nothing. What
// hangs stays on the wall meanwhile; the next answer puts it right. Without this module the page asks for itself anew.
const EVERY = 4_000;
const TURN = 20_000;
const PATIENCE = 8_000;
let address = location.href;
let shown = "";
let turned = Date.now();
let heard = new Date();
let busy = false;

const main = () => document.querySelector("main");
const live = (where) => [...where.querySelectorAll("[data-live]")];
const keys = (where) => live(where).map((part) => part.dataset.live).join();
const style = (where) => [...where.querySelectorAll("link[rel=stylesheet]")].map((link) => link.getAttribute("href")).join();

async function freshen() {
  if (busy) return;
  busy = true;
  try {
    const next = main().dataset.next;
    const turns = next && Date.now() - turned >= TURN;
    const wanted = turns ? new URL(next, address).href : address;
    const response = await fetch(wanted, { cache: "no-cache", headers: { Accept: "text/html" }, signal: AbortSignal.timeout(PATIENCE) });
    const isGone = response.status === 404 || response.status === 410;
    if (!response.ok && !isGone) throw new Error(response.statusText);
    const text = await response.text();
    if (wanted !== address) turned = Date.now();
    address = wanted;
    if (isGone) main().replaceChildren(); // taken from the wall: nothing of it may stay
    else if (text !== shown) putIn(new DOMParser().parseFromString(text, "text/html"));
    shown = text;
    heard = new Date();
    tell(true);
  } catch {
    tell(false);
  } finally {
    busy = false;
  }
}

function putIn(fresh) {
  if (style(fresh) !== style(document)) return location.reload(); // the house has been rebuilt
  if (keys(fresh) !== keys(document)) return main().replaceWith(document.adoptNode(fresh.querySelector("main")));
  main().dataset.next = fresh.querySelector("main").dataset.next;
  const there = live(fresh);
  for (const [i, here] of live(document).entries()) {
    if (here.outerHTML !== there[i].outerHTML) here.replaceWith(document.adoptNode(there[i]));
  }
}

function tell(isWell) {
  const clock = document.querySelector("[data-clock]");
  if (!clock) return;
  clock.hidden = false;
  clock.classList.toggle("board-clock--lost", !isWell);
  clock.querySelector("[data-well]").hidden = !isWell;
  clock.querySelector("[data-lost]").hidden = isWell;
  clock.querySelector("time").textContent = heard.toLocaleTimeString("ru", { timeZone: "Asia/Bishkek" });
}

tell(true);
freshen();
setInterval(freshen, EVERY);
