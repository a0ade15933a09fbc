from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest

from danvan_tools.errors import DanvanError
from danvan_tools.records.workbooks import write_candidates_workbook, write_review_workbook


def test_what_the_system_refuses_is_a_sentence(tmp_path: Path) -> None:
    # The name of the draft is longer than file systems allow; the writer's own error is none of the system's.
    target = tmp_path / f"{'a' * 248}.xlsx"
    with pytest.raises(DanvanError, match="không ghi được vào"):
        write_candidates_workbook(target, "DANH SÁCH", {})
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("sheet", "heading", "source"),
    [
        ("Đơn vị", "Thuộc đơn vị", "'Đơn vị'!$B$3:$B$2000"),
        ("Hội đồng", "Đơn vị", "'Đơn vị'!$B$3:$B$2000"),
        ("Có liên quan", "Thành viên", "'Hội đồng'!$B$3:$B$2000"),
        ("Xếp loại", "Mã bộ tiêu chí", "'Bộ tiêu chí'!$A$3:$A$2000"),
    ],
)
def test_a_reference_offers_what_people_know_the_records_by(
    tmp_path: Path, sheet: str, heading: str, source: str
) -> None:
    write_review_workbook(tmp_path / "review.xlsx", {}, {})
    written = openpyxl.load_workbook(tmp_path / "review.xlsx")[sheet]
    (column,) = (cell.column_letter for cell in written[2] if cell.value == heading)
    lists = {str(one.sqref): one.formula1 for one in written.data_validations.dataValidation}
    assert lists[f"{column}3:{column}2001"] == source
