from __future__ import annotations

from fractions import Fraction

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from danvan_tools.assessment import count_ballots, count_vote, decide_ballots
from danvan_tools.schema import BALLOT_COLUMNS

RULE = {
    "matter": "Đề nghị khen thưởng",
    "denominator": "all_members",
    "comparison": "at_least",
    "threshold": "2/3",
    "secret": "yes",
    "source": "tự chọn",
}
BLANK = dict.fromkeys(("quorum", "in_writing", "recused", "equal_votes", "more_than_places"), "")


def tally(members: int = 15, votes_for: int = 12, **changes: int) -> dict[str, int]:
    """15 members, all present, all ballots valid, unless told otherwise."""
    present = changes.get("present", members)
    cast = present - changes.get("recused", 0)
    row = {"members": members, "present": present, "recused": 0, "in_writing": 0, "in_writing_for": 0}
    row |= {"in_writing_against": 0, "issued": cast, "returned": cast, "valid": cast, "invalid": 0}
    return {**row, "votes_for": votes_for, "votes_against": cast - votes_for, "votes_blank": 0, **changes}


def ballot(candidate_id: str, form: str = "Giấy khen", round_no: int = 1, **numbers: int) -> dict[str, object]:
    return {
        **{"candidate_id": candidate_id, "form": form, "round": round_no, "matter": RULE["matter"]},
        **{"held_on": pd.Timestamp("2015-12-17"), "tellers": "Đỗ Thị Sáu"},
        **tally(**numbers),
    }


@pytest.fixture
def review(build_tables, candidate):
    def make(*ballots, rule=None, places=2):
        tables = build_tables(
            candidates=[candidate(f"M{n}") for n in (1, 2, 3)],
            ballot_rules=[RULE | (rule or {})],
            awards=[{"form": "Giấy khen", "award": "commendation", "holder": "collective", "places": places}],
        )
        from dataclasses import replace

        return replace(tables, ballots=pd.DataFrame(ballots, columns=list(BALLOT_COLUMNS)))

    return make


def test_the_formula_of_the_minutes(review) -> None:
    found = count_ballots(review(ballot("M1"), ballot("M2", votes_for=9)))
    assert found["formula"].tolist() == ["12/15 phiếu (80,00%)", "9/15 phiếu (60,00%)"]
    assert found["sentence"].tolist() == [
        "12/15 phiếu (80,00%); quy định từ 2/3 tổng số thành viên trở lên: đạt",
        "9/15 phiếu (60,00%); quy định từ 2/3 tổng số thành viên trở lên: không đạt",
    ]
    assert found["outcome"].tolist() == ["passed", "not_passed"]
    assert found["source"].tolist() == ["tự chọn"] * 2


@pytest.mark.parametrize(
    ("rule", "numbers", "expected"),
    [
        # From 2/3 on, and more than 1/2.
        ({}, {"votes_for": 10}, (10, 15, True, True)),
        ({}, {"members": 16, "votes_for": 10}, (10, 16, True, False)),
        ({"comparison": "more_than"}, {"votes_for": 10}, (10, 15, True, False)),
        ({"comparison": "more_than", "threshold": "1/2"}, {"members": 14, "votes_for": 7}, (7, 14, True, False)),
        ({"comparison": "more_than", "threshold": "1/2"}, {"members": 14, "votes_for": 8}, (8, 14, True, True)),
        # Denominators.
        ({"denominator": "present"}, {"present": 12, "votes_for": 8}, (8, 12, True, True)),
        ({"denominator": "all_members"}, {"present": 12, "votes_for": 8}, (8, 15, True, False)),
        ({"denominator": "valid_ballots"}, {"valid": 12, "invalid": 3, "votes_for": 8}, (8, 12, True, True)),
        # Recused members.
        ({}, {"recused": 3, "votes_for": 8}, (8, 12, True, True)),
        ({"recused": "counted"}, {"recused": 3, "votes_for": 8}, (8, 15, True, False)),
        ({"denominator": "present"}, {"present": 14, "recused": 2, "votes_for": 8}, (8, 12, True, True)),
        # Votes in writing of those who are absent.
        (
            {"in_writing": "vote"},
            {"present": 9, "in_writing": 3, "in_writing_for": 3, "votes_for": 7},
            (10, 15, True, True),
        ),
        ({}, {"present": 9, "in_writing": 3, "in_writing_for": 3, "votes_for": 7}, (7, 15, True, False)),
        (
            {"in_writing": "vote", "denominator": "valid_ballots"},
            {"present": 9, "in_writing": 3, "in_writing_for": 1, "votes_for": 7},
            (8, 12, True, True),
        ),
        # Quorum.
        ({"quorum": "2/3"}, {"present": 10, "votes_for": 10}, (10, 15, True, True)),
        ({"quorum": "2/3"}, {"present": 9, "votes_for": 9}, (9, 15, False, False)),
        (
            {"quorum": "2/3", "in_writing": "vote", "threshold": "1/2"},
            {"present": 9, "in_writing": 1, "in_writing_for": 1, "votes_for": 9},
            (10, 15, False, False),
        ),
        (
            {"quorum": "2/3", "in_writing": "vote_and_quorum", "threshold": "1/2"},
            {"present": 9, "in_writing": 1, "in_writing_for": 1, "votes_for": 9},
            (10, 15, True, True),
        ),
        # Nobody may vote: nothing passes.
        ({}, {"members": 3, "recused": 3, "votes_for": 0}, (0, 0, True, False)),
    ],
)
def test_every_parameter_of_a_rule(rule, numbers, expected) -> None:
    assert count_vote(tally(**numbers), {**BLANK, **RULE, **rule}) == expected


