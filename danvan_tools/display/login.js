// The form at the door of the desk. The code travels inside one message and never becomes state of a widget:
// what is state can be read back as long as the page lives.

const SLOW = 10_000;

function field(form, id, text, hint) {
  const label = document.createElement("label");
  label.htmlFor = id;
  label.textContent = text;
  const input = document.createElement("input");
  input.id = id;
  input.spellcheck = false;
  input.setAttribute("aria-describedby", `${id}-hint danvan-login-said`);
  const note = document.createElement("p");
  note.id = `${id}-hint`;
  note.className = "danvan-login-hint";
  note.textContent = hint;
  form.append(label, input, note);
  return input;
}

function offer(form, input, members) {
  const list = document.createElement("datalist");
  list.id = "danvan-login-members";
  for (const name of members) {
    const option = document.createElement("option");
    option.value = name;
    list.append(option);
  }
  input.setAttribute("list", list.id);
  form.append(list);
}

function codeField(form) {
  const input = field(form, "danvan-login-code", "Mã truy cập", "Mã in trên phiếu; chữ hoa hay chữ thường đều được.");
  input.type = "password";
  input.autocomplete = "current-password";
  const shown = document.createElement("label");
  shown.className = "danvan-login-show";
  const box = document.createElement("input");
  box.type = "checkbox";
  box.addEventListener("change", () => { input.type = box.checked ? "text" : "password"; });
  shown.append(box, " Hiện mã vừa gõ");
  form.append(shown);
  return input;
}

function render({ model, el }) {
  const form = document.createElement("form");
  form.className = "danvan-login";
  form.noValidate = true;
  const title = document.createElement("h2");
  title.textContent = model.get("title");
  const notice = document.createElement("p");
  notice.textContent = model.get("notice");
  form.append(title, notice);

  const member = field(form, "danvan-login-member", "Họ tên hoặc mã thành viên", "Gõ vài chữ rồi chọn tên mình.");
  member.autocomplete = "username";
  member.value = model.get("member");
  offer(form, member, model.get("members"));
  const code = model.get("asks_code") ? codeField(form) : null;
  const said = document.createElement("p");
  said.id = "danvan-login-said";
  said.className = "danvan-login-said";
  said.setAttribute("role", "alert");
  said.textContent = model.get("refusal");
  const button = document.createElement("button");
  button.type = "submit";
  button.textContent = "Vào bàn chấm";
  form.append(said, button);

  let asked = "";
  let timer = 0;

  function say(text) {
    clearTimeout(timer);
    asked = "";
    button.disabled = false;
    said.textContent = text;
    if (code) { code.value = ""; }
    (code && member.value.trim() ? code : member).focus();
  }

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (asked) { return; }
    asked = crypto.getRandomValues(new Uint32Array(4)).join("-");
    button.disabled = true;
    said.textContent = "Đang kiểm tra…";
    timer = setTimeout(() => say("Phần mềm chưa trả lời. Đợi một lát rồi bấm lại; nếu vẫn vậy, tải lại trang."), SLOW);
    model.send({ id: asked, member: member.value, code: code ? code.value : "" });
  });
  // JupyterLab takes single letters for commands wherever the focus is; a click on plain text must leave it here.
  form.tabIndex = -1;
  el.addEventListener("keydown", (event) => event.stopPropagation());

  const answered = (message) => {
    if (message.id !== asked) { return; }
    if (message.refusal) { say(message.refusal); } else { clearTimeout(timer); said.textContent = "Đang mở bàn chấm…"; }
  };
  model.on("msg:custom", answered);
  el.append(form);
  requestAnimationFrame(() => (member.value && code ? code : member).focus());
  return () => { clearTimeout(timer); model.off("msg:custom", answered); };
}

export default { render };
