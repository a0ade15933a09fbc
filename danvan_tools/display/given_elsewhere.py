"""The criteria that a stage does not mark, and where their points come from."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import pandas as pd

from danvan_tools.language import format_points
from danvan_tools.records import Review
from danvan_tools.records.mark_points import criteria_of_stage
from danvan_tools.records.stage_marks import earlier_marks
from danvan_tools.schema import ways_to_count


def given_elsewhere(review: Review, candidate_id: str, stage: str) -> list[str]:
    """Return one sentence for each criterion of a candidate's rubric that a stage does not mark.

    It says who gives the points and, of the index and to the committee also of the verification team, how many.

    Parameters
    ----------
    review : Review
    candidate_id : str
        In the list of candidates.
    stage : str
        ``self``, ``verification`` or ``committee``.
    """
    (candidate,) = review.candidates[review.candidates["candidate_id"] == candidate_id].to_dict("records")
    rubric = review.rubrics.get(str(candidate["holder"]))
    if rubric is None:
        return []
    given = {row["criterion_id"]: row for row in rubric.given.to_dict("records")}
    marked = set(criteria_of_stage(review, rubric.holder, stage))
    rows = [{"marked_by": "committee", **row} for row in rubric.criteria.to_dict("records")] + list(given.values())
    return [_sentence(row, _source(review, candidate, row, stage)) for row in rows if row["criterion_id"] not in marked]


def _source(review: Review, candidate: Mapping[Any, Any], row: Mapping[Any, Any], stage: str) -> str:
    """Say where the points of a criterion come from."""
    match row["marked_by"]:
        case "index":
            points = candidate["index_points"]
            now = "chưa có" if pd.isna(points) else f"{format_points(points)} điểm"
            return f"chỉ số, lấy ở cột Điểm chỉ số của trang Danh sách: {now}"
        case "verification" if stage == "committee":
            body = earlier_marks(review, candidate["candidate_id"], "verification").get(row["criterion_id"])
            points = body["points"] if body else None
            return f"tổ thẩm định cho điểm: {f'{format_points(Decimal(points))} điểm' if points else 'chưa có'}"
        case "verification":
            return "tổ thẩm định cho điểm"
    return "Hội đồng cho điểm"


def _sentence(row: Mapping[Any, Any], source: str) -> str:
    ways = f", {ways}" if (ways := ways_to_count(row)) else ""
    return f"{row['name']} (tối đa {format_points(row['max_points'])} điểm{ways}) – {source}."
