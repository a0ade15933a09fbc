/* The outbox of a card: what a reviewer entered and the kernel has not answered for yet.

   Everything entered is written to the browser's storage first and taken out of it by the kernel's answer, so that
   neither a dead kernel nor a closed page loses it. One message is under way at a time; what is entered meanwhile
   waits, and of one field only the last. An unanswered message is sent again under the same id: the kernel does
   nothing twice. */

const LATE = 2500; // ms without an answer after which the page says so
const AGAIN = 5000; // ms until an unanswered message is sent once more
const TICK = 250;
const UNSAVED = "CHƯA LƯU";
const NOT_DONE = { submit: "CHƯA HOÀN TẤT", undo: "CHƯA HOÀN TÁC" };
const BLANK = { value: "", no_mark: "", comment: "", reason: "" };

function newId() {
  // crypto.randomUUID is missing on plain http.
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 15) | 64;
  bytes[8] = (bytes[8] & 63) | 128;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
}

/* The browser's storage, one key per entry: two windows never rewrite each other's. */
function createJournal(key) {
  const shared = ["danvan", ...key.slice(0, 2).map(encodeURIComponent), ""].join("|");
  const own = `${shared}${encodeURIComponent(key[2])}|`;
  const read = (name) => {
    try {
      return JSON.parse(localStorage.getItem(name));
    } catch {
      return null;
    }
  };
  const kept = (prefix) => {
    try {
      return Object.keys(localStorage).filter((name) => name.startsWith(prefix)).map(read).filter((item) => item?.id);
    } catch {
      return [];
    }
  };
  return {
    works: true,
    keep({ id, criterion, group, changes, before, entered }) {
      try {
        const item = { id, candidate: key[2], criterion, group, changes, before, entered };
        localStorage.setItem(own + id, JSON.stringify(item));
      } catch {
        this.works = false;
      }
    },
    forget(id) {
      try {
        localStorage.removeItem(own + id);
      } catch {
        this.works = false;
      }
    },
    has: (id) => read(own + id) !== null,
    own: () => kept(own),
    others: () => {
      const mine = new Set(kept(own).map((item) => item.id));
      return kept(shared).filter((item) => !mine.has(item.id));
    },
  };
}

