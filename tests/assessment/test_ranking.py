from __future__ import annotations

import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

from danvan_tools.assessment import rank_candidates

TIES = [
    {"rubric_id": "TT", "order": 2, "criterion_id": "A"},
    {"rubric_id": "TT", "order": 1, "criterion_id": "B"},
]


def scores_of(*rows: tuple[str, str, float, float, float, bool]) -> pd.DataFrame:
    columns = ["candidate_id", "rubric_id", "score", "criterion:A", "criterion:B", "eligible"]
    text, numbers = dict.fromkeys(columns[:2], "str"), dict.fromkeys(columns[2:5], "float64")
    return pd.DataFrame(rows, columns=columns).astype({**text, **numbers, "eligible": "bool"})


def ranks(ranked: pd.DataFrame) -> list[tuple[str, int | None, bool]]:
    rows = ranked[["candidate_id", "rank", "tied"]].itertuples(index=False, name=None)
    return [(name, None if pd.isna(rank) else rank, tied) for name, rank, tied in rows]


def test_equal_scores_are_told_apart_by_the_tie_order_else_they_share_a_rank(build_tables) -> None:
    scores = scores_of(
        ("M1", "TT", 80.0, 30.0, 50.0, True),
        ("M2", "TT", 90.0, 35.0, 55.0, True),
        ("M3", "TT", 80.0, 20.0, 60.0, True),
        ("M4", "TT", 80.0, 30.0, 50.0, True),
        ("M5", "TT", 70.0, 30.0, 40.0, True),
        ("M6", "TT", 99.0, 40.0, 59.0, False),
    )
    ranked = rank_candidates(scores, build_tables(ties=TIES))
    assert ranks(ranked) == [
        ("M2", 1, False),
        ("M3", 2, False),
        ("M1", 3, True),
        ("M4", 3, True),
        ("M5", 5, False),
        ("M6", None, False),
    ]
    assert str(ranked["rank"].dtype) == "Int64"


def test_rubrics_never_share_a_ranking(build_tables) -> None:
    scores = scores_of(
        ("P1", "CN", 80.0, 40.0, 40.0, True), ("M1", "TT", 80.0, 40.0, 40.0, True), ("M2", "TT", 81.0, 41.0, 40.0, True)
    )
    assert ranks(rank_candidates(scores, build_tables())) == [("P1", 1, False), ("M2", 1, False), ("M1", 2, False)]


few_points = st.sampled_from([0.0, 1.0, 2.0])


@given(
    st.lists(st.tuples(st.sampled_from(["TT", "CN"]), few_points, few_points, few_points, st.booleans()), max_size=8)
)
def test_a_rank_is_one_more_than_the_number_that_are_better(build_tables, rows) -> None:
    scores = scores_of(*((f"M{n}", *row) for n, row in enumerate(rows)))
    ranked = rank_candidates(scores, build_tables(ties=TIES))

    def order(row: tuple[str, float, float, float, bool]) -> tuple[float, ...]:
        rubric, score, first, second, _ = row
        return (score, second, first) if rubric == "TT" else (score,)

    expected = {}
    for n, row in enumerate(rows):
        rivals = [order(other) for other in rows if other[4] and other[0] == row[0]]
        better = sum(rival > order(row) for rival in rivals)
        expected[f"M{n}"] = (better + 1, rivals.count(order(row)) > 1) if row[4] else (None, False)
    assert {name: (rank, tied) for name, rank, tied in ranks(ranked)} == expected


def test_scores_are_not_modified(build_tables) -> None:
    scores = scores_of(("M1", "TT", 80.0, 40.0, 40.0, True))
    before = scores.copy(deep=True)
    rank_candidates(scores, build_tables(ties=TIES))
    pd.testing.assert_frame_equal(scores, before)


def test_nobody_to_rank(build_tables) -> None:
    ranked = rank_candidates(scores_of(), build_tables(ties=TIES))
    assert (len(ranked), str(ranked["rank"].dtype), str(ranked["tied"].dtype)) == (0, "Int64", "bool")
