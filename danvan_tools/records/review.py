"""A review folder, opened: its settings, its tables and its ledger."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

import pandas as pd

from danvan_tools.errors import DanvanError, Fault, FaultyFilesError
from danvan_tools.records.access_notes import code_faults
from danvan_tools.records.assignments import assignments_table
from danvan_tools.records.counted_records import (
    attach_to_survivors,
    split_marks,
    warn_of_reopened,
    with_recusals,
    withdrawals_table,
)
from danvan_tools.records.ledger import Ledger
from danvan_tools.records.ledger_errors import LedgerConflictError
from danvan_tools.records.ledger_warnings import candidates_gone, marks_against_rules
from danvan_tools.records.load_recording import ReasonNeededError, record_load
from danvan_tools.records.loads import (
    LastLoad,
    compare_with,
    fold_loads,
    reason_needed,
    settle_whole_digests,
)
from danvan_tools.records.registered import Registered
from danvan_tools.records.review_folder import FolderContent, read_folder
from danvan_tools.records.review_ledger import (
    LEDGER_FILE,
    SECRETARY,
    guards_restored,
    has_marks,
    ledger_copy,
    ledger_fault,
    open_existing_ledger,
    open_ledger,
    unguarded,
)
from danvan_tools.records.review_memory import ReviewMemory, roll_of
from danvan_tools.records.row_digests import row_digests
from danvan_tools.records.rubric_versions import confirmed_marks
from danvan_tools.records.rubrics import build_rubrics
from danvan_tools.records.tables_ahead import TablesAhead
from danvan_tools.schema import Rubric, Settings, Tables

__all__ = ["ReasonNeededError", "Review", "check_folder", "open_review", "record_load"]


@dataclass(frozen=True)
class _Load:
    """What :func:`record_load` goes by: digests of the files, candidates without an issued id, the load before."""

    files: Mapping[str, str]
    newcomers: tuple[Registered, ...]
    last: LastLoad


@dataclass
class Review:
    """One review as its files and its ledger stood when it was opened.

    Attributes
    ----------
    folder : Path
    settings : Settings
    sectors, units, committee, … : DataFrame
        The tidy tables, with the columns of the schema; `recognitions` has ``recognition_id`` too.
    rubrics : dict
        Holder → :class:`Rubric`.
    ledger : Ledger
    content : FolderContent
        What the two workbooks say, with the places of their cells.
    load : object
        What :func:`record_load` goes by; nobody else's business.
    memory : object
        What was read of the ledger and is not read again; never a source of its own.
    """

    folder: Path
    settings: Settings
    sectors: pd.DataFrame
    units: pd.DataFrame
    committee: pd.DataFrame
    conflicts: pd.DataFrame
    criteria: pd.DataFrame
    tiers: pd.DataFrame
    awards: pd.DataFrame
    quotas: pd.DataFrame
    ties: pd.DataFrame
    ballot_rules: pd.DataFrame
    documents: pd.DataFrame
    paragraphs: pd.DataFrame
    candidates: pd.DataFrame
    sites: pd.DataFrame
    milestones: pd.DataFrame
    recognitions: pd.DataFrame
    indicators: pd.DataFrame
    rubrics: dict[str, Rubric]
    ledger: Ledger
    content: FolderContent = field(repr=False)
    load: _Load = field(repr=False)
    recorded: bool = field(default=False, init=False, repr=False)
    memory: ReviewMemory = field(default_factory=ReviewMemory, init=False, repr=False, compare=False)

    @cached_property
    def compared(self) -> tuple[dict[str, str], pd.DataFrame]:
        """The digests of the rows, and what differs from the last load; a reviewer's desk asks for neither."""
        return _compare({name: getattr(self, name) for name in _TABLE_NAMES}, self.load.last)

    @property
    def changes(self) -> pd.DataFrame:
        """``candidate_id name change columns``: what differed from the last load when the review was opened.

        On the very first load that is every candidate.
        """
        return self.compared[1]

    @property
    def changes_recorded(self) -> bool:
        """Whether the ledger holds the load; False while the differences wait for a reason."""
        return self.recorded or self.changes.empty

    @property
    def provisional_ids(self) -> frozenset[str]:
        """Ids that are not issued before the load is recorded; nothing may be marked under one."""
        return frozenset(newcomer.candidate_id for newcomer in self.load.newcomers)

    def standing(self) -> LastLoad:
        """Return what the secretary's stream comes to at this moment: also what another window withdrew."""
        known = self.memory.standing
        if known is None or known.seq < self.load.last.seq:
            known = self.load.last
        elif self.memory.is_read(SECRETARY):
            return known
        newer = self.ledger.entries(SECRETARY, after=known.seq)
        self.memory.standing = fold_loads(newer, known) if newer else known
        return self.memory.standing

    @property
    def faults(self) -> list[Fault]:
        """The warnings, looked for when asked: candidates that may be one, judgements the records do not bear out."""
        tables = {name: getattr(self, name) for name in _TABLE_NAMES}
        changes = self.changes.iloc[:0] if self.changes_recorded else self.changes
        warnings = _ledger_warnings(tables, changes, self.ledger, self.load.last, self.settings)
        return [*self.content.every_fault(), *self.content.under_real_names(warnings)]

    def under_review(self) -> pd.DataFrame:
        """Return the rows of the candidates nominated by ``as_of`` that were neither withdrawn nor merged."""
        return roll_of(self).candidates.copy()

    def tables(self) -> Tables:
        """Return copies of every table, with marks, recommendations and decisions as they are now.

        Merged candidates are part of those they were merged into. Of marks and recommendations
        only those are here that count: none of a candidate that left the review, no marks given
        under another holder, nor before the round or under an earlier version of their criterion until they are
        confirmed. Committee and conflicts are those of the last opening of the round.

        Raises
        ------
        FaultyFilesError
            If the chain of a stream does not hold: all of the ledger is read for these tables.
        """
        last, sitting = self.standing(), roll_of(self).sitting
        files = {name: getattr(self, name) for name in _TABLE_NAMES}
        files |= {"committee": sitting.committee, "conflicts": sitting.conflicts}
        tables = attach_to_survivors(files, last)
        in_force = self.ledger.current_marks()
        tables["conflicts"] = with_recusals(tables["conflicts"], in_force, last)
        marks, reopened = split_marks(_of_others(in_force, last), tables["candidates"])
        return Tables(
            settings=self.settings,
            marks=confirmed_marks(self, marks),
            reopened=reopened,
            recommendations=_of_others(self.ledger.recommendations(), last),
            decisions=self.ledger.decisions(),
            struck=_of_others(self.ledger.struck(), last),
            ballots=_of_others(self.ledger.ballots(), last),
            withdrawals=withdrawals_table(last),
            assignments=assignments_table(self),
            **{name: table.copy(deep=True) for name, table in tables.items()},
        )


