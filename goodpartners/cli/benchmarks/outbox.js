/* Runs before our own scripts on the page that the benchmark opens: it holds the turn to send until it begins to measure,
   and answers what is sent at once, so that the time is the browser's and not a server's. */

globalThis.benchmark = (() => {
  const KEPT = 100;
  const LOOKS = 10;
  const ours = globalThis.fetch;
  let release;
  navigator.locks.request("goodpartners sending", () => new Promise((resolve) => (release = resolve)));
  globalThis.fetch = async (address, options = {}) => {
    if (options.method !== "PUT") return ours(address, options);
    const key = new URLSearchParams(options.body).get("key");
    return Response.json({ saved: "09:00", at: new Date().toISOString(), version: "1", key });
  };

  const module = () => import(document.querySelector("script[type=module]").src.replace("app.js", "outbox.js"));
  const slot = (number) => ({
    id: `benchmark ${number}`,
    address: `/benchmark/${number}`,
    key: String(number),
    at: Date.now(),
    body: new URLSearchParams({ text: "What we agreed, with whom, and by when. ".repeat(5), version: "0" }).toString(),
    typed: "",
    carried: [],
    sent: [],
    title: "Notes",
    said: "What we agreed, with whom, and by when. ".repeat(5),
    where: location.pathname,
  });
  const timed = async (times, act) => {
    const began = performance.now();
    for (let turn = 0; turn < times; turn++) await act();
    return (performance.now() - began) / times;
  };

  return {
    async fill(number) {
      const outbox = await module();
      for (let each = 0; each < number; each++) await outbox.keep(slot(each));
    },
    async measure() {
      const outbox = await module();
      const waiting = async () => (await outbox.left()).filter(({ done }) => !done).length;
      const before = await waiting();
      const keep = await timed(KEPT, () => outbox.keep(slot("typed here")));
      await outbox.forget("benchmark typed here");
      const look = await timed(LOOKS, () => outbox.left());
      release();
      const send = await timed(1, () => outbox.drain({ going: true }));
      return { waiting: before, keep, look, send, left: await waiting() };
    },
  };
})();
