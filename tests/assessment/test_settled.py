from __future__ import annotations

import itertools
from decimal import Decimal

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from danvan_tools.assessment import combine_scores, rank_candidates, settled, sheet_bounds
from danvan_tools.records.rubrics import build_rubrics

NAN = float("nan")


@pytest.fixture(scope="module")
def rubric(build_tables):
    tables = build_tables()
    return build_rubrics(tables.criteria, tables.tiers)["collective"]


def long(sheets: dict[str, list[float]]) -> pd.DataFrame:
    rows = [(key, f"TV{n}", total) for key, totals in sheets.items() for n, total in enumerate(totals, start=1)]
    return pd.DataFrame(rows, columns=["candidate_id", "reviewer_id", "total"])


def standings(found: pd.DataFrame) -> dict[str, str]:
    return dict(zip(found["candidate_id"], found["standing"], strict=True))


def test_the_whole_table(rubric) -> None:
    totals = long({"M1": [100, 100, 100], "M2": [90, NAN, NAN], "M3": [20, 10, NAN], "M4": [95, 95, 95]})
    expected = pd.DataFrame(
        {
            "candidate_id": ["M1", "M2", "M3", "M4"],
            "lowest": [100.0, 30.0, 10.0, 95.0],
            "highest": [100.0, 100.0, 45.0, 95.0],
            "standing": ["open", "open", "out", "out"],
            "missing": [0, 2, 1, 0],
            "waits_for": ["", "TV2; TV3", "", ""],
        }
    )
    # A bonus of 5 on top of 100: M2 may still come level with M1.
    assert rubric.total == 100
    pd.testing.assert_frame_equal(settled(totals, rubric, 1), expected)
    assert standings(settled(totals, rubric, 2)) == {"M1": "in", "M2": "open", "M3": "out", "M4": "open"}


def test_no_places_and_places_for_all(rubric) -> None:
    totals = long({"M1": [50, NAN], "M2": [NAN, NAN]})
    assert set(settled(totals, rubric, 0)["standing"]) == {"out"}
    assert set(settled(totals, rubric, 2)["standing"]) == {"in"}
    assert set(settled(totals, rubric, 1)["standing"]) == {"open"}


def test_a_tie_at_the_cut_line_is_open_until_ranks_resolve_it(rubric) -> None:
    totals = long({"M1": [80, 80], "M2": [80, 80], "M3": [10, 10]})
    assert standings(settled(totals, rubric, 1)) == {"M1": "open", "M2": "open", "M3": "out"}
    ranked = totals.assign(rank=totals["candidate_id"].map({"M1": 2, "M2": 1, "M3": 3}))
    assert standings(settled(ranked, rubric, 1)) == {"M1": "out", "M2": "in", "M3": "out"}


def test_nobody_and_wrong_numbers(rubric) -> None:
    assert len(settled(long({}), rubric, 3)) == 0
    with pytest.raises(ValueError, match="-1"):
        settled(long({"M1": [1]}), rubric, -1)
    with pytest.raises(ValueError, match=r"120\.0"):
        settled(long({"M1": [120.0]}), rubric, 1)


_TOTALS = (0.0, 50.0, 105.0)
_WAYS = ("mean", "median", "trimmed_mean", "drop_extremes")


def final_score(totals: list[float], way: str) -> Decimal:
    """Combine by the definitions, with Python's own sorting and decimals."""
    exact = sorted(Decimal(str(one)) for one in totals)
    if way == "median":
        middle = len(exact) // 2
        exact = [exact[middle]] if len(exact) % 2 else exact[middle - 1 : middle + 1]
    elif way == "drop_extremes" and len(exact) >= 3:
        exact = exact[1:-1]
    elif way == "trimmed_mean":
        cut = int(len(exact) * Decimal("0.2"))
        exact = exact[cut : len(exact) - cut]
    return (sum(exact) / len(exact)).quantize(Decimal("0.01"), "ROUND_HALF_UP")


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.lists(st.sampled_from([*_TOTALS, NAN]), min_size=3, max_size=3), min_size=1, max_size=4).filter(
        lambda rows: sum(np.isnan(one) for row in rows for one in row) <= 5
    ),
    st.integers(0, 4),
    st.sampled_from(_WAYS),
)
def test_exactly_what_every_completion_says(rubric, rows, places, way) -> None:
    """The extremes of a missing total are among those tried, so what no completion contradicts must be found."""
    totals = long({f"M{n}": row for n, row in enumerate(rows)})
    found = standings(settled(totals, rubric, places, aggregation=way))
    blanks = [(n, m) for n, row in enumerate(rows) for m, one in enumerate(row) if np.isnan(one)]
    outcomes: dict[str, set[str]] = {f"M{n}": set() for n in range(len(rows))}
    for values in itertools.product(_TOTALS, repeat=len(blanks)):
        filled = [list(row) for row in rows]
        for (n, m), value in zip(blanks, values, strict=True):
            filled[n][m] = value
        scores = [final_score(row, way) for row in filled]
        for n, score in enumerate(scores):
            above, level = sum(one > score for one in scores), sum(one == score for one in scores)
            outcomes[f"M{n}"].add("in" if above + level <= places else "out" if above >= places else "tie")
    assert found == {key: one.pop() if len(one) == 1 and one != {"tie"} else "open" for key, one in outcomes.items()}


