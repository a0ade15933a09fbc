from __future__ import annotations

import pandas as pd

from danvan_tools.assessment import count_by_sector, describe_candidates, describe_criteria
from danvan_tools.schema import STANDARD_SECTORS, Fact

NAN = float("nan")


def test_facts_by_sector_in_the_standard_order():
    facts = [
        Fact(key=f"{key}.{sector}", value=place * factor, label="", formula="", record_ids=())
        for key, factor in (("models_built", 10), ("exemplars", 1))
        for place, sector in enumerate(STANDARD_SECTORS.values())
    ]
    assert count_by_sector(facts).to_dict("list") == {
        "sector": ["Kinh tế", "Văn hoá - xã hội", "Quốc phòng - an ninh", "Xây dựng hệ thống chính trị"],
        "models": [0, 10, 20, 30],
        "exemplars": [0, 1, 2, 3],
    }


def test_candidates_show_names_in_place_of_ids(build_tables, candidate):
    units = [{"unit_id": "X01", "name": "Xã Vân Khê"}]
    sectors = [{"sector": "KT", "name": "Kinh tế", "standard": "economy"}]
    rows = [candidate("M1", unit_id="X01", sector="KT"), candidate("M2", unit_id="X01", sector="")]
    named = describe_candidates(build_tables(candidates=rows, units=units, sectors=sectors))
    assert named[["candidate_id", "unit", "sector"]].to_dict("list") == {
        "candidate_id": ["M1", "M2"],
        "unit": ["Xã Vân Khê", "Xã Vân Khê"],
        "sector": ["Kinh tế", ""],
    }


def test_a_candidate_keeps_the_name_its_unit_had_when_it_began(build_tables, candidate):
    unit = {"unit_id": "X01", "unit_kind": "xã", "level": "commune"}
    units = [
        {**unit, "name": "Xã Gò Cũ", "valid_to": pd.Timestamp("2015-02-28")},
        {**unit, "name": "Phường Gò Mới", "unit_kind": "phường", "valid_from": pd.Timestamp("2015-03-01")},
        {**unit, "name": "Phường Sau Này", "unit_kind": "phường", "valid_from": pd.Timestamp("2016-03-01")},
    ]
    days = {"M1": "2014-05-01", "M2": "2015-03-01", "M3": None}
    rows = [candidate(key, unit_id="X01", started_on=pd.Timestamp(day)) for key, day in days.items()]
    named = describe_candidates(build_tables(candidates=rows, units=units))
    # Without a day of its own a record is of the day of the figures.
    assert named["unit"].tolist() == ["Xã Gò Cũ", "Phường Gò Mới", "Phường Gò Mới"]


def test_the_unit_of_today_stands_beside_the_old_one_and_never_in_its_place(build_tables, candidate):
    tables = build_tables(candidates=[candidate("M1"), candidate("M2", unit_id="CQ1"), candidate("M3", unit_id="X9")])
    asked = '"Trung tâm Y tế" nay có thể thuộc 2 đơn vị: Một; Hai. Ghi đơn vị đúng.'
    current = pd.DataFrame(
        {
            "unit_id": ["P01", "CQ1"],
            "current_name": ["Phường Hòa Thịnh", ""],
            "question": ["", asked],
            "followed": True,
        }
    )
    named = describe_candidates(tables, current)
    assert named["unit"].tolist() == ["Phường Hòa Vân", "Trung tâm Y tế", ""]
    assert named["current_unit"].tolist() == ["Phường Hòa Thịnh", asked, ""]
    unknown = describe_candidates(tables, current.assign(followed=False))
    assert unknown["current_unit"].tolist() == ["Phường Hòa Thịnh", "", ""]
    assert "current_unit" not in describe_candidates(tables).columns


def test_criteria_in_the_order_of_the_rubric_without_its_gates(build_tables):
    scores = pd.DataFrame(
        {
            "rubric_id": ["TT", "TT", "CN"],
            "score": [80.0, 90.0, 70.0],
            "criterion:A": [NAN, NAN, 45.0],
            "criterion:B": [40.0, 55.5, NAN],
            "criterion:T": [0.0, 5.0, NAN],
        }
    )
    described = describe_criteria(scores, build_tables())
    collective = described[described["rubric_id"] == "TT"]
    assert collective["name"].tolist() == ["Lãnh đạo, kế hoạch", "Kết quả", "Điểm thưởng"]
    assert collective[["lowest", "mean", "highest"]].iloc[1].tolist() == [40.0, 47.75, 55.5]
    assert collective["mean"].isna().tolist() == [True, False, False]


def test_rubrics_that_share_the_id_of_a_criterion_do_not_share_its_points(build_tables):
    scores = pd.DataFrame({"rubric_id": ["TT", "TT", "CN"], "criterion:A": [30.0, 40.0, 5.0]})
    described = describe_criteria(scores, build_tables()).set_index(["rubric_id", "name"])
    assert described.loc[("TT", "Lãnh đạo, kế hoạch"), ["lowest", "mean", "highest"]].tolist() == [30.0, 35.0, 40.0]
    assert described.loc[("CN", "Gương mẫu"), ["lowest", "mean", "highest"]].tolist() == [5.0, 5.0, 5.0]
