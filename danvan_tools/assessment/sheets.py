"""Score sheets: one reviewer, one candidate, one stage."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from danvan_tools.assessment.judging import judge_by_rubrics
from danvan_tools.assessment.milestones import nominated_candidates
from danvan_tools.assessment.rounding import factors_of, from_whole, to_whole
from danvan_tools.assessment.wording import names_where
from danvan_tools.schema import Rubric, Tables

_SHEET = ["stage", "reviewer_id", "candidate_id"]
_PAIR = ["reviewer_id", "candidate_id"]
_NOT_BEGUN, _NO_EVIDENCE = "chưa chấm", "không đủ minh chứng"
_MARK_AGAIN = "chấm lại vì đổi chủ thể"


class Sheets(NamedTuple):
    """Score sheets laid out as a matrix.

    ``keys`` has the columns stage, reviewer_id and candidate_id; ``points`` has the shape
    (n_sheets, n_criteria), NaN for a blank; ``declared``, of the same shape, tells for which blanks the
    reviewer found no sufficient evidence; ``factors``, shape (n_criteria,), are the weights in hundredths,
    below zero for a penalty.
    """

    keys: pd.DataFrame
    points: NDArray[np.float64]
    declared: NDArray[np.bool_]
    factors: NDArray[np.int64]

    @property
    def marked(self) -> NDArray[np.bool_]:
        """Which criteria of which sheet hold points."""
        return ~np.isnan(self.points)

    @property
    def begun(self) -> NDArray[np.bool_]:
        """Which sheets hold any points or declaration."""
        return np.asarray((self.marked | self.declared).any(axis=1))

    @property
    def complete(self) -> NDArray[np.bool_]:
        """Which sheets hold points for every criterion."""
        return np.asarray(self.marked.all(axis=1))

    @property
    def totals(self) -> NDArray[np.float64]:
        """Total of each sheet in points, NaN for one that is not complete."""
        totals = np.full(len(self.keys), np.nan)
        whole = to_whole(self.points[self.complete]) @ self.factors
        totals[self.complete] = from_whole(whole, weighted=True)
        return totals


def sheet_totals(marks: pd.DataFrame, rubric: Rubric) -> pd.DataFrame:
    """Add up each score sheet that marks every criterion of the rubric.

    A blank mark is never a zero: a sheet with one, also among the bonus criteria, has no total.
    Marks on criteria that the rubric does not have count for nothing.

    Parameters
    ----------
    marks : DataFrame, shape (n_marks, ≥ 6)
        Columns stage, reviewer_id, candidate_id, criterion_id, points and no_mark, of candidates
        judged by `rubric`.
    rubric : Rubric

    Returns
    -------
    DataFrame, shape (n_sheets, 7)
        stage, reviewer_id, candidate_id; total (points times weights, those of a
        penalty taken off; NaN if incomplete); complete (bool); missing (names of the criteria without points,
        joined by "; ", those declared as "Kết quả (không đủ minh chứng)"; "chưa chấm" for a sheet
        of blanks alone); declared (bool: not complete, but every blank is declared, so nothing is
        left to mark). Sorted by the first three.

    Raises
    ------
    ValueError
        If a reviewer has two marks on one criterion of a candidate: neither may be chosen silently.
    """
    sheets = lay_out_sheets(marks, rubric)
    answered = (sheets.marked | sheets.declared).all(axis=1)
    return sheets.keys.assign(
        total=sheets.totals,
        complete=sheets.complete,
        missing=_missing(sheets, rubric),
        declared=answered & ~sheets.complete,
    )


def _missing(sheets: Sheets, rubric: Rubric) -> pd.Series:
    """Name the criteria of each sheet that hold no points, and say which of them were declared."""
    words = [word for name in rubric.criteria["name"] for word in (name, f"{name} ({_NO_EVIDENCE})")]
    blank = np.stack([~sheets.marked & ~sheets.declared, ~sheets.marked & sheets.declared], axis=2)
    missing = names_where(words, blank.reshape(len(sheets.keys), len(words)))
    return missing.where(pd.Series(sheets.begun), _NOT_BEGUN)


def lay_out_sheets(marks: pd.DataFrame, rubric: Rubric) -> Sheets:
    """Lay marks out as a matrix of sheets × criteria; raise ValueError on a repeated mark."""
    keys, row = _number_sheets(marks)
    code, known = pd.factorize(marks["criterion_id"])
    repeated = pd.Series(row * max(len(known), 1) + code).duplicated().to_numpy()
    if repeated.any():
        twice = marks.loc[repeated, [*_SHEET, "criterion_id"]].iloc[0].tolist()
        msg = f"two marks for one criterion of one sheet: {twice}"
        raise ValueError(msg)
    criteria = pd.Index(rubric.criteria["criterion_id"])
    column = criteria.get_indexer(pd.Index(known)).astype(int)[code] if len(known) else code
    ours = column >= 0
    points = np.full((len(keys), len(criteria)), np.nan)
    points[row[ours], column[ours]] = marks["points"].to_numpy(dtype=float)[ours]
    declared = np.zeros(points.shape, dtype=bool)
    declared[row[ours], column[ours]] = (marks["no_mark"] == "insufficient_evidence").to_numpy(dtype=bool)[ours]
    return Sheets(keys, points, declared, factors_of(rubric, criteria))


def _number_sheets(marks: pd.DataFrame) -> tuple[pd.DataFrame, NDArray[np.int64]]:
    """Return stage, reviewer_id and candidate_id of every sheet, sorted, and the sheet of each mark."""
    code, uniques = np.zeros(len(marks), dtype=np.int64), []
    for name in _SHEET:
        own, values = pd.factorize(marks[name], sort=True)
        code = code * max(len(values), 1) + own
        uniques.append(values)
    row, found = pd.factorize(code)
    order = np.argsort(found)
    place = np.empty(len(found), dtype=np.int64)
    place[order] = np.arange(len(found))
    keys, rest = {}, found[order]
    for name, values in zip(reversed(_SHEET), reversed(uniques), strict=True):
        rest, own = np.divmod(rest, max(len(values), 1))
        keys[name] = pd.Series(values[own], dtype="str")
    return pd.DataFrame(keys)[_SHEET], place[row]


def expected_sheets(tables: Tables) -> pd.DataFrame:
    """Return the sheets the committee owes: each member with each nominated candidate.

    Pairs of :func:`excused_sheets` are left out, and where candidates are assigned all that are assigned to
    others. Columns reviewer_id, candidate_id, in the order of the committee and the candidates.
    """
    pairs = _pairs(tables)
    owed = ~is_among(pairs, _excuses(tables))
    if tables.assignments is not None:
        owed &= is_among(pairs, tables.assignments)
    return pairs[owed].reset_index(drop=True)


def excused_sheets(tables: Tables) -> pd.DataFrame:
    """Return the sheets nobody owes for a declared conflict, or because the reviewer recused in the ledger.

    Columns reviewer_id, candidate_id, in the order of the committee and the candidates.
    """
    pairs = _pairs(tables)
    return pairs[is_among(pairs, _excuses(tables))].reset_index(drop=True)


def _pairs(tables: Tables) -> pd.DataFrame:
    """Return each member of the committee with each nominated candidate that its rubric has anything to mark for."""
    found = nominated_candidates(tables)
    ours = (tables.criteria["gate"] == "") & ~tables.criteria["marked_by"].isin(["verification", "index"])
    unmarked = ~tables.criteria["holder"].isin(tables.criteria.loc[ours, "holder"])
    passed_only = tables.criteria.loc[unmarked, "holder"]
    nominated = found.loc[~found["holder"].isin(passed_only), ["candidate_id"]].astype("str")
    return tables.committee[["reviewer_id"]].astype("str").merge(nominated, how="cross")


def _excuses(tables: Tables) -> pd.DataFrame:
    """Return the pairs of reviewers and candidates that have a conflict, declared or by recusal, none twice."""
    recused = (tables.marks["no_mark"] == "recused") & (tables.marks["stage"] == "committee")
    return pd.concat([tables.conflicts[_PAIR], tables.marks.loc[recused, _PAIR]]).astype("str").drop_duplicates()


def is_among(pairs: pd.DataFrame, others: pd.DataFrame) -> NDArray[np.bool_]:
    """Tell for each (reviewer_id, candidate_id) whether `others`, without repetition, has it."""
    joined = pairs[_PAIR].astype("str").merge(others[_PAIR], on=_PAIR, how="left", indicator="found")
    return (joined["found"] == "both").to_numpy()


def committee_marks(tables: Tables, candidate_ids: pd.Series) -> pd.DataFrame:
    """Return the committee's marks on some candidates."""
    marks = tables.marks[[*_SHEET, "criterion_id", "points", "no_mark"]]
    return marks[(marks["stage"] == "committee") & marks["candidate_id"].isin(candidate_ids)]


