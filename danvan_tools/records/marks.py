"""One reviewer's mark of one criterion: is it allowed, and into the ledger with it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from danvan_tools.records.ledger import Entry
from danvan_tools.records.ledger_entries import decimal_text, nfc, refused_text
from danvan_tools.records.ledger_errors import EntryReusedError
from danvan_tools.records.mark_points import NO_MARKS, check_points
from danvan_tools.records.marking_rights import (
    MarkRefusedError,
    check_person,
    check_round,
    locked_submission,
    name_sheet,
)
from danvan_tools.records.review_memory import append_settled, one_moment, reviewer_log
from danvan_tools.records.reviewer_log import MARK_STAGE, MarkMade, stream_of
from danvan_tools.records.rounds import round_state

if TYPE_CHECKING:
    from danvan_tools.records.review import Review

__all__ = ["NO_MARKS", "SOURCES", "MarkRefusedError", "mark_body", "save_mark", "stored_before", "undo_mark"]

SOURCES = ("desk", "sheet", "paper")


@dataclass(frozen=True, kw_only=True)
class _Mark:
    """What a reviewer says of one criterion; `undoes` is the `seq` of the entry this one takes back."""

    candidate_id: str
    criterion_id: str
    points: Decimal | None
    no_mark: str
    comment: str
    source: str
    entered_by: str
    reason: str = ""
    undoes: int = 0


def save_mark(
    review: Review,
    *,
    reviewer_id: str,
    candidate_id: str,
    criterion_id: str,
    points: Decimal | None,
    comment: str = "",
    no_mark: str = "",
    expected_seq: int,
    source: str = "desk",
    entered_by: str,
    reason: str = "",
    entry_id: str | None = None,
    at: datetime | None = None,
) -> Entry:
    """Append one mark to its reviewer's stream and return the entry.

    Parameters
    ----------
    review : Review
    reviewer_id, candidate_id, criterion_id : str
    points : Decimal or None
        Between 0 and the criterion's `max_points`, on the step of the review. None is no mark,
        never 0; with a blank `no_mark` it takes back what was marked before.
    comment : str
        At most 2,000 characters.
    no_mark : str
        Why there are no points; a value of :data:`NO_MARKS`. Recused on one criterion is recused from the candidate.
    expected_seq : int
        The last `seq` of the reviewer's stream that the writer has seen.
    source : str
        One of :data:`SOURCES`.
    entered_by : str
        Who typed it.
    reason : str
        Why the mark changes, needed in a consensus; or why it departs from an earlier stage.
    entry_id, at :
        As for :meth:`Ledger.append`. The very mark that is stored under this id is returned again.

    Raises
    ------
    MarkRefusedError
        If reviewer, candidate or criterion is not known, the reviewer has a declared conflict or asked not to mark
        the candidate, it left the review, is not nominated, not assigned to the reviewer or has no rubric; the round
        is closed or over, the rules changed since it was opened, or the sheet is locked; the points are out of range
        or off the step (they are never clamped), or the comment or reason is too long or cannot be printed.
    LedgerConflictError
        If another window of the same reviewer wrote meanwhile.
    ValueError, TypeError
        If `points` is no Decimal, or `no_mark`, `source` or `entered_by` is none of the allowed.
    """
    mark = _Mark(
        candidate_id=candidate_id,
        criterion_id=criterion_id,
        points=points,
        no_mark=no_mark,
        comment=comment,
        source=source,
        entered_by=entered_by,
        reason=reason,
    )
    with one_moment(review):
        return _append(review, reviewer_id, mark, expected_seq=expected_seq, entry_id=entry_id, at=at)


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
        As for :func:`save_mark`.

    Raises
    ------
    MarkRefusedError
        If there is nothing to undo, or for the reasons of :func:`save_mark`.
    LedgerConflictError
        If another window of the same reviewer wrote meanwhile.
    """
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
    mark = _Mark(
        candidate_id=candidate_id,
        criterion_id=last.criterion_id,
        points=before.points if before else None,
        no_mark=before.no_mark if before else "",
        comment=before.comment if before else "",
        source="desk",
        entered_by=entered_by,
        reason=reason,
        undoes=last.seq,
    )
    return _append(review, reviewer_id, mark, expected_seq=expected_seq, entry_id=entry_id, at=at)


def _not_undone(marks: list[MarkMade]) -> list[MarkMade]:
    """Return the changes of a sheet that were not taken back, in their order."""
    standing: list[MarkMade] = []
    for made in marks:
        if made.undoes:
            standing = [one for one in standing if one.seq != made.undoes]
        else:
            standing.append(made)
    return standing


