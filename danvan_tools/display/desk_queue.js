// The queue of one reviewer: a page of rows, filters and a search. The kernel filters; this shows what it sends and
// passes on what is asked, with the value inside the message. No text of a spreadsheet ever becomes markup.

const SEARCH_WAIT = 200;

function element(name, attributes = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (key === "onclick") made.addEventListener("click", value);
    else if (value !== false && value != null) made.setAttribute(key, value === true ? "" : value);
  }
  made.append(...children.filter((child) => child != null));
  return made;
}

function render({ model, el }) {
  const stopped = new AbortController();
  const send = (kind, more = {}) => model.send({ kind, ...more });
  const list = element("ol", { class: "danvan-rows" });
  const found = element("p", { class: "danvan-found", role: "status" });
  const pages = element("div", { class: "danvan-pages" });
  const current = element("p", { class: "danvan-current" });
  const notice = element("p", { class: "danvan-queue-notice", role: "status" });
  const fields = filterFields(() => send("filter", values(fields)));
  const submit = element("button", { type: "button", class: "danvan-submit-all", onclick: () => send("ready") });
  const panel = element(
    "div", { class: "danvan-queue-panel", id: `danvan-panel-${model.get("key")}` },
    fields.search, element("details", { class: "danvan-filters" }, element("summary", {}, "Lọc danh sách"),
      ...["state", "sector", "unit_kind"].map((name) => fields[name])),
    found, list, pages, submit,
  );
  const toggle = element("button", {
    type: "button", class: "danvan-queue-toggle", "aria-expanded": "false", "aria-controls": panel.id,
    onclick: () => open(toggle.getAttribute("aria-expanded") !== "true"),
  }, "Danh sách hồ sơ");
  const bar = element(
    "div", { class: "danvan-queue-bar" }, toggle, current,
    element("button", { type: "button", class: "danvan-skip", onclick: () => send("skip") }, "Để sau"),
    element("button", { type: "button", class: "danvan-next", onclick: () => send("next") }, "Hồ sơ tiếp theo"),
  );
  const root = element("section", { class: "danvan-queue", tabindex: "-1", "aria-label": "Danh sách hồ sơ" }, bar, notice, panel);
  const dialog = submitDialog(send);

  function open(wanted) {
    toggle.setAttribute("aria-expanded", String(wanted));
    root.classList.toggle("danvan-queue-open", wanted);
  }

  function showView() {
    const view = model.get("view");
    if (!view.rows) return;
    const focused = list.contains(document.activeElement) ? document.activeElement.dataset.key : null;
    list.replaceChildren(...view.rows.map((row) => rowOf(row, view.chosen, () => {
      open(false);
      send("open", { candidate_id: row.key });
    })));
    list.start = view.first + 1;
    const last = view.first + view.rows.length;
    found.textContent = view.matched === 0 ? "Không có hồ sơ nào khớp. Sửa từ tìm hoặc bỏ bớt điều kiện lọc."
      : view.matched > view.rows.length ? `Hồ sơ ${number(view.first + 1)}–${number(last)} trong ${number(view.matched)}`
        : `${number(view.matched)} hồ sơ`;
    const page = (text, first, possible) => element("button", {
      type: "button", disabled: !possible, onclick: () => send("page", { first }),
    }, text);
    pages.replaceChildren(...(view.matched > view.size ? [
      page("Trang trước", view.first - view.size, view.first > 0),
      page("Trang sau", view.first + view.size, last < view.matched)] : []));
    current.replaceChildren(...(view.now ? [
      element("strong", {}, view.now.key), ` – ${view.now.word}`] : ["Chưa mở hồ sơ nào"]));
    submit.textContent = `Nộp ${number(view.ready)} phiếu đã chấm đủ…`;
    submit.hidden = view.ready === 0;
    const buttons = [...list.querySelectorAll("button")];
    const reachable = buttons.find((one) => one.dataset.key === (focused ?? view.chosen)) ?? buttons[0];
    if (reachable) reachable.tabIndex = 0;
    if (focused && reachable) reachable.focus();
    list.querySelector("[aria-current]")?.scrollIntoView({ block: "nearest" });
  }

  function showChoices() {
    for (const [name, options] of Object.entries(model.get("choices"))) fields[name].fill(options);
  }

  list.addEventListener("keydown", (event) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    const buttons = [...list.querySelectorAll("button")];
    const next = step && buttons[buttons.indexOf(document.activeElement) + step];
    if (!step) return;
    event.preventDefault();
    if (next) {
      for (const one of buttons) one.tabIndex = one === next ? 0 : -1;
      next.focus();
    }
  });
  // JupyterLab has shortcuts on bare letters.
  root.addEventListener("keydown", (event) => event.stopPropagation());
  dialog.box.addEventListener("keydown", (event) => event.stopPropagation());
  const showNotice = () => { notice.textContent = model.get("notice"); };
  const showReady = () => dialog.show(model.get("ready"));
  const watched = { "change:view": showView, "change:choices": showChoices, "change:notice": showNotice, "change:ready": showReady };
  for (const [event, answer] of Object.entries(watched)) model.on(event, answer);
  el.append(root, dialog.box);
  showChoices();
  showView();
  showNotice();
  fitToPage(root, stopped.signal);
  return () => {
    stopped.abort();
    for (const [event, answer] of Object.entries(watched)) model.off(event, answer);
  };
}

