"""Taking an entry of the committee's stream back: it counts no more, and stays written."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from danvan_tools.errors import DanvanError
from danvan_tools.records.entry_writer import EntryWriter, refuse_newer
from danvan_tools.records.ledger_entries import Entry, refused_text
from danvan_tools.records.ledger_tables import COMMITTEE, RETRACT, standing_entries

if TYPE_CHECKING:
    from danvan_tools.records.review import Review

__all__ = ["RETRACTABLE", "RetractionRefusedError", "retract_entry"]

RETRACTABLE = {"recommendation": "đề nghị của hội đồng", "decision": "quyết định", "ballot": "biên bản kiểm phiếu"}


class RetractionRefusedError(DanvanError):
    """An entry that cannot be taken back, or not without a reason."""


def retract_entry(
    review: Review,
    *,
    seq: int,
    reason: str,
    entered_by: str,
    expected_seq: int,
    entry_id: str | None = None,
    at: datetime | None = None,
) -> Entry:
    """Take one entry of the committee's stream back and return the entry that does so.

    What was in force before it is in force again; of a decision, too: it counts as never made.

    Parameters
    ----------
    review : Review
    seq : int
        Of the recommendation, decision or count sheet.
    reason : str
        Required.
    entered_by : str
        Who typed it.
    expected_seq, entry_id, at :
        As for :meth:`Ledger.append`, on the stream ``committee``.

    Raises
    ------
    RetractionRefusedError
        If there is no such entry, it was taken back before, has no reason, or a later round of votes rests on it.
    LedgerConflictError
        If another window wrote to the committee's stream meanwhile.
    """
    writer = EntryWriter(entered_by=entered_by, expected_seq=expected_seq, entry_id=entry_id, at=at)
    entries = review.ledger.entries(COMMITTEE)
    if stored := next((entry for entry in entries if entry_id is not None and entry.id == entry_id), None):
        return stored
    refuse_newer(review.ledger, COMMITTEE, expected_seq)
    standing = [entry for kind in RETRACTABLE for entry in standing_entries(entries, kind)]
    meant = next((entry for entry in standing if entry.seq == seq), None)
    if meant is None:
        msg = f"Hoàn tác mục {seq}: mục này không có trong sổ của hội đồng hoặc đã được rút lại. Tải lại trang để xem."
        raise RetractionRefusedError(msg)
    where = f"Hoàn tác {RETRACTABLE[meant.kind]}, hồ sơ {meant.body['candidate_id']}"
    what = "" if reason.strip() else "chưa ghi lý do. Ghi lý do rồi làm lại."
    what = what or refused_text("lý do", reason) or _later_round(meant, standing)
    if what:
        msg = f"{where}: {what}"
        raise RetractionRefusedError(msg)
    body = {"candidate_id": meant.body["candidate_id"], "seq": seq, "what": meant.kind, "reason": reason.strip()}
    return writer.append(review.ledger, COMMITTEE, RETRACT, body)


def _later_round(meant: Entry, standing: Sequence[Entry]) -> str:
    """Return the sentence about a round of votes that would lose the round before it; else blank."""
    if meant.kind != "ballot":
        return ""
    same = [
        entry.body["round"]
        for entry in standing
        if entry.kind == "ballot"
        and entry.seq != meant.seq
        and (entry.body["candidate_id"], entry.body["form"]) == (meant.body["candidate_id"], meant.body["form"])
    ]
    number = meant.body["round"]
    if number in same or not any(other > number for other in same):
        return ""
    return f"vòng {number + 1} được ghi tiếp theo vòng {number} này. Hoàn tác vòng sau trước."
