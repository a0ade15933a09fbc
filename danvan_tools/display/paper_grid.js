// A spreadsheet for paper score sheets. Nothing is stored before "Ghi phiếu", the table of differences and "Ghi vào sổ".

const NO_MARKS = {
  "": "có điểm, hoặc để trống: chưa chấm",
  insufficient_evidence: "không đủ minh chứng",
  recused: "xin không chấm (có liên quan)",
};
const SHORT = { insufficient_evidence: "không đủ minh chứng", recused: "xin không chấm" };
const SOURCES = { desk: "trên máy", sheet: "phiếu Excel", paper: "phiếu giấy" };
const BLANK = { points: "", no_mark: "", comment: "" };
const same = (one, other) => ["points", "no_mark", "comment"].every((name) => one[name] === other[name]);
const cellKey = (candidate, criterion) => JSON.stringify([candidate, criterion]);

// The numeric block of many keyboards has a point only; Vietnamese numbers have a comma. What is pasted stays as it is.
function withComma(input, event) {
  if (event.inputType !== "insertText" || event.isComposing || !input.value.includes(".")) return;
  const at = input.selectionStart;
  input.value = input.value.replaceAll(".", ",");
  input.setSelectionRange(at, at);
}

function markWords(mark) {
  const said = mark.points || SHORT[mark.no_mark] || "chưa chấm";
  return mark.comment ? `${said} – “${mark.comment}”` : said;
}

