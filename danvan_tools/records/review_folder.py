"""Both workbooks of a review folder, read and checked; nothing is written here."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from danvan_tools.errors import Fault
from danvan_tools.records.candidates import check_candidates, recognition_ids
from danvan_tools.records.committee import check_ballot_rules, check_committee, find_expertise, find_quota_groups
from danvan_tools.records.duplicates import check_near_names
from danvan_tools.records.identities import Registered, identify
from danvan_tools.records.indicators import check_indicators
from danvan_tools.records.lookups import Lookup
from danvan_tools.records.missing_candidates import MissingCandidates
from danvan_tools.records.parents import attach_parents, troubled_parents
from danvan_tools.records.rubrics import check_awards, check_criteria, check_index_points, check_tiers, check_ties
from danvan_tools.records.settings_sheet import read_settings
from danvan_tools.records.source_files import SourceFile, read_source
from danvan_tools.records.spreadsheets import Sheet, read_table, repeated_rows
from danvan_tools.records.tables_ahead import TablesAhead
from danvan_tools.records.unit_checks import check_units
from danvan_tools.records.unit_lookup import relate_units
from danvan_tools.schema import (
    CANDIDATE_TABLES,
    CANDIDATES_FILE,
    REVIEW_FILE,
    REVIEW_TABLES,
    SETTINGS_SHEET,
    Settings,
    Table,
)
from danvan_tools.schema.words import DOCUMENTS, SECTIONS, vietnamese

__all__ = ["FolderContent", "read_ahead", "read_folder"]

_Reading = Callable[[SourceFile | None, str, Table, Mapping[str, Lookup]], tuple[Sheet, list[Fault]]]
_FILES = (REVIEW_FILE, CANDIDATES_FILE)
_FILE_OF = {table.name: REVIEW_FILE for table in REVIEW_TABLES} | {t.name: CANDIDATES_FILE for t in CANDIDATE_TABLES}
# A sheet "Chỉ tiêu" is in both files.
_SHEETS = {
    REVIEW_FILE: ["", SETTINGS_SHEET, *(table.sheet for table in REVIEW_TABLES)],
    CANDIDATES_FILE: ["", *(table.sheet for table in CANDIDATE_TABLES)],
}
# Others refer to these, so they are read first.
_FIRST = ("sectors", "units", "candidates")


@dataclass(frozen=True)
class FolderContent:
    """What the two workbooks say.

    Attributes
    ----------
    settings : Settings or None
        None if they have faults.
    sheets : dict
        Name of a table → its sheet, all tables; empty where it could not be read.
    files : dict
        Name of a file that could be read → SHA-256 of its bytes.
    newcomers : tuple of Registered
        Candidates whose ids the ledger does not know yet.
    faults : tuple of Fault
        By file, sheet and row.
    """

    settings: Settings | None
    sheets: dict[str, Sheet]
    files: dict[str, str]
    newcomers: tuple[Registered, ...]
    faults: tuple[Fault, ...]

    def under_real_names(self, faults: Iterable[Fault]) -> list[Fault]:
        """Return faults with the names that the two files really have: the list may be ``candidates.csv``."""
        if not self.sheets:
            return list(faults)
        names = {REVIEW_FILE: self.sheets["units"].file, CANDIDATES_FILE: self.sheets["candidates"].file}
        return [replace(fault, file=names.get(fault.file, fault.file)) for fault in faults]

    def every_fault(self) -> list[Fault]:
        """Return the faults, and the candidates that may be one: that search looks at each name beside all others."""
        near = check_near_names(self.sheets) if self.sheets else []
        return _in_order([*self.faults, *near], self.sheets)


def read_folder(folder: Path, registered: Sequence[Registered] = (), ahead: TablesAhead | None = None) -> FolderContent:
    """Read and check both workbooks.

    Parameters
    ----------
    folder : Path
        The review folder.
    registered : sequence of Registered
        The candidates that the ledger knows.
    ahead : TablesAhead, optional
        From :func:`read_ahead`; used if the two files are the same still.
    """
    if not folder.is_dir():
        remedy = 'Kiểm tra đường dẫn, hoặc tạo thư mục mới bằng lệnh "danvan new".'
        fault = Fault(file=str(folder), kind="file", what="không có thư mục này", remedy=remedy)
        return FolderContent(None, {}, {}, (), (fault,))
    with _garbage_left():
        sources, faults = _read_sources(folder)
        values, wrong_settings = read_settings(sources[REVIEW_FILE])
        settings = None if wrong_settings or not values else Settings(**values)
        read = ahead.take if ahead is not None and ahead.fit(sources) else read_table
        sheets, newcomers, found = _read_sheets(sources, registered, read)
        faults += wrong_settings + found + _check(sheets, values)
    files = {name: source.digest for name, source in sources.items() if source is not None}
    content = FolderContent(settings, sheets, files, tuple(newcomers), ())
    return replace(content, faults=tuple(_in_order(content.under_real_names(faults), sheets)))


def read_ahead(folder: Path) -> TablesAhead:
    """Read the tables of both workbooks as far as that is possible without the ledger, for :func:`read_folder`."""
    with _garbage_left():
        sources, _ = _read_sources(folder)
        ahead = TablesAhead(sources)
        _read_sheets(sources, (), ahead.keep)
    return ahead


def _read_sources(folder: Path) -> tuple[dict[str, SourceFile | None], list[Fault]]:
    """Open both files."""
    faults: list[Fault] = []
    sources: dict[str, SourceFile | None] = {}
    for name in _FILES:
        sources[name], found = read_source(folder, name)
        faults += found
    return sources, faults


@contextmanager
def _garbage_left() -> Iterator[None]:
    """Do not look for garbage meanwhile: of the million cells that become objects none refers to another."""
    looked = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if looked:
            # What was made meanwhile counts as old, and is not looked through at once.
            gc.freeze()
            gc.enable()
            gc.unfreeze()


def _read_sheets(
    sources: dict[str, SourceFile | None], registered: Sequence[Registered], read: _Reading
) -> tuple[dict[str, Sheet], list[Registered], list[Fault]]:
    """Read every table, find the candidate of every row, and the repeated rows."""
    sheets: dict[str, Sheet] = {}
    lookups: dict[str, Lookup] = {}
    newcomers: list[Registered] = []
    names: dict[str, str] = {}
    troubled: frozenset[str] = frozenset()
    missing: MissingCandidates | None = None
    faults: list[Fault] = []
    for table in sorted((*REVIEW_TABLES, *CANDIDATE_TABLES), key=_reading_order):
        source = sources[_FILE_OF[table.name]]
        file = _FILE_OF[table.name] if source is None else source.name
        sheet, found = read(source, file, table, lookups)
        if missing is not None and "candidate_id" in table.names:
            sheet, found = missing.take(sheet, found)
        if table.name == "candidates":
            faults += found
            ids, newcomers, found = identify(sheet, registered)
            sheet.put("candidate_id", ids)
            troubled, questions = troubled_parents(sheet, found), found
        elif "candidate_name" in table.names and "candidates" in lookups:
            if not names and len(sheet.frame):
                names = {one: name for _, one, name in sheets["candidates"].rows("candidate_id", "name")}
            ids, found = attach_parents(sheet, names, lookups["candidates"], found, troubled)
            sheet.put("candidate_id", ids)
        faults += found
        if table.name != "candidates":
            faults += repeated_rows(sheet)
        if table.name == "recognitions":
            sheet.put("recognition_id", recognition_ids(sheet.frame))
        sheets[table.name] = sheet
        if table.name == "units":
            units, found = relate_units(sheet)
            faults += found
        if sheet.complete and table.key:
            lookups[table.name] = units if table.name == "units" else Lookup.of(table, sheet.frame)
        if table.name == "candidates":
            missing = MissingCandidates(sheet, registered, questions, lookups.get(table.name))
    faults += missing.faults() if missing else []
    faults += find_expertise(sheets["committee"], lookups.get("sectors"))
    return sheets, newcomers, faults + find_quota_groups(sheets["quotas"], lookups)


def _reading_order(table: Table) -> int:
    return _FIRST.index(table.name) if table.name in _FIRST else len(_FIRST)


def _check(sheets: dict[str, Sheet], settings: Mapping[str, Any]) -> list[Fault]:
    """Return what contradicts itself between rows and sheets."""
    return [
        *check_units(sheets, settings),
        *check_committee(sheets["committee"]),
        *check_criteria(sheets["criteria"], settings),
        *check_tiers(sheets["tiers"], sheets["criteria"], sheets["units"]),
        *check_awards(sheets["awards"], sheets["criteria"], sheets["tiers"]),
        *check_ties(sheets["ties"], sheets["criteria"]),
        *check_ballot_rules(sheets["ballot_rules"]),
        *_sections_without_text(sheets["documents"], sheets["paragraphs"]),
        *check_candidates(sheets, settings),
        *check_index_points(sheets["candidates"], sheets["criteria"]),
        *check_indicators(sheets["indicators"], settings),
    ]


def _sections_without_text(documents: Sheet, paragraphs: Sheet) -> list[Fault]:
    """Warn of sections of a document that nobody wrote."""
    if not paragraphs.complete:
        return []
    written = set(zip(paragraphs.frame["document"], paragraphs.frame["section"], strict=True))
    return [
        Fault(
            file=paragraphs.file,
            kind="blank",
            sheet=paragraphs.table.sheet,
            column=paragraphs.table["section"].heading,
            value=words,
            what=f'mục "{words}" của "{vietnamese(DOCUMENTS, document)}" chưa có đoạn nào',
            remedy="Ghi ít nhất một đoạn trước khi in văn bản.",
            severity="warning",
        )
        for document in documents.frame["document"].tolist()
        if document
        for words, section in SECTIONS.items()
        if (document, section) not in written
    ]


def _in_order(faults: Sequence[Fault], sheets: Mapping[str, Sheet]) -> list[Fault]:
    """Order faults as a person walks through the files; a sheet of another name stands where its table does."""
    places = {(file, name): place for file, names in _SHEETS.items() for place, name in enumerate(names)}
    for name, sheet in sheets.items():
        file = _FILE_OF[name]
        places.setdefault((file, sheet.name or ""), places[file, sheet.table.sheet])

    # The list may be candidates.csv.
    stems = {Path(name).stem: name for name in _FILES}
    standards = {file: stems.get(Path(file).stem, "") for file in {fault.file for fault in faults}}

    def place(fault: Fault) -> tuple[int, int, int]:
        standard = standards[fault.file]
        file = _FILES.index(standard) if standard else len(_FILES)
        return file, places.get((standard, fault.sheet), len(places)), fault.row or 0

    return sorted(faults, key=place)
