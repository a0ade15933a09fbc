"""One paper sheet that may be typed in now, and the entries its cells make."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from danvan_tools.records.marking_rights import check_person, check_round, name_sheet
from danvan_tools.records.marks import MarkRefusedError
from danvan_tools.records.review_memory import reviewer_log
from danvan_tools.records.reviewer_log import MARK_STAGE
from danvan_tools.records.typed_points import criterion_name, read_points, rubric_mark_body

if TYPE_CHECKING:
    from danvan_tools.records.review import Review

__all__ = ["OpenPaperSheet"]


class OpenPaperSheet:
    """A sheet that may be marked now: asked once for all of its criteria, or a grid would take seconds."""

    def __init__(self, review: Review, reviewer_id: str, candidate_id: str) -> None:
        self._review, self._candidate_id = review, candidate_id
        self.where = name_sheet(review, reviewer_id, candidate_id)
        holder = check_person(review, reviewer_id, candidate_id, self.where)
        state = check_round(review, reviewer_id, candidate_id, where=self.where, reason="", at=None)
        self._opening = {"opening": state.seq} if state.seq else {}
        marks = reviewer_log(review, reviewer_id).in_force(candidate_id, holder)
        self._declared = {key for key, made in marks.items() if made.no_mark == "recused"}

    def body(self, row: Mapping[Any, Any], entered_by: str) -> dict[str, Any]:
        """Return the entry of one cell by the rules of the screen."""
        criterion_id, no_mark = str(row["criterion_id"]), str(row["no_mark"] or "")
        of_criterion = f'{self.where}, tiêu chí "{criterion_name(self._review, criterion_id)}"'
        if self._declared and criterion_id not in self._declared and no_mark != "recused":
            msg = f"{of_criterion}: đã xin không chấm hồ sơ này. Bỏ trống ô ghi xin không chấm trước, nếu ghi nhầm."
            raise MarkRefusedError(msg)
        body = rubric_mark_body(
            self._review,
            self.where,
            stage=MARK_STAGE,
            candidate_id=self._candidate_id,
            criterion_id=criterion_id,
            points=read_points(row["points"], of_criterion),
            no_mark=no_mark,
            comment=str(row["comment"] or "").strip(),
            source="paper",
            entered_by=entered_by,
        )
        return body | self._opening
