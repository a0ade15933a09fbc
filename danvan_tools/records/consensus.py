"""What a consensus changed: both values of every mark stay readable."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from danvan_tools.records.review_memory import reviewer_log, roll_of, secretary_log
from danvan_tools.records.reviewer_log import MarkMade
from danvan_tools.records.secretary_log import OPEN_CONSENSUS

if TYPE_CHECKING:
    from danvan_tools.records.review import Review

__all__ = ["consensus_changes"]

_KINDS = {
    "reviewer_id": "str",
    "candidate_id": "str",
    "criterion_id": "str",
    "points_before": "float64",
    "no_mark_before": "str",
    "points": "float64",
    "no_mark": "str",
    "reason": "str",
    "entered_by": "str",
    "at": "datetime64[ms, UTC]",
}


def consensus_changes(review: Review) -> pd.DataFrame:
    """Return every change of a mark in a consensus, with what was given before and why it changed.

    Returns
    -------
    DataFrame
        ``reviewer_id candidate_id criterion_id points_before no_mark_before points no_mark reason entered_by at``,
        a row per change, reviewer by reviewer in the order in which they were made.
    """
    openings = {turn.seq for turn in secretary_log(review).turns if turn.kind == OPEN_CONSENSUS}
    rows = []
    for reviewer_id in roll_of(review).members if openings else []:
        for candidate_id, marks in reviewer_log(review, reviewer_id).marks.items():
            before: dict[str, MarkMade] = {}
            for made in marks:
                former = before.get(made.criterion_id)
                if made.opening in openings:
                    given = (former.points, former.no_mark) if former else (None, "")
                    now = (made.points, made.no_mark, made.reason, made.entered_by, made.at)
                    rows.append((made.seq, reviewer_id, candidate_id, made.criterion_id, *given, *now))
                before[made.criterion_id] = made
    order = {key: place for place, key in enumerate(roll_of(review).members)}
    rows.sort(key=lambda row: (order[row[1]], row[0]))
    table = pd.DataFrame([row[1:] for row in rows], columns=list(_KINDS))
    table["at"] = pd.to_datetime(table["at"], utc=True, format="ISO8601")
    return table.astype(_KINDS)
