/* The card: one sheet on the screen, its keys, and what is said about it as a whole. */

const HELP = [
  ["0–9", "chọn điểm của tiêu chí đang đứng; tiêu chí trên 9 điểm thì gõ thẳng vào ô điểm"],
  ["Enter", "lưu và sang tiêu chí sau; trong ô nhận xét: xuống dòng, còn Ctrl + Enter: lưu và sang tiêu chí sau"],
  ["Tab, Shift + Tab", "sang ô sau, về ô trước"],
  ["Ctrl + Z", "hoàn tác thay đổi gần nhất của phiếu, khi không đứng trong ô chữ"],
  ["?", "mở, đóng phần trợ giúp này; Esc: đóng"],
];
const HELP_NOTES = [
  "Điểm được ghi ngay khi nhập. Chỉ ô có chữ “đã lưu” là đã ghi vào sổ; để trống là chưa chấm, không phải 0 điểm.",
  "“Không đủ minh chứng”: đã xem nhưng hồ sơ không đủ căn cứ để cho điểm tiêu chí này.",
  "“Xin không chấm”: đồng chí có liên quan đến hồ sơ nên không chấm cả phiếu này.",
  "Nội dung chưa ghi được giữ trong trình duyệt này; khi mở lại phiếu, phần mềm hỏi có ghi lại không.",
];
const NO_MARKS = { insufficient_evidence: "không đủ minh chứng", recused: "xin không chấm (có liên quan)" };
const KEPT =
  "Nội dung đã được giữ trong trình duyệt này: nếu dòng này không mất đi, tải lại trang rồi bấm “Ghi lại”.";
const NOT_KEPT = "Trình duyệt này không cho giữ bản nháp: đừng đóng trang, báo người quản trị.";
const RECUSE =
  "Đồng chí xin không chấm hồ sơ này vì có liên quan? Cả phiếu không tính vào điểm của hội đồng; " +
  "điểm đã nhập vẫn giữ trong sổ.";

/* One line at the foot of the window for every card with something unsaved. */
function createBar() {
  let bars = document.getElementById("danvan-bars");
  if (!bars) {
    bars = make("div", { id: "danvan-bars" });
    document.body.append(bars);
  }
  const bar = make("p", { className: "danvan-bar", role: "status" });
  bars.append(bar);
  return bar;
}

function button(text, action, className = "") {
  const element = make("button", { type: "button", className }, text);
  element.addEventListener("click", action);
  return element;
}

function createHelp() {
  const keys = HELP.map(([key, words]) => make("li", {}, make("kbd", {}, key), ` ${words}`));
  const notes = HELP_NOTES.map((note) => make("p", {}, note));
  return make("section", { className: "danvan-help", hidden: true, tabIndex: -1, "aria-label": "Trợ giúp" },
    make("h4", {}, "Phím tắt"), make("ul", {}, ...keys), ...notes);
}

/* What an earlier page could not store: shown, and stored again only when asked for. */
function drawLeftovers(panel, outbox, card, sheet) {
  const items = outbox.leftovers();
  const named = items.map((item) => [item, card.criteria.find((one) => one.id === item.criterion)]);
  named.sort(([, one], [, other]) => (one?.number ?? 0) - (other?.number ?? 0));
  const lines = named.map(([item, criterion]) => {
    const mark = sheet.marks[item.criterion];
    const where = criterion ? `Tiêu chí ${criterion.number}` : item.criterion;
    const newer = mark && mark.at !== item.before;
    const what = changeWords(item);
    const now = !newer ? "" : item.group === "comment" ? `“${mark.comment}”` : pointsWords(mark);
    const asked = newer ? ` Sổ đã có nội dung ghi sau đó: ${now}. Có ghi đè không?` : "";
    const again = button(newer ? "Ghi đè" : "Ghi lại", () => outbox.replay(item));
    const drop = button("Bỏ", () => outbox.drop(item));
    for (const one of [again, drop]) one.setAttribute("aria-label", `${one.textContent}: ${where}, ${what}`);
    const words = `${where}: ${what}, nhập ${moment(item.entered)}.${asked}`;
    return { item, newer, line: make("li", {}, make("span", {}, words), again, drop) };
  });
  const safe = lines.filter(({ newer }) => !newer).map(({ item }) => item);
  panel.hidden = !items.length;
  const heading = "lần trước còn nội dung chưa ghi được vào sổ, trình duyệt này đã giữ lại.";
  panel.replaceChildren(
    make("p", {}, make("strong", {}, `${UNSAVED}: `), heading),
    make("ul", {}, ...lines.map(({ line }) => line)));
  const replayAll = () => safe.forEach((item) => outbox.replay(item));
  if (safe.length > 1) panel.append(button("Ghi lại tất cả", replayAll, "danvan-main-button"));
}

