"""Whether a score sheet that came back is one of this review, this round, these rubrics and this ledger."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import TYPE_CHECKING

from danvan_tools.language import format_moment, suggestion
from danvan_tools.records.ledger_entries import decimal_text
from danvan_tools.records.reviewer_log import stream_of
from danvan_tools.records.rounds import round_state
from danvan_tools.records.rules import rubric_digest
from danvan_tools.records.score_sheet_frame import EXPORT_AGAIN
from danvan_tools.records.score_sheet_manifest import GridCriterion, Manifest
from danvan_tools.records.score_sheet_reader import SheetFileRefusedError
from danvan_tools.schema import HOLDERS, Rubric

if TYPE_CHECKING:
    from danvan_tools.records.review import Review

__all__ = ["check_manifest", "grid_criteria", "round_refusal"]


def grid_criteria(rubric: Rubric) -> tuple[GridCriterion, ...]:
    """Return the columns of a rubric's grid."""
    columns = (rubric.criteria[name].tolist() for name in ("criterion_id", "name", "max_points"))
    return tuple(
        GridCriterion(str(key), str(name), decimal_text(Decimal(str(most))))
        for key, name, most in zip(*columns, strict=True)
    )


def round_refusal(review: Review) -> tuple[str, str]:
    """Return why no sheet goes out or comes in now, and what to do; blank if it may."""
    state = round_state(review)
    if state.state == "closed" and state.closed_at is not None:
        what = f"vòng chấm đã đóng lúc {format_moment(state.closed_at)}"
        return what, "Điểm trong tệp còn nguyên; liên hệ Thư ký để mở lại vòng chấm."
    if state.stage == "consensus":
        what = "đang là vòng thống nhất điểm, mỗi thay đổi phải ghi lý do"
        return what, "Sửa điểm trên bàn chấm điểm."
    return "", ""


def check_manifest(review: Review, file: str, manifest: Manifest) -> None:
    """Refuse a file that was not written from this review as it is.

    Raises
    ------
    SheetFileRefusedError
        With the first reason.
    """
    for what, remedy in _reasons(review, manifest):
        if what:
            raise SheetFileRefusedError.of_file(file, what, remedy)


def _reasons(review: Review, manifest: Manifest) -> Iterator[tuple[str, str]]:
    """Yield what is wrong with a file and what to do; blank for what is right."""
    own = review.settings.review_id
    what = f"đây là phiếu của đợt xét {manifest.review_id}, không phải của đợt {own}"
    yield what if manifest.review_id != own else "", "Chọn đúng tệp, hoặc đúng thư mục của đợt xét."
    yield round_refusal(review)
    what = "đây là phiếu của vòng chấm khác"
    yield what if manifest.stage != round_state(review).stage else "", EXPORT_AGAIN
    members = review.committee["reviewer_id"].tolist()
    what = f'không có thành viên "{manifest.reviewer_id}" trong Hội đồng'
    remedy = f"{suggestion(manifest.reviewer_id, members)}Kiểm tra trang Hội đồng của review.xlsx."
    yield what if manifest.reviewer_id not in members else "", remedy
    yield _other_rules(review, manifest), EXPORT_AGAIN
    what = "phiếu được xuất từ một sổ ghi khác với sổ của thư mục này"
    remedy = "Nhập vào thư mục đã xuất phiếu; nếu sổ vừa được khôi phục từ bản cũ hơn thì xuất lại phiếu."
    yield what if not _of_this_ledger(review, manifest) else "", remedy


def _other_rules(review: Review, manifest: Manifest) -> str:
    """Return which rubric is not the one the file was made from; blank where all are."""
    if Decimal(manifest.step) != review.settings.step:
        return "bước điểm đã đổi sau khi xuất phiếu"
    for grid in manifest.grids:
        rubric = review.rubrics.get(grid.holder)
        same = rubric and (grid.rubric, grid.criteria) == (rubric_digest(review, grid.holder), grid_criteria(rubric))
        if not same:
            words = {word for word, value in HOLDERS.items() if value == grid.holder}
            return f"bộ tiêu chí cho chủ thể {', '.join(words) or grid.holder} đã đổi sau khi xuất phiếu"
    return ""


def _of_this_ledger(review: Review, manifest: Manifest) -> bool:
    """Tell whether the ledger holds the entry that was the reviewer's last when the file was written."""
    if manifest.seq == 0:
        return manifest.head == ""
    if not 0 < manifest.seq < 2**53:
        return False
    entry = review.ledger.entries(stream_of(manifest.reviewer_id), after=manifest.seq - 1)[:1]
    return bool(entry) and entry[0].seq == manifest.seq and entry[0].digest == manifest.head
