"""Ranks within a rubric, and ties that the rules do not resolve."""

from __future__ import annotations

import pandas as pd

from danvan_tools.assessment.scores import CRITERION
from danvan_tools.schema import Tables


def rank_candidates(scores: pd.DataFrame, tables: Tables) -> pd.DataFrame:
    """Rank the eligible candidates of each rubric by score, then by the order of **Khi bằng điểm**.

    Candidates still equal share a rank and the next ranks stay empty (1, 2, 2, 4). Candidates of
    different rubrics are never compared.

    Parameters
    ----------
    scores : DataFrame
        From :func:`combine_scores`.
    tables : Tables

    Returns
    -------
    DataFrame
        The columns of `scores`, and rank (Int64, <NA> if not eligible) and tied (bool: another
        candidate has the same rank). Best first within each rubric, those without a rank last.
    """
    rank = pd.Series(pd.NA, index=scores.index, dtype="Int64")
    tied = pd.Series(False, index=scores.index)
    for rubric_id, group in scores[scores["eligible"]].groupby("rubric_id"):
        keys = ["score", *_tie_order(tables, str(rubric_id))]
        best_first = group.sort_values(keys, ascending=False)[keys]
        place = pd.Series(range(1, len(best_first) + 1), index=best_first.index)
        rank[place.index] = place.mask(best_first.duplicated()).ffill().astype("Int64")
        tied[place.index] = best_first.duplicated(keep=False)
    ranked = scores.assign(rank=rank, tied=tied, order=pd.factorize(scores["rubric_id"])[0])
    return ranked.sort_values(["order", "rank", "candidate_id"], ignore_index=True).drop(columns="order")


def _tie_order(tables: Tables, rubric_id: str) -> list[str]:
    """Return the columns of criterion means that decide between equal scores, first one first."""
    rows = tables.ties[tables.ties["rubric_id"] == rubric_id].sort_values("order")
    return [CRITERION + criterion for criterion in rows["criterion_id"].drop_duplicates()]
