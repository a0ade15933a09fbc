"""Whether the order hangs on one reviewer, one criterion or the way of combining sheets."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any, NamedTuple

import pandas as pd

from danvan_tools.assessment.ranking import rank_candidates
from danvan_tools.assessment.scores import combine_scores
from danvan_tools.language import format_number
from danvan_tools.schema import Tables
from danvan_tools.schema.words import AGGREGATIONS

_KEY = ["rubric_id", "candidate_id"]
_CHANGES = {
    "reviewer": "bỏ phiếu của một thành viên",
    "criterion": "bỏ một tiêu chí",
    "aggregation": "đổi cách gộp điểm",
}
_COMPARED = ("mean", "median", "trimmed_mean")


class _Variant(NamedTuple):
    """The review with one thing changed: its kind, what was changed, and the tables."""

    change: str
    what: str
    tables: Tables
    rubric_id: str = ""


def check_robustness(tables: Tables, places: Mapping[str, int] | None = None) -> pd.DataFrame:
    """Rank again without each reviewer, without each criterion, and with other ways of combining sheets.

    Each variant goes through :func:`combine_scores` and :func:`rank_candidates` like the review itself, on tables
    from which one thing was taken away; a sheet that lacked nothing but that criterion counts there. Only candidates
    whose rank or side of the cut line changes are listed.

    Parameters
    ----------
    tables : Tables
    places : mapping of rubric_id to int, optional
        Where each rubric's cut line lies; by default after the places of all forms of its holder that have a number
        on the sheet **Hình thức**. A rubric without places has no cut line.

    Returns
    -------
    DataFrame, those who cross the cut line first, then in the order of the variants and ranks
        change ("reviewer": without this reviewer; "criterion": without this criterion; "aggregation": combined in
        this way); what (reviewer_id, criterion name, or the word of the sheet **Đợt xét**); rubric_id, candidate_id;
        score_before, score_after; rank_before, rank_after (Int64, <NA> not ranked); crosses ("in", "out" or "": of
        the cut line; whoever shares the last rank with more candidates than there are places is not in). A column
        of reviewers is for the chair only: on a projector show the rows without ``what``.
    """
    limits = _default_places(tables) if places is None else dict(places)
    before = _ranks(tables)
    moved = [_moves(before, variant, limits) for variant in _variants(tables)]
    columns = ["change", "what", *_KEY, "score_before", "score_after", "rank_before", "rank_after", "crosses"]
    if not moved:
        return pd.DataFrame(columns=columns)
    found = pd.concat(moved, ignore_index=True)[columns]
    return found.iloc[(found["crosses"] == "").argsort(kind="stable")].reset_index(drop=True)


def describe_robustness(moves: pd.DataFrame) -> str:
    """Say in Vietnamese how many candidates cross the cut line in any variant, without any name.

    Parameters
    ----------
    moves : DataFrame
        From :func:`check_robustness`.
    """
    crossing = moves[moves["crosses"] != ""].groupby("change")["candidate_id"].nunique()
    if crossing.empty:
        return (
            "Bỏ phiếu của bất kỳ thành viên nào, bỏ bất kỳ tiêu chí nào hay đổi cách gộp điểm "
            "cũng không hồ sơ nào qua ranh giới."
        )
    parts = [
        f"{words}: {format_number(int(crossing[change]))} hồ sơ" if change in crossing else f"{words}: không hồ sơ nào"
        for change, words in _CHANGES.items()
    ]
    return f"Số hồ sơ có thể qua ranh giới khi {'; '.join(parts)}."


def _variants(tables: Tables) -> Iterator[_Variant]:
    """Return the review without each reviewer and criterion, and with each other way of combining."""
    for reviewer in tables.committee["reviewer_id"]:
        yield _Variant("reviewer", reviewer, _without_reviewer(tables, reviewer))
    marked = tables.criteria[tables.criteria["gate"] == ""]
    # Of a rubric with one criterion nothing would be left to rank by.
    several = marked[marked.groupby("rubric_id")["criterion_id"].transform("size") > 1]
    for rubric_id, criterion_id, name in several[["rubric_id", "criterion_id", "name"]].itertuples(index=False):
        yield _Variant("criterion", name, _without_criterion(tables, rubric_id, criterion_id), rubric_id)
    for word, aggregation in AGGREGATIONS.items():
        if aggregation in _COMPARED and aggregation != tables.settings.aggregation:
            changed: dict[str, Any] = {"aggregation": aggregation}
            yield _Variant("aggregation", word, replace(tables, settings=replace(tables.settings, **changed)))


def _without_reviewer(tables: Tables, reviewer: str) -> Tables:
    """Return a review in which somebody was never on the committee."""
    theirs = (tables.marks["reviewer_id"] == reviewer) & (tables.marks["stage"] == "committee")
    others = tables.committee["reviewer_id"] != reviewer
    return replace(tables, committee=tables.committee[others], marks=tables.marks[~theirs])


def _without_criterion(tables: Tables, rubric_id: str, criterion_id: str) -> Tables:
    """Return a review whose rubric never had a criterion, nor asked for it between equal scores."""

    def others(table: pd.DataFrame) -> pd.DataFrame:
        return table[(table["rubric_id"] != rubric_id) | (table["criterion_id"] != criterion_id)]

    return replace(tables, criteria=others(tables.criteria), ties=others(tables.ties))


def _ranks(tables: Tables) -> pd.DataFrame:
    """Return score and rank by rubric and candidate, and how many candidates are at that rank or before."""
    ranked = rank_candidates(combine_scores(tables), tables)[[*_KEY, "score", "rank"]]
    size = ranked.groupby(["rubric_id", "rank"])["rank"].transform("size")
    return ranked.assign(last=(ranked["rank"] + size - 1).astype("Int64"))


def _moves(before: pd.DataFrame, variant: _Variant, limits: Mapping[str, int]) -> pd.DataFrame:
    """Return the candidates whose rank or side of the cut line a variant changes."""
    both = before.merge(_ranks(variant.tables), on=_KEY, suffixes=("_before", "_after"))
    # A criterion of one rubric says nothing about the others.
    both = both[(both["rubric_id"] == variant.rubric_id) | (variant.rubric_id == "")]
    limit = both["rubric_id"].map(limits).astype("Int64")
    was, now = ((both[f"last_{when}"] <= limit).fillna(False).astype(bool) for when in ("before", "after"))
    crosses = pd.Series("", index=both.index, dtype="str").mask(was & ~now, "out").mask(now & ~was, "in")
    # Whoever comes to share a rank may keep it and yet lose the place.
    moved = (both["rank_before"].fillna(0) != both["rank_after"].fillna(0)) | (was != now)
    changed = both.assign(change=variant.change, what=variant.what, crosses=crosses)[moved]
    return changed.sort_values(["rubric_id", "rank_before"], kind="stable")


def _default_places(tables: Tables) -> dict[str, int]:
    """Return the places of all forms of each rubric's holder, for rubrics that have any."""
    per_holder = tables.awards[tables.awards["places"].notna()].groupby("holder")["places"].sum()
    rubrics = tables.criteria.drop_duplicates("rubric_id")
    return {
        rubric_id: int(per_holder[holder])
        for rubric_id, holder in zip(rubrics["rubric_id"], rubrics["holder"], strict=True)
        if holder in per_holder.index
    }
