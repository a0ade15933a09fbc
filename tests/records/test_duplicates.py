from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from danvan_tools.records.duplicates import check_near_names

UNITS = [
    {"unit_id": "X01", "name": "Xã Vân Khê", "unit_kind": "xã"},
    {"unit_id": "X02", "name": "Xã Bàu Sen", "unit_kind": "xã"},
    {"unit_id": "PN", "name": "Hội Phụ nữ thị xã", "unit_kind": "association"},
    *({"unit_id": f"X1{number}", "name": f"Xã {number}", "unit_kind": "xã"} for number in range(9)),
]
Warned = Callable[..., list[tuple[int, str]]]


@pytest.fixture
def warned(make_sheet: Callable[..., Any]) -> Warned:
    def found(*rows: tuple[str, str], sites: list[dict[str, str]] | None = None, **more: str) -> list[tuple[int, str]]:
        shared = {"kind": "model", "holder": "collective"} | more
        listed = [
            {"candidate_id": f"MH-{place:03d}", "name": name, "unit_id": unit_id} | shared
            for place, (name, unit_id) in enumerate(rows, start=1)
        ]
        tables = {"candidates": listed, "units": UNITS, "sites": sites or []}
        faults = check_near_names({name: make_sheet(name, values) for name, values in tables.items()})
        assert {(fault.kind, fault.severity) for fault in faults} <= {("repeat", "warning")}
        return [(fault.row or 0, fault.what) for fault in faults]

    return found


def test_near_name_of_one_unit(warned: Warned) -> None:
    rows = (
        ("Vận động hiến đất làm đường liên ấp", "X01"),
        ("Giờ thứ chín", "X01"),
        ("Hiến đất cho trường", "X01"),
    )
    assert warned(*rows, ("Giờ thứ mười", "X01")) == []
    assert warned(rows[0], rows[1], ("Vận động hiến đất làm đường liên ấp", "X01")) == []  # an error elsewhere
    (fault,) = warned(*rows[:2], ("Mô hình hiến đất làm đường liên ấp", "X01"))
    told = '"Mô hình hiến đất làm đường liên ấp" có thể trùng với "Vận động hiến đất làm đường liên ấp"'
    assert fault == (5, f"{told} (MH-001, dòng 3) của cùng đơn vị")


def test_name_of_the_unit_in_the_name_changes_nothing(warned: Warned) -> None:
    ((row, what),) = warned(("Nuôi bò sinh sản", "X01"), ("Nuôi bò sinh sản tại xã Vân Khê", "X01"))[:1]
    assert (row, "có thể trùng" in what) == (4, True)


def test_one_model_from_two_bodies(warned: Warned) -> None:
    ((row, what),) = warned(("Nuôi bò sinh sản", "X01"), ("Mô hình “Nuôi bò sinh sản”", "PN"))
    told = '"Mô hình “Nuôi bò sinh sản”" của Hội Phụ nữ thị xã và "Nuôi bò sinh sản" của Xã Vân Khê (MH-001, dòng 3)'
    assert (row, what) == (4, f"{told} có thể là một mô hình do hai nơi báo cáo")


def test_a_name_common_to_communes_is_no_question(warned: Warned) -> None:
    assert warned(("Nuôi bò sinh sản", "X01"), ("Nuôi bò sinh sản", "X02")) == []
    area = "Tuyến đường liên ấp Khê Trung, Giồng Me"
    ((row, _),) = warned(("Nuôi bò sinh sản", "X01"), ("Nuôi bò sinh sản", "X02"), area=area)
    assert row == 4


def test_a_common_name_is_one_sentence_that_counts(warned: Warned) -> None:
    rows = [("Nuôi bò sinh sản", unit["unit_id"]) for unit in UNITS]
    ((row, what),) = warned(*rows)
    assert (row, what.partition(":")[0]) == (
        3,
        '"Nuôi bò sinh sản" có ở 12 đơn vị, cả địa phương và cơ quan, đoàn thể',
    )


def test_persons_are_the_same_only_by_their_whole_name(warned: Warned) -> None:
    near = ("Nguyễn Hoàng Phương Thảo", "X01"), ("Nguyễn Hoàng Phương Thảoo", "X01")
    assert warned(*near, holder="individual", kind="exemplar") == []
    ((row, what),) = warned(
        ("Trần Văn Lượm", "X01"), ("Ông Trần Văn Lượm", "X01"), holder="individual", kind="exemplar"
    )
    assert (row, "có thể trùng" in what) == (4, True)


def test_models_that_differ_only_in_the_place(warned: Warned) -> None:
    rows = [("Camera an ninh", "X01"), ("Camera an ninh tại khu phố 3", "X01"), ("Camera an ninh ấp 4", "X01")]
    ((row, what),) = warned(*rows, ("Camera an ninh ấp 9", "X02"))
    told = '"Camera an ninh tại khu phố 3" (dòng 4) và "Camera an ninh ấp 4" (dòng 5) chỉ khác "Camera an ninh"'
    assert (row, what) == (4, f"{told} (MH-001, dòng 3) ở địa điểm: có thể là điểm nhân rộng của một mô hình")
    assert warned(*rows, kind="exemplar") == []


def test_model_with_the_name_of_a_registered_site(warned: Warned) -> None:
    sites = [{"candidate_id": "MH-001", "site": "Câu lạc bộ “Ngày về” xã Vân Lộc"}]
    rows = ("Mở cửa đón người trở về", "X01"), ("Câu lạc bộ “Ngày về” xã Vân Lộc", "X02")
    ((row, what),) = warned(*rows, sites=sites)
    assert (row, what.endswith("đã ghi là điểm nhân rộng của hồ sơ MH-001")) == (4, True)


def test_long_list_is_cut_and_counted(warned: Warned) -> None:
    rows = [
        (f"{lead}Nuôi bò giúp hộ {word}", "X01") for word in ("a" * n for n in range(3, 60)) for lead in ("", "Tổ ")
    ]
    found = [what for _, what in warned(*rows) if "còn" in what]
    assert len(found) == 1
