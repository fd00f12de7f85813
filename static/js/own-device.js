/* What a browser keeps for one person beyond what waits to be sent: pages to read without a network, on their own device. */

import * as outbox from "./outbox.js";

const { person, keep = "" } = document.body.dataset;
const RELEASE = new URL(import.meta.url).pathname.split("/")[2];
const PAGES = "person ";
const OWN = "own device";
const COPY = "X-Offline-Copy";
const FRESH = 60 * 60 * 1000;
const mine = PAGES + person;
const found = (name) => document.querySelector(name);
const made = (tag, values, ...inside) => {
  const element = Object.assign(document.createElement(tag), values);
  element.append(...inside);
  return element;
};

/** Pages of anybody else go as soon as this person is here. */
async function forgetOthers() {
  for (const name of await caches.keys()) if (name.startsWith(PAGES) && name !== mine) await caches.delete(name);
}

async function forgetPages() {
  if (outbox.isOwnDevice()) localStorage.removeItem(OWN);
  for (const registered of await navigator.serviceWorker.getRegistrations()) await registered.unregister();
  await caches.delete(mine);
}

async function keepPages() {
  const policy = globalThis.trustedTypes?.createPolicy("default", {
    createScriptURL: (address) => (address.startsWith("/service-worker.js?") ? address : null),
  });
  const address = `/service-worker.js?release=${RELEASE}&person=${encodeURIComponent(person)}`;
  await navigator.serviceWorker.register(policy ? policy.createScriptURL(address) : address);
  const cache = await caches.open(mine);
  const here = navigator.serviceWorker.controller ? [] : [location.pathname]; // the worker keeps what it hands out
  for (const path of [...here, "/home", ...keep.split(" ").filter(Boolean)]) {
    const copy = await cache.match(path);
    if (copy && Date.now() - new Date(copy.headers.get("Date")) < FRESH) continue;
    const response = await fetch(path, { headers: { Accept: "text/html" } });
    if (response.ok && !response.redirected && response.headers.get(COPY) === person) await cache.put(path, response);
    else await response.body?.cancel();
  }
}

/* --- The page about this device ---------------------------------------------------------------------------------- */

const when = (moment) => new Date(moment).toLocaleString("en-GB", { day: "numeric", month: "short", hour: "2-digit", minute: "2-digit" });
const waiting = async () => (await outbox.mine()).filter(({ done }) => !done);
const why = (slot) =>
  slot.isSealed
    ? "It was sealed under an older key of this service and cannot be read any more."
    : (slot.refused ?? (slot.clash ? "Something else was saved in its place meanwhile. Open its page to choose which stands." : "It waits to be sent."));

function line(slot) {
  const item = made("li", { className: "flow" }, made("p", {}, made("b", { textContent: slot.title || "Something you typed" }), ` ${when(slot.at)}`));
  if (slot.said) item.append(made("pre", { className: "kept", textContent: slot.said }));
  item.append(made("p", { className: "small", textContent: why(slot) }));
  const actions = made("p", { className: "actions" });
  const button = (textContent, act) => {
    const pressed = made("button", { type: "button", className: "btn btn--quiet btn--small", textContent }, made("span", { className: "vh", textContent: ` ${slot.title}` }));
    pressed.addEventListener("click", () => act(pressed));
    actions.append(pressed);
  };
  if (slot.where) actions.append(made("a", { href: slot.where, textContent: "Open its page" }));
  if (slot.said && navigator.clipboard)
    button("Copy", async (pressed) => {
      await navigator.clipboard.writeText(slot.said);
      pressed.firstChild.data = "Copied";
    });
  button("Delete", async () => {
    if (!confirm("Delete this for good? Nobody else has it.")) return;
    await outbox.forget(slot.id);
    await list();
  });
  item.append(actions);
  return item;
}

