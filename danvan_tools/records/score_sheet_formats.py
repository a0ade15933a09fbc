"""How a score sheet looks, on the screen and on paper."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

__all__ = ["SheetFormats", "line_count", "row_height", "set_page"]

_A4 = 9
# The most a row may have, in points.
_HIGHEST = 409


class SheetFormats:
    """The formats that the sheets of one workbook share."""

    # Nothing may be changed but the cells to fill in; columns and rows may be made wider.
    protection = {"format_columns": True, "format_rows": True, "objects": True}

    def __init__(self, workbook: Any) -> None:
        font = {"font_name": "Times New Roman", "font_size": 12, "valign": "vcenter", "text_wrap": True}
        boxed = font | {"border": 1}
        centred = {"align": "center"}
        self.title = workbook.add_format(font | centred | {"bold": True, "font_size": 15})
        self.subtitle = workbook.add_format(font | centred | {"bold": True})
        self.paragraph = workbook.add_format(font)
        self.owner = workbook.add_format(font | {"bold": True, "text_wrap": False})
        self.way = workbook.add_format(font | centred | {"font_size": 11, "italic": True})
        self.section = workbook.add_format(font | {"bold": True, "bg_color": "#F2F2F2", "border": 1})
        self.heading = workbook.add_format(boxed | centred | {"bold": True, "bg_color": "#DDE8F3"})
        self.small_heading = workbook.add_format(boxed | centred | {"font_size": 11, "bg_color": "#DDE8F3"})
        small = boxed | {"font_size": 11, "valign": "top"}
        self.dossier_label = workbook.add_format(small | {"bold": True})
        self.dossier_text = workbook.add_format(small)
        self.text = workbook.add_format(boxed | {"valign": "top"})
        self.number = workbook.add_format(boxed | centred)
        self.name = workbook.add_format(boxed)
        self.link = workbook.add_format(boxed | centred | {"font_color": "#1F4E9E", "underline": 1})
        self.total = workbook.add_format(boxed | centred | {"bold": True, "bg_color": "#F2F2F2"})
        self.points = workbook.add_format(boxed | centred | {"locked": False})
        self.comment = workbook.add_format(boxed | {"valign": "top", "locked": False})
        self.locked_points = workbook.add_format(boxed | centred | {"bg_color": "#E3E3E3"})
        self.locked_comment = workbook.add_format(boxed | {"valign": "top", "bg_color": "#E3E3E3"})
        self.not_marked = workbook.add_format({"bg_color": "#FFF6C8"})
        self.signature = workbook.add_format(font | {"text_wrap": False})


def set_page(sheet: Any, widths: Sequence[int], *, landscape: bool) -> None:
    """Give a sheet its columns and an A4 page; a wide one is made narrower to fit, a narrow one stays readable."""
    for column, width in enumerate(widths):
        sheet.set_column(column, column, width)
    sheet.set_paper(_A4)
    sheet.set_margins(left=0.5, right=0.5, top=0.6, bottom=0.7)
    sheet.set_footer("&C&10Trang &P/&N")
    sheet.hide_gridlines(2)
    if landscape:
        sheet.set_landscape()
        sheet.fit_to_pages(1, 0)


def line_count(text: str, width: int) -> int:
    """Return how many lines a wrapped text takes in a column of this width, rather one too many."""
    # A line ends with a word.
    return sum(1 + max(0, len(line) - 1) // (width - 2) for line in text.split("\n"))


def row_height(lines: int, line: int = 16) -> float:
    """Return the height of a row of so many lines, each of `line` points.

    On a protected sheet no program fits a row to its text by itself.
    """
    return float(min(_HIGHEST, line * lines + 4))
