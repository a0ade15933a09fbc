"""Where on a sheet a fault is: from its address, or from the words it shows."""

from __future__ import annotations

import re
from collections.abc import Sequence

from danvan_tools.errors import Fault
from danvan_tools.language import comparison_key
from danvan_tools.records.cells import cell_text, is_blank
from danvan_tools.schema import CANDIDATE_TABLES, REVIEW_TABLES

__all__ = ["find_heading_row", "find_place", "find_sheet_of"]

# Title, blank rows and headings stand within these.
_TOP_ROWS = 30
_ADDRESS = re.compile(r"([A-Z]{1,3})(\d{1,7})")
_KNOWN = {
    "stt",
    comparison_key("Mục"),
    *(comparison_key(column.heading) for table in (*REVIEW_TABLES, *CANDIDATE_TABLES) for column in table.columns),
}


def find_sheet_of(fault: Fault, names: Sequence[str]) -> str:
    """Return the sheet of a file that a fault is about, in the file's spelling, or "".

    A fault names the sheet as the schema does; a file with one sheet only (CSV) may call it anything.
    """
    wanted = comparison_key(fault.sheet)
    for name in names:
        if wanted and comparison_key(name) == wanted:
            return name
    return names[0] if len(names) == 1 and fault.row is not None else ""


def find_heading_row(rows: Sequence[Sequence[object]]) -> int | None:
    """Return the row, from 0, that holds the most headings the schema knows; None if no row holds any."""
    known = [sum(comparison_key(cell_text(cell)) in _KNOWN for cell in row) for row in rows[:_TOP_ROWS]]
    most = max(known, default=0)
    return known.index(most) if most else None


def find_place(fault: Fault, rows: Sequence[Sequence[object]], heading_row: int | None) -> tuple[int, int]:
    """Return the row and column, from 0, of the cell to mark for a fault.

    The cell the fault names; else the one under its heading; else the only one of its row that holds
    its value. A fault of a whole row marks the first filled cell, one of a column the heading, one of
    a sheet the first cell.
    """
    address = _ADDRESS.fullmatch(fault.cell)
    if address:
        return int(address[2]) - 1, _place_of(address[1])
    headings = [] if heading_row is None else [comparison_key(cell_text(cell)) for cell in rows[heading_row]]
    key = comparison_key(fault.column)
    under = headings.index(key) if key and key in headings else None
    if fault.row is None:
        return (heading_row or 0, under) if under is not None else (0, 0)
    row = fault.row - 1
    if under is not None:
        return row, under
    cells = rows[row] if row < len(rows) else []
    same = [place for place, cell in enumerate(cells) if fault.value and cell_text(cell) == fault.value]
    filled = [place for place, cell in enumerate(cells) if not is_blank(cell)]
    return row, same[0] if len(same) == 1 else next(iter(filled), 0)


def _place_of(letters: str) -> int:
    """Return the place, from 0, of a column that a spreadsheet calls by these letters."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number - 1