@settings(max_examples=25, deadline=None)
@given(st.data())
def test_no_random_completion_of_marks_contradicts_it(build_tables, candidate, milestones, sheet, data) -> None:
    """Floors, gates, bonus, begun sheets and the way to combine: all of it as `combine_scores` has it."""
    way, places = data.draw(st.sampled_from(_WAYS)), data.draw(st.integers(1, 2))
    names, points = ("M1", "M2", "M3"), {"A": [0.0, 20.0, 40.0], "B": [20.0, 30.0, 60.0], "T": [0.0, 5.0]}
    keys = [(f"TV{n}", name, criterion) for n in (1, 2, 3) for name in names for criterion in points]
    full = {key: data.draw(st.sampled_from(points[key[2]])) for key in keys}
    kept = data.draw(st.sets(st.sampled_from(keys)))

    def review(marks):
        rows = [
            row for (who, name, criterion), value in marks.items() for row in sheet(who, name, **{criterion: value})
        ]
        tables = build_tables(
            candidates=[candidate(name) for name in names],
            milestones=[
                *milestones(*names, nominated="2015-10-01"),
                *milestones("M1", "M2", registered="2014-01-01"),
            ],
            ties=[{"rubric_id": "TT", "order": 1, "criterion_id": "B"}],
            marks=rows,
        )
        return rank_candidates(combine_scores(replace_way(tables, way)), tables), replace_way(tables, way)

    ranked, tables = review({key: full[key] for key in kept})
    rubric = build_rubrics(tables.criteria, tables.tiers)["collective"]
    bounds = sheet_bounds(tables).merge(ranked[["candidate_id", "rank"]], on="candidate_id")
    found = standings(settled(bounds[bounds["rubric_id"] == "TT"], rubric, places))
    final, _ = review(full)
    final = final.set_index("candidate_id")
    for name, standing in found.items():
        rank, score = final.loc[name, "rank"], final.loc[name, "score"]
        level = (final["rank"] <= rank).sum() if not pd.isna(rank) else 99
        assert not (standing == "in" and level > places), (name, score)
        assert not (standing == "out" and not pd.isna(rank) and rank <= places), (name, score)
        row = bounds[bounds["candidate_id"] == name].iloc[0]
        assert row["lowest"] <= score <= row["highest"]
    # M3 never registered, whatever it is marked.
    assert found["M3"] == "out"


def replace_way(tables, way):
    from dataclasses import replace

    return replace(tables, settings=replace(tables.settings, aggregation=way))


def test_floors_keep_a_good_total_from_being_sure(build_tables, candidate, milestones, sheet) -> None:
    """TV2 has yet to mark B, whose floor is 30: with 0 the mean would be 20."""
    tables = build_tables(
        candidates=[candidate("M1"), candidate("M2")],
        milestones=milestones("M1", "M2", registered="2014-01-01", nominated="2015-10-01"),
        committee=[{"reviewer_id": "TV1"}, {"reviewer_id": "TV2"}],
        marks=[*sheet("TV1", "M1", A=40, B=40, T=5), *sheet("TV2", "M1", A=40, T=5)],
    )
    bounds = sheet_bounds(tables)
    first = bounds[["total", "lowest", "highest", "surely_eligible", "maybe_eligible"]].iloc[0].tolist()
    assert first == [85.0, 65.0, 95.0, False, True]
    rubric = build_rubrics(tables.criteria, tables.tiers)["collective"]
    found = settled(bounds, rubric, 2)
    assert standings(found) == {"M1": "open", "M2": "open"}
    assert found["waits_for"].tolist() == ["TV2", "TV1; TV2"]


def test_a_declared_sheet_is_not_waited_for(build_tables, candidate, milestones, sheet) -> None:
    declared = [{**row, "no_mark": "insufficient_evidence"} for row in sheet("TV1", "M1", B=NAN)]
    tables = build_tables(
        candidates=[candidate("M1")],
        milestones=milestones("M1", registered="2014-01-01", nominated="2015-10-01"),
        committee=[{"reviewer_id": "TV1"}, {"reviewer_id": "TV2"}],
        marks=[*sheet("TV1", "M1", A=40, T=5), *declared, *sheet("TV2", "M1", A=40, B=50, T=5)],
    )
    bounds = sheet_bounds(tables)
    assert bounds[["reviewer_id", "lowest", "highest"]].to_numpy().tolist() == [["TV2", 95.0, 95.0]]
