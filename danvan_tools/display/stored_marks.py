"""What the ledger holds of one reviewer's sheets, as a form shows it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from danvan_tools.errors import DanvanError
from danvan_tools.language import format_points
from danvan_tools.records import Review, stage_marks
from danvan_tools.records.review_memory import reviewer_log
from danvan_tools.schema import Rubric

# The stages before the committee's, the nearest to it last.
_EARLIER = {"self": "đơn vị tự chấm", "verification": "tổ thẩm định"}


@dataclass(frozen=True)
class StoredMark:
    """One criterion as the ledger holds it; ``at`` is None for one never touched."""

    points: Decimal | None = None
    comment: str = ""
    no_mark: str = ""
    at: datetime | None = None
    reason: str = ""

    @property
    def text(self) -> str:
        """The points as a reviewer types them."""
        return "" if self.points is None else format_points(self.points)


@dataclass(frozen=True)
class EarlierMark:
    """What the unit itself or the verification team gave one criterion."""

    who: str
    points: Decimal | None
    reason: str


def rubric_of(review: Review, candidate_id: str) -> Rubric:
    """Return the rubric by which a candidate is judged.

    Raises
    ------
    DanvanError
        If its holder has none.
    """
    name, holder = _name_and_holder(review, candidate_id)
    rubric = review.rubrics.get(holder)
    if rubric is None:
        msg = (
            f'review.xlsx, trang "Bộ tiêu chí": chưa có bộ tiêu chí cho chủ thể của hồ sơ "{name}". '
            "Bổ sung rồi mở lại trang này."
        )
        raise DanvanError(msg)
    return rubric


def sheet_marks(review: Review, reviewer_id: str, candidate_id: str) -> dict[str, StoredMark]:
    """Return what a reviewer has stored on one candidate and counts, by criterion."""
    log, (_, holder) = reviewer_log(review, reviewer_id), _name_and_holder(review, candidate_id)
    return {
        criterion: StoredMark(made.points, made.comment, made.no_mark, datetime.fromisoformat(made.at), made.reason)
        for criterion, made in log.in_force(candidate_id, holder).items()
    }


def earlier_marks(review: Review, candidate_id: str) -> dict[str, list[EarlierMark]]:
    """Return what the unit and the verification team gave a candidate, by criterion, the team last."""
    return {
        row["criterion_id"]: [
            EarlierMark(who, row[stage], row["reason"] if stage == "verification" else "")
            for stage, who in _EARLIER.items()
            if row[stage] is not None
        ]
        for row in stage_marks(review, candidate_id).to_dict("records")
    }


def _name_and_holder(review: Review, candidate_id: str) -> tuple[str, str]:
    row = review.candidates["candidate_id"] == candidate_id
    ((name, holder),) = review.candidates.loc[row, ["name", "holder"]].to_numpy().tolist()
    return str(name), str(holder)
