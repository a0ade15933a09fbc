"""Score sheets: one reviewer, one candidate, one stage."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from danvan_tools.assessment.judging import judge_by_rubrics
from danvan_tools.assessment.milestones import nominated_candidates
from danvan_tools.assessment.rounding import from_whole, to_whole
from danvan_tools.assessment.wording import names_where
from danvan_tools.schema import Rubric, Tables

_SHEET = ["stage", "reviewer_id", "candidate_id"]
_PAIR = ["reviewer_id", "candidate_id"]


class Sheets(NamedTuple):
    """Score sheets laid out as a matrix.

    ``keys`` has the columns stage, reviewer_id and candidate_id; ``points`` has the shape
    (n_sheets, n_criteria), NaN for a blank.
    """

    keys: pd.DataFrame
    points: NDArray[np.float64]

    @property
    def marked(self) -> NDArray[np.bool_]:
        """Which criteria of which sheet hold points."""
        return ~np.isnan(self.points)

    @property
    def begun(self) -> NDArray[np.bool_]:
        """Which sheets hold any points."""
        return np.asarray(self.marked.any(axis=1))

    @property
    def complete(self) -> NDArray[np.bool_]:
        """Which sheets hold points for every criterion."""
        return np.asarray(self.marked.all(axis=1))


def sheet_totals(marks: pd.DataFrame, rubric: Rubric) -> pd.DataFrame:
    """Add up each score sheet that marks every criterion of the rubric.

    A blank mark is never a zero: a sheet with one, also among the bonus criteria, has no total.
    Marks on criteria that the rubric does not have count for nothing.

    Parameters
    ----------
    marks : DataFrame, shape (n_marks, ≥ 5)
        Columns stage, reviewer_id, candidate_id, criterion_id and points, of candidates judged
        by `rubric`.
    rubric : Rubric

    Returns
    -------
    DataFrame, shape (n_sheets, 6)
        stage, reviewer_id, candidate_id; total (points between 0 and ``rubric.total`` and its
        bonus, NaN if incomplete); complete (bool); missing (names of the criteria without points,
        joined by "; "). Sorted by the first three.

    Raises
    ------
    ValueError
        If a reviewer has two marks on one criterion of a candidate: neither may be chosen silently.
    """
    sheets = lay_out_sheets(marks, rubric)
    complete = sheets.complete
    total = np.full(len(complete), np.nan)
    total[complete] = from_whole(to_whole(sheets.points[complete]).sum(axis=1))
    names = rubric.criteria["name"].tolist()
    return sheets.keys.assign(total=total, complete=complete, missing=names_where(names, ~sheets.marked))


def lay_out_sheets(marks: pd.DataFrame, rubric: Rubric) -> Sheets:
    """Lay marks out as a matrix of sheets × criteria; raise ValueError on a repeated mark."""
    row = marks.groupby(_SHEET).ngroup().to_numpy()
    code, known = pd.factorize(marks["criterion_id"])
    repeated = pd.Series(row * max(len(known), 1) + code).duplicated().to_numpy()
    if repeated.any():
        twice = marks.loc[repeated, [*_SHEET, "criterion_id"]].iloc[0].tolist()
        msg = f"two marks for one criterion of one sheet: {twice}"
        raise ValueError(msg)
    keys = marks[_SHEET].drop_duplicates().sort_values(_SHEET, ignore_index=True)
    criteria = pd.Index(rubric.criteria["criterion_id"])
    column = criteria.get_indexer(pd.Index(known)).astype(int)[code] if len(known) else code
    ours = column >= 0
    points = np.full((len(keys), len(criteria)), np.nan)
    points[row[ours], column[ours]] = marks["points"].to_numpy(dtype=float)[ours]
    return Sheets(keys, points)


def expected_sheets(tables: Tables) -> pd.DataFrame:
    """Return the sheets the committee owes: each member with each nominated candidate.

    Pairs with a declared conflict are left out, and those where the reviewer recused in the
    ledger. Columns reviewer_id, candidate_id, in the order of the committee and the candidates.
    """
    recused = (tables.marks["no_mark"] == "recused") & (tables.marks["stage"] == "committee")
    excused = pd.concat([tables.conflicts[_PAIR], tables.marks.loc[recused, _PAIR]]).astype("str").drop_duplicates()
    nominated = nominated_candidates(tables)[["candidate_id"]].astype("str")
    pairs = tables.committee[["reviewer_id"]].astype("str").merge(nominated, how="cross")
    return pairs[~is_among(pairs, excused)].reset_index(drop=True)


def is_among(pairs: pd.DataFrame, others: pd.DataFrame) -> NDArray[np.bool_]:
    """Tell for each (reviewer_id, candidate_id) whether `others`, without repetition, has it."""
    joined = pairs[_PAIR].astype("str").merge(others[_PAIR], on=_PAIR, how="left", indicator="found")
    return (joined["found"] == "both").to_numpy()


def committee_marks(tables: Tables, candidate_ids: pd.Series) -> pd.DataFrame:
    """Return the committee's marks on some candidates."""
    ours = (tables.marks["stage"] == "committee") & tables.marks["candidate_id"].isin(candidate_ids)
    return tables.marks[ours]


def unfinished_sheets(tables: Tables) -> pd.DataFrame:
    """List the sheets the committee still owes, and what is missing on each.

    Parameters
    ----------
    tables : Tables

    Returns
    -------
    DataFrame, shape (n_unfinished, 3)
        reviewer_id, candidate_id, missing: names of the criteria without points joined by "; ",
        or "chưa chấm" where nothing is marked. In the order of the committee, then the candidates.
    """
    states = [_sheet_states(tables, rubric, candidates) for rubric, candidates in judge_by_rubrics(tables)]
    owed = expected_sheets(tables)
    found = owed.merge(pd.concat(states), on=_PAIR, how="left") if states else owed.assign(missing="chưa chấm")
    found["missing"] = found["missing"].fillna("chưa chấm")
    return found.loc[found["missing"] != "", [*_PAIR, "missing"]].reset_index(drop=True)


def _sheet_states(tables: Tables, rubric: Rubric, candidates: pd.DataFrame) -> pd.DataFrame:
    """Return reviewer_id, candidate_id and what is missing ("" for a complete sheet)."""
    sheets = lay_out_sheets(committee_marks(tables, candidates["candidate_id"]), rubric)
    missing = names_where(rubric.criteria["name"].tolist(), ~sheets.marked)
    missing[~sheets.begun] = "chưa chấm"
    return sheets.keys[_PAIR].astype("str").assign(missing=missing)
