/* What somebody typed and the server has not acknowledged, kept in this browser: sealed with a key that only they get from
   the server, one slot for each thing that is typed and each window, the last words in it. */

const DATABASE = "goodpartners";
const SLOTS = "slots";
const SENDING = "goodpartners sending";
const LONGEST_WAIT = 30_000;
const LONGEST_KEEPALIVE = 60_000;
const ON_ITS_WAY = 60_000;
const { person, key: secret } = document.body.dataset;

/** Without a secure connection browsers have neither keys nor locks: then what is typed is kept on its page alone. */
export const available = (() => {
  try {
    return Boolean(person && globalThis.crypto?.subtle && navigator.locks && globalThis.indexedDB);
  } catch {
    return false; // a browser may forbid it
  }
})();
export const newKey = () => (crypto.randomUUID ? crypto.randomUUID() : Math.random().toString(36).slice(2));
export const remembered = (name, store = localStorage) => {
  try {
    return store.getItem(name);
  } catch {
    return null; // a browser may forbid it
  }
};
export const isOwnDevice = () => Boolean(person) && remembered("own device") === person;

/** This page's name, and that of the page that this window showed before. */
export const page = newKey();
const before = remembered("page", globalThis.sessionStorage);
try {
  sessionStorage.setItem("page", page);
} catch {
  /* a browser may forbid it */
}
if (available) navigator.locks.request(`goodpartners ${page}`, () => new Promise(() => {})).catch(() => {});

/* --- Slots ------------------------------------------------------------------------------------------------------- */

const asked = (request) =>
  new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });

let opening = null;
async function slots(mode) {
  opening ??= (() => {
    const request = indexedDB.open(DATABASE, 1);
    request.onupgradeneeded = () => request.result.createObjectStore(SLOTS, { keyPath: "id" }).createIndex("person", "person");
    return asked(request);
  })();
  try {
    return (await opening).transaction(SLOTS, mode).objectStore(SLOTS);
  } catch (refused) {
    opening = null; // the browser may have closed it; the next look opens it again
    throw refused;
  }
}

let imported = null;
const sealing = () =>
  (imported ??= crypto.subtle.importKey(
    "raw",
    Uint8Array.from(atob(secret.replaceAll("-", "+").replaceAll("_", "/")), (letter) => letter.charCodeAt(0)),
    "AES-GCM",
    false,
    ["encrypt", "decrypt"],
  ));

/** Keep a slot in place of what it held: {id, address, key, at, body, sent, title, said}, and refused, clash or done. */
export async function keep({ id, address, key, at, ...words }) {
  const iv = crypto.getRandomValues(new Uint8Array(12));
  const sealed = await crypto.subtle.encrypt({ name: "AES-GCM", iv }, await sealing(), new TextEncoder().encode(JSON.stringify(words)));
  await asked((await slots("readwrite")).put({ id, person, page, address, key, at, iv, sealed }));
}

/** Forget a slot, unless something newer stands in it. */
export async function forget(id, key) {
  const store = await slots("readwrite");
  const held = await asked(store.get(id));
  if (held && (key === undefined || held.key === key)) await asked(store.delete(id));
}

/** This person's slots, the oldest first. One that their key does not open is told as sealed. */
export async function mine() {
  if (!available) return [];
  const held = await asked((await slots("readonly")).index("person").getAll(person));
  const opened = held.map(async ({ iv, sealed, ...slot }) => {
    try {
      const words = await crypto.subtle.decrypt({ name: "AES-GCM", iv }, await sealing(), sealed);
      return { ...slot, ...JSON.parse(new TextDecoder().decode(words)) };
    } catch {
      return { ...slot, isSealed: true, sent: [], title: "", said: "" };
    }
  });
  return (await Promise.all(opened)).sort((a, b) => a.at - b.at);
}

/** This person's slots that no page cares for: its window was closed, or shows another page now. */
export async function left() {
  const found = await mine();
  if (!found.length) return [];
  const { held } = await navigator.locks.query();
  const open = new Set(held.map(({ name }) => name));
  return found.filter((slot) => slot.page === before || !open.has(`goodpartners ${slot.page}`));
}

/* --- Sending ----------------------------------------------------------------------------------------------------- */

const token = () => document.querySelector("input[name=csrf_token]")?.value ?? fetched;
let fetched = "";

/** After signing in again in another window the forms of this page need that sign-in's token. */
async function freshToken() {
  const response = await fetch("/form-token", { headers: { Accept: "application/json" } });
  if (!response.ok) return "signed-out";
  const told = await response.json();
  if (told.person !== person) return "somebody-else";
  if (told.token === token()) return "signed-out";
  fetched = told.token;
  document.querySelectorAll("input[name=csrf_token]").forEach((field) => (field.value = told.token));
  return "fresh";
}

