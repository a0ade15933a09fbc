"""The form in which a secretary takes a candidate out of the review, merges it, or takes it back."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ipywidgets import HTML, Combobox, Dropdown, Text, VBox

from danvan_tools.display.secretary import secretary_of
from danvan_tools.display.states import state_html
from danvan_tools.display.tables import word_of
from danvan_tools.errors import DanvanError
from danvan_tools.records import (
    LedgerConflictError,
    Review,
    merge_candidates,
    reinstate_candidate,
    withdraw_candidate,
)

_WIDE = {"style": {"description_width": "initial"}, "layout": {"width": "auto"}}
_MOST_OFFERED = 2_000
_SEPARATOR = " – "
_WITHDRAW, _MERGE, _REINSTATE = "Rút khỏi đợt xét", "Nhập vào hồ sơ khác", "Đưa lại vào đợt xét"


def withdrawal_form(review: Review) -> VBox:
    """Return the form that records a withdrawal, a merger or a return, each with its reason.

    The reason is entered last and records at once; whatever was recorded can be taken back by
    “Đưa lại vào đợt xét”.

    Parameters
    ----------
    review : Review
        Its ``tables()`` know of the entry at once; a desk that is open, when it is built again.
    """
    return _WithdrawalForm(review).box


class _WithdrawalForm:
    """The fields, the last entry of the secretary's stream they know of, and what became of an entry."""

    def __init__(self, review: Review) -> None:
        self._review = review
        self._names = {entry.candidate_id: entry.name for entry in review.load.last.registered}
        offered = [f"{key}{_SEPARATOR}{name}" for key, name in self._names.items()]
        options = offered if len(offered) <= _MOST_OFFERED else []
        self._action = Dropdown(description="Việc cần ghi", options=[_WITHDRAW, _MERGE, _REINSTATE], **_WIDE)
        self._candidate = _chooser("Hồ sơ", options)
        self._into = _chooser("Nhập vào hồ sơ", options)
        self._reason = Text(
            description="Lý do",
            placeholder="ghi sau cùng rồi bấm Enter, ví dụ: đơn vị có văn bản xin rút",
            continuous_update=False,
            **_WIDE,
        )
        self._state = HTML()
        self._into.layout.display = "none"
        self._action.observe(self._chosen, "value")
        for field in (self._candidate, self._into):
            field.observe(self._chosen, "value")
        # As in the marking form: a button that read the field would overtake the last entry.
        self._reason.observe(self._entered, "value")
        self.box = VBox([self._action, self._candidate, self._into, self._reason, self._state])
        self._look()

    def _look(self) -> None:
        """Remember how far the secretary's stream is, and show who left the review."""
        last = self._review.standing()
        self._seen_seq, self._left = last.seq, last.withdrawn
        self._show("Chưa hồ sơ nào rút hay nhập." if not self._left else f"Đã rút hoặc nhập: {', '.join(self._left)}.")

    def _chosen(self, _: Mapping[str, Any]) -> None:
        """Say which candidates are meant, before anything is recorded."""
        merging = self._action.value == _MERGE
        self._into.layout.display = "" if merging else "none"
        keys = [_id_in(self._candidate), *([_id_in(self._into)] if merging else [])]
        self._show(f"{self._action.value}: {'; vào '.join(map(self._described, filter(None, keys)))}")

    def _described(self, key: str) -> str:
        rows = self._review.candidates
        holder = "".join(word_of("holder", one) for one in rows.loc[rows["candidate_id"] == key, "holder"])
        place = holder or "không có trong danh sách"
        return f"{key} “{self._names[key]}” ({place})" if key in self._names else f"{key} (không có mã này)"

    def _entered(self, change: Mapping[str, Any]) -> None:
        if not change["new"].strip():
            return
        action, key, into = self._action.value, _id_in(self._candidate), _id_in(self._into)
        common = {"candidate_id": key, "reason": change["new"], "entered_by": secretary_of(self._review)}
        try:
            if action == _MERGE:
                merge_candidates(self._review, into=into, expected_seq=self._seen_seq, **common)
            else:
                save = withdraw_candidate if action == _WITHDRAW else reinstate_candidate
                save(self._review, expected_seq=self._seen_seq, **common)
        except LedgerConflictError:
            self._look()
            self._show(f"có cửa sổ khác vừa ghi vào sổ. {self._state_text} Xem lại rồi nhập lại lý do.", "CHƯA GHI: ")
        except DanvanError as error:
            self._show(str(error), "CHƯA GHI: ")
        else:
            done = f"{action}: {self._described(key)}{f', vào {self._described(into)}' if action == _MERGE else ''}."
            self._look()
            self._show(done, "Đã ghi: ")
        # Blank again, so that the same reason can be entered for the next candidate.
        self._reason.value = ""

    def _show(self, text: str, outcome: str = "") -> None:
        self._state_text = text
        self._state.value = state_html(text, outcome)


def _chooser(description: str, options: list[str]) -> Combobox:
    placeholder = "gõ mã hoặc tên rồi chọn" if options else "gõ mã hồ sơ"
    return Combobox(description=description, options=options, placeholder=placeholder, continuous_update=False, **_WIDE)


def _id_in(field: Combobox) -> str:
    """Return the id that was chosen or typed."""
    return str(field.value).partition(_SEPARATOR)[0].strip()
