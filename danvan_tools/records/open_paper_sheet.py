"""One paper sheet that may be typed in now, and the entries its cells make."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from danvan_tools.records.mark_bodies import Mark, given_under, mark_body
from danvan_tools.records.marking_rights import MarkRefusedError, check_person, check_round, name_sheet
from danvan_tools.records.review_memory import reviewer_log
from danvan_tools.records.typed_points import criterion_name, read_points

if TYPE_CHECKING:
    from danvan_tools.records.review import Review

__all__ = ["OpenPaperSheet"]


class OpenPaperSheet:
    """A sheet that may be marked now: asked once for all of its criteria, or a grid would take seconds."""

    def __init__(self, review: Review, reviewer_id: str, candidate_id: str) -> None:
        self._review, self._candidate_id = review, candidate_id
        self.where = name_sheet(review, reviewer_id, candidate_id)
        self._holder = check_person(review, reviewer_id, candidate_id, self.where)
        self._round = check_round(review, reviewer_id, candidate_id, where=self.where, reason="", at=None)
        marks = reviewer_log(review, reviewer_id).in_force(candidate_id, self._holder)
        self._declared = {key for key, made in marks.items() if made.no_mark == "recused"}

    def body(self, row: Mapping[Any, Any]) -> dict[str, Any]:
        """Return the entry of one cell by the rules of the screen."""
        criterion_id, no_mark = str(row["criterion_id"]), str(row["no_mark"] or "")
        of_criterion = f'{self.where}, tiêu chí "{criterion_name(self._review, criterion_id)}"'
        if self._declared and criterion_id not in self._declared and no_mark != "recused":
            msg = f"{of_criterion}: đã xin không chấm hồ sơ này. Bỏ trống ô ghi xin không chấm trước, nếu ghi nhầm."
            raise MarkRefusedError(msg)
        mark = Mark(
            candidate_id=self._candidate_id,
            criterion_id=criterion_id,
            points=read_points(row["points"], of_criterion),
            no_mark=no_mark,
            comment=str(row["comment"] or "").strip(),
            source="paper",
        )
        body = mark_body(self._review, mark, self._holder, self.where)
        return body | given_under(self._review, self._round, self._holder, criterion_id)
