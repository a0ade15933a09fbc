"""Finds the grid on a sheet that came back, and whether its ids, names and headings are as they were written."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from danvan_tools.errors import Fault, FaultKind
from danvan_tools.language import format_points, suggestion
from danvan_tools.records.cell_text import cell_text, is_blank
from danvan_tools.records.headings import column_letters
from danvan_tools.records.ledger_entries import nfc
from danvan_tools.records.score_sheet_grids import (
    ID_HEADING,
    NAME_HEADING,
    NUMBER_HEADING,
    TOTAL_HEADING,
    owner_line,
)
from danvan_tools.records.score_sheet_manifest import Grid

__all__ = ["EXPORT_AGAIN", "MOST_FAULTS", "Frame", "SheetFaults", "address", "find_frame"]

Rows = Sequence[Sequence[object]]

EXPORT_AGAIN = "Xuất lại phiếu rồi chép điểm sang phiếu mới."
_UNDO = "Sửa lại như lúc xuất, hoặc xuất lại phiếu rồi chép điểm sang phiếu mới."
# Three rows of headings: id of the criterion, name, highest points.
_HEADING_ROWS, _SEARCHED_ROWS = 3, 30
# Beyond the grid that was written: enough for every note, too little to fill the memory with faults.
_MORE_ROWS, _MORE_COLUMNS = 500, 100
MOST_FAULTS, _SHOWN = 100, 60


@dataclass(frozen=True)
class Frame:
    """Where the candidates and criteria of a grid stand on a sheet, from 0."""

    rows: dict[str, int]
    columns: dict[str, int]


class SheetFaults:
    """The faults of one sheet of one file."""

    def __init__(self, file: str, sheet: str) -> None:
        self._file, self._sheet = file, sheet
        self.faults: list[Fault] = []

    def add(
        self,
        what: str,
        remedy: str,
        kind: FaultKind,
        place: tuple[int, int] | None = None,
        *,
        heading: str = "",
        value: object = "",
    ) -> None:
        """Note a fault of the sheet, or of the cell at `place` (row and column from 0)."""
        cell = address(*place) if place else ""
        self.faults.append(
            Fault(
                file=self._file,
                sheet=self._sheet,
                kind=kind,
                row=place[0] + 1 if place else None,
                column=heading,
                cell=cell,
                value=short(value),
                what=f"ô {cell}: {what}" if cell and not heading else what,
                remedy=remedy,
            )
        )


def address(row: int, column: int) -> str:
    """Return the address of a cell as a spreadsheet shows it."""
    return f"{column_letters(column)}{row + 1}"


def short(cell: object) -> str:
    """Return the beginning of what a cell shows."""
    text = cell_text(cell)
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…"


def find_frame(faults: SheetFaults, rows: Rows, grid: Grid, owner: str) -> Frame | None:
    """Return where the cells of a grid are, in whatever order its rows and columns stand.

    Parameters
    ----------
    faults : SheetFaults
        Gets every fault; there is a frame only if there is none.
    rows : sequence of rows
        The sheet, all rows of one width.
    grid : Grid
        As it was written.
    owner : str
        Whose it is.
    """
    top = next((at for at, row in enumerate(rows[:_SEARCHED_ROWS]) if ID_HEADING in map(_text, row)), None)
    if top is None or top + _HEADING_ROWS > len(rows):
        faults.add(f'không thấy hàng tiêu đề có ô "{ID_HEADING}"', _UNDO, "heading")
        return None
    height, width = len(rows), len(rows[0])
    if height > top + len(grid.candidates) + _MORE_ROWS or width > len(grid.criteria) + _MORE_COLUMNS:
        what = f"trang trải tới ô {address(height - 1, width - 1)}, rộng hơn hẳn phiếu đã xuất"
        faults.add(what, "Xóa các ô thừa ở ngoài bảng chấm rồi chạy lại.", "heading")
        return None
    _check_owner(faults, rows[:top], owner)
    places = _find_columns(faults, rows[top], top, grid)
    if faults.faults:
        return None
    _check_headings(faults, rows, top, places, grid)
    found = _find_rows(faults, rows, top + _HEADING_ROWS, places, grid)
    return (
        None if faults.faults else Frame(found, {one.criterion_id: places[one.criterion_id] for one in grid.criteria})
    )


def _check_owner(faults: SheetFaults, above: Rows, owner: str) -> None:
    """Refuse a sheet that was copied here from another reviewer's file."""
    lines = [text for row in above for cell in row if (text := _text(cell)).startswith(_text(owner_line("")))]
    if lines != [_text(owner_line(owner))]:
        found = f'ghi "{short(lines[0])}"' if lines else "không ghi tên thành viên"
        what = f"trang {found}, còn tệp là phiếu của {owner}"
        faults.add(what, f"Mỗi thành viên một tệp riêng. {EXPORT_AGAIN}", "contradiction")


