// The shell of the forms for the stages before the committee's: whose candidate, who types, what is typed and not
// stored yet (the browser keeps it), and what the kernel said.

// `form` has: kind (of its entries), title, journal(sheet), fields (of a criterion), draw(shell) → elements.
function stageForm({ model, el }, form) {
  const start = model.get("start");
  let sheet = null;
  let typed = {};
  const late = h("p", { className: "danvan-late", role: "alert", hidden: true },
    h("strong", {}, "CHƯA LƯU"), ": máy tính chưa trả lời. Những gì đã gõ vẫn giữ ở trình duyệt này; nếu chờ lâu, "
    + "hãy tải lại trang rồi chọn lại hồ sơ, nội dung ấy sẽ hiện lại.");
  const { ask, close } = messenger(model, (shown) => { late.hidden = !shown; });
  const notice = h("div", { className: "danvan-notice", role: "status" });
  const body = h("div", {});
  const sum = h("p", { role: "status" });
  const whose = h("select", { onchange: () => open(whose.value) }, h("option", { value: "" }, "– chọn hồ sơ –"),
    start.candidates.map((one) => h("option", { value: one.id }, `${one.id} ${one.name}`)));
  const names = h("datalist", { id: `danvan-names-${newId()}` }, start.committee.map((name) => h("option", { value: name })));
  const by = h("input", { type: "text", value: start.secretary, list: names.id });
  const root = h("div", { className: "danvan-paper" }, h("h2", {}, form.title(start)), names,
    h("div", { className: "danvan-fields" }, h("label", {}, "Hồ sơ ", whose), h("label", {}, "Người nhập ", by)), late, body, notice);
  keepKeys(root);
  el.append(root);

  const journal = () => form.journal(start, sheet);
  const storedOf = (one) => Object.fromEntries(form.fields.map((name) => [name, one[name]]));
  const typedOf = (one) => typed[one.id] ?? storedOf(one);
  const fresh = (one) => form.fields.some((name) => typedOf(one)[name] !== one[name]);
  const bad = (faults, title = "CHƯA LƯU") => notice.replaceChildren(faultList(title, faults));

  function keep() {
    try {
      if (Object.keys(typed).length) localStorage.setItem(journal(), JSON.stringify(typed));
      else localStorage.removeItem(journal());
    } catch { /* A full or forbidden store of the browser: the form works on. */ }
  }

  // The total is of what is on the screen, and says how much of that is not stored.
  function count() {
    const marked = sheet.criteria.filter((one) => typedOf(one).points).length;
    const unsaved = sheet.criteria.filter(fresh).length;
    const blank = sheet.criteria.length - marked;
    sum.replaceChildren("Cộng trên màn hình: ", h("strong", {}, writeTotal(addUp(sheet.criteria, (one) => typedOf(one).points))),
      ` trên ${sheet.total} điểm · ${blank ? `còn ${blank} tiêu chí chưa có điểm` : "đủ điểm các tiêu chí"}`,
      unsaved ? ` · ${unsaved} tiêu chí chưa lưu` : "");
  }

  const shell = {
    start, ask, bad, typedOf, fresh,
    sheet: () => sheet,
    by: () => by.value.trim(),
    draft: (key) => typed[key],
    keepDraft(key, content) {
      typed[key] = content;
      keep();
    },
    set(one, changes) {
      typed[one.id] = { ...typedOf(one), ...changes };
      if (!fresh(one)) delete typed[one.id];
      keep();
      count();
    },
    // Sends with the button switched off, so that nobody sends twice.
    button(words, content) {
      const button = h("button", { type: "button", className: "danvan-main", onclick: async () => {
        button.disabled = true;
        const message = await content();
        if (message) took(await ask({ candidate: sheet.candidate, by: shell.by(), seq: sheet.seq, ...message }));
        button.disabled = false;
      } }, words);
      return h("div", { className: "danvan-actions" }, button);
    },
    changed: () => sheet.criteria.filter(fresh).map((one) => ({ criterion: one.id, ...typedOf(one) })),
    // The table of the criteria, the total below it, and the criteria others give points for.
    marks: (headings, row) => [
      h("div", { className: "danvan-wide" }, h("table", { className: "danvan-list danvan-team" },
        h("thead", {}, h("tr", {}, headings.map((words) => h("th", { scope: "col" }, words)))),
        h("tbody", {}, sheet.criteria.map(row)))),
      sum,
      sheet.elsewhere.length ? h("div", {}, h("p", {}, "Không chấm ở bước này:"),
        h("ul", {}, sheet.elsewhere.map((words) => h("li", {}, words)))) : "",
    ],
  };

  function draw() {
    body.replaceChildren(...form.draw(shell).filter((part) => part !== ""));
    count();
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
    if (answer.said) notice.replaceChildren(h("p", { className: "danvan-saved" }, answer.said));
    if (answer.faults?.length) notice[answer.said ? "append" : "replaceChildren"](faultList("CHƯA LƯU", answer.faults));
  }

  async function open(candidate) {
    body.replaceChildren();
    notice.replaceChildren();
    sheet = null;
    if (!candidate) return;
    const answer = await ask({ kind: "open", candidate });
    // Another candidate was chosen while the kernel answered.
    if (whose.value !== candidate) return;
    if (answer.faults) { bad(answer.faults, "KHÔNG MỞ ĐƯỢC"); return; }
    sheet = answer.sheet;
    try { typed = JSON.parse(localStorage.getItem(journal())) ?? {}; } catch { typed = {}; }
    draw();
    if (Object.keys(typed).length) notice.replaceChildren(h("p", { className: "danvan-unsaved" }, "Nội dung gõ dở lần trước, chưa lưu, đã hiện lại. ",
      h("button", { type: "button", onclick: () => { typed = {}; keep(); draw(); notice.replaceChildren(); } }, "Bỏ nội dung này")));
  }
  return close;
}

// The fields of one criterion and what is said of it: `states` returns words after "chưa lưu" or when it was saved.
function criterionRow(shell, one, place, more) {
  const state = h("span", { role: "status" });
  const say = () => {
    const fresh = shell.fresh(one);
    state.className = fresh ? "danvan-unsaved" : "danvan-quiet";
    state.textContent = [fresh ? "chưa lưu" : one.at ? `đã lưu ${one.at}` : "chưa chấm", more?.(shell.typedOf(one))].filter(Boolean).join("; ");
  };
  const set = (changes) => {
    shell.set(one, changes);
    say();
  };
  const text = (name, label, readOnly = false) => {
    const input = h("textarea", { rows: 2, maxLength: 2000, value: shell.typedOf(one)[name], readOnly, "aria-label": `${label}, tiêu chí ${place + 1}`,
      oninput: () => set({ [name]: input.value }) });
    return input;
  };
  say();
  return { set, text, state, heading: h("th", { scope: "row" }, criterionWords(one, place)) };
}
