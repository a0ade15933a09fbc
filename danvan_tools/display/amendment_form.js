// What the meeting changes of the computed proposal: from, to, reason.

function render({ model, el }) {
  const form = meetingForm({ model, el }, {
    title: "Hội đồng đề nghị",
    save: "Lưu đề nghị",
    keep: [],
    fields(sheet, common, changed) {
      const to = choiceField("Hội đồng đề nghị", sheet.form, [...sheet.forms.map((one) => [one, one]), ["", "Không đề nghị"]], changed);
      const reason = textField("Lý do (khi khác phương án tính)", "", changed, { size: 50 });
      const element = h("div", { className: "danvan-fields" }, to.element, reason.element);
      return { element, values: () => ({ form: to.input.value, reason: reason.input.value }) };
    },
  });
  // Everybody not taken up yet, as computed: asked before, because it is many entries at once.
  const rest = h("div", { className: "danvan-actions" });
  const left = async () => {
    const answer = await form.ask({ kind: "left" });
    rest.replaceChildren(answer.count ? h("button", { type: "button", onclick: () => agree(answer) },
      `Ghi ${answer.count} hồ sơ còn lại đúng theo phương án tính`) : h("p", {}, "Mọi hồ sơ có phương án đã được ghi đề nghị."));
  };
  const agree = (asked) => rest.replaceChildren(h("p", {}, `Hội đồng đề nghị ${asked.count} hồ sơ còn lại đúng theo phương án tính?`),
    h("button", { type: "button", className: "danvan-main", onclick: async () => {
      const answer = await form.ask({ kind: "rest", seq: asked.seq });
      form.notice.replaceChildren(answer.faults ? faultList("CHƯA LƯU", answer.faults) : h("p", { className: "danvan-saved" }, answer.receipt));
      left();
    } }, "Đồng ý"), h("button", { type: "button", onclick: left }, "Thôi"));
  form.root.append(rest);
  left();
  return form.close;
}

export default { render };
