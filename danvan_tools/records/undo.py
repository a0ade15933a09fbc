"""Taking the last change of a sheet back: a new entry that restores what was there before."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from danvan_tools.records.entry_writer import EntryWriter
from danvan_tools.records.ledger import Entry
from danvan_tools.records.mark_bodies import Mark
from danvan_tools.records.marking_rights import MarkRefusedError, locked_submission, name_sheet
from danvan_tools.records.marks import append_mark, stored_before
from danvan_tools.records.review_memory import reviewer_log
from danvan_tools.records.reviewer_log import MarkMade
from danvan_tools.records.rounds import round_state

if TYPE_CHECKING:
    from danvan_tools.records.review import Review

__all__ = ["undo_mark"]


def undo_mark(
    review: Review,
    *,
    reviewer_id: str,
    candidate_id: str,
    expected_seq: int,
    entered_by: str,
    reason: str = "",
    entry_id: str | None = None,
    at: datetime | None = None,
) -> Entry:
    """Restore what a sheet held before its last change, and return the new entry that does so.

    A second undo goes one change further back. In a consensus only its own changes are undone.

    Parameters
    ----------
    review : Review
    reviewer_id, candidate_id : str
    expected_seq, entered_by, reason, entry_id, at :
        As for :func:`danvan_tools.records.marks.save_mark`.

    Raises
    ------
    MarkRefusedError
        If there is nothing to undo, or for the reasons of :func:`danvan_tools.records.marks.save_mark`.
    LedgerConflictError
        If another window of the same reviewer wrote meanwhile.
    """
    writer = EntryWriter(entered_by=entered_by, expected_seq=expected_seq, entry_id=entry_id, at=at)
    where = name_sheet(review, reviewer_id, candidate_id)
    if stored := stored_before(review, reviewer_id, entry_id):
        return stored
    standing = _not_undone(reviewer_log(review, reviewer_id).marks.get(candidate_id, []))
    locked = locked_submission(review, reviewer_id, candidate_id)
    in_consensus = round_state(review).stage == "consensus"
    if not standing or (in_consensus and locked and standing[-1].seq < locked.seq):
        msg = f"{where}: không còn thay đổi nào để hoàn tác. Chấm tiếp, hoặc sửa thẳng vào tiêu chí."
        raise MarkRefusedError(msg)
    last = standing.pop()
    before = next((made for made in reversed(standing) if made.criterion_id == last.criterion_id), None)
    mark = Mark(
        candidate_id=candidate_id,
        criterion_id=last.criterion_id,
        points=before.points if before else None,
        no_mark=before.no_mark if before else "",
        comment=before.comment if before else "",
        source="desk",
        reason=reason,
        undoes=last.seq,
    )
    return append_mark(review, reviewer_id, mark, writer)


def _not_undone(marks: list[MarkMade]) -> list[MarkMade]:
    """Return the changes of a sheet that were not taken back, in their order."""
    standing: list[MarkMade] = []
    for made in marks:
        if made.undoes:
            standing = [one for one in standing if one.seq != made.undoes]
        else:
            standing.append(made)
    return standing
