from __future__ import annotations

import pytest

from danvan_tools.records.headings import column_letters, find_sheet, match_headings
from danvan_tools.records.source_files import UnreadableWorkbookError
from danvan_tools.schema import Column, Table

TABLE = Table(
    name="units",
    sheet="Đơn vị",
    title="ĐƠN VỊ",
    columns=(
        Column(name="unit_id", heading="Mã đơn vị", required=True),
        Column(name="name", heading="Tên đơn vị", required=True),
        Column(name="valid_from", heading="Có từ ngày", kind="date"),
    ),
)


def matched(*headings: object, data: tuple[object, ...] = ()) -> tuple[dict[str, int], list[str]]:
    rows = [["ĐƠN VỊ"] + [""] * (len(headings) - 1), list(headings), list(data) or ["x"] * len(headings)]
    places, faults = match_headings("review.xlsx", TABLE, rows)
    return places, [str(fault) for fault in faults]


def test_headings_are_found_whatever_their_case_breaks_and_order() -> None:
    assert matched("STT", "TÊN\nĐƠN VỊ ", " mã  đơn vị") == ({"name": 1, "unit_id": 2}, [])


def test_unknown_column_with_content_names_the_nearest_heading() -> None:
    places, faults = matched("Mã đơn vị", "Tên đơn vị", "Có từ ngay")
    assert places == {"unit_id": 0, "name": 1}
    assert faults == [
        'review.xlsx, trang "Đơn vị", dòng 2, cột "Có từ ngay": phần mềm không biết cột này (cột C). '
        'Ý là "Có từ ngày"? Sửa tiêu đề rồi chạy lại.'
    ]


def test_unknown_column_without_content_does_not_matter() -> None:
    assert matched("Mã đơn vị", "Tên đơn vị", "Ghi chú", data=("X01", "Xã Một", " "))[1] == []


def test_column_without_a_heading() -> None:
    (fault,) = matched("Mã đơn vị", "Tên đơn vị", "")[1]
    assert "cột C có nội dung mà dòng 2 không có tiêu đề" in fault


def test_heading_of_two_columns() -> None:
    places, (fault,) = matched("Mã đơn vị", "Tên đơn vị", "MÃ ĐƠN VỊ")
    assert places == {"unit_id": 0, "name": 1}
    assert 'cột "MÃ ĐƠN VỊ": tiêu đề này có ở hai cột A và C' in fault


def test_missing_required_column() -> None:
    (fault,) = matched("Mã đơn vị", "Có từ ngày")[1]
    assert 'cột "Tên đơn vị": thiếu cột bắt buộc này' in fault


@pytest.mark.parametrize("rows", [[], [["ĐƠN VỊ"]], [["Mã đơn vị", "Tên đơn vị"], ["X01", "Xã Một"]]])
def test_headings_that_are_not_in_row_2(rows: list[list[object]]) -> None:
    places, faults = match_headings("review.xlsx", TABLE, rows)
    assert places == {}
    assert [fault.what for fault in faults] == ['dòng 2 không có tiêu đề cột nào như "Mã đơn vị"']


def test_sheet_is_found_by_its_key() -> None:
    assert find_sheet(["Hội đồng", "ĐƠN  VỊ"], "Đơn vị") == "ĐƠN  VỊ"


def test_missing_sheet_names_the_nearest() -> None:
    with pytest.raises(UnreadableWorkbookError, match='Có trang "Đơn vi"'):
        find_sheet(["Hội đồng", "Đơn vi"], "Đơn vị")
    with pytest.raises(UnreadableWorkbookError, match='Thêm trang "Đơn vị"'):
        find_sheet(["Sheet1"], "Đơn vị")


@pytest.mark.parametrize(("place", "letters"), [(0, "A"), (25, "Z"), (26, "AA"), (701, "ZZ"), (702, "AAA")])
def test_letters_of_a_column(place: int, letters: str) -> None:
    assert column_letters(place) == letters
