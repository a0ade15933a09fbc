// A unit's own marks, typed from its sheet: all of one candidate are stored together, or none.

const FIELDS = ["points", "comment"];

function render({ model, el }) {
  const start = model.get("start");
  let sheet = null;
  let typed = {};
  const late = h("p", { className: "danvan-late", role: "alert", hidden: true },
    h("strong", {}, "CHƯA LƯU"), ": máy tính chưa trả lời. Những gì đã gõ vẫn giữ ở trình duyệt này; nếu chờ lâu, "
    + "hãy tải lại trang rồi chọn lại hồ sơ, nội dung ấy sẽ hiện lại.");
  const { ask, close } = messenger(model, (shown) => { late.hidden = !shown; });
  const notice = h("div", { className: "danvan-notice", role: "status" });
  const body = h("div", {});
  const whose = h("select", { onchange: () => open(whose.value) }, h("option", { value: "" }, "– chọn hồ sơ –"),
    start.candidates.map((one) => h("option", { value: one.id }, `${one.id} ${one.name}`)));
  const names = h("datalist", { id: `danvan-self-${newId()}` }, start.committee.map((name) => h("option", { value: name })));
  const by = h("input", { type: "text", value: start.secretary, list: names.id });
  const root = h("div", { className: "danvan-paper" }, h("h2", {}, "Điểm tự chấm của đơn vị"), names,
    h("div", { className: "danvan-fields" }, h("label", {}, "Hồ sơ ", whose), h("label", {}, "Người nhập ", by)), late, body, notice);
  keepKeys(root);
  el.append(root);

  const journal = () => `danvan-self:${start.review}:${sheet.candidate}`;
  const typedOf = (one) => typed[one.id] ?? { points: one.points, comment: one.comment };
  const changed = () => sheet.criteria.filter((one) => FIELDS.some((name) => typedOf(one)[name] !== one[name]));

  function keep() {
    try {
      if (Object.keys(typed).length) localStorage.setItem(journal(), JSON.stringify(typed));
      else localStorage.removeItem(journal());
    } catch { /* A full or forbidden store of the browser: the form works on. */ }
  }

  function criterionRow(one, place, count) {
    const state = h("span", { role: "status" });
    const say = () => {
      const fresh = FIELDS.some((name) => typedOf(one)[name] !== one[name]);
      state.className = fresh ? "danvan-unsaved" : "danvan-quiet";
      const stored = one.at ? `đã lưu ${one.at}` : "chưa chấm";
      state.textContent = one.verified ? `${stored}; tổ thẩm định đã chấm, không sửa` : fresh ? "chưa lưu" : stored;
    };
    const set = (changes) => {
      typed[one.id] = { ...typedOf(one), ...changes };
      if (FIELDS.every((name) => typed[one.id][name] === one[name])) delete typed[one.id];
      keep();
      say();
      count();
    };
    const points = h("input", { type: "text", inputMode: "decimal", autocomplete: "off", value: typedOf(one).points, readOnly: one.verified,
      "aria-label": `Điểm tự chấm tiêu chí ${place + 1}, từ 0 đến ${one.max}`, oninput: () => set({ points: points.value.trim() }) });
    const comment = h("textarea", { rows: 2, maxLength: 2000, value: typedOf(one).comment, readOnly: one.verified,
      "aria-label": `Nhận xét của đơn vị, tiêu chí ${place + 1}`, oninput: () => set({ comment: comment.value }) });
    say();
    return h("tr", {}, h("th", { scope: "row" }, `${place + 1}. ${one.name} (tối đa ${one.max})`),
      h("td", {}, points), h("td", {}, comment), h("td", {}, state));
  }

  function draw() {
    const sum = h("p", { role: "status" });
    const count = () => {
      const numbers = sheet.criteria.map((one) => readPoints(typedOf(one).points));
      const blank = sheet.criteria.filter((one) => !typedOf(one).points).length;
      sum.replaceChildren("Cộng trên màn hình: ", h("strong", {}, writePoints(numbers.reduce((all, one) => all + (one ?? 0), 0))),
        ` điểm${blank ? ` · còn ${blank} tiêu chí để trống` : " · đã nhập đủ tiêu chí"}`);
    };
    const save = h("button", { type: "button", className: "danvan-main", onclick: async () => {
      const marks = changed().map((one) => ({ criterion_id: one.id, ...typedOf(one) }));
      save.disabled = true;
      took(await ask({ kind: "save", candidate: sheet.candidate, marks, by: by.value.trim(), seq: sheet.seq }));
      save.disabled = false;
    } }, "Ghi điểm tự chấm");
    count();
    body.replaceChildren(h("p", {}, "Đơn vị đăng ký: ", h("strong", {}, sheet.unit),
      ". Để trống là đơn vị không tự chấm tiêu chí ấy, không phải 0 điểm."),
      h("div", { className: "danvan-wide" }, h("table", { className: "danvan-list danvan-team" }, h("thead", {}, h("tr", {}, ["Tiêu chí", "Tự chấm", "Nhận xét của đơn vị", "Trạng thái"]
        .map((words) => h("th", { scope: "col" }, words)))),
      h("tbody", {}, sheet.criteria.map((one, place) => criterionRow(one, place, count))))),
      sum, h("div", { className: "danvan-actions" }, save));
  }

  function took(answer) {
    if (answer.sheet) {
      sheet = answer.sheet;
      // What was stored is no draft any more; after another window's entry what was typed stays.
      if (answer.said) typed = {};
      keep();
      draw();
    }
    notice.replaceChildren(answer.faults ? faultList("CHƯA LƯU", answer.faults) : h("p", { className: "danvan-saved" }, answer.said));
  }

  async function open(candidate) {
    body.replaceChildren();
    notice.replaceChildren();
    sheet = null;
    if (!candidate) return;
    const answer = await ask({ kind: "open", candidate });
    if (whose.value !== candidate) return;
    if (answer.faults) { notice.replaceChildren(faultList("KHÔNG MỞ ĐƯỢC", answer.faults)); return; }
    sheet = answer.sheet;
    try { typed = JSON.parse(localStorage.getItem(journal())) ?? {}; } catch { typed = {}; }
    draw();
    if (Object.keys(typed).length) notice.replaceChildren(h("p", { className: "danvan-unsaved" }, "Nội dung gõ dở lần trước, chưa lưu, đã hiện lại. ",
      h("button", { type: "button", onclick: () => { typed = {}; keep(); draw(); notice.replaceChildren(); } }, "Bỏ nội dung này")));
  }
  return close;
}

export default { render };
