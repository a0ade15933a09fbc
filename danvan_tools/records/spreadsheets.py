"""A real spreadsheet → a tidy table, or every fault in it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

import numpy as np
import pandas as pd

from danvan_tools.errors import Fault, FaultKind
from danvan_tools.language import comparison_key, format_number
from danvan_tools.records.cell_text import MEND_CELL, CellError, cell_text, is_blank
from danvan_tools.records.cells import parse_cell
from danvan_tools.records.column_values import ColumnValues, blank_column, read_column, tidy_column, values_of
from danvan_tools.records.headings import column_letters
from danvan_tools.records.lookups import Lookup
from danvan_tools.records.sheet_cells import SheetCells, read_sheet
from danvan_tools.records.sheet_choice import find_table
from danvan_tools.records.source_files import SourceFile
from danvan_tools.schema import Column, Table

__all__ = ["Sheet", "find_table", "read_cells", "read_table", "repeated_rows"]

# A person mends a column at once, not a cell at a time, long before this.
_MOST_ALIKE = 5_000


@dataclass(frozen=True)
class Sheet:
    """One table as read, with what is needed to say where a fault is.

    Attributes
    ----------
    frame : DataFrame
        The tidy columns of `table`; the index holds the spreadsheet's own row numbers.
        A cell that cannot be read is blank here and has its fault.
    cells : Mapping
        Name of a column → its cells as read, one per row: legacy text as Unicode, merged cells and the
        words of groups ("I. Kinh tế") in each of their rows.
    complete : bool
        False if the sheet or a column is missing: then nothing may be concluded from what is not there.
        A sheet that may be empty and is not there is empty.
    name : str or None
        The sheet's own name, if it is another than the table's.
    heading_row : int or None
        The spreadsheet's number of the row with the headings.
    """

    file: str
    table: Table
    frame: pd.DataFrame
    cells: Mapping[str, Sequence[object]]
    complete: bool
    name: str | None = None
    heading_row: int | None = None
    places: Mapping[str, int] = field(default_factory=dict)

    def filled(self, name: str) -> Any:
        """Return an array of bool: the cell holds something, readable or not."""
        return np.array([not is_blank(cell) for cell in self.cells[name]], dtype=bool)

    def put(self, name: str, values: Sequence[str]) -> None:
        """Put what was found out about the rows into a column of text."""
        self.frame[name] = tidy_column(values, "text", self.frame.index)

    def place(self, row: int) -> int:
        """Return how many rows with content stand above a row of the spreadsheet."""
        return int(self.frame.index.searchsorted(row))

    def rows(self, *names: str) -> Iterator[tuple[Any, ...]]:
        """Yield the row number and the values of some columns for every row."""
        yield from zip(self.frame.index.tolist(), *(values_of(self.frame[name]) for name in names), strict=True)

    def where(self, mask: Any, *names: str) -> Iterator[tuple[Any, ...]]:
        """Yield the row number and the values of some columns for every row of a mask."""
        mask = np.asarray(mask, dtype=bool)
        columns = (values_of(self.frame[name][mask]) for name in names)
        yield from zip(self.frame.index[mask].tolist(), *columns, strict=True)

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
            sheet=self.table.sheet if self.name is None else self.name,
            row=int(row),
            column=self.table[name].heading,
            cell=f"{column_letters(self.places[name])}{row}" if name in self.places else "",
            value=cell_text(cell),
            what=what,
            remedy=remedy,
            severity=severity,
        )


def read_table(
    source: SourceFile | None, file: str, table: Table, lookups: Mapping[str, Lookup], sheet: str | None = None
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
    sheet : str, optional
        The sheet to read, as :func:`find_table` returned it; found by its name or its headings if not given.

    Returns
    -------
    Sheet
        With every row that is a record, also the faulty ones.
    list of Fault
        In the order of sheet, columns, rows.
    """
    found = SheetCells(table.sheet) if source is None else read_sheet(source, file, table, lookups, sheet)
    index = pd.Index(found.rows, dtype="int64", name="row")
    every = {name: found.cells.get(name, [""] * len(found.rows)) for name in table.names}
    read: dict[str, ColumnValues] = {}
    columns: dict[str, pd.Series[Any]] = {}
    for column in table.columns:
        values = _values_of(column, found, lookups)
        _put_unreadable(column, values, found.unreadable.get(column.name, {}))
        read[column.name] = values
        columns[column.name] = tidy_column(values.cells, column.kind, index)
    tidy = Sheet(
        file,
        table,
        pd.DataFrame(columns, index=index),
        every,
        complete=source is not None and not any(fault.severity == "error" for fault in found.faults),
        name=found.sheet,
        heading_row=found.heading_row,
        places=found.places,
    )
    return tidy, [*found.faults, *_cell_faults(tidy, found, read), *_against_bands(tidy, found, lookups)]


