from __future__ import annotations

import sys
from collections.abc import Callable
from datetime import date, datetime
from types import FrameType
from typing import Any

import pytest

from danvan_tools.records.cell_text import CellError
from danvan_tools.records.spreadsheets import Sheet
from danvan_tools.records.unit_lookup import relate_units

Units = Callable[..., Sheet]


def under(parent: str, **more: Any) -> dict[str, Any]:
    return {"parent_id": parent, **more}


def error_of(units: Sheet, text: str) -> CellError:
    lookup, _ = relate_units(units)
    with pytest.raises(CellError) as caught:
        lookup.find(text)
    return caught.value


@pytest.mark.parametrize(
    "text", ["Phường Vân Khê", "P. Vân Khê", "P.Vân Khê", "p vân khê", "P01", "Phường Vân Khê, TX Sông Vân", "Bến Đò"]
)
def test_every_way_of_writing_leads_to_the_unit(units_sheet: Units, text: str) -> None:
    lookup, faults = relate_units(
        units_sheet(
            "TX | Thị xã Sông Vân | thị xã",
            ("P01 | Phường Vân Khê | phường", under("Sông Vân")),
            ("P02 | Phường Bến Đò | phường", under("TX")),
            ("X01 | Xã Vân Khê | xã", under("TX. Sông Vân")),
        )
    )
    assert faults == []
    assert lookup.find(text) == ("P02" if text == "Bến Đò" else "P01")


TWO_DISTRICTS = [
    "D1 | Huyện Châu Thành | huyện",
    "D2 | Huyện Bến Cầu | huyện",
    ("X1 | Xã Tân Phú | xã", under("D1")),
    ("X2 | Xã Tân Phú | xã", under("D2")),
    ("X3 | Xã Bà Lụa | xã", under("D1")),
]


@pytest.mark.parametrize(
    "text", ["xã Tân Phú - huyện Bến Cầu", "Xã Tân Phú (huyện Bến Cầu)", "Tân Phú (Bến Cầu)", "Tân Phú – H.Bến Cầu"]
)
def test_the_district_may_stand_behind_a_dash_or_in_brackets(units_sheet: Units, text: str) -> None:
    lookup, _ = relate_units(units_sheet(*TWO_DISTRICTS))
    assert lookup.find(text) == "X2"


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("xã Tân Phú - huyện Bến Câu", "Xã Tân Phú, huyện Bến Cầu"),
        ("Tân Phu (Bến Cầu)", "Xã Tân Phú, huyện Bến Cầu"),
        ("Xã Tân Phú, huyện Châu Thanh", "Xã Tân Phú, huyện Châu Thành"),
        ("Xã Bà Lúa", "Xã Bà Lụa"),
        ("Huyện Châu Thanh", "Huyện Châu Thành"),
    ],
)
def test_the_commune_is_suggested_and_not_its_district(units_sheet: Units, text: str, meant: str) -> None:
    assert error_of(units_sheet(*TWO_DISTRICTS), text).remedy == f'Ý là "{meant}"? Sửa ô rồi chạy lại.'


def test_a_commune_shares_its_row_with_its_committees_and_not_with_the_front(units_sheet: Units) -> None:
    units = units_sheet(*TWO_DISTRICTS, "M1 | Đảng ủy xã Bà Lụa | party")
    lookup, _ = relate_units(units)
    for text in ("Đảng ủy xã Tân Phú, huyện Bến Cầu", "UBND xã Tân Phú (Bến Cầu)", "ĐU Tân Phú - huyện Bến Cầu"):
        assert lookup.find(text) == "X2"
    assert lookup.find("Đảng uỷ xã Bà Lụa") == "M1"
    for text in ("MTTQ xã Bà Lụa", "UBND huyện Bến Cầu", "ĐU xã Bà Lụa"):
        assert error_of(units, text).what == f'"{text}" không có trong danh mục'


def test_a_name_of_several_types_is_asked_back_with_them(units_sheet: Units) -> None:
    error = error_of(units_sheet("P01 | Phường Vân Khê | phường", "X01 | Xã Vân Khê | xã"), "Vân Khê")
    assert error.what == '"Vân Khê" là tên của nhiều dòng: Phường Vân Khê (P01), Xã Vân Khê (X01)'
    assert error.remedy.startswith("Ghi đủ loại đơn vị")
    assert error.kind == "word"


def test_the_column_of_the_type_tells_apart_where_names_leave_it_out(units_sheet: Units) -> None:
    lookup, _ = relate_units(units_sheet("P01 | Vân Khê | phường", "X01 | Vân Khê | xã"))
    assert [lookup.find(text) for text in ("P. Vân Khê", "Xã Vân Khê")] == ["P01", "X01"]


def test_same_names_are_told_apart_by_what_they_belong_to(units_sheet: Units) -> None:
    units = units_sheet(
        ("X01 | Xã Tân Thành | xã", under("Huyện Châu Thành, tỉnh A")),
        ("X02 | Xã Tân Thành | xã", under("Huyện Châu Thành, tỉnh B")),
        ("HA | Huyện Châu Thành | huyện", under("Tỉnh A")),
        ("HB | Huyện Châu Thành | huyện", under("Tỉnh B")),
        "TA | Tỉnh A | tỉnh",
        "TB | Tỉnh B | tỉnh",
    )
    lookup, faults = relate_units(units)
    assert faults == []
    assert units.frame["parent_id"].tolist() == ["HA", "HB", "TA", "TB", "", ""]
    assert lookup.find("X. Tân Thành, H. Châu Thành, tỉnh B") == "X02"
    assert lookup.find("Tân Thành, A") == "X01"
    error = error_of(units, "Xã Tân Thành, huyện Châu Thành")
    assert "Xã Tân Thành, Huyện Châu Thành (X01), Xã Tân Thành, Huyện Châu Thành (X02)" in error.what


