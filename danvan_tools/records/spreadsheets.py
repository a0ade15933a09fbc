"""A real spreadsheet → a tidy table, or every fault in it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import pandas as pd

from danvan_tools.errors import Fault, FaultKind
from danvan_tools.language import comparison_key
from danvan_tools.records.cells import MEND_CELL, CellError, cell_text, is_blank, parse_cell
from danvan_tools.records.headings import column_letters, find_sheet, match_headings
from danvan_tools.records.lookups import Lookup
from danvan_tools.records.source_files import SourceFile, UnreadableWorkbookError
from danvan_tools.schema import Column, Table

__all__ = ["Sheet", "read_cells", "read_table", "repeated_rows"]

_FIRST_DATA_ROW = 2  # from 0
_DTYPES = {"integer": "Int64", "decimal": "float64", "date": "datetime64[us]"}


@dataclass(frozen=True)
class Sheet:
    """One table as read, with what is needed to say where a fault is.

    Attributes
    ----------
    frame : DataFrame
        The tidy columns of `table`; the index holds the spreadsheet's own row numbers.
        A cell that cannot be read is blank here and has its fault.
    cells : Mapping
        Name of a column → its cells as read, one per row.
    complete : bool
        False if the sheet or a column is missing: then nothing may be concluded from what is not there.
    """

    file: str
    table: Table
    frame: pd.DataFrame
    cells: Mapping[str, Sequence[object]]
    complete: bool

    def filled(self, name: str) -> Any:
        """Return an array of bool: the cell holds something, readable or not."""
        return np.array([not is_blank(cell) for cell in self.cells[name]], dtype=bool)

    def put(self, name: str, values: Sequence[str]) -> None:
        """Put what was found out about the rows into a column of text."""
        self.frame[name] = pd.Series(list(values), index=self.frame.index, dtype="str")

    def place(self, row: int) -> int:
        """Return how many rows with content stand above a row of the spreadsheet."""
        return int(self.frame.index.searchsorted(row))

    def rows(self, *names: str) -> Iterator[tuple[Any, ...]]:
        """Yield the row number and the values of some columns for every row."""
        yield from zip(self.frame.index.tolist(), *(self.frame[name].tolist() for name in names), strict=True)

    def where(self, mask: Any, *names: str) -> Iterator[tuple[Any, ...]]:
        """Yield the row number and the values of some columns for every row of a mask."""
        chosen = self.frame[np.asarray(mask, dtype=bool)]
        yield from zip(chosen.index.tolist(), *(chosen[name].tolist() for name in names), strict=True)

    def fault(
        self,
        row: int,
        name: str,
        what: str,
        remedy: str = MEND_CELL,
        *,
        severity: Literal["error", "warning"] = "error",
        kind: FaultKind = "value",
    ) -> Fault:
        """Return a fault of one cell."""
        cell = self.cells[name][self.place(row)]
        return Fault(
            file=self.file,
            kind=kind,
            sheet=self.table.sheet,
            row=int(row),
            column=self.table[name].heading,
            value=cell_text(cell),
            what=what,
            remedy=remedy,
            severity=severity,
        )


def read_table(
    source: SourceFile | None, file: str, table: Table, lookups: Mapping[str, Lookup]
) -> tuple[Sheet, list[Fault]]:
    """Read the sheet of a table.

    Parameters
    ----------
    source : SourceFile or None
        None: the file could not be read, which its own fault says; the table is empty.
    file : str
        Name of the file, for the faults.
    table : Table
        Says which sheet, headings and cells to expect.
    lookups : Mapping
        Name of a table → its records, for the references. A table that could not be read is not in
        it: references to it are left blank and are no fault of their own.

    Returns
    -------
    Sheet
        With every row that is not blank, also the faulty ones.
    list of Fault
        In the order of sheet, columns, rows.
    """
    cells, rows, faults = read_cells(source, file, table)
    index = pd.Index(rows, dtype="int64", name="row")
    every = {name: cells.get(name, [""] * len(rows)) for name in table.names}
    columns: dict[str, pd.Series[Any]] = {}
    errors: list[tuple[int, str, CellError]] = []
    for column in table.columns:
        find = lookups[column.refers_to].find if column.refers_to in lookups else _find_nothing
        values, found = _read_column(column, every[column.name], find, required=column.name in cells)
        columns[column.name] = pd.Series(values, index=index, dtype=_DTYPES.get(column.kind, "str"))
        errors += [(rows[place], column.name, error) for place, error in found]
    complete = source is not None and not faults
    sheet = Sheet(file, table, pd.DataFrame(columns, index=index), every, complete=complete)
    return sheet, faults + [
        sheet.fault(row, name, error.what, error.remedy, kind=error.kind) for row, name, error in errors
    ]


def read_cells(
    source: SourceFile | None, file: str, table: Table
) -> tuple[dict[str, list[object]], list[int], list[Fault]]:
    """Return the cells of each column found, the row numbers they stand in, and the faults of the sheet."""
    if source is None:
        return {}, [], []
    try:
        name = find_sheet(source.sheet_names, table.sheet)
        content, merged = source.rows(name), source.merged_ranges(name)
    except UnreadableWorkbookError as error:
        return {}, [], [Fault(file=file, kind="heading", sheet=table.sheet, what=error.what, remedy=error.remedy)]
    places, faults = match_headings(file, table, content)
    faults += _merged_cells(file, table, merged, places)
    data = content[2:]
    filled = [n for n, row in enumerate(data) if any(not is_blank(row[place]) for place in places.values())]
    if places and not filled and not table.may_be_empty:
        what, remedy = "chưa có dòng nào", "Ghi ít nhất một dòng, từ dòng 3, rồi chạy lại."
        faults.append(Fault(file=file, kind="blank", sheet=table.sheet, what=what, remedy=remedy))
    cells = {column: [data[n][place] for n in filled] for column, place in places.items()}
    return cells, [n + 3 for n in filled], faults


def _merged_cells(
    file: str, table: Table, merged: Sequence[tuple[int, int, int, int]], places: Mapping[str, int]
) -> list[Fault]:
    """Return a fault for every merged range below the headings: what its other cells stand for is not in the file."""
    headings = {place: table[name].heading for name, place in places.items()}
    faults = []
    for top, left, bottom, right in merged:
        if bottom >= _FIRST_DATA_ROW:
            cells = f"{column_letters(left)}{top + 1}:{column_letters(right)}{bottom + 1}"
            heading = next((headings[place] for place in range(left, right + 1) if place in headings), "")
            what = f"các ô {cells} bị gộp, nên chỉ ô đầu có giá trị"
            remedy = "Bỏ gộp ô và điền đủ rồi chạy lại."
            faults.append(
                Fault(
                    file=file,
                    kind="heading",
                    sheet=table.sheet,
                    row=top + 1,
                    column=heading,
                    value=cells,
                    what=what,
                    remedy=remedy,
                )
            )
    return faults


def _find_nothing(_: str) -> str:
    return ""


def _read_column(
    column: Column, cells: Sequence[object], find: Callable[[str], str], *, required: bool
) -> tuple[list[Any], list[tuple[int, CellError]]]:
    """Return one value per cell, and the places of the cells that cannot be read."""
    blank = None if column.kind in _DTYPES else ""
    known: dict[tuple[type, object], Any] = {}
    values: list[Any] = []
    errors = []
    for place, cell in enumerate(cells):
        # 1, 1.0 and True are equal, and different cells.
        key = (type(cell), cell)
        if key not in known:
            known[key] = _outcome(column, cell, find, required=required)
        outcome = known[key]
        if isinstance(outcome, CellError):
            errors.append((place, outcome))
            outcome = None
        values.append(blank if outcome is None else outcome)
    return values, errors


def _outcome(column: Column, cell: object, find: Callable[[str], str], *, required: bool) -> Any:
    """Return the value of a cell, None for a blank one, or the error that says why there is none."""
    if is_blank(cell):
        return (
            CellError("ô trống", "Ghi nội dung vào ô rồi chạy lại.", "blank") if column.required and required else None
        )
    try:
        return parse_cell(column, cell, find)
    except CellError as error:
        return error


def repeated_rows(sheet: Sheet) -> list[Fault]:
    """Return a fault for every row that repeats the key of an earlier row; blanks are no key."""
    key = list(sheet.table.key)
    first: dict[tuple[Any, ...], int] = {}
    remedy = "Sửa hoặc xóa một trong hai dòng rồi chạy lại."
    faults = []
    for row, *values in sheet.rows(*key) if key else ():
        words = tuple(comparison_key(value) if isinstance(value, str) else value for value in values)
        if any(word == "" or pd.isna(word) for word in words):
            continue
        earlier = first.setdefault(words, row)
        if earlier != row:
            what = f"dòng này trùng với dòng {earlier} ({_named(sheet, key, row)})"
            faults.append(sheet.fault(row, key[-1], what, remedy, kind="repeat"))
    return faults


def _named(sheet: Sheet, key: Sequence[str], row: int) -> str:
    place = sheet.place(row)
    # A row may name its candidate by the other of two columns.
    shown = {name: cell_text(sheet.cells[name][place]) or sheet.frame[name].iloc[place] for name in key}
    return ", ".join(f'{sheet.table[name].heading} "{text}"' for name, text in shown.items())
