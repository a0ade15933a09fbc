"""Which sheet of a file holds a table."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from danvan_tools.language import comparison_key, nearest, toneless_key
from danvan_tools.records.heading_rows import find_headings
from danvan_tools.records.headings import KnownHeadings
from danvan_tools.records.source_files import SourceFile
from danvan_tools.schema import CANDIDATE_TABLES, REVIEW_TABLES, SETTINGS_SHEET, Table

__all__ = ["find_sheet", "find_table", "main_table", "nearest_sheet", "tables_beside"]

_LEAST_COLUMNS = 2
_CATEGORY_SHEETS = {"danhmuc", "danh muc", "dm", "ma", "bang ma"}
# The headings are near the top; what is below says nothing about which table it is.
_ROWS_READ = 80


def find_sheet(source: SourceFile, wanted: str) -> str | None:
    """Return the workbook's own spelling of a sheet's name, or None if it has no sheet of that name."""
    key = comparison_key(wanted)
    return next((sheet.name for sheet in source.sheets if comparison_key(sheet.name) == key), None)


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
    """Return the sheet that holds a table: the one of its name, else the visible one whose headings fit clearly best.

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
    content = source.rows(sheet)[:_ROWS_READ]
    scores = []
    for table in tables:
        found = find_headings(content, source.merged_ranges(sheet), KnownHeadings(table))
        if found is not None and any(count > 1 for count in Counter(filter(None, found.labels)).values()):
            # Code tables side by side repeat "Mã", "Tên".
            found = None
        scores.append(0 if found is None else len(found.places))
    own, others = scores[0], scores[1:]
    return own if own >= _LEAST_COLUMNS and own > max(others, default=0) else 0
