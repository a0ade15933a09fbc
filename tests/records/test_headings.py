from __future__ import annotations

from collections.abc import Sequence

import pytest

from danvan_tools.records.heading_rows import find_headings, is_column_numbers
from danvan_tools.records.headings import (
    FoundTable,
    KnownHeadings,
    column_letters,
    heading_faults,
    heading_key,
    is_numbering,
)
from danvan_tools.records.merged_ranges import Range
from danvan_tools.schema import CANDIDATE_TABLES, REVIEW_TABLES, Column, Table

TABLE = Table(
    name="units",
    sheet="Đơn vị",
    title="ĐƠN VỊ",
    columns=(
        Column(name="unit_id", heading="Mã đơn vị", required=True),
        Column(name="name", heading="Tên đơn vị", synonyms=("Đơn vị",), required=True),
        Column(name="valid_from", heading="Có từ ngày", synonyms=("Thời gian từ ngày",), kind="date"),
    ),
)
KNOWN = KnownHeadings(TABLE)


def places(*rows: Sequence[object], merged: Sequence[Range] = ()) -> dict[str, int]:
    found = find_headings(rows, merged, KNOWN)
    assert found is not None
    return found.places


def faults(*headings: str, filled: bool = True, given: Sequence[str] = ()) -> list[str]:
    found = find_headings([list(headings)], (), KNOWN)
    assert found is not None
    place = FoundTable("review.xlsx", "Đơn vị", TABLE, found)
    return [str(fault) for fault in heading_faults(place, dict.fromkeys(range(len(headings)), filled), given)]


@pytest.mark.parametrize(
    "heading",
    [
        "TÊN\nĐƠN VỊ ",
        "Tên đơn vị (*)",
        "Tên đơn vị:",
        "2. Tên đơn vị",
        "Ten don vi",
        "Tên đơn-vị",
        "Tên đơn vị (xã)",
        "đơn vị",
    ],
)
def test_one_heading_in_many_spellings(heading: str) -> None:
    assert KNOWN.column(heading) == "name"


@pytest.mark.parametrize("heading", ["", "Đơn", "Tên", "Đơn vị tính", "Mã", "STT"])
def test_other_headings_are_not_taken_for_it(heading: str) -> None:
    assert KNOWN.column(heading) is None


def test_word_without_tone_marks_that_two_columns_share_names_none() -> None:
    columns = (Column(name="a", heading="Cấp"), Column(name="b", heading="Cạp"), Column(name="c", heading="Kỳ"))
    known = KnownHeadings(Table(name="t", sheet="T", title="", columns=columns))
    assert [known.column(heading) for heading in ("cấp", "Cạp", "cap", "ky")] == ["a", "b", None, "c"]


@pytest.mark.parametrize("table", [*CANDIDATE_TABLES, *REVIEW_TABLES], ids=lambda table: table.name)
def test_no_heading_of_a_table_stands_for_two_columns(table: Table) -> None:
    columns: dict[str, str] = {}
    for column in table.columns:
        for heading in (column.heading, *column.synonyms):
            assert columns.setdefault(heading_key(heading), column.name) == column.name
            assert KnownHeadings(table).column(heading) == column.name


@pytest.mark.parametrize(
    ("label", "numbering"), [("STT", True), ("Số\nTT", True), ("TT.", True), ("Số", False), ("", False)]
)
def test_columns_that_only_number_the_rows(label: str, numbering: bool) -> None:
    assert is_numbering(label) is numbering


def test_headings_below_titles_in_any_order() -> None:
    assert places(["DANH SÁCH", "", ""], [""] * 3, ["STT", "Tên đơn vị", "Mã đơn vị"], [1, "Xã Một", "X01"]) == {
        "name": 1,
        "unit_id": 2,
    }


TWO_LINES = [
    ["Mã đơn vị", "Thời gian", "", "Tên"],
    ["", "Từ ngày", "Đến ngày", "đơn vị"],
    ["X01", "2/3/2015", "", "Xã Một"],
]


