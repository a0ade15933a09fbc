"""What the meeting recommends, beside what was computed, into the committee's stream."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from danvan_tools.errors import DanvanError
from danvan_tools.records.decisions import unknown_candidate, unknown_form
from danvan_tools.records.entry_writer import EntryWriter
from danvan_tools.records.ledger import Entry
from danvan_tools.records.ledger_entries import refused_text
from danvan_tools.records.ledger_tables import COMMITTEE

if TYPE_CHECKING:
    from danvan_tools.records.review import Review

__all__ = ["RecommendationRefusedError", "save_recommendation", "save_unamended"]


class RecommendationRefusedError(DanvanError):
    """A recommendation for no known and issued candidate or form, or a change without its reason."""


def save_recommendation(
    review: Review,
    *,
    candidate_id: str,
    proposed_form: str,
    form: str,
    reason: str,
    entered_by: str,
    expected_seq: int,
    entry_id: str | None = None,
    at: datetime | None = None,
) -> Entry:
    """Append the committee's recommendation for one candidate and return the entry.

    Parameters
    ----------
    review : Review
    candidate_id : str
    proposed_form : str
        The form the computed proposal gives; blank for none.
    form : str
        The form the meeting recommends; blank for none.
    reason : str
        Required where the meeting changes the proposal.
    entered_by : str
        Who typed it.
    expected_seq, entry_id, at :
        As for :meth:`Ledger.append`, on the stream ``committee``.

    Raises
    ------
    RecommendationRefusedError
        If the candidate or a form is not known, the candidate's load is not recorded yet, it left the
        review, or a change has no reason, or the reason is too long or cannot be printed.
    LedgerConflictError
        If another window wrote to the committee's stream meanwhile.
    """
    writer = EntryWriter(entered_by=entered_by, expected_seq=expected_seq, entry_id=entry_id, at=at)
    body = _body(review, candidate_id, proposed_form, form, reason)
    return writer.append(review.ledger, COMMITTEE, "recommendation", body)


def save_unamended(
    review: Review,
    forms: Mapping[str, str],
    *,
    entered_by: str,
    expected_seq: int,
    entry_ids: Sequence[str] | None = None,
    at: datetime | None = None,
) -> list[Entry]:
    """Append that the meeting recommends what was proposed, for several candidates, all or none.

    Parameters
    ----------
    review : Review
    forms : Mapping
        Candidate id → the form proposed and recommended; blank for none.
    entered_by, expected_seq, at :
        As for :func:`save_recommendation`.
    entry_ids : sequence of str, optional
        One for each candidate.

    Raises
    ------
    RecommendationRefusedError
        For the reasons of :func:`save_recommendation`; then nothing is written.
    LedgerConflictError
        If another window wrote to the committee's stream meanwhile.
    """
    writer = EntryWriter(entered_by=entered_by, expected_seq=expected_seq, at=at)
    items = [("recommendation", _body(review, key, form, form, "")) for key, form in forms.items()]
    return writer.append_many(review.ledger, COMMITTEE, items, entry_ids) if items else []


def _body(review: Review, candidate_id: str, proposed_form: str, form: str, reason: str) -> dict[str, Any]:
    """Return what is stored, or refuse it."""
    where = f"Đề nghị cho hồ sơ {candidate_id}"
    what = unknown_candidate(review, candidate_id)
    for named in dict.fromkeys((proposed_form, form)):
        what = what or (named and unknown_form(review, candidate_id, named))
    if not what and form != proposed_form and not reason.strip():
        kept, changed = proposed_form or "không có hình thức", form or "không đề nghị"
        what = f"đổi từ “{kept}” thành “{changed}” mà chưa ghi lý do. Ghi lý do rồi lưu lại."
    what = what or refused_text("lý do", reason)
    if what:
        msg = f"{where}: {what}"
        raise RecommendationRefusedError(msg)
    return {"candidate_id": candidate_id, "proposed_form": proposed_form, "form": form, "reason": reason}
