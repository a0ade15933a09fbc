"""The form in which a secretary says why the records changed after marking had begun."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ipywidgets import HTML, Text, VBox

from danvan_tools.display.states import state_html
from danvan_tools.display.tables import ShownTable
from danvan_tools.errors import DanvanError
from danvan_tools.records import Review, record_load


def reason_form(review: Review) -> VBox | ShownTable:
    """Return the form that records changed records with their reason, or one sentence if none wait for it.

    Parameters
    ----------
    review : Review
        Recorded by this form; until then its changes wait.
    """
    if review.changes_recorded:
        return ShownTable(state_html("Không có thay đổi nào đang chờ ghi lý do."))
    return _ReasonForm(review).box


class _ReasonForm:
    """One field, which records what it receives, and what became of it."""

    def __init__(self, review: Review) -> None:
        self._review = review
        self._reason = Text(
            description="Lý do thay đổi",
            placeholder="ví dụ: bổ sung theo đề nghị của xã",
            continuous_update=False,
            style={"description_width": "initial"},
            layout={"width": "auto"},
        )
        self._state = HTML(state_html(f"{len(review.changes)} hồ sơ thay đổi đang chờ ghi lý do."))
        # As in the marking form: a button that read the field would overtake the last entry.
        self._reason.observe(self._entered, "value")
        self.box = VBox([self._reason, self._state])

    def _entered(self, change: Mapping[str, Any]) -> None:
        if self._review.changes_recorded:
            self._state.value = state_html("Các thay đổi này đã được ghi nhận trước đó; lý do vừa nhập không được ghi.")
            return
        try:
            record_load(self._review, change["new"])
        except DanvanError as error:
            self._state.value = state_html(str(error), "CHƯA GHI NHẬN: ")
            return
        self._reason.disabled = True
        self._state.value = state_html(f"{len(self._review.changes)} hồ sơ thay đổi, cùng lý do.", "Đã ghi nhận: ")
