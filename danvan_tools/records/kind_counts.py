"""The records of each kind, beside the numbers of kinds that lines of totals and of groups state."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import Any

import numpy as np

from danvan_tools.language import join_list
from danvan_tools.records.bands import Band
from danvan_tools.records.cell_text import CellError, cell_text, is_blank
from danvan_tools.records.cells import find_word
from danvan_tools.records.stated_counts import stated_kinds
from danvan_tools.schema import Column, Table

__all__ = ["KindCounts"]

Ranges = Sequence[tuple[int, int]]


class KindCounts:
    """Counts the records of one sheet by the words of its choice columns.

    Parameters
    ----------
    table : Table
    columns : Mapping
        Name of a column → its cells below the headings.
    bands : Mapping
        Name of a column → the groups whose word its blank cells have.
    rows : array of int
        Places of the records among these cells.
    """

    def __init__(
        self,
        table: Table,
        columns: Mapping[str, Sequence[object]],
        bands: Mapping[str, Sequence[Band]],
        rows: Any,
    ) -> None:
        self._choices = [column for column in table.columns if column.kind == "choice"]
        self._columns, self._bands, self._rows = columns, bands, rows
        self._sums: dict[str, Any] = {}

    def differ(self, text: str, ranges: Ranges) -> str:
        """Say which numbers of kinds in a text differ from those counted in each of the ranges; "" if none does."""
        for column in self._choices:
            stated = stated_kinds(text, column)
            counted = [self._between(column, first, last) for first, last in ranges] if stated else []
            if not counted or any(counts is None or stated.items() <= counts.items() for counts in counted):
                continue
            nearest = counted[0] or {}
            wrong = [word for word, number in stated.items() if nearest[word] != number]
            told = [join_list([f"{numbers[word]} {word}" for word in wrong]) for numbers in (stated, nearest)]
            return f'"{text}" ghi {told[0]}, đếm được {told[1]}'
        return ""

    def _between(self, column: Column, first: int, last: int) -> dict[str, int] | None:
        """Return word → records that hold it; None where a cell holds none of them, which has its own fault."""
        sums = self._sums.get(column.name)
        if sums is None:
            sums = self._sums[column.name] = self._summed(column)
        found = (sums[last] - sums[first]).tolist()
        return None if found[-1] else dict(zip(column.words, found, strict=False))

    def _summed(self, column: Column) -> Any:
        """Return an array of int, shape (records + 1, words + 1): records above that hold each word, or none."""
        values = list(column.words.values())
        below = self._columns.get(column.name)
        cells = [below[row] if below is not None else "" for row in self._rows.tolist()]
        for band in self._bands.get(column.name, ()):
            for place in range(band.first, band.last):
                if is_blank(cells[place]):
                    cells[place] = band.word
        texts = [cell_text(cell) for cell in cells]
        known = dict.fromkeys(texts, len(values))
        for text in known:
            with suppress(CellError):
                known[text] = values.index(find_word(text, column.words))
        held = np.zeros((len(cells) + 1, len(values) + 1), dtype=np.int64)
        held[np.arange(1, len(cells) + 1), [known[text] for text in texts]] = 1
        return held.cumsum(axis=0)