def _append(
    review: Review, reviewer_id: str, mark: _Mark, *, expected_seq: int, entry_id: str | None, at: datetime | None
) -> Entry:
    """Append a mark that the rules allow, once."""
    _check_words(mark)
    where = name_sheet(review, reviewer_id, mark.candidate_id)
    if stored := stored_before(review, reviewer_id, entry_id):
        return _same(stored, mark)
    body = _body(review, reviewer_id, mark, where, at)
    stream, ids = stream_of(reviewer_id), None if entry_id is None else [entry_id]
    return append_settled(review, stream, [("mark", body)], expected_seq=expected_seq, entry_ids=ids, at=at)[0]


def mark_body(
    review: Review,
    *,
    reviewer_id: str,
    candidate_id: str,
    criterion_id: str,
    points: Decimal | None,
    no_mark: str,
    comment: str,
    source: str,
    entered_by: str,
    at: datetime | None = None,
) -> dict[str, Any]:
    """Return the body that :func:`save_mark` would store now, for whoever stores several at once.

    Parameters and errors are those of :func:`save_mark`.
    """
    mark = _Mark(
        candidate_id=candidate_id,
        criterion_id=criterion_id,
        points=points,
        no_mark=no_mark,
        comment=comment,
        source=source,
        entered_by=entered_by,
    )
    _check_words(mark)
    return _body(review, reviewer_id, mark, name_sheet(review, reviewer_id, candidate_id), at)


def _check_words(mark: _Mark) -> None:
    """Raise for what no screen, sheet or paper can send."""
    if mark.no_mark not in NO_MARKS.values() or mark.source not in SOURCES or not mark.entered_by.strip():
        given = (mark.no_mark, mark.source, mark.entered_by)
        msg = f"no_mark, source or entered_by of {given} is none of the allowed"
        raise ValueError(msg)


def _body(review: Review, reviewer_id: str, mark: _Mark, where: str, at: datetime | None) -> dict[str, Any]:
    """Return the body of the entry of a mark that the rules allow."""
    holder = check_person(review, reviewer_id, mark.candidate_id, where)
    state = check_round(review, reviewer_id, mark.candidate_id, where=where, reason=mark.reason, at=at)
    _check_recusal(review, reviewer_id, mark, holder, where)
    where = check_points(review, holder, mark.criterion_id, mark.points, no_mark=mark.no_mark, where=where)
    if what := refused_text("nhận xét", mark.comment) or refused_text("lý do", mark.reason):
        msg = f"{where}: {what}"
        raise MarkRefusedError(msg)
    body: dict[str, Any] = {
        "stage": MARK_STAGE,
        "candidate_id": mark.candidate_id,
        "criterion_id": mark.criterion_id,
        "points": None if mark.points is None else decimal_text(mark.points),
        "no_mark": mark.no_mark,
        "comment": mark.comment,
        "source": mark.source,
        "entered_by": mark.entered_by,
        # Whose rubric it was: a candidate that changes its holder is marked again.
        "holder": holder,
    }
    told: dict[str, Any] = {"reason": mark.reason.strip(), "opening": state.seq, "undoes": mark.undoes}
    body |= {name: value for name, value in told.items() if value}
    return body


def stored_before(review: Review, reviewer_id: str, entry_id: str | None) -> Entry | None:
    """Return the entry of this reviewer that came before under the same id."""
    seq = None if entry_id is None else reviewer_log(review, reviewer_id).seq_of_id.get(nfc(entry_id))
    return None if seq is None else review.ledger.entries(stream_of(reviewer_id), after=seq - 1)[0]


def _same(stored: Entry, mark: _Mark) -> Entry:
    """Return a stored entry if it is this very mark: one sent again is not refused for what happened since."""
    body = stored.body
    points = None if body.get("points") is None else Decimal(body["points"])
    names = ("candidate_id", "criterion_id", "no_mark", "comment")
    if stored.kind != "mark" or points != mark.points or any(body[name] != nfc(getattr(mark, name)) for name in names):
        raise EntryReusedError(stored)
    return stored


def _check_recusal(review: Review, reviewer_id: str, mark: _Mark, holder: str, where: str) -> None:
    """Refuse to mark on after a recusal; what takes it back, on its own criterion, is allowed."""
    marks = reviewer_log(review, reviewer_id).in_force(mark.candidate_id, holder)
    declared = [key for key, made in marks.items() if made.no_mark == "recused"]
    if declared and mark.criterion_id not in declared and mark.no_mark != "recused":
        msg = f"{where}: đã xin không chấm hồ sơ này. Hoàn tác nếu ghi nhầm, hoặc chuyển sang hồ sơ khác."
        raise MarkRefusedError(msg)
