// The count sheet of one vote: tallies and tellers, never a voter.

const ALWAYS = ["present", "recused", "issued", "returned", "valid", "invalid", "votes_for", "votes_against", "votes_blank"];
const WRITTEN = ["in_writing", "in_writing_for", "in_writing_against"];
const SHARED = ["present", "issued", ...WRITTEN];

function render({ model, el }) {
  const start = model.get("start");
  const form = meetingForm({ model, el }, {
    title: "Biên bản kiểm phiếu",
    save: "Lưu biên bản kiểm phiếu",
    keep: ["matter", "held_on", "tellers", "numbers"],
    fields(sheet, common, changed) {
      const stored = Object.fromEntries(sheet.rounds.map((one) => [`${one.form}|${one.round}`, one]));
      const kind = choiceField("Hình thức", sheet.form, sheet.forms.map((one) => [one, one]), refill);
      const round = choiceField("Vòng", "", [["1", "1"]], fill);
      const matter = choiceField("Nội dung biểu quyết", common.matter ?? "", start.matters.map((one) => [one, one]), changed);
      const heldOn = textField("Ngày bỏ phiếu", common.held_on ?? "", changed, { placeholder: "17/12/2015", size: 12 });
      const tellers = textField("Người kiểm phiếu (cách nhau dấu ;)", common.tellers ?? "", changed, { size: 44 });
      const reason = textField("Lý do đính chính", "", changed, { size: 44 });
      const numbers = Object.fromEntries([...ALWAYS, ...WRITTEN].map((name) => [name,
        textField(start.words[name], "", changed, { size: 5, inputMode: "numeric" })]));
      const block = (names) => h("div", { className: "danvan-fields" }, names.map((name) => numbers[name].element));

      function refill() {
        const own = sheet.rounds.filter((one) => one.form === kind.input.value).map((one) => one.round);
        const next = Math.max(0, ...own) + 1;
        round.input.replaceChildren(...[...own, next].map((one) =>
          h("option", { value: one }, one === next ? `${one} (chưa ghi)` : `${one} (đính chính)`)));
        round.input.value = String(next);
        fill();
      }
      function fill() {
        const one = stored[`${kind.input.value}|${round.input.value}`];
        for (const [name, { input }] of Object.entries(numbers)) {
          input.value = one ? one.numbers[name] : SHARED.includes(name) ? common.numbers?.[name] ?? "" : "";
        }
        if (one) { matter.input.value = one.matter; heldOn.input.value = one.held_on; tellers.input.value = one.tellers; }
        reason.element.hidden = !one;
        reason.input.value = "";
        changed();
      }
      const values = () => ({
        form: kind.input.value, round: round.input.value, matter: matter.input.value, held_on: heldOn.input.value.trim(),
        tellers: tellers.input.value, reason: reason.input.value,
        numbers: Object.fromEntries(Object.entries(numbers).map(([name, { input }]) => [name, input.value.trim()])),
      });
      const line = (...fields) => h("div", { className: "danvan-fields" }, fields.map((one) => one.element));
      const element = h("div", {}, line(kind, round, matter, heldOn), block(["present", "recused"]),
        block(["issued", "returned", "valid", "invalid"]), block(["votes_for", "votes_against", "votes_blank"]),
        h("details", {}, h("summary", {}, "Ý kiến bằng văn bản của người vắng mặt"), block(WRITTEN)), line(tellers), line(reason));
      // The form exists before anything asks it.
      queueMicrotask(refill);
      return { element, values };
    },
  });
  return form.close;
}

export default { render };
