"""Which sheet of a file holds a table."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from danvan_tools.errors import Fault
from danvan_tools.language import comparison_key, nearest, toneless_key
from danvan_tools.records.heading_rows import find_headings
from danvan_tools.records.headings import KnownHeadings
from danvan_tools.records.source_files import SourceFile, UnreadableWorkbookError
from danvan_tools.schema import CANDIDATE_TABLES, REVIEW_TABLES, SETTINGS_SHEET, Table

__all__ = ["choose_sheet", "find_sheet", "find_table", "main_table", "nearest_sheet", "tables_beside"]

_LEAST_COLUMNS = 2
_CATEGORY_SHEETS = {"danhmuc", "danh muc", "dm", "ma", "bang ma"}


def find_sheet(source: SourceFile, wanted: str) -> str | None:
    """Return the workbook's own spelling of a visible sheet's name, or None if it has no such sheet."""
    return _named(source, wanted, visible=True)


def _hidden_sheet(source: SourceFile, wanted: str) -> str | None:
    """Return the workbook's own spelling of a hidden sheet's name, or None if it has no such sheet."""
    return _named(source, wanted, visible=False)


def _named(source: SourceFile, wanted: str, *, visible: bool) -> str | None:
    key = comparison_key(wanted)
    found = (one.name for one in source.sheets if one.visible == visible and comparison_key(one.name) == key)
    return next(found, None)


def nearest_sheet(source: SourceFile, wanted: str, taken: Sequence[str]) -> str | None:
    """Return the visible sheet whose name is most like the wanted one and is no other table's."""
    keys = {comparison_key(name) for name in taken}
    names = [sheet.name for sheet in source.sheets if sheet.visible and comparison_key(sheet.name) not in keys]
    return nearest(wanted, names)


def tables_beside(table: Table) -> tuple[Table, ...]:
    """Return all tables of the file a table belongs to, itself among them."""
    for tables in (CANDIDATE_TABLES, REVIEW_TABLES):
        if any(other.name == table.name for other in tables):
            return tables
    return REVIEW_TABLES if table.sheet == SETTINGS_SHEET else (table,)


def main_table(tables: Sequence[Table]) -> Table:
    """Return the table that a file of one table holds: the first that may not be empty."""
    return next((table for table in tables if not table.may_be_empty), tables[0])


def find_table(source: SourceFile, table: Table, beside: Sequence[Table] = ()) -> str | None:
    """Return the sheet that holds a table: of the visible ones that of its name, else the one whose headings fit.

    Parameters
    ----------
    source : SourceFile
        Any workbook; names of sheets need mean nothing.
    table : Table
        What is looked for.
    beside : sequence of Table
        Other tables that the file may hold: a sheet that has the name or more headings of one of them is not taken.

    Returns
    -------
    str or None
        None if there is no such sheet, or if two fit equally well. Hidden sheets and sheets of code tables are
        not looked at. A table of text has one sheet, named "": the first of the tables that may not be empty.
    """
    named = find_sheet(source, table.sheet)
    if named is not None:
        return named
    tables = [table, *(other for other in beside if other.name != table.name)]
    if source.single:
        return source.sheets[0].name if main_table(beside or tables).name == table.name else None
    claimed = {comparison_key(other.sheet) for other in tables}
    fits = []
    for sheet in source.sheets:
        if sheet.visible and not _is_category(sheet.name) and comparison_key(sheet.name) not in claimed:
            score = _fit(source, sheet.name, tables)
            if score:
                fits.append((score, sheet.name))
    fits.sort(reverse=True)
    if not fits or (len(fits) > 1 and fits[0][0] == fits[1][0]):
        return None
    return fits[0][1]


def _is_category(name: str) -> bool:
    return toneless_key(comparison_key(name)) in _CATEGORY_SHEETS


def _fit(source: SourceFile, sheet: str, tables: Sequence[Table]) -> int:
    """Return how many columns of the first table a sheet has, or 0 if another table fits as well or better."""
    content = source.rows(sheet)
    scores = []
    for table in tables:
        found = find_headings(content, source.merged_ranges(sheet), KnownHeadings(table))
        if found is not None and any(count > 1 for count in Counter(filter(None, found.labels)).values()):
            # Code tables side by side repeat "Mã", "Tên".
            found = None
        scores.append(0 if found is None else len(found.places))
    own, others = scores[0], scores[1:]
    return own if own >= _LEAST_COLUMNS and own > max(others, default=0) else 0


def choose_sheet(source: SourceFile, file: str, table: Table) -> tuple[str | None, list[Fault]]:
    """Return the sheet of a table, and what must be said where it has another name or is not there."""
    beside = tables_beside(table)
    try:
        sheet = find_table(source, table, beside)
    except UnreadableWorkbookError as error:
        return None, [Fault(file=file, kind="heading", sheet=table.sheet, what=error.what, remedy=error.remedy)]
    if sheet is not None and (source.single or find_sheet(source, table.sheet) is not None):
        return sheet, []
    hidden = _hidden_sheet(source, table.sheet)
    if sheet is not None:
        what = f'trang "{hidden}" đang ẩn nên không đọc' if hidden else f'không có trang "{table.sheet}"'
        what += "; đã đọc trang này vì tiêu đề cột khớp hơn cả"
        remedy = f'Nếu đúng thì {"xóa trang ẩn, " if hidden else ""}đổi tên trang thành "{table.sheet}".'
        return sheet, [
            Fault(file=file, kind="heading", sheet=sheet, what=what, remedy=remedy, severity="warning", value=sheet)
        ]
    if source.single and main_table(beside).name != table.name:
        return None, []
    return None, [_no_sheet(source, file, table, hidden)]


def _no_sheet(source: SourceFile, file: str, table: Table, hidden: str | None) -> Fault:
    """Say that a table has no sheet that is read: hidden, of another name, or not there."""
    if hidden is not None:
        remedy = "Bỏ ẩn trang nếu đúng là trang cần đọc, xóa trang nếu không, rồi chạy lại."
        what = "trang này đang ẩn nên không đọc"
        return Fault(file=file, kind="heading", sheet=hidden, what=what, remedy=remedy)
    like = nearest_sheet(source, table.sheet, [SETTINGS_SHEET, *(other.sheet for other in tables_beside(table))])
    remedy = f'Thêm trang "{table.sheet}" rồi chạy lại.'
    if like is not None:
        remedy = f'Có trang "{like}": nếu đúng là trang này thì đổi tên thành "{table.sheet}" rồi chạy lại.'
    if table.may_be_empty and like is None:
        what = "không có trang này nên coi như chưa có dòng nào"
        return Fault(file=file, kind="heading", sheet=table.sheet, what=what, remedy=remedy, severity="warning")
    return Fault(file=file, kind="heading", sheet=table.sheet, what="không có trang này", remedy=remedy)
