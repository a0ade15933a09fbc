"""The desk made of ipywidgets alone, for servers whose pages do not know anywidget."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import pandas as pd
from ipywidgets import HTML, Button, Dropdown, HBox, VBox, Widget

from danvan_tools.display.desk_progress import progress_html
from danvan_tools.display.desk_rows import DeskRows
from danvan_tools.display.dossier_card import dossier_html
from danvan_tools.display.scripts import script_of
from danvan_tools.display.states import state_html
from danvan_tools.display.stock_form import stock_form
from danvan_tools.errors import DanvanError
from danvan_tools.records import Review

_NO_FILES = (
    "<h4>Ảnh và tệp minh chứng</h4><p>Trang này không mở được ảnh và tệp; "
    "đề nghị thư ký cho xem bản in hoặc tệp gốc.</p>"
)


def plain_desk(review: Review, rows: DeskRows, first: str, next_dossier: Callable[[pd.DataFrame, str], str]) -> VBox:
    """Return a list to choose from, the dossier chosen and its stock form.

    Parameters
    ----------
    review : Review
    rows : DeskRows
        The candidates of the reviewer at the desk.
    first : str
        The candidate to begin with; blank if there is none.
    next_dossier : callable
        As for :func:`danvan_tools.display.review_desk`.
    """
    return _PlainDesk(review, rows, first, next_dossier).box


class _PlainDesk:
    """The widgets of the desk."""

    def __init__(
        self, review: Review, rows: DeskRows, first: str, next_dossier: Callable[[pd.DataFrame, str], str]
    ) -> None:
        self._review, self._rows, self._next_dossier = review, rows, next_dossier
        options = [
            ("– chọn hồ sơ –", ""),
            *((f"{row.candidate_id} – {row.name}", row.candidate_id) for row in rows.all),
        ]
        self._chooser = Dropdown(
            description="Hồ sơ", options=options, value=first, style={"description_width": "initial"}
        ).add_class("danvan-choice")
        following = Button(description="Hồ sơ tiếp theo", layout={"width": "auto"})
        self._progress, self._state, self._dossier, self._form = HTML(), HTML(), HTML(), VBox()
        self._chooser.observe(self._chosen, "value")
        following.on_click(lambda _: self._open_next())
        style = HTML(f"<style>{script_of('desk.css')}</style>")
        bar = HBox([self._chooser, following]).add_class("danvan-plain-bar")
        parts = [style, self._progress, bar, self._state, self._dossier.add_class("danvan-plain-dossier"), self._form]
        self.box = VBox(parts).add_class("danvan-desk")
        self._show(first)

    def _chosen(self, change: Mapping[str, Any]) -> None:
        try:
            self._rows.read()
            if change["new"] and not self._rows.may_open(change["new"]):
                what = f"Hồ sơ {change['new']} không còn trong các hồ sơ đồng chí chấm. Chọn hồ sơ khác."
                self._state.value = state_html(what)
                return
            self._show(change["new"])
        except DanvanError as error:
            self._state.value = state_html(str(error))

    def _open_next(self) -> None:
        following = self._next_dossier(self._rows.table(), self._chooser.value)
        if following:
            self._chooser.value = following
        else:
            self._state.value = state_html("Không còn hồ sơ nào khác chưa chấm đủ.")

    def _show(self, candidate_id: str) -> None:
        self._state.value = "" if candidate_id else state_html("Chọn hồ sơ để chấm.")
        self._dossier.value = dossier_html(self._review, candidate_id, _NO_FILES) if candidate_id else ""
        closed = self._form.children
        self._form.children = [self._form_of(candidate_id)] if candidate_id else []
        for one in closed:
            _close(one)
        self._refresh()

    def _form_of(self, candidate_id: str) -> VBox:
        return stock_form(
            self._review, reviewer_id=self._rows.reviewer_id, candidate_id=candidate_id, on_saved=self._refresh
        )

    def _refresh(self) -> None:
        self._rows.read()
        self._progress.value = progress_html(self._rows.all, self._rows.finished_at())


def _close(widget: Widget) -> None:
    """Forget a form and all its fields: a reviewer may open hundreds."""
    for child in getattr(widget, "children", ()):
        _close(child)
    for part in ("layout", "style"):
        if isinstance(one := getattr(widget, part, None), Widget):
            one.close()
    widget.close()
