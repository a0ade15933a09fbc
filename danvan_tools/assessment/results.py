"""The outcome of a review, laid out for meetings and documents."""

from __future__ import annotations

import pandas as pd

from danvan_tools.assessment.awards import conference_awards
from danvan_tools.assessment.wording import candidate_unit_names, name_order
from danvan_tools.schema import Tables

_RESULT_COLUMNS = [
    "candidate_id", "name", "unit", "holder", "rubric_id", "score", "tier", "rank", "tied", "eligible",
    "proposed", "recommended", "decided", "form", "stage", "reason", "note",
]  # fmt: skip


def list_results(proposal: pd.DataFrame, tables: Tables) -> pd.DataFrame:
    """List every nominated candidate with what was proposed, recommended and decided.

    Parameters
    ----------
    proposal : DataFrame
        From :func:`propose_awards`.
    tables : Tables

    Returns
    -------
    DataFrame, one row per nominated or decided candidate, collectives before individuals, best rank first, then by name
        candidate_id, name, unit, holder, rubric_id, score, tier, rank, tied; proposed (form computed), recommended
        (form the meeting chose), decided (form given at the conference by ``as_of``); form: the decided one, else the
        recommended one, or where the meeting has recommended nobody yet the proposed one; stage of that form
        ("decided", "recommended", "proposed", "" without a form); reason (of the meeting's change); note. A blank
        is "".
    """
    advice = tables.recommendations.set_index("candidate_id")
    decided = conference_awards(tables).groupby("candidate_id")["form"].agg(", ".join)
    named = _with_others(proposal.rename(columns={"form": "proposed"}), decided.index).merge(
        tables.candidates[["candidate_id", "name", "unit_id", "started_on", "holder"]], on="candidate_id", how="left"
    )
    named["name"] = named["name"].fillna(named["candidate_id"])
    named["unit"] = candidate_unit_names(tables, named)
    known = {"recommended": advice["form"], "reason": advice["reason"], "decided": decided}
    for column, words in known.items():
        named[column] = words.astype("object").reindex(named["candidate_id"]).fillna("").astype("str").to_numpy()
    before = "recommended" if len(advice) else "proposed"
    is_decided = named["decided"] != ""
    # What an authority refused is not recommended any more; the recommendation stays in its own column.
    refused = ~is_decided & named["candidate_id"].isin(tables.struck["candidate_id"])
    named["form"] = named["decided"].where(is_decided, named[before]).mask(refused, "")
    named["note"] = named["note"].mask(refused, "cấp có thẩm quyền không tặng")
    named["stage"] = pd.Series("decided", index=named.index).where(is_decided, before).where(named["form"] != "", "")
    by_name = named.iloc[name_order(named)]
    order = by_name.sort_values(
        ["holder", "rank", "score"], ascending=[True, True, False], na_position="last", kind="stable"
    )
    return order[_RESULT_COLUMNS].reset_index(drop=True)


def _with_others(proposal: pd.DataFrame, decided: pd.Index) -> pd.DataFrame:
    """Add rows for the decided candidates that are not under review any more: the list must add up to the figures."""
    others = decided.difference(pd.Index(proposal["candidate_id"]))
    if others.empty:
        return proposal
    words = {"rubric_id": "", "tier": "", "proposed": "", "note": "không còn được xét, đã có quyết định"}
    rows = proposal.head(0).reindex(range(len(others))).assign(candidate_id=others, tied=False, eligible=True, **words)
    return pd.concat([proposal, rows.astype(proposal.dtypes)], ignore_index=True)


def describe_coverage(tables: Tables, unfinished: pd.DataFrame) -> pd.DataFrame:
    """Count the sheets still owed per candidate, without saying by whom: fit for a projector.

    A sheet on which every blank is declared for want of evidence is delivered: nobody owes it any more.

    Parameters
    ----------
    tables : Tables
    unfinished : DataFrame
        From :func:`unfinished_sheets`.

    Returns
    -------
    DataFrame
        candidate_id, name, sheets_owed (int), most owed first, equals by name.
    """
    owed = unfinished[~unfinished["declared"]].groupby("candidate_id").size().rename("sheets_owed").reset_index()
    named = owed.merge(tables.candidates[["candidate_id", "name", "holder"]], on="candidate_id")
    by_name = named.iloc[name_order(named)].sort_values("sheets_owed", ascending=False, kind="stable")
    return by_name[["candidate_id", "name", "sheets_owed"]].reset_index(drop=True)