function render({ model, el }) {
  const start = model.get("start");
  let sheet = null;
  let dirty = new Map();
  let current = null;
  let pasted = null;
  const late = h("p", { className: "danvan-late", role: "alert", hidden: true },
    h("strong", {}, "CHƯA GHI"), ": máy tính chưa trả lời. Những ô đã gõ vẫn giữ ở trình duyệt này; nếu chờ lâu, "
    + "hãy tải lại trang rồi chọn lại thành viên, các ô ấy sẽ hiện lại.");
  const { ask, close } = messenger(model, (shown) => { late.hidden = !shown; });
  const notice = h("div", { className: "danvan-notice", role: "status" });
  const bar = h("div", { className: "danvan-bar", role: "group", "aria-label": "Ô đang chọn" });
  const grid = h("div", { className: "danvan-sections" });
  const actions = h("div", { className: "danvan-actions" });
  const review = h("section", { className: "danvan-review", hidden: true });
  const waiting = h("section", { className: "danvan-waiting", hidden: true });
  const whose = h("select", { onchange: () => open(whose.value) },
    h("option", { value: "" }, "– chọn thành viên –"),
    start.committee.map((one) => h("option", { value: one.id }, one.name)));
  const root = h("div", { className: "danvan-paper" }, h("h2", {}, "Nhập phiếu giấy"),
    h("label", { className: "danvan-whose" }, "Phiếu của thành viên ", whose), late, bar, grid, actions, notice, review, waiting);
  keepKeys(root);
  el.append(root);

  const journal = () => `danvan-paper:${start.review}:${sheet.reviewer}`;
  const say = (...children) => notice.replaceChildren(...children);
  const good = (text) => say(h("p", { className: "danvan-saved" }, text));
  const bad = (faults, title = "CHƯA GHI") => say(faultList(title, faults));
  const stored = (key) => sheet.stored[key];
  // What waits is given again: the cell keeps its remark only.
  function baseline(key) {
    const { source, waits, comment } = stored(key) ?? BLANK;
    if (source !== "paper") return BLANK;
    return waits ? { ...BLANK, comment } : stored(key);
  }
  const cellOf = (key) => dirty.get(key) ?? baseline(key);
  const field = (key) => grid.querySelector(`[data-key="${CSS.escape(key)}"]`);
  const sectionOf = (key) => sheet.sections.find((one) => one.rows.some((row) => row.id === JSON.parse(key)[0]));

  function change(key, mark) {
    if (same(mark, baseline(key))) dirty.delete(key);
    else dirty.set(key, mark);
    try {
      if (dirty.size) localStorage.setItem(journal(), JSON.stringify({ at: Date.now(), cells: [...dirty] }));
      else localStorage.removeItem(journal());
    } catch { /* A full or forbidden store of the browser: the grid works on. */ }
    review.hidden = true;
    paint(key);
    count();
  }

  // What is wrong with a cell as far as the browser can tell; the kernel has the last word.
  function wrong(key) {
    const { points } = cellOf(key);
    if (!points) return "";
    const { max, name } = sectionOf(key).criteria.find((one) => one.id === JSON.parse(key)[1]);
    const value = readPoints(points);
    if (value === null) {
      const meant = points.replace(".", ",");
      return `“${points}” không phải là số.${readPoints(meant) === null ? "" : ` Ý là “${meant}”?`} Phần lẻ ghi sau dấu phẩy.`;
    }
    if (value > readPoints(max)) return `${points} điểm vượt điểm tối đa ${max} của tiêu chí “${name}”.`;
    return value % readPoints(sheet.step) ? `${points} điểm không theo bước ${sheet.step}.` : "";
  }

  function paint(key) {
    const input = field(key);
    if (!input) return;
    const mark = cellOf(key);
    const text = mark.points || SHORT[mark.no_mark] || "";
    if (input.value !== text) input.value = text;
    input.readOnly = Boolean(mark.no_mark) || input.dataset.locked === "1";
    const fault = wrong(key);
    input.setAttribute("aria-invalid", fault ? "true" : "false");
    input.classList.toggle("danvan-words", Boolean(mark.no_mark));
    input.classList.toggle("danvan-dirty", dirty.has(key));
    input.parentElement.querySelector(".danvan-flag").textContent =
      [fault ? "sai" : "", mark.comment ? "có nhận xét" : ""].filter(Boolean).join(", ");
    paintSum(JSON.parse(key)[0]);
    if (key === current) paintBar();
  }

  function paintSum(candidate) {
    const { criteria } = sheet.sections.find((one) => one.rows.some((row) => row.id === candidate));
    const keys = criteria.map((one) => cellKey(candidate, one.id));
    const sum = addUp(criteria.filter((one) => !wrong(cellKey(candidate, one.id))), (one) => cellOf(cellKey(candidate, one.id)).points);
    const fresh = keys.some((key) => dirty.has(key));
    const left = keys.filter((key) => !cellOf(key).points && !cellOf(key).no_mark).length;
    const bad = keys.filter(wrong).length;
    grid.querySelector(`[data-sum="${CSS.escape(candidate)}"]`).replaceChildren(
      h("strong", {}, writeTotal(sum)), h("br"),
      bad ? `${bad} ô sai` : left ? `còn ${left} ô` : "đủ", fresh ? h("div", {}, "chưa ghi") : "");
  }

  function paintBar() {
    const [candidate, criterion] = JSON.parse(current);
    const section = sectionOf(current);
    const place = section.criteria.findIndex((one) => one.id === criterion);
    const mark = cellOf(current);
    const locked = section.rows.find((row) => row.id === candidate).locked;
    const back = (event) => {
      if (event.key !== "Enter" && event.key !== "Escape") return;
      if (event.isComposing) return;
      event.preventDefault();
      field(current)?.focus();
    };
    const set = (changes) => change(current, { ...cellOf(current), ...changes });
    const chooser = h("select", { disabled: locked, onkeydown: back,
      onchange: () => set({ no_mark: chooser.value, points: chooser.value ? "" : cellOf(current).points }) },
      Object.entries(NO_MARKS).map(([value, words]) => h("option", { value, selected: value === mark.no_mark }, words)));
    const comment = h("input", { type: "text", value: mark.comment, maxLength: 2000, disabled: locked, onkeydown: back,
      oninput: () => { remember(comment.value); } });
    const remember = (text) => {
      // The bar is not drawn anew while somebody types in it.
      const [key, keep] = [current, current];
      current = null;
      change(key, { ...cellOf(key), comment: text });
      current = keep;
    };
    const other = stored(current);
    const choosing = bar.querySelector("select") === document.activeElement;
    bar.replaceChildren(
      h("p", { className: "danvan-where" }, h("strong", {}, candidate), ` · ${criterionWords(section.criteria[place], place)}`,
        other && (other.source !== "paper" || other.waits) ? ` · đã chấm ${SOURCES[other.source]}: ${markWords(other)}` : "",
        other?.waits ? " (chưa tính: chấm trước khi mở vòng hoặc tiêu chí đã sửa)" : "",
        wrong(current) ? h("strong", { className: "danvan-unsaved" }, ` · ${wrong(current)}`) : ""),
      h("label", {}, "Ô này ", chooser), h("label", { className: "danvan-remark" }, "Nhận xét ", comment));
    if (choosing) chooser.focus();
  }

  function count() {
    const dotted = [...dirty].filter(([key, mark]) => wrong(key) && /^\d+\.\d+$/.test(mark.points));
    const save = h("button", { type: "button", className: "danvan-main", onclick: compare }, "Ghi phiếu");
    actions.replaceChildren(save, h("span", { role: "status" }, dirty.size ? `${dirty.size} ô đã gõ, chưa ghi` : "Chưa có ô nào mới."),
      dotted.length ? h("button", { type: "button", onclick: () => dotted.forEach(([key, mark]) =>
        change(key, { ...mark, points: mark.points.replace(".", ",") })) }, `Đổi dấu chấm thành dấu phẩy ở ${dotted.length} ô`) : "",
      pasted ? h("button", { type: "button", onclick: () => {
        const before = pasted;
        pasted = null;
        before.forEach(([key, mark]) => change(key, mark));
      } }, `Bỏ khối vừa dán (${pasted.length} ô)`) : "");
  }

  function move(input, down, right) {
    const cells = [...input.closest("tbody").rows].map((row) => [...row.querySelectorAll("textarea")]);
    const row = cells.findIndex((one) => one.includes(input));
    const target = cells[row + down]?.[cells[row].indexOf(input) + right];
    if (target) target.focus();
    return Boolean(target);
  }

  function keyed(event) {
    const input = event.target;
    const key = input.dataset.key;
    if (event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
    const whole = input.selectionStart === 0 && input.selectionEnd === input.value.length;
    const edge = { ArrowLeft: input.selectionEnd === 0, ArrowRight: input.selectionStart === input.value.length };
    const steps = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };
    if (event.key === "Enter") {
      event.preventDefault();
      move(input, event.shiftKey ? -1 : 1, 0);
    } else if (steps[event.key] && !event.shiftKey && (event.key in edge ? whole || edge[event.key] || input.readOnly : true)) {
      event.preventDefault();
      move(input, ...steps[event.key]);
    } else if (event.key === "F2") {
      event.preventDefault();
      bar.querySelector("select")?.focus();
    } else if (event.key === "Escape") {
      dirty.delete(key);
      change(key, cellOf(key));
      input.select();
    } else if (cellOf(key).no_mark && input.dataset.locked !== "1" && (event.key === "Delete" || /^\d$/.test(event.key))) {
      // The words of a reason are replaced as a whole.
      change(key, { ...cellOf(key), no_mark: "" });
    }
  }

  function paste(event) {
    const text = event.clipboardData.getData("text/plain").replace(/\r/g, "").replace(/\n$/, "");
    if (!/[\t\n]/.test(text)) return;
    event.preventDefault();
    const block = text.split("\n").map((line) => line.split("\t").map((one) => one.trim()));
    const rows = [...event.target.closest("tbody").rows].map((row) => [...row.querySelectorAll("textarea")]);
    const top = rows.findIndex((row) => row.includes(event.target));
    const left = rows[top].indexOf(event.target);
    const wide = Math.max(...block.map((line) => line.length));
    if (top + block.length > rows.length || left + wide > rows[0].length) {
      bad([`Khối dán có ${block.length} dòng × ${wide} cột, vượt ra ngoài bảng nếu bắt đầu từ ô này. Chọn đúng ô đầu rồi dán lại.`], "CHƯA DÁN");
      return;
    }
    const targets = block.flatMap((line, down) => line.map((value, right) => [rows[top + down][left + right], value]));
    if (targets.some(([input]) => input.dataset.locked === "1")) {
      bad(["Khối dán đè lên phiếu đã khoá. Dán riêng từng phần."], "CHƯA DÁN");
      return;
    }
    pasted = targets.map(([input]) => [input.dataset.key, { ...cellOf(input.dataset.key) }]);
    targets.forEach(([input, value]) => change(input.dataset.key, { ...cellOf(input.dataset.key), points: value, no_mark: "" }));
    good(`Đã dán ${targets.length} ô, chưa ghi.`);
    event.target.select();
  }

  function cell(row, criterion, place) {
    const key = cellKey(row.id, criterion.id);
    const other = stored(key);
    const input = h("textarea", { rows: 1, autocomplete: "off", inputMode: "decimal",
      "data-key": key, "data-locked": row.locked ? "1" : "0", readOnly: row.locked,
      "aria-label": `${row.id}, tiêu chí ${place + 1}, tối đa ${criterion.max}`,
      onfocus: () => { current = key; paintBar(); input.select(); },
      onkeydown: keyed, onpaste: paste,
      oninput: (event) => {
        withComma(input, event);
        change(key, { ...cellOf(key), points: input.value.trim(), no_mark: "" });
      } });
    const where = other?.source === "paper" ? "giấy" : "máy";
    const hint = other && (where === "máy" || other.waits) ? h("div", { className: "danvan-other" },
      `${where}: ${other.points || SHORT[other.no_mark] || "–"}${other.waits ? ", chưa tính" : ""}`) : "";
    return h("td", {}, input, h("div", { className: "danvan-flag" }), hint);
  }

  function draw() {
    current = null;
    pasted = null;
    bar.replaceChildren(h("p", {}, "Enter, Tab, phím mũi tên: sang ô khác · F2: chọn “không đủ minh chứng”, “xin không chấm” hoặc ghi "
      + "nhận xét · Esc: trả ô về như đã ghi · dán được khối ô từ Excel. Để trống là chưa chấm, không phải 0 điểm."));
    grid.replaceChildren(...sheet.sections.map((section) => h("div", { className: "danvan-scroll" },
      h("table", { className: "danvan-grid" },
        h("caption", {}, `${section.holder} – ${section.source} (tổng ${section.total} điểm)`),
        h("thead", {}, h("tr", {}, h("th", { scope: "col" }, "Hồ sơ"),
          section.criteria.map((one, place) => h("th", { scope: "col" }, criterionWords(one, place))),
          h("th", { scope: "col" }, "Tổng các ô đang hiện"))),
        h("tbody", {}, section.rows.map((row) => h("tr", {},
          h("th", { scope: "row" }, h("strong", {}, row.id), ` ${row.name}`, row.locked ? h("em", {}, " – đã khoá") : ""),
          section.criteria.map((one, place) => cell(row, one, place)),
          h("td", { className: "danvan-sum", "data-sum": row.id, role: "status" }))))))));
    sheet.sections.forEach((section) => section.rows.forEach((row) => {
      section.criteria.forEach((one) => paint(cellKey(row.id, one.id)));
    }));
    count();
    drawWaiting(waiting, sheet, ask, took, bad);
    if (!sheet.sections.length) say(h("p", {}, "Thành viên này không có hồ sơ nào để chấm."));
  }

  function took(answer) {
    if (answer.sheet) {
      sheet = answer.sheet;
      if (answer.done) {
        dirty = new Map();
        try { localStorage.removeItem(journal()); } catch { /* as above */ }
      }
      dirty.forEach((mark, key) => { if (same(mark, baseline(key))) dirty.delete(key); });
      review.hidden = true;
      draw();
    }
    // Sheets can be confirmed and yet not locked: both are said.
    if (answer.said) good(answer.said);
    if (answer.faults?.length) notice[answer.said ? "append" : "replaceChildren"](faultList(answer.said ? "CHƯA KHOÁ" : "CHƯA GHI", answer.faults));
  }

  async function open(reviewer) {
    [review, waiting].forEach((one) => { one.hidden = true; });
    [grid, bar, actions, notice].forEach((one) => one.replaceChildren());
    sheet = null;
    dirty = new Map();
    if (!reviewer) return;
    const answer = await ask({ kind: "open", reviewer });
    // Another member was chosen while the kernel answered.
    if (whose.value !== reviewer) return;
    if (answer.faults) { bad(answer.faults); return; }
    sheet = answer.sheet;
    let draft = null;
    try { draft = JSON.parse(localStorage.getItem(journal())); } catch { /* a draft nobody can read is none */ }
    const known = new Set(sheet.sections.flatMap((one) => one.rows.filter((row) => !row.locked)
      .flatMap((row) => one.criteria.map((criterion) => cellKey(row.id, criterion.id)))));
    dirty = new Map((draft?.cells ?? []).filter(([key, mark]) => known.has(key) && !same(mark, baseline(key))));
    draw();
    if (dirty.size) {
      say(h("p", { className: "danvan-unsaved" }, `Có ${dirty.size} ô gõ dở lúc ${new Date(draft.at).toLocaleString("vi-VN")}, chưa ghi; đã hiện lại. `,
        h("button", { type: "button", onclick: () => { [...dirty.keys()].forEach((key) => change(key, baseline(key))); say(); } }, "Bỏ các ô này")));
    }
  }

  async function compare() {
    say();
    const cells = [...dirty].map(([key, mark]) => [...JSON.parse(key), mark]);
    const answer = await ask({ kind: "compare", reviewer: sheet.reviewer, cells });
    if (answer.faults) { review.hidden = true; bad(answer.faults); return; }
    drawReview(review, answer.rows, start, {
      save: async (overwrite, dropped, by, file) => {
        const kept = cells.filter(([candidate, criterion]) => !dropped.has(cellKey(candidate, criterion)));
        const sent = file ? await sendFile(ask, file) : {};
        if (sent.faults) { bad(sent.faults); return; }
        took(await ask({ kind: "save", reviewer: sheet.reviewer, cells: kept, overwrite, by, seq: sheet.seq, scan: sent.upload ?? "" }));
      },
      cancel: () => { review.hidden = true; },
    });
  }
  return close;
}

export default { render };
