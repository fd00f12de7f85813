/* Answers when the network does not, on a device that one person called their own: with the learner's pages that were kept
   for them, under their name alone. It changes nothing that is sent. */

const given = new URL(location).searchParams;
const PAGES = `person ${given.get("person")}`;
const FILES = `files ${given.get("release")}`;
const COPY = "X-Offline-Copy";
const OFFLINE = "/offline";
const SCRIPTS = ["saving", "part", "outbox", "clock", "own-device"];
const PATIENCE = 5000;
const STATIC = /^\/static\/[^/]+\//;

self.addEventListener("install", (event) => event.waitUntil(prepare()));
self.addEventListener("activate", (event) => event.waitUntil(tidy()));
self.addEventListener("fetch", (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (origin !== location.origin) return;
  if (request.method === "GET" && STATIC.test(pathname)) event.respondWith(file(request));
  else if (request.method === "GET" && pathname.startsWith("/files/")) event.respondWith(picture(request));
  else if (request.mode === "navigate") event.respondWith(request.method === "GET" ? page(event) : sent(request));
});

async function prepare() {
  const cache = await caches.open(FILES);
  const response = await fetch(OFFLINE, { cache: "reload" });
  const text = await response.clone().text();
  await cache.put(OFFLINE, response);
  const files = new Set([...text.matchAll(/(?:href|src)="(\/static\/[^"]+)"/g)].map(([, address]) => address));
  for (const name of SCRIPTS) files.add(`/static/${given.get("release")}/js/${name}.js`);
  await cache.addAll([...files]);
  await self.skipWaiting(); // it holds nothing between two requests, so a page notices no change
}

/** Files of earlier releases stay while a page that was drawn with them may be kept, which is a week at most. */
async function tidy() {
  const old = (await caches.keys()).filter((name) => name.startsWith("files ") && name !== FILES);
  for (const name of old.slice(0, -1)) await caches.delete(name);
  await self.clients.claim();
}

async function file(request) {
  const kept = await caches.match(request, { ignoreVary: true });
  if (kept) return kept;
  try {
    const response = await fetch(request);
    if (response.ok) await (await caches.open(FILES)).put(request, response.clone());
    return response;
  } catch (unreached) {
    return (await ofAnyRelease(new URL(request.url).pathname)) ?? Promise.reject(unreached);
  }
}

async function ofAnyRelease(pathname) {
  const name = pathname.replace(STATIC, "");
  for (const kept of await (await caches.open(FILES)).keys())
    if (new URL(kept.url).pathname.replace(STATIC, "") === name) return caches.match(kept, { ignoreVary: true });
  return undefined;
}

async function picture(request) {
  try {
    const response = await fetch(request);
    if (response.ok && response.status === 200) await (await caches.open(PAGES)).put(request, response.clone());
    return response;
  } catch (unreached) {
    return (await caches.match(request, { ignoreVary: true })) ?? Promise.reject(unreached);
  }
}

/** The network first; what was kept when it fails, or takes too long. */
async function page(event) {
  const { request } = event;
  const kept = await (await caches.open(PAGES)).match(request, { ignoreSearch: true, ignoreVary: true });
  const asked = fetch(request).then((response) => remember(request, response));
  event.waitUntil(asked.catch(() => {}));
  const late = new Promise((enough) => setTimeout(enough, PATIENCE));
  try {
    return (await (kept ? Promise.race([asked, late]) : asked)) ?? kept;
  } catch {
    return kept ?? caches.match(OFFLINE, { ignoreVary: true });
  }
}

async function remember(request, response) {
  const whose = response.headers.get(COPY);
  if (whose && `person ${whose}` !== PAGES) await caches.delete(PAGES); // somebody else is here
  else if (whose && response.ok && !response.redirected) {
    const { origin, pathname } = new URL(request.url);
    await (await caches.open(PAGES)).put(origin + pathname, response.clone());
  }
  return response;
}

/** A form that could not be sent: back to its page, where what was typed still stands. */
async function sent(request) {
  try {
    return await fetch(request);
  } catch {
    return Response.redirect(`${request.url.split("#")[0]}#not-sent`, 303);
  }
}
