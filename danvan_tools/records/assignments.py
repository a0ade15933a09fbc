"""Who marks which candidates: what the ledger says, else every nominated one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

import pandas as pd

from danvan_tools.errors import DanvanError
from danvan_tools.language import suggestion
from danvan_tools.records.entry_writer import EntryWriter
from danvan_tools.records.ledger import Entry
from danvan_tools.records.review_ledger import SECRETARY
from danvan_tools.records.review_memory import Roll, criteria_of, reviewer_log, roll_of, secretary_log
from danvan_tools.records.secretary_log import ASSIGN

if TYPE_CHECKING:
    from danvan_tools.records.review import Review

__all__ = [
    "AssignmentRefusedError",
    "assigned_by_ledger",
    "assigned_candidates",
    "assignments_table",
    "declared_conflicts",
    "save_assignments",
]


class AssignmentRefusedError(DanvanError):
    """An assignment of a candidate or to a reviewer that the review does not allow."""


def assigned_candidates(review: Review, reviewer_id: str) -> list[str]:
    """Return the ids of the candidates a reviewer marks, in the order of the list.

    Those assigned in the ledger; every nominated one for a reviewer who was never assigned any. Without
    candidates that left the review, whose id is not issued yet, with which the reviewer has a conflict, declared or by
    recusal, or whose rubric leaves the committee nothing to mark. What was assigned before a merger is the survivor's.
    """
    roll = roll_of(review)
    excused = declared_conflicts(review, reviewer_id).union(reviewer_log(review, reviewer_id).recused)
    assigned = assigned_by_ledger(review, reviewer_id, roll)
    # Without a rubric there is something to mark once it has one.
    unmarked = {holder for holder in review.rubrics if not criteria_of(review, holder)}
    return [
        key
        for key, holder in roll.to_mark.items()
        if key not in excused and holder not in unmarked and (assigned is None or key in assigned)
    ]


def declared_conflicts(review: Review, reviewer_id: str) -> set[str]:
    """Return the candidates a reviewer may not mark: of a declared conflict, or merged with one the reviewer refused.

    What the reviewer asked not to mark itself is not among them: that can be taken back.
    """
    roll, recused = roll_of(review), reviewer_log(review, reviewer_id).recused
    merged = {survivor for key in recused if (survivor := roll.last.survivor_of(key)) != key}
    return roll.conflicts.get(reviewer_id, set()) | merged


def assigned_by_ledger(review: Review, reviewer_id: str, roll: Roll) -> set[str] | None:
    """Return what the ledger assigns to a reviewer; None if it never named the reviewer."""
    assigned = secretary_log(review).assigned.get(reviewer_id)
    return None if assigned is None else {roll.last.survivor_of(key) for key in assigned}


def assignments_table(review: Review) -> pd.DataFrame | None:
    """Return ``reviewer_id candidate_id`` of every member of the committee, None if nobody was ever assigned any."""
    if not secretary_log(review).assigned:
        return None
    roll = roll_of(review)
    rows = [
        (reviewer_id, key)
        for reviewer_id in roll.members
        for assigned in [assigned_by_ledger(review, reviewer_id, roll)]
        for key in roll.to_mark
        if assigned is None or key in assigned
    ]
    return pd.DataFrame(rows, columns=["reviewer_id", "candidate_id"], dtype="str")


def save_assignments(
    review: Review,
    assignments: Mapping[str, Sequence[str]],
    *,
    expected_seq: int,
    entered_by: str,
    reason: str = "",
    entry_id: str | None = None,
    at: datetime | None = None,
) -> Entry:
    """Record who marks which candidates and return the entry.

    Parameters
    ----------
    review : Review
    assignments : Mapping
        reviewer_id → candidate ids: all that this reviewer marks from now on. Reviewers it does not
        name keep what they had. Marks already given stay.
    expected_seq, entered_by, entry_id, at :
        As for :meth:`Ledger.append`, on the stream ``secretary``.
    reason : str
        Why what was assigned before is changed; needed where a round is open, which the caller looks after.

    Raises
    ------
    AssignmentRefusedError
        If a reviewer or candidate is not known or not to be marked, or has a declared conflict.
    LedgerConflictError
        If the secretary's stream has newer entries.
    """
    writer = EntryWriter(entered_by=entered_by, expected_seq=expected_seq, entry_id=entry_id, at=at)
    if not assignments:
        msg = "assignments are empty: name at least one reviewer"
        raise ValueError(msg)
    roll = roll_of(review)
    names = dict(zip(review.committee["reviewer_id"], review.committee["name"], strict=True))
    for reviewer_id, candidate_ids in assignments.items():
        _check(reviewer_id, candidate_ids, names, roll)
    listed = {key: sorted(set(ids)) for key, ids in assignments.items()}
    body = {"assignments": listed} | ({"reason": reason.strip()} if reason.strip() else {})
    return writer.append(review.ledger, SECRETARY, ASSIGN, body)


def _check(reviewer_id: str, candidate_ids: Sequence[str], names: Mapping[str, str], roll: Roll) -> None:
    """Refuse an assignment to nobody, of nothing that is marked, or against a declared conflict."""
    if reviewer_id not in names:
        msg = (
            f'Phân công chấm: không có thành viên "{reviewer_id}" trong Hội đồng. {suggestion(reviewer_id, names)}'
            "Chọn một thành viên ở trang Hội đồng."
        )
        raise AssignmentRefusedError(msg)
    where = f"Phân công chấm cho {names[reviewer_id]}"
    for key in candidate_ids:
        if key not in roll.to_mark:
            msg = (
                f'{where}: hồ sơ "{key}" không ở diện được chấm. {suggestion(key, roll.to_mark)}'
                "Bỏ hồ sơ này hoặc chọn lại."
            )
            raise AssignmentRefusedError(msg)
        if key in roll.conflicts.get(reviewer_id, ()):
            msg = f"{where}: có liên quan đến hồ sơ {key}, không tham gia chấm. Giao hồ sơ này cho thành viên khác."
            raise AssignmentRefusedError(msg)
