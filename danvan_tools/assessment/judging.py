"""Who is judged by which rubric."""

from __future__ import annotations

import pandas as pd

from danvan_tools.assessment.milestones import nominated_candidates
from danvan_tools.records.rubrics import build_rubrics
from danvan_tools.schema import Rubric, Tables


def judge_by_rubrics(tables: Tables) -> list[tuple[Rubric, pd.DataFrame]]:
    """Return each rubric with the nominated candidates of its holder, in the order of the sheet.

    Raises
    ------
    ValueError
        If a nominated candidate's holder has no rubric: it would be left out silently.
    """
    rubrics = build_rubrics(tables.criteria, tables.tiers)
    nominated = nominated_candidates(tables)
    orphans = nominated.loc[~nominated["holder"].isin(rubrics.keys()), "candidate_id"]
    if len(orphans):
        msg = f"nominated candidates without a rubric for their holder: {orphans.tolist()}"
        raise ValueError(msg)
    return [(rubric, nominated[nominated["holder"] == holder]) for holder, rubric in rubrics.items()]


def holders_of_rubrics(tables: Tables) -> dict[str, str]:
    """Return the holder in code of each rubric_id, in the order of the sheet."""
    first = tables.criteria.drop_duplicates("rubric_id")
    return {str(rubric): str(holder) for rubric, holder in zip(first["rubric_id"], first["holder"], strict=True)}
