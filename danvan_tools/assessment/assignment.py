"""Who marks what: exact under conflicts, expertise, capacities and an even load."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from danvan_tools.assessment.assignment_flow import Demand, assign_seats
from danvan_tools.language import join_list

_PAIR = ["reviewer_id", "candidate_id"]


@dataclass(frozen=True, eq=False)
class Assignment:
    """An assignment and what it could not keep.

    Attributes
    ----------
    pairs : DataFrame, columns reviewer_id candidate_id expert kept
        In the order of the committee, then of the candidates; expert (bool: the reviewer knows the sector), kept
        (bool: as before).
    loads : DataFrame, one row per reviewer
        reviewer_id; assigned, over (beyond the capacity), added and dropped against what was kept (int).
    short : DataFrame, columns candidate_id needed assigned sentence
        Candidates with fewer reviewers than wanted: too few have no conflict.
    without_expert : DataFrame, columns candidate_id sector sentence
        Candidates of which no reviewer knows the sector.
    sentences : list of str
        Who is short, who is over, what has no expert, one sentence each; empty if everything is kept.
    """

    pairs: pd.DataFrame
    loads: pd.DataFrame
    short: pd.DataFrame
    without_expert: pd.DataFrame
    sentences: list[str]


def assign_reviewers(
    candidates: pd.DataFrame,
    committee: pd.DataFrame,
    conflicts: pd.DataFrame,
    per_candidate: int,
    *,
    kept: pd.DataFrame | None = None,
    begun: pd.DataFrame | None = None,
) -> Assignment:
    """Assign reviewers to candidates exactly.

    Nobody marks a candidate of a conflict. Every candidate gets `per_candidate` reviewers as far as there are so many
    without one. Then, each as far as the one before allows: nobody is beyond the capacity (in sum as little as
    possible), one reviewer of each candidate knows its sector, loads are even (the sum of their squares is the lowest),
    and as many as possible of the pairs in `kept` stay.

    Parameters
    ----------
    candidates : DataFrame, columns candidate_id sector
    committee : DataFrame, columns reviewer_id name
        And, if there are any: sectors (sectors the reviewer knows, joined by ";"; where nobody names one, none is asked
        for), capacity (most candidates, <NA> for no limit).
    conflicts : DataFrame, columns reviewer_id candidate_id
    per_candidate : int
    kept, begun : DataFrame, columns reviewer_id candidate_id, optional
        Pairs to keep if possible; pairs whose sheet is begun, kept always but for a conflict.

    Raises
    ------
    ValueError
        If `per_candidate` is below 1.
    """
    if per_candidate < 1:
        msg = f"per_candidate must be at least 1, not {per_candidate}"
        raise ValueError(msg)
    candidates, committee = candidates.reset_index(drop=True), committee.reset_index(drop=True)
    allowed = ~_matrix(candidates, committee, conflicts)
    started = allowed & _matrix(candidates, committee, begun)
    before = _matrix(candidates, committee, kept)
    expert = _experts(candidates, committee)
    seats = np.maximum(np.minimum(per_candidate, allowed.sum(axis=1)), started.sum(axis=1)).astype(np.int64)
    capacity = _capacities(committee, len(candidates))
    pairs = assign_seats(Demand(seats, allowed, started, (before | started) & allowed, expert, capacity))
    listed = _list_pairs(candidates, committee, pairs, expert, before)
    loads = committee[["reviewer_id"]].assign(
        assigned=pairs.sum(axis=0),
        over=np.maximum(pairs.sum(axis=0) - capacity, 0),
        added=(pairs & ~before).sum(axis=0),
        dropped=(before & ~pairs).sum(axis=0),
    )
    short = _short(candidates, committee, pairs, per_candidate)
    without_expert = _without_expert(candidates, pairs, expert)
    missing = short["sentence"].tolist()
    if per_candidate > len(committee) and len(candidates):
        missing = [f"Mỗi hồ sơ cần {per_candidate} người chấm mà Hội đồng chỉ có {len(committee)} thành viên."]
    sentences = [*missing, *_over(committee, loads), *without_expert["sentence"]]
    return Assignment(listed, loads, short, without_expert, sentences)


def _matrix(candidates: pd.DataFrame, committee: pd.DataFrame, pairs: pd.DataFrame | None) -> NDArray[np.bool_]:
    """Return which pairs are named, shape (n_candidates, n_reviewers); others than these are nobody's business."""
    found = np.zeros((len(candidates), len(committee)), dtype=bool)
    if pairs is not None:
        row = pd.Index(candidates["candidate_id"]).get_indexer(pd.Index(pairs["candidate_id"]))
        column = pd.Index(committee["reviewer_id"]).get_indexer(pd.Index(pairs["reviewer_id"]))
        known = (row >= 0) & (column >= 0)
        found[row[known], column[known]] = True
    return found


