"""The marking form made of ipywidgets alone, for servers whose pages do not know anywidget."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from html import escape

from ipywidgets import HTML, VBox

from danvan_tools.display.criterion_fields import CriterionFields
from danvan_tools.display.stored_marks import StoredMark, rubric_of, sheet_marks
from danvan_tools.language import capitalised, format_points
from danvan_tools.records import LedgerConflictError, Review, save_mark
from danvan_tools.schema import Rubric


def stock_form(
    review: Review, *, reviewer_id: str, candidate_id: str, on_saved: Callable[[], None] | None = None
) -> VBox:
    """Return the form by which one reviewer marks one candidate, without the card's browser journal and keys.

    It is built from the ledger each time and saves to it at once: a blank field is "chưa chấm",
    never zero; points that the rubric does not allow stay on the screen, in red, as not saved.

    Parameters
    ----------
    review : Review
    reviewer_id, candidate_id : str
        A member of the committee; a nominated candidate without a conflict with that member.
    on_saved : callable, optional
        Called after each entry saved.

    Raises
    ------
    DanvanError
        If the candidate's holder has no rubric.
    """
    return _StockForm(review, reviewer_id, candidate_id, on_saved).box


class _StockForm:
    """The fields of one form, and the last entry of the reviewer's stream that they know of."""

    def __init__(
        self, review: Review, reviewer_id: str, candidate_id: str, on_saved: Callable[[], None] | None
    ) -> None:
        self._review, self._reviewer_id, self._candidate_id = review, reviewer_id, candidate_id
        self._on_saved = on_saved
        rubric = rubric_of(review, candidate_id)
        self._highest = format_points(rubric.total)
        criteria = rubric.criteria.to_dict("records")
        self._fields = [CriterionFields(number, row, self._save) for number, row in enumerate(criteria, start=1)]
        self._notice, self._summary = HTML(), HTML()
        heading = HTML(_rubric_html(rubric))
        boxes = [fields.box for fields in self._fields]
        self.box = VBox([heading, self._notice, *boxes, self._summary]).add_class("danvan-form")
        self._show_stored()

    def _show_stored(self) -> None:
        """Fill every field from the ledger."""
        # The head first: an entry written between the two reads is then one not seen yet.
        self._seen_seq = self._review.ledger.head(f"reviewer:{self._reviewer_id}")[0]
        stored = sheet_marks(self._review, self._reviewer_id, self._candidate_id)
        for fields in self._fields:
            fields.show(stored.get(fields.criterion_id, StoredMark()))
        self._summarise()

    def _save(self, fields: CriterionFields, mark: StoredMark) -> datetime | None:
        """Append a mark and return when; None if another window's newer entries had to be shown instead."""
        try:
            entry = save_mark(
                self._review,
                reviewer_id=self._reviewer_id,
                candidate_id=self._candidate_id,
                criterion_id=fields.criterion_id,
                points=mark.points,
                comment=mark.comment,
                no_mark=mark.no_mark,
                reason=mark.reason,
                expected_seq=self._seen_seq,
                entered_by=self._reviewer_id,
            )
        except LedgerConflictError:
            self._show_stored()
            self._notice.value = _newer_html(fields)
            return None
        self._seen_seq = entry.seq
        at = datetime.fromisoformat(entry.at)
        fields.stored = replace(mark, at=at)
        self._notice.value = ""
        self._summarise()
        if self._on_saved:
            self._on_saved()
        return at

    def _summarise(self) -> None:
        """Show the total of the points stored so far, and how many criteria have none."""
        points = [fields.stored.points for fields in self._fields if fields.stored.points is not None]
        left = len(self._fields) - len(points)
        rest = f"còn {left} tiêu chí chưa chấm" if left else f"đã chấm đủ {len(points)} tiêu chí"
        self._summary.value = (
            '<p class="danvan-total" role="status">Tổng điểm đã lưu: '
            f"<strong>{format_points(sum(points, Decimal(0)))}</strong> trên {self._highest} · {rest}</p>"
        )


def _newer_html(fields: CriterionFields) -> str:
    """Say that another window wrote meanwhile, and what was typed here in vain."""
    return (
        '<p class="danvan-unsaved" role="alert"><strong>CHƯA LƯU</strong>: phiếu của đồng chí vừa được ghi ở một '
        f"cửa sổ khác; dưới đây là nội dung mới nhất đang lưu. {escape(capitalised(fields.typed))} "
        f"ở tiêu chí {fields.number} chưa được ghi; nếu vẫn cần, hãy nhập lại.</p>"
    )


def _rubric_html(rubric: Rubric) -> str:
    """Write where the rubric comes from, its conditions, and how the form saves."""
    gates = "; ".join(escape(name) for name in rubric.gates["name"])
    return (
        "<h3>Phiếu chấm điểm</h3>"
        f'<p class="danvan-source">Bộ tiêu chí: {escape(rubric.source)}.'
        + (f" Điều kiện bắt buộc, xét theo hồ sơ, không chấm điểm: {gates}.</p>" if gates else "</p>")
        + "<p>Nhập điểm rồi chuyển sang ô khác: điểm được ghi ngay. Chỉ những ô có chữ “đã lưu” là đã ghi vào sổ; "
        "để trống là chưa chấm, không phải 0 điểm.</p>"
    )
