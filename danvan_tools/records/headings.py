"""Which sheet, and which of its columns, hold what a table asks for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from danvan_tools.errors import Fault
from danvan_tools.language import comparison_key, nearest, suggestion
from danvan_tools.records.cells import cell_text, is_blank
from danvan_tools.records.source_files import UnreadableWorkbookError
from danvan_tools.schema import Table

__all__ = ["column_letters", "find_sheet", "match_headings"]

# Columns that number the rows; the number means nothing.
_NUMBERING = {"stt", "tt"}


def find_sheet(names: Sequence[str], wanted: str) -> str:
    """Return the workbook's own spelling of a sheet's name.

    Raises
    ------
    UnreadableWorkbookError
        If there is no such sheet; its remedy names the nearest one.
    """
    for name in names:
        if comparison_key(name) == comparison_key(wanted):
            return name
    like = nearest(wanted, names)
    remedy = f'Thêm trang "{wanted}" rồi chạy lại.'
    if like is not None:
        remedy = f'Có trang "{like}": nếu đúng là trang này thì đổi tên thành "{wanted}" rồi chạy lại.'
    msg = "không có trang này"
    raise UnreadableWorkbookError(msg, remedy)


def match_headings(file: str, table: Table, content: Sequence[Sequence[object]]) -> tuple[dict[str, int], list[Fault]]:
    """Find the columns of a table by the headings in row 2.

    Parameters
    ----------
    file : str
        For the faults.
    table : Table
        Whose headings are looked for; case, white space and line breaks do not matter.
    content : sequence of rows
        The whole sheet from row 1.

    Returns
    -------
    dict
        Name of a column → its place, from 0. Empty if row 2 holds no heading at all.
    list of Fault
        Columns that are missing, unknown or there twice.
    """
    known = {comparison_key(column.heading): column.name for column in table.columns}
    headings = [cell_text(cell) for cell in content[1]] if len(content) > 1 else []
    keys = [comparison_key(heading) for heading in headings]
    if not any(key in known for key in keys):
        what = f'dòng 2 không có tiêu đề cột nào như "{table.columns[0].heading}"'
        remedy = "Để tên bảng ở dòng 1, tiêu đề cột ở dòng 2, số liệu từ dòng 3 rồi chạy lại."
        return {}, [Fault(file=file, kind="heading", sheet=table.sheet, row=2, what=what, remedy=remedy)]
    places: dict[str, int] = {}
    faults = []
    for place, (heading, key) in enumerate(zip(headings, keys, strict=True)):
        name = known.get(key)
        if name is not None and name in places:
            letters = f"{column_letters(places[name])} và {column_letters(place)}"
            what = f"tiêu đề này có ở hai cột {letters}"
            faults.append(_heading_fault(file, table, heading, what, "Xóa hoặc đổi tên một cột rồi chạy lại."))
        elif name is not None:
            places[name] = place
        elif key not in _NUMBERING and any(not is_blank(row[place]) for row in content[2:]):
            faults.append(_unknown(file, table, heading, place, places))
    return places, faults + _missing(file, table, places)


def column_letters(place: int) -> str:
    """Return the letters a spreadsheet shows above a column (0 → A, 26 → AA)."""
    letters = ""
    number = place + 1
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def _unknown(file: str, table: Table, heading: str, place: int, places: Mapping[str, int]) -> Fault:
    letters = column_letters(place)
    if not heading:
        what = f"cột {letters} có nội dung mà dòng 2 không có tiêu đề"
        return _heading_fault(file, table, "", what, "Ghi tiêu đề hoặc xóa cột rồi chạy lại.")
    free = [column.heading for column in table.columns if column.name not in places]
    hint = suggestion(heading, free) or suggestion(heading, [column.heading for column in table.columns])
    remedy = f"{hint}Sửa tiêu đề rồi chạy lại." if hint else "Xóa cột hoặc sửa tiêu đề rồi chạy lại."
    return _heading_fault(file, table, heading, f"phần mềm không biết cột này (cột {letters})", remedy)


def _missing(file: str, table: Table, places: Mapping[str, int]) -> list[Fault]:
    remedy = "Thêm cột, tiêu đề ở dòng 2, rồi chạy lại."
    return [
        _heading_fault(file, table, column.heading, "thiếu cột bắt buộc này", remedy)
        for column in table.columns
        if column.required and column.name not in places
    ]


def _heading_fault(file: str, table: Table, heading: str, what: str, remedy: str) -> Fault:
    return Fault(
        file=file, kind="heading", sheet=table.sheet, row=2, column=heading, value=heading, what=what, remedy=remedy
    )
