from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

import pytest

from danvan_tools.records.spreadsheets import Sheet
from danvan_tools.records.unit_checks import check_units
from danvan_tools.records.unit_lookup import relate_units

AS_OF = {"as_of": date(2015, 12, 31)}
TODAY = {"as_of": date(2025, 12, 31)}
Faults = Callable[..., list[str]]


@pytest.fixture
def faults(units_sheet: Callable[..., Sheet], make_sheet: Callable[..., Sheet]) -> Faults:
    """Check units, and records given by name of their table; one "row, heading: what" per fault."""

    def check(*units: Any, settings: dict[str, Any] = AS_OF, **records: list[dict[str, Any]]) -> list[str]:
        sheets = {name: make_sheet(name, records.get(name, [])) for name in ("candidates", "sites", "indicators")}
        sheets["units"] = units_sheet(*units)
        assert relate_units(sheets["units"])[1] == []
        found = check_units(sheets, settings)
        return [f"{fault.severity} {fault.kind}, {fault.row}, {fault.column}: {fault.what}" for fault in found]

    return check


def until(year: int, month: int, day: int, **more: Any) -> dict[str, Any]:
    return {"valid_to": datetime(year, month, day), **more}


def since(year: int, month: int, day: int, **more: Any) -> dict[str, Any]:
    return {"valid_from": datetime(year, month, day), **more}


def test_a_sound_list_has_no_fault(faults: Faults) -> None:
    rows = [
        "TX | Thị xã Sông Vân | thị xã",
        ("X1 | Xã Một | xã", until(2020, 2, 29, parent_id="TX", successor_ids="X2")),
        ("x1 | Phường Một | phường", since(2020, 3, 1, parent_id="TX")),
        ("X2 | Xã Hai | xã", {"parent_id": "TX"}),
    ]
    assert faults(*rows) == []


@pytest.mark.parametrize(
    ("second", "expected"),
    [
        ({}, ['error repeat, 4, Mã đơn vị: mã "x1" đã có ở dòng 3 và hai dòng cùng có hiệu lực ở cùng thời gian']),
        (
            since(2015, 5, 1),
            ['error repeat, 4, Mã đơn vị: mã "x1" đã có ở dòng 3 và hai dòng cùng có hiệu lực vào ngày 01/05/2015'],
        ),
        (
            since(2015, 6, 10),
            [
                'warning blank, 4, Có từ ngày: đơn vị "x1" không có tên nào trong khoảng 01/06/2015 – 09/06/2015 '
                "(dòng 3 và dòng 4)"
            ],
        ),
        (since(2015, 6, 1), []),
    ],
)
def test_rows_of_one_unit_follow_each_other(faults: Faults, second: dict[str, Any], expected: list[str]) -> None:
    found = faults(("X1 | Xã Một | xã", until(2015, 5, 31)), ("x1 | Phường Một | phường", second))
    assert found == [text.replace("x1", "X1") for text in expected]


def test_a_long_row_overlaps_every_later_one(faults: Faults) -> None:
    found = faults(
        ("X1 | Xã Một | xã", since(2010, 1, 1)),
        ("X1 | Xã Hai | xã", since(2011, 1, 1) | until(2011, 12, 31)),
        ("X1 | Xã Ba | xã", since(2013, 1, 1) | until(2013, 12, 31)),
    )
    assert [text.split(", ")[1] for text in found] == ["4", "5"]


def test_a_unit_that_ends_before_it_begins_is_told_once(faults: Faults) -> None:
    row = ("X1 | Xã Một | xã", since(2015, 2, 1) | until(2015, 1, 1))
    assert faults(row, candidates=[{"unit_id": "X1", "started_on": datetime(2014, 1, 1)}]) == [
        'error value, 3, Có đến ngày: "Xã Một" có đến ngày 01/01/2015, trước ngày bắt đầu 01/02/2015'
    ]


def test_a_parent_is_of_no_lower_level(faults: Faults) -> None:
    rows = [("H1 | Huyện Một | huyện", {"parent_id": "X1"}), "X1 | Xã Một | xã"]
    assert faults(*rows) == [
        'error contradiction, 3, Thuộc đơn vị: "Huyện Một" (cấp thị xã, huyện, quận) thuộc "Xã Một" là đơn vị cấp '
        "thấp hơn (xã, phường)"
    ]


