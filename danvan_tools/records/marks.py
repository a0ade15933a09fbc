"""One reviewer's mark of one criterion: is it allowed, and into the ledger with it."""

from __future__ import annotations

from collections.abc import Hashable
from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from danvan_tools.errors import DanvanError
from danvan_tools.language import format_points, suggestion
from danvan_tools.records.counted_records import attach_to_survivors, with_recusals
from danvan_tools.records.ledger import Entry
from danvan_tools.records.ledger_entries import decimal_text, refused_text
from danvan_tools.records.milestones import nominated_ids
from danvan_tools.records.withdrawals import left_review
from danvan_tools.schema import HOLDERS, vietnamese

if TYPE_CHECKING:
    from danvan_tools.records.review import Review

__all__ = ["NO_MARKS", "SOURCES", "MarkRefusedError", "save_mark"]

# Why there are no points: not marked (blank), or one of the two a reviewer may declare.
NO_MARKS = {
    "chưa chấm": "",
    "không đủ minh chứng": "insufficient_evidence",
    "xin không chấm (có liên quan)": "recused",
}
SOURCES = ("desk", "sheet", "paper")


class MarkRefusedError(DanvanError):
    """A mark that the rules of the review do not allow."""


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
        Why there are no points; a value of :data:`NO_MARKS`.
    expected_seq : int
        The last `seq` of the reviewer's stream that the writer has seen.
    source : str
        One of :data:`SOURCES`.
    entered_by : str
        Who typed it.
    entry_id, at :
        As for :meth:`Ledger.append`.

    Raises
    ------
    MarkRefusedError
        If reviewer, candidate or criterion is not known, the reviewer has a declared conflict,
        the candidate left the review, is not nominated or has no rubric, the points are out of range or off the
        step (they are never clamped), or the comment is too long or cannot be printed.
    LedgerConflictError
        If another window of the same reviewer wrote meanwhile.
    ValueError, TypeError
        If `points` is no Decimal, or `no_mark`, `source` or `entered_by` is none of the allowed.
    """
    where = may_mark(review, reviewer_id, candidate_id)
    body = mark_body(
        review,
        where,
        candidate_id=candidate_id,
        criterion_id=criterion_id,
        points=points,
        comment=comment,
        no_mark=no_mark,
        source=source,
        entered_by=entered_by,
    )
    stream = f"reviewer:{reviewer_id}"
    return review.ledger.append(stream, "mark", body, expected_seq=expected_seq, entry_id=entry_id, at=at)


def mark_body(
    review: Review,
    where: str,
    *,
    candidate_id: str,
    criterion_id: str,
    points: Decimal | None,
    comment: str,
    no_mark: str,
    source: str,
    entered_by: str,
    stage: str = "committee",
) -> dict[str, Any]:
    """Return the body of one mark on a sheet that :func:`may_mark` allowed; errors as of :func:`save_mark`."""
    if no_mark not in NO_MARKS.values() or source not in SOURCES or not entered_by.strip():
        msg = f"no_mark {no_mark!r}, source {source!r} or entered_by {entered_by!r} is none of the allowed"
        raise ValueError(msg)
    holder = str(review.candidates.set_index("candidate_id").loc[candidate_id, "holder"])
    criterion = _criterion(review, where, holder, criterion_id)
    where = f'{where}, tiêu chí "{criterion["name"]}"'
    if points is not None:
        _check_points(points, no_mark, criterion, review.settings.step, where)
    if what := refused_text("nhận xét", comment):
        msg = f"{where}: {what}"
        raise MarkRefusedError(msg)
    return {
        "stage": stage,
        "candidate_id": candidate_id,
        "criterion_id": criterion_id,
        "points": None if points is None else decimal_text(points),
        "no_mark": no_mark,
        "comment": comment,
        "source": source,
        "entered_by": entered_by,
        # Whose rubric it was: a candidate that changes its holder is marked again.
        "holder": holder,
    }


def may_mark(review: Review, reviewer_id: str, candidate_id: str) -> str:
    """Return the words that name the sheet, or refuse a reviewer or candidate that may not be marked."""
    names = review.committee.set_index("reviewer_id")["name"]
    if reviewer_id not in names.index:
        msg = (
            f'Phiếu của "{reviewer_id}": không có thành viên này trong Hội đồng. {suggestion(reviewer_id, names.index)}'
        )
        raise MarkRefusedError(f"{msg}Chọn một thành viên ở trang Hội đồng.")
    where = f"Phiếu của {names[reviewer_id]}, hồ sơ {candidate_id}"
    known = review.candidates["candidate_id"]
    if candidate_id not in set(known):
        msg = f"{where}: không có hồ sơ này trong danh sách. {suggestion(candidate_id, known)}"
        raise MarkRefusedError(f"{msg}Chọn lại hồ sơ.")
    if candidate_id in review.provisional_ids:
        msg = f"{where}: hồ sơ mới, lần nạp chưa được ghi nhận. Ghi lý do thay đổi ở sổ tay 1 rồi chấm."
        raise MarkRefusedError(msg)
    last = review.standing()
    if left := left_review(last, candidate_id):
        msg = f"{where}: {left} nên không chấm. Chuyển sang hồ sơ khác."
        raise MarkRefusedError(msg)
    merged = attach_to_survivors(
        {name: getattr(review, name) for name in ("candidates", "milestones", "conflicts")}, last
    )
    conflicts = with_recusals(merged["conflicts"], review.ledger, last)
    if ((conflicts["reviewer_id"] == reviewer_id) & (conflicts["candidate_id"] == candidate_id)).any():
        msg = f"{where}: có liên quan, không tham gia chấm. Chuyển sang hồ sơ khác."
        raise MarkRefusedError(msg)
    if candidate_id not in nominated_ids(merged["milestones"], review.settings.as_of):
        msg = f'{where}: chưa được đề nghị nên chưa chấm. Ghi bước "đề nghị" ở trang Quá trình rồi nạp lại.'
        raise MarkRefusedError(msg)
    return where


def _criterion(review: Review, where: str, holder: str, criterion_id: str) -> dict[Hashable, Any]:
    """Return the criterion's row in the rubric of the candidate's holder."""
    rubric = review.rubrics.get(holder)
    if rubric is None:
        words = vietnamese(HOLDERS, holder)
        msg = f'{where}: không có bộ tiêu chí cho chủ thể "{words}". Thêm bộ tiêu chí ở trang Bộ tiêu chí rồi nạp lại.'
        raise MarkRefusedError(msg)
    criteria = {row["criterion_id"]: row for row in rubric.criteria.to_dict("records")}
    if criterion_id in criteria:
        return criteria[criterion_id]
    if criterion_id in set(rubric.gates["criterion_id"]):
        what = "là điều kiện bắt buộc, xét theo hồ sơ, không chấm điểm"
    else:
        what = f"không có trong bộ tiêu chí {rubric.rubric_id}"
    msg = f'{where}, tiêu chí "{criterion_id}": {what}. {suggestion(criterion_id, criteria)}'
    raise MarkRefusedError(f"{msg}Chọn lại tiêu chí.")


def _check_points(points: Decimal, no_mark: str, criterion: dict[Hashable, Any], step: Decimal, where: str) -> None:
    """Refuse points that are not a mark of this criterion."""
    if not isinstance(points, Decimal):
        msg = f"points {points!r} must be a Decimal"
        raise TypeError(msg)
    most = Decimal(str(criterion["max_points"]))
    what = ""
    if not points.is_finite():
        what = f"{points} không phải là số điểm"
    elif no_mark:
        what = f'đã ghi {_shown(points)} điểm thì không ghi "{vietnamese(NO_MARKS, no_mark)}"'
    elif points < 0:
        what = f"{_shown(points)} điểm là số âm"
    elif points > most:
        what = f"{_shown(points)} điểm vượt điểm tối đa {format_points(most)}"
    elif points % step:
        what = f"{_shown(points)} điểm không theo bước {format_points(step)}"
    if what:
        msg = f"{where}: {what}. Nhập từ 0 đến {format_points(most)}, bước {format_points(step)}."
        raise MarkRefusedError(msg)


def _shown(points: Decimal) -> str:
    """Write points as typed; a number of absurd length stays in its short form."""
    return (
        format_points(points) if -6 <= points.adjusted() <= 9 and len(points.as_tuple().digits) <= 15 else str(points)
    )
