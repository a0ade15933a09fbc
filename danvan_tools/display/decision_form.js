// One decision of an authority, typed in beside what was computed and what the meeting recommended.

function render({ model, el }) {
  const start = model.get("start");
  const form = meetingForm({ model, el }, {
    title: "Quyết định của cấp có thẩm quyền",
    save: "Lưu quyết định",
    keep: ["authority", "authority_kind", "level", "occasion", "decision_no", "decided_on", "signer"],
    fields(sheet, common, changed) {
      const pick = (label, name) => choiceField(label, common[name] ?? start.preset[name], start.choices[name], changed);
      const text = (label, name, size) => textField(label, common[name] ?? "", changed, { size });
      const fields = {
        form: choiceField("Hình thức", sheet.form, [...sheet.forms.map((one) => [one, one]), ["", "Không tặng (hoặc thu hồi)"]], changed),
        decision_no: text("Số quyết định", "decision_no", 16),
        decided_on: text("Ngày quyết định", "decided_on", 12),
        authority: text("Cơ quan quyết định", "authority", 34),
        signer: text("Người ký", "signer", 24),
        authority_kind: pick("Loại cơ quan", "authority_kind"),
        level: pick("Cấp", "level"),
        occasion: pick("Dịp", "occasion"),
        reason: textField("Lý do (khi khác đề nghị)", "", changed, { size: 44 }),
      };
      const element = h("div", { className: "danvan-fields" }, Object.values(fields).map((one) => one.element));
      const values = () => Object.fromEntries(Object.entries(fields).map(([name, { input }]) => [name, input.value.trim()]));
      return { element, values };
    },
  });
  return form.close;
}

export default { render };
