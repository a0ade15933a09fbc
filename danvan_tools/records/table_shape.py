"""The rows below the headings: which are records, what stands between them and what stands below."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from danvan_tools.errors import Fault, FaultKind
from danvan_tools.language import join_list
from danvan_tools.records.bands import Band, BandLevels, BandNames
from danvan_tools.records.footers import is_signature
from danvan_tools.records.headings import FoundTable, Headings
from danvan_tools.records.kind_counts import KindCounts
from danvan_tools.records.table_lines import Line, LineReader

__all__ = ["Shape", "find_records"]

_SHOWN = 3
_SAMPLE = 200
# Where more rows lack something, a column is missing or the sheet is full of leavings: each is a record with faults.
_MOST_DOUBTFUL = 50_000
_MOST_HINTS = 50


@dataclass
class Shape:
    """Which rows are records.

    Attributes
    ----------
    records : array of int
        Rows of the records, from 0.
    bands : dict
        Name of a column → the groups whose word it holds.
    unnamed : list of (int, int)
        Places of the records of a group that could not be read: what they lack has its fault.
    faults : list of Fault
        Groups nobody knows, numbers that differ from what was counted, lines left out.
    """

    records: Any
    bands: dict[str, list[Band]] = field(default_factory=dict)
    unnamed: list[tuple[int, int]] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)


def find_records(
    found: FoundTable,
    content: Sequence[Sequence[object]],
    columns: Mapping[str, Sequence[object]],
    filled: Mapping[str, Any],
    reader: LineReader,
) -> Shape:
    """Tell the records of a sheet from everything else below its headings.

    Parameters
    ----------
    found : FoundTable
        What is looked for, and where its columns stand.
    content : sequence of rows
        The whole sheet.
    columns : Mapping
        Name of a column → its cells below the headings, merged ones filled.
    filled : Mapping
        Name of a column → which of them hold something.
    reader : LineReader
        Of the table.
    """
    start = found.headings.bottom + 1
    lines = _lines(found, content, filled, reader) | _repeated_headings(found, content, columns, reader)
    lines = dict(sorted(lines.items()))
    rows = len(content) - start
    _mark_footer(lines, content, reader, start)
    any_filled = np.zeros(rows, dtype=bool)
    for cells in filled.values():
        any_filled |= cells
    for line in lines.values():
        any_filled[line.row - start] = line.kind == "record"
    shape = Shape(np.flatnonzero(any_filled) + start)
    walk = _Walk(found, shape, reader.names)
    walk.through(lines)
    kinds = KindCounts(found.table, columns, shape.bands, shape.records - start)
    for line, ranges in walk.stated:
        if what := kinds.differ(reader.text_of(content[line.row]), ranges):
            walk.warn_of_count(line, what)
    return shape


def _lines(
    found: FoundTable, content: Sequence[Sequence[object]], filled: Mapping[str, Any], reader: LineReader
) -> dict[int, Line]:
    """Return every row that lacks something a record must have."""
    headings, table = found.headings, found.table
    start = headings.bottom + 1
    rows = len(content) - start
    needed = [cells for name, cells in filled.items() if table[name].required] or list(filled.values())[:1]
    counted = np.zeros(rows, dtype=np.int16)
    for cells in filled.values():
        counted += cells
    complete = np.logical_and.reduce(needed) & (counted >= min(2, len(filled)))
    sample = np.flatnonzero(complete)[:_SAMPLE]
    reader.marks = {reader.mark_of(content[start + n]) for n in sample.tolist()}
    doubtful = ~complete & ((counted > 0) | _text_outside(content, headings, start))
    looked_at = np.flatnonzero(doubtful)[:_MOST_DOUBTFUL]
    return {start + n: reader.read(start + n, content[start + n]) for n in looked_at.tolist()}


def _repeated_headings(
    found: FoundTable,
    content: Sequence[Sequence[object]],
    columns: Mapping[str, Sequence[object]],
    reader: LineReader,
) -> dict[int, Line]:
    """Return the rows that hold the headings again, found by one column that no record leaves blank."""
    start = found.headings.bottom + 1
    needed = [name for name in columns if found.table[name].required] or list(columns)
    # Of words known to the table few are different, and each is looked at once.
    name = next((name for name in needed if found.table[name].kind == "choice"), needed[0])
    rows = [start + n for n in _like_headings(columns[name], found.headings)]
    return {row: Line(row, "headings") for row in rows if reader.repeats_headings(content[row])}


def _text_outside(content: Sequence[Sequence[object]], headings: Headings, start: int) -> Any:
    """Return an array of bool: rows with words in a column of the table's width that is none of its columns."""
    found = np.zeros(len(content) - start, dtype=bool)
    for place in set(range(headings.width)) - set(headings.places.values()):
        found |= np.fromiter(
            (isinstance(row[place], str) and row[place] != "" for row in content[start:]),
            dtype=bool,
            count=len(found),
        )
    return found


def _like_headings(cells: Sequence[object], headings: Headings) -> list[int]:
    """Return the places of the cells that read as one of the sheet's headings."""
    words = {_plain(cell) for line in headings.cells for cell in line if isinstance(cell, str) and cell}
    longest = max(map(len, words), default=0) + 4
    found = {cell for cell in set(cells) if isinstance(cell, str) and len(cell) <= longest and _plain(cell) in words}
    return [n for n, cell in enumerate(cells) if cell in found] if found else []


