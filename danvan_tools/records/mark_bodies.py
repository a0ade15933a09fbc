"""What is said of one criterion, held against its rubric: the body of an entry ``mark``."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from danvan_tools.records.ledger_entries import decimal_text, refused_text
from danvan_tools.records.mark_points import NO_MARKS, check_points
from danvan_tools.records.marking_rights import MarkRefusedError
from danvan_tools.records.reviewer_log import MARK_STAGE
from danvan_tools.records.rules import rule_digests

if TYPE_CHECKING:
    from danvan_tools.records.review import Review
    from danvan_tools.records.rounds import RoundState

__all__ = ["SOURCES", "Mark", "given_under", "mark_body"]

SOURCES = ("desk", "sheet", "paper")


@dataclass(frozen=True, kw_only=True)
class Mark:
    """What a reviewer, a team or a unit says of one criterion of a candidate.

    Attributes
    ----------
    candidate_id, criterion_id, comment : str
    points : Decimal or None
        None is no mark, never 0.
    source : str
        One of :data:`SOURCES`.
    no_mark : str
        A value of :data:`NO_MARKS`.
    reason : str
        Why the mark changes, or departs from an earlier stage.
    stage : str
        ``self``, ``verification`` or ``committee``.
    undoes : int
        The `seq` of the entry that this one takes back; 0 for none.

    Raises
    ------
    ValueError
        For what no screen, sheet or paper can send.
    """

    candidate_id: str
    criterion_id: str
    points: Decimal | None
    source: str
    no_mark: str = ""
    comment: str = ""
    reason: str = ""
    stage: str = MARK_STAGE
    undoes: int = 0

    def __post_init__(self) -> None:
        if self.no_mark not in NO_MARKS.values() or self.source not in SOURCES:
            msg = f"no_mark {self.no_mark!r} or source {self.source!r} is none of the allowed"
            raise ValueError(msg)


def mark_body(review: Review, mark: Mark, holder: str, where: str) -> dict[str, Any]:
    """Return the body of a mark held against the rubric of a holder, and nothing else.

    Parameters
    ----------
    review : Review
    mark : Mark
    holder : str
        The candidate's.
    where : str
        Names the sheet; whether it may be marked now is the caller's to ask.

    Raises
    ------
    MarkRefusedError
        If the rubric has no such criterion, the points are out of range or off the step, or the comment or reason
        is too long or cannot be printed.
    TypeError
        If the points are no Decimal.
    """
    named = check_points(
        review, holder, mark.criterion_id, mark.points, no_mark=mark.no_mark, where=where, stage=mark.stage
    )
    if what := refused_text("nhận xét", mark.comment) or refused_text("lý do", mark.reason):
        msg = f"{named}: {what}"
        raise MarkRefusedError(msg)
    body: dict[str, Any] = {
        "stage": mark.stage,
        "candidate_id": mark.candidate_id,
        "criterion_id": mark.criterion_id,
        "points": None if mark.points is None else decimal_text(mark.points),
        "no_mark": mark.no_mark,
        "comment": mark.comment,
        "source": mark.source,
        # Whose rubric it was: a candidate that changes its holder is marked again.
        "holder": holder,
    }
    told: dict[str, Any] = {"reason": mark.reason.strip(), "undoes": mark.undoes}
    return body | {name: value for name, value in told.items() if value}


def given_under(review: Review, state: RoundState, holder: str, criterion_id: str) -> dict[str, Any]:
    """Return what the body of a mark says of the rules it was given under: the opening, before any the criterion."""
    if state.seq:
        return {"opening": state.seq}
    return {"version": rule_digests(review).get(f"criterion:{holder}:{criterion_id}", "")}
