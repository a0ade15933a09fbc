from __future__ import annotations

from itertools import combinations, product

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from danvan_tools.assessment import assign_reviewers


def candidates_of(*sectors: str) -> pd.DataFrame:
    return pd.DataFrame({"candidate_id": [f"M{n}" for n in range(len(sectors))], "sector": sectors}, dtype="str")


def committee_of(*sectors: str, capacity: list[int | None] | None = None) -> pd.DataFrame:
    ids = [f"TV{n}" for n in range(len(sectors))]
    made = pd.DataFrame({"reviewer_id": ids, "name": [f"Ông {n}" for n in ids], "sectors": list(sectors)}, dtype="str")
    return made.assign(capacity=pd.array(capacity or [None] * len(sectors), dtype="Int64"))


def pairs_of(*pairs: tuple[int, int]) -> pd.DataFrame:
    """Return pairs (candidate, reviewer) by their numbers."""
    rows = [(f"TV{reviewer}", f"M{candidate}") for candidate, reviewer in pairs]
    return pd.DataFrame(rows, columns=["reviewer_id", "candidate_id"], dtype="str")


def chosen(assignment) -> set[tuple[int, int]]:
    rows = assignment.pairs[["candidate_id", "reviewer_id"]].to_numpy().tolist()
    return {(int(candidate[1:]), int(reviewer[2:])) for candidate, reviewer in rows}


def test_loads_are_even_and_nobody_marks_a_conflict() -> None:
    conflicts = pairs_of((0, 0), (1, 0), (2, 0))
    made = assign_reviewers(candidates_of(*"AAAAAA"), committee_of("", "", ""), conflicts, 2)
    # Three are all that the first one may mark, and with both others on each of three the rest is shared.
    assert sorted(made.loads["assigned"]) == [3, 4, 5]
    assert not {(0, 0), (1, 0), (2, 0)} & chosen(made)
    assert made.sentences == []


def test_one_of_the_reviewers_knows_the_sector() -> None:
    made = assign_reviewers(candidates_of(*"AABB"), committee_of("A", "B", "", ""), pairs_of(), 2)
    assert {(0, 0), (1, 0), (2, 1), (3, 1)} <= chosen(made)
    assert made.loads["assigned"].tolist() == [2, 2, 2, 2]
    assert made.without_expert.empty


def test_what_was_assigned_stays_if_the_load_stays_even() -> None:
    before = pairs_of((0, 0), (1, 1), (2, 2), (3, 0), (4, 0))
    made = assign_reviewers(candidates_of(*"AAAAAA"), committee_of("", "", ""), pairs_of(), 1, kept=before)
    assert made.loads["assigned"].tolist() == [2, 2, 2]
    assert len(chosen(made) & {(0, 0), (3, 0), (4, 0)}) == 2
    assert made.loads[["added", "dropped"]].to_numpy().tolist() == [[0, 1], [1, 0], [1, 0]]


def test_a_sheet_that_is_begun_stays_whatever_the_load() -> None:
    begun = pairs_of((0, 0), (1, 0), (2, 0))
    made = assign_reviewers(candidates_of(*"AAA"), committee_of("", ""), pairs_of(), 1, begun=begun)
    assert chosen(made) == {(0, 0), (1, 0), (2, 0)}


def test_an_impossible_assignment_says_who_is_short_and_who_is_over() -> None:
    made = assign_reviewers(
        candidates_of("A", "A", "B"),
        committee_of("A", "A", "", capacity=[1, None, 1]),
        pairs_of((0, 1), (0, 2), (1, 1)),
        2,
    )
    assert made.sentences == [
        "Hồ sơ M0 thiếu 1 người chấm: cần 2, chỉ có 1 thành viên không liên quan (Ông TV0).",
        "Ông TV0 (TV0) được giao 2 hồ sơ, vượt mức tối đa 1: quá 1.",
        "Ông TV2 (TV2) được giao 2 hồ sơ, vượt mức tối đa 1: quá 1.",
        "Hồ sơ M2: không có người chấm phụ trách lĩnh vực B.",
    ]
    assert made.short.drop(columns="sentence").to_numpy().tolist() == [["M0", 2, 1]]
    assert made.without_expert["candidate_id"].tolist() == ["M2"]


def test_a_candidate_nobody_may_mark() -> None:
    made = assign_reviewers(candidates_of("A"), committee_of(""), pairs_of((0, 0)), 1)
    assert made.sentences == ["Hồ sơ M0 thiếu 1 người chấm: cần 1, mọi thành viên đều có liên quan."]
    assert made.pairs.empty


