"""Places, tiers and quotas as rules over who may hold which place."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from functools import cached_property
from typing import Literal, NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import sparse

from danvan_tools.assessment.exact_programme import ExactProgramme, Whole
from danvan_tools.assessment.rounding import to_whole
from danvan_tools.errors import DanvanError
from danvan_tools.schema import HOLDERS, vietnamese

GENERAL = -1


class Rule(NamedTuple):
    """One rule a person could change: a bound of a quota, the places or the minimum tier of a form."""

    kind: Literal["minimum", "places", "at_most", "at_least"]
    row: int


class UnusableScoreError(DanvanError):
    """A score that is no number to compare."""


@dataclass(frozen=True, eq=False)
class SelectionRules:
    """Who may hold which place.

    Attributes
    ----------
    candidates, awards, quotas : DataFrame
        Rows numbered from 0, candidates by id; see :func:`danvan_tools.assessment.select`.
    candidate, award, place : ndarray of int, shape (n_options,)
        One option each: a candidate in a form, on one of its places (:data:`GENERAL`) or on one that a quota gives
        outside them (the row of that quota).
    below : ndarray of bool, shape (n_options,)
        Options below the minimum tier of the form.
    members : ndarray of bool, shape (n_quotas, n_candidates)
    """

    candidates: pd.DataFrame
    awards: pd.DataFrame
    quotas: pd.DataFrame
    candidate: Whole
    award: Whole
    place: Whole
    below: NDArray[np.bool_]
    members: NDArray[np.bool_]

    @classmethod
    def of(cls, candidates: pd.DataFrame, awards: pd.DataFrame, quotas: pd.DataFrame) -> SelectionRules:
        """Return the rules of a selection; raise UnusableScoreError on an infinite score."""
        scores = candidates["score"].to_numpy(dtype=float)
        if np.isinf(scores).any():
            named = ", ".join(candidates.loc[np.isinf(scores), "candidate_id"].tolist())
            msg = f"Hồ sơ {named}: điểm chung là số vô hạn nên không xếp được. Kiểm tra lại điểm của hồ sơ này."
            raise UnusableScoreError(msg)
        candidates = candidates.sort_values("candidate_id", ignore_index=True)
        awards, quotas = awards.reset_index(drop=True), quotas.reset_index(drop=True)
        members = np.array([_members(candidates, *row) for row in quotas[["scope", "value"]].to_numpy()], dtype=bool)
        members = members.reshape(len(quotas), len(candidates))
        able = (candidates["eligible"] & candidates["score"].notna()).to_numpy(dtype=bool)
        found = [
            (np.flatnonzero(able & who), row, place)
            for row in np.flatnonzero(awards["places"].notna())
            for place, who in _places(candidates, awards, quotas, members, int(row))
        ]
        candidate = np.concatenate([np.empty(0), *(who for who, *_ in found)]).astype(np.int64)
        lengths = [len(who) for who, *_ in found]
        award, place = (np.repeat([row[n] for row in found], lengths).astype(np.int64) for n in (1, 2))
        tiers, enough = candidates["tier"].to_numpy(), awards["tiers"].tolist()
        below = [bool(enough[row]) and tiers[who] not in enough[row] for who, row in zip(candidate, award, strict=True)]
        return cls(candidates, awards, quotas, candidate, award, place, np.array(below, dtype=bool), members)

    @cached_property
    def whole_scores(self) -> Whole:
        """Score of each candidate in ten-thousandths of a point, 0 for none."""
        scores = np.nan_to_num(self.candidates["score"].to_numpy(dtype=float))
        # Penalties may take a score below zero, which no mark is.
        return np.asarray(np.sign(scores).astype(np.int64) * to_whole(np.abs(scores)))

    @cached_property
    def form(self) -> Whole:
        """For each option the number of its form, in the order of the sheet."""
        return pd.factorize(self.awards["form"])[0].astype(np.int64)[self.award]

    def parts(self) -> list[NDArray[np.bool_]]:
        """Return the options in the order in which they are decided: form by form, general places first."""
        general = self.place == GENERAL
        parts = [(self.form == form) & where for form in np.unique(self.form) for where in (general, ~general)]
        return [part for part in parts if part.any()]

    def all_rules(self) -> list[Rule]:
        """Return every rule a person could change, the least likely to be at fault first."""
        bounds: tuple[Literal["at_most", "at_least"], ...] = ("at_most", "at_least")
        considered = np.flatnonzero(self.awards["places"].notna()).tolist()
        forms = [Rule("minimum", row) for row in considered if self.awards["tiers"].iloc[row]]
        forms += [Rule("places", row) for row in considered]
        quotas = [Rule(kind, row) for kind in bounds for row in np.flatnonzero(self.quotas[kind].notna()).tolist()]
        return forms + quotas

    def programme(self, without: Collection[Rule] = ()) -> ExactProgramme:
        """Return the choices that keep every rule but some; raise ImpossibleError if there are none."""
        at_least, at_most = self._limits("at_least", without), self._limits("at_most", without)
        places = self._limits("places", without)
        once, many = len(self.candidates), np.inf
        counted = sparse.vstack(
            [self._indicator(self.candidate, once), self._held(), *self.counts_by_quota()], format="csr"
        )
        low = np.concatenate([np.full(once + len(places), -many), np.nan_to_num(at_least, nan=-many)])
        high = np.concatenate([np.ones(once), np.nan_to_num(places, nan=many), np.nan_to_num(at_most, nan=many)])
        lifted = np.array([Rule("minimum", row) in without for row in range(len(self.awards))], dtype=bool)
        allowed = ~self.below | (lifted[self.award] if len(lifted) else False)
        return ExactProgramme(counted, low, high, allowed.astype(np.int64))

    def counts_by_quota(self) -> list[sparse.csr_matrix]:
        """Return for each quota the options it counts: those on its own places, or its members on general ones."""
        kinds, rows = np.array(self.kinds, dtype=object), []
        for quota, (award, outside) in enumerate(zip(self.quotas["award"], self.is_outside, strict=True)):
            inside = (self.place == GENERAL) & (kinds[self.award] == award) & self.members[quota, self.candidate]
            rows.append(sparse.csr_matrix(self.place == quota if outside else inside, dtype=np.int64))
        return rows

    def quota_counts(self, award: Whole, place: Whole) -> list[int]:
        """Count for each quota the candidates it counts, given the row of awards and the place of each (-1: none)."""
        kinds = np.array([*self.kinds, ""], dtype=object)[award]
        return [
            int((place == quota).sum() if outside else ((kinds == kind) & (place == GENERAL) & members).sum())
            for quota, (kind, outside, members) in enumerate(
                zip(self.quotas["award"], self.is_outside, self.members, strict=True)
            )
        ]

    @cached_property
    def kinds(self) -> list[str]:
        """Praise or commendation of each row of awards."""
        return self.awards["award"].tolist()

    @cached_property
    def inside_quotas(self) -> dict[int, tuple[str, float, float]]:
        """Return praise or commendation, least and most number of each quota that counts general places."""
        least, most = self._limits("at_least", ()), self._limits("at_most", ())
        rows = zip(
            self.quotas["award"], np.nan_to_num(least, nan=-np.inf), np.nan_to_num(most, nan=np.inf), strict=True
        )
        return {quota: row for quota, row in enumerate(rows) if not self.is_outside[quota]}

    @cached_property
    def is_outside(self) -> NDArray[np.bool_]:
        """Which quotas give places outside the number of each form."""
        if "counting" not in self.quotas:
            return np.zeros(len(self.quotas), dtype=bool)
        return (self.quotas["counting"] == "outside").to_numpy(dtype=bool)

    def _limits(self, column: str, without: Collection[Rule]) -> NDArray[np.float64]:
        table = self.awards if column == "places" else self.quotas
        limits = table[column].to_numpy(dtype=float, na_value=np.nan)
        if column == "at_most":
            # Without an upper number a quota outside gives as many places as it asks for.
            exact = self.quotas["at_least"].to_numpy(dtype=float, na_value=np.nan)
            limits = np.where(np.isnan(limits) & self.is_outside, exact, limits)
        lifted = [Rule(column, row) in without for row in range(len(table))]  # type: ignore[arg-type]
        return np.where(lifted, np.nan, limits)

    def _held(self) -> sparse.csr_matrix:
        general = (self.place == GENERAL).astype(np.int64)
        return self._indicator(self.award, len(self.awards), general)

    def _indicator(self, rows: Whole, length: int, values: Whole | None = None) -> sparse.csr_matrix:
        ones = np.ones(len(rows), dtype=np.int64) if values is None else values
        return sparse.csr_matrix((ones, (rows, np.arange(len(rows)))), shape=(length, len(rows)))


def _members(candidates: pd.DataFrame, scope: str, value: str) -> NDArray[np.bool_]:
    """Tell which candidates a quota counts; a unit counts what belongs to it."""
    if scope == "unit_id" and "belongs_to" in candidates:
        return np.array([value in units for units in candidates["belongs_to"]], dtype=bool)
    return (candidates[scope] == value).to_numpy(dtype=bool)


def _places(
    candidates: pd.DataFrame, awards: pd.DataFrame, quotas: pd.DataFrame, members: NDArray[np.bool_], row: int
) -> list[tuple[int, NDArray[np.bool_]]]:
    """Return each kind of place of a form, and who is of its group.

    A place outside the general number is one of the last form of its kind: the number of the higher ones stays.
    """
    award, holder = awards.loc[row, ["award", "holder"]]
    ours = (candidates["holder"] == holder).to_numpy(dtype=bool)
    found = [(GENERAL, ours)]
    same = awards[(awards["award"] == award) & (awards["holder"] == holder) & awards["places"].notna()]
    if "counting" in quotas and same.index[-1] == row:
        outside = np.flatnonzero((quotas["award"] == award) & (quotas["counting"] == "outside"))
        found += [(int(quota), ours & members[quota]) for quota in outside]
    return found


def describe_quota(quotas: pd.DataFrame, row: int) -> str:
    """Return the words that name a quota: "chỉ tiêu lĩnh vực Kinh tế"."""
    quota = quotas.iloc[row]
    group = quota.get("group", quota["value"])
    words = {"sector": "lĩnh vực ", "unit_id": "đơn vị "}.get(quota["scope"], "")
    return f"chỉ tiêu {words}{group}"


def describe_form(awards: pd.DataFrame, row: int) -> str:
    """Return a form and its holder: "Giấy khen (tập thể)"."""
    return f"{awards['form'].iloc[row]} ({vietnamese(HOLDERS, awards['holder'].iloc[row])})"