/** Whether our server can be reached, and knows this person. */
export const reaches = () =>
  fetch("/form-token", { headers: { Accept: "application/json" } })
    .then(async (response) => response.ok && (await response.json()).person === person)
    .catch(() => false);

/** Send a slot. What became of it: saved, clash, refused, signed-out, somebody-else, busy or unreached.
    Only our server says the slot's key again: many a network answers in its place. */
export async function send(slot, { leaving = false, again = true } = {}) {
  if (!token()) {
    const found = await freshToken().catch(() => "unreached");
    if (found !== "fresh") return { state: found };
  }
  const body = [slot.body, `key=${slot.key}`, ...slot.sent.map((sent) => `sent=${encodeURIComponent(sent)}`)].join("&");
  let response, told;
  try {
    response = await fetch(slot.address, {
      method: slot.method ?? "PUT",
      keepalive: leaving && body.length < LONGEST_KEEPALIVE,
      headers: { "Content-Type": "application/x-www-form-urlencoded", Accept: "application/json", "X-CSRFToken": token(), "X-Person": person ?? "" },
      body,
    });
    told = await response.json();
  } catch {
    return { state: response ? "busy" : "unreached" };
  }
  if (response.ok) return told.key === slot.key ? { ...told, state: "saved" } : { state: "busy" };
  if (response.status === 401 || response.status === 400) {
    const found = await freshToken().catch(() => "unreached");
    return found === "fresh" && again ? send(slot, { leaving, again: false }) : { state: found === "fresh" ? "busy" : found };
  }
  if (response.status >= 500 || response.status === 429 || told.status !== response.status) return { state: "busy" };
  return { ...told, state: told.standing ? "clash" : "refused" };
}

/** Write what became of a slot that was sent: forgotten, or kept with the reason. What was saved stays where a page may be
    shown that was drawn before: an older copy on one's own device, or one that was on its way while another page sent. */
export async function settle(slot, told, { fromElsewhere = false } = {}) {
  if (told.state === "saved" && !fromElsewhere && !isOwnDevice()) return forget(slot.id, slot.key);
  const done = { at: told.at, version: told.version, since: Date.now() };
  const result = { saved: { done }, clash: { clash: told.sentence }, refused: { refused: told.sentence } };
  const held = await asked((await slots("readonly")).get(slot.id));
  if (held?.key === slot.key) await keep({ ...slot, ...result[told.state] });
}

const waits = (slot) => !slot.done && !slot.isSealed;
const isOver = ({ done }) => done && !isOwnDevice() && Date.now() - done.since > ON_ITS_WAY;
const drained = [];
/** Tell whenever what waits has changed. */
export const whenDrained = (listener) => drained.push(listener);

let wait = 1000;
let timer = 0;
const notSent = location.hash === "#not-sent"; // the service worker could not send a form, and came back
/** Send what no page cares for, one after the other, and go on trying; in one window at a time. What was refused is sent
    again only when the person asks for it; what clashed may stand by now. Who is about to go waits for another's turn. */
export async function drain({ refused = false, going = false } = {}) {
  if (!available) return;
  clearTimeout(timer);
  let again = false;
  let sent = 0;
  await navigator.locks.request(SENDING, { ifAvailable: !going }, async (lock) => {
    if (!lock) return;
    const found = await left();
    for (const { id, key } of found.filter(isOver)) await forget(id, key);
    for (const slot of found.filter((each) => waits(each) && (refused || !each.refused))) {
      const told = await send(slot);
      if (["saved", "clash", "refused"].includes(told.state)) {
        await settle(slot, told, { fromElsewhere: true });
        sent += told.state === "saved";
      } else {
        again = true;
        break;
      }
    }
  });
  if (again) {
    timer = setTimeout(() => drain().catch(() => {}), wait);
    wait = Math.min(wait * 2, LONGEST_WAIT);
  } else wait = 1000;
  await show();
  drained.forEach((listener) => listener(sent));
}

const counted = (count) => (count === 1 ? "one answer or note" : `${count} answers or notes`);
/** Say on every page what waits, and what was not taken. */
async function show() {
  const place = document.querySelector("[data-outbox]");
  if (!place) return;
  const waiting = (await left()).filter(({ done }) => !done);
  const stopped = waiting.filter(({ refused, clash, isSealed }) => refused || clash || isSealed).length;
  const words = notSent ? ["There is no network just now: the form was not sent. What you typed is kept."] : [];
  if (waiting.length > stopped) words.push(`Kept on this device and not sent yet: ${counted(waiting.length - stopped)}.`);
  if (stopped) words.push(`Kept on this device because the server did not take it: ${counted(stopped)}.`);
  place.hidden = !words.length;
  place.querySelector("[data-outbox-words]").textContent = words.join(" ");
}

if (available) {
  const soon = () => drain().catch(() => {});
  window.addEventListener("online", soon);
  document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && soon());
}