def _experts(candidates: pd.DataFrame, committee: pd.DataFrame) -> NDArray[np.bool_]:
    """Return who knows the sector of which candidate; everybody where the committee names no sectors."""
    named = committee["sectors"].tolist() if "sectors" in committee else [""] * len(committee)
    known = [{word.strip() for word in words.split(";") if word.strip()} for words in named]
    if not any(known):
        return np.ones((len(candidates), len(committee)), dtype=bool)
    of_sector = {sector: [sector in one for one in known] for sector in candidates["sector"].unique()}
    rows = [of_sector[sector] for sector in candidates["sector"]]
    return np.array(rows, dtype=bool).reshape(len(candidates), len(committee))


def _capacities(committee: pd.DataFrame, n_candidates: int) -> NDArray[np.int64]:
    if "capacity" not in committee:
        return np.full(len(committee), n_candidates, dtype=np.int64)
    return np.asarray(committee["capacity"].astype("Int64").fillna(n_candidates), dtype=np.int64)


def _list_pairs(
    candidates: pd.DataFrame,
    committee: pd.DataFrame,
    pairs: NDArray[np.bool_],
    expert: NDArray[np.bool_],
    before: NDArray[np.bool_],
) -> pd.DataFrame:
    """Return one row per pair, reviewer by reviewer."""
    reviewer, candidate = np.nonzero(pairs.T)
    named = {
        "reviewer_id": committee["reviewer_id"].to_numpy()[reviewer],
        "candidate_id": candidates["candidate_id"].to_numpy()[candidate],
    }
    listed = pd.DataFrame(named, dtype="str")
    return listed.assign(expert=expert[candidate, reviewer], kept=before[candidate, reviewer])


def _over(committee: pd.DataFrame, loads: pd.DataFrame) -> list[str]:
    """Say who has more candidates than the capacity."""
    rows = zip(committee["reviewer_id"], committee["name"], loads["assigned"], loads["over"], strict=True)
    return [
        f"{name} ({one}) được giao {assigned} hồ sơ, vượt mức tối đa {assigned - over}: quá {over}."
        for one, name, assigned, over in rows
        if over
    ]


def _without_expert(candidates: pd.DataFrame, pairs: NDArray[np.bool_], expert: NDArray[np.bool_]) -> pd.DataFrame:
    """Return the candidates of which no reviewer knows the sector."""
    lacking = candidates[pd.Series(~(pairs & expert).any(axis=1) & pairs.any(axis=1), dtype=bool)]
    names = lacking["sector_name"] if "sector_name" in lacking else lacking["sector"]
    sentences = [
        f"Hồ sơ {one}: không có người chấm phụ trách lĩnh vực {name}."
        for one, name in zip(lacking["candidate_id"], names, strict=True)
    ]
    found = lacking[["candidate_id", "sector"]].reset_index(drop=True)
    found["sentence"] = pd.Series(sentences, dtype="str")
    return found


def _short(
    candidates: pd.DataFrame, committee: pd.DataFrame, pairs: NDArray[np.bool_], per_candidate: int
) -> pd.DataFrame:
    """Return the candidates with too few reviewers, and who is left for each."""
    names, rows = committee["name"].to_numpy(), []
    for place in np.flatnonzero(pairs.sum(axis=1) < per_candidate).tolist():
        one, left = candidates["candidate_id"].iloc[place], names[pairs[place]].tolist()
        who = (
            f"chỉ có {len(left)} thành viên không liên quan ({join_list(left)})"
            if left
            else "mọi thành viên đều có liên quan"
        )
        sentence = f"Hồ sơ {one} thiếu {per_candidate - len(left)} người chấm: cần {per_candidate}, {who}."
        rows.append((one, per_candidate, len(left), sentence))
    return pd.DataFrame(rows, columns=["candidate_id", "needed", "assigned", "sentence"])
