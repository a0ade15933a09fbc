// The dossier of one candidate: its texts, and its photos and PDFs as buffers from the kernel. Nothing is a file of
// the server: pictures and documents live as blobs of this page, and are gone with it.

const PATIENCE = 20_000;

function element(name, attributes = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.append(...children);
  return made;
}

function render({ model, el }) {
  const stopped = new AbortController();
  const waiting = new Map();
  const blobs = new Map();
  let token = "";
  const root = element("section", { class: "danvan-dossier", tabindex: "0", "aria-label": "Hồ sơ" });
  const picture = element("img", { alt: "" });
  const caption = element("p", { class: "danvan-large-caption" });
  const close = element("button", { type: "button" }, "Đóng ảnh");
  const large = element("dialog", { class: "danvan-large", "aria-label": "Ảnh minh chứng" }, picture, caption, close);
  close.addEventListener("click", () => large.close());

  // Ask for one file, and be told when nothing comes: a lost kernel must not leave "đang tải" for ever.
  function ask(file, size) {
    const key = `${token}/${file.number}/${size}`;
    if (blobs.has(key)) return Promise.resolve(blobs.get(key));
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        waiting.delete(key);
        reject(new Error("Không tải được tệp. Bấm lại để thử lần nữa."));
      }, PATIENCE);
      waiting.set(key, { resolve, reject, timer });
      model.send({ kind: "file", token, number: file.number, size });
    });
  }

  function answered(message, buffers) {
    if (message?.kind !== "file") return;
    const key = `${message.token}/${message.number}/${message.size}`;
    const asked = waiting.get(key);
    if (!asked) return;
    waiting.delete(key);
    clearTimeout(asked.timer);
    if (message.refused) {
      asked.reject(new Error(message.refused));
      return;
    }
    const address = URL.createObjectURL(new Blob([buffers[0]], { type: message.type }));
    blobs.set(key, address);
    asked.resolve(address);
  }

  async function showLarge(file, state) {
    state.textContent = "đang tải…";
    try {
      picture.src = await ask(file, "large");
      picture.alt = file.alt;
      caption.textContent = file.label;
      state.textContent = "";
      large.showModal();
    } catch (error) {
      state.textContent = error.message;
    }
  }

  async function showPdf(file, state) {
    // Opened at once, while the browser still knows that a person asked for it.
    const tab = window.open("", "_blank");
    state.textContent = "đang tải…";
    try {
      const address = await ask(file, "large");
      state.textContent = "";
      if (tab) tab.location = address;
      else state.replaceChildren(element("a", { href: address, target: "_blank" }, "Trình duyệt chặn cửa sổ mới; mở tại đây."));
    } catch (error) {
      tab?.close();
      state.textContent = error.message;
    }
  }

  function itemOf(file) {
    const state = element("span", { class: "danvan-file-state", role: "status" });
    const button = element("button", { type: "button", class: `danvan-file danvan-file-${file.kind}` });
    if (file.kind === "pdf") {
      button.append(element("span", { class: "danvan-file-name" }, `PDF: ${file.label}`), ` (${file.size}, mở ở thẻ mới)`);
      button.addEventListener("click", () => showPdf(file, state));
    } else {
      button.setAttribute("aria-label", `Xem ảnh lớn: ${file.alt}`);
      button.append(element("span", { class: "danvan-file-name" }, "đang tải ảnh…"));
      button.addEventListener("click", () => showLarge(file, state));
    }
    return { file, node: element("li", {}, button, state), button, state };
  }

  async function fillThumbnails(items, mine) {
    // One after the other: a mark typed meanwhile waits for one photo at most.
    for (const { file, button, state, node } of items) {
      if (file.kind === "pdf" || mine !== token) continue;
      try {
        const address = await ask(file, "small");
        if (mine === token) button.replaceChildren(element("img", { src: address, alt: file.alt }));
      } catch (error) {
        button.remove();
        state.textContent = error.message;
        node.classList.add("danvan-file-refused");
      }
    }
  }

  function show() {
    const content = model.get("content");
    for (const { timer } of waiting.values()) clearTimeout(timer);
    waiting.clear();
    for (const address of blobs.values()) URL.revokeObjectURL(address);
    blobs.clear();
    if (large.open) large.close();
    token = content.token ?? "";
    root.innerHTML = content.html ?? "";
    root.scrollTop = 0;
    const items = (content.files ?? []).map(itemOf);
    root.querySelector(".danvan-files")?.replaceChildren(...items.map((item) => item.node));
    fillThumbnails(items, token);
  }

  // JupyterLab has shortcuts on bare letters.
  for (const one of [root, large]) one.addEventListener("keydown", (event) => event.stopPropagation(), { signal: stopped.signal });
  model.on("change:content", show);
  model.on("msg:custom", answered);
  el.append(root, large);
  show();
  return () => {
    stopped.abort();
    model.off("change:content", show);
    model.off("msg:custom", answered);
    for (const address of blobs.values()) URL.revokeObjectURL(address);
  };
}

export default { render };
