"""Marks given before the round, or under another version of their criterion: kept, shown, counted once confirmed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING

import pandas as pd

from danvan_tools.records.review_memory import reviewer_log, roll_of, secretary_log
from danvan_tools.records.reviewer_log import MARK_STAGE, MarkMade, ReviewerLog, Submission
from danvan_tools.records.rules import rule_digests
from danvan_tools.records.secretary_log import SecretaryLog

if TYPE_CHECKING:
    from danvan_tools.records.review import Review

__all__ = ["RubricVersions", "confirmed_marks", "outdated_criteria", "rubric_versions"]


class RubricVersions:
    """The versions of every criterion, as the openings of the round know them.

    Parameters
    ----------
    log : SecretaryLog
        Its openings hold the digests of their rules.
    digests : Mapping
        Of the rules as the files have them.
    most : Mapping
        Holder and criterion → the most points it takes now.
    """

    def __init__(self, log: SecretaryLog, digests: Mapping[str, str], most: Mapping[tuple[str, str], Decimal]) -> None:
        self._parts: list[tuple[int, Mapping[str, str]]] = [(entry.seq, entry.body["parts"]) for entry in log.openings]
        self._now: Mapping[str, str] = self._parts[-1][1] if self._parts else digests
        self._most, self._earlier_count = most, log.earlier_count
        self.changed = any(_criteria(parts) != _criteria(self._now) for _, parts in self._parts)

    def outdated(self, made: MarkMade, holder: str, handed_in: Sequence[Submission]) -> bool:
        """Tell whether a mark waits to be confirmed: it is kept and shown, and counts for nothing.

        It was given under another version of its criterion, or before the first opening of the round unless an
        opening said that such marks count. What confirms it is handing in its sheet under the rubric now in force. More
        points than the criterion takes now never count.
        """
        if not made.answers or made.no_mark == "recused":
            return False
        key = (holder, made.criterion_id)
        if made.points is not None and made.points > self._most.get(key, made.points):
            return True
        if made.opening and not self.changed:
            return False
        name = f"criterion:{holder}:{made.criterion_id}"
        if self._version(made, name) == self._now.get(name):
            return False
        rubric = self._now.get(f"rubric:{holder}")
        return not any(
            one.seq > made.seq and one.rubric == rubric and (one.opening or not self._parts) for one in handed_in
        )

    def _version(self, made: MarkMade, name: str) -> str | None:
        """Return the version of the criterion that a mark was given under; None for one that was none of the round."""
        if made.opening:
            return next((parts for seq, parts in reversed(self._parts) if seq <= made.opening), self._now).get(name)
        if self._parts and not self._earlier_count:
            return None
        # Marks once did not hold the version.
        return made.version or (self._parts[0][1] if self._parts else self._now).get(name)


def _criteria(parts: Mapping[str, str]) -> dict[str, str]:
    return {name: digest for name, digest in parts.items() if name.startswith("criterion:")}


def rubric_versions(review: Review) -> RubricVersions:
    """Return the versions of every criterion at this moment."""
    log, known = secretary_log(review), review.memory.versions
    if known is None or known[0] != len(log.openings):
        made = RubricVersions(log, rule_digests(review), _most_points(review))
        known = review.memory.versions = (len(log.openings), made)
    return known[1]


def _most_points(review: Review) -> dict[tuple[str, str], Decimal]:
    marked = review.criteria[review.criteria["gate"] == ""]
    rows = zip(*(marked[name].tolist() for name in ("holder", "criterion_id", "max_points")), strict=True)
    return {(holder, key): Decimal(str(most)) for holder, key, most in rows if pd.notna(most)}


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
    versions, roll = rubric_versions(review), roll_of(review)
    waiting = {
        (MARK_STAGE, reviewer_id, key, criterion_id)
        for reviewer_id in roll.members
        for log in [reviewer_log(review, reviewer_id)]
        for key in log.marks.keys() & roll.to_mark.keys()
        for criterion_id in _outdated(log, key, roll.to_mark[key], versions)
    }
    keys = marks[["stage", "reviewer_id", "candidate_id", "criterion_id"]].itertuples(index=False, name=None)
    counted = pd.Series([key not in waiting for key in keys], index=marks.index, dtype=bool)
    return marks[counted].reset_index(drop=True)


def _outdated(log: ReviewerLog, candidate_id: str, holder: str, versions: RubricVersions) -> Iterator[str]:
    handed_in = log.submissions.get(candidate_id, ())
    for criterion_id, made in log.in_force(candidate_id, holder).items():
        if versions.outdated(made, holder, handed_in):
            yield criterion_id