@pytest.mark.parametrize(
    ("column", "heading", "word"),
    [("parent_id", "Thuộc đơn vị", "đơn vị cấp trên"), ("successor_ids", "Đơn vị kế tiếp", "đơn vị kế tiếp")],
)
def test_circles_are_told_once_each(faults: Faults, column: str, heading: str, word: str) -> None:
    rows = [
        ("X1 | Xã Một | xã", {column: "X2"}),
        ("X2 | Xã Hai | xã", {column: "X3"}),
        ("X3 | Xã Ba | xã", {column: "X2"}),
        ("X4 | Xã Bốn | xã", {column: "X4"}),
        ("X5 | Xã Năm | xã", {column: "X1"}),
    ]
    assert faults(*rows) == [
        f'error contradiction, 4, {heading}: {word} quay vòng: "X2" → "X3" → "X2"',
        f"error contradiction, 6, {heading}: {word} của nó lại là chính nó",
    ]


def test_a_chain_of_ten_thousand_is_no_circle_and_takes_no_time(faults: Faults) -> None:
    rows = [(f"X{n} | Xã {n} | xã", {"successor_ids": f"X{n + 1}"}) for n in range(5000)]
    assert faults(*rows, "X5000 | Xã 5000 | xã") == []


def test_records_outside_the_time_of_their_unit_are_warned_of(faults: Faults) -> None:
    rows = [
        ("P1 | Phường Phúc Xá, Ba Đình, Hà Nội | phường", until(2025, 6, 30)),
        ("X2 | Xã Hai | xã", since(2024, 1, 1, successor_ids="P1")),
        ("X3 | Xã Ba | xã", until(2014, 12, 31, successor_ids="Xã Hai")),
    ]
    found = faults(
        *rows,
        candidates=[
            {"unit_id": "P1", "started_on": datetime(2025, 7, 1)},
            {"unit_id": "P1", "started_on": datetime(2025, 6, 30)},
            {"unit_id": "X2", "started_on": datetime(2023, 12, 31)},
            {"unit_id": "P1"},
        ],
        sites=[{"unit_id": "X3", "since": datetime(2015, 1, 1)}],
        indicators=[
            {"unit_id": "P1", "period": "2025"},
            {"unit_id": "P1", "period": "Quý III/2025"},
            {"unit_id": "P1", "period": "không rõ"},
        ],
    )
    ended = (
        '"Phường Phúc Xá, Ba Đình, Hà Nội" chỉ có đến ngày 30/06/2025; đơn vị kế tiếp: Phường Hồng Hà, thành phố Hà Nội'
    )
    assert found == [
        f"warning contradiction, 3, Bắt đầu từ ngày: {ended}",
        'warning contradiction, 5, Bắt đầu từ ngày: "Xã Hai" chỉ có từ ngày 01/01/2024',
        'warning contradiction, 3, Từ ngày: "Xã Ba" chỉ có đến ngày 31/12/2014; đơn vị kế tiếp: Xã Hai',
        f"warning contradiction, 4, Kỳ: {ended}",
    ]


@pytest.mark.parametrize(
    ("day", "follower"),
    [(datetime(2014, 8, 1), "Xã Mới"), (datetime(2020, 3, 2), "Phường Mới"), (datetime(2024, 5, 1), "Xã Lớn")],
)
def test_what_the_list_says_follows_a_unit_is_named_as_it_was_on_the_day(
    faults: Faults, day: datetime, follower: str
) -> None:
    rows = [
        ("A1 | Xã Cũ | xã", until(2014, 6, 30, successor_ids="B1")),
        ("B1 | Xã Mới | xã", since(2014, 7, 1) | until(2019, 12, 31)),
        ("B1 | Phường Mới | phường", since(2020, 1, 1) | until(2022, 12, 31, successor_ids="C1")),
        ("C1 | Xã Lớn | xã", since(2023, 1, 1)),
    ]
    assert faults(*rows, candidates=[{"unit_id": "A1", "started_on": day}]) == [
        f'warning contradiction, 3, Bắt đầu từ ngày: "Xã Cũ" chỉ có đến ngày 30/06/2014; đơn vị kế tiếp: {follower}'
    ]


