from __future__ import annotations

import pandas as pd

from danvan_tools.assessment import cut_lines, describe_cuts
from danvan_tools.assessment.cut_lines import per_cent

AWARDS = [
    {"form": "Giấy khen", "award": "commendation", "holder": "collective", "places": 2, "minimum_tier": "tốt"},
    {"form": "Biểu dương", "award": "praise", "holder": "collective", "places": 1, "minimum_tier": ""},
]


def ranked_of(*scores: float) -> pd.DataFrame:
    ranks = [1 + sum(other > score for other in scores) for score in scores]
    return pd.DataFrame(
        {
            "candidate_id": [f"E{place}" for place in range(len(scores))], "rubric_id": "TT", "score": scores,
            "eligible": True, "rank": pd.array(ranks, dtype="Int64"),
        }
    )  # fmt: skip


def tables_of(build_tables, candidate, milestones, number: int):
    ids = [f"E{place}" for place in range(number)]
    steps = milestones(*ids, registered="2015-01-01", nominated="2015-10-01")
    return build_tables(candidates=[candidate(key) for key in ids], milestones=steps, awards=AWARDS)


def test_a_line_lies_behind_the_places_of_its_form_and_those_before(build_tables, candidate, milestones):
    cuts = cut_lines(ranked_of(95, 90, 85, 85, 70), tables_of(build_tables, candidate, milestones, 5))
    assert cuts[["form", "places", "line", "limit", "score", "next_score", "gap", "tied"]].to_numpy().tolist() == [
        ["Giấy khen", 2, 2, "places", 90.0, 85.0, 5.0, False],
        ["Biểu dương", 3, 3, "places", 85.0, 85.0, 0.0, True],
    ]
    assert describe_cuts(cuts) == [
        "Sát nhất là ranh giới Biểu dương (tập thể): hồ sơ ngay trên và ngay dưới bằng điểm nhau.",
        "Biểu dương (tập thể): hai hồ sơ hai bên đồng hạng, hội đồng quyết định.",
    ]


def test_a_line_stops_where_the_lowest_tier_does(build_tables, candidate, milestones):
    cuts = cut_lines(ranked_of(95, 79, 78), tables_of(build_tables, candidate, milestones, 3))
    assert cuts[["line", "limit"]].to_numpy().tolist() == [[1, "tier"], [2, "places"]]
    assert describe_cuts(cuts)[-1] == "Giấy khen (tập thể): còn chỗ trống, vì chỉ 1 hồ sơ đạt xếp loại tối thiểu."


def test_what_is_not_certain_is_not_printed_as_certain():
    assert [per_cent(chance) for chance in (0.0, 0.001, 0.45, 0.999, 1.0)] == [
        "0%",
        "dưới 1%",
        "45%",
        "trên 99%",
        "100%",
    ]
