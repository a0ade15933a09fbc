"""A criterion as the forms in the browser know it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from danvan_tools.language import format_points
from danvan_tools.schema import Rubric, ways_to_count


def shown_criterion(rubric: Rubric, criterion: Mapping[Any, Any]) -> dict[str, Any]:
    """Return ``id name max factor counts``: its highest points, what they are multiplied by, and that in words.

    Parameters
    ----------
    rubric : Rubric
    criterion : mapping
        A row of its ``criteria`` or ``given``.
    """
    return {
        "id": criterion["criterion_id"],
        "name": criterion["name"],
        "max": format_points(criterion["max_points"]),
        "factor": float(rubric.factors[criterion["criterion_id"]]),
        "counts": ways_to_count(criterion),
    }
