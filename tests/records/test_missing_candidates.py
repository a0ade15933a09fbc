"""A candidate whose row was removed is told once, whatever names it still."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from danvan_tools.errors import FaultyFilesError
from danvan_tools.records import check_folder, merge_candidates, open_review, withdraw_candidate

R, C = "review.xlsx", "candidates.xlsx"
STEPS = "Quá trình"
EditSheet = Callable[..., Any]
GONE = 'hồ sơ MH-001 "Hẻm sáng" '
ROWS = "1 dòng ở trang Có liên quan, 2 dòng ở trang Điểm nhân rộng và 3 dòng ở trang Quá trình"


@pytest.fixture
def remove(folder: Path, edit: EditSheet) -> Callable[[], None]:
    """Load the folder, give the steps of MH-001 its id, and remove its row of the list."""

    def removed() -> None:
        with edit(C, STEPS) as sheet:
            for row in (3, 4, 5):
                sheet[f"A{row}"] = "MH-001"
        with edit(C, "Danh sách") as sheet:
            sheet.delete_rows(3)

    return removed


def left(folder: Path, leave: Callable[..., Any], **more: Any) -> None:
    review = open_review(folder)
    head = review.ledger.head("secretary")[0]
    at = datetime(2015, 12, 1, 20, tzinfo=UTC)
    leave(review, candidate_id="MH-001", reason="Lý do", entered_by="TV2", expected_seq=head, at=at, **more)


def test_rows_of_a_removed_candidate_are_one_fault(folder: Path, remove: Callable[[], None]) -> None:
    open_review(folder)
    remove()
    (fault,) = check_folder(folder)
    assert (fault.severity, fault.kind, fault.sheet, fault.row) == ("error", "contradiction", "Có liên quan", 3)
    assert fault.what == f"{GONE}không còn ở trang Danh sách nhưng vẫn còn {ROWS}"
    with pytest.raises(FaultyFilesError):
        open_review(folder)


def test_rows_of_a_removed_candidate_that_was_withdrawn_do_not_count(folder: Path, remove: Callable[[], None]) -> None:
    left(folder, withdraw_candidate)
    remove()
    (fault,) = check_folder(folder)
    assert (fault.severity, fault.row) == ("warning", 3)
    assert (
        fault.what == f"{GONE}đã rút khỏi đợt xét ngày 02/12/2015 và không còn ở trang Danh sách, nên không tính {ROWS}"
    )
    review = open_review(folder)
    assert set(review.milestones["candidate_id"]) == {"MH-002", "DH-001"}
    assert [len(review.sites), len(review.conflicts)] == [0, 0]


def test_rows_of_a_removed_candidate_that_was_merged_are_told_where_they_may_go(
    folder: Path, remove: Callable[[], None], edit: EditSheet
) -> None:
    left(folder, merge_candidates, into="MH-002")
    remove()
    with edit(C, STEPS) as sheet:
        sheet["C3"] = "đăng kí"
    (fault,) = check_folder(folder)
    assert fault.what.startswith(f"{GONE}đã nhập vào hồ sơ MH-002 ngày 02/12/2015")
    assert fault.remedy == "Xóa các dòng ấy, hoặc ghi mã MH-002 vào dòng nào vẫn tính."


def test_own_faults_of_rows_of_a_removed_candidate_stay(
    folder: Path, remove: Callable[[], None], edit: EditSheet
) -> None:
    open_review(folder)
    remove()
    with edit(C, STEPS) as sheet:
        sheet["C3"] = "đăng kí"
    assert [(fault.sheet, fault.row, fault.kind) for fault in check_folder(folder)] == [
        ("Có liên quan", 3, "contradiction"),
        (STEPS, 3, "word"),
    ]


def test_a_new_name_without_an_id_is_asked_about_and_nothing_else(
    folder: Path, remove: Callable[[], None], edit: EditSheet
) -> None:
    open_review(folder)
    with edit(C, STEPS) as sheet:
        sheet["A3"] = "MH-001"
    with edit(C, "Danh sách") as sheet:
        sheet["B3"] = "Tên khác hẳn"
    (fault,) = check_folder(folder)
    assert (fault.sheet, fault.row, fault.column, fault.kind) == ("Danh sách", 3, "Mã hồ sơ", "blank")
    assert 'MH-001 "Hẻm sáng"' in fault.what


def test_an_id_that_nobody_ever_got_is_told_for_each_row(folder: Path, edit: EditSheet) -> None:
    open_review(folder)
    with edit(C, STEPS) as sheet:
        sheet["A3"], sheet["B3"] = "MH-077", None
    (fault,) = check_folder(folder)
    assert fault.what == '"MH-077" không có trong danh mục'
