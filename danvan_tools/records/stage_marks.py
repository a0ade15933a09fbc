"""The marks before the committee's: the unit's own and the verification team's, side by side."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pandas as pd

from danvan_tools.errors import DanvanError
from danvan_tools.language import format_moment, format_points, suggestion
from danvan_tools.records.review_memory import roll_of, stage_log
from danvan_tools.records.rounds import round_state
from danvan_tools.records.withdrawals import left_review

if TYPE_CHECKING:
    from danvan_tools.records.review import Review

__all__ = ["StageRefusedError", "check_stage", "earlier_marks", "stage_marks"]

_SHOWN = 40
_STAGE_WORDS = {"self": "tự chấm", "verification": "thẩm định"}
_COLUMNS = ["criterion_id", "self", "verification", "no_mark", "reason"]


class StageRefusedError(DanvanError):
    """A self-mark, visit or mark of a team that cannot be stored; ``faults`` lists every sentence."""

    def __init__(self, faults: Sequence[str]) -> None:
        self.faults = tuple(dict.fromkeys(faults))
        rest = len(self.faults) - _SHOWN
        more = [f"… và còn {format_points(rest)} lỗi khác. Sửa các lỗi trên rồi ghi lại."] if rest > 0 else []
        super().__init__("\n".join([*self.faults[:_SHOWN], *more]))


def stage_marks(review: Review, candidate_id: str) -> pd.DataFrame:
    """Return what the unit and the verification team gave a candidate, for the card of a reviewer.

    Parameters
    ----------
    review : Review
    candidate_id : str

    Returns
    -------
    DataFrame, shape (n_criteria, 5)
        ``criterion_id self verification no_mark reason``, in the order of the rubric, what only the team marks last:
        points Decimal, or None where
        there are none or the review has no such stage; ``no_mark`` of the team, a value of
        :data:`danvan_tools.records.marks.NO_MARKS`; ``reason`` why the team departed from the self-mark. No rows for
        a candidate nobody knows or without a rubric. Marks given under another holder do not count.
    """
    rubric = review.rubrics.get(_holder(review, candidate_id) or "")
    marked = [] if rubric is None else [rubric.criteria, rubric.given[rubric.given["marked_by"] == "verification"]]
    criteria = [key for part in marked for key in part["criterion_id"]]
    own, team = (earlier_marks(review, candidate_id, stage) for stage in ("self", "verification"))
    rows = [
        {
            "criterion_id": key,
            "self": _points(own.get(key)),
            "verification": _points(team.get(key)),
            "no_mark": team.get(key, {}).get("no_mark", ""),
            "reason": team.get(key, {}).get("reason", ""),
        }
        for key in criteria
    ]
    return pd.DataFrame(rows, columns=_COLUMNS, dtype="object")


def earlier_marks(review: Review, candidate_id: str, stage: str) -> dict[str, dict[str, Any]]:
    """Return the bodies of the marks in force of the stage ``self`` or ``verification``, by criterion.

    A body has its writer (unit or team) as ``writer`` and its moment as ``at``. Marks that were taken back, or given
    under another holder, are not among them; none is if the review has no such stage.
    """
    if stage not in review.settings.stages.split():
        return {}
    holder = _holder(review, candidate_id)
    writers = {"self": "unit", "verification": "team"}[stage]
    last: dict[tuple[str, str], dict[str, Any]] = {}
    for entry in stage_log(review, writers).entries.get(candidate_id, ()):
        body = entry.body
        if entry.kind == "mark" and body["stage"] == stage:
            writer = entry.stream.removeprefix(f"{writers}:")
            last[writer, body["criterion_id"]] = {**body, "writer": writer, "at": entry.at}
    return {
        criterion_id: body
        for (_, criterion_id), body in sorted(last.items(), key=lambda item: item[1]["at"])
        if (body["points"] is not None or body["no_mark"]) and body["holder"] == holder
    }


def _holder(review: Review, candidate_id: str) -> str | None:
    """Return the holder of a candidate; None for one that is not in the list."""
    found = review.candidates.loc[review.candidates["candidate_id"] == candidate_id, "holder"].tolist()
    return str(found[0]) if found else None


def check_stage(review: Review, where: str, stage: str, candidate_id: str) -> None:
    """Refuse what belongs to a stage the review does not have, or to a candidate that is not under review now.

    Raises
    ------
    StageRefusedError
    """
    what = ""
    known = review.candidates["candidate_id"]
    if stage not in review.settings.stages.split():
        what = (
            f'đợt xét không có bước {_STAGE_WORDS[stage]}. Sửa mục "Các bước chấm" ở trang Đợt xét rồi nạp lại, '
            "nếu có bước này."
        )
    elif candidate_id not in set(known):
        what = f"không có hồ sơ này trong danh sách. {suggestion(candidate_id, known)}Chọn lại hồ sơ."
    elif candidate_id in review.provisional_ids:
        what = "hồ sơ mới, lần nạp chưa được ghi nhận. Ghi lý do thay đổi ở sổ tay 1 rồi làm lại."
    elif left := left_review(review.standing(), candidate_id):
        what = f"{left}. Chọn hồ sơ khác."
    elif candidate_id not in roll_of(review).to_mark:
        what = 'chưa được đề nghị. Ghi bước "đề nghị" ở trang Quá trình rồi nạp lại.'
    elif (state := round_state(review)).state == "closed" and state.closed_at is not None:
        what = (
            f"vòng chấm đã đóng lúc {format_moment(state.closed_at)}. Điểm và nội dung đã lưu giữ nguyên; "
            "liên hệ Thư ký nếu cần."
        )
    if what:
        raise StageRefusedError([f"{where}: {what}"])


def _points(body: dict[str, Any] | None) -> Decimal | None:
    return None if body is None or body["points"] is None else Decimal(body["points"])
