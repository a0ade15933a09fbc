/* The fields of one criterion, as text or as choices; what they say about points comes from the kernel. */

const TYPING = 2500; // ms of quiet after which a text that is being typed is sent

let serial = 0;

function make(tag, properties = {}, ...children) {
  const { data, ...rest } = properties;
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(rest)) {
    if (name in element) element[name] = value;
    else element.setAttribute(name, value);
  }
  Object.assign(element.dataset, data);
  element.append(...children.filter((child) => child !== null));
  return element;
}

function put(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

function createCriterion(criterion, outbox) {
  const id = `danvan-${(serial += 1)}`;
  const { number, range, choices } = criterion;
  const group = `points-${id}`;
  const state = make("span", { id: `${id}-state`, role: "status" });
  const commentState = make("span", { role: "status" });
  const refused = make("pre", { className: "danvan-refused", hidden: true });
  const typed = make("input", { type: "text", inputMode: "decimal", autocomplete: "off", placeholder: "chưa chấm" });
  const radios = choices.map((value) => make("input", { type: "radio", name: group, value }));
  const blank = make("input", { type: "radio", name: group, value: "" });
  const evidence = make("input", { type: "checkbox" });
  const reason = make("input", { type: "text", autocomplete: "off" });
  const comment = make("textarea", { rows: 1 });
  const label = `Điểm tiêu chí ${number} (${range})`;
  const commentLabel = make("span", { className: "danvan-label" }, `Nhận xét tiêu chí ${number}`);
  const reasonLabel = make("span", { className: "danvan-label" });
  const reasonLine = make("label", { className: "danvan-reason" }, reasonLabel, reason);
  const reasonPlace = make("div");
  const outdated = make("p", { className: "danvan-wanted", hidden: true });
  for (const field of [typed, evidence, blank, ...radios]) field.setAttribute("aria-describedby", `${id}-state`);

  const points = choices.length
    ? make("div", { className: "danvan-choices", role: "radiogroup", "aria-label": label },
        make("span", { className: "danvan-label", "aria-hidden": "true" }, label),
        ...[blank, ...radios].map((radio) => make("label", {}, radio, make("span", {}, radio.value || "chưa chấm"))))
    : make("label", { className: "danvan-typed" }, make("span", { className: "danvan-label" }, label), typed);
  const earlier = criterion.earlier.map(({ who, points: given, reason: why }) =>
    make("li", {}, `${who}: `, make("strong", {}, given), why ? ` – ${why}` : ""));
  const box = make("fieldset", { className: "danvan-criterion", data: { criterion: criterion.id } },
    make("legend", {}, `${number}. ${criterion.name} `, make("small", {}, `(${criterion.limits})`)),
    criterion.levels.length
      ? make("ul", { className: "danvan-anchors" }, ...criterion.levels.map((level) => make("li", {}, level)))
      : null,
    earlier.length ? make("ul", { className: "danvan-earlier" }, ...earlier) : null,
    make("div", { className: "danvan-points" }, points,
      make("label", { className: "danvan-evidence" }, evidence, make("span", {}, "Không đủ minh chứng")), state),
    outdated, reasonPlace,
    make("div", { className: "danvan-comment" }, make("label", {}, commentLabel, comment), commentState, refused));

  let open = true;
  let consensus = false;

  const note = (kind, changes, quiet) => {
    const why = consensus && reason.value.trim() ? { reason: reason.value } : {};
    outbox.note(criterion.id, kind, { ...changes, ...why }, quiet);
  };
  const enter = (changes, quiet) => note("points", changes, quiet);
  typed.addEventListener("input", (event) => {
    // The numeric block of many keyboards has a point only; Vietnamese numbers have a comma.
    if (!event.isComposing && typed.value.includes(".")) {
      const at = typed.selectionStart;
      typed.value = typed.value.replaceAll(".", ",");
      typed.setSelectionRange(at, at);
    }
    enter({ value: typed.value, no_mark: "" }, TYPING);
  });
  typed.addEventListener("change", () => outbox.hurry());
  for (const radio of [blank, ...radios]) {
    radio.addEventListener("change", () => enter({ value: radio.value, no_mark: "" }, 0));
  }
  evidence.addEventListener("change", () =>
    enter({ value: "", no_mark: evidence.checked ? "insufficient_evidence" : "" }, 0));
  reason.addEventListener("input", () => {
    if (!consensus) enter({ reason: reason.value }, TYPING);
  });
  reason.addEventListener("change", () => {
    // What was refused for want of a reason is sent again with it.
    for (const kind of consensus ? ["points", "comment"] : []) {
      const waiting = outbox.refusal(criterion.id, kind);
      if (waiting && !waiting.newer) note(kind, waiting.changes, 0);
    }
    outbox.hurry();
  });
  comment.addEventListener("input", () => note("comment", { comment: comment.value }, TYPING));
  comment.addEventListener("change", () => outbox.hurry());

  const first = () => (choices.length ? radios.concat(blank).find((one) => one.checked) ?? radios[0] : typed);

  function say(line, pending, refusal, words, kind) {
    let text = words;
    let style = kind;
    if (pending) {
      text = pending.typing ? "đang nhập, chưa lưu" : "đang ghi…";
      if (pending.late) text = `${UNSAVED}: ${pending.because ?? "phần mềm chưa trả lời"}`;
      style = pending.late ? "danvan-unsaved" : "danvan-pending";
    } else if (refusal) {
      text = `${UNSAVED}: ${refusal}`;
      style = "danvan-unsaved";
    }
    put(line, text);
    line.className = style;
  }

  function newerWords(mark, what) {
    const now = mark.value ? `${mark.value} điểm` : "chưa chấm";
    return `phiếu vừa được ghi ở cửa sổ khác; ô này đang lưu ${what ?? now}; đồng chí đã nhập`;
  }

  /* Whether what was refused stays in its field; a locked sheet shows what is stored. */
  const standsTyped = (refusal) => Boolean(refusal) && !refusal.newer && open;

  function drawPoints(mark, force) {
    const pending = outbox.pending(criterion.id, "points");
    const refusal = outbox.refusal(criterion.id, "points");
    const shown = { ...mark, ...(standsTyped(refusal) ? refusal.changes : {}), ...pending?.changes };
    if (force || pending || document.activeElement !== typed) {
      if (typed.value !== shown.value) typed.value = shown.value;
    }
    for (const radio of radios) radio.checked = radio.value === shown.value;
    blank.checked = !shown.value && !shown.no_mark;
    evidence.checked = shown.no_mark === "insufficient_evidence";
    const named = refusal?.changes.value ? `"${refusal.changes.value}"` : "việc bỏ điểm";
    const typedWords = refusal && !open ? ` Đồng chí đã nhập ${named}.` : "";
    const because = refusal?.newer
      ? `${newerWords(mark)} ${named}. Nếu vẫn cần, hãy nhập lại.`
      : refusal && `${refusal.because}${typedWords}`;
    say(state, pending, because, mark.saved, mark.value ? "danvan-saved" : "danvan-blank");
  }

  function drawComment(mark, force) {
    const pending = outbox.pending(criterion.id, "comment");
    const refusal = outbox.refusal(criterion.id, "comment");
    const shown = { ...mark, ...(standsTyped(refusal) ? refusal.changes : {}), ...pending?.changes };
    if ((force || document.activeElement !== comment) && comment.value !== shown.comment) comment.value = shown.comment;
    const apart = Boolean(refusal) && !pending && !standsTyped(refusal);
    const now = mark.comment ? "nội dung ở ô trên" : "ô trống";
    const because = refusal?.newer ? `${newerWords(mark, now)} nhận xét dưới đây. Nếu vẫn cần, hãy nhập lại.` : refusal?.because;
    const words = mark.comment && mark.saved ? `nhận xét ${mark.saved.split("; ").pop()}` : "";
    say(commentState, pending, because, words, words ? "danvan-saved" : "danvan-blank");
    put(refused, apart ? refusal.changes.comment : "");
    refused.hidden = !apart;
  }

  function drawReason(mark, force) {
    const pending = outbox.pending(criterion.id, "points");
    const wanted = mark.departs && mark.value !== "" ? `Lý do chấm khác ${mark.departs}` : "";
    if (!consensus && !wanted) reasonLine.remove();
    else if (!reasonLine.parentNode) reasonPlace.append(reasonLine);
    put(reasonLabel, consensus ? `Lý do thay đổi ở tiêu chí ${number}` : `${wanted}, tiêu chí ${number}`);
    reasonLabel.className = !consensus && wanted && !mark.reason ? "danvan-wanted" : "danvan-label";
    if (consensus || (!force && document.activeElement === reason)) return;
    const shown = pending?.changes.reason ?? mark.reason;
    if (reason.value !== shown) reason.value = shown;
  }

  return {
    box, criterion, first,
    /* Take a digit pressed beside the text fields. */
    digit(key) {
      if (!choices.length) {
        typed.focus();
        typed.value = key;
        enter({ value: key, no_mark: "" }, TYPING);
        return;
      }
      (radios.find((radio) => radio.value === key) ?? first()).focus();
      enter({ value: key, no_mark: "" }, 0);
    },
    /* A reason is for one change. */
    saved() {
      if (consensus) reason.value = "";
    },
    onScreen: () => ({
      value: choices.length ? [...radios].find((radio) => radio.checked)?.value ?? "" : typed.value,
      no_mark: evidence.checked ? "insufficient_evidence" : "",
      comment: comment.value,
      reason: reason.value,
    }),
    draw(sheet, force) {
      const mark = sheet.marks[criterion.id];
      // Only when it changes: a page without its kernel locks every field itself.
      if (open !== (sheet.state === "open")) {
        open = sheet.state === "open";
        for (const field of [typed, comment, reason]) field.readOnly = !open;
        for (const field of [blank, evidence, ...radios]) field.disabled = !open;
      }
      consensus = sheet.reason;
      put(outdated, mark.outdated);
      outdated.hidden = !mark.outdated;
      drawReason(mark, force);
      drawPoints(mark, force);
      drawComment(mark, force);
    },
  };
}
