"""An ODS workbook: measured, then read."""

from __future__ import annotations

from pathlib import Path

from danvan_tools.records.calamine_reader import CalamineSheets
from danvan_tools.records.zip_parts import ZipParts

__all__ = ["OdsWorkbook"]


class OdsWorkbook:
    """The sheets of one file."""

    single = False

    def __init__(self, path: Path, parts: ZipParts) -> None:
        self._calamine = CalamineSheets(path, ".ods")
        self.sheets = self._calamine.sheets

    def rows(self, sheet: str) -> list[list[object]]:
        """Return every row from row 1."""
        return self._calamine.rows(sheet)

    def merged_ranges(self, sheet: str) -> list[tuple[int, int, int, int]]:
        """Return the merged ranges."""
        return self._calamine.merged_ranges(sheet)
