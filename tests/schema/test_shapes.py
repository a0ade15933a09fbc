from __future__ import annotations

import dataclasses
from datetime import date
from decimal import Decimal

import pandas as pd
import pytest

from danvan_tools.schema import Fact, Rubric, Settings, add_up, reach_of, ways_to_count


def test_a_rubric_weighs_its_criteria_and_its_total_leaves_bonus_and_penalty_out() -> None:
    criteria = pd.DataFrame(
        {
            "criterion_id": ["A", "B", "C", "D"],
            "max_points": [15.0, 20.5, 5.0, 10.0],
            "bonus": [False, False, True, False],
            "weight": [1.0, 2.0, 1.0, 0.25],
            "penalty": [False, False, False, True],
        }
    )
    rubric = Rubric(
        rubric_id="TT",
        holder="collective",
        source="MẪU DỰNG",
        criteria=criteria,
        gates=pd.DataFrame(),
        tiers=pd.DataFrame(),
    )
    assert rubric.total == 56.0
    assert rubric.factors == {"A": 1, "B": 2, "C": 1, "D": Decimal("-0.25")}


def test_facts_and_settings_cannot_be_changed() -> None:
    fact = Fact(key="models_built", value=2, label="mô hình", formula="đếm", record_ids=("MH-001", "MH-002"))
    settings = Settings(
        format=1,
        review_id="DVK",
        title="Đợt xét",
        review_type="final",
        locality="thị xã",
        period_start=date(2015, 1, 1),
        period_end=date(2015, 12, 31),
        as_of=date(2015, 12, 31),
        conference="Hội nghị",
        step=Decimal("0.5"),
        aggregation="mean",
        decimals=2,
    )
    with pytest.raises(dataclasses.FrozenInstanceError):
        fact.value = 3
    with pytest.raises(dataclasses.FrozenInstanceError):
        settings.as_of = date(2016, 1, 1)


def test_a_total_takes_weights_and_penalties_and_says_how_far_it_reaches() -> None:
    criteria = pd.DataFrame(
        {
            "criterion_id": ["A", "B", "C"],
            "max_points": [10.0, 5.0, 2.5],
            "weight": [0.1, 1.0, 2.0],
            "bonus": [False, True, False],
            "penalty": [False, False, True],
        }
    )
    assert reach_of(criteria) == (Decimal("1.00"), 5, 5)
    assert [ways_to_count(row) for row in criteria.to_dict("records")] == [
        "trọng số 0,1",
        "điểm thưởng",
        "điểm trừ, trọng số 2",
    ]
    factors = {"A": Decimal("0.1"), "B": Decimal(1), "C": Decimal(-2)}
    assert add_up({"A": Decimal("0.3"), "C": Decimal("0.25")}, factors) == Decimal("-0.47")
    assert add_up({}, factors) == 0
