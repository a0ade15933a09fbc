"""What the milestones say of candidates on the day a review looks at."""

from __future__ import annotations

import pandas as pd

from danvan_tools.records import nominated_ids, step_days
from danvan_tools.schema import Tables


def first_days(tables: Tables, step: str) -> pd.Series:
    """Return the first day of a step by ``candidate_id``; only days up to ``as_of`` are known."""
    return step_days(tables.milestones, step, tables.settings.as_of).groupby(level=0).min()


def reached(tables: Tables, step: str) -> pd.Index:
    """Return the ids of the candidates that had taken a step by ``as_of``, whatever came later."""
    return step_days(tables.milestones, step, tables.settings.as_of).index.unique()


def nominated_candidates(tables: Tables) -> pd.DataFrame:
    """Return the rows of the candidates under review on ``as_of``: nominated, not stopped, not withdrawn."""
    ids = nominated_ids(tables.milestones, tables.settings.as_of)
    known = tables.candidates["candidate_id"]
    chosen = known.isin(ids) & ~known.isin(tables.withdrawals["candidate_id"])
    return tables.candidates[chosen].reset_index(drop=True)


def full_months(days: pd.Series, until: pd.Timestamp) -> pd.Series:
    """Return the full months from each day to `until`, NaN for a blank day.

    A month ends with the day of the same number, or with the last day of a month that has no
    such day (Bộ luật Dân sự 2015, Điều 148).
    """
    months: pd.Series = (until.year - days.dt.year) * 12 + until.month - days.dt.month
    unfinished = (days.dt.day > until.day) & (not until.is_month_end)
    return months.sub(unfinished.astype(int))
