"""What was read of the ledger and worked out from it, kept for as long as nothing new is written."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import pandas as pd

from danvan_tools.records.counted_records import attach_to_survivors
from danvan_tools.records.loads import LastLoad
from danvan_tools.records.milestones import nominated_ids
from danvan_tools.records.review_ledger import SECRETARY
from danvan_tools.records.reviewer_log import ReviewerLog
from danvan_tools.records.secretary_log import SecretaryLog
from danvan_tools.records.sitting import Sitting, sitting_of
from danvan_tools.records.stage_log import StageLog

if TYPE_CHECKING:
    from danvan_tools.records.review import Review
    from danvan_tools.records.rubric_versions import RubricVersions

__all__ = [
    "ReviewMemory",
    "Roll",
    "criteria_of",
    "one_moment",
    "reviewer_log",
    "roll_of",
    "same",
    "secretary_log",
    "settled",
    "stage_log",
]


@dataclass(frozen=True, eq=False)
class Roll:
    """Who is under review and who may not mark whom, as the secretary's stream stands.

    Attributes
    ----------
    last : LastLoad
    candidates : DataFrame
        The rows of the candidates under review, in the order of the list.
    to_mark : dict
        Candidate id → holder, of those under review whose ids are issued, in the order of the list.
    conflicts : dict
        Reviewer → the candidates the reviewer may not mark for a conflict, declared now or at the last opening; those
        merged into others included.
    excluded : dict
        Reviewer → the candidates whose sheets do not count for a conflict: the declared ones of the last opening.
    sitting : Sitting
    openings : int
        How many openings the last two rest on.
    """

    last: LastLoad
    candidates: pd.DataFrame
    to_mark: dict[str, str]
    conflicts: dict[str, set[str]]
    excluded: dict[str, set[str]]
    sitting: Sitting
    openings: int

    @property
    def members(self) -> list[str]:
        """The reviewers whose sheets count, in the order of the committee."""
        return [str(key) for key in self.sitting.committee["reviewer_id"]]


@dataclass(eq=False)
class ReviewMemory:
    """Kept by a review; whatever it was made from is looked at before it is used."""

    standing: LastLoad | None = None
    roll: Roll | None = None
    secretary: SecretaryLog = field(default_factory=SecretaryLog)
    reviewers: dict[str, ReviewerLog] = field(default_factory=dict)
    stages: dict[str, StageLog] = field(default_factory=dict)
    rules: tuple[tuple[object, ...], dict[str, str]] | None = None
    criteria: dict[str, tuple[object, tuple[str, ...]]] = field(default_factory=dict)
    versions: tuple[int, RubricVersions] | None = None
    states: dict[str, tuple[tuple[object, ...], pd.DataFrame]] = field(default_factory=dict)
    # The streams read at this moment; None between two moments.
    moment: set[str] | None = None

    def is_read(self, stream: str) -> bool:
        """Tell whether a stream was read at this moment already; if not, it is about to be."""
        if self.moment is None:
            return False
        known = stream in self.moment
        self.moment.add(stream)
        return known


def same(known: Sequence[object], now: Sequence[object]) -> bool:
    """Tell whether something was made from these very things: numbers that are equal, objects that are the same."""
    return len(known) == len(now) and all(
        one is other or (isinstance(one, int) and one == other) for one, other in zip(known, now, strict=True)
    )


@contextmanager
def one_moment(review: Review) -> Iterator[None]:
    """Read each stream once within the block, however often it is asked for."""
    outermost = review.memory.moment is None
    if outermost:
        review.memory.moment = set()
    try:
        yield
    finally:
        if outermost:
            review.memory.moment = None


def secretary_log(review: Review) -> SecretaryLog:
    """Return the secretary's rounds, reopenings and assignments at this moment."""
    if not review.memory.is_read("rounds"):
        review.memory.secretary.read(review.ledger)
    return review.memory.secretary


def reviewer_log(review: Review, reviewer_id: str) -> ReviewerLog:
    """Return the marks and submissions of a reviewer at this moment."""
    log = review.memory.reviewers.setdefault(reviewer_id, ReviewerLog(reviewer_id))
    if not review.memory.is_read(log.stream):
        log.read(review.ledger)
    return log


def stage_log(review: Review, writers: str) -> StageLog:
    """Return what units, or teams, wrote, at this moment; `writers` is ``unit`` or ``team``."""
    log = review.memory.stages.setdefault(writers, StageLog(writers))
    if not review.memory.is_read(writers):
        log.read(review.ledger)
    return log


def criteria_of(review: Review, holder: str) -> tuple[str, ...]:
    """Return the criteria by which candidates of a holder are marked; nothing without a rubric."""
    rubric, known = review.rubrics.get(holder), review.memory.criteria.get(holder)
    if known is None or known[0] is not rubric:
        known = (rubric, tuple(rubric.criteria["criterion_id"].tolist()) if rubric else ())
        review.memory.criteria[holder] = known
    return known[1]


def settled(review: Review) -> dict[str, int]:
    """Return what a writer goes by who looked at the round: the secretary's stream, and its last `seq` as known here.

    For `rests_on` of :meth:`Ledger.append_many`: nothing of the stream is read anew, so nothing is written behind a
    closing that was not known here to be closed.
    """
    standing = review.memory.standing or review.load.last
    return {SECRETARY: min(review.memory.secretary.seq, standing.seq)}


def roll_of(review: Review) -> Roll:
    """Return who is under review at this moment, and whose sheets count."""
    last, known = review.standing(), review.memory.roll
    openings = secretary_log(review).openings
    if known is None or known.last is not last or known.openings != len(openings):
        known = review.memory.roll = _roll(review, last, sitting_of(review, openings), len(openings))
    return known


def _roll(review: Review, last: LastLoad, sitting: Sitting, openings: int) -> Roll:
    tables = {name: getattr(review, name) for name in ("candidates", "milestones")}
    merged = attach_to_survivors({**tables, "conflicts": sitting.conflicts}, last)
    candidates, ids = merged["candidates"], merged["candidates"]["candidate_id"]
    nominated = ids.isin(nominated_ids(merged["milestones"], review.settings.as_of)) & ~ids.isin(list(last.withdrawn))
    under_review = candidates[nominated].reset_index(drop=True)
    pairs = zip(under_review["candidate_id"].tolist(), under_review["holder"].tolist(), strict=True)
    excluded = _by_reviewer(merged["conflicts"])
    now = _by_reviewer(attach_to_survivors({**tables, "conflicts": review.conflicts}, last)["conflicts"])
    conflicts = {key: excluded.get(key, set()) | now.get(key, set()) for key in excluded | now}
    provisional = review.provisional_ids
    issued = {key: holder for key, holder in pairs if key not in provisional}
    return Roll(last, under_review, issued, conflicts, excluded, sitting, openings)


def _by_reviewer(conflicts: pd.DataFrame) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for reviewer_id, candidate_id in conflicts[["reviewer_id", "candidate_id"]].to_numpy().tolist():
        found.setdefault(reviewer_id, set()).add(candidate_id)
    return found