function changeWords({ group, changes }) {
  if (group === "comment") return `nhận xét “${changes.comment}”`;
  return "value" in changes ? pointsWords(changes) : `lý do “${changes.reason}”`;
}

function pointsWords({ value, no_mark }) {
  if (value) return `${value} điểm`;
  return NO_MARKS[no_mark] ?? "chưa chấm";
}

/* Write a moment as the kernel does: in Viet Nam, wherever the browser is. */
function moment(text) {
  const at = new Date(Date.parse(text) + 7 * 3_600_000);
  const two = (number) => String(number).padStart(2, "0");
  const day = `${two(at.getUTCDate())}/${two(at.getUTCMonth() + 1)}/${at.getUTCFullYear()}`;
  return `lúc ${two(at.getUTCHours())}:${two(at.getUTCMinutes())} ngày ${day}`;
}

function createCard(card, outbox, el) {
  const fields = card.criteria.map((criterion) => createCriterion(criterion, outbox));
  const help = createHelp();
  const left = { className: "danvan-leftovers", "aria-label": "Nội dung chưa ghi", hidden: true };
  const leftovers = make("section", left);
  const notice = make("p", { className: "danvan-notice", role: "alert", hidden: true });
  const elsewhere = make("p", { className: "danvan-notice danvan-unsaved", hidden: true });
  // Beside the buttons: whoever pressed one is looking there.
  const warning = make("p", { className: "danvan-notice danvan-unsaved", role: "alert", hidden: true });
  const total = make("p", { className: "danvan-total", role: "status" });
  const question = make("div", { className: "danvan-question", role: "group", hidden: true });
  const toggleHelp = (open = help.hidden) => {
    help.hidden = !open;
    helpButton.setAttribute("aria-expanded", String(open));
    (open ? help : helpButton).focus();
  };
  const helpButton = button("Trợ giúp (phím ?)", () => toggleHelp(), "danvan-quiet-button");
  helpButton.setAttribute("aria-expanded", "false");
  const undo = button("Hoàn tác", () => outbox.order("undo"));
  const recuse = button("Xin không chấm (có liên quan)", () => ask(RECUSE, "Xin không chấm", recuseSheet, recuse));
  const submit = button("Hoàn tất phiếu", askToSubmit, "danvan-main-button");
  const gates = `Điều kiện bắt buộc, xét theo hồ sơ, không chấm điểm: ${card.gates.join("; ")}.`;
  const head = make("header", { className: "danvan-card-head" }, make("h3", {}, "Phiếu chấm điểm"), helpButton);
  const elsewhereList = make("section", { className: "danvan-elsewhere", hidden: !card.elsewhere.length },
    make("p", {}, "Không chấm ở phiếu này:"),
    make("ul", { className: "danvan-earlier" }, ...card.elsewhere.map((words) => make("li", {}, words))));
  const root = make("section", { className: "danvan-card", tabIndex: -1, "aria-label": "Phiếu chấm điểm" },
    head, help, leftovers, elsewhere, notice,
    make("p", { className: "danvan-source" }, `Bộ tiêu chí: ${card.source}. ${card.gates.length ? gates : ""}`),
    ...fields.map(({ box }) => box), elsewhereList, total, warning, question,
    make("div", { className: "danvan-buttons" }, undo, recuse, submit));
  const bar = createBar();

  function ask(words, yes, action, back) {
    const close = () => {
      question.hidden = true;
      back.focus();
    };
    const agree = button(yes, () => {
      close();
      action();
    }, "danvan-main-button");
    question.replaceChildren(make("p", {}, words), agree, button("Quay lại", close));
    question.hidden = false;
    agree.focus();
  }

  function recuseSheet() {
    outbox.note(card.criteria[0].id, "points", { value: "", no_mark: "recused" }, 0);
  }

  function askToSubmit() {
    // What another window has overtaken is not on the screen any more.
    const refused = numbersOf(outbox.refusals().filter(({ newer }) => !newer));
    if (refused) {
      const what = `tiêu chí ${refused} còn nội dung chưa lưu. Sửa ô có chữ “${UNSAVED}” rồi hoàn tất.`;
      outbox.say(`${NOT_DONE.submit}: ${what}`);
      return;
    }
    const what = "Hoàn tất thì phiếu khoá lại; muốn sửa phải nhờ Thư ký mở lại. Hoàn tất phiếu?";
    ask(`${totalWords()}. ${what}`, "Hoàn tất và khoá phiếu", () => outbox.order("submit", () => ({ shown: screen() })), submit);
  }

  function numbersOf(items) {
    const numbers = items.map((item) => card.criteria.find((one) => one.id === item.criterion)?.number);
    return [...new Set(numbers.filter(Boolean))].sort((one, other) => one - other).join(", ");
  }

  /* Only what is stored is added up; points on the screen that are not stored are named. */
  function totalWords() {
    const { points, rest } = outbox.sheet().total;
    return `Tổng điểm đã lưu: ${points} ${rest}`;
  }

  function unsavedWords() {
    const unsaved = fields.filter(({ criterion: { id } }) => {
      const pending = outbox.pending(id, "points");
      const refusal = outbox.refusal(id, "points");
      return pending ? pending.typing || pending.late : refusal && !refusal.newer && "value" in refusal.changes;
    });
    const numbers = unsaved.map(({ criterion }) => criterion.number).join(", ");
    return numbers ? `; điểm vừa nhập ở tiêu chí ${numbers} chưa lưu, chưa cộng` : "";
  }

  const screen = () => Object.fromEntries(fields.map((field) => [field.criterion.id, field.onScreen()]));

  function goOn(from) {
    const next = fields[fields.findIndex((field) => field === from) + 1];
    outbox.hurry();
    (next ? next.first() : submit).focus();
    next?.box.scrollIntoView({ block: "nearest" });
  }

  /* Vietnamese typing sends Backspace, letters and digits of its own: only digits, Enter, "?", Escape, Ctrl+Z count. */
  function pressed(event) {
    // JupyterLab has commands on plain keys: restart the kernel, delete the cell.
    event.stopPropagation();
    if (event.isComposing || event.repeat || event.altKey || event.metaKey || event.defaultPrevented) return;
    const { target, key } = event;
    const field = fields.find(({ box }) => box.contains(target));
    const inText = target.matches("textarea, input[type=text]");
    const open = outbox.sheet().state === "open";
    let taken = true;
    if (key === "Enter" && field && (target.tagName !== "TEXTAREA" || event.ctrlKey)) goOn(field);
    else if (key === "Escape" && !help.hidden) toggleHelp(false);
    else if (inText) taken = false;
    else if (event.ctrlKey) (taken = key.toLowerCase() === "z" && open) && outbox.order("undo");
    else if (key === "?") toggleHelp();
    else if (/^[0-9]$/.test(key) && open && (target === root || field)) (field ?? firstBlank())?.digit(key);
    else taken = false;
    if (taken) event.preventDefault();
  }

  const fieldOf = (id) => fields.find(({ criterion }) => criterion.id === id);
  /* As the screen has it: "không đủ minh chứng" is an answer, and what is on its way is no blank. */
  const firstBlank = () => fields.find((field) => !field.onScreen().value && !field.onScreen().no_mark);

  function drawBar() {
    const late = outbox.late();
    const numbers = numbersOf(late);
    const where = numbers ? ` tiêu chí ${numbers}` : "";
    const kept = outbox.journal.works ? KEPT : NOT_KEPT;
    put(bar, late.length ? `${UNSAVED}${where}: ${late[0].because ?? "phần mềm chưa trả lời."} ${kept}` : "");
  }

  function drawElsewhere() {
    const old = outbox.journal.others().filter((item) => Date.now() - Date.parse(item.entered) > LATE);
    const names = [...new Set(old.map((item) => item.candidate))];
    const what = `trình duyệt này còn giữ nội dung chưa ghi của hồ sơ ${names.join(", ")}.`;
    put(elsewhere, names.length ? `${UNSAVED}: ${what} Mở hồ sơ ấy để ghi lại.` : "");
    elsewhere.hidden = !names.length;
  }

  /* Name what was entered here while another window wrote. */
  function overtaken() {
    const typed = outbox.refusals().filter(({ newer }) => newer);
    const words = typed.map(({ criterion, group, changes }) => {
      const what = group === "comment" ? "Nhận xét" : "value" in changes ? `Điểm "${changes.value}"` : "Lý do";
      return `${what} ở tiêu chí ${card.criteria.find((one) => one.id === criterion)?.number}`;
    });
    return words.map((one) => ` ${one} chưa được ghi.`).join("");
  }

  let offered = "";
  function draw({ answer, order, item } = {}) {
    const sheet = outbox.sheet();
    if (item && answer.outcome === "saved") fieldOf(item.criterion)?.saved();
    const force = answer?.outcome === "changed" || order === "undo";
    fields.forEach((field) => field.draw(sheet, force));
    put(total, `${totalWords()}${unsavedWords()}`);
    total.hidden = !fields.length;
    put(notice, sheet.notice);
    notice.hidden = !sheet.notice;
    put(warning, outbox.notice() ? `${outbox.notice()}${overtaken()}` : "");
    warning.hidden = !outbox.notice();
    root.dataset.state = sheet.state;
    submit.disabled = recuse.disabled = sheet.state !== "open";
    // In a consensus the sheet stays the one handed in.
    submit.hidden = recuse.hidden = sheet.reason;
    undo.disabled = !["open", "recused"].includes(sheet.state);
    const offer = JSON.stringify([outbox.leftovers(), sheet.marks]);
    if (offer !== offered) drawLeftovers(leftovers, outbox, card, sheet);
    offered = offer;
    drawBar();
    if (order === "undo" && answer.criterion) fieldOf(answer.criterion)?.first().focus();
    if (order === "submit" && answer.outcome === "saved") {
      root.focus();
      root.scrollIntoView();
    }
  }

  for (const name of ["keydown", "keypress", "keyup"]) {
    root.addEventListener(name, name === "keydown" ? pressed : (event) => event.stopPropagation());
  }
  const silence = outbox.listen(draw);
  root.addEventListener("focusout", () => draw());
  const watch = setInterval(drawElsewhere, 1000);
  drawElsewhere();
  draw();
  el.replaceChildren(root);
  return () => {
    silence();
    clearInterval(watch);
    bar.remove();
  };
}

