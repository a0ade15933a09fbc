from __future__ import annotations

import dataclasses
import pickle

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from danvan_tools.assessment import compute_facts
from danvan_tools.schema import Tables

HOLDERS = ("collective", "individual", "household")
SECTORS = ("economy", "culture_society", "defence_security", "political_system", "no_sector")
AWARDS = [
    {"form": "Giấy khen", "award": "commendation", "holder": "collective", "places": 2},
    {"form": "Giấy khen", "award": "commendation", "holder": "individual"},
    {"form": "Tuyên dương", "award": "praise", "holder": "collective"},
]
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


ids = st.sampled_from(["M1", "M2", "M3", "M4", "M5"])
days = st.dates(pd.Timestamp("2014-01-01").date(), pd.Timestamp("2016-12-31").date()).map(pd.Timestamp)
steps = st.sampled_from(["registered", "built", "nominated", "recognised", "stopped"])
given_rows = st.fixed_dictionaries(
    {
        "candidate_id": ids,
        "form": st.sampled_from(["Giấy khen", "Tuyên dương"]),
        "occasion": st.sampled_from(["conference", "founding_day"]),
        "authority_kind": st.sampled_from(["party", "front", "agency"]),
        "level": st.sampled_from(["commune", "district"]),
        "decided_on": days,
    }
)


@st.composite
def reviews(draw, build_tables, candidate) -> Tables:
    """Draw any small review, its rows in any order."""
    rows = [
        candidate(
            name,
            kind=draw(st.sampled_from(["model", "exemplar"])),
            holder=draw(st.sampled_from(["collective", "individual"])),
            sector=draw(st.sampled_from(["KT", "MT", ""])),
        )
        for name in draw(st.lists(ids, unique=True, min_size=5, max_size=5))
    ]
    marks = st.fixed_dictionaries(
        {
            "stage": st.just("committee"),
            "reviewer_id": st.sampled_from(["TV1", "TV2"]),
            "candidate_id": ids,
            "criterion_id": st.sampled_from(["A", "B", "C", "T"]),
            "points": st.sampled_from([0.0, 25.0, 45.0, float("nan")]),
        }
    )
    keys = ("reviewer_id", "candidate_id", "criterion_id")
    recognitions = draw(st.lists(given_rows, max_size=6))
    milestone = st.fixed_dictionaries({"candidate_id": ids, "step": steps, "on": days})
    site = st.fixed_dictionaries({"candidate_id": ids, "site": st.sampled_from(["Ấp 1", "Ấp 2"]), "since": days})
    return build_tables(
        candidates=rows,
        milestones=draw(st.lists(milestone, max_size=15)),
        sites=draw(st.lists(site, max_size=5, unique_by=lambda row: (row["candidate_id"], row["site"]))),
        recognitions=[{**row, "recognition_id": f"KT{n}"} for n, row in enumerate(recognitions)],
        decisions=draw(st.lists(given_rows, max_size=4)),
        marks=draw(st.lists(marks, max_size=20, unique_by=lambda row: tuple(row[key] for key in keys))),
        awards=AWARDS,
    )


@settings(max_examples=20)
@given(data=st.data())
def test_parts_add_up_and_records_stand_behind_every_number(build_tables, candidate, data) -> None:
    facts = compute_facts(data.draw(reviews(build_tables, candidate)))
    by_key = {fact.key: fact for fact in facts}
    assert len(by_key) == len(facts)
    for found in facts:
        assert (len(found.record_ids), found.record_ids) == (found.value, tuple(sorted(set(found.record_ids))))
    partitions = {
        **dict.fromkeys(("models_built", "exemplars", "sites", "models_with_sites"), SECTORS),
        "candidates": ("models", "exemplars"),
    }
    by_holder = dict.fromkeys(("exemplars", "nominated", "conference_commended", "conference_praised"), HOLDERS)
    for whole, parts in [*partitions.items(), *by_holder.items()]:
        records = [record for part in parts for record in by_key[f"{whole}.{part}"].record_ids]
        assert tuple(sorted(records)) == by_key[whole].record_ids
    tiers = [record for key, found in by_key.items() if key.startswith("tier.") for record in found.record_ids]
    assert tuple(sorted(tiers)) == by_key["nominated"].record_ids
    assert set(by_key["sheets_complete"].record_ids) <= set(by_key["sheets_expected"].record_ids)
    assert set(by_key["models_with_sites"].record_ids) <= set(by_key["models_built"].record_ids)


@settings(max_examples=20)
@given(data=st.data())
def test_facts_do_not_depend_on_the_order_of_rows_and_leave_the_tables_alone(build_tables, candidate, data) -> None:
    tables = data.draw(reviews(build_tables, candidate))
    before = pickle.dumps(tables)
    frames = ("candidates", "milestones", "sites", "recognitions", "decisions", "marks", "committee")
    turned = dataclasses.replace(tables, **{name: getattr(tables, name).iloc[::-1] for name in frames})
    assert compute_facts(turned) == compute_facts(tables)
    assert pickle.dumps(tables) == before


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
    ]
