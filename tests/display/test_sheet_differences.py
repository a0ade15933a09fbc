from __future__ import annotations

from decimal import Decimal

import pytest

from danvan_tools.display.sheet_differences import sheet_difference_lines, sheet_difference_table
from danvan_tools.records import SheetCell, SheetImport, SheetMark
from danvan_tools.records.score_sheet_manifest import GridCandidate, GridCriterion


def cell(
    criterion_id: str, exported: str, ledger: str, file: str, *, comment: str = "", refusal: str = ""
) -> SheetCell:
    was, now, then = (SheetMark(Decimal(points)) if points else SheetMark() for points in (exported, ledger, file))
    return SheetCell(
        GridCandidate("MH-001", "Hẻm <b>sáng"),
        GridCriterion(criterion_id, "Cách làm", "20"),
        was,
        now,
        SheetMark(then.points, "", comment),
        refusal,
    )


def found(*cells: SheetCell) -> SheetImport:
    return SheetImport("phieu.xlsx", "TV1", "Đặng Thị Mười – TV1", "ab", 3, cells)


@pytest.fixture
def mixed() -> SheetImport:
    return found(
        cell("TT1", "", "", ""),
        cell("TT2", "", "", "12.5", comment="dòng một\n\x1b[31mdòng hai"),
        cell("TT3", "5", "6", "5"),
        cell("TT4", "5", "6", "7"),
        cell("TT5", "", "", "7", refusal="Phiếu đã khoá."),
    )


def test_each_difference_is_one_line(mixed: SheetImport) -> None:
    assert list(sheet_difference_lines(mixed)) == [
        "== phieu.xlsx, phiếu của Đặng Thị Mười – TV1: mới 2, đã sửa trên bàn chấm 1, sửa cả hai nơi 1, không đổi 1; "
        "2 ô phải chọn ==",
        "MH-001 · TT2: lúc xuất chưa chấm | trong sổ chưa chấm | trong tệp 12,5 – “dòng một [31mdòng hai” (mới)",
        "MH-001 · TT3: lúc xuất 5 | trong sổ 6 | trong tệp 5 (đã sửa trên bàn chấm)",
        "MH-001 · TT4: lúc xuất 5 | trong sổ 6 | trong tệp 7 (sửa cả hai nơi)",
        " PHẢI CHỌN – hồ sơ MH-001, tiêu chí TT4: trong sổ nay là 6, trong tệp là 7. Chọn giữ sổ hoặc lấy tệp.",
        "MH-001 · TT5: lúc xuất chưa chấm | trong sổ chưa chấm | trong tệp 7 (mới)",
        " PHẢI CHỌN – hồ sơ MH-001, tiêu chí TT5: không nhập được. Phiếu đã khoá. "
        "Chọn giữ điểm trong sổ để bỏ qua ô này.",
    ]


def test_a_file_without_a_difference_says_so() -> None:
    same = found(cell("TT1", "5", "5", "5"))
    assert list(sheet_difference_lines(same)) == ["== phieu.xlsx, phiếu của Đặng Thị Mười – TV1: không đổi 1 =="]
    assert "<table" not in sheet_difference_table(same).html


def test_the_table_shows_the_three_values_in_words_and_escaped(mixed: SheetImport) -> None:
    html = sheet_difference_table(mixed).html
    assert "2 ô phải chọn</strong>" in html
    for words in ("Lúc xuất phiếu", "Trong sổ, hiện nay", "Trong tệp", "sửa cả hai nơi", "Phải chọn"):
        assert words in html
    assert "Hẻm <b>sáng" not in html
