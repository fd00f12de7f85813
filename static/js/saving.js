/* Saving while typing: what stands in the fields of a page is on the server, in the outbox, or said to be neither. */

import * as outbox from "./outbox.js";
import { Part } from "./part.js";

const LONGEST_SUBMIT = 8000;

const parts = [...document.querySelectorAll("[data-save]")].map((element) => new Part(element));
const every = (act) => parts.forEach((part) => act(part));
if (document.querySelector("[data-ends]")) import("./clock.js").then(({ run }) => run(parts));

/** What is not saved yet is saved first; the form goes on its way once the server has everything. */
for (const form of new Set(parts.flatMap((part) => part.controls.map((control) => control.form)))) {
  form.addEventListener("submit", async (event) => {
    const open = parts.filter((part) => part.unsaved && !part.refused && part.controls.some((control) => control.form === form));
    if (!open.length) return;
    const { submitter } = event;
    event.preventDefault();
    open.forEach((part) => (part.isUnkept = false));
    const patience = new Promise((enough) => setTimeout(enough, LONGEST_SUBMIT));
    await Promise.race([Promise.all(open.map((part) => part.now())), patience]);
    const waiting = open.filter((part) => part.unsaved && !part.refused);
    const stuck = waiting.find((part) => part.panel);
    if (stuck) stuck.panel.focus();
    else if (!waiting.length) form.requestSubmit(submitter);
    else if (await outbox.reaches()) sendAnyway(form, waiting, submitter);
    else await goOn(form, submitter);
  });
}

/** On one's own device the next page may be kept: go there without a network. That a part was done is sent later. */
async function goOn(form, submitter) {
  const { next, done } = form.dataset;
  if (!next || !outbox.isOwnDevice() || ["back", "stay", "leave"].includes(submitter?.value)) return;
  if (done) {
    const address = new URL(form.action).pathname;
    const slot = { id: `${outbox.page} ${address}`, address, method: "POST", key: outbox.newKey(), at: Date.now() };
    await outbox.keep({ ...slot, body: "then=done", sent: [], title: done, said: "", where: location.pathname }).catch(() => {});
  }
  location.assign(next);
}
for (const form of document.querySelectorAll("form[data-next]"))
  form.addEventListener("submit", (event) => {
    if (event.defaultPrevented || navigator.onLine || !outbox.isOwnDevice()) return;
    event.preventDefault();
    goOn(form, event.submitter);
  });

/** Some networks let a form through and no saving: it says what was sent and not heard of, so that it never clashes with itself. */
function sendAnyway(form, waiting, submitter) {
  for (const part of waiting) {
    for (const value of part.unheard) form.append(Object.assign(document.createElement("input"), { type: "hidden", name: "sent", value }));
    [part.last, part.unheard] = [part.typed(), []];
  }
  form.requestSubmit(submitter);
}

const flush = () => every((part) => part.now({ leaving: true }));
document.addEventListener("visibilitychange", () => (document.visibilityState === "hidden" ? flush() : every((part) => part.now())));
window.addEventListener("pagehide", flush);
window.addEventListener("online", () => every((part) => part.now()));
window.addEventListener("pageshow", ({ persisted }) => persisted && parts.length && location.reload());
window.addEventListener("beforeunload", (event) => {
  if (parts.some((part) => part.unsaved && !part.isUnkept && part.stowed !== part.key)) event.preventDefault();
});

/** What waits is sent before a paper is handed in; what arrived just now is shown first. */
for (const form of document.querySelectorAll("form[data-send-first]")) {
  const about = ({ address, done }) => !done && address.startsWith(form.dataset.sendFirst);
  let told = false;
  outbox.whenDrained((sent) => sent && location.reload());
  form.addEventListener("submit", async (event) => {
    if (told || !outbox.available) return;
    event.preventDefault();
    await outbox.drain({ going: true }).catch(() => {});
    const waiting = (await outbox.left().catch(() => [])).filter(about);
    told = true;
    if (!waiting.length) form.requestSubmit(event.submitter);
    else form.querySelector("[data-waiting]").hidden = false;
  });
}

/** The list of answers says what waits, and what was saved since an older copy of the page was drawn. */
async function listKept() {
  const left = await outbox.left();
  for (const row of document.querySelectorAll("[data-answer]")) {
    const slot = left.findLast(({ address, done }) => address === row.dataset.answer && !(done?.at <= document.body.dataset.drawn));
    if (!slot?.said) continue;
    const hint = Object.assign(document.createElement("span"), { className: "hint", textContent: " Kept on this device, not sent yet" });
    row.replaceChildren(slot.said, ...(slot.done ? [] : [hint]));
  }
}
if (document.querySelector("[data-answer]")) outbox.whenDrained(() => listKept().catch(() => {}));

outbox.drain().catch(() => {});

if (outbox.remembered("own device") || document.querySelector("[data-device], [data-leaving]")) import("./own-device.js");
