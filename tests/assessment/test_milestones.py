from __future__ import annotations

import pandas as pd
import pytest

from danvan_tools.assessment.milestones import full_months, nominated_candidates, reached


@pytest.mark.parametrize(
    ("start", "until", "months"),
    [
        ("2015-01-01", "2015-12-31", 11),
        ("2014-12-31", "2015-12-31", 12),
        ("2015-06-30", "2015-12-29", 5),
        ("2015-06-30", "2015-12-30", 6),
        ("2015-01-31", "2015-02-28", 1),  # no 31 February: the month ends with its last day
        ("2015-01-31", "2015-02-27", 0),
        ("2015-01-29", "2016-02-28", 12),  # a leap year has a 29 February
        ("2015-12-31", "2015-12-31", 0),
    ],
)
def test_full_months(start: str, until: str, months: int) -> None:
    assert full_months(pd.Series([pd.Timestamp(start)]), pd.Timestamp(until)).tolist() == [months]


def test_a_blank_day_has_no_months() -> None:
    assert full_months(pd.to_datetime(pd.Series([None])), pd.Timestamp("2015-12-31")).isna().tolist() == [True]


def test_nominated_by_the_day_and_not_stopped_since(build_tables, candidate, milestones) -> None:
    tables = build_tables(
        candidates=[candidate(letter) for letter in "FEDCBA"],
        milestones=[
            *milestones("A", nominated="2015-12-31"),
            *milestones("B", nominated="2016-01-01"),
            *milestones("C", nominated="2015-06-01", stopped="2015-06-01"),
            *milestones("D", stopped="2014-03-01", nominated="2015-06-01"),
            *milestones("E", nominated="2015-06-01", stopped="2016-02-01"),
            *milestones("F", registered="2015-01-01"),
        ],
    )
    assert nominated_candidates(tables)["candidate_id"].tolist() == ["E", "D", "A"]


def test_a_step_once_reached_stays_reached(build_tables, candidate, milestones) -> None:
    tables = build_tables(
        candidates=[candidate("A"), candidate("B")],
        milestones=[*milestones("A", built="2014-01-01", stopped="2015-01-01"), *milestones("B", built="2016-01-01")],
    )
    assert reached(tables, "built").tolist() == ["A"]
