"""Overviews for notebooks: candidates in words, facts by sector, points by criterion."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from danvan_tools.schema import STANDARD_SECTORS, Fact, Tables


def count_by_sector(facts: Sequence[Fact]) -> pd.DataFrame:
    """Lay the facts by standard sector out as a table.

    Parameters
    ----------
    facts : sequence of Fact
        From :func:`compute_facts`.

    Returns
    -------
    DataFrame, shape (4, 3)
        sector (its Vietnamese name), models (built), exemplars (recognised).
    """
    values = {fact.key: fact.value for fact in facts}
    rows = [
        {
            "sector": f"{name[:1].upper()}{name[1:]}",
            "models": int(values[f"models_built.{sector}"]),
            "exemplars": int(values[f"exemplars.{sector}"]),
        }
        for name, sector in STANDARD_SECTORS.items()
    ]
    return pd.DataFrame(rows)


def describe_candidates(tables: Tables) -> pd.DataFrame:
    """Return the candidates with the names of their unit and sector in place of the ids.

    Returns
    -------
    DataFrame
        The columns of ``tables.candidates`` without unit_id; sector is a name, ""
        for none; unit is new.
    """
    units = tables.units.drop_duplicates("unit_id").set_index("unit_id")["name"]
    sectors = tables.sectors.set_index("sector")["name"]
    named = tables.candidates.assign(
        unit=tables.candidates["unit_id"].map(units), sector=tables.candidates["sector"].map(sectors).fillna("")
    )
    return named.drop(columns="unit_id")


def describe_criteria(scores: pd.DataFrame, tables: Tables) -> pd.DataFrame:
    """Describe how the committee's mean points spread, criterion by criterion.

    Parameters
    ----------
    scores : DataFrame
        From :func:`combine_scores`.
    tables : Tables

    Returns
    -------
    DataFrame
        rubric_id, name, max_points, lowest, mean, highest (points), in the order of the rubric; a criterion nobody
        has marked has NaN.
    """
    marked = tables.criteria.loc[tables.criteria["gate"] == "", ["rubric_id", "criterion_id", "name", "max_points"]]
    means = scores.filter(like="criterion:").rename(columns=lambda name: name.removeprefix("criterion:"))
    spread = means.agg(["min", "mean", "max"]).T.rename(columns={"min": "lowest", "max": "highest"}).round(2)
    return marked.merge(spread, left_on="criterion_id", right_index=True, how="left").drop(columns="criterion_id")
