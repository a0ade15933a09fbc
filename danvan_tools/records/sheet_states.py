"""How far every sheet is, and what a reviewer may see of the others'."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from decimal import ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING, Any

import pandas as pd

from danvan_tools.records.assignments import assigned_candidates, declared_conflicts
from danvan_tools.records.marking_rights import LockedSheets
from danvan_tools.records.review_memory import criteria_of, one_moment, reviewer_log, roll_of, same, secretary_log
from danvan_tools.records.reviewer_log import MARK_STAGE, ReviewerLog
from danvan_tools.records.rubric_versions import rubric_versions

if TYPE_CHECKING:
    from danvan_tools.records.review import Review

__all__ = ["general_means", "sheet_states", "visible_marks"]

_STATES = {
    "reviewer_id": "str",
    "candidate_id": "str",
    "state": "str",
    "marked": "int64",
    "criteria": "int64",
    "total": "float64",
    "submitted_at": "datetime64[ms, UTC]",
}
_MARK_COLUMNS = [
    "stage", "reviewer_id", "candidate_id", "criterion_id", "points", "no_mark", "comment", "source", "entered_by",
    "holder", "at",
]  # fmt: skip


def sheet_states(
    review: Review, reviewer_id: str | None = None, candidate_ids: Collection[str] | None = None
) -> pd.DataFrame:
    """Return how far each sheet is that the committee, or one reviewer, owes or has begun.

    Parameters
    ----------
    review : Review
    reviewer_id : str, optional
        By default every member of the committee as of the last opening, in its order.
    candidate_ids : collection of str, optional
        Of these candidates only.

    Returns
    -------
    DataFrame
        ``reviewer_id candidate_id``; ``state``, a value of :data:`danvan_tools.schema.SHEET_STATES`; ``marked``
        and ``criteria`` (how many of its criteria hold points or a declared lack of evidence, and how many
        there are); ``total`` (in points, NaN while a criterion has none); ``submitted_at`` (a moment in UTC, NaT
        but for a locked sheet). Candidates in the order of the list; one from which the reviewer asked to be
        excused is among them, one of a declared conflict is not.
    """
    reviewers = roll_of(review).members if reviewer_id is None else [reviewer_id]
    with one_moment(review):
        if candidate_ids is None:
            tables = [_states_of(review, one) for one in reviewers]
        else:
            tables = [_table(_states(review, one, candidate_ids)) for one in reviewers]
    return pd.concat(tables, ignore_index=True)


def _states_of(review: Review, reviewer_id: str) -> pd.DataFrame:
    """Return the rows of one reviewer; they are made again only when something they depend on was written."""
    log, secretary = reviewer_log(review, reviewer_id), secretary_log(review)
    made_from = (log.seq, secretary.seq, roll_of(review), *review.rubrics.values())
    known = review.memory.states.get(reviewer_id)
    if known is None or not same(known[0], made_from):
        known = review.memory.states[reviewer_id] = (made_from, _table(_states(review, reviewer_id)))
    return known[1]


def _table(rows: Iterable[tuple[Any, ...]]) -> pd.DataFrame:
    table = pd.DataFrame(rows, columns=list(_STATES))
    table["submitted_at"] = pd.to_datetime(table["submitted_at"], utc=True, format="ISO8601")
    return table.astype(_STATES)


def _states(
    review: Review, reviewer_id: str, candidate_ids: Collection[str] | None = None
) -> Iterator[tuple[Any, ...]]:
    """Yield the rows of one reviewer, or those of some candidates."""
    sheets, to_mark = LockedSheets(review, reviewer_id), roll_of(review).to_mark
    owed = set(assigned_candidates(review, reviewer_id))
    # A sheet that counts in spite of a conflict declared since is shown.
    conflicts = declared_conflicts(review, reviewer_id)
    excluded = roll_of(review).excluded.get(reviewer_id, set())
    criteria, versions = {holder: criteria_of(review, holder) for holder in review.rubrics}, rubric_versions(review)
    for key, holder in to_mark.items():
        own = criteria.get(holder, ())
        if candidate_ids is not None and key not in candidate_ids:
            continue
        counts = key not in excluded and key in sheets.log.marks
        if (key in conflicts and not counts) or not (key in owed or key in sheets.log.marks):
            continue
        factors = review.rubrics[holder].factors if own else {}
        found = sheets.log.sum_up(key, holder, own, versions, factors)
        locked = sheets.of(key)
        if found.recused:
            state = "recused"
        elif locked:
            state = "locked"
        elif found.answered:
            state = "saved" if found.answered == len(own) else "draft"
        elif key in owed:
            state = "not_marked"
        else:
            continue
        total = None if found.total is None else float(found.total)
        yield reviewer_id, key, state, found.answered, len(own), total, locked.at if locked else None


def visible_marks(review: Review, reviewer_id: str) -> pd.DataFrame:
    """Return the marks of the committee that a reviewer may read now.

    One's own, and those of the others on candidates whose own sheet is locked: before that nobody may be
    led by them. Of the others' sheets those that are locked too.

    Returns
    -------
    DataFrame
        The marks that count, with the columns of :meth:`Ledger.current_marks`.
    """
    with one_moment(review):
        rows = list(_visible(review, reviewer_id))
    table = pd.DataFrame(rows, columns=_MARK_COLUMNS)
    table["at"] = pd.to_datetime(table["at"], utc=True, format="ISO8601")
    kinds = {"points": "float64", "at": "datetime64[ms, UTC]"}
    return table.astype({name: kinds.get(name, "str") for name in _MARK_COLUMNS})


def _visible(review: Review, reviewer_id: str) -> Iterator[tuple[Any, ...]]:
    """Yield one's own marks, and the others' on locked sheets where the own sheet is locked."""
    to_mark, own = roll_of(review).to_mark, LockedSheets(review, reviewer_id)
    yield from _marks_of(own.log, reviewer_id, [key for key in to_mark if key in own.log.marks], to_mark)
    unlocked = [key for key in to_mark if own.of(key)]
    for other in roll_of(review).members:
        if other != reviewer_id and unlocked:
            sheets = LockedSheets(review, other)
            yield from _marks_of(sheets.log, other, [key for key in unlocked if sheets.of(key)], to_mark)


def _marks_of(
    log: ReviewerLog, reviewer_id: str, candidate_ids: Iterable[str], holders: Mapping[str, str]
) -> Iterator[tuple[Any, ...]]:
    """Yield the marks in force of some sheets as rows."""
    for key in candidate_ids:
        for made in log.in_force(key, holders[key]).values():
            points = None if made.points is None else float(made.points)
            shared = (made.no_mark, made.comment, made.source, made.entered_by, made.holder, made.at)
            yield MARK_STAGE, reviewer_id, key, made.criterion_id, points, *shared


def general_means(review: Review, reviewer_id: str) -> pd.DataFrame:
    """Return a reviewer's own total beside the mean of all locked sheets, where the own sheet is locked.

    Returns
    -------
    DataFrame
        ``candidate_id own general sheets``: the total of the own sheet, the mean of the totals of all locked
        sheets, the own one among them, rounded half up to ``settings.decimals``, and how many these are. A
        sheet without a total, for want of evidence, has no row and counts in no mean.
    """
    with one_moment(review):
        rows = list(_means(review, reviewer_id))
    table = pd.DataFrame(rows, columns=["candidate_id", "own", "general", "sheets"])
    return table.astype({"candidate_id": "str", "own": "float64", "general": "float64", "sheets": "int64"})


def _means(review: Review, reviewer_id: str) -> Iterator[tuple[str, float, float, int]]:
    """Yield the own total of each locked sheet, the mean of all of its candidate, and how many these are."""
    members = roll_of(review).members
    excluded = {one: roll_of(review).excluded.get(one, set()) for one in members}
    others = {one: LockedSheets(review, one) for one in members if one != reviewer_id}
    own = LockedSheets(review, reviewer_id)
    for key, holder in roll_of(review).to_mark.items():
        total = _total(own, key, holder, review)
        if total is not None:
            given = [_total(sheets, key, holder, review) for one, sheets in others.items() if key not in excluded[one]]
            totals = [one for one in given if one is not None]
            mean = (total + sum(totals, Decimal(0))) / (len(totals) + 1)
            digits = Decimal(1).scaleb(-review.settings.decimals)
            yield key, float(total), float(mean.quantize(digits, ROUND_HALF_UP)), len(totals) + 1


def _total(sheets: LockedSheets, candidate_id: str, holder: str, review: Review) -> Decimal | None:
    """Return the total of a locked sheet; None for one that is not locked or has none."""
    if not sheets.of(candidate_id):
        return None
    criteria, rubric = criteria_of(review, holder), review.rubrics.get(holder)
    factors = rubric.factors if rubric else {}
    return sheets.log.sum_up(candidate_id, holder, criteria, rubric_versions(review), factors).total
