"""Tables read before it is known which candidates the ledger knows, and used only while the files are the same."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from danvan_tools.errors import Fault
from danvan_tools.records.lookups import Lookup
from danvan_tools.records.source_files import SourceFile
from danvan_tools.records.spreadsheets import Sheet, read_table
from danvan_tools.schema import Table

__all__ = ["TablesAhead"]

_CANDIDATES = "candidates"


class TablesAhead:
    """What :func:`read_table` gave for every table, each to be taken once.

    What a table of the folder reads as depends on the two files and, where it names candidates, on their ids. Those
    the ledger issues: a reading made with other ids is not taken.

    Parameters
    ----------
    sources : mapping
        Name of a file → the file as read; None if it could not be.
    """

    def __init__(self, sources: Mapping[str, SourceFile | None]) -> None:
        self._files = _named(sources)
        self._read: dict[str, tuple[Sheet, list[Fault], object]] = {}

    def fit(self, sources: Mapping[str, SourceFile | None]) -> bool:
        """Tell whether the files are the same still: their names and the SHA-256 of their bytes."""
        return None not in self._files.values() and _named(sources) == self._files

    def keep(
        self, source: SourceFile | None, file: str, table: Table, lookups: Mapping[str, Lookup]
    ) -> tuple[Sheet, list[Fault]]:
        """Read a table, and keep a copy of it as it is before ids are put into it."""
        sheet, found = read_table(source, file, table, lookups)
        self._read[table.name] = (replace(sheet, frame=sheet.frame.copy()), list(found), _ids(table, lookups))
        return sheet, found

    def take(
        self, source: SourceFile | None, file: str, table: Table, lookups: Mapping[str, Lookup]
    ) -> tuple[Sheet, list[Fault]]:
        """Return a table as it was kept, if it was with these candidates; else read it."""
        sheet, found, ids = self._read.pop(table.name, (None, [], None))
        if sheet is None or ids != _ids(table, lookups):
            return read_table(source, file, table, lookups)
        return sheet, found


def _named(sources: Mapping[str, SourceFile | None]) -> dict[str, tuple[str, str] | None]:
    return {name: None if one is None else (one.name, one.digest) for name, one in sources.items()}


def _ids(table: Table, lookups: Mapping[str, Lookup]) -> object:
    """Return what a table is read with that is not in the files: the ids of the candidates, and their names."""
    if not any(column.refers_to == _CANDIDATES for column in table.columns) or _CANDIDATES not in lookups:
        return None
    return lookups[_CANDIDATES].pairs
