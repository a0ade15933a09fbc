"""The cells of a table: found on its sheet, each with the row number it stands in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain
from typing import Any

import numpy as np

from danvan_tools.errors import Fault
from danvan_tools.language import join_list
from danvan_tools.records.bands import Band, BandNames
from danvan_tools.records.cell_text import CellError, cell_text, is_blank, is_error
from danvan_tools.records.heading_rows import MOST_COLUMNS, filled_width, find_headings, is_column_numbers
from danvan_tools.records.headings import FoundTable, Headings, KnownHeadings, column_letters, heading_faults
from danvan_tools.records.legacy_cells import LegacyCells, read_as_unicode
from danvan_tools.records.lookups import Lookup
from danvan_tools.records.merged_cells import fill_merged, merged_faults, merged_rows
from danvan_tools.records.merged_ranges import Range, ranges_within
from danvan_tools.records.sheet_choice import choose_sheet
from danvan_tools.records.source_files import SourceFile, UnreadableWorkbookError
from danvan_tools.records.table_lines import LineReader
from danvan_tools.records.table_shape import Shape, find_records
from danvan_tools.schema import Table

__all__ = ["SheetCells", "read_sheet"]

_SHOWN_HEADINGS = 3


@dataclass
class SheetCells:
    """What stands on the sheet of a table.

    Attributes
    ----------
    sheet : str
        The sheet's own name, for messages; the table's where there is no such sheet.
    rows : list of int
        The spreadsheet's numbers of the rows that are records.
    cells : dict
        Name of a column → its cells, one per record; read as Unicode, merged ones and groups filled in.
    plain : dict
        Name of a column of texts → which of its cells need no second look, where that is known.
    bands : dict
        Name of a column → the groups whose word it holds.
    excused : set of int
        Places of the records of a group that could not be read.
    unreadable : dict
        Name of a column → place → why the cell cannot be read as Unicode.
    heading_row : int or None
        The spreadsheet's number of the row with the headings.
    places : Mapping
        Name of a column → its place on the sheet, from 0.
    faults : list of Fault
        Of the sheet, its headings and its rows.
    """

    sheet: str
    rows: list[int] = field(default_factory=list)
    cells: dict[str, list[object]] = field(default_factory=dict)
    plain: dict[str, Any] = field(default_factory=dict)
    bands: dict[str, list[Band]] = field(default_factory=dict)
    excused: set[int] = field(default_factory=set)
    unreadable: dict[str, dict[int, CellError]] = field(default_factory=dict)
    heading_row: int | None = None
    places: Mapping[str, int] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)


def read_sheet(
    source: SourceFile, file: str, table: Table, lookups: Mapping[str, Lookup], sheet: str | None = None
) -> SheetCells:
    """Find a table in a file and return its cells.

    Parameters
    ----------
    source, file : SourceFile, str
        What was read, and its name for the faults.
    table : Table
        What is looked for.
    lookups : Mapping
        Name of a table → its records: rows between the records may name one.
    sheet : str, optional
        The sheet to read; found by its name or its headings if not given.
    """
    if sheet is None:
        sheet, faults = choose_sheet(source, file, table)
        if sheet is None:
            return SheetCells(table.sheet, faults=faults)
    else:
        faults = []
    try:
        content, merged = source.rows(sheet), source.merged_ranges(sheet)
    except UnreadableWorkbookError as error:
        return SheetCells(
            sheet, faults=[Fault(file=file, kind="heading", sheet=sheet, what=error.what, remedy=error.remedy)]
        )
    width = filled_width(content)
    if width > MOST_COLUMNS:
        return SheetCells(sheet, faults=[*faults, _too_wide(file, sheet, width)])
    merged = ranges_within(merged, len(content), len(content[0]) if content else 0)
    headings = find_headings(content, merged, KnownHeadings(table))
    if headings is None:
        return SheetCells(sheet, faults=[*faults, _no_headings(file, sheet, table, blank=_is_empty(content))])
    if headings.bottom + 1 < len(content) and is_column_numbers(content[headings.bottom + 1][: headings.width]):
        headings.bottom += 1
    _choose_filled_doubles(headings, content)
    return _below(FoundTable(file, sheet, table, headings), content, merged, lookups, faults)


def _below(
    place: FoundTable,
    content: Sequence[Sequence[object]],
    merged: Sequence[Range],
    lookups: Mapping[str, Lookup],
    faults: list[Fault],
) -> SheetCells:
    """Return the cells below the headings that were found."""
    table, headings = place.table, place.headings
    start = headings.bottom + 1
    columns = _columns(table, headings, content)
    fill_merged(table, headings, merged, content, columns)
    names = BandNames(table, lookups)
    legacy = read_as_unicode(table, columns, names)
    reader = LineReader(place, KnownHeadings(table), names, merged_rows(merged))
    filled = {name: legacy[name].filled(cells) for name, cells in columns.items()}
    shape = find_records(place, content, columns, filled, reader)
    found = SheetCells(place.sheet, heading_row=headings.row, places=headings.places, faults=faults)
    _take(found, shape, columns, {name: column.plain for name, column in legacy.items()}, start)
    found.faults += heading_faults(place, _filled_places(content, shape, headings), list(shape.bands))
    found.faults += merged_faults(place, merged, shape.records) + shape.faults
    for name, column in legacy.items():
        _note_legacy(found, place, name, column, shape)
    if not found.rows and not table.may_be_empty:
        remedy = f"Ghi ít nhất một dòng, từ dòng {start + 1}, rồi chạy lại."
        fault = Fault(file=place.file, kind="blank", sheet=place.sheet, what="chưa có dòng nào", remedy=remedy)
        found.faults.append(fault)
    return found


def _columns(table: Table, headings: Headings, content: Sequence[Sequence[object]]) -> dict[str, list[object]]:
    """Return name of a column → its cells below the headings."""
    below = content[headings.bottom + 1 :]
    width = len(content[0])
    # One cell after the other in memory, then every n-th of them: half the time of going through the rows.
    every = list(chain.from_iterable(below))
    columns = {name: every[at::width] for name, at in headings.places.items()}
    for name, cells in columns.items():
        if table[name].kind in ("choice", "reference"):
            _share_words(cells)
    return columns


def _share_words(cells: list[object]) -> None:
    """Let equal words be one object: what looks at them next finds them in the cache."""
    if set(map(type, cells)) == {str}:
        words: dict[object, object] = {}
        cells[:] = map(words.setdefault, cells, cells)


def _no_headings(file: str, sheet: str, table: Table, *, blank: bool) -> Fault:
    quoted = join_list([f'"{column.heading}"' for column in table.columns[:_SHOWN_HEADINGS]])
    what = "trang trống" if blank else "không thấy hàng tiêu đề cột nào của bảng này"
    return Fault(
        file=file,
        kind="heading",
        sheet=sheet,
        what=what,
        remedy=f"Ghi tiêu đề cột ({quoted} …) trong một hàng, số liệu ở các dòng dưới, rồi chạy lại.",
    )


def _too_wide(file: str, sheet: str, width: int) -> Fault:
    last = column_letters(width - 1)
    what = f"trang có nội dung tới cột {last}, là {width} cột, mà một bảng có nhiều nhất {MOST_COLUMNS} cột"
    return Fault(
        file=file,
        kind="heading",
        sheet=sheet,
        value=str(width),
        what=what,
        remedy=f"Xóa các cột thừa từ cột {column_letters(MOST_COLUMNS)} trở đi rồi chạy lại.",
    )


def _is_empty(content: Sequence[Sequence[object]]) -> bool:
    return not any(not is_blank(cell) for row in content for cell in row)


def _choose_filled_doubles(headings: Headings, content: Sequence[Sequence[object]]) -> None:
    """Where a heading stands above several columns, read the first that holds anything."""
    for name, places in headings.doubles.items():
        below = content[headings.bottom + 1 :]
        headings.places[name] = next((p for p in places if any(not is_blank(row[p]) for row in below)), places[0])


def _take(
    found: SheetCells, shape: Shape, columns: Mapping[str, list[object]], plain: Mapping[str, Any], start: int
) -> None:
    """Keep the cells of the records, the word of a group where its column has none of its own."""
    records = shape.records - start
    places = records.tolist()
    every = len(places) == len(next(iter(columns.values()), ()))
    found.rows = (shape.records + 1).tolist()
    found.cells = {name: cells if every else [cells[n] for n in places] for name, cells in columns.items()}
    found.plain = {name: same[records] for name, same in plain.items()}
    found.bands = shape.bands
    found.excused = {place for first, last in shape.unnamed for place in range(first, last)}
    for name, bands in shape.bands.items():
        cells = found.cells.setdefault(name, [""] * len(places))
        found.plain.pop(name, None)
        for band in bands:
            for place in range(band.first, band.last):
                if is_blank(cells[place]):
                    cells[place] = band.word


def _note_legacy(found: SheetCells, place: FoundTable, name: str, column: LegacyCells, shape: Shape) -> None:
    """Say once of a column how many cells were typed in a legacy encoding; note the unclear ones."""
    start = place.headings.bottom + 1
    records = _among(sorted(column.typed), shape, start)
    if records:
        before = cell_text(column.typed[found.rows[records[0]] - start - 1])
        after = cell_text(found.cells[name][records[0]])
        what = f"{len(records)} ô gõ bằng bảng mã cũ (TCVN3, VNI) đã đọc thành Unicode"
        what += f', ví dụ "{before}" thành "{after}"'
        row, heading = found.rows[records[0]], place.table[name].heading
        remedy = "Xem lại các chữ đã đọc."
        found.faults.append(place.fault(row, what, remedy, kind="text", column=heading, value=before, warning=True))
    if column.errors:
        found.unreadable[name] = {
            record: error for at, error in column.errors.items() for record in _among([at], shape, start)
        }


def _among(places: Sequence[int], shape: Shape, start: int) -> list[int]:
    """Return the places among the records of places among the rows; other rows are left out."""
    rows = np.asarray(places, dtype=np.int64) + start
    found = np.searchsorted(shape.records, rows)
    inside = found < len(shape.records)
    inside[inside] = shape.records[found[inside]] == rows[inside]
    return [int(place) for place in found[inside]]


def _filled_places(content: Sequence[Sequence[object]], shape: Shape, headings: Headings) -> dict[int, bool]:
    """Return for every column that is none of the table's whether a record has something in it, errors not counted."""
    of_table = {place for name, place in headings.places.items() if name not in headings.doubles}
    records: list[Sequence[object]] = [content[row] for row in shape.records.tolist()]
    return {
        place: any(not is_blank(row[place]) and not is_error(row[place]) for row in records)
        for place in range(headings.width)
        if place not in of_table
    }
