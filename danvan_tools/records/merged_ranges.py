"""The merged ranges of a sheet, as far as they lie within what stands on it."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

__all__ = ["Range", "ranges_within"]

Range = tuple[int, int, int, int]
"""First row, first column, last row, last column of merged cells, from 0."""


def ranges_within(merged: Iterable[Range], height: int, width: int) -> list[Range]:
    """Return the ranges cut to a height and a width, none of which shares a cell with another.

    A few bytes may announce a range of two thousand million columns, or a million ranges on top of one another.
    Together those that are kept have no more cells than the sheet, so they may be walked through.

    Parameters
    ----------
    merged : iterable of (int, int, int, int)
        As the file announces them.
    height, width : int
        How many rows and columns hold anything.

    Returns
    -------
    list of (int, int, int, int)
        By row and column. Of two that overlap – no spreadsheet program merges so – the first; what is cut to one
        cell is no merged range any more.
    """
    kept: list[Range] = []
    # Down to which row each column is taken: whatever comes later begins no higher.
    taken = np.full(width, -1, dtype=np.int64)
    for top, left, bottom, right in sorted(merged):
        last_row, last_column = min(bottom, height - 1), min(right, width - 1)
        if not (0 <= top <= last_row and 0 <= left <= last_column) or (top, left) == (last_row, last_column):
            continue
        columns = taken[left : last_column + 1]
        if columns.max() < top:
            columns[:] = last_row
            kept.append((top, left, last_row, last_column))
    return kept
