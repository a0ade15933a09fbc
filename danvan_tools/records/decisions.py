"""What the competent authority decides, into the committee's stream."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from danvan_tools.errors import DanvanError
from danvan_tools.language import join_list, suggestion
from danvan_tools.records.award_path import AWARD_CHANGES, award_change
from danvan_tools.records.entry_writer import EntryWriter
from danvan_tools.records.ledger import Entry
from danvan_tools.records.ledger_entries import refused_text
from danvan_tools.records.ledger_tables import COMMITTEE
from danvan_tools.records.withdrawals import left_review
from danvan_tools.schema import AUTHORITY_KINDS, HOLDERS, LEVELS, OCCASIONS, vietnamese

if TYPE_CHECKING:
    from danvan_tools.records.review import Review

__all__ = ["Decision", "DecisionRefusedError", "decision_body", "save_decision"]

# What makes a decision one, as a sentence names it.
_REQUIRED = {
    "authority": "cơ quan quyết định",
    "decision_no": "số quyết định",
    "decided_on": "ngày quyết định",
    "signer": "người ký",
}


class DecisionRefusedError(DanvanError):
    """A decision for no known and issued candidate or form, or without what makes it one."""


@dataclass(frozen=True, kw_only=True)
class Decision:
    """One decision of an authority on one candidate; the fields are those of :func:`save_decision`."""

    candidate_id: str
    form: str
    occasion: str
    authority: str
    authority_kind: str
    level: str
    decision_no: str
    decided_on: date | None
    signer: str
    reason: str = ""


def save_decision(
    review: Review,
    *,
    candidate_id: str,
    form: str,
    occasion: str,
    authority: str,
    authority_kind: str,
    level: str,
    decision_no: str,
    decided_on: date | None,
    signer: str,
    entered_by: str,
    expected_seq: int,
    reason: str = "",
    entry_id: str | None = None,
    at: datetime | None = None,
) -> Entry:
    """Append the competent authority's decision on one candidate and return the entry.

    In force is the last decision per candidate, occasion, kind and level of authority: a
    correction is a new decision, and one without a form revokes the one before. Where the authority decides
    otherwise than the meeting recommended, the entry says how (``change`` and ``recommended_form``).

    Parameters
    ----------
    review : Review
    candidate_id, form : str
        The form must be one of the sheet **Hình thức** for the candidate's holder; blank: none is given, or the one
        given is revoked.
    occasion, authority_kind, level : str
        Values of :data:`OCCASIONS`, :data:`AUTHORITY_KINDS`, :data:`LEVELS`.
    authority, decision_no, signer : str
    decided_on : date or None
        None is refused like every other thing that is missing.
    entered_by : str
        Who typed it.
    reason : str
        Required where the form is blank, or another than the meeting recommended for the conference.
    expected_seq, entry_id, at :
        As for :meth:`Ledger.append`, on the stream ``committee``.

    Raises
    ------
    DecisionRefusedError
        If the candidate or form is not known, the candidate's load is not recorded yet, it left the
        review (then only a revocation is taken), a reason is missing, authority, number,
        date or signer is missing, or a text is too long or cannot be printed.
    LedgerConflictError
        If another window wrote to the committee's stream meanwhile.
    ValueError
        If `occasion`, `authority_kind` or `level` is no value of its vocabulary.
    """
    writer = EntryWriter(entered_by=entered_by, expected_seq=expected_seq, entry_id=entry_id, at=at)
    decision = Decision(
        candidate_id=candidate_id,
        form=form,
        occasion=occasion,
        authority=authority,
        authority_kind=authority_kind,
        level=level,
        decision_no=decision_no,
        decided_on=decided_on,
        signer=signer,
        reason=reason,
    )
    if entry_id is not None and (stored := _stored(review, entry_id)):
        return stored
    return writer.append(review.ledger, COMMITTEE, "decision", decision_body(review, decision))


def _stored(review: Review, entry_id: str) -> Entry | None:
    """Return the entry that came under this id before: it is not judged by what happened since."""
    entries = review.ledger.entries(COMMITTEE, "decision")
    return next((entry for entry in entries if entry.id == entry_id), None)


def decision_body(review: Review, decision: Decision) -> dict[str, Any]:
    """Return the body of the entry that stores a decision; errors as of :func:`save_decision`."""
    for value, words in (
        (decision.occasion, OCCASIONS),
        (decision.authority_kind, AUTHORITY_KINDS),
        (decision.level, LEVELS),
    ):
        if value not in words.values():
            msg = f"{value!r} is none of {sorted(words.values())}"
            raise ValueError(msg)
    candidate_id, form, reason = decision.candidate_id, decision.form, decision.reason
    day = f"{decision.decided_on:%Y-%m-%d}" if decision.decided_on else ""
    body: dict[str, Any] = {name: value for name, value in asdict(decision).items() if name != "reason"}
    body |= {"decided_on": day}
    what = unknown_candidate(review, candidate_id, leaving=not form) or _refused_form(
        review, candidate_id, form, reason
    )
    missing = [name for key, name in _REQUIRED.items() if not body[key].strip()]
    if not what and missing:
        what = f"thiếu {join_list(missing)}. Ghi đủ rồi lưu lại."
    for name, text in (("lý do", reason), *((name, body[key]) for key, name in _REQUIRED.items())):
        what = what or refused_text(name, text)
    key = {"authority_kind": decision.authority_kind, "level": decision.level}
    change = "" if what else award_change(review, candidate_id, form, decision.occasion, key)
    if change and not reason.strip():
        said = vietnamese(AWARD_CHANGES, change)
        what = f"khác với đề nghị của hội đồng ({said}) mà chưa ghi lý do. Ghi lý do rồi lưu lại."
    if what:
        msg = f"Quyết định cho hồ sơ {candidate_id}: {what}"
        raise DecisionRefusedError(msg)
    if change:
        advice = review.ledger.recommendations().set_index("candidate_id")["form"]
        body |= {"change": change, "recommended_form": str(advice.get(candidate_id, ""))}
    return body | ({"reason": reason.strip()} if reason.strip() else {})


def _refused_form(review: Review, candidate_id: str, form: str, reason: str) -> str:
    """Return the sentence about a form that cannot be decided; blank for a known one, or a reasoned revocation."""
    if form:
        return unknown_form(review, candidate_id, form)
    return "" if reason.strip() else "không ghi hình thức là thu hồi, mà chưa ghi lý do. Ghi lý do hoặc chọn hình thức."


def unknown_candidate(review: Review, candidate_id: str, *, leaving: bool = False) -> str:
    """Return the sentence about a candidate nobody registered, whose id is not issued yet, or that left the review.

    What takes something back, `leaving`, may also concern one that left; else blank.
    """
    if candidate_id in review.provisional_ids:
        return "hồ sơ mới, lần nạp chưa được ghi nhận. Ghi lý do thay đổi ở sổ tay 1 rồi làm lại."
    known = review.candidates["candidate_id"]
    if candidate_id in set(known):
        left = left_review(review.standing(), candidate_id)
        return f"hồ sơ {left}. Chọn hồ sơ khác, hoặc đưa lại vào đợt xét trước." if left and not leaving else ""
    return f"không có hồ sơ này trong danh sách. {suggestion(candidate_id, known)}Chọn lại hồ sơ."


def unknown_form(review: Review, candidate_id: str, form: str) -> str:
    """Return the sentence about a form the candidate's holder cannot be given; blank for a known one."""
    holder = str(review.candidates.set_index("candidate_id").loc[candidate_id, "holder"])
    forms = review.awards.loc[review.awards["holder"] == holder, "form"]
    if form in set(forms):
        return ""
    listed = join_list([f"“{known}”" for known in forms]) or "(chưa có hình thức nào ở trang Hình thức)"
    owner = vietnamese(HOLDERS, holder)
    return f"không có hình thức “{form}” cho chủ thể “{owner}”. Chọn một trong các hình thức: {listed}."
