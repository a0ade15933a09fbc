"""A review folder, opened: its settings, its tables and its ledger."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import Any

import pandas as pd

from danvan_tools.errors import DanvanError, Fault, FaultyFilesError
from danvan_tools.records.identities import Registered
from danvan_tools.records.ledger import Ledger
from danvan_tools.records.ledger_errors import LedgerConflictError
from danvan_tools.records.loads import (
    LastLoad,
    compare_with,
    fold_loads,
    load_body,
    reason_needed,
    row_digests,
    summary_of,
)
from danvan_tools.records.review_folder import FolderContent, read_folder
from danvan_tools.records.review_ledger import LEDGER_FILE, SECRETARY, has_marks, ledger_copy, open_existing_ledger
from danvan_tools.records.rubrics import build_rubrics
from danvan_tools.schema import CANDIDATES_FILE, Rubric, Settings, Tables

__all__ = ["ReasonNeededError", "Review", "check_folder", "open_review", "record_load"]


class ReasonNeededError(DanvanError):
    """Records differ from the last load, marks exist, and nobody said why."""


@dataclass(frozen=True)
class _Load:
    """What :func:`record_load` will write: digests of files and rows, and candidates without an issued id."""

    files: Mapping[str, str]
    digests: Mapping[str, str]
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
    faults : list of Fault
        Warnings; with an error there is no review.
    changes : DataFrame
        ``candidate_id name change``: what differs from the last load and is not recorded yet.
    load : object
        What :func:`record_load` will write; nobody else's business.
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
    faults: list[Fault]
    changes: pd.DataFrame
    load: _Load = field(repr=False)

    def tables(self) -> Tables:
        """Return copies of every table, with marks, recommendations and decisions as they are now."""
        return Tables(
            settings=self.settings,
            marks=self.ledger.current_marks(),
            recommendations=self.ledger.recommendations(),
            decisions=self.ledger.decisions(),
            **{name: getattr(self, name).copy(deep=True) for name in _TABLE_NAMES},
        )


_TABLE_NAMES = tuple(
    name for name in Tables.__dataclass_fields__ if name != "settings" and name in Review.__dataclass_fields__
)


def open_review(folder: str | Path) -> Review:
    """Open a review folder.

    Ids are issued and the load is recorded on the very first load, and later as long as nobody
    has marked. Once marks exist differences wait in ``changes`` for :func:`record_load`.

    Raises
    ------
    FaultyFilesError
        With every error of both workbooks; nothing is recorded then.
    DanvanError
        If the ledger cannot be read.
    """
    folder = Path(folder)
    ledger = open_existing_ledger(folder)
    last = _last_load(ledger)
    content = read_folder(folder, last.registered)
    errors = [fault for fault in content.faults if fault.severity == "error"]
    if errors or content.settings is None:
        raise FaultyFilesError(errors)
    if ledger is None:
        ledger = Ledger.open(folder / LEDGER_FILE)
    review = _review(folder, content, content.settings, ledger, last)
    if not review.changes.empty and not (last.happened and has_marks(ledger)):
        try:
            record_load(review)
        except LedgerConflictError:
            # Another process opened the folder at this moment: go on from what it recorded.
            return open_review(folder)
    return review


def _review(folder: Path, content: FolderContent, settings: Settings, ledger: Ledger, last: LastLoad) -> Review:
    tables = {name: content.sheets[name].frame.reset_index(drop=True) for name in _TABLE_NAMES}
    digests, changes = _compare(tables, last)
    return Review(
        folder=folder,
        settings=settings,
        rubrics=build_rubrics(tables["criteria"], tables["tiers"]),
        ledger=ledger,
        faults=[*content.faults, *_ledger_warnings(tables, changes, ledger, last)],
        changes=changes,
        load=_Load(files=content.files, digests=digests, newcomers=content.newcomers, last=last),
        **tables,
    )


def record_load(review: Review, reason: str = "", at: datetime | None = None) -> None:
    """Issue ids to new candidates and record what differs from the last load; if nothing does, do nothing.

    Parameters
    ----------
    review : Review
        Its ``changes`` are empty afterwards.
    reason : str
        Why the records changed; needed once marks exist.
    at : datetime, optional
        With a time zone; now if not given.

    Raises
    ------
    ReasonNeededError
        If marks exist and no reason is given.
    LedgerConflictError
        If a load was recorded since the review was opened.
    """
    if review.changes.empty:
        return
    load = review.load
    if not reason.strip() and load.last.happened and has_marks(review.ledger):
        msg = f"{CANDIDATES_FILE}: {summary_of(review.changes)}, khi đã có phiếu chấm. Ghi lý do rồi nạp lại."
        raise ReasonNeededError(msg)
    body = load_body(review.changes, load.digests, load.files, reason.strip())
    items: list[tuple[str, dict[str, Any]]] = [("register", asdict(newcomer)) for newcomer in load.newcomers]
    review.ledger.append_many(SECRETARY, [*items, ("load", body)], expected_seq=load.last.seq, at=at)
    review.load = replace(load, newcomers=(), last=_last_load(review.ledger))
    review.faults = [fault for fault in review.faults if fault != reason_needed(review.changes)]
    review.changes = review.changes.iloc[:0]


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
            last = _last_load(ledger)
            content = read_folder(folder, last.registered)
            faults = list(content.faults)
            if ledger is not None:
                faults += [_fault_of(sentence) for sentence in ledger.verify()]
            if ledger is not None and not any(fault.severity == "error" for fault in faults):
                tables = {name: sheet.frame for name, sheet in content.sheets.items()}
                faults += _ledger_warnings(tables, _compare(tables, last)[1], ledger, last)
    except FaultyFilesError as error:
        return [*read_folder(folder).faults, *error.faults]
    except DanvanError as error:
        return [*read_folder(folder).faults, _fault_of(str(error))]
    return faults


def _compare(tables: Mapping[str, pd.DataFrame], last: LastLoad) -> tuple[dict[str, str], pd.DataFrame]:
    candidates = tables["candidates"]
    digests = row_digests(tables)
    return digests, compare_with(last, digests, dict(zip(candidates["candidate_id"], candidates["name"], strict=True)))


def _last_load(ledger: Ledger | None) -> LastLoad:
    return LastLoad() if ledger is None else fold_loads(ledger.entries(SECRETARY))


def _ledger_warnings(
    tables: Mapping[str, pd.DataFrame], changes: pd.DataFrame, ledger: Ledger, last: LastLoad
) -> list[Fault]:
    """Warn of differences that wait for a reason, and of marks whose candidate is gone."""
    faults: list[Fault] = []
    if not changes.empty and last.happened and has_marks(ledger):
        faults.append(reason_needed(changes))
    marks = ledger.current_marks()
    listed = set(tables["candidates"]["candidate_id"])
    names = {entry.candidate_id: entry.name for entry in last.registered}
    gone = marks[~marks["candidate_id"].isin(listed)].groupby("candidate_id")["reviewer_id"].nunique()
    for candidate_id, sheets in gone.items():
        name = names.get(str(candidate_id), "")
        what = f'hồ sơ {candidate_id} "{name}" đã có {sheets} phiếu chấm nhưng không còn trong danh sách'
        remedy = "Ghi lại hồ sơ vào danh sách nếu đã xóa nhầm."
        faults.append(
            Fault(file=CANDIDATES_FILE, value=str(candidate_id), what=what, remedy=remedy, severity="warning")
        )
    return faults


def _fault_of(sentence: str) -> Fault:
    """Return a sentence about the ledger ("file, place: what. Remedy.") as a fault."""
    text = sentence.removeprefix(LEDGER_FILE).lstrip(":, ")
    what, _, remedy = text.partition(". ")
    return Fault(file=LEDGER_FILE, what=what, remedy=remedy)