def _plain(text: Any) -> str:
    return " ".join(unicodedata.normalize("NFC", text).casefold().split())


def _mark_footer(lines: dict[int, Line], content: Sequence[Sequence[object]], reader: LineReader, start: int) -> None:
    """Make everything from the first footer line on a footer, unless a record follows."""
    last = next((n for n in range(len(content) - 1, start - 1, -1) if any(cell != "" for cell in content[n])), -1)
    first, below = None, []
    for row in range(last, start - 1, -1):
        line = lines.get(row)
        if (line is None or line.kind == "record") and reader.may_be_record(content[row]):
            break
        if line is not None and line.kind == "footer":
            first = row
        below.append(row)
    if first is not None:
        for row in below:
            if row > first:
                line = lines.setdefault(row, Line(row, "footer", text=reader.text_of(content[row])))
                line.kind = "footer"


class _Walk:
    """Goes through the rows that are no records, with the records between them counted."""

    def __init__(self, found: FoundTable, shape: Shape, names: BandNames) -> None:
        self._found, self._shape, self._names = found, shape, names
        self._levels = BandLevels()
        self._unnamed: int | None = None
        self._since_total = 0
        self.stated: list[tuple[Line, list[tuple[int, int]]]] = []

    def through(self, lines: Mapping[int, Line]) -> None:
        records = self._shape.records
        opened = []
        for line in lines.values():
            place = int(np.searchsorted(records, line.row))
            if line.kind in ("group", "unknown group"):
                self._group(line, place)
                opened.append(line)
            elif line.kind == "total":
                self._total(line, place, at_end=place == len(records))
        self._end_unnamed(len(records))
        self._levels.close(len(records))
        self._shape.bands = self._levels.closed
        self._check_bands(opened)
        self._left_out(lines)

    def _group(self, line: Line, place: int) -> None:
        self._end_unnamed(place)
        if line.kind == "group":
            self._levels.open(line.named, line.row, place)
            return
        self._levels.close(place)
        self._unnamed = place
        # Whoever has so many of them has one mistake, and looking for its meaning takes time.
        hint = self._names.suggestion(line.text) if len(self._shape.unnamed) < _MOST_HINTS else ""
        what = f'"{line.text}" giống tên một nhóm nhưng không có trong danh mục'
        if line.named:
            what = f'"{line.text}" có thể là giá trị của nhiều cột'
        remedy = f"{hint}Sửa tên nhóm, hoặc xóa dòng nếu không cần, rồi chạy lại."
        self._add(line, what, remedy, kind="word")

    def _end_unnamed(self, place: int) -> None:
        if self._unnamed is not None:
            self._shape.unnamed.append((self._unnamed, place))
        self._unnamed = None

    def _total(self, line: Line, place: int, *, at_end: bool) -> None:
        of_all = line.text.casefold().startswith(("tổng", "danh", "(danh"))
        starts = [0]
        if not (of_all and at_end):
            starts = [*reversed(self._levels.starts), self._since_total, 0]
        self._since_total = place
        self._compare(line, [(first, place) for first in starts])

    def _check_bands(self, opened: Sequence[Line]) -> None:
        ranges = {band.row: (band.first, band.last) for bands in self._shape.bands.values() for band in bands}
        for line in opened:
            if line.counts and line.row in ranges:
                self._compare(line, [ranges[line.row]])

    def _compare(self, line: Line, ranges: list[tuple[int, int]]) -> None:
        """Warn of a number that is none of those counted; several numbers may add up to it, each of its kind."""
        counted = [last - first for first, last in ranges]
        if not line.counts:
            return
        if {sum(line.counts), line.counts[0]} & set(counted):
            self.stated += [(line, ranges)] if len(line.counts) > 1 else []
            return
        stated = join_list([str(count) for count in line.counts])
        self.warn_of_count(line, f'"{line.text}" ghi {stated}, đếm được {counted[0]} dòng')

    def warn_of_count(self, line: Line, what: str) -> None:
        remedy = "Cần giải trình: kiểm tra dòng thiếu, dòng thừa hoặc con số."
        self._add(line, what, remedy, kind="count", warning=True)

    def _left_out(self, lines: Mapping[int, Line]) -> None:
        """Warn once of the lines that were taken for a footer and do not look like one."""
        last = int(self._shape.records[-1]) if len(self._shape.records) else -1
        footer = [line for line in lines.values() if line.kind == "footer"]
        doubtful = [line for line in footer if line.row < last or not is_signature(line.text)]
        if doubtful:
            rows = join_list([str(line.row + 1) for line in doubtful[:_SHOWN]])
            more = f" và {len(doubtful) - _SHOWN} dòng khác" if len(doubtful) > _SHOWN else ""
            quoted = "; ".join(f'"{line.text[:60]}"' for line in doubtful[:_SHOWN])
            what = f"không đọc dòng {rows}{more} vì giống ghi chú, chữ ký: {quoted}"
            remedy = "Nếu là một hồ sơ thì ghi đủ các cột rồi chạy lại."
            self._add(doubtful[0], what, remedy, kind="heading", warning=True)

    def _add(self, line: Line, what: str, remedy: str, *, kind: FaultKind, warning: bool = False) -> None:
        fault = self._found.fault(line.row + 1, what, remedy, kind=kind, value=line.text, warning=warning)
        self._shape.faults.append(fault)
