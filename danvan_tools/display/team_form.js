// A verification team's form: where it went and what it found, and its marks beside the unit's own.

const NO_MARKS = { "": "cho điểm", insufficient_evidence: "không đủ minh chứng" };
const HEADINGS = ["Tiêu chí", "Tự chấm", "Thẩm định", "Lý do khác tự chấm", "Nhận xét", "Trạng thái"];

function teamRow(shell, one, place) {
  const departs = (mark) => one.self && (mark.points || mark.no_mark) && mark.points !== one.self && !mark.reason.trim();
  const { set, text, state, heading } = criterionRow(shell, one, place, (mark) => (departs(mark) ? "khác tự chấm: cần ghi lý do" : ""));
  const now = shell.typedOf(one);
  const points = h("input", { type: "text", inputMode: "decimal", autocomplete: "off", value: now.points, size: 6,
    "aria-label": `Điểm thẩm định tiêu chí ${place + 1}, từ 0 đến ${one.max}`,
    oninput: () => { chooser.value = ""; set({ points: points.value.trim(), no_mark: "" }); } });
  const chooser = h("select", { "aria-label": `Tiêu chí ${place + 1}: có điểm hay không đủ minh chứng`,
    onchange: () => { if (chooser.value) points.value = ""; set({ no_mark: chooser.value, points: points.value.trim() }); } },
    Object.entries(NO_MARKS).map(([value, words]) => h("option", { value, selected: value === now.no_mark }, words)));
  return h("tr", {}, heading, h("td", { className: "danvan-own" }, one.self || "–"), h("td", {}, points, h("br"), chooser),
    h("td", {}, text("reason", "Lý do khác tự chấm")), h("td", {}, text("comment", "Nhận xét")), h("td", {}, state));
}

function visitForm(shell) {
  const { members, visits } = shell.sheet();
  const draft = shell.draft("") ?? { on: "", findings: "" };
  const note = () => shell.keepDraft("", { on: on.value, findings: findings.value });
  const on = h("input", { type: "text", placeholder: "ngày/tháng/năm", value: draft.on, oninput: note });
  const findings = h("textarea", { rows: 5, maxLength: 2000, value: draft.findings, oninput: note });
  const boxes = members.map((one) => h("input", { type: "checkbox", value: one.id, disabled: one.related }));
  const photos = h("input", { type: "file", multiple: true, accept: ".jpg,.jpeg,.png" });
  const content = async () => {
    const uploads = [];
    for (const file of photos.files) {
      const sent = await sendFile(shell.ask, file);
      if (sent.faults) { shell.bad(sent.faults); return null; }
      uploads.push(sent.upload);
    }
    return { kind: "visit", on: on.value.trim(), findings: findings.value, photos: uploads,
      members: boxes.filter((box) => box.checked).map((box) => box.value) };
  };
  return [h("h3", {}, "Buổi thẩm định"),
    visits.length ? h("ul", {}, visits.map((one) => h("li", {}, h("strong", {}, one.on), ` – ${one.members} – ${one.photos} ảnh: ${one.findings}`)))
      : h("p", {}, "Chưa ghi buổi nào."),
    h("div", { className: "danvan-fields" }, h("label", {}, "Ngày thẩm định ", on),
      h("fieldset", {}, h("legend", {}, "Thành viên tham gia"), members.map((one, place) =>
        h("label", { className: "danvan-choice-line" }, boxes[place], ` ${one.name}${one.related ? " (có liên quan, không tham gia)" : ""}`)))),
    h("label", { className: "danvan-findings" }, "Nội dung thẩm định: đã thấy gì, có đúng như hồ sơ không", findings),
    h("div", { className: "danvan-fields" }, h("label", {}, "Ảnh (JPG, PNG; nhiều ảnh một lần) ", photos)),
    h("p", {}, "Ghi lại cùng một ngày là sửa buổi ấy; ảnh đã có được giữ và thêm ảnh mới."),
    shell.button("Ghi buổi thẩm định", content)];
}

const FORM = {
  title: (start) => `Thẩm định – ${start.team}`,
  journal: (start, sheet) => `danvan-team:${start.review}:${start.team}:${sheet.candidate}`,
  fields: ["points", "no_mark", "reason", "comment"],
  draw: (shell) => [
    ...visitForm(shell),
    h("h3", {}, "Điểm thẩm định"),
    h("p", {}, "Điểm tự chấm của đơn vị giữ nguyên bên cạnh. Chấm khác thì ghi lý do. Để trống là chưa chấm, không phải 0 điểm."),
    ...shell.marks(HEADINGS, (one, place) => teamRow(shell, one, place)),
    shell.button("Ghi điểm thẩm định", () => ({ kind: "marks", marks: shell.changed() })),
  ],
};

export default { render: (place) => stageForm(place, FORM) };
