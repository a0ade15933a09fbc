"""Overviews for notebooks: candidates in words, facts by sector, points by criterion."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from danvan_tools.assessment.scores import CRITERION
from danvan_tools.assessment.wording import candidate_unit_names
from danvan_tools.language import capitalised
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
            "sector": capitalised(name),
            "models": int(values[f"models_built.{sector}"]),
            "exemplars": int(values[f"exemplars.{sector}"]),
        }
        for name, sector in STANDARD_SECTORS.items()
    ]
    return pd.DataFrame(rows)


def describe_candidates(tables: Tables, current_units: pd.DataFrame | None = None) -> pd.DataFrame:
    """Return the candidates with the names of their unit and sector in place of the ids.

    Parameters
    ----------
    tables : Tables
    current_units : DataFrame, columns unit_id current_name question followed, optional
        The unit that stands today beside each unit of the list. Old names are never replaced.

    Returns
    -------
    DataFrame
        The columns of ``tables.candidates`` without unit_id; sector is a name, "" for none; unit is new:
        its name when the candidate began; so is current_unit where `current_units` is given: the name
        today, or the question where that is open ("" for a unit that nobody followed).
    """
    sectors = tables.sectors.set_index("sector")["name"]
    named = tables.candidates.assign(
        unit=candidate_unit_names(tables, tables.candidates),
        sector=tables.candidates["sector"].map(sectors).fillna(""),
    )
    if current_units is not None:
        listed = current_units.drop_duplicates("unit_id").set_index("unit_id")
        current = listed["current_name"].mask(listed["current_name"].eq("") & listed["followed"], listed["question"])
        named = named.assign(current_unit=tables.candidates["unit_id"].map(current).fillna(""))
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
        rubric_id, name, max_points, lowest, mean, highest (points, over the candidates of the rubric), in the order
        of the rubric; a criterion nobody has marked has NaN.
    """
    marked = tables.criteria.loc[tables.criteria["gate"] == "", ["rubric_id", "criterion_id", "name", "max_points"]]
    # Rubrics may share the id of a criterion, never its points.
    means = (
        scores.set_index("rubric_id").filter(like=CRITERION).rename(columns=lambda name: name.removeprefix(CRITERION))
    )
    points = means.melt(var_name="criterion_id", value_name="points", ignore_index=False).reset_index()
    key = ["rubric_id", "criterion_id"]
    spread = points.groupby(key)["points"].agg(lowest="min", mean="mean", highest="max").round(2).reset_index()
    return marked.merge(spread, on=key, how="left").drop(columns="criterion_id")
