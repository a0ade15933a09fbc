// Before anything is written: what is stored beside what the paper says. After: what waits for the second person.

function drawReview(place, rows, start, { save, cancel }) {
  const decided = new Map();
  const written = (row) => h("tr", {}, h("th", { scope: "row" }, `${row.candidate} ${row.name}`), h("td", {}, row.criterion),
    h("td", {}, row.before), h("td", {}, row.now), h("td", {}, row.change === "conflict" ? choice(row) : row.change === "new" ? "ghi mới" : "sửa phiếu giấy"));
  const choice = (row) => {
    const one = (value, words) => h("label", { className: "danvan-choice-line" },
      h("input", { type: "radio", name: row.key, value, onchange: () => decided.set(row.key, value) }), ` ${words}`);
    return h("fieldset", {}, h("legend", {}, "Chọn giá trị đúng"), one("stored", `giữ ${row.before}`), one("paper", `lấy ${row.now} (phiếu giấy)`));
  };
  const table = (some) => h("table", { className: "danvan-list" }, h("thead", {}, h("tr", {},
    ["Hồ sơ", "Tiêu chí", "Đang có trong sổ", "Phiếu giấy", "Việc sẽ làm"].map((words) => h("th", { scope: "col" }, words)))),
  h("tbody", {}, some.map(written)));
  const fresh = rows.filter((row) => row.change === "new");
  const others = rows.filter((row) => row.change === "corrected" || row.change === "conflict");
  const conflicts = others.filter((row) => row.change === "conflict");
  const names = h("datalist", { id: `danvan-names-${Math.random().toString(36).slice(2)}` }, start.committee.map((one) => h("option", { value: one.name })));
  const by = h("input", { type: "text", value: start.secretary, list: names.id, required: true });
  const file = h("input", { type: "file", accept: ".pdf,.jpg,.jpeg,.png" });
  const state = h("p", { role: "alert", className: "danvan-unsaved" });
  const go = h("button", { type: "button", className: "danvan-main", onclick: async () => {
    const open = conflicts.filter((row) => !decided.has(row.key));
    if (open.length) {
      state.textContent = `CHƯA GHI: còn ${open.length} ô chưa chọn giá trị đúng, ví dụ ${open[0].candidate}, tiêu chí “${open[0].criterion}”.`;
    } else if (!by.value.trim()) {
      state.textContent = "CHƯA GHI: chưa ghi người nhập phiếu. Chọn hoặc gõ họ tên.";
    } else {
      go.disabled = true;
      const chosen = (value) => conflicts.filter((row) => decided.get(row.key) === value).map((row) => row.key);
      await save(chosen("paper").map(JSON.parse), new Set(chosen("stored")), by.value.trim(), file.files[0]);
      go.disabled = false;
    }
  } }, "Ghi vào sổ");
  place.replaceChildren(h("h3", {}, "Đối chiếu trước khi ghi"),
    h("p", {}, [fresh.length ? `${fresh.length} ô ghi mới` : "", others.length - conflicts.length ? `${others.length - conflicts.length} ô sửa` : "",
      conflicts.length ? `${conflicts.length} ô khác với điểm đã chấm trên máy` : ""].filter(Boolean).join(", ") || "Không có ô nào khác với sổ.", "."),
    others.length ? table(others) : "",
    fresh.length ? h("details", { open: !others.length && fresh.length <= 30 }, h("summary", {}, `Xem ${fresh.length} ô ghi mới`), table(fresh)) : "",
    names, h("div", { className: "danvan-fields" }, h("label", {}, "Người nhập phiếu ", by), h("label", {}, "Bản quét phiếu đã ký (PDF, JPG, PNG) ", file)),
    state, h("div", { className: "danvan-actions" }, go, h("button", { type: "button", onclick: cancel }, "Sửa tiếp")));
  place.hidden = false;
  place.querySelector("h3").scrollIntoView({ block: "start" });
}

function drawWaiting(place, sheet, ask, took, bad) {
  place.hidden = !sheet.waiting.length;
  if (place.hidden) return;
  const boxes = [];
  const scan = (row) => {
    if (!row.scan) return "chưa có bản quét";
    const shown = h("span", {});
    shown.append(h("button", { type: "button", onclick: async () => {
      const answer = await ask({ kind: "scan", file: row.scan });
      if (answer.faults) { bad(answer.faults, "KHÔNG MỞ ĐƯỢC"); return; }
      const address = URL.createObjectURL(new Blob([answer.buffers[0]], { type: answer.type }));
      const link = h("a", { href: address, target: "_blank", rel: "noopener" }, "Xem ở trang khác");
      shown.replaceChildren(answer.type === "application/pdf" ? "" : h("img", { src: address, alt: `Bản quét phiếu, hồ sơ ${row.candidate}` }), link);
    } }, "Mở bản quét"));
    return shown;
  };
  const table = (section) => {
    const rows = sheet.waiting.filter((row) => section.rows.some((one) => one.id === row.candidate));
    if (!rows.length) return "";
    return h("div", { className: "danvan-scroll" }, h("table", { className: "danvan-list" }, h("caption", {}, section.holder),
      h("thead", {}, h("tr", {}, ["Đã đối chiếu", "Hồ sơ", ...section.criteria.map((one, place) => `${place + 1}. ${one.name}`), "Người nhập", "Bản quét"]
        .map((words) => h("th", { scope: "col" }, words)))),
      h("tbody", {}, rows.map((row) => {
        const box = h("input", { type: "checkbox", value: row.candidate, "aria-label": `Đã đối chiếu hồ sơ ${row.candidate}` });
        boxes.push(box);
        return h("tr", {}, h("td", {}, box), h("th", { scope: "row" }, `${row.candidate} ${row.name}`),
          section.criteria.map((one) => h("td", {}, row.marks[one.id] ?? "–")), h("td", {}, row.by), h("td", {}, scan(row)));
      }))));
  };
  const by = h("select", {}, h("option", { value: "" }, "– chọn người thứ hai –"), sheet.confirmers.map((one) => h("option", { value: one.id }, one.name)));
  const lock = h("input", { type: "checkbox", checked: true });
  const go = h("button", { type: "button", className: "danvan-main", onclick: async () => {
    go.disabled = true;
    took(await ask({ kind: "confirm", reviewer: sheet.reviewer, candidates: boxes.filter((box) => box.checked).map((box) => box.value), by: by.value, lock: lock.checked, seq: sheet.seq }));
    go.disabled = false;
  } }, "Xác nhận đã đối chiếu với phiếu giấy");
  place.replaceChildren(h("h3", {}, `Chờ người thứ hai xác nhận: ${sheet.waiting.length} phiếu`),
    h("p", {}, "Người thứ hai cầm phiếu giấy, so từng điểm dưới đây, đánh dấu hồ sơ đúng rồi xác nhận. Dấu – là ô không nhập từ phiếu giấy lần này."),
    ...sheet.sections.map(table),
    h("div", { className: "danvan-actions" }, h("button", { type: "button", onclick: () => boxes.forEach((box) => { box.checked = true; }) }, "Đánh dấu tất cả"),
      h("label", {}, "Người xác nhận ", by), h("label", {}, lock, " Khoá luôn phiếu đã đủ điểm"), go));
}
