"""The cells of a marked copy: every value as what it is, in the look of what is wrong with it."""

from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

from danvan_tools.records.cell_text import cell_text

__all__ = ["Formats", "SheetWriter", "printable"]

_LONGEST_TEXT = 32_767
_A4 = 9
# In points; a row of more lines could not be read in one piece.
_LINE_HEIGHT, _MOST_LINES = 16.5, 15
# Columns are measured in digits; letters are narrower. A merged cell is as wide as a title.
_LETTERS_A_UNIT, _WIDE = 1.1, 100
_FONT = {"font_name": "Times New Roman", "font_size": 12, "valign": "top", "text_wrap": True}
# Told apart without colour too: a thick frame for an error, a dashed one for a warning.
_LOOKS = {
    "plain": {"border": 4, "border_color": "#A6A6A6"},
    "heading": {"border": 1, "bold": True, "bg_color": "#DDE8F3", "align": "center", "valign": "vcenter"},
    "error": {"border": 5, "border_color": "#C00000", "bg_color": "#FFC7CE", "font_color": "#000000"},
    "warning": {"border": 3, "border_color": "#7F6000", "bg_color": "#FFF2CC", "font_color": "#000000"},
}
_NUMBER_FORMATS = {"date": "dd/mm/yyyy", "datetime": "dd/mm/yyyy hh:mm", "time": "hh:mm", "duration": "[h]:mm"}


class Formats:
    """The formats of a workbook, each made when it is first used."""

    def __init__(self, workbook: Any) -> None:
        self._workbook = workbook
        self._made: dict[tuple[str, str], Any] = {}
        self.title = workbook.add_format(_FONT | {"bold": True, "font_size": 14, "text_wrap": False})
        self.note = workbook.add_format(_FONT | {"text_wrap": False})
        self.link = workbook.add_format(_FONT | _LOOKS["plain"] | {"font_color": "#0563C1", "underline": 1})

    def of(self, look: str, number: str = "") -> Any:
        """Return the format of a look (plain, heading, error, warning) and a kind of number ("date" …)."""
        if (look, number) not in self._made:
            shown = {"num_format": _NUMBER_FORMATS[number]} if number else {}
            self._made[look, number] = self._workbook.add_format(_FONT | _LOOKS[look] | shown)
        return self._made[look, number]


class SheetWriter:
    """Writes the cells of one sheet, from the top down: a row that is left is on disk."""

    def __init__(self, sheet: Any, formats: Formats) -> None:
        self.sheet = sheet
        self.formats = formats
        self.widths: Sequence[float] = ()
        self.merged: set[tuple[int, int]] = set()

    def set_up(self, widths: Sequence[float], top: int) -> None:
        """Set the widths of the columns; the first `top` rows stay in sight, the last of them on every printed page."""
        self.widths = widths
        for place, width in enumerate(widths):
            self.sheet.set_column(place, place, width)
        self.sheet.freeze_panes(top, 0)
        self.sheet.set_landscape()
        self.sheet.set_paper(_A4)
        self.sheet.fit_to_pages(1, 0)
        if top:
            self.sheet.repeat_rows(top - 1)

    def make_room(self, row: int, cells: Sequence[object]) -> None:
        """Make a row as high as its longest text needs; before anything is written into it."""
        lines = 1
        for column, (text, width) in enumerate(zip(cells, self.widths, strict=False)):
            if isinstance(text, str) and (len(text) > width or "\n" in text):
                letters = _WIDE if (row, column) in self.merged else width * _LETTERS_A_UNIT
                lines = max(lines, sum(math.ceil(len(line) / letters) or 1 for line in text.split("\n")))
        if lines > 1:
            self.sheet.set_row(row, _LINE_HEIGHT * min(lines, _MOST_LINES))

    def write(self, row: int, column: int, cell: object, look: str) -> None:
        """Write a value as what it is: text never becomes a formula, a link or a number."""
        match cell:
            case "" | None:
                self.sheet.write_blank(row, column, None, self.formats.of(look))
            case str():
                self.write_text(row, column, cell, self.formats.of(look))
            case bool():
                self.sheet.write_boolean(row, column, cell, self.formats.of(look))
            case int() | float() if math.isfinite(cell):
                self.sheet.write_number(row, column, cell, self.formats.of(look))
            case datetime() if cell.year > 1900:
                kind = "date" if cell.time() == time() else "datetime"
                self.sheet.write_datetime(row, column, cell.replace(tzinfo=None), self.formats.of(look, kind))
            case date() if not isinstance(cell, datetime) and cell.year > 1900:
                self.sheet.write_datetime(row, column, cell, self.formats.of(look, "date"))
            case time():
                self.sheet.write_datetime(row, column, cell, self.formats.of(look, "time"))
            case timedelta() if cell >= timedelta():
                self.sheet.write_datetime(row, column, cell, self.formats.of(look, "duration"))
            case _:
                self.write_text(row, column, cell_text(cell), self.formats.of(look))

    def write_text(self, row: int, column: int, text: str, look: Any) -> None:
        """Write text in a format, cut where a cell of Excel ends."""
        if len(text) > _LONGEST_TEXT // 2 and len(text.encode("utf-16-le", "replace")) > 2 * _LONGEST_TEXT:
            text = text.encode("utf-16-le")[: 2 * _LONGEST_TEXT - 2].decode("utf-16-le", "ignore") + "…"
        if text.startswith("<r>") and text.endswith("</r>"):
            # XlsxWriter takes such text for its own markup and writes it as it is; in two pieces it escapes it.
            self.sheet.write_rich_string(row, column, text[:1], look, text[1:], look)
        else:
            self.sheet.write_string(row, column, text, look)


def printable(text: str) -> str:
    """Return text that a file can hold: a name that Python could not read has letters that are none."""
    return text.encode("utf-8", "replace").decode()