function rowOf(row, chosen, onclick) {
  return element("li", {}, element(
    "button", { type: "button", "data-key": row.key, tabindex: "-1", "aria-current": row.key === chosen && "true", onclick },
    element("span", { class: "danvan-row-name" }, row.name),
    element("span", { class: "danvan-row-where" }, row.where),
    element("span", { class: "danvan-row-state", "data-state": row.state }, row.word),
  ));
}

function filterFields(changed) {
  let timer = 0;
  const input = element("input", { type: "search", placeholder: "tên, mã, đơn vị", autocomplete: "off" });
  const search = element("label", { class: "danvan-search" }, "Tìm (không cần gõ dấu)", input);
  input.addEventListener("input", (event) => {
    clearTimeout(timer);
    if (!event.isComposing) timer = setTimeout(changed, SEARCH_WAIT);
  });
  input.addEventListener("compositionend", () => { timer = setTimeout(changed, SEARCH_WAIT); });
  const choice = (text, every) => {
    const select = element("select");
    select.addEventListener("change", changed);
    const label = element("label", {}, text, select);
    label.fill = (options) => {
      const before = select.value;
      select.replaceChildren(element("option", { value: "" }, every),
        ...options.map(([value, word]) => element("option", { value }, word)));
      select.value = options.some(([value]) => value === before) ? before : "";
    };
    return label;
  };
  return {
    search,
    state: choice("Trạng thái", "mọi trạng thái"),
    sector: choice("Lĩnh vực", "mọi lĩnh vực"),
    unit_kind: choice("Loại đơn vị", "mọi loại đơn vị"),
  };
}

function values(fields) {
  const value = (label) => label.querySelector("input, select").value;
  return { query: value(fields.search), state: value(fields.state), sector: value(fields.sector), unit_kind: value(fields.unit_kind) };
}

// What will be locked is listed with its totals, and exactly that list goes back to the kernel.
function submitDialog(send) {
  const rows = element("tbody");
  let shown = {};
  const box = element(
    "dialog", { class: "danvan-dialog", "aria-labelledby": "danvan-submit-title" },
    element("h3", { id: "danvan-submit-title" }, "Nộp các phiếu đã chấm đủ"),
    element("p", {}, "Phiếu đã nộp thì khoá lại: muốn sửa phải đề nghị thư ký hội đồng mở lại, có ghi lý do."),
    element("div", { class: "danvan-dialog-rows", tabindex: "0", role: "group", "aria-label": "Các phiếu sẽ nộp" },
      element("table", {}, element("thead", {}, element("tr", {},
        ...["Mã", "Hồ sơ", "Tổng điểm"].map((text) => element("th", { scope: "col" }, text)))), rows)),
    element("div", { class: "danvan-dialog-buttons" },
      element("button", { type: "button", class: "danvan-next", onclick: () => { send("submit_all", { shown }); box.close(); } }, "Nộp và khoá"),
      element("button", { type: "button", onclick: () => box.close() }, "Chưa nộp")),
  );
  return {
    box,
    show: (ready) => {
      if (!ready.length) return;
      shown = Object.fromEntries(ready.map((one) => [one.key, one.total]));
      rows.replaceChildren(...ready.map((one) => element("tr", {},
        element("td", {}, one.key), element("td", {}, one.name), element("td", {}, one.total))));
      if (!box.open) box.showModal();
    },
  };
}

// Under Voilà the desk fills the window, and dossier and form scroll by themselves.
function fitToPage(root, signal) {
  if (document.body.dataset.voila !== "voila") return;
  const fit = () => {
    const body = root.closest(".danvan-body");
    if (!body) return;
    const top = body.getBoundingClientRect().top + window.scrollY;
    body.style.setProperty("--danvan-height", `${Math.max(420, window.innerHeight - top - 14)}px`);
  };
  const watch = new ResizeObserver(fit);
  requestAnimationFrame(() => {
    fit();
    for (const one of root.closest(".danvan-desk")?.children ?? []) watch.observe(one);
  });
  window.addEventListener("resize", fit, { signal });
  signal.addEventListener("abort", () => watch.disconnect());
}

const number = (value) => value.toLocaleString("vi-VN");

export default { render };
