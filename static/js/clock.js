/* The clock only shows: limit and end are the server's, and a wrong clock on this device changes nothing. */

/** Run the clock of a page; what is typed into its parts is sent before the time is over. */
export function run(parts) {
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
        if (before > 2000 && now <= 2000) parts.forEach((part) => part.now({ leaving: true }));
        if (now === 0) {
          clearInterval(ticking);
          aloud.textContent = "Your time is over.";
          shown.textContent = "Your time is over.";
          shown.hidden = false;
          if (!parts.some((part) => part.unsaved)) setTimeout(() => location.reload(), 1500);
        }
        before = now;
      }, 500);
    }
  }
}
