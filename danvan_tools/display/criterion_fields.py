"""One criterion on the screen: its text, a field for points, a field for the comment, their states.

Every entry is passed on by the observer that receives it, with the value in its message. A button
that read the fields when clicked would overtake the last entry and store the one before.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime
from html import escape
from typing import Any

import pandas as pd
from ipywidgets import HTML, Dropdown, HBox, Text, Textarea, VBox

from danvan_tools.display.stored_marks import StoredMark
from danvan_tools.errors import DanvanError
from danvan_tools.language import VIETNAM_TIME, format_date, format_points, parse_number
from danvan_tools.records import NO_MARKS
from danvan_tools.schema import vietnamese


class CriterionFields:
    """The fields of one criterion.

    Parameters
    ----------
    number : int
        Its place in the rubric, from 1.
    criterion : mapping
        A row of ``Rubric.criteria``.
    save : callable
        Takes these fields and a mark; returns when it was stored, or None if it was not and these
        fields were filled anew. A DanvanError it raises is shown here.
    """

    def __init__(
        self,
        number: int,
        criterion: Mapping[Any, Any],
        save: Callable[[CriterionFields, StoredMark], datetime | None],
    ) -> None:
        self.number, self.criterion_id = number, str(criterion["criterion_id"])
        self.stored = StoredMark()
        self.typed = ""
        self._save, self._filling = save, False
        label = f"Điểm tiêu chí {number} (0–{format_points(criterion['max_points'])})"
        wide = {"description_width": "initial"}
        self._points = Text(description=label, placeholder="chưa chấm", continuous_update=False, style=wide)
        self._comment = Textarea(description=f"Nhận xét tiêu chí {number}", rows=2, continuous_update=False, style=wide)
        # Blank is "chưa chấm", which the state beside it says.
        kinds = [("–", ""), *((word, kind) for word, kind in NO_MARKS.items() if kind)]
        self._no_mark = Dropdown(description=f"Không cho điểm tiêu chí {number}", options=kinds, style=wide)
        self._points_state, self._comment_state = HTML(), HTML()
        self._no_mark.observe(self._no_mark_chosen, "value")
        self._points.observe(self._points_entered, "value")
        self._comment.observe(self._comment_entered, "value")
        self.box = VBox(
            [
                HTML(_criterion_html(number, criterion)),
                HBox([self._points, self._points_state, self._no_mark]).add_class("danvan-points"),
                VBox([self._comment, self._comment_state]).add_class("danvan-comment"),
            ]
        ).add_class("danvan-criterion")

    def show(self, stored: StoredMark) -> None:
        """Show what the ledger holds; nothing is saved by this."""
        self.stored = stored
        self._filling = True
        try:
            self._points.value, self._comment.value = stored.text, stored.comment
            self._no_mark.value = stored.no_mark
        finally:
            self._filling = False
        when = f"lúc {_clock(stored.at)} ngày {format_date(stored.at.astimezone(VIETNAM_TIME))}" if stored.at else ""
        self._points_state.value = _saved_html(stored, when)
        self._comment_state.value = ""

    def refuse_points(self, reason: str) -> None:
        """Say in red that the points on the screen are not stored, and why."""
        self._points_state.value = _unsaved_html(reason)

    def refuse_comment(self, reason: str) -> None:
        """Say in red that the comment on the screen is not stored, and why."""
        self._comment_state.value = _unsaved_html(reason)

    def _points_entered(self, change: Mapping[str, Any]) -> None:
        if self._filling:
            return
        text = change["new"].strip()
        self.typed = f'điểm "{text}"' if text else "việc xóa điểm"
        # The word stays on the screen should the kernel fail before an answer.
        self.refuse_points("đang ghi…")
        points = parse_number(text) if text else None
        if text and points is None:
            self.refuse_points(
                f'"{text}" không phải là số. {_meant(text)}Chỉ ghi số, phần lẻ sau dấu phẩy, ví dụ 12,5.'
            )
            return
        self._store(replace(self.stored, points=points, no_mark=""))

    def _no_mark_chosen(self, change: Mapping[str, Any]) -> None:
        if self._filling:
            return
        self.typed = f'"{vietnamese(NO_MARKS, change["new"])}"'
        self.refuse_points("đang ghi…")
        self._store(replace(self.stored, points=None, no_mark=change["new"]))

    def _store(self, mark: StoredMark) -> None:
        """Store points or the lack of them, and say what became of it."""
        before = self.stored
        try:
            at = self._save(self, mark)
        except DanvanError as error:
            self.refuse_points(str(error))
            return
        if at:
            self._filling = True
            try:
                self._points.value, self._no_mark.value = self.stored.text, self.stored.no_mark
            finally:
                self._filling = False
            self._points_state.value = _saved_html(self.stored, _clock(at))
        else:
            now = self.stored.text or vietnamese(NO_MARKS, self.stored.no_mark)
            changed = (before.text, before.no_mark) != (self.stored.text, self.stored.no_mark)
            self.refuse_points(_newer_words(changed, self.stored.at, now, self.typed))

    def _comment_entered(self, change: Mapping[str, Any]) -> None:
        if self._filling:
            return
        text, before = change["new"].strip(), self.stored
        self.typed = "nhận xét"
        self.refuse_comment("đang ghi…")
        try:
            at = self._save(self, replace(self.stored, comment=text))
        except DanvanError as error:
            self.refuse_comment(str(error))
            return
        if at:
            self._comment_state.value = f'<span class="danvan-saved" role="status">nhận xét đã lưu {_clock(at)}</span>'
        else:
            now = "nội dung ở ô trên" if self.stored.comment else "ô trống"
            words = _newer_words(before.comment != self.stored.comment, self.stored.at, now, "nhận xét dưới đây")
            self._comment_state.value = f'{_unsaved_html(words)}<pre class="danvan-refused">{escape(text)}</pre>'


def _clock(at: datetime) -> str:
    """Write the hour and minute of a moment in Viet Nam."""
    return f"{at.astimezone(VIETNAM_TIME):%H:%M}"


def _meant(text: str) -> str:
    """Ask whether "12.5" is 12,5; blank for what is no number that way either."""
    comma = text.replace(".", ",")
    return "" if parse_number(comma) is None else f'Ý là "{comma}"? '


def _newer_words(changed: bool, at: datetime | None, now: str, typed: str) -> str:
    """Say beside a field that another window wrote before it, what is stored now and what was typed in vain."""
    if changed and at:
        what = f"ô này vừa được sửa ở cửa sổ khác lúc {_clock(at)} thành {now}"
    else:
        what = f"phiếu vừa được ghi ở cửa sổ khác; ô này vẫn là {now}"
    return f"{what}; đồng chí đã nhập {typed}. Nếu vẫn cần, hãy nhập lại."


def _saved_html(stored: StoredMark, when: str) -> str:
    """Write the state of stored points, in words."""
    state = "" if stored.points is not None else vietnamese(NO_MARKS, stored.no_mark)
    words = [word for word in (state, f"đã lưu {when}" if when else "") if word]
    kind = "danvan-saved" if stored.points is not None else "danvan-blank"
    return f'<span class="{kind}" role="status">{escape("; ".join(words))}</span>'


def _unsaved_html(reason: str) -> str:
    """Write a refusal: in words first, in red second."""
    return f'<span class="danvan-unsaved" role="status"><strong>CHƯA LƯU</strong>: {escape(reason)}</span>'


def _criterion_html(number: int, criterion: Mapping[Any, Any]) -> str:
    """Write the name, the highest points and the levels of a criterion."""
    anchors = "".join(f"<li>{escape(line.strip())}</li>" for line in criterion["anchors"].splitlines() if line.strip())
    bonus = " – điểm thưởng" if criterion["bonus"] else ""
    least = "" if pd.isna(criterion["floor"]) else f"; mức sàn {format_points(criterion['floor'])}"
    return (
        f"<h4>{number}. {escape(criterion['name'])} "
        f"<small>(tối đa {format_points(criterion['max_points'])} điểm{least}{bonus})</small></h4>"
        + (f'<ul class="danvan-anchors">{anchors}</ul>' if anchors else "")
    )