def unfinished_sheets(tables: Tables) -> pd.DataFrame:
    """List the sheets the committee still owes, and what is missing on each.

    Parameters
    ----------
    tables : Tables

    Returns
    -------
    DataFrame, shape (n_unfinished, 4)
        reviewer_id, candidate_id; missing and declared as in :func:`sheet_totals`: a declared sheet
        counts no more than one not begun, but its reviewer has nothing left to mark. A sheet that a
        change of holder opened again says so. In the order of the committee, then the candidates.
    """
    columns = [*_PAIR, "missing", "declared"]
    states = [
        sheet_totals(committee_marks(tables, candidates["candidate_id"]), rubric)[columns]
        for rubric, candidates in judge_by_rubrics(tables)
    ]
    known = pd.concat(states, ignore_index=True) if states else pd.DataFrame(columns=columns)
    found = expected_sheets(tables).merge(known.astype(dict.fromkeys(_PAIR, "str")), on=_PAIR, how="left")
    found["missing"] = found["missing"].fillna(_NOT_BEGUN)
    again = tables.reopened.loc[tables.reopened["stage"] == "committee", _PAIR]
    found.loc[is_among(found, again) & (found["missing"] == _NOT_BEGUN), "missing"] = _MARK_AGAIN
    # A sheet without any mark has no row among the states.
    found["declared"] = found["declared"].eq(True)
    return found.loc[found["missing"] != "", columns].reset_index(drop=True)
