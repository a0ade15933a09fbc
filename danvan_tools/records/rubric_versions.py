"""Marks given under an earlier version of their criterion: kept, shown, and not counted until they are confirmed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

import pandas as pd

from danvan_tools.records.review_memory import reviewer_log, roll_of, secretary_log
from danvan_tools.records.reviewer_log import MARK_STAGE, MarkMade, ReviewerLog, Submission

if TYPE_CHECKING:
    from danvan_tools.records.ledger_entries import Entry
    from danvan_tools.records.review import Review

__all__ = ["RubricVersions", "confirmed_marks", "outdated_criteria", "rubric_versions"]


class RubricVersions:
    """The versions of every criterion, as the openings of the round know them.

    Parameters
    ----------
    openings : sequence of Entry
        Each holds the digests of its rules.
    """

    def __init__(self, openings: Sequence[Entry]) -> None:
        self._parts: list[tuple[int, Mapping[str, str]]] = [(entry.seq, entry.body["parts"]) for entry in openings]
        self._now: Mapping[str, str] = self._parts[-1][1] if self._parts else {}
        self.changed = any(_criteria(parts) != _criteria(self._now) for _, parts in self._parts)

    def outdated(self, made: MarkMade, holder: str, handed_in: Sequence[Submission]) -> bool:
        """Tell whether a mark was given under another version of its criterion and not confirmed since.

        What confirms it is handing in its sheet under the rubric now in force. A mark given before the first
        opening was given under no version.
        """
        if not self.changed or not made.opening:
            return False
        key = f"criterion:{holder}:{made.criterion_id}"
        then = next((parts for seq, parts in reversed(self._parts) if seq <= made.opening), self._now)
        rubric = self._now.get(f"rubric:{holder}")
        confirmed = any(one.seq > made.seq and one.rubric == rubric for one in handed_in)
        return then.get(key) != self._now.get(key) and not confirmed


def _criteria(parts: Mapping[str, str]) -> dict[str, str]:
    return {name: digest for name, digest in parts.items() if name.startswith("criterion:")}


def rubric_versions(review: Review) -> RubricVersions:
    """Return the versions of every criterion at this moment."""
    openings, known = secretary_log(review).openings, review.memory.versions
    if known is None or known[0] != len(openings):
        known = review.memory.versions = (len(openings), RubricVersions(openings))
    return known[1]


def outdated_criteria(review: Review, reviewer_id: str, candidate_id: str) -> list[str]:
    """Return the criteria of a sheet whose marks wait to be confirmed, because the criterion changed since."""
    versions, holder = rubric_versions(review), roll_of(review).to_mark.get(candidate_id, "")
    return list(_outdated(reviewer_log(review, reviewer_id), candidate_id, holder, versions))


def confirmed_marks(review: Review, marks: pd.DataFrame) -> pd.DataFrame:
    """Return marks without those of the committee that wait to be confirmed.

    Parameters
    ----------
    review : Review
    marks : DataFrame
        With the columns of :meth:`Ledger.current_marks`.
    """
    versions, holders = rubric_versions(review), roll_of(review).to_mark
    if not versions.changed:
        return marks
    waiting = {
        (MARK_STAGE, reviewer_id, key, criterion_id)
        for reviewer_id in review.committee["reviewer_id"].tolist()
        for log in [reviewer_log(review, reviewer_id)]
        for key in log.marks.keys() & holders.keys()
        for criterion_id in _outdated(log, key, holders[key], versions)
    }
    keys = marks[["stage", "reviewer_id", "candidate_id", "criterion_id"]].itertuples(index=False, name=None)
    counted = pd.Series([key not in waiting for key in keys], index=marks.index, dtype=bool)
    return marks[counted].reset_index(drop=True)


def _outdated(log: ReviewerLog, candidate_id: str, holder: str, versions: RubricVersions) -> Iterator[str]:
    handed_in = log.submissions.get(candidate_id, ())
    for criterion_id, made in log.in_force(candidate_id, holder).items():
        if versions.outdated(made, holder, handed_in):
            yield criterion_id
