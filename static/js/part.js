/* One thing that is typed and saved by itself. */

import * as outbox from "./outbox.js";

const SVG = "http://www.w3.org/2000/svg";
const PAUSE = 500;
const LONGEST_WAIT = 30_000;
const NOT_TYPED = new Set(["csrf_token", "key", "sent", "check"]);
const ICONS = {
  done: "m4 12.6 5 5L20 6.4",
  kept: "M12 5v8m0 4.5v.5",
};

const atFirst = outbox.left().catch(() => []);

/** One thing that is typed: a question, a page of a questionnaire, a note. Every change goes into the outbox at once, and
    half a second later to the server, until it has it. */
export class Part {
  constructor(element) {
    this.element = element;
    this.address = element.dataset.save;
    this.id = `${outbox.page} ${this.address}`;
    this.state = element.querySelector(".save");
    this.last = this.typed({ drawn: true });
    this.key = outbox.newKey();
    this.unheard = [];
    this.sends = this.heardOf = 0;
    this.wait = 1000;
    this.stowed = null;
    this.inherited = [];
    this.isUnkept = "unkept" in element.dataset; // the server showed it again, kept none of it, and the person may choose
    if (this.isUnkept) this.last = null;
    element.addEventListener("input", () => this.changed());
    if (this.unsaved && !this.isUnkept) this.changed(); // typed before this script ran, or put back by the browser
    else atFirst.then((slots) => this.restore(slots)).catch(() => {});
  }

  get controls() {
    return [...this.element.querySelectorAll("input[name], select[name], textarea[name]")].filter(({ form, name }) => form && !NOT_TYPED.has(name));
  }

  get version() {
    return this.element.querySelector("[data-as=version], input[name$=version]");
  }

  name(control) {
    return control.dataset.as ?? control.name.slice(this.element.dataset.prefix?.length ?? 0);
  }

  /** What stands in the fields, or stood there when the page was drawn. */
  typed({ drawn = false } = {}) {
    const said = new URLSearchParams();
    for (const control of this.controls) {
      if (control.type === "hidden" || control.disabled) continue;
      if (control.type === "radio" || control.type === "checkbox") {
        if (drawn ? control.defaultChecked : control.checked) said.append(this.name(control), control.value);
      } else if (control instanceof HTMLSelectElement && drawn) {
        said.append(this.name(control), [...control.options].find((option) => option.defaultSelected)?.value ?? control.options[0]?.value ?? "");
      } else said.append(this.name(control), drawn ? control.defaultValue : control.value);
    }
    return said.toString();
  }

  /** The same in words, for somebody to read or copy. */
  said() {
    const words = [];
    for (const control of this.controls) {
      const label = control.labels?.[0]?.textContent.trim().replace(/\s+/g, " ") ?? "";
      if (control.type === "radio" || control.type === "checkbox") control.checked && words.push(label);
      else if (control instanceof HTMLSelectElement) control.value && words.push(`${label}: ${control.selectedOptions[0].textContent}`);
      else if (control.type !== "hidden" && control.value.trim()) words.push(control.value);
    }
    return words.join("\n");
  }

  /** Put fields, as [name, value], in place of what stands there. */
  fill(fields) {
    for (const control of this.controls) {
      const values = fields.filter(([name]) => name === this.name(control)).map(([, value]) => value);
      if (control.type === "radio" || control.type === "checkbox") control.checked = values.includes(control.value);
      else if (control.type !== "hidden") control.value = values[0] ?? "";
    }
  }

  /** Whether the server may have something else than what stands here: a reply may still be under way, or lost. */
  get unsaved() {
    return this.typed() !== this.last || this.unheard.length > 0;
  }

  /** Whether the server is not asked before the person does something. */
  get stopped() {
    return Boolean(this.panel || this.refused || this.isUnkept);
  }

