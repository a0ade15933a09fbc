"""A table written as text (CSV, TSV)."""

from __future__ import annotations

import csv
import io
from pathlib import Path

from danvan_tools.records.source_errors import UnreadableWorkbookError

__all__ = ["DelimitedText"]


class DelimitedText:
    """The one table of a text file."""

    single = True
    sheets = (("", True),)

    def __init__(self, path: Path) -> None:
        content = path.read_bytes()
        if b"\0" in content[:4096]:
            msg = "tệp không phải là văn bản"
            raise UnreadableWorkbookError(msg)
        try:
            self.text = content.decode("utf-8-sig")
        except UnicodeDecodeError:
            self.text = content.decode("latin-1")
        first = self.text[: self.text.find("\n")]
        delimiter = max(",;\t|", key=first.count)
        rows = list(csv.reader(io.StringIO(self.text, newline=""), delimiter=delimiter))
        self.width = max(map(len, rows), default=0)
        self._rows = rows

    def rows(self, sheet: str) -> list[list[object]]:
        """Return every row, filled up to one width."""
        return [[*row, *[""] * (self.width - len(row))] for row in self._rows]

    def merged_ranges(self, sheet: str) -> list[tuple[int, int, int, int]]:
        """Return nothing: text has no merged cells."""
        return []
