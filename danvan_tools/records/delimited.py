"""A table written as text (CSV, TSV)."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import groupby, islice

from danvan_tools.records.heading_rows import MOST_COLUMNS
from danvan_tools.records.headings import KnownHeadings
from danvan_tools.records.source_errors import UnreadableWorkbookError
from danvan_tools.records.xlsx_scan import MAX_AREA
from danvan_tools.schema import CANDIDATE_TABLES, NOMINATION_FORM

__all__ = ["DelimitedText"]

_DELIMITERS = ";\t,|"
_SEPARATOR_LINE = re.compile(r"sep=(.)\r?\n", re.IGNORECASE)
_SAMPLE_ROWS = 200
_TOP_ROWS, _LONGEST_HEADING = 30, 200
# The limit of the csv module: four times what Excel takes in a cell.
_MAX_CELL = csv.field_size_limit()


class DelimitedText:
    """The one table of a text file: each cell is a text.

    Parameters
    ----------
    text : str
        The whole file.

    Attributes
    ----------
    width : int
        How many columns its longest row has.

    Raises
    ------
    UnreadableWorkbookError
        If a quote is open at the end, or the rows filled up to one width would take too much room.
    """

    single = True
    sheets = (("", True),)

    def __init__(self, text: str) -> None:
        said = _SEPARATOR_LINE.match(text)
        # Excel does not show the line that names the separator, so rows are counted from the next.
        body = text[said.end() :] if said else text
        self._rows = _read(body, said[1] if said else _delimiter(body))
        self.width = max(map(len, self._rows), default=0)
        if self.width * len(self._rows) > MAX_AREA:
            msg = f"tệp trải rộng tới dòng {len(self._rows)}, cột thứ {self.width}"
            raise UnreadableWorkbookError(msg, "Xóa các cột thừa rồi chạy lại.")

    def rows(self, sheet: str) -> list[list[object]]:
        """Return every row, filled up to one width."""
        if sheet:
            raise KeyError(sheet)
        return [[*row, *[""] * (self.width - len(row))] for row in self._rows]

    def merged_ranges(self, sheet: str) -> list[tuple[int, int, int, int]]:
        """Return nothing: text has no merged cells."""
        return []


def _delimiter(text: str) -> str:
    """Return the sign between the cells.

    Of several it is the one that divides a row into most headings the software knows. Where none is known, a sign
    that stands before a space most times is punctuation, and of the others the one that gives most rows below one
    another the same number of cells is taken, or the most cells. csv.Sniffer does not fit: it takes any sign for a
    delimiter that is as frequent in each row, letters and spaces of sentences among them.
    """
    scores = {}
    for delimiter in _DELIMITERS:
        rows = [row for row in islice(_records(text, delimiter), _SAMPLE_ROWS) if row]
        if max(map(len, rows), default=0) > 1:
            scores[delimiter] = rows
    if len(scores) < 2:
        return next(iter(scores), ",")
    return max(scores, key=lambda delimiter: (_headings(scores[delimiter]), *_regularity(scores[delimiter])))


def _headings(rows: Sequence[Sequence[str]]) -> int:
    """Return the greatest number of known headings in one row near the top; one alone may be a word of a sentence."""
    most = max(
        len({known.column(cell) for cell in row[:MOST_COLUMNS] if len(cell) <= _LONGEST_HEADING} - {None})
        for row in rows[:_TOP_ROWS]
        for known in _known_headings()
    )
    return most if most > 1 else 0


@cache
def _known_headings() -> tuple[KnownHeadings, ...]:
    return tuple(KnownHeadings(table) for table in (*CANDIDATE_TABLES, NOMINATION_FORM))


def _regularity(rows: Sequence[Sequence[str]]) -> tuple[bool, int, int]:
    """Return whether the sign is no punctuation, how many rows below one another agree, and the most cells of a row."""
    inner = [cell for row in rows for cell in row[1:]]
    spaced = sum(cell.startswith(" ") for cell in inner) > len(inner) / 2
    runs = [(width, len(list(run))) for width, run in groupby(map(len, rows))]
    return not spaced, max((times for width, times in runs if width > 1), default=0), max(map(len, rows))


def _records(text: str, delimiter: str, *, quotes: bool = True) -> Iterator[list[str]]:
    """Yield the rows of a sample, or of lines without quoting."""
    reader = csv.reader(
        io.StringIO(text, newline=""), delimiter=delimiter, quoting=csv.QUOTE_MINIMAL if quotes else csv.QUOTE_NONE
    )
    try:
        yield from reader
    except csv.Error:
        return


def _read(text: str, delimiter: str) -> list[list[str]]:
    """Return the rows; quotes that are no quoting are kept as they stand.

    Raises
    ------
    UnreadableWorkbookError
        If a quote opens a cell and nothing closes it, and the lines do not fit together without it either.
    """
    rows: list[list[str]] = []
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    line = 1
    try:
        for row in reader:
            rows.append(row)
            line = reader.line_num + 1
    except csv.Error as error:
        plain = list(_records(text, delimiter, quotes=False))
        lines = text.count("\n") or text.count("\r")
        if len({len(row) for row in plain if row}) == 1 and len(plain) >= lines:
            return plain
        msg = f'từ dòng {line}: dấu ngoặc kép (") đặt sai trong ô, hoặc ô dài hơn {_MAX_CELL} ký tự'
        remedy = 'Viết đôi ("") dấu ngoặc kép trong ô, hoặc lưu lại kiểu .xlsx, rồi chạy lại.'
        raise UnreadableWorkbookError(msg, remedy) from error
    return rows
