"""The content of an ODS file, looked through before it is laid out in memory."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from danvan_tools.records.calamine_reader import MergedRange
from danvan_tools.records.cell_text import NOT_CALCULATED
from danvan_tools.records.source_errors import BROKEN, MANY_MERGED, UnreadableWorkbookError
from danvan_tools.records.xlsx_scan import MAX_AREA, MAX_MERGED
from danvan_tools.records.xlsx_strings import MAX_TEXT
from danvan_tools.records.xml_events import read_tags

__all__ = ["OdsTable", "scan_tables"]

_ROW, _TABLE = "table:table-row", "table:table"
_CELLS = {"table:table-cell", "table:covered-table-cell"}
_VALUES = {f"office:{kind}-value" for kind in ("string", "date", "time", "boolean")} | {"office:value"}
_LONGEST_ERROR = 40


@dataclass
class OdsTable:
    """What calamine does not say of one table: texts of cells it leaves blank, and merged ranges."""

    texts: dict[tuple[int, int], str] = field(default_factory=dict)
    merged: list[MergedRange] = field(default_factory=list)


def scan_tables(chunks: Iterable[bytes]) -> dict[str, OdsTable]:
    """Look through content.xml tag by tag.

    Few bytes can stand for a million rows of 16,384 cells here: rows and cells are written once with a
    number of repetitions. Calamine also waits for ever for an element without its end, hence the parser.

    Raises
    ------
    UnreadableWorkbookError
        If it is no well-formed XML, declares entities, or repeats more than there is room for.
    """
    reader = _TableReader()
    read_tags(chunks, reader)
    return reader.tables


class _TableReader:
    """Counts what each row and cell grows to; places are from 0."""

    def __init__(self) -> None:
        self.tables: dict[str, OdsTable] = {}
        self._table: OdsTable | None = None
        self._area = self._length = 0
        self._row = self._row_repeats = self._column = self._repeats = 0
        self._last_filled = self._width = self._height = 0
        self._cell_length = 0
        self._error: list[str] | None = None

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name in _CELLS:
            self._start_cell(attributes)
        elif name == _ROW:
            self._row_repeats = int(attributes.get("table:number-rows-repeated", 1))
            self._column = self._last_filled = 0
        elif name == "text:s":
            self._cell_length += int(attributes.get("text:c", 1))
        elif name == _TABLE:
            if self._table is not None:
                raise UnreadableWorkbookError(BROKEN)
            self._table = self.tables.setdefault(attributes.get("table:name", ""), OdsTable())
            self._row = self._width = self._height = 0

    def _start_cell(self, attributes: dict[str, str]) -> None:
        self._repeats = int(attributes.get("table:number-columns-repeated", 1))
        self._error, self._cell_length = None, sum(map(len, attributes.values()))
        if self._repeats < 1 or self._row_repeats < 1 or self._table is None:
            raise UnreadableWorkbookError(BROKEN)
        formula, kind = attributes.get("table:formula"), attributes.get("office:value-type")
        if formula or kind == "string" or not _VALUES.isdisjoint(attributes):
            self._last_filled = self._column + self._repeats
            self._width = max(self._width, self._last_filled)
            self._height = self._row + self._row_repeats
            self._count()
        if attributes.get("calcext:value-type") == "error":
            self._error = []
        elif formula and kind is None:
            self._error = [NOT_CALCULATED]
        down = int(attributes.get("table:number-rows-spanned", 1))
        across = int(attributes.get("table:number-columns-spanned", 1))
        if down > 1 or across > 1:
            self._table.merged.append((self._row, self._column, self._row + down - 1, self._column + across - 1))
            if len(self._table.merged) > MAX_MERGED:
                raise UnreadableWorkbookError(*MANY_MERGED)

    def text(self, data: str) -> None:
        self._cell_length += len(data)
        if self._error is not None and len(self._error) < 2:
            self._error.append(data[:_LONGEST_ERROR])

    def end(self, name: str) -> None:
        if name in _CELLS:
            self._end_cell()
        elif name == _ROW:
            self._end_row()
        elif name == _TABLE:
            self._area += self._width * self._height
            self._table = None
            self._width = self._height = 0

    def _end_cell(self) -> None:
        times = self._repeats * self._row_repeats
        if self._last_filled == self._column + self._repeats:
            self._length += self._cell_length * times
            self._count()
        if self._error and self._table is not None:
            self._count(times)
            text = NOT_CALCULATED if self._error[0] == NOT_CALCULATED else "".join(self._error)
            for row in range(self._row, self._row + self._row_repeats):
                for column in range(self._column, self._column + self._repeats):
                    self._table.texts[row, column] = text
        self._column += self._repeats
        self._error = None

    def _end_row(self) -> None:
        self._row += self._row_repeats

    def _count(self, texts: int = 0) -> None:
        """Refuse what would not fit: all tables are laid out at once."""
        if self._area + self._width * self._height > 2 * MAX_AREA or texts > MAX_AREA:
            msg = f"trang trải rộng tới dòng {self._height}, cột thứ {self._width}: có ô chứa nội dung ở quá xa"
            raise UnreadableWorkbookError(msg, "Xóa các ô thừa rồi chạy lại.")
        if self._length > MAX_TEXT:
            msg = f"tệp chứa hơn {MAX_TEXT // 2**20} MB chữ lặp lại"
            raise UnreadableWorkbookError(msg, "Chia bớt nội dung sang tệp khác rồi chạy lại.")
