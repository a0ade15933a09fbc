"""A review's tables in the shape that a selection looks at."""

from __future__ import annotations

import pandas as pd

from danvan_tools.assessment.wording import unit_names
from danvan_tools.records import units_on
from danvan_tools.records.unit_tree import UnitTree
from danvan_tools.schema import HOLDERS, UNIT_KINDS, Tables, vietnamese


def selection_tables(ranked: pd.DataFrame, tables: Tables) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    """Return candidates, awards and quotas as :func:`danvan_tools.assessment.select` takes them.

    Parameters
    ----------
    ranked : DataFrame
        From :func:`rank_candidates`.
    tables : Tables
    """
    candidates = ranked.drop(columns=["holder"], errors="ignore").merge(
        describe_candidates(tables), on="candidate_id", how="left"
    )
    # A candidate is judged, and awarded, as the holder of its rubric.
    holder_of = tables.criteria.drop_duplicates("rubric_id").set_index("rubric_id")["holder"]
    candidates["holder"] = candidates["rubric_id"].map(holder_of)
    quotas = tables.quotas.reset_index(drop=True)
    groups = [quota_group(tables, *row) for row in quotas[["scope", "value"]].to_numpy().tolist()]
    return candidates, _awards(tables), quotas.assign(group=pd.Series(groups, dtype="str"))


def describe_candidates(tables: Tables) -> pd.DataFrame:
    """Return candidate_id, sector, unit_id, unit_kind and belongs_to (its unit and all that is above it)."""
    described = tables.candidates.reindex(columns=["candidate_id", "sector", "unit_id"], fill_value="").reset_index(
        drop=True
    )
    kinds = units_on(tables.units, tables.settings.as_of).set_index("unit_id")["unit_kind"]
    described["unit_kind"] = kinds.reindex(described["unit_id"]).fillna("").to_numpy()
    tree = UnitTree.of_list(tables.units)
    above = {unit_id: (unit_id, *tree.ancestors(unit_id)) for unit_id in described["unit_id"].unique()}
    return described.assign(belongs_to=described["unit_id"].map(above))


def quota_group(tables: Tables, scope: str, value: str) -> str:
    """Return the Vietnamese name of a quota's group."""
    if scope == "sector":
        return str(tables.sectors.set_index("sector")["name"][value])
    if scope == "unit_id":
        return str(unit_names(tables)[value])
    return vietnamese(UNIT_KINDS if scope == "unit_kind" else HOLDERS, value)


def _awards(tables: Tables) -> pd.DataFrame:
    """Return the sheet **Hình thức** with the tiers that suffice for each form, best first."""
    rubric_of = tables.criteria.drop_duplicates("holder").set_index("holder")["rubric_id"]
    best_first = tables.tiers.sort_values("threshold", ascending=False, kind="stable")
    tiers = {
        rubric_id: list(dict.fromkeys(group["tier"].tolist())) for rubric_id, group in best_first.groupby("rubric_id")
    }
    enough = []
    for holder, tier in tables.awards[["holder", "minimum_tier"]].to_numpy().tolist():
        known = tiers.get(rubric_of.get(holder, ""), [])
        enough.append(tuple(known[: known.index(tier) + 1]) if tier else ())
    return tables.awards.reset_index(drop=True).assign(tiers=pd.Series(enough, dtype="object"))
