// When there is no line, one page of ours opens all the same: under /staff/ the camera and the list of what waits, under
// /desk/ the desk that goes on. It holds nobody's data. Everything else is asked of the server, as ever.
const SCOPE = new URL(registration.scope).pathname;
const SHELL = `${SCOPE}offline/`;
const CACHE = `kylkalem-shell-3${SCOPE}`;
const AT_THE_DESK = SCOPE === "/desk/";
const PATIENCE = 12_000; // a desk with a queue does not wait for a line that hangs

addEventListener("install", (event) => event.waitUntil(fill().then(() => skipWaiting())));
addEventListener("activate", (event) => event.waitUntil(clients.claim()));

addEventListener("fetch", (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (origin !== location.origin) return;
  if (request.mode === "navigate" && AT_THE_DESK) event.respondWith(desk(request));
  else if (request.method !== "GET") return;
  else if (request.mode === "navigate") event.respondWith(fetch(request).catch(shell));
  else if (pathname.startsWith("/static/")) event.respondWith(fetch(request).catch(() => kept(request)));
});

addEventListener("message", (event) => event.data === "fill" && event.waitUntil(fill()));

// A press that got no answer may have arrived: the page that opens then knows its key.
async function desk(request) {
  const limit = request.method === "GET" ? { signal: AbortSignal.timeout(PATIENCE) } : {};
  try {
    const answer = await fetch(request, limit);
    return [502, 503, 504].includes(answer.status) ? shell() : answer;
  } catch {
    return shell();
  }
}

async function shell() {
  return (await kept(SHELL)) ?? Response.error();
}

async function kept(what) {
  return (await caches.match(what, { ignoreVary: true, ignoreSearch: false })) ?? Response.error();
}

// The page, and whatever of ours it names.
async function fill() {
  const cache = await caches.open(CACHE);
  const page = await fetch(SHELL, { cache: "no-store" });
  if (!page.ok || page.redirected) throw new Error("nobody is signed in");
  const text = await page.clone().text();
  await cache.put(SHELL, page);
  const files = [...text.matchAll(/(?:href|src)="(\/static\/[^"]+)"/g)].map(([, address]) => address);
  await Promise.all(files.map((file) => cache.add(file)));
}
