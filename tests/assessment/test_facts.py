from __future__ import annotations

import pandas as pd
import pytest

from danvan_tools.assessment import compute_facts
from danvan_tools.records import open_review
from danvan_tools.schema import Tables

AWARDS = [
    {"form": "Giấy khen", "award": "commendation", "holder": "collective", "places": 2},
    {"form": "Giấy khen", "award": "commendation", "holder": "individual"},
    {"form": "Tuyên dương", "award": "praise", "holder": "collective"},
]
NAN = float("nan")
COMMUNE = {"occasion": "conference", "authority_kind": "party", "level": "commune"}


def values(tables: Tables) -> dict[str, object]:
    return {fact.key: fact.value for fact in compute_facts(tables)}


def fact(tables: Tables, key: str):
    return {fact.key: fact for fact in compute_facts(tables)}[key]


def given_award(
    number: int, candidate_id: str, form: str = "Giấy khen", day: str = "2015-11-20", **columns: str
) -> dict:
    keys = {"recognition_id": f"KT{number}", "candidate_id": candidate_id, "form": form}
    return {**keys, "decided_on": pd.Timestamp(day), **columns}


def test_models_built_are_of_any_movement_and_whatever_came_later(build_tables, candidate, milestones) -> None:
    tables = build_tables(
        candidates=[
            candidate("M2", movement="Xây dựng nông thôn mới"),
            candidate("M1", sector="MT"),
            candidate("M3"),
            candidate("M4"),
            candidate("P1", kind="exemplar"),
        ],
        milestones=[
            *milestones("M1", "M2", built="2014-05-01"),
            *milestones("M2", stopped="2015-02-01"),
            *milestones("M3", built="2016-01-01"),
            *milestones("M4", registered="2015-01-01"),
            *milestones("P1", built="2014-05-01"),
        ],
    )
    built = fact(tables, "models_built")
    assert (built.value, built.record_ids, built.label) == (2, ("M1", "M2"), "mô hình đã xây dựng")
    assert built.formula == "Đếm mô hình có bước “xây dựng” đến ngày 31/12/2015, mọi phong trào, kể cả mô hình đã dừng."
    economy = fact(tables, "models_built.economy")
    assert (economy.record_ids, economy.label) == (("M2",), "mô hình đã xây dựng thuộc lĩnh vực kinh tế")


def test_exemplars_are_recognised_in_the_movement_whatever_their_kind(build_tables, candidate, milestones) -> None:
    tables = build_tables(
        candidates=[
            candidate("M1", movement="“Dân vận khéo”"),
            candidate("M2", movement="dân  vận khéo"),
            candidate("P1", kind="exemplar", holder="individual"),
            candidate("M4", movement="Xây dựng nông thôn mới"),
            candidate("M5"),
            candidate("M6"),
        ],
        milestones=[
            *milestones("M1", "M2", "P1", "M4", recognised="2015-06-01"),
            *milestones("M1", stopped="2015-09-01"),
            *milestones("M5", recognised="2016-06-01"),
            *milestones("M6", built="2015-01-01", nominated="2015-06-01"),
        ],
    )
    exemplars = fact(tables, "exemplars")
    assert (exemplars.value, exemplars.record_ids) == (3, ("M1", "M2", "P1"))
    assert exemplars.label == "mô hình, điển hình “Dân vận khéo”"
    individual = fact(tables, "exemplars.individual")
    assert (individual.record_ids, individual.label) == (("P1",), "mô hình, điển hình “Dân vận khéo” của cá nhân")


@pytest.mark.parametrize(
    ("change", "value"),
    [
        ({}, 1),
        ({"authority_kind": "association"}, 1),
        ({"authority_kind": "agency", "form": "Tuyên dương"}, 1),
        ({"authority_kind": "party"}, 0),
        ({"authority_kind": "government"}, 0),
        ({"occasion": "conference"}, 0),
        ({"occasion": "exemplars_conference"}, 1),
        ({"day": "2016-01-01"}, 0),
    ],
)
def test_recognised_on_occasions_outside_the_conference(build_tables, candidate, change, value) -> None:
    row = {"occasion": "founding_day", "authority_kind": "front", "level": "district", **change}
    tables = build_tables(
        candidates=[candidate("M1")],
        awards=AWARDS,
        recognitions=[given_award(1, "M1", **row), given_award(2, "M1", **row)],
    )
    assert values(tables)["recognised_on_occasions"] == value