/* One outbox per candidate that was on the screen: a sheet that left it still gets its answers, and what was typed
   last is sent. A widget's module is its own, so these are the outboxes of one model. */
const outboxes = new Map();

const candidateOf = (model) => model.get("card").key[2];

function tidy(shown) {
  for (const [candidate, outbox] of outboxes) {
    if (candidate !== shown && outbox.idle()) {
      outbox.close();
      outboxes.delete(candidate);
    }
  }
}

export default {
  initialize({ model }) {
    const open = () => {
      const candidate = candidateOf(model);
      outboxes.forEach((outbox) => outbox.hurry());
      if (!outboxes.has(candidate)) outboxes.set(candidate, createOutbox(model));
      tidy(candidate);
    };
    model.on("change:card", open);
    model.on("change:sheet", () => outboxes.get(model.get("sheet").candidate)?.show(model.get("sheet")));
    model.on("msg:custom", (answer) => {
      outboxes.forEach((outbox) => outbox.receive(answer));
      tidy(candidateOf(model));
    });
    open();
    return () => outboxes.forEach((outbox) => outbox.close());
  },
  render({ model, el }) {
    let close = () => {};
    const draw = () => {
      close();
      close = createCard(model.get("card"), outboxes.get(candidateOf(model)), el);
      // On the desk the card scrolls by itself: another candidate's begins at its top.
      el.closest(".danvan-right")?.scrollTo(0, 0);
    };
    model.on("change:card", draw);
    draw();
    return () => close();
  },
};