async function list() {
  const slots = await waiting();
  found("[data-slots]").replaceChildren(...slots.map(line));
  found("[data-none]").hidden = slots.length > 0;
  found("[data-some]").hidden = !slots.length;
}

/** Everything that is not sent, as a text that can be read without us. */
async function download() {
  const words = (await waiting()).map((slot) => [slot.title, when(slot.at), why(slot), "", slot.said, ""].join("\r\n"));
  const address = URL.createObjectURL(new Blob([words.join("\r\n---\r\n\r\n")], { type: "text/plain;charset=utf-8" }));
  const link = made("a", { href: address, download: "unsent-answers.txt" });
  link.click();
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
}

async function device() {
  found("[data-no-device]").hidden = true;
  found(outbox.available ? "[data-device]" : "[data-not-secure]").hidden = false;
  if (!outbox.available) return;
  const own = found("[data-own]");
  own.checked = outbox.isOwnDevice();
  own.addEventListener("change", async () => {
    const state = found("[data-own-state]");
    state.textContent = "One moment …";
    if (own.checked) {
      localStorage.setItem(OWN, person);
      await forgetOthers();
      await keepPages();
      state.textContent = "From now on, pages that you open are kept in this browser.";
    } else {
      await forgetPages();
      state.textContent = "The pages that were kept in this browser are deleted.";
    }
  });
  found("[data-send]").addEventListener("click", () => outbox.drain({ refused: true, going: true }).then(list));
  found("[data-download]").addEventListener("click", download);
  outbox.whenDrained(list);
  await list();
}

/** Without a network: the pages that were kept here, by their titles. */
async function keptPages() {
  const place = found("[data-kept-pages]");
  for (const name of (await caches.keys()).filter((each) => each.startsWith(PAGES))) {
    const cache = await caches.open(name);
    for (const { url } of await cache.keys()) {
      const title = (await (await cache.match(url)).text()).match(/<title>([^<]*)</)?.[1].trim().replace(/ – Good Partners$/, "");
      if (title) place.querySelector("ul").append(made("li", {}, made("a", { href: url, textContent: title })));
    }
  }
  place.hidden = !place.querySelector("li");
}

/* --- Signing out ------------------------------------------------------------------------------------------------- */

/** Send what waits first; ask where that cannot be done; then clear what is this person's, and only theirs. */
function signingOut(form) {
  let sure = false;
  const go = async () => {
    await forgetPages();
    for (const { id, done } of await outbox.mine()) if (done) await outbox.forget(id);
    sure = true;
    form.requestSubmit();
  };
  form.addEventListener("submit", async (event) => {
    if (sure || !outbox.available) return;
    event.preventDefault();
    await outbox.drain({ going: true }).catch(() => {});
    const left = (await waiting().catch(() => [])).length;
    if (!left) return go();
    const dialog = found("[data-leaving]");
    dialog.querySelector("[data-left]").textContent = left === 1 ? "One answer or note is" : `${left} answers or notes are`;
    dialog.showModal();
  });
  const dialog = found("[data-leaving]");
  dialog.querySelector("[data-stay]").addEventListener("click", () => dialog.close());
  dialog.querySelector("[data-download]").addEventListener("click", download);
  dialog.querySelector("[data-lock]").addEventListener("click", go);
  dialog.querySelector("[data-delete]").addEventListener("click", async () => {
    for (const { id } of await waiting()) await outbox.forget(id);
    await go();
  });
}

if (found("[data-device]")) device();
if (found("[data-kept-pages]") && globalThis.caches) keptPages();
const out = found("form[action$='/sign-out']");
if (out && found("[data-leaving]")) signingOut(out);
if (person && globalThis.caches && navigator.serviceWorker) {
  await forgetOthers();
  if (outbox.isOwnDevice()) await keepPages();
  else if (outbox.remembered(OWN)) {
    await forgetPages(); // somebody else ticked the box, and is not the only one here after all
    localStorage.removeItem(OWN);
  }
}
