// A unit's own marks, typed from its sheet: all of one candidate are stored together, or none.

const HEADINGS = ["Tiêu chí", "Tự chấm", "Nhận xét của đơn vị", "Trạng thái"];

function selfRow(shell, one, place) {
  const { set, text, state, heading } = criterionRow(shell, one, place, () => (one.verified ? "tổ thẩm định đã chấm, không sửa" : ""));
  const points = h("input", { type: "text", inputMode: "decimal", autocomplete: "off", value: shell.typedOf(one).points, readOnly: one.verified,
    "aria-label": `Điểm tự chấm tiêu chí ${place + 1}, từ 0 đến ${one.max}`, oninput: () => set({ points: points.value.trim() }) });
  return h("tr", {}, heading, h("td", {}, points), h("td", {}, text("comment", "Nhận xét của đơn vị", one.verified)), h("td", {}, state));
}

const FORM = {
  title: () => "Điểm tự chấm của đơn vị",
  journal: (start, sheet) => `danvan-self:${start.review}:${sheet.candidate}`,
  fields: ["points", "comment"],
  draw: (shell) => [
    h("p", {}, "Đơn vị đăng ký: ", h("strong", {}, shell.sheet().unit),
      ". Để trống là đơn vị không tự chấm tiêu chí ấy, không phải 0 điểm."),
    ...shell.marks(HEADINGS, (one, place) => selfRow(shell, one, place)),
    shell.button("Ghi điểm tự chấm", () => ({ kind: "save", marks: shell.changed() })),
  ],
};

export default { render: (place) => stageForm(place, FORM) };
