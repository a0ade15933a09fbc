"""The marking form made of ipywidgets alone, for servers whose pages do not know anywidget."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping, Sequence
from html import escape
from typing import Any

from ipywidgets import HTML, Button, VBox

from danvan_tools.display.card_contents import card_contents, sheet_contents
from danvan_tools.display.confirmation import Confirmation
from danvan_tools.display.criterion_fields import CriterionFields
from danvan_tools.display.open_sheet import OpenSheet, SheetChangedError
from danvan_tools.display.states import state_html
from danvan_tools.errors import DanvanError
from danvan_tools.language import capitalised
from danvan_tools.records import Review


def stock_form(
    review: Review, *, reviewer_id: str, candidate_id: str, on_saved: Callable[[], None] | None = None
) -> VBox:
    """Return the form by which one reviewer marks one candidate, without the card's browser journal and keys.

    It is built from the ledger each time and saves to it at once: a blank field is "chưa chấm",
    never zero; points that the rubric does not allow stay on the screen, in red, as not saved.

    Parameters
    ----------
    review : Review
    reviewer_id, candidate_id : str
        A member of the committee; a nominated candidate without a conflict with that member.
    on_saved : callable, optional
        Called after each entry saved.

    Raises
    ------
    DanvanError
        If the candidate's holder has no rubric.
    """
    return _StockForm(OpenSheet(review, reviewer_id, candidate_id), on_saved).box


class _StockForm:
    """The fields of one sheet."""

    def __init__(self, sheet: OpenSheet, on_saved: Callable[[], None] | None) -> None:
        self._sheet, self._on_saved = sheet, on_saved
        contents = card_contents(sheet)
        self._fields = [CriterionFields(criterion, self._save, self._entered) for criterion in contents["criteria"]]
        self._standing, self._notice, self._summary = HTML(), HTML(), HTML()
        self._submit, self._question = Button(description="Hoàn tất phiếu", layout={"width": "auto"}), Confirmation()
        self._submit.add_class("danvan-submit")
        self._submit.on_click(lambda _: self._ask_to_submit())
        heading = HTML(_heading_html(contents["source"], contents["gates"]))
        boxes = [*(fields.box for fields in self._fields), HTML(_elsewhere_html(contents["elsewhere"]))]
        foot = [self._summary, self._submit, self._question.box]
        self.box = VBox([heading, self._standing, self._notice, *boxes, *foot]).add_class("danvan-form")
        self._show_stored()

    def _show_stored(self) -> None:
        """Fill every field with what is stored."""
        state = self._summarise()
        is_open = state["state"] == "open"
        # Who asked not to mark a sheet takes that back in the field where it was asked.
        recused = state["state"] == "recused"
        for fields in self._fields:
            mark = state["marks"][fields.criterion_id]
            open_to_change = is_open or (recused and mark["no_mark"] == "recused")
            fields.show(mark, open_to_change=open_to_change, consensus=state["reason"])
        # In a consensus the sheet stays the one handed in.
        self._submit.layout.display = "none" if state["reason"] or not is_open else ""

    def _save(self, criterion_id: str, typed: Mapping[str, str]) -> None:
        """Store one criterion; what another window wrote first is shown instead."""
        # Whatever is asked was asked of another screen.
        self._question.say("")
        fields = next(one for one in self._fields if one.criterion_id == criterion_id)
        recused_before = self._recused()
        try:
            self._sheet.save(str(uuid.uuid4()), criterion_id, typed)
        except SheetChangedError as error:
            self._show_stored()
            self._notice.value = _newer_html(str(error), fields)
            raise
        except DanvanError as error:
            raise DanvanError(self._sheet.beside_field(str(error))) from error
        self._notice.value = ""
        state = sheet_contents(self._sheet)
        if self._recused() != recused_before:
            self._show_stored()
        fields.know(state["marks"][criterion_id])
        if self._on_saved:
            self._on_saved()

    def _entered(self) -> None:
        self._summarise()

    def _ask_to_submit(self) -> None:
        """Ask with what the kernel knows of the screen: what is still on its way to it would drop the question."""
        total = _total_words(sheet_contents(self._sheet)["total"])
        shown = {fields.criterion_id: fields.on_screen for fields in self._fields}
        listed = "; ".join(f"{fields.number}: {fields.on_screen['value'] or '–'}" for fields in self._fields)
        question = (
            f"{total}. Điểm từng tiêu chí – {listed}. "
            "Hoàn tất thì phiếu khoá lại; muốn sửa phải nhờ Thư ký mở lại. Hoàn tất phiếu?"
        )
        self._question.ask(question, lambda: self._lock(shown))

    def _lock(self, shown: Mapping[str, Mapping[str, str]]) -> str:
        """Lock the sheet if what was shown is what is stored; return what became of it."""
        try:
            self._sheet.submit(str(uuid.uuid4()), shown)
        except DanvanError as error:
            if isinstance(error, SheetChangedError):
                self._show_stored()
            return state_html(self._sheet.beside_field(str(error)), "CHƯA HOÀN TẤT: ")
        self._show_stored()
        if self._on_saved:
            self._on_saved()
        return ""

    def _recused(self) -> bool:
        return any(mark.no_mark == "recused" for mark in self._sheet.marks.values())

    def _summarise(self) -> Mapping[str, Any]:
        """Show the total and what is to be said of the sheet as a whole; return its state."""
        state = sheet_contents(self._sheet)
        self._standing.value = f'<p class="danvan-standing">{escape(state["notice"])}</p>' if state["notice"] else ""
        numbers = ", ".join(str(fields.number) for fields in self._fields if fields.unsaved)
        unsaved = f"; điểm vừa nhập ở tiêu chí {numbers} chưa lưu, chưa cộng" if numbers else ""
        words = f"{_total_words(state['total'])}{unsaved}" if self._fields else ""
        self._summary.value = f'<p class="danvan-total" role="status">{escape(words)}</p>'
        return state


def _total_words(total: Mapping[str, str]) -> str:
    """Write the total: only what is stored is added up."""
    return f"Tổng điểm đã lưu: {total['points']} {total['rest']}"


def _elsewhere_html(sentences: Sequence[str]) -> str:
    """Write which criteria this sheet does not mark."""
    listed = "".join(f"<li>{escape(one)}</li>" for one in sentences)
    return f'<p>Không chấm ở phiếu này:</p><ul class="danvan-earlier">{listed}</ul>' if listed else ""


def _newer_html(because: str, fields: CriterionFields) -> str:
    """Say that another window wrote meanwhile, and what was typed here in vain."""
    return (
        f'<p class="danvan-unsaved" role="alert"><strong>CHƯA LƯU</strong>: {escape(because)} '
        f"{escape(capitalised(fields.typed))} ở tiêu chí {fields.number} chưa được ghi.</p>"
    )


def _heading_html(source: str, gates: Sequence[str]) -> str:
    """Write where the rubric comes from, its conditions, and how the form saves."""
    listed = f" Điều kiện bắt buộc, xét theo hồ sơ, không chấm điểm: {'; '.join(gates)}." if gates else ""
    return (
        f'<h3>Phiếu chấm điểm</h3><p class="danvan-source">Bộ tiêu chí: {escape(source)}.{escape(listed)}</p>'
        "<p>Nhập điểm rồi chuyển sang ô khác: điểm được ghi ngay. Chỉ những ô có chữ “đã lưu” là đã ghi vào sổ; "
        "để trống là chưa chấm, không phải 0 điểm.</p>"
    )
