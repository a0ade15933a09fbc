"""Candidates that leave the review: withdrawn, or merged into the one they repeat; and back again."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING

from danvan_tools.errors import DanvanError
from danvan_tools.language import suggestion
from danvan_tools.records.entry_writer import EntryWriter
from danvan_tools.records.ledger import Entry
from danvan_tools.records.ledger_entries import refused_text
from danvan_tools.records.review_ledger import SECRETARY
from danvan_tools.schema import HOLDERS, KINDS, vietnamese

if TYPE_CHECKING:
    from danvan_tools.records.loads import LastLoad
    from danvan_tools.records.review import Review

__all__ = ["WithdrawalRefusedError", "merge_candidates", "reinstate_candidate", "withdraw_candidate"]


class WithdrawalRefusedError(DanvanError):
    """A withdrawal, merger or return that has no reason or does not fit the records."""


def withdraw_candidate(
    review: Review,
    *,
    candidate_id: str,
    reason: str,
    entered_by: str,
    expected_seq: int,
    entry_id: str | None = None,
    at: datetime | None = None,
) -> Entry:
    """Take a candidate out of the review and return the entry.

    It is not nominated any more, owes no sheets, has no rank and is not proposed; its marks stay in
    the ledger, and it stays a record: it was built, recognised and awarded as before. So do
    decisions on it stay: withdrawing from the review takes no award back, only the authority's
    revocation does, which is still taken afterwards. (A merger is refused instead: the decision
    would stand on a candidate that is one no longer.)

    Parameters
    ----------
    review : Review
    candidate_id : str
        Registered; it need not be in the list any more.
    reason : str
    entered_by : str
        Who typed it.
    expected_seq, entry_id, at :
        As for :meth:`Ledger.append`, on the stream ``secretary``.

    Raises
    ------
    WithdrawalRefusedError
        If the candidate has no issued id or left the review already, or the reason is missing,
        too long or cannot be printed.
    LedgerConflictError
        If the secretary's stream has newer entries.
    """
    writer = EntryWriter(entered_by=entered_by, expected_seq=expected_seq, entry_id=entry_id, at=at)
    where = f"Rút hồ sơ {candidate_id}"
    _refuse(where, _no_reason(reason), _not_under_review(review, review.standing(), candidate_id))
    body = {"candidate_id": candidate_id, "reason": reason.strip()}
    return writer.append(review.ledger, SECRETARY, "withdraw", body)


def merge_candidates(
    review: Review,
    *,
    candidate_id: str,
    into: str,
    reason: str,
    entered_by: str,
    expected_seq: int,
    entry_id: str | None = None,
    at: datetime | None = None,
) -> Entry:
    """Merge a candidate into another one that is the same model or exemplar, and return the entry.

    The survivor keeps its own marks; those of the merged one stay in the ledger and count for
    nothing. Facts count the two as one, with the sites, milestones and recognitions of both. Who had
    a conflict with either, declared or by recusal, does not mark the survivor.

    Parameters
    ----------
    review : Review
    candidate_id, into : str
        Both in the list, of one kind and holder, and both still under review.
    reason, entered_by, expected_seq, entry_id, at :
        As for :func:`withdraw_candidate`.

    Raises
    ------
    WithdrawalRefusedError
        Also if a candidate is merged into itself or one that left the review, kinds or holders
        differ, or a decision on the merged one is in force.
    LedgerConflictError
        If the secretary's stream has newer entries.
    """
    writer = EntryWriter(entered_by=entered_by, expected_seq=expected_seq, entry_id=entry_id, at=at)
    where = f"Nhập hồ sơ {candidate_id} vào hồ sơ {into}"
    last = review.standing()
    _refuse(
        where,
        _no_reason(reason),
        "một hồ sơ không nhập vào chính nó. Chọn hồ sơ khác." if candidate_id == into else "",
        *(_not_under_review(review, last, one) for one in (candidate_id, into)),
    )
    _refuse(where, _not_alike(review, candidate_id, into), _decided(review, candidate_id))
    body = {"candidate_id": candidate_id, "into": into, "reason": reason.strip()}
    return writer.append(review.ledger, SECRETARY, "merge", body)


def reinstate_candidate(
    review: Review,
    *,
    candidate_id: str,
    reason: str,
    entered_by: str,
    expected_seq: int,
    entry_id: str | None = None,
    at: datetime | None = None,
) -> Entry:
    """Take a withdrawn or merged candidate back into the review, with its own marks, and return the entry.

    Parameters and errors are those of :func:`withdraw_candidate`, but for a candidate that left.
    """
    writer = EntryWriter(entered_by=entered_by, expected_seq=expected_seq, entry_id=entry_id, at=at)
    stays = "" if candidate_id in review.standing().withdrawn else "hồ sơ không ở diện đã rút hay đã nhập. Chọn lại."
    _refuse(f"Đưa lại hồ sơ {candidate_id}", _no_reason(reason), stays)
    body = {"candidate_id": candidate_id, "reason": reason.strip()}
    return writer.append(review.ledger, SECRETARY, "reinstate", body)


def left_review(last: LastLoad, candidate_id: str) -> str:
    """Return in words how a candidate left the review; blank for one that did not."""
    withdrawal = last.withdrawn.get(candidate_id)
    if withdrawal is None:
        return ""
    return f"đã nhập vào hồ sơ {withdrawal.into}" if withdrawal.into else "đã rút khỏi đợt xét"


def _refuse(where: str, *sentences: str) -> None:
    """Raise the first sentence that is not blank."""
    what = next(filter(None, sentences), "")
    if what:
        msg = f"{where}: {what}"
        raise WithdrawalRefusedError(msg)


def _no_reason(reason: str) -> str:
    return refused_text("lý do", reason) if reason.strip() else "chưa ghi lý do. Ghi lý do rồi làm lại."


def _not_under_review(review: Review, last: LastLoad, candidate_id: str) -> str:
    """Return the sentence about a candidate that nobody registered or that left the review."""
    if candidate_id in review.provisional_ids:
        return f"{candidate_id} là hồ sơ mới, lần nạp chưa được ghi nhận. Ghi lý do thay đổi rồi làm lại."
    known = [entry.candidate_id for entry in last.registered]
    if candidate_id not in known:
        return f'không có hồ sơ "{candidate_id}". {suggestion(candidate_id, known)}Chọn lại hồ sơ.'
    left = left_review(last, candidate_id)
    return f"hồ sơ {candidate_id} {left}. Đưa lại vào đợt xét trước, hoặc chọn hồ sơ khác." if left else ""


def _not_alike(review: Review, candidate_id: str, into: str) -> str:
    """Return the sentence about two candidates that cannot be one: of other kinds or holders, or not in the list."""
    rows = review.candidates.set_index("candidate_id")
    for key in (candidate_id, into):
        if key not in rows.index:
            return f"hồ sơ {key} không còn trong danh sách. Ghi lại vào danh sách, nhập xong rồi hãy xóa dòng."
    columns: list[tuple[str, Callable[[str], str]]] = [
        ("loại", lambda key: vietnamese(KINDS, str(rows.loc[key, "kind"]))),
        ("chủ thể", lambda key: vietnamese(HOLDERS, str(rows.loc[key, "holder"]))),
    ]
    for name, word in columns:
        if word(candidate_id) != word(into):
            return (
                f"hai hồ sơ khác {name} ({word(candidate_id)}, {word(into)}). "
                f"Sửa cột {name.capitalize()} ở trang Danh sách nếu ghi nhầm, rồi làm lại."
            )
    return ""


def _decided(review: Review, candidate_id: str) -> str:
    decisions = review.ledger.decisions()
    numbers = decisions.loc[decisions["candidate_id"] == candidate_id, "decision_no"].tolist()
    if not numbers:
        return ""
    return (
        f"hồ sơ {candidate_id} đã có quyết định {', '.join(numbers)}. "
        "Nhập hồ sơ kia vào hồ sơ này, hoặc ghi việc thu hồi quyết định trước."
    )
