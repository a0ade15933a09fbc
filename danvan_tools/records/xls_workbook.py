"""An XLS workbook: measured, then read."""

from __future__ import annotations

from pathlib import Path

from danvan_tools.records.calamine_reader import CalamineSheets
from danvan_tools.records.source_errors import UnreadableWorkbookError

__all__ = ["OLE_MAGIC", "XlsWorkbook"]

OLE_MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


class XlsWorkbook:
    """The sheets of one file."""

    single = False

    def __init__(self, path: Path) -> None:
        if "EncryptedPackage".encode("utf-16-le") in path.read_bytes():
            raise UnreadableWorkbookError("tệp có mật khẩu", "Bỏ mật khẩu, lưu lại rồi chạy lại.")
        self._calamine = CalamineSheets(path, ".xls")
        self.sheets = self._calamine.sheets

    def rows(self, sheet: str) -> list[list[object]]:
        """Return every row from row 1."""
        return self._calamine.rows(sheet)

    def merged_ranges(self, sheet: str) -> list[tuple[int, int, int, int]]:
        """Return the merged ranges."""
        return self._calamine.merged_ranges(sheet)