  slot() {
    const carried = this.controls.filter(({ type }) => type === "hidden").map((field) => [this.name(field), field.value]);
    const typed = this.typed();
    return {
      id: this.id,
      address: this.address,
      key: this.key,
      at: Date.now(),
      body: [new URLSearchParams(carried).toString(), typed].filter(Boolean).join("&"),
      typed,
      carried,
      sent: this.unheard,
      title: this.element.dataset.title ?? document.title,
      said: this.said(),
      where: location.pathname,
    };
  }

  changed() {
    this.key = outbox.newKey();
    this.refused = this.isUnkept = false;
    if (!this.unsaved) return this.settled();
    this.stow();
    if (this.panel) return;
    this.say("Saving …");
    this.after(PAUSE);
  }

  /** Back to what the server has. */
  settled() {
    clearTimeout(this.timer);
    this.tidy();
    this.say(this.words ?? "Nothing to save", "done");
  }

  /** What the server has needs no slot; but an older copy of this page may be opened without a network. */
  tidy() {
    if (!outbox.available) return;
    const kept = outbox.isOwnDevice() && this.done ? outbox.keep({ ...this.slot(), done: this.done }) : outbox.forget(this.id);
    kept.catch(() => {});
  }

  /** Into the outbox; what is typed while it is being sealed goes in next. */
  async stow() {
    if (!outbox.available) return;
    if (this.stowing) {
      this.more = true;
      return;
    }
    this.stowing = true;
    try {
      do {
        this.more = false;
        const slot = this.slot();
        await outbox.keep(slot);
        this.stowed = slot.key;
      } while (this.more);
    } catch {
      this.stowed = null; // the browser keeps nothing, or has no room: the page says so, and asks before it is left
    } finally {
      this.stowing = false;
    }
    if (!this.unsaved) this.tidy();
  }

  get kept() {
    return this.stowed === this.key ? "Kept on this device" : "Kept on this page";
  }

  /** What an earlier page of this window, or one that was closed, could not send. */
  async restore(left) {
    const slots = left.filter(({ address, isSealed }) => address === this.address && !isSealed);
    if (this.isUnkept) {
      this.inherited = slots.filter(({ typed }) => typed === this.typed());
      return;
    }
    for (const slot of slots.reverse()) {
      if (slot.done ? slot.done.at <= document.body.dataset.drawn : slot.typed === this.last) await outbox.forget(slot.id);
      else if (this.unsaved) continue; // typing has gone on meanwhile, or the newest is here already
      else this.take(slot);
    }
  }

  take(slot) {
    this.fill([...new URLSearchParams(slot.typed)]);
    for (const [name, value] of slot.carried) for (const field of this.controls) if (field.type === "hidden" && this.name(field) === name) field.value = value;
    this.element.dispatchEvent(new CustomEvent("restored", { bubbles: true }));
    if (slot.done) {
      if (this.version) this.version.value = slot.done.version;
      this.done = slot.done;
      this.last = this.typed();
      this.tidy();
      outbox.forget(slot.id).catch(() => {});
      this.say("Saved", "done");
      return;
    }
    this.unheard = slot.sent;
    this.key = slot.key;
    this.stow().then(() => this.stowed && outbox.forget(slot.id, slot.key)).catch(() => {});
    this.say("Kept on this device. Sending …", "kept");
    this.after(0);
  }

