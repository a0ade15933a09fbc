// Shared by the forms of the meeting: a candidate is chosen, fields are typed, checked at once, and stored with a receipt.

// `parts` = { title, kind, fields(sheet, common) → { element, values }, words(sheet) → elements, keep: names kept between candidates }
function meetingForm({ model, el }, parts) {
  const start = model.get("start");
  let sheet = null;
  let current = null;
  let timer = null;
  const common = {};
  const late = h("p", { className: "danvan-late", role: "alert", hidden: true },
    h("strong", {}, "CHƯA LƯU"), ": máy tính chưa trả lời. Nội dung đã gõ vẫn còn trên màn hình; nếu chờ lâu, tải lại trang rồi nhập lại.");
  const { ask, close } = messenger(model, (shown) => { late.hidden = !shown; });
  const notice = h("div", { className: "danvan-notice", role: "status" });
  const checked = h("div", { className: "danvan-checked", role: "status" });
  const body = h("div", {});
  const whose = h("select", { onchange: () => open(whose.value) }, h("option", { value: "" }, "– chọn hồ sơ –"),
    start.candidates.map((one) => h("option", { value: one.id }, one.label)));
  const by = h("input", { type: "text", value: start.secretary });
  const root = h("div", { className: "danvan-paper" }, h("h2", {}, parts.title),
    h("div", { className: "danvan-fields" }, h("label", {}, "Hồ sơ ", whose), h("label", {}, "Người nhập ", by)), late, body, notice);
  keepKeys(root);
  el.append(root);

  // What is asked travels whole: a click never overtakes what was typed.
  const content = (kind) => ({ kind, candidate: sheet.candidate, seq: sheet.seq, by: by.value.trim(), ...current.values() });

  async function check() {
    const asked = sheet;
    const answer = await ask(content("check"));
    if (sheet !== asked) return;
    checked.replaceChildren(
      ...(answer.said ?? []).map((one) => h("p", {}, one)),
      ...(answer.faults?.length ? [faultList("Cần xem lại", answer.faults)] : []));
  }

  function changed() {
    Object.assign(common, Object.fromEntries(Object.entries(current.values()).filter(([name]) => parts.keep.includes(name))));
    clearTimeout(timer);
    timer = setTimeout(check, 250);
  }

  async function send(kind, more = {}) {
    const answer = await ask({ ...content(kind), ...more });
    if (answer.sheet) { sheet = answer.sheet; draw(); }
    notice.replaceChildren(answer.faults?.length ? faultList("CHƯA LƯU", answer.faults) : h("p", { className: "danvan-saved" }, answer.receipt));
  }

  function draw() {
    current = parts.fields(sheet, common, changed);
    const save = h("button", { type: "button", className: "danvan-main", onclick: async () => {
      save.disabled = true;
      await send("save");
      save.disabled = false;
    } }, parts.save);
    const why = h("input", { type: "text", size: 40 });
    const undo = !sheet.last ? [] : [h("div", { className: "danvan-actions" }, h("label", {}, "Lý do hoàn tác ", why),
      h("button", { type: "button", onclick: () => send("undo", { entry: sheet.last, why: why.value }) }, "Hoàn tác mục vừa ghi"))];
    checked.replaceChildren();
    body.replaceChildren(
      ...sheet.told.map((one) => h("p", {}, one)),
      current.element, checked, h("div", { className: "danvan-actions" }, save),
      sheet.history.length ? h("h3", {}, "Đã ghi trong sổ") : "",
      sheet.history.length ? h("ul", {}, sheet.history.map((one) => h("li", {}, one))) : "", ...undo);
    check();
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
    draw();
  }
  return { close, ask, notice, root };
}

// A labelled field; `set` is called with every change.
function textField(label, value, set, more = {}) {
  const input = h("input", { type: "text", autocomplete: "off", value, oninput: set, ...more });
  return { input, element: h("label", {}, `${label} `, input) };
}

function choiceField(label, value, options, set) {
  const input = h("select", { onchange: set }, options.map(([key, words]) => h("option", { value: key }, words)));
  input.value = options.some(([key]) => key === value) ? value : options[0][0];
  return { input, element: h("label", {}, `${label} `, input) };
}
