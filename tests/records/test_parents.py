"""A fault in the list of candidates is told once, not once more by each of its child rows."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from danvan_tools.records.review import check_folder

C = "candidates.xlsx"
STEPS = "Quá trình"


def fill_ids(edit: Callable[..., Any], rows: dict[int, str]) -> None:
    with edit(C, STEPS) as sheet:
        for row, text in rows.items():
            sheet[f"A{row}"] = text


def test_rows_that_give_a_candidate_another_id_than_the_list_are_one_fault(
    folder: Any, edit: Callable[..., Any]
) -> None:
    with edit(C, "Danh sách") as sheet:
        sheet["L3"] = "MH-0O1"
    fill_ids(edit, dict.fromkeys((3, 4, 5), "MH-077") | {8: "MH-099"})
    first, other = check_folder(folder)
    assert (first.row, first.column, first.value, first.kind) == (3, "Mã hồ sơ", "MH-077", "contradiction")
    assert first.what == (
        '3 dòng ghi mã "MH-077" không có trong danh mục, còn "Hẻm sáng" ở trang Danh sách có mã MH-0O1'
    )
    assert (other.row, other.value, other.what[:12]) == (8, "MH-099", 'mã "MH-099" ')


def test_unknown_id_without_a_name_is_told_for_every_cell(folder: Any, edit: Callable[..., Any]) -> None:
    with edit(C, STEPS) as sheet:
        for row in (3, 4):
            sheet[f"A{row}"], sheet[f"B{row}"] = "MH-099", None
    assert [(fault.row, fault.kind) for fault in check_folder(folder)] == [(3, "word"), (4, "word")]


@pytest.mark.parametrize("ids", [("MH-7", "mh-7"), ("MH-7", "MH-7")])
def test_child_rows_of_an_id_claimed_twice_are_silent(
    folder: Any, edit: Callable[..., Any], ids: tuple[str, str]
) -> None:
    with edit(C, "Danh sách") as sheet:
        sheet["L3"], sheet["L4"] = ids
    fill_ids(edit, dict.fromkeys(range(3, 9), "MH-7"))
    (fault,) = check_folder(folder)
    assert (fault.sheet, fault.row) == ("Danh sách", 4)


def test_own_faults_of_a_child_row_stay(folder: Any, edit: Callable[..., Any]) -> None:
    with edit(C, "Danh sách") as sheet:
        sheet["L3"], sheet["L4"] = "MH-7", "MH-7"
    fill_ids(edit, {9: "MH-001", 10: "MH-001"})
    with edit(C, STEPS) as sheet:
        sheet["C3"] = "đăng kí"
    assert [(fault.sheet, fault.row, fault.kind) for fault in check_folder(folder)][1:] == [
        (STEPS, 3, "word"),
        (STEPS, 9, "contradiction"),
    ]
