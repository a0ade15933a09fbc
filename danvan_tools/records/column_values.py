"""The cells of one column → the values code sees, with what is wrong at which place."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from danvan_tools.records.cell_text import CellError, cell_text, is_blank, is_error, text_warning
from danvan_tools.records.cells import parse_cell
from danvan_tools.records.plain_texts import plain_texts
from danvan_tools.schema import Column

__all__ = ["ColumnValues", "read_column"]

# A spreadsheet keeps 15 digits of a number.
_LARGEST = 1e15
_VALUES_OF_THEIR_OWN = ("integer", "decimal", "date")


@dataclass
class ColumnValues:
    """One value per cell, blank where the cell cannot be read; errors and warnings by place."""

    cells: list[Any]
    errors: list[tuple[int, CellError]] = field(default_factory=list)
    warnings: list[tuple[int, CellError]] = field(default_factory=list)


def read_column(column: Column, cells: Sequence[object], find: Callable[[str], str], *, required: bool) -> ColumnValues:
    """Read the cells of a column.

    Parameters
    ----------
    column : Column
        Says what a cell may hold.
    cells : sequence of object
        As read from the spreadsheet; texts that need no change come back as the same objects.
    find : callable
        For references: text → key, raising :class:`CellError`.
    required : bool
        Whether a blank cell of a required column is an error; False where the column is missing as a whole.
    """
    found = ColumnValues([None if column.kind in _VALUES_OF_THEIR_OWN else ""] * len(cells))
    if column.kind == "text":
        _read_texts(found, column, cells, required=required)
    else:
        _read_values(found, column, cells, find, required=required)
    return found


def _read_texts(found: ColumnValues, column: Column, cells: Sequence[object], *, required: bool) -> None:
    """Read a column of texts: long and seldom equal, so none is remembered."""
    missing = column.required and required
    plain = plain_texts(cells)
    found.cells = [cell if same else "" for cell, same in zip(cells, plain.tolist(), strict=True)]
    values = found.cells
    for place in np.flatnonzero(~plain).tolist():
        cell = cells[place]
        if isinstance(cell, str) and cell and not is_error(cell):
            text = cell_text(cell)
            if text:
                values[place] = text
                warning = text_warning(text)
                if warning is not None:
                    found.warnings.append((place, warning))
                continue
        if is_blank(cell):
            if missing:
                found.errors.append((place, _blank()))
            continue
        try:
            values[place] = parse_cell(column, cell)
        except CellError as error:
            found.errors.append((place, error))


def _read_values(
    found: ColumnValues, column: Column, cells: Sequence[object], find: Callable[[str], str], *, required: bool
) -> None:
    """Read a column of words, dates or numbers: few are different, so each is read once."""
    known: dict[tuple[type, object], Any] = {}
    for place, cell in enumerate(cells):
        # 1, 1.0 and True are equal, and different cells.
        key = (cell.__class__, cell)
        if key not in known:
            known[key] = _outcome(column, cell, find, required=required)
        outcome = known[key]
        if isinstance(outcome, CellError):
            found.errors.append((place, outcome))
        elif outcome is not None:
            found.cells[place] = outcome


def _outcome(column: Column, cell: object, find: Callable[[str], str], *, required: bool) -> Any:
    """Return the value of a cell, None for a blank one, or the error that says why there is none."""
    if is_blank(cell):
        return _blank() if column.required and required else None
    try:
        value = parse_cell(column, cell, find)
    except CellError as error:
        return error
    if isinstance(value, (int, float)) and not abs(value) < _LARGEST:
        return CellError(f'"{cell_text(cell)}" quá lớn, không phải là số đếm được')
    return value


def _blank() -> CellError:
    return CellError("ô trống", "Ghi nội dung vào ô rồi chạy lại.", "blank")
