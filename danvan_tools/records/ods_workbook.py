"""An ODS workbook: measured as a whole, then read by calamine."""

from __future__ import annotations

from pathlib import Path

from danvan_tools.records.calamine_reader import CalamineSheets, MergedRange, put_texts
from danvan_tools.records.ods_scan import scan_tables
from danvan_tools.records.source_errors import BROKEN, PASSWORD, UnreadableWorkbookError
from danvan_tools.records.zip_parts import ZipParts

__all__ = ["OdsWorkbook"]

_MAX_MANIFEST = 16 * 2**20


class OdsWorkbook:
    """The sheets of one file."""

    single = False

    def __init__(self, path: Path, parts: ZipParts) -> None:
        manifest = parts.read("meta-inf/manifest.xml", _MAX_MANIFEST)
        if b"encryption-data" in manifest or "encrypted-package" in parts:
            raise UnreadableWorkbookError(*PASSWORD)
        if "content.xml" not in parts:
            raise UnreadableWorkbookError(BROKEN)
        self._tables = scan_tables(parts.chunks("content.xml"))
        self._calamine = CalamineSheets.of_path(path, (".ods",))
        # LibreOffice keeps what it last saw behind a link to another file as a table of its own.
        self.sheets = tuple((name, visible) for name, visible in self._calamine.sheets if "'#" not in name)

    def rows(self, sheet: str) -> list[list[object]]:
        """Return every row from row 1; what a formula did not give is there as a text."""
        rows = self._calamine.rows(sheet)
        put_texts(rows, self._tables[sheet].texts)
        return rows

    def merged_ranges(self, sheet: str) -> list[MergedRange]:
        """Return the merged ranges, sorted."""
        return sorted(self._tables[sheet].merged)
