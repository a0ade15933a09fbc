"""One's own marks beside those of the others – only of a sheet that is locked."""

from __future__ import annotations

from html import escape

import pandas as pd

from danvan_tools.language import format_number, format_points
from danvan_tools.records import Review, general_means, round_state, visible_marks
from danvan_tools.schema import Rubric

_NO_POINTS = "–"


def comparison_html(review: Review, reviewer_id: str, candidate_id: str) -> str:
    """Return one's own total beside the general mean; in a consensus also the others' points.

    Parameters
    ----------
    review : Review
    reviewer_id, candidate_id : str
        A sheet that is locked: of any other there is nothing to compare, and nothing is read.
    """
    means = _means(review, reviewer_id, candidate_id)
    if round_state(review).stage != "consensus":
        return means
    holder = str(review.candidates.set_index("candidate_id").loc[candidate_id, "holder"])
    marks = visible_marks(review, reviewer_id)
    return means + _points(marks, reviewer_id, candidate_id, review.rubrics[holder])


def _means(review: Review, reviewer_id: str, candidate_id: str) -> str:
    means = general_means(review, reviewer_id)
    own = means[means["candidate_id"] == candidate_id]
    if own.empty:
        return (
            '<p class="danvan-means">Phiếu này có tiêu chí không đủ minh chứng nên không có tổng điểm để so với '
            "mức chung.</p>"
        )
    (row,) = own.to_dict("records")
    if row["sheets"] == 1:
        what = "chưa có phiếu nào khác được khoá"
    else:
        general = format_number(row["general"], review.settings.decimals)
        what = f"trung bình chung của {row['sheets']} phiếu đã khoá: <strong>{general}</strong>"
    return f'<p class="danvan-means">Phiếu của đồng chí: <strong>{format_points(row["own"])}</strong> điểm · {what}</p>'


def _points(marks: pd.DataFrame, reviewer_id: str, candidate_id: str, rubric: Rubric) -> str:
    """Write of each criterion one's own points and those of the others, in ascending order: nobody is named."""
    here = marks[marks["candidate_id"] == candidate_id]
    rows = []
    for criterion_id, name in zip(rubric.criteria["criterion_id"], rubric.criteria["name"], strict=True):
        given = here[here["criterion_id"] == criterion_id]
        own = given[given["reviewer_id"] == reviewer_id]["points"].dropna()
        others = sorted(given[given["reviewer_id"] != reviewer_id]["points"].dropna())
        cells = [
            escape(name),
            format_points(own.iloc[0]) if len(own) else _NO_POINTS,
            "; ".join(map(format_points, others)) or _NO_POINTS,
        ]
        rows.append("<tr>" + "".join(f"<td>{cell}</td>" for cell in cells) + "</tr>")
    return (
        '<table class="danvan-others"><caption>Điểm của các phiếu khác, từ thấp đến cao, không ghi tên</caption>'
        '<thead><tr><th scope="col">Tiêu chí</th><th scope="col">Của đồng chí</th><th scope="col">Các phiếu khác</th>'
        f"</tr></thead><tbody>{''.join(rows)}</tbody></table>"
    )
