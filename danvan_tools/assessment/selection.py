"""A plain proposal: forms of award by rank and places."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from danvan_tools.schema import Tables

_TIED = "đồng hạng tại ranh giới: hội đồng quyết định"


@dataclass
class _RankGroup:
    """Candidates of one rank; ``waiting`` of them have no form yet."""

    rows: pd.Index
    score: float
    waiting: int


def propose_awards(ranked: pd.DataFrame, tables: Tables) -> pd.DataFrame:
    """Propose a form of award for each candidate, by rank and by the places of **Hình thức**.

    The forms of a holder are filled in the order of the sheet; a form without a number of places
    is not proposed. A form goes to the best candidates that have none yet and reach its minimum
    tier. Where more candidates share a rank than places are left, nobody of them is proposed and
    the committee decides: the places stay open, and as those who will not get them rank before
    all others, each keeps a place of the next form they qualify for. So whoever is proposed
    below such a tie is right to be there whichever of the tied candidates the committee takes.

    Parameters
    ----------
    ranked : DataFrame
        From :func:`rank_candidates`.
    tables : Tables

    Returns
    -------
    DataFrame
        The columns of `ranked`, and form ("" for none) and note (why there is none).
    """
    proposal = ranked.assign(form=pd.Series("", index=ranked.index, dtype="str"), note=_reasons(ranked).astype("str"))
    holder_of = tables.criteria.drop_duplicates("rubric_id").set_index("rubric_id")["holder"]
    for rubric_id, candidates in ranked[ranked["eligible"]].groupby("rubric_id"):
        forms = tables.awards[(tables.awards["holder"] == holder_of[rubric_id]) & tables.awards["places"].notna()]
        minima = [_minimum_score(tables, str(rubric_id), tier) for tier in forms["minimum_tier"]]
        groups = [
            _RankGroup(group.index, float(group["score"].iloc[0]), len(group))
            for _, group in candidates.groupby("rank")
        ]
        proposal.loc[candidates.index[candidates["score"] < min(minima, default=np.inf)], "note"] = (
            "chưa đạt xếp loại tối thiểu" if minima else "đợt này không xét hình thức nào"
        )
        for form, places, minimum in zip(forms["form"], forms["places"], minima, strict=True):
            placed, undecided = _fill(groups, int(places), minimum)
            proposal.loc[placed, ["form", "note"]] = [form, ""]
            proposal.loc[undecided, "note"] = _TIED
    return proposal


def _fill(groups: list[_RankGroup], places: int, minimum: float) -> tuple[list[int], list[int]]:
    """Give the places of one form out, best rank first; return rows placed, and rows left to the committee."""
    placed: list[int] = []
    for group in groups:
        if group.score < minimum or places == 0:
            break
        if group.waiting > places:
            group.waiting -= places
            return placed, list(group.rows)
        if group.waiting == len(group.rows):
            placed += list(group.rows)
        places -= group.waiting
        group.waiting = 0
    return placed, []


def _minimum_score(tables: Tables, rubric_id: str, tier: str) -> float:
    """Return the threshold of the tier a form asks for, -inf if it asks for none."""
    if tier == "":
        return -np.inf
    thresholds = tables.tiers.set_index(["rubric_id", "tier"])["threshold"]
    return float(thresholds[rubric_id, tier])


def _reasons(ranked: pd.DataFrame) -> pd.Series:
    """Say of each candidate why it would get nothing; a proposed form takes the sentence away."""
    gates, floors = ranked["failed_gates"], ranked["below_floor"]
    gate_reason = ("không đủ điều kiện: " + gates).where(gates != "", "")
    floor_reason = ("dưới mức sàn: " + floors).where(floors != "", "")
    both = (gates != "") & (floors != "")
    reasons = gate_reason + pd.Series(" – ", index=ranked.index).where(both, "") + floor_reason
    reasons = reasons.mask((reasons == "") & (ranked["sheets"] == 0), "chưa có phiếu đủ điểm")
    return reasons.mask(ranked["eligible"], "ngoài số lượng của các hình thức")
