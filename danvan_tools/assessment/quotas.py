"""Whether a proposal keeps the quotas of the sheet **Chỉ tiêu**."""

from __future__ import annotations

import pandas as pd

from danvan_tools.assessment.awards import award_of
from danvan_tools.assessment.wording import unit_names
from danvan_tools.records import units_on
from danvan_tools.schema import HOLDERS, UNIT_KINDS, Tables, vietnamese


def check_quotas(proposal: pd.DataFrame, tables: Tables) -> pd.DataFrame:
    """Compare the numbers proposed with each row of the sheet **Chỉ tiêu** of ``review.xlsx``.

    Parameters
    ----------
    proposal : DataFrame
        From :func:`propose_awards`: candidate_id and form are used.
    tables : Tables

    Returns
    -------
    DataFrame, one row per quota
        award, scope, value in code; group (the name of the sector, unit, kind of unit or holder);
        counted; allowed ("ít nhất 2", "nhiều nhất 5", "từ 2 đến 5"); met (bool).
    """
    quotas = tables.quotas[["award", "scope", "value"]].reset_index(drop=True)
    rows = list(quotas.itertuples(index=False, name=None))
    chosen = _describe_proposed(proposal, tables)
    least, most = (tables.quotas[bound].astype("Int64").reset_index(drop=True) for bound in ("at_least", "at_most"))
    counted = [((chosen["award"] == award) & (chosen[scope] == value)).sum() for award, scope, value in rows]
    quotas["group"] = pd.Series([_name(tables, scope, value) for _, scope, value in rows], dtype="str")
    quotas["counted"] = pd.Series(counted, dtype="int64")
    quotas["allowed"] = pd.Series([_allowed(low, high) for low, high in zip(least, most, strict=True)], dtype="str")
    kept = (quotas["counted"] >= least).fillna(True) & (quotas["counted"] <= most).fillna(True)
    return quotas.assign(met=kept.astype(bool))


def _describe_proposed(proposal: pd.DataFrame, tables: Tables) -> pd.DataFrame:
    """Return the proposed candidates with award, sector, unit_id, unit_kind and holder."""
    given = proposal.loc[proposal["form"] != "", ["candidate_id", "form"]]
    chosen = given.merge(tables.candidates[["candidate_id", "sector", "unit_id", "holder"]], on="candidate_id")
    kinds = units_on(tables.units, tables.settings.as_of).set_index("unit_id")["unit_kind"]
    unit_kind = kinds.reindex(chosen["unit_id"]).set_axis(chosen.index)
    return chosen.assign(award=award_of(tables, chosen["candidate_id"], chosen["form"]), unit_kind=unit_kind)


def _name(tables: Tables, scope: str, value: str) -> str:
    """Return the Vietnamese name of a group."""
    if scope == "sector":
        return str(tables.sectors.set_index("sector")["name"][value])
    if scope == "unit_id":
        return str(unit_names(tables)[value])
    return vietnamese(UNIT_KINDS if scope == "unit_kind" else HOLDERS, value)


def _allowed(least: int | None, most: int | None) -> str:
    """Write the limits of a quota as a committee says them."""
    if pd.isna(least):
        return "" if pd.isna(most) else f"nhiều nhất {most}"
    return f"ít nhất {least}" if pd.isna(most) else f"từ {least} đến {most}"
