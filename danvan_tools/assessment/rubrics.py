"""The rubrics of a review, and who is judged by which."""

from __future__ import annotations

import pandas as pd

from danvan_tools.assessment.milestones import nominated_candidates
from danvan_tools.errors import Fault, FaultyFilesError
from danvan_tools.schema import HOLDERS, REVIEW_FILE, Rubric, Tables, vietnamese


def build_rubrics(tables: Tables) -> list[Rubric]:
    """Return the rubrics in the order of the sheet **Bộ tiêu chí**."""
    return [_build_rubric(tables, rubric_id) for rubric_id in tables.criteria["rubric_id"].unique()]


def judge_by_rubrics(tables: Tables) -> list[tuple[Rubric, pd.DataFrame]]:
    """Return each rubric with the nominated candidates of its holder.

    Raises
    ------
    FaultyFilesError
        If a nominated candidate's holder has no rubric: nobody could mark it.
    """
    rubrics = build_rubrics(tables)
    nominated = nominated_candidates(tables)
    orphans = nominated[~nominated["holder"].isin([rubric.holder for rubric in rubrics])]
    if len(orphans):
        raise FaultyFilesError([_no_rubric(holder, rows) for holder, rows in orphans.groupby("holder")])
    return [(rubric, nominated[nominated["holder"] == rubric.holder]) for rubric in rubrics]


def _build_rubric(tables: Tables, rubric_id: str) -> Rubric:
    rows = tables.criteria[tables.criteria["rubric_id"] == rubric_id]
    tiers = tables.tiers.loc[tables.tiers["rubric_id"] == rubric_id, ["tier", "threshold"]]
    criteria = rows.loc[rows["gate"] == "", ["criterion_id", "name", "max_points", "floor", "anchors", "bonus"]]
    return Rubric(
        rubric_id=rubric_id,
        holder=str(rows["holder"].iloc[0]),
        source=str(rows["source"].iloc[0]),
        criteria=criteria.assign(bonus=criteria["bonus"] == "yes").reset_index(drop=True),
        gates=rows.loc[rows["gate"] != "", ["criterion_id", "name", "gate", "floor"]].reset_index(drop=True),
        tiers=tiers.sort_values("threshold", ascending=False, ignore_index=True),
    )


def _no_rubric(holder: object, rows: pd.DataFrame) -> Fault:
    word = vietnamese(HOLDERS, str(holder))
    return Fault(
        file=REVIEW_FILE,
        sheet="Bộ tiêu chí",
        column="Chủ thể",
        value=word,
        what=f"chưa có bộ tiêu chí cho {word}, nhưng hồ sơ {', '.join(rows['candidate_id'])} đã được đề nghị",
        remedy="Thêm bộ tiêu chí hoặc sửa chủ thể của hồ sơ rồi chạy lại.",
    )
