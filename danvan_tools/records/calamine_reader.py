"""Calls of calamine: whatever breaks inside it is a broken file."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import python_calamine
from python_calamine import SheetTypeEnum, SheetVisibleEnum

from danvan_tools.records.source_errors import BROKEN, UnreadableWorkbookError

__all__ = ["CalamineSheets"]

T = TypeVar("T")


class CalamineSheets:
    """The sheets of a workbook that has been measured, as calamine reads them.

    Only values come out: calamine computes no formula, runs no macro and follows no link.
    """

    def __init__(self, path: Path, suffix: str) -> None:
        # By path calamine keeps no copy of the file in memory, but trusts the suffix; a file with
        # another suffix is handed over as bytes, and calamine finds out what it is.
        if path.suffix == suffix:
            self._workbook = _guarded(lambda: python_calamine.CalamineWorkbook.from_path(path))
        else:
            with path.open("rb") as file:
                self._workbook = _guarded(lambda: python_calamine.CalamineWorkbook.from_filelike(file))
        self._merged: dict[str, list[tuple[int, int, int, int]]] = {}
        self.sheets = tuple(
            (sheet.name, sheet.visible == SheetVisibleEnum.Visible)
            for sheet in self._workbook.sheets_metadata
            if sheet.typ == SheetTypeEnum.WorkSheet
        )

    def rows(self, sheet: str) -> list[list[object]]:
        """Return every row from row 1, blank ones above and columns to the left included."""
        opened = self._open(sheet)
        rows: list[list[object]] = _guarded(lambda: opened.to_python(skip_empty_area=True))
        top, left = opened.start or (0, 0)
        if left:
            blank = [""] * left
            for row in rows:
                row[:0] = blank
        if top:
            width = len(rows[0]) if rows else 0
            rows[:0] = [[""] * width for _ in range(top)]
        return rows

    def merged_ranges(self, sheet: str) -> list[tuple[int, int, int, int]]:
        """Return the merged ranges, sorted."""
        if sheet not in self._merged:
            self._open(sheet)
        return self._merged[sheet]

    def _open(self, sheet: str) -> python_calamine.CalamineSheet:
        opened = _guarded(lambda: self._workbook.get_sheet_by_name(sheet))
        ranges = _guarded(lambda: opened.merged_cell_ranges)
        self._merged[sheet] = sorted((*first, *last) for first, last in ranges or ())
        return opened


def _guarded(read: Callable[[], T]) -> T:
    try:
        return read()
    except BaseException as error:
        # A panic in calamine's Rust code is no Exception.
        if isinstance(error, (KeyboardInterrupt, SystemExit, GeneratorExit)):
            raise
        if isinstance(error, python_calamine.PasswordError):
            raise UnreadableWorkbookError("tệp có mật khẩu", "Bỏ mật khẩu, lưu lại rồi chạy lại.") from error
        raise UnreadableWorkbookError(BROKEN) from error
