from __future__ import annotations

import pandas as pd
import pytest

from danvan_tools.assessment import compute_facts, count_records
from danvan_tools.schema import Tables

FRONT = {"occasion": "founding_day", "authority_kind": "front", "level": "district", "form": "Giấy khen"}


@pytest.fixture
def tables(build_tables, candidate, milestones) -> Tables:
    names = ("M1", "M2", "M3")
    return build_tables(
        candidates=[candidate("M1"), candidate("M2", sector="MT", holder="individual"), candidate("M3", sector="")],
        milestones=milestones(*names, built="2015-01-05"),
        sites=[{"candidate_id": "M1", "site": "Ấp 1", "unit_id": "CQ1"}],
        recognitions=[
            {"recognition_id": f"KT{number}", "candidate_id": name, "decided_on": pd.Timestamp("2015-11-18"), **FRONT}
            for number, name in enumerate(("M1", "M9"))
        ],
    )


def counted(tables: Tables, key: str, *names: str) -> dict:
    return count_records(compute_facts(tables), tables, key, *names).to_dict()


def test_the_records_of_a_fact_are_counted_by_two_dimensions_in_words(tables: Tables) -> None:
    counts = count_records(compute_facts(tables), tables, "models_built", "sector", "holder")
    assert list(counts.items()) == [
        (("kinh tế", "tập thể"), 1),
        (("văn hoá - xã hội", "cá nhân"), 1),
        (("chưa xác định", "tập thể"), 1),
    ]
    assert list(counts.index.names) == ["sector", "holder"]


def test_a_part_of_a_count_is_counted_too(tables: Tables) -> None:
    assert counted(tables, "models_built.individual", "unit") == {("Phường Hòa Vân",): 1}


def test_sites_awards_and_units_are_counted_by_what_they_are(tables: Tables) -> None:
    assert counted(tables, "sites", "unit", "sector") == {("Trung tâm Y tế", "kinh tế"): 1}
    assert counted(tables, "units_taking_part", "unit_kind") == {("phường",): 1}
    both = {
        ("Ngày thành lập Mặt trận, đoàn thể", "tập thể"): 1,
        ("Ngày thành lập Mặt trận, đoàn thể", "không còn trong danh sách"): 1,
    }
    assert counted(tables, "recognitions", "occasion", "holder") == both
    assert counted(tables, "awards_on_occasions", "occasion", "holder") == both


@pytest.mark.parametrize(
    ("key", "names", "word"),
    [
        ("models", ("sector",), "'models'"),
        ("exemplars", ("form",), "'form'"),
        ("exemplars", (), "sector"),
        ("models_with_sites.share", ("sector",), "share"),
    ],
)
def test_what_cannot_be_counted_is_said(tables: Tables, key: str, names: tuple[str, ...], word: str) -> None:
    with pytest.raises(ValueError, match=word):
        count_records(compute_facts(tables), tables, key, *names)