@pytest.mark.parametrize("merged", [[], [(0, 0, 1, 0), (0, 1, 0, 2)]])
def test_headings_of_two_lines(merged: list[Range]) -> None:
    found = find_headings(TWO_LINES, merged, KNOWN)
    assert found is not None
    assert (found.top, found.bottom, found.row) == (0, 1, 2)
    assert found.labels == ["Mã đơn vị", "Thời gian Từ ngày", "Thời gian Đến ngày", "Tên đơn vị"]
    assert found.places == {"unit_id": 0, "valid_from": 1, "name": 3}


def test_first_record_is_no_second_line_of_headings() -> None:
    found = find_headings([["Mã đơn vị", "Tên đơn vị"], ["đơn vị", "Tên"]], (), KNOWN)
    assert found is not None
    assert (found.bottom, found.labels) == (0, ["Mã đơn vị", "Tên đơn vị"])


def test_rows_without_any_heading() -> None:
    assert find_headings([], (), KNOWN) is None
    assert find_headings([["X01", "Xã Một", "", "", "Đơn vị", 3.0]], (), KNOWN) is None


@pytest.mark.parametrize(
    ("cells", "numbers"),
    [
        (["(1)", "(2)", "(3)"], True),
        (["A", "B", 1.0, 2.0], True),
        ([1.0, 2.0, "", "3=1+2"], True),
        ([1.0, "Xã Một", "X01"], False),
        ([3.0, 1.0, 2.0], False),
        ([1.0, 2.0], False),
    ],
)
def test_row_that_numbers_the_columns(cells: list[object], numbers: bool) -> None:
    assert is_column_numbers(cells) is numbers


def test_unknown_column_that_may_be_a_required_one_is_an_error() -> None:
    found = faults("Mã đơn vị", "Tên đơn vịt")
    assert found == [
        'review.xlsx, trang "Đơn vị", dòng 1, cột "Tên đơn vịt": phần mềm không biết cột này (cột B). '
        'Ý là "Tên đơn vị"? Sửa tiêu đề rồi chạy lại.',
        'review.xlsx, trang "Đơn vị", dòng 1, cột "Tên đơn vị": thiếu cột bắt buộc này. '
        'Ý là "Tên đơn vịt"? Thêm cột, tiêu đề ở dòng 1, rồi chạy lại.',
    ]


def test_unknown_column_that_nothing_depends_on() -> None:
    (fault,) = faults("Mã đơn vị", "Tên đơn vị", "Ghi chú")
    assert "phần mềm không biết cột này (cột C) nên không đọc. Nếu cột này không cần thì để nguyên." in fault
    assert faults("Mã đơn vị", "Tên đơn vị", "Ghi chú", filled=False) == []


def test_column_without_a_heading() -> None:
    (fault,) = faults("Mã đơn vị", "", "Tên đơn vị")
    assert "cột B có nội dung mà dòng 1 không có tiêu đề" in fault
    assert faults("Mã đơn vị", "Tên đơn vị", "") == []


def test_heading_of_two_columns() -> None:
    (fault,) = faults("Mã đơn vị", "Tên đơn vị", "MÃ ĐƠN VỊ")
    assert 'cột "MÃ ĐƠN VỊ": các cột A và C ("Mã đơn vị" và "MÃ ĐƠN VỊ") đều có thể là cột "Mã đơn vị"' in fault


def test_missing_required_column() -> None:
    (fault,) = faults("Mã đơn vị", "Có từ ngày")
    assert 'cột "Tên đơn vị": thiếu cột bắt buộc này' in fault
    assert faults("Mã đơn vị", "Có từ ngày", given=["name"]) == []


@pytest.mark.parametrize(("place", "letters"), [(0, "A"), (25, "Z"), (26, "AA"), (701, "ZZ"), (702, "AAA")])
def test_letters_of_a_column(place: int, letters: str) -> None:
    assert column_letters(place) == letters
