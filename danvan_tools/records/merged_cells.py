"""Merged cells among the records: where one value holds for several rows, and where nobody can know."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from danvan_tools.errors import Fault
from danvan_tools.records.cell_text import is_blank
from danvan_tools.records.headings import FoundTable, Headings, column_letters
from danvan_tools.records.merged_ranges import Range
from danvan_tools.schema import Column, Table

__all__ = ["fill_merged", "merged_faults", "merged_rows"]


def merged_rows(merged: Sequence[Range]) -> dict[int, int]:
    """Return row → number of columns of the widest merged cell that stands in that row alone."""
    widths: dict[int, int] = {}
    for top, left, bottom, right in merged:
        if top == bottom and right > left:
            widths[top] = max(widths.get(top, 0), right - left + 1)
    return widths


def fill_merged(
    table: Table,
    headings: Headings,
    merged: Sequence[Range],
    content: Sequence[Sequence[object]],
    columns: Mapping[str, list[object]],
) -> None:
    """Put the value of cells merged downwards into each of their rows that holds something else.

    Only words of a list, names of other tables' records and dates can hold for several records; `columns` is changed.
    """
    start = headings.bottom + 1
    for top, left, bottom, right in merged:
        column = _only_column(table, headings, left, right)
        if column is None or not _holds_for_all(column) or top < start or bottom == top:
            continue
        cells = columns[column.name]
        others = [place for place in headings.places.values() if place != left]
        for row in range(top + 1, min(bottom + 1, len(content))):
            if any(not is_blank(content[row][place]) for place in others):
                cells[row - start] = cells[top - start]


def merged_faults(found: FoundTable, merged: Sequence[Range], records: Any) -> list[Fault]:
    """Return a fault for every merged range whose other cells would have to hold a value of a record."""
    table, headings = found.table, found.headings
    faults = []
    columns = sorted((place, table[name].heading) for name, place in headings.places.items())
    for top, left, bottom, right in merged:
        first, last = np.searchsorted(records, [max(top, headings.bottom + 1), bottom + 1]).tolist()
        touched = records[first:last]
        heading = next((heading for place, heading in columns if left <= place <= right), "")
        if not len(touched) or not heading:
            continue
        column = _only_column(table, headings, left, right)
        if column is not None and (_holds_for_all(column) or touched[-1] == top):
            continue
        cells = f"{column_letters(left)}{top + 1}:{column_letters(right)}{bottom + 1}"
        what = f"các ô {cells} bị gộp, nên chỉ ô đầu có giá trị"
        remedy = "Bỏ gộp ô và điền đủ rồi chạy lại."
        faults.append(found.fault(top + 1, what, remedy, column=heading, value=cells))
    return faults


def _only_column(table: Table, headings: Headings, left: int, right: int) -> Column | None:
    """Return the column whose value a range holds, if it covers no other column of the table."""
    names = [name for name, place in headings.places.items() if left <= place <= right]
    return table[names[0]] if len(names) == 1 and headings.places[names[0]] == left else None


def _holds_for_all(column: Column) -> bool:
    return column.kind in ("choice", "reference", "date") or bool(column.refers_to)
