// Keeps what stands on the page true: asks for the page again now and then (an unchanged page is a 304 of a few
// bytes) and puts in the parts marked data-live that differ. Without this module a reload does the same.
const kept = document.querySelector("[data-every]")?.dataset ?? {};
const EVERY = Number(kept.every ?? 4_500);
let tag = kept.tag ?? "";

async function freshen() {
  if (document.hidden) return;
  // Where the parts have an address of their own, the browser keeps nothing of them, so the tag is named here.
  const headers = { Accept: "text/html", ...(kept.from && { "If-None-Match": tag }) };
  let response;
  try {
    response = await fetch(kept.from ?? location.href, { cache: "no-cache", headers });
  } catch {
    return; // no network at this moment: the page stays as it is
  }
  const now = response.headers.get("ETag"); // a page of one's own has none
  if (!response.ok || (now && now === tag)) return;
  const fresh = new DOMParser().parseFromString(await response.text(), "text/html");
  let isWhole = true;
  for (const here of document.querySelectorAll("[data-live]")) {
    const there = fresh.querySelector(`[data-live="${CSS.escape(here.dataset.live)}"]`);
    if (there) isWhole = replace(here, there) && isWhole;
  }
  tag = isWhole ? now : "";
}

// False where the part has to wait.
function replace(here, there) {
  const opened = there.querySelectorAll("details");
  for (const [i, detail] of here.querySelectorAll("details").entries()) opened[i]?.toggleAttribute("open", detail.open);
  if (there.outerHTML === here.outerHTML) return true;
  // A button under someone's finger is not taken away.
  if (here.contains(document.activeElement)) return false;
  here.replaceWith(document.adoptNode(there));
  return true;
}

setInterval(freshen, EVERY);
document.addEventListener("visibilitychange", freshen);