def test_the_conference_counts_records_and_decisions_once_each(build_tables, candidate) -> None:
    tables = build_tables(
        candidates=[candidate(f"M{n}") for n in range(1, 8)] + [candidate("P1", holder="individual")],
        awards=AWARDS,
        recognitions=[
            given_award(1, "M1", **COMMUNE),
            given_award(2, "M2", **COMMUNE),
            given_award(3, "M3", **{**COMMUNE, "level": "district"}),
            given_award(4, "M4", **{**COMMUNE, "authority_kind": "government"}),
            given_award(5, "M5", **{**COMMUNE, "occasion": "work_review"}),
        ],
        decisions=[
            given_award(0, "M2", **COMMUNE),
            given_award(0, "P1", **COMMUNE),
            given_award(0, "M1", form="Tuyên dương", **COMMUNE),
            given_award(0, "P1", form="Tuyên dương", **COMMUNE),  # a form listed for collectives only
            given_award(0, "M6", day="2016-01-05", **COMMUNE),
            given_award(0, "M7", form="Bằng khen", **COMMUNE),  # no form of the review
        ],
    )
    commended, praised = fact(tables, "conference_commended"), fact(tables, "conference_praised")
    assert (commended.record_ids, praised.record_ids) == (("M1", "M2", "P1"), ("M1", "P1"))
    assert commended.label == "mô hình, điển hình được khen thưởng tại hội nghị"
    individual = fact(tables, "conference_praised.individual")
    assert (individual.record_ids, individual.label) == (
        ("P1",),
        "mô hình, điển hình của cá nhân được biểu dương tại hội nghị",
    )


def test_a_decided_candidate_no_longer_on_the_list_is_a_part_of_its_own(build_tables, candidate) -> None:
    decisions = [given_award(0, "M1", **COMMUNE), given_award(0, "M9", **COMMUNE)]
    tables = build_tables(candidates=[candidate("M1")], awards=AWARDS, decisions=decisions)
    assert fact(tables, "conference_commended").record_ids == ("M1", "M9")
    assert fact(tables, "conference_commended.collective").record_ids == ("M1",)
    gone = fact(tables, "conference_commended.unlisted")
    assert (gone.record_ids, gone.label) == (
        ("M9",),
        "mô hình, điển hình không còn trong danh sách được khen thưởng tại hội nghị",
    )


def test_the_recommended_are_counted_apart_while_they_wait_for_a_decision(build_tables, candidate) -> None:
    tables = build_tables(
        candidates=[candidate(f"M{n}") for n in (1, 2, 3, 4, 5)],
        awards=AWARDS,
        recommendations=[
            {"candidate_id": "M1", "form": "Giấy khen"},
            {"candidate_id": "M2", "form": "Giấy khen"},
            {"candidate_id": "M3", "form": "Tuyên dương"},
            {"candidate_id": "M4", "form": "Giấy khen"},
            {"candidate_id": "M5", "form": ""},
        ],
        decisions=[
            given_award(0, "M1", form="Tuyên dương", **COMMUNE),
            given_award(0, "M2", day="2016-01-05", **COMMUNE),
            given_award(0, "M4", **{**COMMUNE, "occasion": "work_review"}),
        ],
    )
    assert fact(tables, "recommended.commendation").record_ids == ("M1", "M2", "M4")
    waiting = fact(tables, "undecided.commendation")
    assert (waiting.record_ids, waiting.label) == (
        ("M2", "M4"),
        "mô hình, điển hình được đề nghị khen thưởng, chưa có quyết định",
    )
    assert fact(tables, "undecided.praise").record_ids == ("M3",)


