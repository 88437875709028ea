// Keeps what stands on the page true: asks for the page again now and then (an unchanged page is a 304 of a few
// bytes) and puts in the parts marked data-live that differ. Without this module a reload does the same.
const EVERY = Number(document.querySelector("[data-every]")?.dataset.every ?? 4_500);
let tag = "";

async function freshen() {
  if (document.hidden) return;
  let response;
  try {
    response = await fetch(location.href, { cache: "no-cache", headers: { Accept: "text/html" } });
  } catch {
    return; // no network at this moment: the page stays as it is
  }
  const now = response.headers.get("ETag"); // a page of one's own has none
  if (!response.ok || (now && now === tag)) return;
  tag = now;
  const fresh = new DOMParser().parseFromString(await response.text(), "text/html");
  for (const here of document.querySelectorAll("[data-live]")) {
    const there = fresh.querySelector(`[data-live="${CSS.escape(here.dataset.live)}"]`);
    if (there && there.outerHTML !== here.outerHTML) replace(here, there);
  }
}

function replace(here, there) {
  // A button under someone's finger is not taken away.
  if (here.contains(document.activeElement)) return;
  here.replaceWith(document.adoptNode(there));
}

setInterval(freshen, EVERY);
document.addEventListener("visibilitychange", freshen);
