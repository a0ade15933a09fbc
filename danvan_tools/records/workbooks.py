"""Writes the two workbooks from the schema: blank ones for a new review, filled ones for the sample."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

import xlsxwriter
from xlsxwriter.exceptions import FileCreateError
from xlsxwriter.utility import xl_col_to_name

from danvan_tools.records.safe_files import written_whole
from danvan_tools.schema import CANDIDATE_TABLES, REVIEW_TABLES, SETTINGS_SHEET, Column, Table, vietnamese
from danvan_tools.schema.review_tables import SETTINGS

__all__ = ["open_workbook", "write_candidates_workbook", "write_review_workbook", "write_tables_workbook"]

Rows = Sequence[Mapping[str, Any]]

# Drop-downs reach this far, so that rows typed in later have them too.
_LAST_ROW = 2000
_TITLE_ROW, _HEADING_ROW, _FIRST_ROW = 0, 1, 2
# Part of the file; without it the same records would give other bytes tomorrow.
_CREATED = datetime(2015, 1, 1)


def write_review_workbook(path: Path, settings: Mapping[str, Any], tables: Mapping[str, Rows]) -> None:
    """Write ``review.xlsx``.

    Parameters
    ----------
    path : Path
        Replaced as a whole; on failure what was there stays.
    settings : Mapping
        Name of a setting → value as code knows it; a missing one is left blank.
    tables : Mapping
        Name of a table → rows (column name → value as code knows it).
    """
    with written_whole(path) as target, open_workbook(target) as workbook:
        writer = _Writer(workbook)
        writer.write_settings(settings)
        for table in REVIEW_TABLES:
            writer.write_table(table, tables.get(table.name, ()), in_same_file=REVIEW_TABLES)


def write_candidates_workbook(path: Path, title: str, tables: Mapping[str, Rows]) -> None:
    """Write ``candidates.xlsx``; `title` stands above the list, line breaks and all."""
    with written_whole(path) as target, open_workbook(target) as workbook:
        writer = _Writer(workbook)
        for table in CANDIDATE_TABLES:
            numbered = table.name == "candidates"
            writer.write_table(
                table,
                tables.get(table.name, ()),
                in_same_file=CANDIDATE_TABLES,
                title=title if numbered else table.title,
                numbered=numbered,
            )


def write_tables_workbook(path: Path, tables: Sequence[tuple[Table, Rows]]) -> None:
    """Write one sheet per table, in their order."""
    with written_whole(path) as target, open_workbook(target) as workbook:
        writer = _Writer(workbook)
        for table, rows in tables:
            writer.write_table(table, rows, in_same_file=())


@contextmanager
def open_workbook(path: Path) -> Iterator[xlsxwriter.Workbook]:
    """Yield a workbook to write into; it is saved when the block ends, the same content as the same bytes."""
    # Text stays text: a cell that begins with "=" or "http" is what somebody typed.
    options = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    try:
        with xlsxwriter.Workbook(str(path), options) as workbook:
            workbook.set_properties({"created": _CREATED})
            yield workbook
    except FileCreateError as error:
        # It wraps what the system said: a full disk, a folder that may not be written.
        raise error.args[0] from error


class _Writer:
    """Formats shared by the sheets of one workbook."""

    def __init__(self, workbook: xlsxwriter.Workbook) -> None:
        font = {"font_name": "Times New Roman", "font_size": 12, "valign": "top", "text_wrap": True}
        self.workbook = workbook
        self.title = workbook.add_format(font | {"bold": True, "align": "center", "valign": "vcenter", "font_size": 14})
        self.heading = workbook.add_format(
            font | {"bold": True, "align": "center", "valign": "vcenter", "border": 1, "bg_color": "#DDE8F3"}
        )
        self.cell = workbook.add_format(font | {"border": 1})
        self.date = workbook.add_format(font | {"border": 1, "num_format": "dd/mm/yyyy", "align": "center"})
        self.meaning = workbook.add_format(font | {"border": 1, "italic": True, "font_color": "#555555"})

    def write_settings(self, settings: Mapping[str, Any]) -> None:
        sheet = self._add_sheet(SETTINGS_SHEET, "ĐỢT XÉT", (32, 48, 64))
        for place, heading in enumerate(("Mục", "Giá trị", "Ý nghĩa")):
            sheet.write_string(_HEADING_ROW, place, heading, self.heading)
        for row, setting in enumerate(SETTINGS, start=_FIRST_ROW):
            sheet.set_row(row, 32)
            sheet.write_string(row, 0, setting.heading, self.cell)
            self._write_value(sheet, row, 1, setting, settings.get(setting.name))
            sheet.write_string(row, 2, setting.meaning, self.meaning)
            if setting.kind == "choice":
                sheet.data_validation(row, 1, row, 1, _choice_list(setting))

    def write_table(
        self, table: Table, rows: Rows, *, in_same_file: Sequence[Table], title: str = "", numbered: bool = False
    ) -> None:
        first = 1 if numbered else 0
        widths = [6] * first + [column.width for column in table.columns]
        sheet = self._add_sheet(table.sheet, title or table.title, widths)
        if numbered:
            sheet.write_string(_HEADING_ROW, 0, "STT", self.heading)
        for place, column in enumerate(table.columns, start=first):
            sheet.write_string(_HEADING_ROW, place, column.heading, self.heading)
            validation = _validation(column, in_same_file)
            if validation:
                sheet.data_validation(_FIRST_ROW, place, _LAST_ROW, place, validation)
            if column.meaning:
                sheet.write_comment(_HEADING_ROW, place, column.meaning, {"x_scale": 2})
        for row, record in enumerate(rows, start=_FIRST_ROW):
            sheet.set_row(row, _row_height(table.columns, record))
            if numbered:
                sheet.write_number(row, 0, row - _FIRST_ROW + 1, self.cell)
            for place, column in enumerate(table.columns, start=first):
                self._write_value(sheet, row, place, column, record.get(column.name))

    def _add_sheet(self, name: str, title: str, widths: Sequence[int]) -> Any:
        sheet = self.workbook.add_worksheet(name)
        sheet.merge_range(_TITLE_ROW, 0, _TITLE_ROW, len(widths) - 1, title, self.title)
        sheet.set_row(_TITLE_ROW, 24 * (1 + title.count("\n")))
        for place, width in enumerate(widths):
            sheet.set_column(place, place, width)
        sheet.freeze_panes(_FIRST_ROW, 0)
        sheet.set_landscape()
        sheet.set_paper(9)  # A4
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(_HEADING_ROW)
        return sheet

    def _write_value(self, sheet: Any, row: int, place: int, column: Column, value: Any) -> None:
        if value is None or value == "":
            sheet.write_blank(row, place, None, self.date if column.kind == "date" else self.cell)
        elif column.kind == "date":
            sheet.write_datetime(row, place, value, self.date)
        elif column.kind in ("integer", "decimal"):
            sheet.write_number(row, place, float(value), self.cell)
        elif column.kind == "choice":
            sheet.write_string(row, place, vietnamese(column.words, value), self.cell)
        else:
            sheet.write_string(row, place, value, self.cell)


def _row_height(columns: Sequence[Column], record: Mapping[str, Any]) -> float:
    """Return a height in points at which no wrapped text of the row is cut; Excel's limit is 409."""
    lines = [
        sum(1 + len(line) // column.width for line in str(record.get(column.name) or "").splitlines())
        for column in columns
    ]
    return float(min(409, 16 * max(1, *lines)))


def _choice_list(column: Column) -> dict[str, Any]:
    return {"validate": "list", "source": list(column.words), "error_message": "Chọn một từ trong danh sách."}


def _validation(column: Column, in_same_file: Sequence[Table]) -> dict[str, Any] | None:
    """Return the drop-down of a column: its words, or what records are known by on the sheet it refers to."""
    if column.kind == "choice":
        return _choice_list(column)
    named = {table.name: table for table in in_same_file if table.label}
    if column.kind != "reference" or column.refers_to not in named or column.refers_to == "candidates":
        return None
    table = named[column.refers_to]
    letter = xl_col_to_name(table.names.index(table.known_by))
    source = f"='{table.sheet}'!${letter}${_FIRST_ROW + 1}:${letter}${_LAST_ROW}"
    # Ids are accepted as well as labels, so the list helps and does not forbid.
    return {"validate": "list", "source": source, "error_type": "information"}
