"""The secretary's live view of a round: who is how far, who is late; open, close and reopen."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable, Mapping
from datetime import datetime, time
from importlib import resources
from typing import Any

from ipywidgets import HTML, Accordion, Button, Checkbox, Combobox, Dropdown, HBox, Text, VBox

from danvan_tools.display.confirmation import Confirmation
from danvan_tools.display.round_tables import candidates_html, changes_html, reviewers_html, round_html
from danvan_tools.display.secretary import secretary_of
from danvan_tools.display.states import state_html
from danvan_tools.errors import DanvanError
from danvan_tools.language import VIETNAM_TIME, format_moment, parse_date
from danvan_tools.records import (
    LedgerConflictError,
    Review,
    close_round,
    consensus_changes,
    open_consensus,
    open_round,
    reopen_sheet,
    round_progress,
    round_state,
    sheet_states,
    warn_of_sitting,
)

__all__ = ["dashboard"]

_WIDE = {"style": {"description_width": "initial"}, "layout": {"width": "auto"}}
_SEPARATOR = " – "
_CLOCK = re.compile(r"(?P<day>.*?)[\s,]+(?P<hour>\d{1,2})(?::|h|g| giờ ?)(?P<minute>\d{2})?\s*", re.IGNORECASE)
# The task that looks after the open dashboard of each review folder: a newer one takes its place.
_watching: dict[str, asyncio.Task[None]] = {}


def dashboard(review: Review, *, every: float = 4.0) -> VBox:
    """Return the secretary's live view of the round.

    What it shows is read from the ledger again and again, as long as the widget is open and none newer
    was made for the folder; without a running event loop it is shown once.

    Parameters
    ----------
    review : Review
        Rules are compared as its files were read; run the notebook again after editing them.
    every : float, default 4
        Seconds between two looks at the ledger.
    """
    return _Dashboard(review, every).box


class _Dashboard:
    """The tables, the forms, and the last entry of the secretary's stream they know of."""

    def __init__(self, review: Review, every: float) -> None:
        self._review = review
        self._names = dict(zip(review.committee["reviewer_id"], review.committee["name"], strict=True))
        self._titles = dict(zip(review.candidates["candidate_id"], review.candidates["name"], strict=True))
        self._criteria = dict(zip(review.criteria["criterion_id"], review.criteria["name"], strict=True))
        self._round, self._reviewers, self._candidates, self._changes = HTML(), HTML(), HTML(), HTML()
        self._trouble, self._answer = HTML(), Confirmation()
        forms = Accordion([self._round_form(), self._reopen_form(), self._consensus_form()], selected_index=None)
        forms.titles = ("Mở, gia hạn, đóng vòng chấm", "Mở lại một phiếu", "Thống nhất điểm sau khi đóng vòng")
        style = resources.files("danvan_tools.display").joinpath("dashboard.css").read_text(encoding="utf-8")
        self.box = VBox(
            [
                HTML(f"<style>{style}</style>"),
                self._round,
                self._trouble,
                self._reviewers,
                forms,
                self._answer.box,
                self._candidates,
                self._changes,
            ]
        ).add_class("danvan-dashboard")
        self.look()
        self._watch(every)

    def look(self) -> None:
        """Show what the ledger holds now; a widget sends only what changed."""
        review = self._review
        progress, state = round_progress(review), round_state(review)
        self._seen_seq = review.standing().seq
        self._round.value = round_html(state, progress, warn_of_sitting(review))
        self._reviewers.value = reviewers_html(progress)
        self._candidates.value = candidates_html(progress)
        self._changes.value = changes_html(consensus_changes(review), self._names, self._criteria)
        self._offer_locked()

    def _watch(self, every: float) -> None:
        """Look again and again, if there is a loop to do it in."""
        key = str(self._review.folder.resolve())
        before = _watching.pop(key, None)
        try:
            loop = asyncio.get_running_loop()
        except RuntimeError:
            return
        if before is not None and before.get_loop() is loop:
            before.cancel()
        _watching[key] = loop.create_task(self._look_again(every))

    async def _look_again(self, every: float) -> None:
        while True:
            await asyncio.sleep(every)
            if self.box.comm is None:
                return
            try:
                self.look()
            except DanvanError as error:
                # A store that is gone comes back: what stands here is older until then.
                self._trouble.value = state_html(str(error), "CHƯA CẬP NHẬT: ")
            else:
                self._trouble.value = ""

    def _round_form(self) -> VBox:
        self._deadline = _text("Hạn chấm", "ví dụ 08/12/2015 17:00; để trống là không có hạn")
        self._why = _text("Lý do", "cần ghi nếu quy tắc xét, Hội đồng hoặc Có liên quan đã đổi so với lần mở trước")
        self._earlier = Checkbox(description="Tính cả điểm đã chấm trước khi mở vòng lần đầu", indent=False, **_WIDE)
        open_it = _button("Mở vòng chấm hoặc đổi hạn", self._ask_to_open)
        close_it = _button("Đóng vòng đang mở", self._ask_to_close)
        return VBox([self._deadline, self._why, self._earlier, HBox([open_it, close_it])])

    def _reopen_form(self) -> VBox:
        options = [("– chọn thành viên –", ""), *((name, key) for key, name in self._names.items())]
        self._reviewer = Dropdown(description="Thành viên", options=options, **_WIDE)
        self._sheet = Combobox(description="Phiếu đã khoá của hồ sơ", placeholder="gõ mã hoặc tên rồi chọn", **_WIDE)
        self._reopen_why = _text("Lý do", "ví dụ: hồ sơ vừa bổ sung minh chứng")
        self._reviewer.observe(lambda _: self._offer_locked(), "value")
        return VBox([self._reviewer, self._sheet, self._reopen_why, _button("Mở lại phiếu này", self._ask_to_reopen)])

    def _consensus_form(self) -> VBox:
        self._to_settle = _text("Mã các hồ sơ", "cách nhau dấu phẩy, ví dụ MH-003, MH-007")
        return VBox([self._to_settle, _button("Mở vòng thống nhất", self._ask_to_settle)])

    def _offer_locked(self) -> None:
        """Offer the locked sheets of the member that is chosen."""
        reviewer_id = self._reviewer.value
        states = sheet_states(self._review, reviewer_id) if reviewer_id else None
        locked = [] if states is None else states.loc[states["state"] == "locked", "candidate_id"].tolist()
        options = tuple(f"{key}{_SEPARATOR}{self._titles[key]}" for key in locked)
        if options != self._sheet.options:
            self._sheet.options = options

    def _ask_to_open(self) -> None:
        try:
            deadline, why = _deadline(self._deadline.value), self._why.value
        except _DeadlineError as error:
            self._answer.say(str(error), "CHƯA GHI: ")
            return
        until = f"hạn {format_moment(deadline)}" if deadline else "không có hạn"
        reason = f", lý do: {why.strip()}" if why.strip() else ""
        earlier = self._earlier.value
        question = f"Mở vòng chấm, {until}{reason}{self._trials(count=earlier)}?"
        self._ask(question, open_round, deadline=deadline, reason=why, count_earlier=earlier)

    def _trials(self, *, count: bool) -> str:
        """Say what becomes of marks given before any round, if there are any or somebody chose it."""
        if count:
            return "; tính cả điểm đã chấm trước khi mở vòng lần đầu"
        begun = round_progress(self._review).reviewers[["draft", "saved", "locked"]].to_numpy().any()
        trial = begun and round_state(self._review).state == "none"
        return "; điểm đã chấm thử chờ thành viên xem lại mới tính" if trial else ""

    def _ask_to_close(self) -> None:
        progress = round_progress(self._review)
        left = progress.owed - progress.locked
        self._ask(f"Đóng vòng đang mở? Còn {left} phiếu chưa khoá; sau khi đóng không ai sửa được điểm.", close_round)

    def _ask_to_reopen(self) -> None:
        reviewer_id, key = self._reviewer.value, self._sheet.value.partition(_SEPARATOR)[0].strip()
        why = self._reopen_why.value
        if not reviewer_id or not key:
            self._answer.say("Chọn thành viên và hồ sơ trước.")
            return
        question = f"Mở lại phiếu của {self._names[reviewer_id]}, hồ sơ {key} “{self._titles.get(key, '')}”"
        given = {"reviewer_id": reviewer_id, "candidate_id": key, "reason": why}
        self._ask(f"{question}, lý do: {why.strip() or 'chưa ghi'}?", reopen_sheet, **given)

    def _ask_to_settle(self) -> None:
        keys = [key for key in re.split(r"[\s,;]+", self._to_settle.value) if key]
        question = f"Mở vòng thống nhất cho {len(keys)} hồ sơ: {', '.join(keys)}?"
        self._ask(question, open_consensus, candidate_ids=keys)

    def _ask(self, question: str, act: Callable[..., object], **given: Any) -> None:
        """Ask, and remember how far the secretary's stream was when the question was asked."""
        seq = self._seen_seq
        self._answer.ask(question, lambda: self._record(question, act, seq, given))

    def _record(self, question: str, act: Callable[..., object], seq: int, given: Mapping[str, Any]) -> str:
        """Record what was asked and return what became of it."""
        try:
            act(self._review, expected_seq=seq, entered_by=secretary_of(self._review), **given)
        except LedgerConflictError:
            self.look()
            return state_html("có cửa sổ khác vừa ghi vào sổ. Xem lại tình trạng mới rồi làm lại.", "CHƯA GHI: ")
        except DanvanError as error:
            return state_html(str(error), "CHƯA GHI: ")
        self.look()
        return state_html(question.rstrip("?"), "Đã ghi: ")


class _DeadlineError(DanvanError):
    """A deadline that is no day and hour."""


def _deadline(text: str) -> datetime | None:
    """Return the moment a deadline means; a day alone lasts to its last minute."""
    if not text.strip():
        return None
    found = _CLOCK.fullmatch(text.strip())
    day = parse_date(found["day"] if found else text)
    hour, minute = (int(found["hour"]), int(found["minute"] or 0)) if found else (23, 59)
    if day is None or hour > 23 or minute > 59:
        msg = f'Hạn chấm: "{text.strip()}" không phải là ngày giờ. Ghi như 08/12/2015 17:00.'
        raise _DeadlineError(msg)
    return datetime.combine(day, time(hour, minute), VIETNAM_TIME)


def _text(description: str, placeholder: str) -> Text:
    return Text(description=description, placeholder=placeholder, continuous_update=False, **_WIDE)


def _button(description: str, clicked: Callable[[], None]) -> Button:
    button = Button(description=description, layout={"width": "auto"})
    button.on_click(lambda _: clicked())
    return button
