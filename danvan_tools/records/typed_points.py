"""Points as somebody typed them, read and held against the rubric."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pandas as pd

from danvan_tools.language import parse_number
from danvan_tools.records.marks import MarkRefusedError, mark_body

if TYPE_CHECKING:
    from danvan_tools.records.review import Review

__all__ = ["criterion_name", "read_points", "typed_body"]


def typed_body(
    review: Review, where: str, row: Mapping[Any, Any], *, source: str, entered_by: str, stage: str = "committee"
) -> dict[str, Any]:
    """Return the body of the mark that a row of a typed grid makes.

    Parameters
    ----------
    review : Review
    where : str
        The words that name the sheet.
    row : Mapping
        ``candidate_id criterion_id points no_mark comment``; points as for :func:`read_points`.
    source, entered_by, stage : str

    Raises
    ------
    MarkRefusedError
        If the points are no number or no mark of this criterion.
    """
    criterion_id = str(row["criterion_id"])
    return mark_body(
        review,
        where,
        candidate_id=str(row["candidate_id"]),
        criterion_id=criterion_id,
        points=read_points(row["points"], f'{where}, tiêu chí "{criterion_name(review, criterion_id)}"'),
        comment=str(row["comment"] or "").strip(),
        no_mark=str(row["no_mark"] or ""),
        source=source,
        entered_by=entered_by,
        stage=stage,
    )


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
