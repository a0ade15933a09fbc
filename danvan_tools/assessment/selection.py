"""Who is proposed for which form: exact under places, tiers and quotas."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from danvan_tools.assessment.exact_programme import ImpossibleError, Whole
from danvan_tools.assessment.scores import CRITERION
from danvan_tools.assessment.selection_clash import ImpossibleRulesError
from danvan_tools.assessment.selection_rules import SelectionRules
from danvan_tools.assessment.selection_search import Outcome, find_best, plain_rules
from danvan_tools.assessment.selection_tables import selection_tables
from danvan_tools.assessment.swaps import list_swaps
from danvan_tools.schema import Tables

_TIED = "đồng hạng tại ranh giới: hội đồng quyết định"
_NO_FORM = "không có"
_FULL = "ngoài số lượng của các hình thức"
_NO_FORMS = "đợt này không xét hình thức nào"
_TOO_LOW = "chưa đạt xếp loại tối thiểu"
_IMPOSSIBLE = "chưa đề xuất được: các quy tắc ở trang Hình thức và Chỉ tiêu không thể cùng bảo đảm"


@dataclass(frozen=True, eq=False)
class Selection:
    """A selection and how it differs from the plain ranking.

    Attributes
    ----------
    chosen : DataFrame, one row per candidate, in the order given
        candidate_id; form ("" for none, or for an open one); outside (bool: on a place that a quota gives outside
        the number of the form); open (bool: the rules leave several possibilities, the committee decides);
        possible (what an open one may hold, "Giấy khen hoặc không có", "" for the others).
    swaps : DataFrame, one row per difference
        From :func:`danvan_tools.assessment.swaps.list_swaps`.
    """

    chosen: pd.DataFrame
    swaps: pd.DataFrame


def select(candidates: pd.DataFrame, awards: pd.DataFrame, quotas: pd.DataFrame, ties: pd.DataFrame) -> Selection:
    """Select exactly: no other selection that keeps the rules is better by the first criterion that differs.

    The forms are filled in the order of their first rows, of each first the general places, then those that a quota
    gives outside their number: these add to the list and take nobody's place. Each time as many places as the rules
    allow are filled, then the total score is the highest possible, then of equal totals the one with more of the
    candidates of rank 1, of rank 2 … Rules of later forms are kept from the beginning. A candidate gets a form if it
    holds it in *every* selection that is best so; where it does in some only, it is open and the committee decides.

    Parameters
    ----------
    candidates : DataFrame
        candidate_id, rubric_id, score (points, NaN for none), eligible (bool), tier; holder, sector, unit_id,
        unit_kind, as far as quotas look at them; belongs_to (the units a unit quota counts the candidate for;
        without the column its own); rank (from :func:`rank_candidates`), or ``criterion:<id>`` columns to rank by here.
    awards : DataFrame
        form, award, holder; places (none: the form is not given); tiers (a tuple: the tiers that suffice, best
        first; empty: any).
    quotas : DataFrame
        award, scope, value, at_least, at_most; counting ("outside": the places are outside the numbers of the forms,
        of the last form of this award, and count for no other quota); group (the name of the group).
    ties : DataFrame, columns rubric_id order criterion_id
        Which criteria decide between equal scores.

    Raises
    ------
    ImpossibleRulesError
        If no selection keeps the rules; it names a smallest set of rules that clash.
    UnusableScoreError
        If a score is infinite.
    """
    rules = SelectionRules.of(candidates, awards, quotas)
    ranks = _ranks(rules.candidates, ties)
    try:
        outcome = find_best(rules, ranks)
    except ImpossibleError:
        raise ImpossibleRulesError.of(rules) from None
    chosen = _describe(rules, outcome).set_index("candidate_id")
    plain = plain_rules(rules)
    swaps = list_swaps(rules, outcome, plain, find_best(plain, ranks), ranks)
    return Selection(chosen.loc[candidates["candidate_id"]].reset_index(), swaps)


def _ranks(candidates: pd.DataFrame, ties: pd.DataFrame) -> Whole:
    """Return the rank of each candidate within its rubric, equal for those the rules leave equal."""
    if "rank" in candidates:
        return candidates["rank"].fillna(0).to_numpy(dtype=np.int64)
    ranks = np.zeros(len(candidates), dtype=np.int64)
    for rubric_id, rows in candidates.groupby("rubric_id").indices.items():
        order = ties[ties["rubric_id"] == rubric_id].sort_values("order")["criterion_id"].drop_duplicates()
        keys = ["score", *(CRITERION + criterion for criterion in order)]
        best_first = candidates.iloc[rows].reset_index(drop=True).sort_values(keys, ascending=False)[keys]
        ranks[np.asarray(rows)[best_first.index]] = (~best_first.duplicated()).cumsum()
    return ranks


def _describe(rules: SelectionRules, outcome: Outcome) -> pd.DataFrame:
    """Say what each candidate holds, or may hold."""
    names = [*rules.awards["form"].unique(), _NO_FORM]
    opened = outcome.is_open
    possible = [
        " hoặc ".join(name for name, one in zip(names, row, strict=True) if one) if several else ""
        for row, several in zip(outcome.possible, opened, strict=True)
    ]
    return pd.DataFrame(
        {
            "candidate_id": rules.candidates["candidate_id"],
            "form": pd.Series([names[form] if form >= 0 else "" for form in outcome.form], dtype="str"),
            "outside": outcome.outside,
            "open": opened,
            "possible": pd.Series(possible, dtype="str"),
        }
    )


def propose_awards(ranked: pd.DataFrame, tables: Tables) -> pd.DataFrame:
    """Propose a form of award for each candidate: :func:`select` on the sheets of a review.

    Where the rules leave several possibilities nobody concerned is proposed, and the note says so. Where no selection
    keeps the rules, nobody is proposed at all.

    Parameters
    ----------
    ranked : DataFrame
        From :func:`rank_candidates`.
    tables : Tables

    Returns
    -------
    DataFrame
        The columns of `ranked`, and form ("" for none), outside (bool: on a place outside the number of the form)
        and note (why there is none).
    """
    candidates, awards, quotas = selection_tables(ranked, tables)
    notes = _reasons(ranked, candidates, awards)
    try:
        selection = select(candidates, awards, quotas, tables.ties)
    except ImpossibleRulesError:
        blank = pd.Series("", index=ranked.index, dtype="str")
        return ranked.assign(form=blank, outside=False, note=notes.mask(ranked["eligible"], _IMPOSSIBLE))
    chosen = selection.chosen.set_axis(ranked.index)
    left_out = selection.swaps[selection.swaps["candidate_out"] != ""].set_index("candidate_out")["sentence"]
    swapped = ranked["candidate_id"].map(left_out[~left_out.index.duplicated()])
    notes = notes.mask(swapped.notna(), swapped).mask(chosen["open"], _TIED).mask(chosen["form"] != "", "")
    return ranked.assign(form=chosen["form"], outside=chosen["outside"], note=notes.astype("str"))


def _reasons(ranked: pd.DataFrame, candidates: pd.DataFrame, awards: pd.DataFrame) -> pd.Series:
    """Say of each candidate why it would get nothing; a proposed form takes the sentence away."""
    gates, floors = ranked["failed_gates"], ranked["below_floor"]
    gate_reason = ("không đủ điều kiện: " + gates).where(gates != "", "")
    floor_reason = ("dưới mức sàn: " + floors).where(floors != "", "")
    both = (gates != "") & (floors != "")
    reasons = gate_reason + pd.Series(" – ", index=ranked.index).where(both, "") + floor_reason
    reasons = reasons.mask((reasons == "") & (ranked["sheets"] == 0), "chưa có phiếu đủ điểm")
    considered = awards[awards["places"].notna()]
    for holder, rows in candidates.groupby("holder").indices.items():
        forms = considered.loc[considered["holder"] == holder, "tiers"]
        enough = {tier for tiers in forms for tier in tiers}
        here = ranked.index[rows]
        reasons[here] = reasons[here].mask(ranked.loc[here, "eligible"], _FULL if len(forms) else _NO_FORMS)
        if len(forms) and all(forms):
            low = ranked.loc[here, "eligible"] & ~candidates["tier"].iloc[rows].isin(enough).to_numpy()
            reasons[here] = reasons[here].mask(low, _TOO_LOW)
    return reasons
