from __future__ import annotations

from dataclasses import replace

import pandas as pd

from danvan_tools.assessment import compute_facts, describe_coverage, list_results

PROPOSAL = pd.DataFrame(
    {
        "candidate_id": ["M1", "M2", "M3", "E1"],
        "rubric_id": ["TT", "TT", "TT", "CN"],
        "score": [91.5, 82.25, 70.0, 88.0],
        "tier": ["xuất sắc", "tốt", "", "tốt"],
        "rank": pd.array([1, 2, pd.NA, 1], dtype="Int64"),
        "tied": [False, False, False, False],
        "eligible": [True, True, False, True],
        "form": ["Giấy khen", "Biểu dương", "", "Giấy khen"],
        "note": ["", "", "không đủ điều kiện: Đã đăng ký", ""],
    }
)


def named(candidate) -> list[dict]:
    people = [candidate(one, name=f"Mô hình {one}") for one in ("M1", "M2", "M3")]
    return [*people, candidate("E1", name="Cá nhân E1", kind="exemplar", holder="individual")]


def advice(candidate_id: str, proposed: str, form: str, reason: str = "") -> dict:
    return {"candidate_id": candidate_id, "proposed_form": proposed, "form": form, "reason": reason}


def decision(candidate_id: str, form: str, day: str = "2015-12-21", **changes: str) -> dict:
    given = {"occasion": "conference", "authority_kind": "party", "level": "commune", "decided_on": pd.Timestamp(day)}
    return {"candidate_id": candidate_id, "form": form, **given, **changes}


AWARDS = [
    {"form": form, "award": award, "holder": holder}
    for form, award in (("Giấy khen", "commendation"), ("Biểu dương", "praise"))
    for holder in ("collective", "individual")
]


def test_before_the_meeting_the_proposal_is_the_result(build_tables, candidate):
    results = list_results(PROPOSAL, build_tables(candidates=named(candidate)))
    assert results["candidate_id"].tolist() == ["M1", "M2", "M3", "E1"]
    assert results["form"].tolist() == ["Giấy khen", "Biểu dương", "", "Giấy khen"]
    assert results["decided"].tolist() == ["", "", "", ""]
    assert results["stage"].tolist() == ["proposed", "proposed", "", "proposed"]


def test_what_the_meeting_amends_takes_the_proposals_place(build_tables, candidate):
    rows = [advice("M1", "Giấy khen", "Giấy khen"), advice("M2", "Biểu dương", "Giấy khen", "Bền vững hơn")]
    results = list_results(PROPOSAL, build_tables(candidates=named(candidate), recommendations=rows))
    assert results["form"].tolist() == ["Giấy khen", "Giấy khen", "", ""]
    assert results["proposed"].tolist() == ["Giấy khen", "Biểu dương", "", "Giấy khen"]
    assert results["reason"].tolist() == ["", "Bền vững hơn", "", ""]
    assert results["stage"].tolist() == ["recommended", "recommended", "", ""]


def test_a_decision_takes_the_place_of_both_for_its_candidate_alone(build_tables, candidate):
    rows = [advice("M1", "Giấy khen", "Giấy khen"), advice("E1", "Giấy khen", "Giấy khen")]
    decided = [decision("M1", "Biểu dương")]
    tables = build_tables(candidates=named(candidate), awards=AWARDS, recommendations=rows, decisions=decided)
    results = list_results(PROPOSAL, tables)
    assert results["form"].tolist() == ["Biểu dương", "", "", "Giấy khen"]
    assert results["stage"].tolist() == ["decided", "", "", "recommended"]
    assert results["recommended"].tolist() == ["Giấy khen", "", "", "Giấy khen"]


def test_only_what_the_figures_count_is_decided(build_tables, candidate):
    decided = [
        decision("M1", "Giấy khen", day="2016-01-05"),
        decision("M2", "Giấy khen", occasion="work_review"),
        decision("M3", "Giấy khen", authority_kind="government", level="district"),
        decision("E1", "Biểu dương"),
    ]
    tables = build_tables(candidates=named(candidate), awards=AWARDS, decisions=decided)
    results = list_results(PROPOSAL, tables)
    assert results["decided"].tolist() == ["", "", "", "Biểu dương"]
    facts = {fact.key: fact.record_ids for fact in compute_facts(tables)}
    assert (facts["conference_commended"], facts["conference_praised"]) == ((), ("E1",))