def _find_columns(faults: SheetFaults, cells: Sequence[object], top: int, grid: Grid) -> dict[str, int]:
    """Return heading → column; headings that are new, there twice or gone are faults."""
    criteria = [one.criterion_id for one in grid.criteria]
    known = {_text(text): text for text in (ID_HEADING, NAME_HEADING, NUMBER_HEADING, TOTAL_HEADING, *criteria)}
    here = set(map(_text, cells))
    places: dict[str, int] = {}
    for column, cell in enumerate(cells):
        text = _text(cell)
        heading = known.get(text)
        if heading is not None and heading not in places:
            places[heading] = column
        elif heading is not None:
            faults.add(f'tiêu đề "{heading}" có ở hai cột', _UNDO, "repeat", (top, column))
        elif text:
            hint = suggestion(short(cell), [word for key, word in known.items() if key not in here])
            what = f'tiêu đề "{short(cell)}" không có trong phiếu đã xuất'
            faults.add(what, hint + _UNDO, "heading", (top, column))
    for heading in (heading for heading in (ID_HEADING, NAME_HEADING, *criteria) if heading not in places):
        faults.add(f'thiếu cột "{heading}"', _UNDO, "heading")
    return places


def _check_headings(faults: SheetFaults, rows: Rows, top: int, places: dict[str, int], grid: Grid) -> None:
    """Refuse names and highest points of criteria that are not as they were written."""
    for criterion in grid.criteria:
        column = places[criterion.criterion_id]
        most = format_points(Decimal(criterion.max_points)).replace(".", "")
        for below, wanted in ((1, _text(criterion.name)), (2, most)):
            cell = rows[top + below][column]
            if _text(cell) != wanted:
                what = f'tiêu đề của tiêu chí {criterion.criterion_id} là "{short(cell)}", lúc xuất là "{wanted}"'
                faults.add(what, _UNDO, "heading", (top + below, column))


def _find_rows(faults: SheetFaults, rows: Rows, first: int, places: dict[str, int], grid: Grid) -> dict[str, int]:
    """Return candidate → row; ids or names that are new, there twice, gone or mixed up are faults."""
    names = {_text(one.candidate_id): one for one in grid.candidates}
    numbers = {key: str(number) for number, key in enumerate(names, start=1)}
    found: dict[str, int] = {}
    for row in range(first, len(rows)):
        cells = rows[row]
        place = (row, places[ID_HEADING])
        key = _text(cells[place[1]])
        candidate = names.get(key)
        _check_outside(faults, row, cells, set(places.values()) if key else {places[NAME_HEADING]})
        if candidate is None and key:
            hint = suggestion(key[:_SHOWN], [one for one in names if one not in found])
            what = f'mã hồ sơ "{short(key)}" không có trong phiếu đã xuất'
            faults.add(what, hint + _UNDO, "word", place, value=key)
        elif key in found:
            faults.add(f'mã hồ sơ "{key}" đã có ở dòng {found[key] + 1}', _UNDO, "repeat", place, value=key)
        elif candidate is not None:
            found[key] = row
            name = cells[places[NAME_HEADING]]
            if _text(name) != _text(candidate.name):
                what = f'mã hồ sơ {key} đi với tên "{short(name)}", lúc xuất là "{candidate.name}"'
                faults.add(what, _UNDO, "contradiction", place, value=name)
            else:
                _check_number(faults, row, cells, places, numbers[key])
        if len(faults.faults) >= MOST_FAULTS:
            return {}
    for key in (key for key in names if key not in found):
        faults.add(f'thiếu dòng của hồ sơ {key} "{names[key].name}"', _UNDO, "count")
    return {one.candidate_id: found[key] for key, one in names.items() if key in found}


def _check_number(faults: SheetFaults, row: int, cells: Sequence[object], places: dict[str, int], number: str) -> None:
    """Refuse what was typed over the number of a row: nobody would read it, and it may be a mark."""
    column = places.get(NUMBER_HEADING)
    if column is not None and not is_blank(cells[column]) and _text(cells[column]) != number:
        what = f'"{short(cells[column])}" được gõ đè lên số thứ tự {number}'
        remedy = "Chép nội dung vào đúng ô của phiếu rồi ghi lại số thứ tự."
        faults.add(what, remedy, "value", (row, column), value=cells[column])


def _check_outside(faults: SheetFaults, row: int, cells: Sequence[object], inside: set[int]) -> None:
    """Refuse what stands beside or below the grid: nobody would read it."""
    for column, cell in enumerate(cells):
        if column not in inside and not is_blank(cell):
            remedy = "Chép nội dung vào đúng dòng, đúng cột của phiếu rồi xóa ô này."
            faults.add(f'"{short(cell)}" nằm ngoài bảng chấm', remedy, "value", (row, column), value=cell)


def _text(cell: object) -> str:
    """Return the text of a cell as it is compared with what was written."""
    return " ".join(nfc(cell_text(cell)).split())
