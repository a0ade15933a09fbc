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
    assert fact(tables, "sheets_unfinished").record_ids == ("M1/TV2", "M1/TV3")
    assert fact(tables, "sheets_complete").value == 0


def test_sheets_nobody_owes_for_a_conflict_or_a_recusal_are_counted(build_tables, candidate, milestones, sheet) -> None:
    recused = {**sheet("TV1", "M1", A=NAN)[0], "no_mark": "recused"}
    tables = build_tables(
        candidates=[candidate("M1"), candidate("M2")],
        milestones=milestones("M1", "M2", nominated="2015-10-01"),
        conflicts=[{"reviewer_id": "TV2", "candidate_id": "M2", "reason": "Cùng đơn vị"}],
        marks=[recused, {**recused, "criterion_id": "B"}],
    )
    assert fact(tables, "sheets_recused").record_ids == ("M1/TV1", "M2/TV2")
    assert fact(tables, "sheets_expected").value + fact(tables, "sheets_recused").value == 6


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
        "awards_on_occasions",
        "conference_commended",
        "conference_praised",
        "conference_awarded",
        "sites",
        "models_with_sites",
        "candidates",
        "units_taking_part",
        "registered",
        "recognised",
        "outstanding",
        "recognitions",
        "candidates_with_recognitions",
        "nominated",
        "reviewers",
        "sheets_expected",
        "sheets_complete",
        "sheets_without_evidence",
        "sheets_unfinished",
        "sheets_recused",
    ]


def parts_of(tables: Tables, whole: str) -> dict[str, tuple[str, ...]]:
    """Return the records of each part of a count that is not empty."""
    return {
        fact.key.removeprefix(f"{whole}."): fact.record_ids
        for fact in compute_facts(tables)
        if fact.key.startswith(f"{whole}.") and fact.value and not fact.key.endswith(".share")
    }


def test_a_count_has_parts_by_unit_and_by_kind_and_level_of_unit(build_tables, candidate, milestones) -> None:
    tables = build_tables(
        candidates=[candidate("M1"), candidate("M2", unit_id="CQ1"), candidate("M3"), candidate("M4", unit_id="X99")],
        milestones=milestones("M1", "M2", "M3", "M4", built="2015-01-05"),
    )
    assert parts_of(tables, "models_built") == {
        "economy": ("M1", "M2", "M3", "M4"),
        "collective": ("M1", "M2", "M3", "M4"),
        "by_unit.P01": ("M1", "M3"),
        "by_unit.CQ1": ("M2",),
        "no_unit": ("M4",),
        "by_unit_kind.phường": ("M1", "M3"),
        "by_unit_kind.agency": ("M2",),
        "no_unit_kind": ("M4",),
        "by_unit_level.district": ("M2",),
        "by_unit_level.commune": ("M1", "M3"),
        "no_unit_level": ("M4",),
    }
    labels = {fact.key: fact.label for fact in compute_facts(tables)}
    assert labels["models_built.by_unit.P01"] == "mô hình đã xây dựng của Phường Hòa Vân"
    assert labels["models_built.by_unit_kind.agency"] == "mô hình đã xây dựng thuộc khối cơ quan, ban ngành"
    assert labels["models_built.no_unit"] == "mô hình đã xây dựng chưa xác định đơn vị"


def test_a_unit_that_was_renamed_is_one_unit_under_its_name_on_the_day(build_tables, candidate, milestones) -> None:
    unit = {"unit_id": "P01", "unit_kind": "phường", "level": "commune"}
    tables = build_tables(
        units=[
            {**unit, "name": "Phường mới", "valid_from": pd.Timestamp("2015-03-01")},
            {**unit, "name": "Xã cũ", "unit_kind": "xã"},
            {**unit, "name": "Phường sau này", "valid_from": pd.Timestamp("2025-07-01")},
        ],
        candidates=[candidate("M1"), candidate("M2")],
        milestones=milestones("M1", "M2", built="2015-01-05"),
    )
    assert fact(tables, "models_built.by_unit.P01").label == "mô hình đã xây dựng của Phường mới"
    assert fact(tables, "models_built.by_unit_kind.phường").record_ids == ("M1", "M2")


@pytest.mark.parametrize("unit_id", ["unlisted", "no_unit", "economy", "by_unit.P01", "a.b/c"])
def test_no_unit_id_can_make_two_keys_meet(build_tables, candidate, milestones, unit_id: str) -> None:
    units = [{"unit_id": name, "name": name, "unit_kind": "xã", "level": "commune"} for name in ("P01", unit_id)]
    tables = build_tables(
        units=units,
        candidates=[candidate("M1", unit_id=unit_id), candidate("M2")],
        milestones=milestones("M1", "M2", built="2015-01-05"),
    )
    keys = [fact.key for fact in compute_facts(tables)]
    assert len(set(keys)) == len(keys)
    assert fact(tables, f"models_built.by_unit.{unit_id}").record_ids == ("M1",)


def test_a_site_is_counted_at_its_own_unit_and_in_the_sector_of_its_model(build_tables, candidate, milestones) -> None:
    tables = build_tables(
        candidates=[candidate("M1", sector="MT")],
        milestones=milestones("M1", built="2015-01-05"),
        sites=[
            {"candidate_id": "M1", "site": "Ấp 1", "unit_id": "P01"},
            {"candidate_id": "M1", "site": "Khoa Nội", "unit_id": "CQ1"},
        ],
    )
    both = ("M1/Khoa Nội", "M1/Ấp 1")
    assert parts_of(tables, "sites") == {
        "culture_society": both,
        "by_unit.P01": both[1:],
        "by_unit.CQ1": both[:1],
        "by_unit_kind.phường": both[1:],
        "by_unit_kind.agency": both[:1],
        "by_unit_level.district": both[:1],
        "by_unit_level.commune": both[1:],
    }
    assert fact(tables, "models_with_sites.share").value == 100


