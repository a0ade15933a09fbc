"""The sheets of a marked copy as they are in the file, with the faulty cells coloured and commented."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from contextlib import suppress

from xlsxwriter.exceptions import OverlappingRange

from danvan_tools.errors import Fault
from danvan_tools.records.cell_text import cell_text
from danvan_tools.records.marked_cells import SheetWriter, printable
from danvan_tools.schema import SEVERITIES, vietnamese

__all__ = ["MOST_COMMENTS", "Marks", "write_rows"]

Rows = Sequence[Sequence[object]]
Marks = Mapping[int, Mapping[int, Sequence[Fault]]]
"""Row → column, both from 0 → the faults of that cell."""
Merged = Sequence[tuple[int, int, int, int]]

# Excel opens a sheet with some thousand comments at once, with some ten thousand in minutes.
MOST_COMMENTS = 3000
_MOST_MERGED_CELLS = 10_000
_FAULTS_OF_A_COMMENT = 10
_LONGEST_SENTENCE = 1000
_NARROWEST, _WIDEST, _ROWS_LOOKED_AT = 7, 40, 200
# In pixels and letters, of the font that comments have.
_COMMENT_WIDTH, _LETTERS_A_LINE, _LINE_HEIGHT, _MOST_LINES = 330, 48, 17, 24


def write_rows(writer: SheetWriter, rows: Rows, merged: Merged, marks: Marks, heading_row: int | None) -> bool:
    """Write the rows of one sheet of the file and mark the faulty cells.

    Parameters
    ----------
    rows, merged
        As :class:`SourceFile` returns them.
    heading_row : int or None
        From 0; it and what stands above it stays in sight.

    Returns
    -------
    bool
        False if there are more faulty cells than a sheet may have comments: the others are coloured only.
    """
    top = 0 if heading_row is None else heading_row + 1
    writer.set_up(_widths(rows), top)
    _merge(writer, rows, merged)
    cells = [(number, column) for number in sorted(marks) for column in sorted(marks[number])]
    commented = set(cells[:MOST_COMMENTS])
    for number in range(max(len(rows), *(row + 1 for row in marks), 0)):
        row = rows[number] if number < len(rows) else ()
        own = marks.get(number, {})
        writer.make_room(number, row)
        for column, cell in enumerate(row):
            if cell != "" and column not in own:
                writer.write(number, column, cell, "heading" if number < top else "plain")
        for column, faults in own.items():
            worst = "error" if any(fault.severity == "error" for fault in faults) else "warning"
            writer.write(number, column, row[column] if column < len(row) else "", worst)
            if (number, column) in commented:
                _write_comment(writer, number, column, faults)
    return len(cells) <= MOST_COMMENTS


def _write_comment(writer: SheetWriter, row: int, column: int, faults: Sequence[Fault]) -> None:
    text = _comment(faults)
    lines = sum(math.ceil(len(line) / _LETTERS_A_LINE) or 1 for line in text.split("\n"))
    height = _LINE_HEIGHT * (min(lines, _MOST_LINES) + 1)
    writer.sheet.write_comment(row, column, text, {"width": _COMMENT_WIDTH, "height": height, "font_size": 9})


def _merge(writer: SheetWriter, rows: Rows, merged: Merged) -> None:
    """Merge what is merged in the file, as far as it lies within the rows; before any of them is written."""
    width = max(map(len, rows), default=0)
    left_over = _MOST_MERGED_CELLS
    for top, left, bottom, right in merged:
        last_row, last_column = min(bottom, len(rows) - 1), min(right, width - 1)
        area = (last_row - top + 1) * (last_column - left + 1)
        if last_row >= top and last_column >= left and 1 < area <= left_over:
            left_over -= area
            with suppress(OverlappingRange):
                # Without a format XlsxWriter writes no cell of the range: that comes with its row.
                writer.sheet.merge_range(top, left, last_row, last_column, "")
                writer.merged.add((top, left))


def _widths(rows: Rows) -> list[float]:
    """Return a width per column, in letters, that shows most of its cells without many lines."""
    looked_at = rows[:_ROWS_LOOKED_AT]
    widths: list[float] = []
    for place in range(max(map(len, looked_at), default=0)):
        texts = (cell_text(row[place]) for row in looked_at if place < len(row))
        # A title is one cell in a column of its own words; it must not make that column wide.
        lengths = sorted(max(map(len, text.split("\n"))) for text in texts if text)
        usual = lengths[int(0.9 * (len(lengths) - 1))] if lengths else 0
        widths.append(min(_WIDEST, max(_NARROWEST, usual * 1.15 + 2)))
    return widths


def _comment(faults: Sequence[Fault]) -> str:
    """Return what the comment of a cell says: every fault with its severity and what to do."""
    shown = [
        f"{vietnamese(SEVERITIES, fault.severity).upper()}: {fault.what}. {fault.remedy}"[:_LONGEST_SENTENCE]
        for fault in faults[:_FAULTS_OF_A_COMMENT]
    ]
    if len(faults) > _FAULTS_OF_A_COMMENT:
        shown.append(f"Còn {len(faults) - _FAULTS_OF_A_COMMENT} điều nữa: xem trang đầu của tệp này.")
    return printable("\n".join(shown))
