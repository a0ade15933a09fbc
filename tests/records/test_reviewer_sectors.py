"""What reviewers know and how many they take, and how a quota counts: columns that older workbooks do not have."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from danvan_tools.records import check_folder, open_review
from danvan_tools.schema import REVIEW_FILE


def column(sheet: Any, heading: str) -> int:
    return next(cell.column for cell in sheet[2] if cell.value == heading)


def test_sectors_become_their_ids(folder: Path, edit: Callable[..., Any]) -> None:
    with edit(REVIEW_FILE, "Hội đồng") as sheet:
        sheet.cell(3, column(sheet, "Lĩnh vực phụ trách"), "kinh tế;\nQuốc phòng - an ninh; Kinh tế")
        sheet.cell(4, column(sheet, "Số hồ sơ tối đa"), 12)
    committee = open_review(folder).committee
    assert committee["sectors"].tolist()[:2] == ["KT;QPAN", ""]
    assert committee["capacity"].tolist()[1] == 12


def test_a_sector_nobody_knows_is_a_fault_of_its_cell(folder: Path, edit: Callable[..., Any]) -> None:
    with edit(REVIEW_FILE, "Hội đồng") as sheet:
        sheet.cell(3, column(sheet, "Lĩnh vực phụ trách"), "Kinh tế; Thể thao")
    (fault,) = check_folder(folder)
    assert (fault.sheet, fault.row, fault.column, fault.kind) == ("Hội đồng", 3, "Lĩnh vực phụ trách", "word")
    assert '"Thể thao" không có trong danh mục' in fault.what


@pytest.mark.parametrize(("word", "counting"), [(None, ""), ("Ngoài số lượng chung", "outside")])
def test_a_quota_says_how_it_counts(folder: Path, edit: Callable[..., Any], word: str | None, counting: str) -> None:
    with edit(REVIEW_FILE, "Chỉ tiêu") as sheet:
        sheet.cell(3, column(sheet, "Cách tính"), word)
    assert open_review(folder).quotas["counting"].tolist() == [counting]


def test_a_workbook_of_an_earlier_version_loads(folder: Path, edit: Callable[..., Any]) -> None:
    for name, headings in {"Hội đồng": ["Số hồ sơ tối đa", "Lĩnh vực phụ trách"], "Chỉ tiêu": ["Cách tính"]}.items():
        with edit(REVIEW_FILE, name) as sheet:
            for heading in headings:
                sheet.delete_cols(column(sheet, heading))
    review = open_review(folder)
    assert list(review.faults) == []
    assert review.settings.per_candidate is None
    assert review.committee["sectors"].tolist() == [""] * len(review.committee)
    assert review.committee["capacity"].isna().all()
    assert review.quotas["counting"].tolist() == [""]
