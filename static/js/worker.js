// When there is no line, one page of ours opens all the same: the camera and the list of what waits. It holds nobody's
// data. Everything else is asked of the server, as ever.
const SHELL = "/staff/offline/";
const CACHE = "kylkalem-shell-2";

addEventListener("install", (event) => event.waitUntil(fill().then(() => skipWaiting())));
addEventListener("activate", (event) => event.waitUntil(clients.claim()));

addEventListener("fetch", (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (origin !== location.origin || request.method !== "GET") return;
  if (request.mode === "navigate") event.respondWith(fetch(request).catch(shell));
  else if (pathname.startsWith("/static/")) event.respondWith(fetch(request).catch(() => kept(request)));
});

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
