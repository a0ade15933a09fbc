"""Who may have a conflict because of the units: a question for the committee, which declares conflicts itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from danvan_tools.errors import Fault
from danvan_tools.records.assignments import assigned_candidates
from danvan_tools.records.review_memory import one_moment, roll_of
from danvan_tools.records.unit_tree import UnitTree
from danvan_tools.schema import REVIEW_FILE

if TYPE_CHECKING:
    from danvan_tools.records.review import Review

__all__ = ["unit_relations", "warn_of_relations"]

_SAME, _ABOVE, _BELOW = "cùng đơn vị", "đơn vị cấp trên trực tiếp của hồ sơ", "đơn vị trực thuộc đơn vị của hồ sơ"
_PAIR = ["reviewer_id", "candidate_id"]


def unit_relations(committee: pd.DataFrame, candidates: pd.DataFrame, units: pd.DataFrame) -> pd.DataFrame:
    """Return who is of the candidate's own unit, of the one directly above it or of one directly below it.

    The unit above is none where all candidates belong to it: that is the one which holds the review. Where several
    candidates are all of one unit it holds the review itself, and nobody is related by it.

    Parameters
    ----------
    committee : DataFrame, columns reviewer_id unit_id
    candidates : DataFrame, columns candidate_id unit_id
        Those under review.
    units : DataFrame
        The list of units, with what each belongs to or belonged to.

    Returns
    -------
    DataFrame
        reviewer_id, candidate_id, reason; each pair once.
    """
    tree = UnitTree.of_list(units)
    own = [one for one in candidates["unit_id"].unique() if one]
    if len(own) == 1 and len(candidates) > 1:
        own = []
    common = set.intersection(*(set(tree.ancestors(one)) for one in own)) if own else set()
    reasons: dict[tuple[str, str], str] = {}
    for reviewer_unit in {one for one in committee["unit_id"] if one}:
        for unit in own:
            if unit == reviewer_unit:
                reasons[reviewer_unit, unit] = _SAME
            elif reviewer_unit in tree.parents.get(unit, ()) and reviewer_unit not in common:
                reasons[reviewer_unit, unit] = _ABOVE
            elif unit in tree.parents.get(reviewer_unit, ()):
                reasons[reviewer_unit, unit] = _BELOW
    rows = [(*both, reason) for both, reason in reasons.items()]
    found = pd.DataFrame(rows, columns=["reviewer_unit", "unit_id", "reason"], dtype="str")
    members = committee[["reviewer_id", "unit_id"]].rename(columns={"unit_id": "reviewer_unit"}).astype("str")
    of_candidates = candidates[["candidate_id", "unit_id"]].astype("str")
    return found.merge(members, on="reviewer_unit").merge(of_candidates, on="unit_id")[[*_PAIR, "reason"]]


def warn_of_relations(review: Review, *, named: bool = True) -> list[Fault]:
    """Warn of each reviewer who marks a candidate of a unit near the own one and has declared nothing.

    It is no refusal: whether there is a conflict the committee says, on the sheet "Có liên quan"; an assignment
    keeps such pairs apart of itself.

    Parameters
    ----------
    review : Review
    named : bool, default True
        Whether members are named; not on a screen that everybody sees.

    Returns
    -------
    list of Fault
        In the order of the committee, then of the candidates.
    """
    with one_moment(review):
        roll = roll_of(review)
        found = unit_relations(roll.sitting.committee, roll.candidates, review.units)
        why = {(one, key): reason for one, key, reason in found.itertuples(index=False, name=None)}
        members = roll.sitting.committee[["reviewer_id", "name"]].itertuples(index=False, name=None)
        related = {one for one, _ in why}
        return [
            _warning(f"{name} ({one})" if named else "một thành viên", key, why[one, key])
            for one, name in members
            if one in related
            for key in assigned_candidates(review, one)
            if (one, key) in why
        ]


def _warning(who: str, candidate_id: str, reason: str) -> Fault:
    return Fault(
        file=REVIEW_FILE,
        kind="rule",
        sheet="Có liên quan",
        what=f"{who} chấm hồ sơ {candidate_id} mà chưa khai có liên quan, dù là {_said(reason)}",
        remedy="Nếu không được chấm, thêm một dòng ở trang này; nếu vẫn được chấm thì không cần sửa.",
        severity="warning",
    )


def _said(reason: str) -> str:
    """Return a reason as it stands after "là": the member is of that unit."""
    return f"người {reason}" if reason == _SAME else f"người của {reason}"
