// A verification team's form: where it went and what it found, and its marks beside the unit's own.

const NO_MARKS = { "": "cho điểm", insufficient_evidence: "không đủ minh chứng" };
const FIELDS = ["points", "no_mark", "reason", "comment"];

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
  const names = h("datalist", { id: `danvan-team-${newId()}` }, start.committee.map((name) => h("option", { value: name })));
  const by = h("input", { type: "text", value: start.secretary, list: names.id });
  const root = h("div", { className: "danvan-paper" }, h("h2", {}, `Thẩm định – ${start.team}`), names,
    h("div", { className: "danvan-fields" }, h("label", {}, "Hồ sơ ", whose), h("label", {}, "Người nhập ", by)), late, body, notice);
  keepKeys(root);
  el.append(root);

  const journal = () => `danvan-team:${start.review}:${start.team}:${sheet.candidate}`;
  const good = (text) => notice.replaceChildren(h("p", { className: "danvan-saved" }, text));
  const bad = (faults) => notice.replaceChildren(faultList("CHƯA LƯU", faults));
  const typedOf = (one) => typed[one.id] ?? Object.fromEntries(FIELDS.map((name) => [name, one[name]]));
  const changed = () => sheet.criteria.filter((one) => FIELDS.some((name) => typedOf(one)[name] !== one[name]));

  function keep() {
    try {
      if (Object.keys(typed).length) localStorage.setItem(journal(), JSON.stringify(typed));
      else localStorage.removeItem(journal());
    } catch { /* A full or forbidden store of the browser: the form works on. */ }
  }

  function criterionRow(one, place) {
    const now = typedOf(one);
    const state = h("span", { role: "status" });
    const set = (changes) => {
      typed[one.id] = { ...typedOf(one), ...changes };
      if (FIELDS.every((name) => typed[one.id][name] === one[name])) delete typed[one.id];
      keep();
      say();
    };
    const say = () => {
      const mark = typedOf(one);
      const differs = one.self && (mark.points || mark.no_mark) && mark.points !== one.self;
      const fresh = FIELDS.some((name) => mark[name] !== one[name]);
      state.className = fresh ? "danvan-unsaved" : "danvan-quiet";
      state.textContent = [fresh ? "chưa lưu" : one.at ? `đã lưu ${one.at}` : "chưa chấm",
        differs && !mark.reason.trim() ? "khác tự chấm: cần ghi lý do" : ""].filter(Boolean).join("; ");
    };
    const points = h("input", { type: "text", inputMode: "decimal", autocomplete: "off", value: now.points, size: 6,
      "aria-label": `Điểm thẩm định tiêu chí ${place + 1}, từ 0 đến ${one.max}`,
      oninput: () => { chooser.value = ""; set({ points: points.value.trim(), no_mark: "" }); } });
    const chooser = h("select", { "aria-label": `Tiêu chí ${place + 1}: có điểm hay không đủ minh chứng`,
      onchange: () => { if (chooser.value) points.value = ""; set({ no_mark: chooser.value, points: points.value.trim() }); } },
      Object.entries(NO_MARKS).map(([value, words]) => h("option", { value, selected: value === now.no_mark }, words)));
    const text = (name, label) => {
      const input = h("textarea", { rows: 2, maxLength: 2000, value: now[name], "aria-label": `${label}, tiêu chí ${place + 1}`,
        oninput: () => set({ [name]: input.value }) });
      return input;
    };
    say();
    return h("tr", {}, h("th", { scope: "row" }, `${place + 1}. ${one.name} (tối đa ${one.max})`), h("td", { className: "danvan-own" }, one.self || "–"),
      h("td", {}, points, h("br"), chooser), h("td", {}, text("reason", "Lý do khác tự chấm")), h("td", {}, text("comment", "Nhận xét")), h("td", {}, state));
  }

  function marks() {
    const save = h("button", { type: "button", className: "danvan-main", onclick: async () => {
      const sent = changed().map((one) => ({ criterion: one.id, ...typedOf(one) }));
      save.disabled = true;
      took(await ask({ kind: "marks", candidate: sheet.candidate, marks: sent, by: by.value.trim(), seq: sheet.seq }));
      save.disabled = false;
    } }, "Ghi điểm thẩm định");
    return [h("h3", {}, "Điểm thẩm định"),
      h("p", {}, "Điểm tự chấm của đơn vị giữ nguyên bên cạnh. Chấm khác thì ghi lý do. Để trống là chưa chấm, không phải 0 điểm."),
      h("table", { className: "danvan-list danvan-team" }, h("thead", {}, h("tr", {}, ["Tiêu chí", "Tự chấm", "Thẩm định", "Lý do khác tự chấm", "Nhận xét", "Trạng thái"]
        .map((words) => h("th", { scope: "col" }, words)))), h("tbody", {}, sheet.criteria.map(criterionRow))),
      h("div", { className: "danvan-actions" }, save)];
  }

  function visit() {
    const draft = typed[""] ?? { on: "", findings: "" };
    const note = () => { typed[""] = { on: on.value, findings: findings.value }; keep(); };
    const on = h("input", { type: "text", placeholder: "ngày/tháng/năm", value: draft.on, oninput: note });
    const findings = h("textarea", { rows: 5, maxLength: 2000, value: draft.findings, oninput: note });
    const boxes = sheet.members.map((one) => h("input", { type: "checkbox", value: one.id, disabled: one.related }));
    const photos = h("input", { type: "file", multiple: true, accept: ".jpg,.jpeg,.png" });
    const save = h("button", { type: "button", className: "danvan-main", onclick: async () => {
      save.disabled = true;
      const content = { kind: "visit", candidate: sheet.candidate, on: on.value.trim(), findings: findings.value,
        members: boxes.filter((box) => box.checked).map((box) => box.value), by: by.value.trim(), seq: sheet.seq, photos: [] };
      for (const file of photos.files) {
        const sent = await sendFile(ask, file);
        if (sent.faults) { bad(sent.faults); save.disabled = false; return; }
        content.photos.push(sent.upload);
      }
      took(await ask(content));
      save.disabled = false;
    } }, "Ghi buổi thẩm định");
    return [h("h3", {}, "Buổi thẩm định"),
      sheet.visits.length ? h("ul", {}, sheet.visits.map((one) => h("li", {}, h("strong", {}, one.on), ` – ${one.members} – ${one.photos} ảnh: ${one.findings}`)))
        : h("p", {}, "Chưa ghi buổi nào."),
      h("div", { className: "danvan-fields" }, h("label", {}, "Ngày thẩm định ", on),
        h("fieldset", {}, h("legend", {}, "Thành viên tham gia"), sheet.members.map((one, place) =>
          h("label", { className: "danvan-choice-line" }, boxes[place], ` ${one.name}${one.related ? " (có liên quan, không tham gia)" : ""}`)))),
      h("label", { className: "danvan-findings" }, "Nội dung thẩm định: đã thấy gì, có đúng như hồ sơ không", findings),
      h("div", { className: "danvan-fields" }, h("label", {}, "Ảnh (JPG, PNG; nhiều ảnh một lần) ", photos)),
      h("p", {}, "Ghi lại cùng một ngày là sửa buổi ấy; ảnh đã có được giữ và thêm ảnh mới."),
      h("div", { className: "danvan-actions" }, save)];
  }

  function draw() {
    body.replaceChildren(...visit(), ...marks());
  }

  function took(answer) {
    if (answer.sheet) {
      sheet = answer.sheet;
      // What was stored is no draft any more; what was refused stays as typed.
      (answer.saved ?? []).forEach((key) => { delete typed[key]; });
      keep();
      draw();
    }
    // Some marks can be stored and others refused: both are said.
    if (answer.said) good(answer.said);
    if (answer.faults?.length) notice[answer.said ? "append" : "replaceChildren"](faultList("CHƯA LƯU", answer.faults));
  }

  async function open(candidate) {
    body.replaceChildren();
    notice.replaceChildren();
    sheet = null;
    if (!candidate) return;
    const answer = await ask({ kind: "open", candidate });
    if (whose.value !== candidate) return;
    if (answer.faults) { bad(answer.faults); return; }
    sheet = answer.sheet;
    try { typed = JSON.parse(localStorage.getItem(journal())) ?? {}; } catch { typed = {}; }
    draw();
    if (Object.keys(typed).length) notice.replaceChildren(h("p", { className: "danvan-unsaved" }, "Nội dung gõ dở lần trước, chưa lưu, đã hiện lại. ",
      h("button", { type: "button", onclick: () => { typed = {}; keep(); draw(); notice.replaceChildren(); } }, "Bỏ nội dung này")));
  }
  return close;
}

export default { render };
