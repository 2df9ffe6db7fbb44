// Everything works without this file. With it an answer outlives lost Wi-Fi, a reload and a restarted server:
// it is kept on the phone until the server has said that it is stored, and only then called saved.
(() => {
  "use strict";
  const FIRST = 500, LONGEST = 10000, PATIENCE = 15 * 60000, TIMEOUT = 10000, LOOK = 3000;
  const form = document.getElementById("ballot"), state = document.getElementById("state");
  const session = (location.pathname.match(/^\/b\/([^/]+)/) || [])[1];
  const mark = `ballot:${session}:`;
  const asking = { "Accept": "application/json" };

  const store = {
    get: (name) => { try { return JSON.parse(localStorage.getItem(name)); } catch { return null; } },
    set: (name, value) => { try { localStorage.setItem(name, JSON.stringify(value)); } catch { /* full or forbidden */ } },
    drop: (name) => { try { localStorage.removeItem(name); } catch { /* forbidden */ } },
    names: () => { try { return Object.keys(localStorage).filter((one) => one.startsWith(mark)); } catch { return []; } },
  };
  const tell = (words, bad) => {
    if (!state) return;
    state.textContent = words;
    state.className = bad ? "bad" : "";
  };
  const asked = async (path, options) => {
    const stop = new AbortController(), timer = setTimeout(() => stop.abort(), TIMEOUT);
    try {
      return await fetch(path, { cache: "no-store", credentials: "same-origin", ...options, signal: stop.signal });
    } finally {
      clearTimeout(timer);
    }
  };
  const pause = (ms) => new Promise((done) => {
    const end = () => { clearTimeout(timer); removeEventListener("online", end); done(); };
    const timer = setTimeout(end, ms * (0.75 + Math.random() / 2));
    addEventListener("online", end);
  });

  // -- sending ------------------------------------------------------------------------------------
  // The server's word on one answer: {saved, said, next}, or null when it gave none in all this time.
  const delivered = async (kept, current, told) => {
    const until = Date.now() + PATIENCE;
    for (let wait = FIRST; Date.now() < until && current(); wait = Math.min(wait * 2, LONGEST)) {
      try {
        const reply = await asked(kept.path, { method: "POST", headers: asking, body: new URLSearchParams(kept.fields) });
        if (reply.status < 500 && reply.status !== 429) return await reply.json();
      } catch { /* no network, no server, no answer: try again */ }
      told();
      await pause(wait);
    }
    return null;
  };

  let turn = 0, sending = Promise.resolve();
  const send = (name, kept) => {
    const mine = ++turn, current = () => mine === turn;
    store.set(name, kept);
    tell(form.dataset.sending);
    dispatchEvent(new Event("online")); // whatever pauses looks up
    sending = sending.then(async () => {
      if (!current()) return; // a later choice took its place
      const word = await delivered(kept, current, () => tell(form.dataset.retrying, true));
      if (!current()) return;
      if (word === null) return tell(form.dataset.gaveUp, true);
      store.drop(name);
      tell(word.said, !word.saved);
      if (word.saved && word.next) location.assign(word.next);
    });
  };

  // Another answer is another submission, even where it is what was chosen before last.
  const renew = () => {
    const bytes = crypto.getRandomValues(new Uint8Array(12));
    form.elements.key.value = [...bytes].map((one) => one.toString(16).padStart(2, "0")).join("");
  };
  const fields = () => Object.fromEntries([...new FormData(form)].map(([name, value]) => [name, String(value)]));

  if (form) {
    const path = new URL(form.action).pathname, name = mark + form.dataset.item;
    form.addEventListener("submit", (event) => {
      if (!form.querySelector("input[name=level]:checked")) return; // the server says what is missing
      event.preventDefault();
      const before = store.get(name), now = fields();
      if (before && (before.fields.level !== now.level || before.fields.reason !== now.reason)) renew();
      send(name, { path, fields: fields() });
    });
    form.addEventListener("change", () => { if (state && !state.classList.contains("bad")) tell(""); });
    const kept = store.get(name);
    if (kept && kept.fields && kept.fields.round === form.dataset.round) {
      const choice = form.querySelector(`input[name=level][value="${CSS.escape(kept.fields.level)}"]`);
      if (choice) choice.checked = true;
      form.elements.reason.value = kept.fields.reason || "";
      form.elements.key.value = kept.fields.key;
      send(name, kept);
    } else if (kept) {
      store.drop(name); // of a round that is over
    }
  }

  // Answers to other items that are still under way, wherever in the session the rater is now.
  const others = async () => {
    for (const name of store.names()) {
      const kept = store.get(name);
      if (!kept || !kept.path || (form && name === mark + form.dataset.item)) continue;
      const banner = document.createElement("p");
      banner.className = "alert";
      banner.setAttribute("role", "status");
      const told = () => {
        if (!banner.isConnected && document.body.dataset.elsewhere) {
          banner.textContent = document.body.dataset.elsewhere;
          document.querySelector("main").prepend(banner);
        }
      };
      const word = await delivered(kept, () => JSON.stringify(store.get(name)) === JSON.stringify(kept), told);
      if (word === null) continue;
      store.drop(name);
      told();
      banner.className = word.saved ? "done" : "alert";
      banner.textContent = word.said;
    }
  };
  if (session) others();

  // -- waiting ------------------------------------------------------------------------------------
  const waiting = document.querySelector("[data-wait]");
  const look = async () => {
    try {
      const reply = await asked(waiting.dataset.wait, { headers: asking });
      const word = await reply.json();
      if (word.next) return location.replace(word.next);
    } catch { /* the next look will tell */ }
    setTimeout(look, LOOK * (0.75 + Math.random() / 2));
  };
  if (waiting) setTimeout(look, LOOK * Math.random());

  // A page taken out of the browser's memory is out of date.
  addEventListener("pageshow", (event) => { if (event.persisted) location.reload(); });
})();