def test_an_award_on_record_is_decided_as_one_of_the_ledger_is(build_tables, candidate):
    row = {**decision("M2", "Giấy khen"), "recognition_id": "KT1"}
    tables = build_tables(
        candidates=named(candidate), awards=AWARDS, recognitions=[row], decisions=[decision("M2", "Biểu dương")]
    )
    results = list_results(PROPOSAL, tables)
    assert results["decided"].tolist() == ["", "Biểu dương, Giấy khen", "", ""]


def test_a_decided_candidate_that_was_stopped_stays_on_the_list(build_tables, candidate):
    left = PROPOSAL[PROPOSAL["candidate_id"] != "M2"]
    tables = build_tables(candidates=named(candidate), awards=AWARDS, decisions=[decision("M2", "Giấy khen")])
    row = list_results(left, tables).set_index("candidate_id").loc["M2"]
    assert (row["name"], row["form"], row["stage"]) == ("Mô hình M2", "Giấy khen", "decided")
    assert row["note"] == "không còn được xét, đã có quyết định"


def test_equals_are_in_the_order_of_their_names_people_by_given_name(build_tables, candidate):
    names = {"E1": "Lê Văn Ân", "E2": "Vũ Đa", "E3": "Bùi Án", "M1": "Đường hoa", "M2": "Dân phòng"}
    people = {"kind": "exemplar", "holder": "individual"}
    rows = [candidate(key, name=name, **(people if key[0] == "E" else {})) for key, name in names.items()]
    equal = PROPOSAL.iloc[[0] * 5].assign(candidate_id=[*names]).reset_index(drop=True)
    tables = build_tables(candidates=rows)
    assert list_results(equal, tables)["candidate_id"].tolist() == ["M2", "M1", "E3", "E1", "E2"]
    unfinished = pd.DataFrame(
        {"reviewer_id": "R1", "candidate_id": ["E1", "E2", "E3"], "missing": "chưa chấm", "declared": False}
    )
    assert describe_coverage(tables, unfinished)["candidate_id"].tolist() == ["E3", "E1", "E2"]


def test_nobody_nominated_gives_empty_tables(build_tables):
    results = list_results(PROPOSAL.head(0), build_tables())
    assert results.empty


def test_coverage_counts_sheets_and_names_no_reviewer(build_tables, candidate):
    unfinished = pd.DataFrame(
        {
            "reviewer_id": ["R1", "R2", "R1", "R3", "R1"],
            "candidate_id": ["M2", "M2", "E1", "E1", "M3"],
            "missing": ["chưa chấm"] * 3 + ["Kết quả (không đủ minh chứng)"] * 2,
            # Declared for want of evidence: delivered.
            "declared": [False] * 3 + [True] * 2,
        }
    )
    coverage = describe_coverage(build_tables(candidates=named(candidate)), unfinished)
    assert coverage.to_dict("records") == [
        {"candidate_id": "M2", "name": "Mô hình M2", "sheets_owed": 2},
        {"candidate_id": "E1", "name": "Cá nhân E1", "sheets_owed": 1},
    ]


def test_who_was_struck_by_the_authority_is_not_recommended_any_more(build_tables, candidate):
    rows = [advice("M1", "Giấy khen", "Giấy khen"), advice("M2", "Biểu dương", "Biểu dương")]
    tables = build_tables(candidates=named(candidate), awards=AWARDS, recommendations=rows)
    refused = pd.DataFrame({"candidate_id": ["M1"], "authority": ["Đảng ủy"], "reason": ["Có đơn thư"], "at": [""]})
    results = list_results(PROPOSAL, replace(tables, struck=refused)).set_index("candidate_id")
    assert results.loc["M1", ["recommended", "form", "stage", "note"]].tolist() == [
        "Giấy khen", "", "", "cấp có thẩm quyền không tặng",
    ]  # fmt: skip
    assert results.loc["M2", ["form", "stage"]].tolist() == ["Biểu dương", "recommended"]
