"""The marks of the verification teams, beside the units' own."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pandas as pd

from danvan_tools.language import format_points, join_list, suggestion
from danvan_tools.records.entry_writer import EntryWriter
from danvan_tools.records.ledger import Entry
from danvan_tools.records.mark_bodies import Mark, mark_body
from danvan_tools.records.mark_points import NO_MARKS
from danvan_tools.records.marking_rights import MarkRefusedError
from danvan_tools.records.review_memory import roll_of, settled
from danvan_tools.records.stage_marks import StageRefusedError, check_stage, earlier_marks
from danvan_tools.records.typed_points import criterion_name, read_points
from danvan_tools.schema import vietnamese

if TYPE_CHECKING:
    from danvan_tools.records.review import Review

__all__ = ["name_verification", "save_team_mark", "team_marks"]

_MARK_COLUMNS = [
    *("team", "candidate_id", "criterion_id", "points", "no_mark", "comment", "reason", "entered_by", "at")
]


def save_team_mark(
    review: Review,
    *,
    team: str,
    candidate_id: str,
    criterion_id: str,
    points: Decimal | str | None,
    no_mark: str = "",
    comment: str = "",
    reason: str = "",
    entered_by: str,
    expected_seq: int,
    entry_id: str | None = None,
    at: datetime | None = None,
) -> Entry:
    """Append one mark of the verification stage and return the entry; the unit's own mark stays beside it.

    Parameters
    ----------
    review : Review
    team, candidate_id, criterion_id : str
    points : Decimal, str or None
        As for :func:`danvan_tools.records.marks.save_mark`, or as typed ("12,5").
    no_mark : str
        Blank or ``insufficient_evidence``.
    comment : str
    reason : str
        Why the points depart from the unit's self-mark; needed where they do.
    entered_by : str
        Who typed it.
    expected_seq : int
        The last `seq` of the stream ``team:<team>`` that was shown.
    entry_id, at :
        As for :meth:`Ledger.append`.

    Raises
    ------
    StageRefusedError
        If the review has no verification, team or candidate is not known or under review, another team marks the
        candidate, the points are no mark of the criterion, or the reason is missing.
    LedgerConflictError
        If the team's stream has newer entries.
    """
    if no_mark == "recused":
        msg = "a team does not recuse itself: its members do, by their conflicts"
        raise ValueError(msg)
    writer = EntryWriter(entered_by=entered_by, expected_seq=expected_seq, entry_id=entry_id, at=at)
    where = name_verification(review, team, candidate_id)
    of_criterion = f'{where}, tiêu chí "{criterion_name(review, criterion_id)}"'
    try:
        mark = Mark(
            stage="verification",
            candidate_id=candidate_id,
            criterion_id=criterion_id,
            points=read_points(points, of_criterion),
            no_mark=no_mark,
            comment=comment.strip(),
            source="sheet",
            reason=reason,
        )
        body = mark_body(review, mark, roll_of(review).to_mark[candidate_id], where)
    except MarkRefusedError as error:
        raise StageRefusedError([str(error)]) from error
    own = earlier_marks(review, candidate_id, "self").get(criterion_id)
    departs = _departs(body, own["points"]) if own and not reason.strip() else ""
    what = _other_team(review, team, candidate_id) or departs
    if what:
        raise StageRefusedError([f"{of_criterion}: {what}"])
    return writer.append(review.ledger, f"team:{team}", "mark", body, rests_on=settled(review))


def team_marks(review: Review) -> pd.DataFrame:
    """Return the marks of the verification stage that are in force, of candidates under review.

    Returns
    -------
    DataFrame
        ``team candidate_id criterion_id points no_mark comment reason entered_by at``: points Decimal or None.
    """
    rows = [
        {
            **{name: body.get(name, "") for name in _MARK_COLUMNS},
            "team": body["writer"],
            "points": None if body["points"] is None else Decimal(body["points"]),
            "at": pd.Timestamp(body["at"]),
        }
        for candidate_id in review.under_review()["candidate_id"]
        for body in earlier_marks(review, str(candidate_id), "verification").values()
    ]
    return pd.DataFrame(rows, columns=_MARK_COLUMNS, dtype="object")


def name_verification(review: Review, team: str, candidate_id: str) -> str:
    """Return the words that name what a team writes, or refuse a team or candidate that may not be verified."""
    teams = dict.fromkeys(team for team in review.committee["team"] if team)
    where = f"Thẩm định, {team}, hồ sơ {candidate_id}"
    if team not in teams:
        what = f"không có tổ này ở cột Tổ thẩm định, trang Hội đồng. {suggestion(team, teams)}Chọn lại tổ."
        raise StageRefusedError([f"{where}: {what}"])
    check_stage(review, where, "verification", candidate_id)
    return where


def _other_team(review: Review, team: str, candidate_id: str) -> str:
    """Return the sentence about a candidate another team has marked."""
    others = {body["writer"] for body in earlier_marks(review, candidate_id, "verification").values()} - {team}
    return f"đã do {join_list(sorted(others))} chấm. Để tổ ấy bỏ điểm trước, nếu giao nhầm." if others else ""


def _departs(body: dict[str, Any], own: str | None) -> str:
    """Return the sentence about points that differ from the unit's without a reason; blank if they take back."""
    if body["points"] == own or (body["points"] is None and not body["no_mark"]):
        return ""
    given = vietnamese(NO_MARKS, body["no_mark"]) if body["points"] is None else format_points(Decimal(body["points"]))
    before = "" if own is None else format_points(Decimal(own))
    return f"thẩm định {given} khác tự chấm {before} mà chưa ghi lý do. Ghi lý do rồi lưu lại."
