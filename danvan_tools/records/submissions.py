"""Handing in a score sheet, and opening one again."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING

from danvan_tools.errors import DanvanError
from danvan_tools.language import format_points
from danvan_tools.records.entry_writer import EntryWriter
from danvan_tools.records.ledger import Entry
from danvan_tools.records.ledger_entries import decimal_text, refused_text
from danvan_tools.records.ledger_errors import EntryReusedError
from danvan_tools.records.mark_points import NO_MARKS, check_points
from danvan_tools.records.marking_rights import check_person, check_round, locked_submission, name_sheet
from danvan_tools.records.marks import stored_before
from danvan_tools.records.review_ledger import SECRETARY
from danvan_tools.records.review_memory import one_moment, reviewer_log, settled
from danvan_tools.records.reviewer_log import MARK_STAGE, MarkMade, stream_of
from danvan_tools.records.rounds import round_state
from danvan_tools.records.rules import rubric_digest
from danvan_tools.records.secretary_log import REOPEN
from danvan_tools.schema import Rubric, vietnamese

if TYPE_CHECKING:
    from danvan_tools.records.review import Review

__all__ = ["SheetRefusedError", "Shown", "reopen_sheet", "submit_sheet", "submit_sheets"]

Shown = Mapping[str, tuple[Decimal | None, str]]
"""Criterion id → points and kind of no mark, as the screen shows them."""


class SheetRefusedError(DanvanError):
    """A sheet that cannot be handed in or opened again so, or now."""


def submit_sheet(
    review: Review,
    *,
    reviewer_id: str,
    candidate_id: str,
    shown: Shown,
    expected_seq: int,
    entered_by: str,
    source: str = "desk",
    entry_id: str | None = None,
    at: datetime | None = None,
) -> Entry:
    """Hand in a sheet, which locks it, and return the entry.

    Parameters
    ----------
    review : Review
    reviewer_id, candidate_id : str
    shown : Mapping
        Every criterion of the rubric → its points and kind of no mark, as the screen shows them now.
    expected_seq : int
        The last `seq` of the reviewer's stream that the writer has seen.
    entered_by, source, entry_id, at :
        As for :func:`save_mark`. The very sheet that was handed in under this id is returned again.

    Raises
    ------
    SheetRefusedError
        If what is shown differs from what is stored, or a criterion has neither points nor a declared kind
        of no mark; each such criterion is named.
    MarkRefusedError
        If the reviewer may not mark this candidate now.
    LedgerConflictError
        If another window of the same reviewer wrote meanwhile.
    """
    writer = EntryWriter(entered_by=entered_by, expected_seq=expected_seq, entry_id=entry_id, at=at)
    where = name_sheet(review, reviewer_id, candidate_id)
    written = {key: _written(points, no_mark) for key, (points, no_mark) in sorted(shown.items())}
    if stored := stored_before(review, reviewer_id, entry_id):
        if (stored.kind, stored.body["candidate_id"], stored.body.get("marks")) == ("submit", candidate_id, written):
            return stored
        raise EntryReusedError(stored)
    with one_moment(review):
        holder = check_person(review, reviewer_id, candidate_id, where)
        state = check_round(review, reviewer_id, candidate_id, where=where, reason=None, at=at)
    stored_marks = reviewer_log(review, reviewer_id).in_force(candidate_id, holder)
    _compare(review.rubrics[holder], stored_marks, shown, where)
    for key, (points, no_mark) in shown.items():
        # The rules may have changed since it was marked.
        check_points(review, holder, key, points, no_mark=no_mark, where=where)
    body = {
        "stage": MARK_STAGE,
        "candidate_id": candidate_id,
        "marks": written,
        "holder": holder,
        "rubric": rubric_digest(review, holder),
        "opening": state.seq,
        "source": source,
    }
    return writer.append(review.ledger, stream_of(reviewer_id), "submit", body, rests_on=settled(review))


def submit_sheets(
    review: Review,
    *,
    reviewer_id: str,
    shown: Mapping[str, Shown],
    expected_seq: int,
    entered_by: str,
    at: datetime | None = None,
) -> tuple[list[Entry], dict[str, str]]:
    """Hand in several sheets, each on its own: one that is refused holds no other up.

    Parameters
    ----------
    review : Review
    reviewer_id : str
    shown : Mapping
        Candidate id → what the screen shows of its sheet.
    expected_seq, entered_by, at :
        As for :func:`submit_sheet`.

    Returns
    -------
    list of Entry
        Of the sheets handed in.
    dict
        Candidate id → the sentence that says why its sheet was not.
    """
    entries: list[Entry] = []
    refused: dict[str, str] = {}
    for candidate_id, of_sheet in shown.items():
        try:
            entry = submit_sheet(
                review,
                reviewer_id=reviewer_id,
                candidate_id=candidate_id,
                shown=of_sheet,
                expected_seq=expected_seq,
                entered_by=entered_by,
                at=at,
            )
        except DanvanError as error:
            refused[candidate_id] = str(error)
            continue
        expected_seq = entry.seq
        entries.append(entry)
    return entries, refused


def reopen_sheet(
    review: Review,
    *,
    reviewer_id: str,
    candidate_id: str,
    reason: str,
    expected_seq: int,
    entered_by: str,
    entry_id: str | None = None,
    at: datetime | None = None,
) -> Entry:
    """Open one locked sheet again, of one reviewer for one candidate, and return the entry.

    It may then be marked and handed in again while the round is open, also after its deadline.

    Parameters
    ----------
    review : Review
    reviewer_id, candidate_id : str
    reason : str
    expected_seq, entered_by, entry_id, at :
        As for :meth:`Ledger.append`, on the stream ``secretary``.

    Raises
    ------
    SheetRefusedError
        If the reason is missing, too long or cannot be printed, the sheet is not locked, or the round is not open.
    LedgerConflictError
        If the secretary's stream has newer entries.
    """
    writer = EntryWriter(entered_by=entered_by, expected_seq=expected_seq, entry_id=entry_id, at=at)
    where = f"Mở lại phiếu. {name_sheet(review, reviewer_id, candidate_id)}"
    locked = locked_submission(review, reviewer_id, candidate_id)
    state = round_state(review)
    what = refused_text("lý do", reason) if reason.strip() else "chưa ghi lý do. Ghi lý do rồi làm lại."
    if not what and locked is None:
        what = "phiếu chưa khoá nên không cần mở lại. Chọn phiếu khác."
    if not what and (state.state == "closed" or state.stage == "consensus"):
        what = "vòng chấm đã đóng. Mở lại vòng chấm trước rồi mở lại phiếu."
    if what or locked is None:
        msg = f"{where}: {what}"
        raise SheetRefusedError(msg)
    body = {
        "reviewer_id": reviewer_id,
        "candidate_id": candidate_id,
        "submitted_seq": locked.seq,
        "reason": reason.strip(),
    }
    return writer.append(review.ledger, SECRETARY, REOPEN, body)


def _written(points: Decimal | None, no_mark: str) -> dict[str, str | None]:
    return {"points": None if points is None else decimal_text(points), "no_mark": no_mark}


def _compare(rubric: Rubric, stored: Mapping[str, MarkMade], shown: Shown, where: str) -> None:
    """Refuse a sheet whose screen shows something else than the ledger holds, or that is not finished."""
    criteria = rubric.criteria
    names = dict(zip(criteria["criterion_id"].tolist(), criteria["name"].tolist(), strict=True))
    if any(made.no_mark == "recused" for made in stored.values()):
        msg = f"{where}: đã xin không chấm hồ sơ này nên không cần hoàn tất. Chuyển sang hồ sơ khác."
        raise SheetRefusedError(msg)
    unknown = [key for key in shown if key not in names]
    if unknown:
        msg = f'{where}: trang đang mở có tiêu chí "{unknown[0]}" không thuộc bộ tiêu chí. Mở lại trang rồi làm lại.'
        raise SheetRefusedError(msg)
    differs = [
        f'tiêu chí "{name}" trên màn hình là {_words(*shown.get(key, (None, "")))}, trong sổ là {_stored_words(made)}'
        for key, name in names.items()
        for made in [stored.get(key)]
        if shown.get(key, (None, "")) != (made.points if made else None, made.no_mark if made else "")
    ]
    if differs:
        msg = f"{where}: chưa hoàn tất vì {'; '.join(differs)}. Mở lại trang, xem lại rồi bấm Hoàn tất."
        raise SheetRefusedError(msg)
    open_ones = [f'"{name}"' for key, name in names.items() if not ((made := stored.get(key)) and made.answers)]
    if open_ones:
        msg = (
            f"{where}: chưa hoàn tất vì chưa chấm tiêu chí {', '.join(open_ones)}. Cho điểm hoặc ghi "
            "“không đủ minh chứng” rồi bấm Hoàn tất."
        )
        raise SheetRefusedError(msg)


def _stored_words(made: MarkMade | None) -> str:
    return _words(made.points, made.no_mark) if made else _words(None, "")


def _words(points: Decimal | None, no_mark: str) -> str:
    """Write a mark as a sentence names it."""
    return vietnamese(NO_MARKS, no_mark) if points is None else f"{format_points(points)} điểm"
