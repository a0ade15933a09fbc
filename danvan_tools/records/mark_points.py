"""Points and kinds of no mark: which of them a criterion allows."""

from __future__ import annotations

from collections.abc import Hashable
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from danvan_tools.language import format_points, suggestion
from danvan_tools.records.marking_rights import MarkRefusedError
from danvan_tools.schema import HOLDERS, vietnamese
from danvan_tools.schema.words import MARKED_BY

if TYPE_CHECKING:
    from danvan_tools.records.review import Review

__all__ = ["NO_MARKS", "check_points", "criteria_of_stage"]

# Stage → whose criteria it marks, as the column "Người cho điểm" says.
_MARKED_BY = {"self": ("",), "verification": ("", "verification"), "committee": ("", "committee")}
# Why there are no points: not marked (blank), or one of the two a reviewer may declare.
NO_MARKS = {
    "chưa chấm": "",
    "không đủ minh chứng": "insufficient_evidence",
    "xin không chấm (có liên quan)": "recused",
}


def check_points(
    review: Review,
    holder: str,
    criterion_id: str,
    points: Decimal | None,
    *,
    no_mark: str,
    where: str,
    stage: str = "committee",
) -> str:
    """Return the words that name a criterion of a sheet, or refuse points that its rubric, as it is now, has none of.

    Parameters
    ----------
    review : Review
    holder, criterion_id : str
        Whose rubric, and which criterion of it.
    points : Decimal or None
    no_mark : str
        A value of :data:`NO_MARKS`.
    where : str
        Names the sheet at the beginning of a sentence.
    stage : str
        Who marks: a criterion may be the team's alone, or the committee's.

    Raises
    ------
    MarkRefusedError
        If the rubric has no such criterion, or the points are out of range, off the step or beside a kind of no mark.
    TypeError
        If `points` is no Decimal.
    """
    criterion = _criterion(review, where, holder, criterion_id, stage)
    named = f'{where}, tiêu chí "{criterion["name"]}"'
    if points is not None:
        _check_points(points, no_mark, criterion, review.settings.step, named)
    return named


def criteria_of_stage(review: Review, holder: str, stage: str) -> list[str]:
    """Return the criteria that a stage marks for candidates of a holder, in the order of the sheet."""
    rows = review.criteria[(review.criteria["holder"] == holder) & (review.criteria["gate"] == "")]
    # What comes from an index nobody marks.
    return rows.loc[rows["marked_by"].isin(_MARKED_BY[stage]), "criterion_id"].tolist()


def _criterion(review: Review, where: str, holder: str, criterion_id: str, stage: str) -> dict[Hashable, Any]:
    """Return the criterion's row in the rubric of the candidate's holder."""
    rubric = review.rubrics.get(holder)
    if rubric is None:
        words = vietnamese(HOLDERS, holder)
        msg = f'{where}: không có bộ tiêu chí cho chủ thể "{words}". Thêm bộ tiêu chí ở trang Bộ tiêu chí rồi nạp lại.'
        raise MarkRefusedError(msg)
    both = [*rubric.criteria.to_dict("records"), *rubric.given.to_dict("records")]
    every = {row["criterion_id"]: row for row in both}
    own = rubric.criteria["criterion_id"] if stage == "committee" else criteria_of_stage(review, holder, stage)
    criteria = {key: every[key] for key in own}
    if criterion_id in criteria:
        return criteria[criterion_id]
    if criterion_id in every:
        giver = dict(zip(review.criteria["criterion_id"], review.criteria["marked_by"], strict=True))[criterion_id]
        what = f"do {vietnamese(MARKED_BY, giver) if giver else 'bước khác'} cho điểm, không chấm ở bước này"
    elif criterion_id in set(rubric.gates["criterion_id"]):
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