function createOutbox(model) {
  const { key } = model.get("card");
  let sheet = model.get("sheet");
  const journal = createJournal(key);
  const waiting = new Map(); // "criterion|group" → entry not sent yet; group: points or comment
  const refusals = new Map(); // the same → { changes, because, newer }
  const orders = []; // undo, submit, ask: each waits until nothing else does
  const listeners = new Set();
  let flight = null;
  let leftovers = [];
  let notice = "";

  const stored = (criterion) => sheet.marks[criterion];
  const place = (item) => `${item.criterion}|${item.group}`;
  const tell = (event = {}) => listeners.forEach((listener) => listener(event));

  const underWay = () => ({ ...flight.item, due: flight.due, because: flight.because });
  const isLate = (item) => Boolean(item.because) || Date.now() - item.due > LATE;

  function post(message) {
    try {
      model.send(message);
    } catch {
      // No kernel: the message stays under way and is sent again.
    }
  }

  function launch(message, more) {
    flight = { message, sent: Date.now(), due: Date.now(), ...more };
    post(message);
  }

  function pump() {
    if (flight) return;
    const now = Date.now();
    const item = [...waiting.values()].find((one) => one.due <= now);
    if (item) {
      waiting.delete(place(item));
      // In a consensus each change has a reason of its own.
      const apart = sheet.reason ? { reason: "" } : {};
      const { value, no_mark, comment, reason } = { ...BLANK, ...stored(item.criterion), ...apart, ...item.changes };
      const content = { criterion: item.criterion, value, no_mark, comment, reason };
      launch({ kind: "mark", id: item.id, key, ...content }, { item, due: item.due });
    } else if (orders.length && !waiting.size) {
      const order = orders.shift();
      const content = order.content();
      if (content) launch({ kind: order.kind, id: newId(), key, ...content }, { order });
      else pump();
    }
    tell();
  }

  function refuse(item, because, newer) {
    const before = refusals.get(place(item));
    const changes = { ...before?.changes, ...item.changes };
    refusals.set(place(item), { criterion: item.criterion, group: item.group, changes, because, newer });
  }

  function receive(answer) {
    if (!flight || answer.id !== flight.message.id) return;
    const { item, order } = flight;
    if (answer.outcome === "failed") {
      // The ledger cannot be reached: the message stays under way, and in the journal.
      flight.because = answer.because;
      flight.sent = Date.now();
      tell();
      return;
    }
    flight = null;
    // Of a sheet that is not on the screen any more the state comes with the answer.
    if (answer.sheet) sheet = answer.sheet;
    if (item && !answer.keep) journal.forget(item.id);
    if (item && answer.outcome === "saved") refusals.delete(place(item));
    if (order?.kind === "undo" && answer.criterion) refusals.delete(`${answer.criterion}|points`);
    if (item && answer.outcome === "refused") refuse(item, answer.because, false);
    const shown = item && stored(item.criterion);
    notice = answer.outcome === "refused" && !shown ? `${NOT_DONE[order?.kind] ?? UNSAVED}: ${answer.because}` : "";
    if (answer.outcome === "changed") {
      // What was entered before the newer state was seen must not go over it.
      for (const one of [item, ...waiting.values()].filter(Boolean)) {
        journal.forget(one.id);
        refuse(one, answer.because, true);
      }
      waiting.clear();
      orders.length = 0;
      notice = `${UNSAVED}: ${answer.because}`;
    }
    if (answer.stored) {
      answer.stored.forEach((id) => journal.forget(id));
      leftovers = journal.own().filter((one) => !waiting.has(place(one)));
    }
    tell({ answer, order: order?.kind, item });
    pump();
  }

  function tick() {
    if (!flight && !waiting.size && !orders.length) return;
    if (flight && Date.now() - flight.sent >= AGAIN) {
      flight.sent = Date.now();
      post(flight.message);
    }
    pump();
    tell();
  }

  const outbox = {
    journal,
    receive,
    sheet: () => sheet,
    show(now) {
      sheet = now;
      tell();
    },
    idle: () => !flight && !waiting.size && !orders.length,
    /* Take an entry; it is sent after `quiet` ms without another one to the same field. */
    note(criterion, group, changes, quiet) {
      const spot = `${criterion}|${group}`;
      const old = waiting.get(spot);
      const fresh = { id: newId(), criterion, group, before: stored(criterion).at };
      const item = old ?? fresh;
      item.changes = { ...item.changes, ...changes };
      item.entered = new Date().toISOString();
      item.due = Date.now() + quiet;
      waiting.set(spot, item);
      journal.keep(item);
      notice = "";
      pump();
    },
    hurry() {
      waiting.forEach((item) => (item.due = Math.min(item.due, Date.now())));
      pump();
    },
    order(kind, content = () => ({})) {
      orders.push({ kind, content });
      outbox.hurry();
    },
    replay(item) {
      if (waiting.has(place(item))) return;
      leftovers = leftovers.filter((one) => one.id !== item.id);
      // Another window may have had its answer meanwhile.
      if (journal.has(item.id)) waiting.set(place(item), { ...item, due: Date.now() });
      pump();
    },
    drop(item) {
      leftovers = leftovers.filter((one) => one.id !== item.id);
      journal.forget(item.id);
      tell();
    },
    /* What is on its way for a field: its changes, and whether they are still being typed or already late. */
    pending(criterion, group) {
      const spot = `${criterion}|${group}`;
      const items = [flight?.item && place(flight.item) === spot ? underWay() : null, waiting.get(spot)].filter(Boolean);
      if (!items.length) return null;
      const changes = Object.assign({}, ...items.map((item) => item.changes));
      return { changes, typing: items[0].due > Date.now(), late: isLate(items[0]), because: items[0].because };
    },
    refusal: (criterion, group) => refusals.get(`${criterion}|${group}`),
    late: () => [...(flight ? [underWay()] : []), ...waiting.values()].filter(isLate),
    // Shown once the kernel said which of them it holds, or says nothing at all.
    leftovers: () => (flight?.message.kind === "ask" && Date.now() - flight.due <= LATE ? [] : leftovers),
    notice: () => notice,
    say(words) {
      notice = words;
      tell();
    },
    refusals: () => [...refusals.values()],
    listen(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };

  const hurry = () => outbox.hurry();
  const timer = setInterval(tick, TICK);
  window.addEventListener("pagehide", hurry);
  const found = journal.own();
  if (found.length) {
    leftovers = found;
    orders.push({ kind: "ask", content: () => ({ ids: found.map((item) => item.id) }) });
    pump();
  }
  outbox.close = () => {
    clearInterval(timer);
    window.removeEventListener("pagehide", hurry);
    listeners.clear();
  };
  return outbox;
}
