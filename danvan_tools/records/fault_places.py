"""Where on a sheet a fault is: from its address, or from the words it shows."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache

from danvan_tools.errors import Fault
from danvan_tools.language import comparison_key
from danvan_tools.records.cell_text import cell_text, is_blank
from danvan_tools.records.heading_rows import find_headings
from danvan_tools.records.headings import KnownHeadings, heading_key
from danvan_tools.records.merged_ranges import Range
from danvan_tools.records.settings_sheet import SETTINGS_TABLE
from danvan_tools.schema import CANDIDATE_TABLES, NOMINATION_FORM, REVIEW_TABLES

__all__ = ["SheetHeadings", "find_place", "find_sheet_of", "read_headings"]

_ADDRESS = re.compile(r"([A-Z]{1,3})(\d{1,7})")
_TABLES = (*CANDIDATE_TABLES, *REVIEW_TABLES, SETTINGS_TABLE, NOMINATION_FORM)


@dataclass(frozen=True)
class SheetHeadings:
    """The row of a sheet's headings, from 0, None without one, and the place of every column, from 0, by its key.

    A column is known by its heading on the sheet and by the one the schema gives it.
    """

    row: int | None = None
    places: Mapping[str, int] = field(default_factory=dict)


def find_sheet_of(fault: Fault, names: Sequence[str]) -> str:
    """Return the sheet of a file that a fault is about, in the file's spelling, or "".

    A fault names the sheet as the schema does; a file with one sheet only (CSV) may call it anything.
    """
    wanted = comparison_key(fault.sheet)
    for name in names:
        if wanted and comparison_key(name) == wanted:
            return name
    return names[0] if len(names) == 1 and fault.row is not None else ""


def read_headings(sheet: str, rows: Sequence[Sequence[object]], merged: Sequence[Range]) -> SheetHeadings:
    """Return the headings of a sheet, found as the reader of tables finds them.

    Parameters
    ----------
    sheet : str
        Its name: a table of that name is on it. On others it is the table of which most headings are there.
    rows, merged
        As :class:`SourceFile` returns them.
    """
    named = [table for table in _TABLES if comparison_key(table.sheet) == comparison_key(sheet)]
    found = [
        (headings, table)
        for table in named or _TABLES
        if (headings := find_headings(rows, merged, _known(table.name))) is not None
    ]
    if not found:
        return SheetHeadings()
    headings, table = max(found, key=lambda one: len(one[0].places))
    places = {heading_key(table[name].heading): place for name, place in headings.places.items()}
    for place, label in enumerate(headings.labels):
        if label:
            places.setdefault(heading_key(label), place)
    return SheetHeadings(headings.bottom, places)


@cache
def _known(table: str) -> KnownHeadings:
    return KnownHeadings(next(one for one in _TABLES if one.name == table))


def find_place(fault: Fault, rows: Sequence[Sequence[object]], headings: SheetHeadings) -> tuple[int, int]:
    """Return the row and column, from 0, of the cell to mark for a fault.

    The cell the fault names; else the one under its heading; else the only one of its row that holds
    its value. A fault of a whole row marks the first filled cell, one of a column the heading, one of
    a sheet the first cell.
    """
    address = _ADDRESS.fullmatch(fault.cell)
    if address:
        return int(address[2]) - 1, _place_of(address[1])
    under = headings.places.get(heading_key(fault.column)) if fault.column else None
    if fault.row is None:
        return (headings.row or 0, under) if under is not None else (0, 0)
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
