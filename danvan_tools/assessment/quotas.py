"""Whether a proposal keeps the quotas of the sheet **Chỉ tiêu**."""

from __future__ import annotations

import pandas as pd

from danvan_tools.assessment.awards import award_of
from danvan_tools.language import comparison_key
from danvan_tools.schema import HOLDERS, UNIT_KINDS, Tables


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
        award, scope, value as in the sheet; counted (Int64, <NA> if no sector, unit, kind of unit
        or holder has that name); allowed ("ít nhất 2", "nhiều nhất 5", "từ 2 đến 5"); met (bool).
    """
    quotas = tables.quotas[["award", "scope", "value"]].reset_index(drop=True)
    chosen = _describe_proposed(proposal, tables)
    counted = [_count(chosen, tables, *row) for row in quotas.itertuples(index=False, name=None)]
    least = tables.quotas["at_least"].astype("Int64").reset_index(drop=True)
    most = tables.quotas["at_most"].astype("Int64").reset_index(drop=True)
    quotas["counted"] = pd.Series(counted, index=quotas.index, dtype="Int64")
    allowed = [_allowed(low, high) for low, high in zip(least, most, strict=True)]
    quotas["allowed"] = pd.Series(allowed, index=quotas.index, dtype="str")
    low_kept = least.isna() | (quotas["counted"] >= least)
    high_kept = most.isna() | (quotas["counted"] <= most)
    quotas["met"] = (low_kept & high_kept).fillna(False).astype(bool) & quotas["counted"].notna()
    return quotas


def _describe_proposed(proposal: pd.DataFrame, tables: Tables) -> pd.DataFrame:
    """Return the proposed candidates with award, sector, unit_id, unit_kind and holder."""
    given = proposal.loc[proposal["form"] != "", ["candidate_id", "form"]]
    chosen = given.merge(tables.candidates[["candidate_id", "sector", "unit_id", "holder"]], on="candidate_id")
    kinds = tables.units.drop_duplicates("unit_id").set_index("unit_id")["unit_kind"]
    return chosen.assign(
        award=award_of(tables, chosen["candidate_id"], chosen["form"]), unit_kind=chosen["unit_id"].map(kinds)
    )


def _count(chosen: pd.DataFrame, tables: Tables, award: str, scope: str, value: str) -> int | None:
    """Count the proposed candidates of one group, None if nothing has the group's name."""
    known = {
        "sector": dict(zip(tables.sectors["name"], tables.sectors["sector"], strict=True)),
        "unit_id": dict(zip(tables.units["name"], tables.units["unit_id"], strict=True)),
        "unit_kind": UNIT_KINDS,
        "holder": HOLDERS,
    }[scope]
    wanted = {comparison_key(name): code for name, code in known.items()}.get(comparison_key(value))
    if wanted is None:
        return None
    return int(((chosen["award"] == award) & (chosen[scope] == wanted)).sum())


def _allowed(least: int | None, most: int | None) -> str:
    """Write the limits of a quota as a committee says them."""
    if pd.isna(least):
        return "" if pd.isna(most) else f"nhiều nhất {most}"
    return f"ít nhất {least}" if pd.isna(most) else f"từ {least} đến {most}"