def read_cells(
    source: SourceFile | None, file: str, table: Table
) -> tuple[dict[str, list[object]], list[int], list[Fault]]:
    """Return the cells of each column found, the row numbers they stand in, and the faults of the sheet."""
    if source is None:
        return {}, [], []
    found = read_sheet(source, file, table, {})
    return found.cells, found.rows, found.faults


def _values_of(column: Column, found: SheetCells, lookups: Mapping[str, Lookup]) -> ColumnValues:
    """Return what is read in a column; blanks where the sheet has none of its kind."""
    if column.name not in found.cells:
        return blank_column(column, len(found.rows))
    find = lookups[column.refers_to].find if column.refers_to in lookups else _find_nothing
    return read_column(column, found.cells[column.name], find, found.plain.get(column.name), required=True)


def _find_nothing(_: str) -> str:
    return ""


def _put_unreadable(column: Column, read: ColumnValues, unreadable: Mapping[int, CellError]) -> None:
    """Leave blank the cells whose encoding nobody can tell, unless the column knows the word or the nearest one."""
    own = dict(read.errors)
    for place, error in unreadable.items():
        if column.kind == "text" or (place in own and not own[place].remedy.startswith("Ý là")):
            read.cells[place] = "" if column.kind in ("text", "choice", "reference") else None
            own[place] = error
    read.errors = sorted(own.items())


def _cell_faults(sheet: Sheet, found: SheetCells, read: Mapping[str, ColumnValues]) -> list[Fault]:
    """Return the faults of single cells, column by column."""
    faults = []
    for name, values in read.items():
        # What a group that could not be read would have said has its fault there.
        excused = found.excused if sheet.table[name].kind in ("choice", "reference") else set()
        errors = [(place, error) for place, error in values.errors if error.kind != "blank" or place not in excused]
        faults += _alike(sheet, found, name, errors, "error")
        faults += _alike(sheet, found, name, values.warnings, "warning")
    return faults


def _alike(
    sheet: Sheet,
    found: SheetCells,
    name: str,
    errors: Sequence[tuple[int, CellError]],
    severity: Literal["error", "warning"],
) -> list[Fault]:
    """Return the faults of a column's cells; of very many of one kind the rest is one line that counts them."""
    kinds = Counter(error.kind for _, error in errors)
    shown: Counter[FaultKind] = Counter()
    faults = []
    for place, error in errors:
        shown[error.kind] += 1
        if shown[error.kind] > _MOST_ALIKE + 1:
            continue
        what, rest = error.what, kinds[error.kind] - _MOST_ALIKE
        if shown[error.kind] > _MOST_ALIKE and rest > 1:
            what = (
                f"{what}; từ dòng này trở xuống có {format_number(rest)} ô của cột có lỗi cùng loại, không liệt kê nữa"
            )
        faults.append(sheet.fault(found.rows[place], name, what, error.remedy, kind=error.kind, severity=severity))
    return faults


def _against_bands(sheet: Sheet, found: SheetCells, lookups: Mapping[str, Lookup]) -> list[Fault]:
    """Warn of cells that say otherwise than the group their row stands in; the cell was believed."""
    faults = []
    for name, bands in found.bands.items():
        column, cells, values = sheet.table[name], sheet.cells[name], sheet.frame[name].tolist()
        find = lookups[column.refers_to].find if column.refers_to in lookups else _find_nothing
        for band in bands:
            value = parse_cell(column, band.word, find)
            for place in range(band.first, band.last):
                if cells[place] is not band.word and values[place] not in ("", value):
                    what = f'ô ghi "{cell_text(cells[place])}", khác với nhóm "{band.word}" ở dòng {band.row + 1}'
                    remedy = "Đã lấy theo ô; kiểm tra lại ô hoặc chuyển dòng sang đúng nhóm."
                    fault = sheet.fault(found.rows[place], name, what, remedy, kind="contradiction", severity="warning")
                    faults.append(fault)
    return faults


def repeated_rows(sheet: Sheet) -> list[Fault]:
    """Return a fault for every row that repeats the key of an earlier row; blanks are no key."""
    key = list(sheet.table.key)
    first: dict[tuple[Any, ...], int] = {}
    remedy = "Sửa hoặc xóa một trong hai dòng rồi chạy lại."
    faults = []
    for row, *values in sheet.rows(*key) if key else ():
        words = tuple(comparison_key(value) if isinstance(value, str) else value for value in values)
        if any(word == "" if isinstance(word, str) else pd.isna(word) for word in words):
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
