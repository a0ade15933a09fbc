"""What the milestones say on a day: the one place that knows who is under review."""

from __future__ import annotations

from datetime import date

import pandas as pd

__all__ = ["nominated_ids", "step_days"]


def step_days(milestones: pd.DataFrame, step: str, as_of: date) -> pd.Series:
    """Return the days of one step up to `as_of`; later ones are not known yet.

    Parameters
    ----------
    milestones : DataFrame, columns candidate_id step on
    step : str
        A value of :data:`danvan_tools.schema.STEPS`.
    as_of : date

    Returns
    -------
    Series of datetime64
        Indexed by candidate_id, which may repeat.
    """
    known = (milestones["step"] == step) & (milestones["on"] <= pd.Timestamp(as_of))
    days: pd.Series = milestones[known].set_index("candidate_id")["on"]
    return days


def nominated_ids(milestones: pd.DataFrame, as_of: date) -> pd.Index:
    """Return the ids of candidates nominated by `as_of` and not stopped on that day or after.

    A candidate that was stopped, taken up again and then nominated is under review.
    """
    nominated = step_days(milestones, "nominated", as_of).groupby(level=0).max()
    stopped = step_days(milestones, "stopped", as_of).groupby(level=0).max().reindex(nominated.index)
    return nominated.index[~(stopped >= nominated)]
