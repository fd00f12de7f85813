/* What script adds to pages that work without it: saving while typing, and small comforts. No dependency, no build. */

const SVG = "http://www.w3.org/2000/svg";
const PAUSE = 500;
const LONGEST_WAIT = 30_000;
const ICONS = {
  done: "m4 12.6 5 5L20 6.4",
  kept: "M12 5v8m0 4.5v.5",
};

/** Saves one thing that is being typed, again and again until the server has it. */
class Saving {
  constructor({ state, send, changed }) {
    this.state = state;
    this.send = send;
    this.changed = changed;
    this.timer = 0;
    this.wait = 1000;
    this.busy = false;
    this.again = false;
  }

  get unsaved() {
    return this.changed();
  }

  soon() {
    this.say("Saving …");
    this.after(PAUSE);
  }

  after(ms) {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.now(), ms);
  }

  async now({ leaving = false } = {}) {
    clearTimeout(this.timer);
    if (!this.changed()) return;
    if (this.busy && !leaving) {
      this.again = true;
      return;
    }
    this.busy = true;
    try {
      const response = await this.send({ keepalive: leaving });
      await this.heard(response);
    } catch {
      this.retry(navigator.onLine ? "Not saved yet. Trying again" : "No network. Kept on this page, will send");
    } finally {
      this.busy = false;
      if (this.again) {
        this.again = false;
        this.after(0);
      }
    }
  }

  async heard(response) {
    if (response.ok) {
      const receipt = await response.json();
      this.wait = 1000;
      this.saved?.(receipt);
      if (!this.changed()) this.say(`Saved ${receipt.saved}`, "done");
      else this.after(PAUSE);
    } else if (response.status === 401 || response.status === 400) {
      if (await freshToken()) this.after(0);
      else this.retry("Kept on this page. Sign in again in another tab");
    } else if (response.status >= 500 || response.status === 429) {
      this.retry("Not saved yet. Trying again");
    } else {
      const told = await response.json().catch(() => ({}));
      this.say((response.status === 409 && this.clash) || (told.sentence ?? "Not saved. Use the button below"), "kept");
    }
  }

  retry(words) {
    this.say(words, "kept");
    this.after(this.wait);
    this.wait = Math.min(this.wait * 2, LONGEST_WAIT);
  }

  say(words, icon) {
    if (!this.state || this.state.textContent === words) return;
    this.state.classList.toggle("save--kept", icon === "kept");
    this.state.replaceChildren(...(icon ? [drawn(ICONS[icon])] : []), words);
  }
}

function drawn(path) {
  const svg = document.createElementNS(SVG, "svg");
  for (const [name, value] of Object.entries({ width: 18, height: 18, viewBox: "0 0 24 24", "aria-hidden": "true" }))
    svg.setAttribute(name, value);
  const line = document.createElementNS(SVG, "path");
  for (const [name, value] of Object.entries({ d: path, fill: "none", stroke: "currentColor", "stroke-width": 3, "stroke-linecap": "round", "stroke-linejoin": "round" }))
    line.setAttribute(name, value);
  svg.append(line);
  return svg;
}

/** After signing in again in another tab the forms of this page need that sign-in's token. */
async function freshToken() {
  const response = await fetch("/form-token", { headers: { Accept: "application/json" } });
  if (!response.ok) return false;
  const { token: fresh } = await response.json();
  if (fresh === token()) return false;
  document.querySelectorAll("input[name=csrf_token]").forEach((field) => (field.value = fresh));
  return true;
}

const token = () => document.querySelector("input[name=csrf_token]")?.value ?? "";
const stateOf = (id) => document.querySelector(`[data-save-for="${id}"]`);
const everything = [];

/** Notes: each textarea has an address of its own. */
for (const area of document.querySelectorAll("textarea[data-autosave]")) {
  let last = area.value;
  const hidden = document.querySelector(`input[name="${area.name.replace(/^note-/, "version-")}"]`);
  let sending = last;
  const saving = new Saving({
    state: stateOf(area.id),
    changed: () => area.value !== last,
    send: ({ keepalive }) => {
      sending = area.value;
      return fetch(area.dataset.autosave, {
        method: "PUT",
        keepalive,
        headers: { "Content-Type": "application/json", Accept: "application/json", "X-CSRFToken": token() },
        body: JSON.stringify({ text: sending, version: Number(area.dataset.version) }),
      });
    },
  });
  saving.clash = "Changed in another window too. Press “Save my notes” to see both texts";
  saving.saved = ({ version }) => {
    last = sending;
    area.dataset.version = version;
    if (hidden) hidden.value = version;
  };
  area.addEventListener("input", () => saving.soon());
  area.addEventListener("blur", () => saving.now());
  everything.push(saving);
}

/** A question: the whole form is kept, as a draft or as the answer. Where each answer has a number, the form takes the new
    one; what was sent and not heard of goes along, so that a window never clashes with itself. */