def test_a_unit_is_found_by_any_of_its_names(units_sheet: Units) -> None:
    units = units_sheet(
        ("X01 | Xã Gò Cũ | xã", {"valid_to": datetime(2020, 1, 1)}),
        ("x01 | Phường Gò Mới | phường", {"valid_from": datetime(2020, 1, 2)}),
    )
    lookup, _ = relate_units(units)
    assert {lookup.find(text) for text in ("Xã Gò Cũ", "P. Gò Mới", "gò mới", "x01")} == {"X01"}
    assert units.frame["unit_id"].tolist() == ["X01", "X01"]


def test_a_name_as_it_stands_on_the_sheet_wins_over_a_reading_of_it(units_sheet: Units) -> None:
    lookup, _ = relate_units(units_sheet("A | Vân Khê | agency", "X01 | Xã Vân Khê | xã"))
    assert lookup.find("vân khê") == "A"


def test_organs_have_no_type_to_leave_out(units_sheet: Units) -> None:
    units = units_sheet("DT | Thị đoàn Sông Vân | association", "HND | Hội Nông dân | association")
    assert error_of(units, "Sông Vân").what == '"Sông Vân" không có trong danh mục'
    assert error_of(units, "P. Nông dân").what == '"P. Nông dân" không có trong danh mục'


def test_an_unknown_parent_is_reported_at_its_cell(units_sheet: Units) -> None:
    units = units_sheet("H1 | Huyện Một | huyện", ("X01 | Xã Hai | xã", under("Huyện Mộtt")))
    _, faults = relate_units(units)
    assert [str(fault) for fault in faults] == [
        'review.xlsx, trang "Đơn vị", dòng 4, cột "Thuộc đơn vị": "Huyện Mộtt" không có trong danh mục. '
        'Ý là "Huyện Một"? Sửa ô rồi chạy lại.'
    ]
    assert units.frame["parent_id"].tolist() == ["", ""]


def test_successors_are_keys_or_units_of_the_table(units_sheet: Units) -> None:
    units = units_sheet(
        ("X01 | Xã Một | xã", {"successor_ids": "Xã Hai; x03"}),
        "X02 | Xã Hai | xã",
        ("X03 | Xã Ba | xã", {"successor_ids": "P. Hồng Hà, Hà Nội"}),
        ("X04 | Xã Bốn | xã", {"successor_ids": "Xã Năm"}),
    )
    _, faults = relate_units(units)
    assert units.frame["successor_ids"].tolist() == ["X02; X03", "", "Phường Hồng Hà, thành phố Hà Nội", ""]
    assert [(fault.row, fault.what, fault.kind) for fault in faults] == [
        (6, '"Xã Năm" không có trong danh mục', "word")
    ]


def test_a_choice_of_the_table_is_not_an_old_unit_of_the_same_name(units_sheet: Units) -> None:
    """In 2025 the new ward An Dương of Hải Phòng took its name from the old district, not from the old ward."""
    rows = [
        ("P1 | Phường An Hải | phường", under("Quận An Dương, Hải Phòng", successor_ids="Phường An Dương")),
        ("P2 | Phường An Dương | phường", under("Quận Lê Chân")),
        ("Q1 | Quận An Dương | quận", under("HP")),
        ("Q2 | Quận Lê Chân | quận", under("HP")),
        "HP | Thành phố Hải Phòng | thành phố trực thuộc Trung ương",
    ]
    units = units_sheet(*rows)
    assert relate_units(units)[1] == []
    assert units.frame["successor_ids"].tolist()[0] == "Phường An Dương, thành phố Hải Phòng"
    listed = units_sheet(*rows, ("M1 | Phường An Dương | phường", under("HP", valid_from=datetime(2025, 7, 1))))
    assert relate_units(listed)[1] == []
    assert listed.frame["successor_ids"].tolist()[0] == "M1"


def test_a_cell_that_has_its_fault_already_is_not_reported_again(units_sheet: Units) -> None:
    units = units_sheet(("X01 | Xã Một | xã", under(date(2015, 3, 2), successor_ids="#N/A")))  # type: ignore[arg-type]
    assert relate_units(units)[1] == []


def lines_run(work: Callable[[], object]) -> int:
    """Return how many lines of Python some work takes: unlike its time, the same on every machine."""
    count = 0

    def trace(_frame: FrameType, event: str, _value: object) -> Any:
        nonlocal count
        count += event == "line"
        return trace

    before = sys.gettrace()
    sys.settrace(trace)
    try:
        work()
    finally:
        sys.settrace(before)
    return count


@pytest.mark.parametrize("part", ["relating", "finding"])
def test_the_work_grows_as_the_number_of_units(units_sheet: Units, part: str) -> None:
    def lines_of(number: int) -> int:
        communes = [(f"X{n} | Xã Tân {n // 12} | xã", under(f"Huyện {n % 12}")) for n in range(number)]
        units = units_sheet(*communes, *(f"H{n} | Huyện {n} | huyện" for n in range(12)))
        if part == "relating":
            return lines_run(lambda: relate_units(units))
        lookup, faults = relate_units(units)
        assert faults == []
        found: list[str] = []
        texts = [f"X. Tân {n // 12}, H. {n % 12}" for n in range(number)]
        lines = lines_run(lambda: found.extend(map(lookup.find, texts)))
        assert found == [f"X{n}" for n in range(number)]
        return lines

    assert lines_of(1440) < 5 * lines_of(360)
