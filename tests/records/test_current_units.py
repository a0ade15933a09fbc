from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pandas as pd
import pytest

from danvan_tools.records import current_units
from danvan_tools.records.spreadsheets import Sheet
from danvan_tools.records.unit_lookup import relate_units

HANOI = ["HN | Thành phố Hà Nội | thành phố trực thuộc Trung ương", ("BD | Quận Ba Đình | quận", {"parent_id": "HN"})]
WRITE = 'Ghi đơn vị đúng vào cột "Đơn vị kế tiếp" ở trang Đơn vị.'


@pytest.fixture
def outcome(units_sheet: Callable[..., Sheet]) -> Callable[..., tuple[str, str]]:
    """Return (current_name, question) of the first unit of a sheet."""

    def first(*rows: Any) -> tuple[str, str]:
        units = units_sheet(*rows)
        assert relate_units(units)[1] == []
        before = units.frame.copy()
        table = current_units(units.frame)
        pd.testing.assert_frame_equal(units.frame, before)
        assert list(table.columns) == ["unit_id", "name", "current_name", "question", "followed"]
        return tuple(table.loc[0, ["current_name", "question"]].tolist())

    return first


Outcome = Callable[..., tuple[str, str]]


def test_the_table_answers_for_a_commune_with_its_district_and_province(outcome: Outcome) -> None:
    assert outcome(("P1 | Phường Phúc Xá | phường", {"parent_id": "BD"}), *HANOI) == (
        "Phường Hồng Hà, thành phố Hà Nội", "",
    )  # fmt: skip
    assert outcome("P1 | Phúc Xá, Quận Ba Đình, TP. Hà Nội | phường") == ("Phường Hồng Hà, thành phố Hà Nội", "")


def test_a_divided_commune_is_asked_about_with_its_choices(outcome: Outcome) -> None:
    name, question = outcome("P1 | Phường An Hải, quận An Dương, Hải Phòng | phường")
    assert name == ""
    assert question == (
        '"Phường An Hải, quận An Dương, Hải Phòng" nay có thể thuộc 2 đơn vị: Phường An Dương, thành phố Hải Phòng; '
        f"Phường An Hải, thành phố Hải Phòng. {WRITE}"
    )


@pytest.mark.parametrize("written", ["Phường An Hải", "P. An Hải, Hải Phòng", "an hải"])
def test_the_answer_to_the_question_is_taken(outcome: Outcome, written: str) -> None:
    row = ("P1 | Phường An Hải, quận An Dương, Hải Phòng | phường", {"successor_ids": written})
    assert outcome(row) == ("Phường An Hải, thành phố Hải Phòng", "")


def test_a_name_that_may_be_several_communes_is_asked_about(outcome: Outcome) -> None:
    name, question = outcome("X1 | Xã Hồng Phong, tỉnh Hải Dương | xã")
    assert name == ""
    assert "có thể thuộc 3 đơn vị: Xã Nam Sách, thành phố Hải Phòng; Xã Khúc Thừa Dụ" in question


def test_the_sheets_own_successor_comes_first_and_is_followed(outcome: Outcome) -> None:
    rows = [
        ("X1 | Xã Một | xã", {"valid_to": datetime(2019, 12, 31), "successor_ids": "X2"}),
        ("X2 | Phường Phúc Xá | phường", {"parent_id": "BD", "valid_from": datetime(2020, 1, 1)}),
        *HANOI,
    ]
    assert outcome(*rows) == ("Phường Hồng Hà, thành phố Hà Nội", "")
    own = ("P1 | Phường Phúc Xá | phường", {"parent_id": "BD", "successor_ids": "M1"})
    assert outcome(own, ("M1 | Phường Khác | phường", {"valid_from": datetime(2025, 7, 1)}), *HANOI) == (
        "Phường Khác", "",
    )  # fmt: skip


def test_several_successors_on_the_sheet_are_a_question(outcome: Outcome) -> None:
    name, question = outcome(
        ("X1 | Xã Một | xã", {"successor_ids": "X2; Xã Ba"}), "X2 | Xã Hai | xã", "X3 | Xã Ba | xã"
    )
    assert (name, question) == ("", f'"Xã Một" nay có thể thuộc 2 đơn vị: Xã Hai; Xã Ba. {WRITE}')


def test_successors_in_a_circle_end(outcome: Outcome) -> None:
    name, question = outcome(
        ("X1 | Xã Một | xã", {"successor_ids": "X2"}), ("X2 | Xã Hai | xã", {"successor_ids": "X1"})
    )
    assert (name, "quay vòng" in question) == ("", True)


def test_a_unit_of_today_is_itself(outcome: Outcome) -> None:
    assert outcome(("M1 | Xã Mới | xã", {"valid_from": datetime(2025, 7, 1)})) == ("Xã Mới", "")
    assert outcome(("M1 | Phường Hồng Hà | phường", {"parent_id": "HN"}), HANOI[0]) == (
        "Phường Hồng Hà, thành phố Hà Nội", "",
    )  # fmt: skip


def test_a_province_and_a_district(outcome: Outcome) -> None:
    assert outcome("T1 | Tỉnh Hà Giang | tỉnh") == ("Tỉnh Tuyên Quang", "")
    name, question = outcome(*reversed(HANOI))
    assert (name, "không còn từ ngày 01/07/2025 như mọi đơn vị cấp huyện" in question) == ("", True)


def test_only_what_nobody_wrote_down_is_not_followed(units_sheet: Callable[..., Sheet]) -> None:
    units = units_sheet(
        "P1 | Phường An Hải, quận An Dương, Hải Phòng | phường",
        "X1 | Xã Vân Khê | xã",
        ("X2 | Xã Hai | xã", {"valid_to": datetime(2020, 5, 1)}),
        "HND | Hội Nông dân thị xã | association",
        "BD | Quận Ba Đình | quận",
    )
    table = current_units(units.frame)
    assert dict(zip(table["unit_id"], table["followed"], strict=True)) == {
        "P1": True, "X1": False, "X2": True, "HND": False, "BD": False,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("row", "what"),
    [
        (("X1 | Xã Vân Khê | xã", {}), 'không rõ "Xã Vân Khê" nay là đơn vị nào'),
        (
            ("P1 | Phường Phúc Xá, Ba Đình, Hà Nội | phường", {"valid_to": datetime(2020, 5, 1)}),
            "chỉ có đến ngày 01/05/2020, chưa ghi đơn vị kế tiếp",
        ),
        (("HND | Hội Nông dân thị xã | association", {}), 'không rõ "Hội Nông dân thị xã"'),
    ],
)
def test_what_nobody_wrote_down_is_said_to_be_unknown(outcome: Outcome, row: Any, what: str) -> None:
    name, question = outcome(row)
    assert name == ""
    assert what in question