def _of_others(table: pd.DataFrame, last: LastLoad) -> pd.DataFrame:
    """Return the rows of candidates that did not leave the review."""
    return table[~table["candidate_id"].isin(list(last.withdrawn))].reset_index(drop=True)


_TABLE_NAMES = tuple(
    name for name in Tables.__dataclass_fields__ if name != "settings" and name in Review.__dataclass_fields__
)


def open_review(folder: str | Path, *, ledger: Ledger | None = None, ahead: TablesAhead | None = None) -> Review:
    """Open a review folder.

    Ids are issued and the load is recorded on the very first load, and later as long as nobody
    has marked. Once marks exist the differences in ``changes`` wait for :func:`record_load`.
    Who may not write the secretary's stream of a shared ledger records nothing.

    Of the ledger only the secretary's stream is read now; every other one when something is asked of it, and its chain
    is followed then (:meth:`Ledger.verify` follows all).

    Parameters
    ----------
    folder : str or Path
    ledger : Ledger, optional
        The shared ledger as somebody's own account sees it; the one that the folder names if not given.
    ahead : TablesAhead, optional
        From :func:`read_ahead`: spares reading the tables once more if the two files are the same still.

    Raises
    ------
    FaultyFilesError
        With every error of both workbooks, or the first entry of the secretary's stream whose chain does not hold;
        nothing is recorded then.
    DanvanError
        If the ledger cannot be read.
    """
    folder = Path(folder)
    ledger = ledger or open_existing_ledger(folder)
    entries = [] if ledger is None else ledger.entries(SECRETARY)
    last = fold_loads(entries)
    content = read_folder(folder, last.registered, ahead)
    errors = [fault for fault in content.faults if fault.severity == "error"]
    if errors or content.settings is None:
        raise FaultyFilesError(errors)
    if ledger is None:
        ledger = open_ledger(folder)
    review = _review(folder, content, content.settings, ledger, last)
    review.memory.secretary.take(entries)
    waits = last.happened and has_marks(ledger)
    if not waits and not review.changes_recorded and ledger.may_append(SECRETARY):
        try:
            record_load(review)
        except LedgerConflictError:
            # Another process opened the folder at this moment: go on from what it recorded.
            return open_review(folder, ledger=ledger)
    return review


