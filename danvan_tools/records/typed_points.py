"""Points as somebody typed them, held against the rubric."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pandas as pd

from danvan_tools.language import parse_number
from danvan_tools.records.ledger_entries import decimal_text, refused_text
from danvan_tools.records.mark_points import check_points
from danvan_tools.records.marks import NO_MARKS, SOURCES, MarkRefusedError

if TYPE_CHECKING:
    from danvan_tools.records.review import Review

__all__ = ["criterion_name", "read_points", "rubric_mark_body"]


def read_points(points: Any, where: str) -> Decimal | None:
    """Return points typed as text ("12,5"), a Decimal as it is, and None for a blank.

    Raises
    ------
    MarkRefusedError
        If a text is no number; "12.5" is asked back, not guessed.
    """
    if isinstance(points, Decimal):
        return points
    if not isinstance(points, str):
        # Anything but a blank goes on as it is, to be refused as a programmer's mistake.
        return None if pd.isna(points) else points
    text = points.strip()
    number = parse_number(text) if text else None
    if text and number is None:
        meant = text.replace(".", ",")
        hint = f'Ý là "{meant}"? ' if parse_number(meant) is not None else ""
        msg = f'{where}: "{text[:40]}" không phải là số. {hint}Chỉ ghi số, phần lẻ sau dấu phẩy, ví dụ 12,5.'
        raise MarkRefusedError(msg)
    return number


def criterion_name(review: Review, criterion_id: str) -> str:
    """Return the name of a criterion; an id nobody knows stands for itself."""
    names = dict(zip(review.criteria["criterion_id"], review.criteria["name"], strict=True))
    return str(names.get(criterion_id, criterion_id))


def rubric_mark_body(
    review: Review,
    where: str,
    *,
    stage: str,
    candidate_id: str,
    criterion_id: str,
    points: Decimal | None,
    no_mark: str,
    comment: str,
    source: str,
    entered_by: str,
) -> dict[str, Any]:
    """Return the body of a mark held against the candidate's rubric alone.

    `where` names the sheet; whether it may be marked now is the caller's to ask, once for all of its criteria. Errors
    as of :func:`danvan_tools.records.marks.save_mark`.
    """
    if no_mark not in NO_MARKS.values() or source not in SOURCES or not entered_by.strip():
        msg = f"no_mark {no_mark!r}, source {source!r} or entered_by {entered_by!r} is none of the allowed"
        raise ValueError(msg)
    holders = dict(zip(review.candidates["candidate_id"], review.candidates["holder"], strict=True))
    holder = str(holders[candidate_id])
    named = check_points(review, holder, criterion_id, points, no_mark=no_mark, where=where, stage=stage)
    if what := refused_text("nhận xét", comment):
        msg = f"{named}: {what}"
        raise MarkRefusedError(msg)
    return {
        "stage": stage,
        "candidate_id": candidate_id,
        "criterion_id": criterion_id,
        "points": None if points is None else decimal_text(points),
        "no_mark": no_mark,
        "comment": comment,
        "source": source,
        "entered_by": entered_by,
        "holder": holder,
    }
