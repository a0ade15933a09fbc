"""How far the round is: by reviewer, by candidate, and who is late."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, NamedTuple

import pandas as pd

from danvan_tools.records.review_memory import one_moment, reviewer_log, roll_of
from danvan_tools.records.rounds import round_state
from danvan_tools.records.sheet_states import sheet_states
from danvan_tools.schema import SHEET_STATES

if TYPE_CHECKING:
    from danvan_tools.records.review import Review

__all__ = ["RoundProgress", "round_progress"]


class RoundProgress(NamedTuple):
    """How far the round is at one moment.

    Attributes
    ----------
    reviewers : DataFrame
        ``reviewer_id name owed not_marked draft saved locked recused last_at late``, in the order of the committee:
        how many sheets the reviewer owes (those recused from are not owed), how many of them are in each state,
        the moment of the last entry (NaT before the first), and whether the deadline passed while some are not locked.
    candidates : DataFrame
        ``candidate_id name owed not_marked draft saved locked recused``, those with the fewest locked sheets first,
        equals in the order of the list.
    owed, locked : int
        Sheets of the whole round.
    """

    reviewers: pd.DataFrame
    candidates: pd.DataFrame
    owed: int
    locked: int


def round_progress(review: Review, at: datetime | None = None) -> RoundProgress:
    """Return how far the round is at a moment (None: now)."""
    with one_moment(review):
        states, round_now = sheet_states(review), round_state(review)
        roll = roll_of(review)
        lasts = {key: reviewer_log(review, key).at for key in roll.members}
    reviewers = _counted(roll.sitting.committee[["reviewer_id", "name"]], states)
    moments = pd.Series([lasts[key] or None for key in reviewers["reviewer_id"]], index=reviewers.index, dtype="object")
    reviewers["last_at"] = pd.to_datetime(moments, utc=True, format="ISO8601").astype("datetime64[ms, UTC]")
    reviewers["late"] = round_now.late(at) & (reviewers["locked"] < reviewers["owed"])
    candidates = _counted(roll.candidates[["candidate_id", "name"]], states)
    candidates = candidates[candidates["candidate_id"].isin(list(roll.to_mark))]
    candidates = candidates.sort_values("locked", kind="stable", ignore_index=True)
    return RoundProgress(reviewers, candidates, int(reviewers["owed"].sum()), int(reviewers["locked"].sum()))


def _counted(named: pd.DataFrame, states: pd.DataFrame) -> pd.DataFrame:
    """Count the sheets of each row by their state."""
    key = str(named.columns[0])
    counts = pd.crosstab(states[key], states["state"]).reindex(columns=list(SHEET_STATES.values()), fill_value=0)
    counts = counts.reindex(named[key].tolist(), fill_value=0).reset_index(drop=True)
    owed = counts.drop(columns="recused").sum(axis=1).rename("owed")
    return pd.concat([named.reset_index(drop=True), owed, counts], axis=1)