def _review(folder: Path, content: FolderContent, settings: Settings, ledger: Ledger, last: LastLoad) -> Review:
    tables = {name: content.sheets[name].frame.reset_index(drop=True) for name in _TABLE_NAMES}
    return Review(
        folder=folder,
        settings=settings,
        rubrics=build_rubrics(tables["criteria"], tables["tiers"]),
        ledger=ledger,
        content=content,
        load=_Load(files=content.files, newcomers=content.newcomers, last=last),
        **tables,
    )


def check_folder(folder: str | Path) -> list[Fault]:
    """Return every fault of a review folder, errors and warnings; nothing is written.

    Returns
    -------
    list of Fault
        Of the ledger last, the others by file, sheet and row.
    """
    folder = Path(folder)
    try:
        with ledger_copy(folder) as ledger:
            every = [] if ledger is None else ledger.verify()
            broken = [] if ledger is None else ledger.verify(stopping=True)
            # What an altered ledger says about ids and loads may be anything.
            last = LastLoad() if broken or ledger is None else fold_loads(ledger.entries(SECRETARY))
            content = read_folder(folder, last.registered)
            faults = [*content.every_fault(), *map(ledger_fault, every)]
            if ledger is not None and not every and (folder / LEDGER_FILE).exists():
                faults += [*unguarded(ledger), *code_faults(ledger)]
            errors = any(fault.severity == "error" for fault in faults)
            if ledger is not None and content.settings is not None and not errors and not broken:
                tables = {name: sheet.frame for name, sheet in content.sheets.items()}
                warnings = _ledger_warnings(tables, _compare(tables, last)[1], ledger, last, content.settings)
                faults += content.under_real_names(warnings)
    except FaultyFilesError as error:
        return [*read_folder(folder).every_fault(), *error.faults]
    except DanvanError as error:
        return [*read_folder(folder).every_fault(), ledger_fault(str(error))]
    return faults


def _compare(tables: Mapping[str, pd.DataFrame], last: LastLoad) -> tuple[dict[str, str], pd.DataFrame]:
    candidates = tables["candidates"]
    digests = row_digests(tables)
    last = settle_whole_digests(last, tables, digests)
    return digests, compare_with(last, digests, dict(zip(candidates["candidate_id"], candidates["name"], strict=True)))


def _ledger_warnings(
    tables: Mapping[str, pd.DataFrame], changes: pd.DataFrame, ledger: Ledger, last: LastLoad, settings: Settings
) -> list[Fault]:
    """Warn of differences that wait for a reason, and of judgements the records do not bear out any more."""
    waiting = [reason_needed(changes)] if not changes.empty and last.happened and has_marks(ledger) else []
    marks = ledger.current_marks()
    return [
        *waiting,
        *guards_restored(ledger),
        *ledger.quarantined.values(),
        *candidates_gone(tables["candidates"], marks, ledger, last),
        *warn_of_reopened(tables["candidates"], marks, last),
        *marks_against_rules(tables, marks, settings.step),
    ]
