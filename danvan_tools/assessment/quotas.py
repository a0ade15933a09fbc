"""Whether a proposal keeps the quotas of the sheet **Chỉ tiêu**."""

from __future__ import annotations

import pandas as pd

from danvan_tools.assessment.awards import award_of
from danvan_tools.assessment.selection_tables import describe_candidates, quota_group
from danvan_tools.schema import Tables


def check_quotas(proposal: pd.DataFrame, tables: Tables) -> pd.DataFrame:
    """Compare the numbers proposed with each row of the sheet **Chỉ tiêu** of ``review.xlsx``.

    Parameters
    ----------
    proposal : DataFrame
        From :func:`propose_awards`: candidate_id, form and, if it is there, outside are used.
    tables : Tables

    Returns
    -------
    DataFrame, one row per quota
        award, scope, value in code; group (the name of the sector, unit, kind of unit or holder);
        counted (on general places, or for a quota outside the numbers on its own); allowed ("ít nhất 2", "nhiều nhất
        5", "từ 2 đến 5"); met (bool).
    """
    quotas = tables.quotas[["award", "scope", "value"]].reset_index(drop=True)
    rows: list[list[str]] = quotas.to_numpy().tolist()
    outside = [counting == "outside" for counting in tables.quotas["counting"]]
    chosen = _describe_proposed(proposal, tables)
    least, most = (tables.quotas[bound].astype("Int64").reset_index(drop=True) for bound in ("at_least", "at_most"))
    counted = [_count(chosen, row, beyond) for row, beyond in zip(rows, outside, strict=True)]
    quotas["group"] = pd.Series([quota_group(tables, scope, value) for _, scope, value in rows], dtype="str")
    quotas["counted"] = pd.Series(counted, dtype="int64")
    quotas["allowed"] = pd.Series([_allowed(*row) for row in zip(least, most, outside, strict=True)], dtype="str")
    kept = (quotas["counted"] >= least).fillna(True) & (quotas["counted"] <= most).fillna(True)
    return quotas.assign(met=kept.astype(bool))


def _describe_proposed(proposal: pd.DataFrame, tables: Tables) -> pd.DataFrame:
    """Return the proposed candidates with award, outside, sector, belongs_to, unit_kind and holder."""
    given = proposal.loc[proposal["form"] != "", ["candidate_id", "form"]]
    given = given.assign(outside=proposal.get("outside", False))
    holders = tables.candidates[["candidate_id", "holder"]]
    chosen = given.merge(describe_candidates(tables), on="candidate_id").merge(holders, on="candidate_id")
    return chosen.assign(award=award_of(tables, chosen["candidate_id"], chosen["form"]))


def _count(chosen: pd.DataFrame, quota: list[str], beyond: bool) -> int:
    """Count who holds an award and is of a group, on general places or on those outside the numbers."""
    award, scope, value = quota
    of_group = chosen["belongs_to"].map(lambda units: value in units) if scope == "unit_id" else chosen[scope] == value
    return int(((chosen["award"] == award) & (chosen["outside"] == beyond) & of_group).sum())


def _allowed(least: int | None, most: int | None, outside: bool) -> str:
    """Write the limits of a quota as a committee says them."""
    beyond = " ngoài số lượng chung" if outside else ""
    if pd.isna(least):
        return "" if pd.isna(most) else f"nhiều nhất {most}{beyond}"
    return f"ít nhất {least}{beyond}" if pd.isna(most) else f"từ {least} đến {most}{beyond}"
