from __future__ import annotations

import dataclasses

import pytest

from danvan_tools.assessment import check_robustness, describe_robustness

COLUMNS = ["change", "what", "rubric_id", "candidate_id", "score_before", "score_after"]
COLUMNS += ["rank_before", "rank_after", "crosses"]
AWARD = {"form": "Giấy khen", "award": "commendation", "holder": "collective", "places": 1}


def sheets(sheet, points: dict[str, dict[str, tuple[float, float]]]) -> list[dict]:
    """Return the marks of candidate → reviewer → points on A and B."""
    pairs = [(name, reviewer, both) for name, row in points.items() for reviewer, both in row.items()]
    return [mark for name, reviewer, (a, b) in pairs for mark in sheet(reviewer, name, A=a, B=b, T=0)]


@pytest.fixture
def contest(build_tables, candidate, milestones, sheet):
    """Return the maker of a review of M1, M2 and M3: M1 is first by the marks of TV3 alone, on criterion A alone."""

    def make(**changes):
        points = {
            "M1": {"TV1": (20, 40), "TV2": (20, 40), "TV3": (40, 44)},
            "M2": {"TV1": (20, 44), "TV2": (20, 44), "TV3": (21, 44)},
            "M3": {"TV1": (10, 35), "TV2": (10, 35), "TV3": (10, 35)},
        }
        marks = sheets(sheet, points)
        names = ["M1", "M2", "M3"]
        given = {
            "candidates": [candidate(name) for name in names],
            "milestones": milestones(*names, registered="2015-01-10", nominated="2015-10-01"),
            "marks": marks,
            "awards": [AWARD],
            **changes,
        }
        return build_tables(**given)

    return make


def moves(table) -> list[tuple]:
    columns = ["change", "what", "candidate_id", "rank_before", "rank_after", "crosses"]
    return [tuple(row) for row in table[columns].astype(object).where(table[columns].notna(), None).to_numpy().tolist()]


def of(table, *changes: str):
    return moves(table[table["change"].isin(changes)])


def test_only_what_moves_is_listed_with_the_side_of_the_cut_line(contest) -> None:
    found = check_robustness(contest())
    assert found.columns.tolist() == COLUMNS
    assert of(found, "reviewer", "criterion") == [
        ("reviewer", "TV3", "M1", 1, 2, "out"),
        ("reviewer", "TV3", "M2", 2, 1, "in"),
        ("criterion", "Lãnh đạo, kế hoạch", "M1", 1, 2, "out"),
        ("criterion", "Lãnh đạo, kế hoạch", "M2", 2, 1, "in"),
    ]
    first = found.iloc[0]
    assert (first["rubric_id"], first["score_before"], first["score_after"]) == ("TT", 68.0, 60.0)


def test_the_other_ways_of_combining_sheets_that_the_review_may_choose(contest) -> None:
    # One very high sheet of three lifts M1's mean and not its median; a fifth of three sheets is none to trim.
    assert of(check_robustness(contest()), "aggregation") == [
        ("aggregation", "trung vị", "M1", 1, 2, "out"),
        ("aggregation", "trung vị", "M2", 2, 1, "in"),
    ]
    by_median = contest(settings=dataclasses.replace(contest().settings, aggregation="median"))
    assert of(check_robustness(by_median), "aggregation") == [
        ("aggregation", word, *move)
        for word in ("trung bình cộng", "trung bình cắt hai đầu")
        for move in (("M2", 1, 2, "out"), ("M1", 2, 1, "in"))
    ]


def test_a_move_on_one_side_of_the_cut_line_crosses_nothing(contest) -> None:
    found = check_robustness(contest(), {"TT": 2})
    assert {row[-1] for row in of(found, "reviewer", "criterion")} == {""}
    assert {row[-1] for row in of(check_robustness(contest(awards=[])), "reviewer", "criterion")} == {""}


