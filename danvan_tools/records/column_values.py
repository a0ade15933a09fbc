"""The cells of one column → the values code sees, with what is wrong at which place."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd

from danvan_tools.records.cell_text import CellError, cell_text, is_blank, is_error, text_warning
from danvan_tools.records.cells import parse_cell
from danvan_tools.records.plain_texts import plain_texts
from danvan_tools.schema import Column

__all__ = ["ColumnValues", "blank_column", "read_column", "tidy_column", "values_of"]

# A spreadsheet keeps 15 digits of a number.
_LARGEST = 1e15
_DTYPES = {"integer": "Int64", "decimal": "float64", "date": "datetime64[us]"}


@dataclass
class ColumnValues:
    """One value per cell, blank where the cell cannot be read; errors and warnings by place."""

    cells: list[Any]
    errors: list[tuple[int, CellError]] = field(default_factory=list)
    warnings: list[tuple[int, CellError]] = field(default_factory=list)


def tidy_column(values: Sequence[Any], kind: str, index: pd.Index[int]) -> pd.Series[Any]:
    """Return the values of a column of one kind as pandas holds them."""
    if kind in _DTYPES:
        return pd.Series(list(values), index=index, dtype=_DTYPES[kind])
    # From a list numpy would ask of every text whether it is a sequence: four times slower.
    return pd.Series(np.fromiter(values, dtype=object, count=len(values)), index=index, dtype="str")


def values_of(column: pd.Series[Any]) -> list[Any]:
    """Return the values of a tidy column; pandas' own way takes a text out at a time, twenty times slower."""
    values: list[Any] = column.to_numpy(dtype=object).tolist() if column.dtype == "str" else column.tolist()
    return values


def read_column(
    column: Column, cells: Sequence[object], find: Callable[[str], str], plain: Any = None, *, required: bool
) -> ColumnValues:
    """Read the cells of a column.

    Parameters
    ----------
    column : Column
        Says what a cell may hold.
    cells : sequence of object
        As read from the spreadsheet; texts that need no change come back as the same objects.
    find : callable
        For references: text → key, raising :class:`CellError`.
    plain : array of bool, optional
        What :func:`plain_texts` says of the cells of a column of texts, where that is known.
    required : bool
        Whether a blank cell of a required column is an error; False where the column is missing as a whole.
    """
    missing = column.required and required
    if column.kind == "text":
        return _read_texts(column, cells, plain_texts(cells) if plain is None else plain, missing=missing)
    return _read_values(column, cells, find, missing=missing)


def blank_column(column: Column, count: int) -> ColumnValues:
    """Return the values of a column that is not there."""
    return ColumnValues([_blank_value(column)] * count)


def _blank_value(column: Column) -> str | None:
    return None if column.kind in _DTYPES else ""


def _read_texts(column: Column, cells: Sequence[object], plain: Any, *, missing: bool) -> ColumnValues:
    """Read a column of texts: long and seldom equal, so none is remembered."""
    every = bool(plain.all())
    values = list(cells) if every else [cell if same else "" for cell, same in zip(cells, plain.tolist(), strict=True)]
    found = ColumnValues(values)
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
    return found


def _read_values(column: Column, cells: Sequence[object], find: Callable[[str], str], *, missing: bool) -> ColumnValues:
    """Read a column of words, dates or numbers: few are different, so each is read once."""
    # 1, 1.0 and True are equal, and different cells.
    keys: Sequence[Any] = cells if set(map(type, cells)) <= {str} else list(zip(map(type, cells), cells, strict=True))
    known = {
        key: _outcome(column, key if isinstance(key, str) else key[1], find, missing=missing)
        for key in dict.fromkeys(keys)
    }
    errors = {key: outcome for key, outcome in known.items() if isinstance(outcome, CellError)}
    blank = _blank_value(column)
    values = {key: blank if outcome is None or key in errors else outcome for key, outcome in known.items()}
    found = ColumnValues(list(map(values.__getitem__, keys)))
    if errors:
        found.errors = [(place, errors[key]) for place, key in enumerate(keys) if key in errors]
    return found


def _outcome(column: Column, cell: object, find: Callable[[str], str], *, missing: bool) -> Any:
    """Return the value of a cell, None for a blank one, or the error that says why there is none."""
    if is_blank(cell):
        return _blank() if missing else None
    try:
        value = parse_cell(column, cell, find)
    except CellError as error:
        return error
    if isinstance(value, (int, float)) and not abs(value) < _LARGEST:
        return CellError(f'"{cell_text(cell)}" quá lớn, không phải là số đếm được')
    return value


def _blank() -> CellError:
    return CellError("ô trống", "Ghi nội dung vào ô rồi chạy lại.", "blank")
