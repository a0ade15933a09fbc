"""One reviewer's mark of one criterion: is it allowed, and into the ledger with it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from danvan_tools.records.entry_writer import EntryWriter
from danvan_tools.records.ledger import Entry
from danvan_tools.records.ledger_entries import nfc
from danvan_tools.records.ledger_errors import EntryReusedError
from danvan_tools.records.mark_bodies import Mark, given_under, mark_body
from danvan_tools.records.mark_points import NO_MARKS
from danvan_tools.records.marking_rights import MarkRefusedError, check_person, check_round, name_sheet
from danvan_tools.records.review_memory import one_moment, reviewer_log, settled
from danvan_tools.records.reviewer_log import stream_of

if TYPE_CHECKING:
    from danvan_tools.records.review import Review

__all__ = ["NO_MARKS", "MarkRefusedError", "append_mark", "body_to_store", "save_mark", "stored_before"]


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
    """Append one mark to its reviewer's stream and return the entry; what stands there already is not written again.

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
        One of :data:`danvan_tools.records.mark_bodies.SOURCES`.
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
        If `points` is no Decimal, `no_mark` or `source` is none of the allowed, or `entered_by` is blank.
    """
    mark = Mark(
        candidate_id=candidate_id,
        criterion_id=criterion_id,
        points=points,
        no_mark=no_mark,
        comment=comment,
        source=source,
        reason=reason,
    )
    writer = EntryWriter(entered_by=entered_by, expected_seq=expected_seq, entry_id=entry_id, at=at)
    with one_moment(review):
        return append_mark(review, reviewer_id, mark, writer)


def append_mark(review: Review, reviewer_id: str, mark: Mark, writer: EntryWriter) -> Entry:
    """Append a mark that the rules allow, once; errors as of :func:`save_mark`.

    One that says what stands there already changes nothing: the entry that stands is returned.
    """
    if stored := stored_before(review, reviewer_id, writer.entry_id):
        return _same(stored, mark)
    body = body_to_store(review, reviewer_id, mark, at=writer.at)
    if standing := _standing(review, reviewer_id, mark, body, writer):
        return standing
    return writer.append(review.ledger, stream_of(reviewer_id), "mark", body, rests_on=settled(review))


def body_to_store(review: Review, reviewer_id: str, mark: Mark, *, at: datetime | None = None) -> dict[str, Any]:
    """Return the body that :func:`save_mark` would store now, for whoever stores several at once.

    Errors as of :func:`save_mark`.
    """
    where = name_sheet(review, reviewer_id, mark.candidate_id)
    holder = check_person(review, reviewer_id, mark.candidate_id, where)
    state = check_round(review, reviewer_id, mark.candidate_id, where=where, reason=mark.reason, at=at)
    _check_recusal(review, reviewer_id, mark, holder, where)
    body = mark_body(review, mark, holder, where)
    return body | given_under(review, state, holder, mark.criterion_id)


def stored_before(review: Review, reviewer_id: str, entry_id: str | None) -> Entry | None:
    """Return the entry of this reviewer that came before under the same id."""
    seq = None if entry_id is None else reviewer_log(review, reviewer_id).seq_of_id.get(nfc(entry_id))
    return None if seq is None else review.ledger.entries(stream_of(reviewer_id), after=seq - 1)[0]


def _same(stored: Entry, mark: Mark) -> Entry:
    """Return a stored entry if it is this very mark: one sent again is not refused for what happened since."""
    body = stored.body
    points = None if body.get("points") is None else Decimal(body["points"])
    names = ("candidate_id", "criterion_id", "no_mark", "comment")
    if stored.kind != "mark" or points != mark.points or any(body[name] != nfc(getattr(mark, name)) for name in names):
        raise EntryReusedError(stored)
    return stored


def _standing(
    review: Review, reviewer_id: str, mark: Mark, body: Mapping[str, Any], writer: EntryWriter
) -> Entry | None:
    """Return the entry in force if a mark typed again says the same, under the same rules."""
    log = reviewer_log(review, reviewer_id)
    made = log.in_force(mark.candidate_id, body["holder"]).get(mark.criterion_id)
    if made is None or mark.undoes or writer.expected_seq != log.seq:
        return None
    # The reason of an undo is its own, not the mark's.
    reason = "" if made.undoes else made.reason
    stands = (made.points, made.no_mark, made.comment, made.source, made.holder, made.opening, made.version, reason)
    names = ("no_mark", "comment", "source", "holder")
    said = (mark.points, *(nfc(body[name]) for name in names), body.get("opening", 0), body.get("version", ""))
    if stands != (*said, nfc(body.get("reason", ""))):
        return None
    return review.ledger.entries(stream_of(reviewer_id), after=made.seq - 1)[0]


def _check_recusal(review: Review, reviewer_id: str, mark: Mark, holder: str, where: str) -> None:
    """Refuse to mark on after a recusal; what takes it back, on its own criterion, is allowed."""
    marks = reviewer_log(review, reviewer_id).in_force(mark.candidate_id, holder)
    declared = [key for key, made in marks.items() if made.no_mark == "recused"]
    if declared and mark.criterion_id not in declared and mark.no_mark != "recused":
        msg = f"{where}: đã xin không chấm hồ sơ này. Hoàn tác nếu ghi nhầm, hoặc chuyển sang hồ sơ khác."
        raise MarkRefusedError(msg)