def test_sheets_that_lack_nothing_but_evidence_are_counted_apart(build_tables, candidate, milestones, sheet) -> None:
    blank, lacking = sheet("TV1", "M1", B=NAN)[0], {"no_mark": "insufficient_evidence"}
    tables = build_tables(
        candidates=[candidate("M1")],
        milestones=milestones("M1", nominated="2015-10-01"),
        marks=[
            *sheet("TV1", "M1", A=40, T=0),
            {**blank, **lacking},
            *sheet("TV2", "M1", A=40),
            {**blank, **lacking, "reviewer_id": "TV2"},
        ],
    )
    assert fact(tables, "sheets_without_evidence").record_ids == ("M1/TV1",)
    assert fact(tables, "sheets_complete").value == 0


def test_sites_are_counted_apart_from_the_models_that_have_them(build_tables, candidate, milestones) -> None:
    tables = build_tables(
        candidates=[candidate("M1"), candidate("M2"), candidate("M3"), candidate("M/4", sector="")],
        milestones=milestones("M1", "M2", "M/4", built="2014-05-01"),
        sites=[
            {"candidate_id": "M1", "site": "Ấp 1", "since": pd.Timestamp("2015-01-01")},
            {"candidate_id": "M1", "site": "Ấp 2"},
            {"candidate_id": "M2", "site": "Ấp 1", "since": pd.Timestamp("2016-01-01")},
            {"candidate_id": "M3", "site": "Ấp 1"},
            {"candidate_id": "M/4", "site": "Ấp 3"},
        ],
    )
    assert fact(tables, "sites").record_ids == ("M/4/Ấp 3", "M1/Ấp 1", "M1/Ấp 2")
    assert fact(tables, "models_with_sites").record_ids == ("M/4", "M1")
    assert fact(tables, "sites.economy").value == 2
    assert fact(tables, "sites.no_sector").record_ids == ("M/4/Ấp 3",)


def test_the_round_is_counted_too(build_tables, candidate, milestones, sheet) -> None:
    days = {"registered": "2014-01-01", "nominated": "2015-10-01"}
    tables = build_tables(
        candidates=[candidate("M1"), candidate("M2"), candidate("P1", kind="exemplar", holder="individual")],
        milestones=milestones("M1", "P1", **days),
        conflicts=[{"reviewer_id": "TV3", "candidate_id": "M1"}],
        recognitions=[given_award(1, "M1"), given_award(2, "M1"), given_award(3, "M1", day="2016-02-01")],
        marks=[*sheet("TV1", "M1", A=40, B=55, T=0), *sheet("TV2", "M1", A=40), *sheet("TV3", "P1", A=30, C=30)],
    )
    found = values(tables)
    expected = {
        "candidates": 3,
        "candidates.models": 2,
        "candidates.exemplars": 1,
        "units_taking_part": 1,
        "recognitions": 2,
        "nominated": 2,
        "nominated.collective": 1,
        "nominated.individual": 1,
        "nominated.household": 0,
        "reviewers": 3,
        "sheets_expected": 5,
        "sheets_complete": 2,
        "tier.đạt": 0,
        "tier.xuất sắc": 1,
        "tier.tốt": 0,
        "tier.none": 1,
    }
    assert {key: found[key] for key in expected} == expected
    assert fact(tables, "sheets_complete").record_ids == ("M1/TV1", "P1/TV3")
    assert fact(tables, "recognitions").record_ids == ("KT1", "KT2")


def test_an_empty_review_has_every_count_at_zero(build_tables) -> None:
    facts = compute_facts(build_tables(committee=[], units=[], sectors=[]))
    assert {fact.value for fact in facts} == {0}
    assert [fact.key for fact in facts] == [fact.key for fact in compute_facts(build_tables())]
    assert [fact.key for fact in facts if "." not in fact.key] == [
        "models_built",
        "exemplars",
        "recognised_on_occasions",
        "conference_commended",
        "conference_praised",
        "sites",
        "models_with_sites",
        "candidates",
        "units_taking_part",
        "recognitions",
        "nominated",
        "reviewers",
        "sheets_expected",
        "sheets_complete",
        "sheets_without_evidence",
    ]


def test_the_sample_review_gives_the_figures_of_the_seed(sample_folder) -> None:
    found = values(open_review(sample_folder).tables())
    seed = ("models_built", "exemplars", "recognised_on_occasions", "conference_commended", "conference_praised")
    assert [found[key] for key in seed] == [59, 25, 18, 22, 9]