  after(ms) {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.now(), ms);
  }

  /** Send what is not saved; resolves once the server has answered, or could not be asked. */
  async now({ leaving = false } = {}) {
    clearTimeout(this.timer);
    while (this.busy && !leaving) await this.busy;
    if (!this.unsaved || this.stopped) return;
    this.busy = this.ask(leaving).finally(() => (this.busy = null));
    await this.busy;
  }

  async ask(leaving) {
    const slot = this.slot();
    const turn = ++this.sends;
    const others = this.unheard.filter((typed) => typed !== slot.typed); // trying again pushes nothing out
    this.unheard = [...others, slot.typed].slice(-3);
    const told = await outbox.send(slot, { leaving });
    if (told.state === "saved" || told.state === "clash" || told.state === "refused") {
      if (outbox.available) outbox.settle(slot, told).catch(() => {});
      if (turn < this.heardOf) return; // overtaken by an answer to something newer
      this.heardOf = turn;
    }
    this.heard(slot, told);
  }

  heard(slot, told) {
    this.wait = told.state === "saved" ? 1000 : this.wait;
    if (told.state === "saved") {
      this.unheard = this.unheard.slice(this.unheard.lastIndexOf(slot.typed) + 1);
      this.last = slot.typed;
      this.done = { at: told.at, version: told.version };
      this.inherited.splice(0).forEach(({ id }) => outbox.forget(id).catch(() => {}));
      if (this.version) this.version.value = told.version;
      this.words = `Saved ${told.saved}`;
      this.prove(told.receipt);
      if (this.unsaved) this.after(PAUSE);
      else this.say(this.words, "done");
    } else if (told.state === "clash") {
      if (slot.key === this.key) this.clash(told);
      else this.after(PAUSE);
    } else if (told.state === "refused") {
      this.refused = slot.key === this.key;
      this.say(told.sentence ?? "Not saved. Use the button below", "kept");
    } else {
      this.retry(this.why(told.state));
      if (told.state === "signed-out") this.state?.append(signIn());
    }
  }

  why(state) {
    if (state === "signed-out") return `Signed out. ${this.kept}. `;
    if (state === "somebody-else") return `Somebody else has signed in here. ${this.kept} for you`;
    if (state === "unreached" && !navigator.onLine) return `No network. ${this.kept}, will send`;
    return `Not saved yet. ${this.kept}, trying again`;
  }

  retry(words) {
    this.say(words, "kept");
    this.after(this.wait);
    this.wait = Math.min(this.wait * 2, LONGEST_WAIT);
  }

  prove(receipt) {
    const proof = this.element.querySelector("[data-proof]");
    if (!proof || !receipt) return;
    proof.hidden = false;
    proof.querySelector("[data-receipt]").textContent = receipt;
  }

  /** Two texts: both are shown, and the person chooses. */
  clash({ sentence, standing }) {
    this.panel?.remove();
    const other = Object.assign(document.createElement("pre"), { className: "kept", textContent: standing.said || "No answer" });
    const button = (words, act) => {
      const made = Object.assign(document.createElement("button"), { type: "button", className: "btn btn--quiet", textContent: words });
      made.addEventListener("click", () => this.choose(act));
      return made;
    };
    const line = (words) => Object.assign(document.createElement("p"), { textContent: words });
    const actions = Object.assign(document.createElement("p"), { className: "actions" });
    actions.append(
      button("Keep what I have here", () => {
        this.last = undefined; // even where it is what was saved here before
        this.now();
      }),
      button("Let the other stand", () => {
        this.fill(standing.fields);
        this.last = this.typed();
        this.unheard = [];
        this.key = outbox.newKey();
        this.settled();
      }),
    );
    this.panel = Object.assign(document.createElement("div"), { className: "errors flow", tabIndex: -1 });
    this.panel.setAttribute("role", "alert");
    const title = Object.assign(document.createElement("h2"), { textContent: sentence });
    this.panel.append(title, line(`${standing.whose}:`), other, line("What you have here is below, and kept on this device until you choose."), actions);
    this.standing = standing;
    (this.element.querySelector("fieldset, .field, .stem") ?? this.element.firstElementChild).before(this.panel);
    this.say("Not saved: choose above which stands", "kept"); // the focus stays: somebody may be typing
  }

  choose(act) {
    this.panel.remove();
    this.panel = null;
    if (this.version) this.version.value = this.standing.version;
    this.unheard = [];
    this.controls.find(({ type }) => type !== "hidden")?.focus();
    act();
  }

  say(words, icon) {
    if (!this.state) return;
    this.state.setAttribute("aria-busy", words === "Saving …"); // nobody wants that read out at each pause
    if (this.state.textContent === words) return;
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

const signIn = () => Object.assign(document.createElement("a"), { href: "/sign-in", target: "_blank", textContent: "Sign in again in another tab" });