def test_awards_have_parts_by_occasion_form_level_authority_and_period(build_tables, candidate) -> None:
    front = {"occasion": "founding_day", "authority_kind": "front", "level": "district"}
    tables = build_tables(
        candidates=[candidate("M1"), candidate("P1", holder="individual", sector="")],
        awards=AWARDS,
        recognitions=[
            given_award(1, "M1", **front),
            given_award(2, "M1", day="2014-11-18", form="Tuyên dương", **front),
            given_award(3, "P1", **{**front, "occasion": "work_review", "level": "province"}),
            given_award(4, "M9", **front),
        ],
    )
    assert parts_of(tables, "awards_on_occasions") == {
        "economy": ("KT1", "KT2"),
        "no_sector": ("KT3",),
        "collective": ("KT1", "KT2"),
        "individual": ("KT3",),
        "by_unit.P01": ("KT1", "KT2", "KT3"),
        "by_level.province": ("KT3",),
        "by_level.district": ("KT1", "KT2", "KT4"),
        "by_form.Giấy khen": ("KT1", "KT3", "KT4"),
        "by_form.Tuyên dương": ("KT2",),
        "by_occasion.work_review": ("KT3",),
        "by_occasion.founding_day": ("KT1", "KT2", "KT4"),
        "by_authority_kind.front": ("KT1", "KT2", "KT3", "KT4"),
        "by_period.before": ("KT2",),
        "by_period.within": ("KT1", "KT3", "KT4"),
        "unlisted": ("KT4",),
    }
    assert fact(tables, "recognised_on_occasions.repeated").record_ids == ("M1",)
    assert fact(tables, "candidates_with_recognitions").record_ids == ("M1", "M9", "P1")


def test_a_decision_that_is_on_record_too_is_one_award(build_tables, candidate) -> None:
    front = {"occasion": "founding_day", "authority_kind": "front", "level": "district"}
    tables = build_tables(
        candidates=[candidate("M1"), candidate("M2")],
        awards=AWARDS,
        recognitions=[given_award(1, "M1", **front)],
        decisions=[given_award(0, "M1", **front), given_award(0, "M2", **front)],
    )
    assert fact(tables, "awards_on_occasions").record_ids == ("KT1", "M2/founding_day/Giấy khen/front/district")


def test_who_is_awarded_at_the_conference_is_compared_with_who_was_recognised(
    build_tables, candidate, milestones
) -> None:
    tables = build_tables(
        candidates=[candidate("M1"), candidate("M2"), candidate("M3")],
        milestones=milestones("M1", "M3", recognised="2015-06-01"),
        awards=AWARDS,
        recognitions=[
            given_award(1, "M1", **COMMUNE),
            given_award(2, "M2", form="Tuyên dương", **COMMUNE),
            given_award(3, "M1", occasion="founding_day", authority_kind="front", level="district"),
        ],
    )
    assert fact(tables, "conference_awarded").record_ids == ("M1", "M2")
    assert fact(tables, "conference_awarded.not_exemplars").record_ids == ("M2",)
    assert fact(tables, "conference_awarded.also_on_occasions").record_ids == ("M1",)


def test_the_steps_of_candidates_are_counted(build_tables, candidate, milestones) -> None:
    tables = build_tables(
        candidates=[candidate("M1", movement="Nông thôn mới"), candidate("P1", kind="exemplar")],
        milestones=[
            *milestones("M1", "P1", "M9", registered="2015-01-05", recognised="2015-06-01"),
            *milestones("P1", outstanding="2015-07-01"),
            *milestones("M1", outstanding="2016-07-01"),
        ],
    )
    found = {key: fact(tables, key).record_ids for key in ("registered", "recognised", "outstanding")}
    assert found == {"registered": ("M1", "P1"), "recognised": ("M1", "P1"), "outstanding": ("P1",)}
    assert fact(tables, "recognised.by_kind.exemplar").record_ids == ("P1",)


def test_a_share_is_a_percentage_rounded_half_up(build_tables, candidate, milestones) -> None:
    names = [f"M{n}" for n in range(8)]
    tables = build_tables(
        candidates=[candidate(name) for name in names],
        milestones=milestones(*names, built="2015-01-05"),
        sites=[{"candidate_id": "M1", "site": "Ấp 1"}],
    )
    share = fact(tables, "models_with_sites.share")
    assert (str(share.value), share.label, share.record_ids) == ("12.5", "% số mô hình đã xây dựng", ("M1",))


def test_an_indicator_has_what_each_unit_gave_as_its_parts(build_tables) -> None:
    rows = [("P01", "2015", 12.0), ("P01", "Quý I/2015", 3.0), ("CQ1", "Quý I/2015", 0.5)]
    tables = build_tables(
        indicators=[
            {"unit_id": unit, "indicator": "Hòa giải", "period": period, "value": value, "measure": "vụ"}
            for unit, period, value in rows
        ]
    )
    found = {fact.key: str(fact.value) for fact in compute_facts(tables) if fact.key.startswith("indicator.")}
    assert found == {"indicator.1": "12.5", "indicator.1.by_unit.CQ1": "0.5", "indicator.1.by_unit.P01": "12"}
    assert fact(tables, "indicator.1.by_unit.P01").label == "vụ (Hòa giải) của Phường Hòa Vân"


def test_the_sample_review_gives_the_figures_of_the_seed(sample_folder) -> None:
    found = values(open_review(sample_folder).tables())
    seed = ("models_built", "exemplars", "recognised_on_occasions", "conference_commended", "conference_praised")
    assert [found[key] for key in seed] == [59, 25, 18, 22, 9]
