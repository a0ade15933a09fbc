// Shared by the forms of this folder: questions to the kernel with receipts, files in parts, elements.
// Every value travels inside its message: a click can never overtake what was typed before it.

const NO_ANSWER_AFTER = 2500;
// A websocket of Jupyter takes 10 MB at once.
const PART_BYTES = 2 * 1024 * 1024;

function newId() {
  // randomUUID is missing where the desk is not served over TLS.
  return [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

// Returns ask(content, buffers) → promise of the kernel's answer. `showLate(true)` is called when none came in time.
function messenger(model, showLate) {
  const waiting = new Map();
  const answered = (message, buffers) => {
    const one = waiting.get(message?.id);
    if (!one) return;
    waiting.delete(message.id);
    clearTimeout(one.timer);
    if (![...waiting.values()].some((other) => other.late)) showLate(false);
    one.resolve({ ...message, buffers });
  };
  model.on("msg:custom", answered);
  const ask = (content, buffers = []) =>
    new Promise((resolve) => {
      const id = newId();
      const one = { resolve, late: false };
      one.timer = setTimeout(() => {
        one.late = true;
        showLate(true);
      }, NO_ANSWER_AFTER);
      waiting.set(id, one);
      model.send({ ...content, id }, undefined, buffers);
    });
  const close = () => {
    model.off("msg:custom", answered);
    waiting.forEach((one) => clearTimeout(one.timer));
  };
  return { ask, close };
}

// Sends a file in parts and returns the name it has in the kernel, to be used once.
async function sendFile(ask, file) {
  const content = await file.arrayBuffer();
  const upload = newId();
  for (let from = 0; from === 0 || from < content.byteLength; from += PART_BYTES) {
    const part = new DataView(content.slice(from, from + PART_BYTES));
    const answer = await ask({ kind: "part", upload, name: file.name }, [part]);
    if (answer.faults) return answer;
  }
  return { upload };
}

function h(tag, properties = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (name in element && name !== "list") element[name] = value;
    else element.setAttribute(name, value);
  }
  element.append(...children.flat().filter((child) => child !== null && child !== undefined && child !== ""));
  return element;
}

// "12,5" → 12.5 in whole 10,000ths, or null for what is no number as officials write it.
function readPoints(text) {
  if (!/^\d{1,6}(,\d{1,4})?$/.test(text)) return null;
  return Math.round(Number(text.replace(",", ".")) * 10000);
}

function writePoints(tenThousandths) {
  return String(tenThousandths / 10000).replace(".", ",");
}

// JupyterLab must not take keys typed here for its own ("0 0" restarts the kernel).
// A click on plain text must leave the focus in the form, or the next key is Lab's.
function keepKeys(element) {
  element.tabIndex = -1;
  for (const kind of ["keydown", "keypress", "keyup"]) element.addEventListener(kind, (event) => event.stopPropagation());
}

function faultList(title, faults) {
  return h("div", { className: "danvan-unsaved", role: "alert" }, h("p", {}, h("strong", {}, title)),
    h("ul", {}, faults.map((fault) => h("li", {}, fault))));
}
