"""The second person: somebody compared the typed paper sheets with the paper, and they are handed in."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any

import pandas as pd

from danvan_tools.errors import DanvanError
from danvan_tools.language import comparison_key
from danvan_tools.records.entry_writer import refuse_newer
from danvan_tools.records.ledger import Entry
from danvan_tools.records.paper_cells import PaperSheetRefusedError, sheet_of
from danvan_tools.records.review_memory import criteria_of, reviewer_log, roll_of
from danvan_tools.records.reviewer_log import stream_of
from danvan_tools.records.submissions import submit_sheet
from danvan_tools.records.unconfirmed_sheets import unconfirmed_marks
from danvan_tools.records.withdrawals import left_review

if TYPE_CHECKING:
    from danvan_tools.records.review import Review

__all__ = ["confirm_paper_sheets", "hand_in_paper_sheets"]


def confirm_paper_sheets(
    review: Review,
    *,
    reviewer_id: str,
    candidate_ids: Sequence[str],
    confirmed_by: str,
    expected_seq: int,
    at: datetime | None = None,
) -> list[Entry]:
    """Append that a second person compared the typed sheets with the paper, all or none.

    Parameters
    ----------
    review : Review
    reviewer_id : str
        Whose sheets they are.
    candidate_ids : sequence of str
        Each with unconfirmed marks.
    confirmed_by : str
        Id or name of a member of the committee (the reviewer too), or "thư ký" where the committee names no secretary;
        nobody who typed one of the marks.
    expected_seq : int
        The last `seq` of the reviewer's stream that was shown: a value changed since is not confirmed unseen.
    at : datetime, optional
        As for :meth:`Ledger.append`.

    Raises
    ------
    PaperSheetRefusedError
        If nothing is chosen, a sheet has no unconfirmed mark, the candidate left the review, or the person is not
        known or typed it.
    LedgerConflictError
        If anything was written to the stream meanwhile.
    """
    stream = stream_of(reviewer_id)
    refuse_newer(review.ledger, stream, expected_seq)
    where = sheet_of(review, reviewer_id)
    person = _person(review, confirmed_by)
    faults = [] if candidate_ids else [f"{where}: chưa chọn hồ sơ nào để xác nhận. Đánh dấu hồ sơ rồi xác nhận."]
    if not person.known:
        faults.append(
            f'{where}: người xác nhận "{confirmed_by}" không phải là thành viên hay thư ký của Hội đồng. '
            "Chọn người thứ hai trong danh sách Hội đồng."
        )
    waiting = unconfirmed_marks(review, reviewer_id)
    items: list[tuple[str, dict[str, Any]]] = []
    for candidate_id in dict.fromkeys(candidate_ids):
        own = waiting[waiting["candidate_id"] == candidate_id]
        faults += _not_confirmable(review, where, candidate_id, own, person)
        items.append(("confirm", _confirmation(candidate_id, own, person.key or confirmed_by)))
    if faults:
        raise PaperSheetRefusedError(faults)
    return review.ledger.append_many(stream, items, expected_seq=expected_seq, at=at)


def hand_in_paper_sheets(
    review: Review,
    *,
    reviewer_id: str,
    candidate_ids: Sequence[str],
    entered_by: str,
    expected_seq: int,
    at: datetime | None = None,
) -> tuple[list[Entry], dict[str, str]]:
    """Hand in, and so lock, a reviewer's confirmed paper sheets as they are stored; each on its own.

    Parameters
    ----------
    review : Review
    reviewer_id : str
    candidate_ids : sequence of str
    entered_by : str
        Who says that the signed sheets are complete.
    expected_seq : int
        The last `seq` of the reviewer's stream that was shown.
    at : datetime, optional
        As for :meth:`Ledger.append`.

    Returns
    -------
    list of Entry
        Of the sheets handed in.
    dict
        Candidate id → the sentence that says why its sheet was not: a criterion is open, a mark not confirmed …
    """
    waiting = set(unconfirmed_marks(review, reviewer_id)["candidate_id"])
    entries: list[Entry] = []
    refused: dict[str, str] = {}
    for candidate_id in dict.fromkeys(candidate_ids):
        if candidate_id in waiting:
            where = f"{sheet_of(review, reviewer_id)}, hồ sơ {candidate_id}"
            refused[candidate_id] = f"{where}: chưa được người thứ hai xác nhận nên chưa khoá. Xác nhận rồi khoá."
            continue
        holder = roll_of(review).to_mark.get(candidate_id, "")
        marks = reviewer_log(review, reviewer_id).in_force(candidate_id, holder)
        criteria = criteria_of(review, holder)
        try:
            entry = submit_sheet(
                review,
                reviewer_id=reviewer_id,
                candidate_id=candidate_id,
                shown={key: (made.points, made.no_mark) for key, made in marks.items() if key in criteria},
                expected_seq=expected_seq,
                entered_by=entered_by,
                source="paper",
                at=at,
            )
        except DanvanError as error:
            refused[candidate_id] = str(error)
        else:
            expected_seq = entry.seq
            entries.append(entry)
    return entries, refused


def _not_confirmable(
    review: Review, where: str, candidate_id: str, own: pd.DataFrame, person: _Person
) -> Iterator[str]:
    """Yield why the typed marks of a candidate cannot be confirmed by a person."""
    if left := left_review(review.standing(), candidate_id):
        yield f"{where}, hồ sơ {candidate_id}: {left} nên không xác nhận. Bỏ chọn hồ sơ này."
    elif own.empty:
        yield f"{where}, hồ sơ {candidate_id}: không có điểm nhập từ phiếu giấy nào chờ xác nhận. Bỏ chọn hồ sơ này."
    elif any(_person(review, typist) == person for typist in own["entered_by"]):
        yield (
            f"{where}, hồ sơ {candidate_id}: {person.name} đã nhập phiếu này nên không tự xác nhận. "
            "Nhờ người thứ hai đối chiếu với phiếu giấy."
        )


def _confirmation(candidate_id: str, own: pd.DataFrame, confirmed_by: str) -> dict[str, Any]:
    """Return the entry of a confirmation, with the values that were seen."""
    seen = {row["criterion_id"]: {"points": row["points"], "no_mark": row["no_mark"]} for row in own.to_dict("records")}
    return {"candidate_id": candidate_id, "source": "paper", "marks": seen, "entered_by": confirmed_by}


@dataclass(frozen=True)
class _Person:
    """Somebody who typed or confirms: known to the committee, or just a name."""

    key: str
    name: str = field(compare=False)
    known: bool = field(compare=False)


def _person(review: Review, text: str) -> _Person:
    """Return who is meant by an id or a name; "TV2" and "Lý Văn Tám" are one person."""
    committee = review.committee
    if text in set(committee["reviewer_id"]):
        return _Person(text, str(committee.set_index("reviewer_id").loc[text, "name"]), known=True)
    key = comparison_key(text)
    found = [
        one
        for one, name in zip(committee["reviewer_id"], committee["name"], strict=True)
        if comparison_key(name) == key
    ]
    if len(found) == 1:
        return _person(review, str(found[0]))
    # Nobody's name: a committee that names no secretary still has one.
    nameless = key == comparison_key("thư ký") and "secretary" not in set(committee["role"])
    return _Person(key, text.strip(), known=nameless)
