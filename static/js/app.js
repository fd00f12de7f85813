/* What script adds to pages that work without it. No dependency, no build. Saving while typing is in saving.js. */

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
  const tell = () => {
    const sum = boxes.map(({ value }) => (/^\d+$/.test(value.trim()) ? Number(value) : 0)).reduce((a, b) => a + b, 0);
    const left = whole - sum;
    total.value = left === 0 ? `${sum} of ${whole}. That is all.` : `${sum} of ${whole}: ${left > 0 ? `${left} more to give` : `${-left} too many`}.`;
  };
  for (const happening of ["input", "restored"]) total.form.addEventListener(happening, tell);
}

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
    document.querySelector("[data-copied]")?.replaceChildren("Copied");
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

/* Saving, for people who are signed in: once the page is there, or has been too slow about it. What they type before that
   is found by comparing with what the page was drawn with. */
if (document.body.dataset.person) {
  const there = document.readyState === "complete" || new Promise((told) => window.addEventListener("load", told));
  const begin = () => import("./saving.js").catch(() => setTimeout(begin, 2000)); // the network may have gone meanwhile
  Promise.race([there, new Promise((enough) => setTimeout(enough, 1500))]).then(begin);
} else if (document.querySelector("[data-kept-pages]")) import("./own-device.js");