def test_a_chain_of_successors_is_followed_only_so_far(faults: Faults) -> None:
    rows = [(f"X{n} | Xã {n} | xã", until(2014, 6, 30, successor_ids=f"X{n + 1}")) for n in range(3000)]
    found = faults(*rows, "X3000 | Xã 3000 | xã", candidates=[{"unit_id": "X0", "started_on": datetime(2014, 8, 1)}])
    assert found == [
        'warning contradiction, 3, Bắt đầu từ ngày: "Xã 0" chỉ có đến ngày 30/06/2014; đơn vị kế tiếp: chưa ghi'
    ]


def test_a_commune_that_the_table_ended_needs_no_date_for_it(faults: Faults) -> None:
    rows = [
        "T | Tỉnh Hải Dương | tỉnh",
        ("H1 | Huyện Nam Sách | huyện", {"parent_id": "T"}),
        ("A | Xã An Bình | xã", {"parent_id": "H1"}),
        "B | Xã An Phú, Hải Phòng | xã",
        "C | Phường Ngọc Hà, Ba Đình, Hà Nội | phường",
    ]
    ended = '"Xã An Bình" chỉ có đến ngày 30/06/2025 theo bảng sắp xếp đơn vị; đơn vị kế tiếp: '
    records = [
        {"unit_id": one, "started_on": day}
        for day in (datetime(2025, 9, 1), datetime(2025, 6, 30))
        for one in ("A", "B", "C")
    ]
    assert faults(*rows, candidates=records) == [
        f"warning contradiction, 3, Bắt đầu từ ngày: {ended}Xã An Phú, thành phố Hải Phòng"
    ]
    many = [{"unit_id": "A", "period": "Quý III/2025"}] * 8
    assert faults(*rows, indicators=many) == [
        f"warning contradiction, 3, Kỳ: {ended}Xã An Phú, thành phố Hải Phòng (cùng các dòng 4, 5, 6, 7 và 3 dòng nữa)"
    ]
    stated = (rows[2][0], {"parent_id": "H1"} | until(2026, 1, 1))
    assert faults(*rows[:2], stated, indicators=many) == []


def test_what_ended_with_the_districts_needs_no_date_for_it(faults: Faults) -> None:
    found = faults("T1 | Thị trấn Cờ Đỏ | thị trấn", candidates=[{"unit_id": "T1", "started_on": datetime(2025, 8, 1)}])
    assert found == [
        'warning contradiction, 3, Bắt đầu từ ngày: "Thị trấn Cờ Đỏ" chỉ có đến ngày 30/06/2025; '
        "đơn vị kế tiếp: chưa ghi"
    ]


def test_a_divided_commune_with_records_is_asked_about_since_the_reform(faults: Faults) -> None:
    rows = [
        "P1 | Phường An Hải, quận An Dương, Hải Phòng | phường",
        "P2 | Phường Đồng Thái, quận An Dương, Hải Phòng | phường",
    ]
    records = [{"unit_id": "P1", "started_on": datetime(2025, 1, 1)}]
    assert faults(*rows, candidates=records) == []
    (asked,) = faults(*rows, candidates=records, settings=TODAY)
    assert asked.startswith("warning blank, 3, Đơn vị kế tiếp: ")
    assert "2 đơn vị: Phường An Dương, thành phố Hải Phòng; Phường An Hải, thành phố Hải Phòng" in asked
    answered = (rows[0], {"successor_ids": "Phường An Hải"})
    assert faults(answered, candidates=records, settings=TODAY) == []


def test_the_check_of_a_folder_reads_the_new_columns(faults_after: Faults) -> None:
    (found,) = faults_after("review.xlsx", "Đơn vị", {"G3": "Xã Mộtt"})
    assert 'dòng 3, cột "Thuộc đơn vị": "Xã Mộtt" không có trong danh mục. Ý là "Xã Một"?' in found
    (found,) = faults_after("review.xlsx", "Đơn vị", {"H3": "Xã Một"})
    assert 'dòng 3, cột "Đơn vị kế tiếp": đơn vị kế tiếp của nó lại là chính nó' in found


def test_a_list_without_the_new_columns_is_read_as_before(faults_after: Faults) -> None:
    assert faults_after("review.xlsx", "Đơn vị", {"G2": None, "H2": None}) == []
