"""Points and criteria as somebody typed them."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pandas as pd

from danvan_tools.language import parse_number
from danvan_tools.records.marking_rights import MarkRefusedError

if TYPE_CHECKING:
    from danvan_tools.records.review import Review

__all__ = ["criterion_name", "read_points"]


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
