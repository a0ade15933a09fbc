"""The sheets of a workbook that has been measured, as calamine reads them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, BinaryIO, TypeVar

import python_calamine
from python_calamine import SheetTypeEnum, SheetVisibleEnum

from danvan_tools.records.source_errors import BROKEN, MANY_MERGED, PASSWORD, UnreadableWorkbookError, unreadable
from danvan_tools.records.xlsx_scan import MAX_MERGED

__all__ = ["CalamineSheets", "MergedRange", "put_texts"]

MergedRange = tuple[int, int, int, int]
T = TypeVar("T")


class CalamineSheets:
    """Only values come out: calamine computes no formula, runs no macro and follows no link."""

    def __init__(self, workbook: python_calamine.CalamineWorkbook) -> None:
        self._workbook = workbook
        self._merged: dict[str, list[MergedRange]] = {}
        self.all_names: list[str] = workbook.sheet_names
        self.sheets = tuple(
            (sheet.name, sheet.visible == SheetVisibleEnum.Visible)
            for sheet in workbook.sheets_metadata
            if sheet.typ == SheetTypeEnum.WorkSheet
        )

    @classmethod
    def of_path(cls, path: Path, suffixes: Sequence[str]) -> CalamineSheets:
        """Open a file whose kind is that of the suffixes.

        By path calamine keeps no copy of the file in memory, but trusts the suffix; a file with another
        suffix is handed over as bytes, and calamine finds out what it is.
        """
        if path.suffix in suffixes:
            return cls(_guarded(lambda: python_calamine.CalamineWorkbook.from_path(path)))
        try:
            with path.open("rb") as file:
                return cls.of_file(file)
        except OSError as error:
            raise unreadable(error) from error

    @classmethod
    def of_file(cls, file: BinaryIO) -> CalamineSheets:
        """Open the bytes of a file."""
        return cls(_guarded(lambda: python_calamine.CalamineWorkbook.from_filelike(file)))

    def rows(self, sheet: str) -> list[list[object]]:
        """Return every row from row 1, blank ones above and columns to the left included."""
        opened = self._open(sheet)
        # calamine would copy the whole sheet to put the blank rows and columns in front.
        rows: list[list[object]] = _guarded(lambda: opened.to_python(skip_empty_area=True))
        top, left = opened.start or (0, 0)
        if left:
            blank = [""] * left
            for row in rows:
                row[:0] = blank
        if top and rows:
            rows[:0] = [[""] * len(rows[0]) for _ in range(top)]
        return rows

    def merged_ranges(self, sheet: str) -> list[MergedRange]:
        """Return the merged ranges, sorted."""
        if sheet not in self._merged:
            self._open(sheet)
        return self._merged[sheet]

    def _open(self, sheet: str) -> Any:
        opened = _guarded(lambda: self._workbook.get_sheet_by_name(sheet))
        ranges = _guarded(lambda: opened.merged_cell_ranges)
        if len(ranges or ()) > MAX_MERGED:
            raise UnreadableWorkbookError(*MANY_MERGED)
        self._merged[sheet] = sorted((*first, *last) for first, last in ranges or ())
        return opened


def put_texts(rows: list[list[object]], texts: Mapping[tuple[int, int], str]) -> None:
    """Put texts into cells that calamine left blank; the rows grow to hold them all."""
    if not texts:
        return
    width = max(len(rows[0]) if rows else 0, *(column + 1 for _, column in texts))
    height = max(row + 1 for row, _ in texts)
    if rows and len(rows[0]) < width:
        for row in rows:
            row.extend([""] * (width - len(row)))
    rows += [[""] * width for _ in range(height - len(rows))]
    for (row_number, column), text in texts.items():
        if rows[row_number][column] == "":
            rows[row_number][column] = text


def _guarded(read: Callable[[], T]) -> T:
    """Call `read`; whatever breaks inside calamine is a broken file."""
    try:
        return read()
    except BaseException as error:
        # A panic in calamine's Rust code is no Exception.
        if isinstance(error, (KeyboardInterrupt, SystemExit, GeneratorExit)):
            raise
        if isinstance(error, python_calamine.PasswordError):
            raise UnreadableWorkbookError(*PASSWORD) from error
        raise UnreadableWorkbookError(BROKEN) from error
