"""What the forms of the stages before the committee's show of one candidate: criteria, total, what others give."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import pandas as pd

from danvan_tools.display.given_elsewhere import given_elsewhere
from danvan_tools.display.shown_criteria import shown_criterion
from danvan_tools.language import VIETNAM_TIME, format_points
from danvan_tools.records import Review
from danvan_tools.records.mark_points import criteria_of_stage
from danvan_tools.schema import reach_of


def stage_sheet(
    review: Review, candidate_id: str, stage: str, shown: Callable[[str], Mapping[str, Any]]
) -> dict[str, Any]:
    """Return ``criteria total elsewhere`` of a candidate: what a stage marks, the most of it, what it does not mark.

    Parameters
    ----------
    review : Review
    candidate_id : str
        One that is not in the list, or without a rubric, has no criteria.
    stage : str
        ``self`` or ``verification``.
    shown : callable
        Criterion → what the form shows of it besides its name and limits.
    """
    holders = dict(zip(review.candidates["candidate_id"], review.candidates["holder"], strict=True))
    rubric = review.rubrics.get(holders.get(candidate_id, ""))
    if rubric is None:
        return {"criteria": [], "total": "0", "elsewhere": []}
    marked = criteria_of_stage(review, rubric.holder, stage)
    rows = (
        pd.concat([rubric.criteria, rubric.given], ignore_index=True).set_index("criterion_id", drop=False).loc[marked]
    )
    return {
        "criteria": [{**shown_criterion(rubric, row), **shown(row["criterion_id"])} for row in rows.to_dict("records")],
        "total": format_points(reach_of(rows).points),
        "elsewhere": given_elsewhere(review, candidate_id, stage),
    }


def saved_at(mark: Mapping[str, Any] | None) -> str:
    """Return when a mark in force was stored, as the form writes it; blank where there is none."""
    return "" if mark is None else f"{pd.Timestamp(mark['at']).astimezone(VIETNAM_TIME):%H:%M %d/%m/%Y}"