def test_a_committee_that_is_too_small_is_one_sentence() -> None:
    made = assign_reviewers(candidates_of(*"AAA"), committee_of("", ""), pairs_of((0, 0)), 3)
    assert made.sentences == ["Mỗi hồ sơ cần 3 người chấm mà Hội đồng chỉ có 2 thành viên."]
    assert made.short["assigned"].tolist() == [1, 2, 2]


@pytest.mark.parametrize(("n_candidates", "n_reviewers"), [(0, 0), (0, 2), (2, 0)])
def test_nobody_to_mark_or_to_be_marked(n_candidates: int, n_reviewers: int) -> None:
    made = assign_reviewers(candidates_of(*["A"] * n_candidates), committee_of(*[""] * n_reviewers), pairs_of(), 1)
    assert made.pairs.empty
    assert len(made.short) == n_candidates


def test_no_reviewer_per_candidate_is_a_mistake_of_the_caller() -> None:
    with pytest.raises(ValueError, match="at least 1"):
        assign_reviewers(candidates_of("A"), committee_of(""), pairs_of(), 0)


def worth_of(rows, expert, capacity, kept) -> tuple[int, ...]:
    """Return the criteria of an assignment, one set of reviewers per candidate, the first one first."""
    loads = [sum(reviewer in row for row in rows) for reviewer in range(len(capacity))]
    over = sum(max(0, load - most) for load, most in zip(loads, capacity, strict=True) if most is not None)
    lacking = sum(bool(row) and not (row & known) for row, known in zip(rows, expert, strict=True))
    lost = sum((candidate, reviewer) not in kept for candidate, row in enumerate(rows) for reviewer in row)
    return over, lacking, sum(load * load for load in loads), lost


@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_an_assignment_is_as_good_as_the_best_of_all(data) -> None:
    n_candidates, n_reviewers = data.draw(st.integers(1, 4)), data.draw(st.integers(1, 4))
    per_candidate = data.draw(st.integers(1, 3))
    sectors = data.draw(st.lists(st.sampled_from("AB"), min_size=n_candidates, max_size=n_candidates))
    knows = data.draw(st.lists(st.sampled_from(["", "A", "A; B"]), min_size=n_reviewers, max_size=n_reviewers))
    capacity = data.draw(st.lists(st.sampled_from([None, 0, 1, 2]), min_size=n_reviewers, max_size=n_reviewers))
    everything = st.sets(st.tuples(st.integers(0, n_candidates - 1), st.integers(0, n_reviewers - 1)), max_size=6)
    conflicts, kept, begun = data.draw(everything), data.draw(everything), data.draw(everything)
    made = assign_reviewers(
        candidates_of(*sectors), committee_of(*knows, capacity=capacity), pairs_of(*conflicts), per_candidate,
        kept=pairs_of(*kept), begun=pairs_of(*begun),
    )  # fmt: skip
    begun, options = begun - conflicts, []
    for candidate in range(n_candidates):
        allowed = [reviewer for reviewer in range(n_reviewers) if (candidate, reviewer) not in conflicts]
        fixed = {reviewer for one, reviewer in begun if one == candidate}
        seats = max(min(per_candidate, len(allowed)), len(fixed))
        options.append([set(one) for one in combinations(allowed, seats) if fixed <= set(one)])
    anybody = not any(knows)
    expert = [{r for r in range(n_reviewers) if anybody or sector in knows[r]} for sector in sectors]
    best = min(worth_of(rows, expert, capacity, kept | begun) for rows in product(*options))
    found = [{reviewer for one, reviewer in chosen(made) if one == candidate} for candidate in range(n_candidates)]
    assert all(row in rows for row, rows in zip(found, options, strict=True))
    assert worth_of(found, expert, capacity, kept | begun) == best


@pytest.mark.parametrize("seed", [1, 2])
def test_loads_far_apart_are_evened_out_all_the_same(seed: int) -> None:
    # Half of the committee may mark a few candidates only: the loads are far from their mean.
    rng = np.random.default_rng(seed)
    conflicts = pairs_of(*[(n, r) for n in range(100) for r in range(3) if n >= 10 + rng.integers(0, 3)])
    made = assign_reviewers(candidates_of(*["A"] * 100), committee_of(*[""] * 6), conflicts, 3)
    loads = made.loads["assigned"].tolist()
    assert sum(loads) == 300
    assert max(loads[3:]) - min(loads[3:]) <= 1
    assert loads[:3] == [100 - len(conflicts[conflicts["reviewer_id"] == f"TV{r}"]) for r in range(3)]
