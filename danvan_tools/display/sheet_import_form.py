"""The form in which a secretary takes in score sheets that were filled in without the network."""

from __future__ import annotations

import re
from collections.abc import Mapping
from html import escape
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from ipywidgets import HTML, Dropdown, FileUpload, VBox

from danvan_tools.display.confirmation import Confirmation
from danvan_tools.display.secretary import secretary_of
from danvan_tools.display.sheet_differences import sheet_difference_html
from danvan_tools.display.states import state_html
from danvan_tools.errors import DanvanError
from danvan_tools.language import format_points
from danvan_tools.records import Review, SheetCell, SheetImport, import_sheet, read_sheet_file

__all__ = ["sheet_import_form"]

_WIDE = {"style": {"description_width": "initial"}, "layout": {"width": "100%", "max_width": "40em"}}
_LEDGER, _FILE = ("giữ điểm trong sổ", "ledger"), ("lấy điểm trong tệp", "file")
_NOT_CHOSEN = ("chưa chọn", "")
# A file of some tens of candidates has about 100 kB. Each question is a field of its own.
_LARGEST, _MOST_ASKED = 16 * 2**20, 100
_NOT_IN_A_NAME = re.compile(r"[\x00-\x1f/\\:]")
_LONGEST_NAME = 60


def sheet_import_form(review: Review) -> VBox:
    """Return the form: a file is compared with the ledger, each question answered, then all of it recorded or nothing.

    Parameters
    ----------
    review : Review
    """
    return _SheetImportForm(review).box


class _SheetImportForm:
    """The file that was chosen, its differences, the answers so far, and the question before it is recorded."""

    def __init__(self, review: Review) -> None:
        self._review = review
        self._found: SheetImport | None = None
        self._answers: dict[tuple[str, str], str] = {}
        self._upload = FileUpload(
            accept=".xlsx,.xls,.ods",
            multiple=False,
            description="Chọn phiếu chấm",
            layout={"width": "auto", "align_self": "flex-start"},
        )
        self._differences, self._questions, self._confirmation = HTML(), VBox([]), Confirmation()
        self._upload.observe(self._chosen, "value")
        self.box = VBox([self._upload, self._differences, self._questions, self._confirmation.box])

    def _chosen(self, change: Mapping[str, Any]) -> None:
        if not change["new"]:
            return
        (sent,) = change["new"]
        self._found, self._answers, self._questions.children = None, {}, ()
        self._confirmation.say("")
        try:
            self._found = _read(self._review, str(sent["name"]), bytes(sent["content"]))
        except DanvanError as error:
            self._differences.value = "".join(state_html(line, "KHÔNG NHẬN: ") for line in str(error).split("\n"))
        else:
            self._differences.value = sheet_difference_html(self._found)
            self._ask_each(self._found)
            self._look()
        # The same file, mended, may be chosen again.
        self._upload.value = ()

    def _ask_each(self, found: SheetImport) -> None:
        """Show a field per question; with more than a person answers one by one, a single field for all of them."""
        cells = found.questions
        if len(cells) > _MOST_ASKED:
            field = _field(f"Cho cả {format_points(len(cells))} ô phải chọn", only_ledger=any(map(_refused, cells)))
            field.observe(lambda change: self._answered(cells, change["new"]), "value")
            self._questions.children = (field,)
            return
        self._questions.children = tuple(VBox([_question(cell), self._field_of(cell)]) for cell in cells)

    def _field_of(self, cell: SheetCell) -> Dropdown:
        field = _field(" · ".join(cell.key), only_ledger=_refused(cell))
        field.observe(lambda change: self._answered([cell], change["new"]), "value")
        return field

    def _answered(self, cells: list[SheetCell], answer: str) -> None:
        self._answers |= dict.fromkeys((cell.key for cell in cells), answer)
        self._look()

    def _look(self) -> None:
        """Ask whether to record, once every question is answered; the answers asked with are those recorded."""
        found = self._found
        if found is None:
            return
        answers = {key: answer for key, answer in self._answers.items() if answer}
        left = sum(cell.key not in answers for cell in found.questions)
        count = sum(cell.differs and answers.get(cell.key, "file") == "file" for cell in found.cells)
        if left:
            self._confirmation.say(f"Còn {format_points(left)} ô phải chọn.")
        elif not count:
            self._confirmation.say(f"{found.file}: không có ô nào phải ghi vào sổ.")
        else:
            question = f"Ghi {format_points(count)} ô từ {found.file} vào phiếu của {found.owner}?"
            self._confirmation.ask(question, lambda: self._record(found, answers))

    def _record(self, found: SheetImport, answers: Mapping[tuple[str, str], Any]) -> str:
        try:
            entries = import_sheet(self._review, found, decisions=answers, entered_by=secretary_of(self._review))
        except DanvanError as error:
            return state_html(f"{error} Chọn lại tệp để xem so sánh mới.", "CHƯA GHI: ")
        self._found, self._questions.children = None, ()
        return state_html(f"{format_points(len(entries))} ô của {found.owner}, từ {found.file}.", "Đã ghi: ")


def _read(review: Review, name: str, content: bytes) -> SheetImport:
    """Compare the bytes a browser sent with the ledger, as a file of that name."""
    name = _NOT_IN_A_NAME.sub("-", name)[-_LONGEST_NAME:].lstrip(".") or "phieu.xlsx"
    if len(content) > _LARGEST:
        msg = f"{name}: tệp lớn hơn {_LARGEST // 2**20} MB, không phải là phiếu chấm. Chọn đúng tệp."
        raise DanvanError(msg)
    with TemporaryDirectory() as place:
        path = Path(place) / name
        path.write_bytes(content)
        return read_sheet_file(review, path)


def _question(cell: SheetCell) -> HTML:
    return HTML(f"<p>{escape(cell.question[:1].upper() + cell.question[1:])}</p>")


def _refused(cell: SheetCell) -> bool:
    return bool(cell.refusal)


def _field(description: str, *, only_ledger: bool) -> Dropdown:
    """Return a field without an answer; what may not be stored can only be left to the ledger."""
    answers = [_NOT_CHOSEN, _LEDGER] if only_ledger else [_NOT_CHOSEN, _LEDGER, _FILE]
    return Dropdown(description=description, options=answers, value="", **_WIDE)