def test_who_shares_the_last_rank_with_too_many_is_not_in(contest, sheet) -> None:
    # Without TV3 all three are equal: one place, and M1 has lost it.
    equal = dict.fromkeys(("TV1", "TV2"), (20, 40))
    points = {name: {**equal, "TV3": (a, 40)} for name, a in (("M1", 30), ("M2", 20), ("M3", 20))}
    found = check_robustness(contest(marks=sheets(sheet, points)))
    assert of(found, "reviewer") == [
        ("reviewer", "TV3", "M1", 1, 1, "out"),
        ("reviewer", "TV3", "M2", 2, 1, ""),
        ("reviewer", "TV3", "M3", 2, 1, ""),
    ]


def test_a_candidate_only_one_reviewer_marked_drops_out_without_them(contest, sheet) -> None:
    marks = sheets(sheet, {"M1": {"TV1": (20, 40)}, "M2": {"TV2": (20, 35)}, "M3": {"TV2": (20, 34)}})
    found = check_robustness(contest(marks=marks))
    assert ("reviewer", "TV1", "M1", 1, None, "out") in moves(found)
    assert ("reviewer", "TV1", "M2", 2, 1, "in") in moves(found)


def test_a_criterion_that_breaks_ties_may_be_taken_away(contest, sheet) -> None:
    ties = [{"rubric_id": "TT", "order": 1, "criterion_id": "A"}, {"rubric_id": "TT", "order": 2, "criterion_id": "B"}]
    marks = sheets(sheet, {"M1": {"TV1": (30, 40)}, "M2": {"TV1": (20, 50)}, "M3": {"TV1": (10, 35)}})
    found = check_robustness(contest(marks=marks, ties=ties))
    assert ("criterion", "Lãnh đạo, kế hoạch", "M1", 1, 2, "out") in moves(found)


def test_a_criterion_says_nothing_about_another_rubric_and_a_rubric_keeps_one(
    build_tables, candidate, milestones, sheet
) -> None:
    names = ["P1", "P2", "M1", "M2"]
    one = {"rubric_id": "CN", "holder": "individual", "criterion_id": "A", "name": "Gương mẫu", "max_points": 50.0}
    two = [{"rubric_id": "TT", "holder": "collective", "criterion_id": c, "name": c, "max_points": 50.0} for c in "AB"]
    tables = build_tables(
        candidates=[candidate(name, holder="individual" if name[0] == "P" else "collective") for name in names],
        milestones=milestones(*names, nominated="2015-10-01"),
        criteria=[one, *two],
        tiers=[],
        marks=[
            *sheet("TV1", "P1", A=40), *sheet("TV1", "P2", A=30),
            *sheet("TV1", "M1", A=40, B=10), *sheet("TV1", "M2", A=10, B=30),
        ],
    )  # fmt: skip
    found = check_robustness(tables)
    criteria = found[found["change"] == "criterion"]
    assert criteria[["what", "rubric_id", "candidate_id"]].to_numpy().tolist() == [["A", "TT", "M1"], ["A", "TT", "M2"]]


def test_the_finding_counts_candidates_and_names_nobody(contest) -> None:
    assert describe_robustness(check_robustness(contest())) == (
        "Số hồ sơ có thể qua ranh giới khi bỏ phiếu của một thành viên: 2 hồ sơ; bỏ một tiêu chí: 2 hồ sơ; "
        "đổi cách gộp điểm: 2 hồ sơ."
    )
    only_reviewers = check_robustness(contest()).query("change == 'reviewer'")
    assert "bỏ một tiêu chí: không hồ sơ nào; đổi cách gộp điểm: không hồ sơ nào." in describe_robustness(
        only_reviewers
    )
    assert describe_robustness(check_robustness(contest(), {"TT": 2})) == (
        "Bỏ phiếu của bất kỳ thành viên nào, bỏ bất kỳ tiêu chí nào hay đổi cách gộp điểm "
        "cũng không hồ sơ nào qua ranh giới."
    )


def test_nobody_marked(contest, build_tables) -> None:
    assert check_robustness(contest(marks=[])).empty
    assert check_robustness(contest(marks=[])).columns.tolist() == COLUMNS
    assert check_robustness(build_tables(committee=[])).empty
