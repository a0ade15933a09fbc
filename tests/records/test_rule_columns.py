"""Columns of the rules that came later: what contradicts itself, and workbooks that have none of them."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import openpyxl
import pandas as pd
import pytest

from danvan_tools.records import MarkRefusedError, StageRefusedError, open_review, save_mark, save_team_mark
from danvan_tools.records.assignments import assigned_candidates
from danvan_tools.records.mark_points import criteria_of_stage
from danvan_tools.records.rubrics import build_rubrics
from danvan_tools.records.rules import rule_digests
from danvan_tools.records.sheet_states import sheet_states
from danvan_tools.schema import CANDIDATE_TABLES, REVIEW_TABLES

LATER = {
    "Bộ tiêu chí": ["Trọng số", "Điểm trừ", "Người cho điểm"],
    "Xếp loại": ["Hạng đơn vị"],
    "Đơn vị": ["Hạng đơn vị"],
    "Biểu quyết": [
        *("Tỷ lệ dự họp tối thiểu", "Ý kiến bằng văn bản", "Thành viên có liên quan", "Khi bằng phiếu"),
        *("Khi đạt nhiều hơn số lượng", "Áp dụng từ ngày", "Áp dụng đến ngày"),
    ],
    "Danh sách": ["Điểm chỉ số"],
}


def test_a_workbook_of_before_loads_and_its_rules_have_the_same_digests(folder) -> None:
    before = rule_digests(open_review(folder))
    for file in ("review.xlsx", "candidates.xlsx"):
        workbook = openpyxl.load_workbook(folder / file)
        for sheet in workbook.worksheets:
            headings = [cell.value for cell in sheet[2]]
            for heading in LATER.get(sheet.title, []):
                place = headings.index(heading) + 1
                for row in range(2, sheet.max_row + 1):
                    sheet.cell(row, place).value = None
            if sheet.title == "Đợt xét":
                row = next(cell.row for cell in sheet["A"] if cell.value == "Tỷ lệ cắt mỗi đầu")
                sheet.delete_rows(row)
        workbook.save(folder / file)
    old = open_review(folder)
    assert (old.settings.aggregation, old.settings.trim) == ("mean", Decimal("0.2"))
    assert old.criteria["weight"].isna().all()
    assert rule_digests(old) == before


def test_a_weight_changes_what_a_reviewer_reads_and_so_the_digest_of_its_criterion(review) -> None:
    criteria = review.criteria.copy()
    criteria.loc[criteria["criterion_id"] == "TT4", "weight"] = 2.0
    changed = replace(review, criteria=criteria)
    before, now = rule_digests(review), rule_digests(changed)
    assert {key for key in now if now[key] != before[key]} == {
        *("criteria", "criterion:collective:TT4", "rubric:collective"),
    }  # fmt: skip


@pytest.mark.parametrize(
    ("sheet", "cells", "place", "words"),
    [
        ("Bộ tiêu chí", {"K3": 2}, 'dòng 3, cột "Trọng số"', "điều kiện bắt buộc không có trọng số"),
        ("Bộ tiêu chí", {"K8": 0}, 'dòng 8, cột "Trọng số"', "trọng số bằng 0"),
        ("Bộ tiêu chí", {"K8": 0.125}, 'dòng 8, cột "Trọng số"', "quá hai chữ số thập phân"),
        ("Bộ tiêu chí", {"L8": "có"}, 'dòng 8, cột "Mức sàn"', "điểm trừ không có mức sàn"),
        ("Bộ tiêu chí", {"L14": "có"}, 'dòng 14, cột "Điểm trừ"', "vừa là điểm thưởng vừa là điểm trừ"),
        ("Bộ tiêu chí", {"M3": "hội đồng"}, 'dòng 3, cột "Người cho điểm"', "không ai cho điểm"),
        ("Bộ tiêu chí", {"M8": "tổ thẩm định"}, 'dòng 8, cột "Người cho điểm"', "không có bước thẩm định"),
        ("Bộ tiêu chí", {"M8": "chỉ số", "M9": "chỉ số"}, 'dòng 9, cột "Người cho điểm"', "đã có một tiêu chí chỉ số"),
        ("Xếp loại", {"D3": "loại I"}, 'dòng 3, cột "Hạng đơn vị"', '"loại I" không có trong danh mục'),
        ("Đợt xét", {"B18": 0.5}, 'dòng 18, cột "Giá trị"', 'tỷ lệ cắt "0,5" không nằm trong khoảng'),
        ("Biểu quyết", {"G3": "hai phần ba"}, 'dòng 3, cột "Tỷ lệ dự họp tối thiểu"', "không phải là phân số"),
        (
            "Biểu quyết",
            {"L3": "01/01/2016", "M3": "31/12/2015"},
            'dòng 3, cột "Áp dụng đến ngày"',
            "ngày cuối 31/12/2015 trước ngày đầu 01/01/2016",
        ),
    ],
)
def test_faulty_rules(faults_after, sheet, cells, place, words) -> None:
    found = [one for one in faults_after("review.xlsx", sheet, cells) if f'trang "{sheet}", {place}: ' in one]
    assert len(found) == 1
    assert words in found[0]


def test_two_rules_for_one_matter_may_follow_but_not_overlap(folder, edit) -> None:
    with edit("review.xlsx", "Biểu quyết") as sheet:
        for place in range(1, sheet.max_column + 1):
            sheet.cell(4, place).value = sheet.cell(3, place).value
        sheet["M3"], sheet["L4"] = "31/12/2015", "01/01/2016"
    assert len(open_review(folder).ballot_rules) == 2
    from danvan_tools.records import check_folder

    with edit("review.xlsx", "Biểu quyết") as sheet:
        sheet["L4"] = "31/12/2015"
    assert any("có hai quy tắc cùng hiệu lực" in str(fault) for fault in check_folder(folder))


@pytest.fixture
def shared(review):
    """TT6 is the team's alone, TT5 the committee's, and TT7 an index."""
    criteria = review.criteria.copy()
    for key, giver in (("TT5", "committee"), ("TT6", "verification"), ("TT7", "index")):
        criteria.loc[criteria["criterion_id"] == key, "marked_by"] = giver
    return replace(
        review,
        criteria=criteria,
        rubrics=build_rubrics(criteria, review.tiers),
        settings=replace(review.settings, stages="self verification committee"),
        committee=review.committee.assign(team="Tổ 1"),
    )


def test_each_stage_marks_its_own_criteria(shared) -> None:
    first = ["TT1", "TT2", "TT3", "TT4"]
    assert criteria_of_stage(shared, "collective", "self") == first
    assert criteria_of_stage(shared, "collective", "verification") == [*first, "TT6"]
    assert criteria_of_stage(shared, "collective", "committee") == [*first, "TT5"]
    assert shared.rubrics["collective"].criteria["criterion_id"].tolist() == [*first, "TT5"]
    assert shared.rubrics["collective"].given["criterion_id"].tolist() == ["TT6", "TT7"]
    assert shared.rubrics["collective"].total == 90


def test_marks_of_another_stage_are_refused(shared) -> None:
    garden = shared.candidates["candidate_id"].iloc[1]
    told = {"candidate_id": garden, "points": Decimal(5), "expected_seq": 0, "entered_by": "TV1"}
    with pytest.raises(MarkRefusedError, match="do tổ thẩm định cho điểm, không chấm ở bước này"):
        save_mark(shared, reviewer_id="TV1", criterion_id="TT6", **told)
    with pytest.raises(StageRefusedError, match="do chỉ số cho điểm"):
        save_team_mark(shared, team="Tổ 1", criterion_id="TT7", **told)
    save_team_mark(shared, team="Tổ 1", criterion_id="TT6", **told)
    marks = shared.tables().marks
    assert marks[["stage", "criterion_id", "points"]].to_numpy().tolist() == [["verification", "TT6", 5.0]]


def test_nobody_owes_a_sheet_on_which_the_committee_marks_nothing(review) -> None:
    criteria = review.criteria.copy()
    criteria.loc[(criteria["gate"] == "") & (criteria["holder"] == "collective"), "marked_by"] = "index"
    changed = replace(review, criteria=criteria, rubrics=build_rubrics(criteria, review.tiers))
    assert assigned_candidates(review, "TV1") == ["MH-001", "MH-002", "DH-001"]
    assert assigned_candidates(changed, "TV1") == sheet_states(changed, "TV1")["candidate_id"].tolist() == ["DH-001"]


def test_later_columns_are_optional_everywhere() -> None:
    tables = {table.sheet: table for table in (*REVIEW_TABLES, *CANDIDATE_TABLES)}
    found = pd.Series({(sheet, column.heading): column.required for sheet in LATER for column in tables[sheet].columns})
    assert not found[[(sheet, heading) for sheet, names in LATER.items() for heading in names]].any()