@given(st.integers(1, 200), st.integers(0, 200), st.integers(1, 12), st.integers(1, 12), st.booleans())
def test_a_share_is_never_decided_by_a_fraction_of_a_computer(members, votes, above, below, more_than) -> None:
    votes, share = min(votes, members), Fraction(min(above, below), below)
    rule = {**BLANK, **RULE, "threshold": f"{min(above, below)}/{below}"}
    rule["comparison"] = "more_than" if more_than else "at_least"
    given_share = Fraction(votes, members)
    passed = count_vote(tally(members, votes), rule).passed
    assert passed == (given_share > share if more_than else given_share >= share)


def test_the_rule_in_force_on_the_day_counts(review) -> None:
    tables = review(ballot("M1", votes_for=9))
    rules = pd.concat([tables.ballot_rules] * 2, ignore_index=True)
    rules.loc[0, "valid_from"], rules.loc[1, "valid_to"] = pd.Timestamp("2016-01-01"), pd.Timestamp("2015-12-31")
    rules.loc[1, "threshold"] = "3/5"
    from dataclasses import replace

    assert count_ballots(replace(tables, ballot_rules=rules))["passed"].tolist() == [True]
    gone = count_ballots(replace(tables, ballot_rules=rules.iloc[:1]))
    assert gone[["outcome", "passed"]].to_numpy().tolist() == [["no_rule", False]]


RANKED = pd.DataFrame({"candidate_id": ["M1", "M2", "M3"], "rank": pd.array([3, 2, 1], dtype="Int64")})


@pytest.mark.parametrize(
    ("rule", "votes", "outcomes"),
    [
        ({}, (15, 14, 5), ["chosen", "chosen", "not_passed"]),
        ({}, (15, 14, 13), ["chosen", "chosen", "not_placed"]),
        ({}, (15, 13, 13), ["chosen", "vote_again", "vote_again"]),
        ({"equal_votes": "chair"}, (15, 13, 13), ["chosen", "chair", "chair"]),
        ({"equal_votes": "score"}, (15, 13, 13), ["chosen", "not_placed", "chosen"]),
        ({"more_than_places": "next_round"}, (15, 14, 13), ["next_round"] * 3),
        ({"more_than_places": "refer"}, (15, 14, 13), ["refer"] * 3),
    ],
)
def test_more_pass_than_there_are_places(review, rule, votes, outcomes) -> None:
    tables = review(*(ballot(f"M{n}", votes_for=given) for n, given in enumerate(votes, start=1)), rule=rule)
    assert decide_ballots(RANKED, tables)["outcome"].tolist() == outcomes


def test_the_last_round_decides(review) -> None:
    tables = review(ballot("M1", votes_for=9), ballot("M1", round_no=2, votes_for=11))
    found = decide_ballots(RANKED, tables)
    assert found[["round", "formula", "outcome"]].to_numpy().tolist() == [[2, "11/15 phiếu (73,33%)", "chosen"]]


def test_no_votes(review) -> None:
    assert len(count_ballots(review())) == 0
    assert len(decide_ballots(RANKED, review())) == 0
