"""How the points of a sheet become its total, and the words that say so beside each criterion."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import TYPE_CHECKING, Any, NamedTuple

from danvan_tools.language import format_points

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["Reach", "add_up", "reach_of", "ways_to_count"]


class Reach(NamedTuple):
    """The most that criteria can add to a total, those of a bonus apart, and the most that penalties can take off."""

    points: Decimal
    bonus: Decimal
    penalty: Decimal


def add_up(points: Mapping[str, Decimal], factors: Mapping[str, Decimal]) -> Decimal:
    """Return the total of a sheet: the points of each criterion times its factor.

    Parameters
    ----------
    points : Mapping
        Criterion → points; a criterion without points is not in it.
    factors : Mapping
        :attr:`Rubric.factors`.
    """
    return sum((given * factors[key] for key, given in points.items()), Decimal(0))


def reach_of(criteria: pd.DataFrame) -> Reach:
    """Return how far the criteria with ``max_points bonus weight penalty`` reach."""
    rows = criteria[["max_points", "weight", "bonus", "penalty"]].itertuples(index=False, name=None)
    sums = {"points": Decimal(0), "bonus": Decimal(0), "penalty": Decimal(0)}
    for most, weight, bonus, penalty in rows:
        sums["penalty" if penalty else "bonus" if bonus else "points"] += Decimal(str(most)) * Decimal(str(weight))
    return Reach(**sums)


def ways_to_count(criterion: Mapping[Any, Any]) -> str:
    """Return how a criterion counts where it is not simply added: "điểm trừ, trọng số 2"; blank where it is."""
    ways = [
        word for word, applies in (("điểm thưởng", criterion["bonus"]), ("điểm trừ", criterion["penalty"])) if applies
    ]
    if criterion["weight"] != 1:
        ways.append(f"trọng số {format_points(criterion['weight'])}")
    return ", ".join(ways)