for (const form of document.querySelectorAll("form[data-autosave-form]")) {
  const NOT_TYPED = new Set(["csrf_token", "key", "sent"]);
  const content = () => new URLSearchParams([...new FormData(form)].filter(([name]) => !NOT_TYPED.has(name))).toString();
  let last = content();
  let sending = last;
  let unheard = [];
  const saving = new Saving({
    state: stateOf(form.id),
    changed: () => content() !== last,
    send: ({ keepalive }) => {
      sending = content();
      const body = [sending, ...unheard.map((sent) => `sent=${encodeURIComponent(sent)}`)].join("&");
      unheard = [...unheard, sending].slice(-3);
      return fetch(form.dataset.autosaveForm, {
        method: "PUT",
        keepalive,
        headers: { "Content-Type": "application/x-www-form-urlencoded", Accept: "application/json", "X-CSRFToken": token() },
        body,
      });
    },
  });
  saving.saved = ({ version, receipt }) => {
    const settled = content() === sending;
    const number = form.elements.namedItem("version");
    if (number) number.value = version;
    last = settled ? content() : sending;
    unheard = [];
    const proof = form.querySelector("[data-proof]");
    if (proof && receipt) {
      proof.hidden = false;
      proof.querySelector("[data-receipt]").textContent = receipt;
    }
  };
  form.addEventListener("input", () => saving.soon());
  form.addEventListener("submit", () => {
    last = content();
    clearTimeout(saving.timer);
    for (const sent of unheard) {
      const field = Object.assign(document.createElement("input"), { type: "hidden", name: "sent", value: sent });
      form.append(field);
    }
  });
  everything.push(saving);
}

/** A number and a reason for having none exclude each other: choosing one takes the other back. */
document.addEventListener("input", ({ target }) => {
  if (!(target instanceof HTMLInputElement) || target.type !== "radio" || !target.form) return;
  const boxes = [...target.form.querySelectorAll("input[type=radio]:checked")];
  const instead = ({ dataset }) => dataset.instead?.split(" ") ?? [];
  for (const box of boxes) if (instead(target).includes(box.name) || instead(box).includes(target.name)) box.checked = false;
}, { capture: true });

/** Points that are shared out: what they add up to, while they are typed. */
for (const total of document.querySelectorAll("output[data-whole]")) {
  const whole = Number(total.dataset.whole);
  const boxes = [...total.form.querySelectorAll("[name^=points-]")];
  document.querySelector("button[data-equal]")?.addEventListener("click", (event) => {
    event.preventDefault();
    boxes.forEach((box, n) => (box.value = Math.floor(whole / boxes.length) + (n < whole % boxes.length)));
    boxes[0].dispatchEvent(new Event("input", { bubbles: true }));
  });
  total.form.addEventListener("input", () => {
    const sum = boxes.map(({ value }) => (/^\d+$/.test(value.trim()) ? Number(value) : 0)).reduce((a, b) => a + b, 0);
    const left = whole - sum;
    total.value = left === 0 ? `${sum} of ${whole}. That is all.` : `${sum} of ${whole}: ${left > 0 ? `${left} more to give` : `${-left} too many`}.`;
  });
}

/** The clock only shows: limit and end are the server's, and a wrong clock on this device changes nothing. */
for (const told of document.querySelectorAll("[data-ends]")) {
  const began = performance.now();
  const left = () => Math.max(0, new Date(told.dataset.ends) - new Date(told.dataset.now) - (performance.now() - began));
  const shown = told.querySelector("[data-left]");
  const hide = told.querySelector("[data-hide-time]");
  const aloud = told.querySelector("[data-time-told]");
  const two = (number) => String(number).padStart(2, "0");
  const seen = () => sessionStorage.getItem("time") !== "hidden";
  const draw = () => {
    shown.hidden = !seen();
    hide.textContent = seen() ? "Hide the time" : "Show the time";
  };
  let before = left();
  if (before > 0) {
    hide.hidden = false;
    hide.addEventListener("click", () => {
      sessionStorage.setItem("time", seen() ? "hidden" : "shown");
      draw();
    });
    draw();
    const ticking = setInterval(() => {
      const now = left();
      shown.textContent = `${two(Math.floor(now / 60_000))}:${two(Math.floor((now / 1000) % 60))} left`;
      for (const [minutes, words] of [[5, "Five minutes left."], [1, "One minute left."]])
        if (before > minutes * 60_000 && now <= minutes * 60_000) aloud.textContent = words;
      if (before > 2000 && now <= 2000) everything.forEach((saving) => saving.now({ leaving: true }));
      if (now === 0) {
        clearInterval(ticking);
        aloud.textContent = "Your time is over.";
        shown.textContent = "Your time is over.";
        shown.hidden = false;
        if (!everything.some((saving) => saving.unsaved)) setTimeout(() => location.reload(), 1500);
      }
      before = now;
    }, 500);
  }
}

const flush = () => everything.forEach((saving) => saving.now({ leaving: true }));
document.addEventListener("visibilitychange", () => document.visibilityState === "hidden" && flush());
window.addEventListener("pagehide", flush);
window.addEventListener("online", () => everything.forEach((saving) => saving.now()));
document.getElementById("onward")?.addEventListener("submit", () => everything.forEach((saving) => (saving.changed = () => false)));
window.addEventListener("beforeunload", (event) => {
  if (everything.some((saving) => saving.unsaved)) event.preventDefault();
});

document.querySelector("[data-focus]")?.focus();

for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}

for (const button of document.querySelectorAll("[data-copy]")) {
  button.hidden = !navigator.clipboard;
  button.addEventListener("click", async () => {
    const fields = button.dataset.copy.split(" ").map((id) => document.getElementById(id));
    await navigator.clipboard.writeText(fields.map((field) => `${field.labels[0].textContent.trim()}\n${field.value}`).join("\n\n"));
    stateOf("copy")?.replaceChildren("Copied");
  });
}

/* A native print opens what is folded, so that paper shows everything. */
window.addEventListener("beforeprint", () => {
  for (const fold of document.querySelectorAll("main details:not([open])")) {
    fold.open = true;
    fold.dataset.openedForPrint = "";
  }
});
window.addEventListener("afterprint", () => {
  for (const fold of document.querySelectorAll("details[data-opened-for-print]")) {
    fold.open = false;
    delete fold.dataset.openedForPrint;
  }
});
