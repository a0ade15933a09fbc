from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from danvan_tools.records.settings_sheet import read_settings
from danvan_tools.records.source_files import read_source
from danvan_tools.schema import SETTINGS, Settings

SETTING_NAMES = [setting.name for setting in SETTINGS if setting.required]


def test_settings(sound_folder: Path) -> None:
    settings, faults = read_settings(read_source(sound_folder, "review.xlsx")[0])
    assert faults == []
    assert Settings(**settings) == Settings(
        format=1,
        review_id="THU-2015",
        title="Xét chọn thử năm 2015",
        review_type="final",
        locality="thị xã Thử",
        period_start=date(2015, 1, 1),
        period_end=date(2015, 12, 31),
        as_of=date(2015, 12, 31),
        conference="Hội nghị thử",
        step=Decimal("0.5"),
        aggregation="mean",
        decimals=2,
    )


@pytest.mark.parametrize(
    ("cells", "place", "words"),
    [
        ({"A4": "Mã đợt xet"}, 'dòng 4, cột "Mục"', 'Ý là "Mã đợt xét"?'),
        ({"A15": "Tên đợt xét", "B15": "x"}, 'dòng 15, cột "Mục"', 'mục "Tên đợt xét" đã có ở dòng 5'),
        ({"A4": None, "B4": None, "C4": None}, 'cột "Mục"', 'thiếu mục "Mã đợt xét"'),
        ({"B5": None}, 'dòng 5, cột "Giá trị"', 'mục "Tên đợt xét" để trống'),
        ({"B6": "tổng kệt"}, 'dòng 6, cột "Giá trị"', 'mục "Loại": "tổng kệt" không có trong danh mục'),
        ({"B3": 2}, 'dòng 3, cột "Giá trị"', "định dạng 2, phiên bản mới hơn phần mềm"),
        ({"B12": 0}, 'dòng 12, cột "Giá trị"', 'bước điểm "0" phải lớn hơn 0'),
        ({"B12": "0.5"}, 'dòng 12, cột "Giá trị"', 'Ý là "0,5"?'),
        ({"B14": 9}, 'dòng 14, cột "Giá trị"', "số chữ số thập phân 9 lớn hơn 4"),
        ({"B9": date(2014, 12, 31)}, 'dòng 9, cột "Giá trị"', "ngày cuối của kỳ xét 31/12/2014 trước ngày đầu"),
        ({"B10": "31/12/2014"}, 'dòng 10, cột "Giá trị"', "ngày tính số liệu 31/12/2014 trước ngày đầu"),
    ],
)
def test_faulty_setting(
    folder: Path, faults_after: Callable[..., list[str]], cells: dict[str, Any], place: str, words: str
) -> None:
    sentences = faults_after("review.xlsx", "Đợt xét", cells)
    found = [fault for fault in sentences if fault.startswith(f'review.xlsx, trang "Đợt xét", {place}: ')]
    assert len(found) == 1, sentences
    assert words in found[0]


@pytest.mark.parametrize("step", [0.3, 0.4, 2, 1.5, 1e-40])
def test_step_that_does_not_divide_a_point_is_one_fault(faults_after: Callable[..., list[str]], step: float) -> None:
    (fault,) = faults_after("review.xlsx", "Đợt xét", {"B12": step})
    assert 'dòng 12, cột "Giá trị": bước điểm "' in fault
    assert "không chia đều 1 điểm" in fault
    assert fault.endswith("Ghi 1; 0,5; 0,25 hoặc 0,1 rồi chạy lại.")


@pytest.mark.parametrize("step", [1, 0.5, 0.25, 0.1])
def test_step_that_divides_a_point(faults_after: Callable[..., list[str]], folder: Path, step: float) -> None:
    faults_after("review.xlsx", "Đợt xét", {"B12": step})
    values, faults = read_settings(read_source(folder, "review.xlsx")[0])
    assert (values["step"], faults) == (Decimal(str(step)), [])


def test_a_faulty_setting_does_not_hide_the_others(faults_after: Callable[..., list[str]], folder: Path) -> None:
    faults_after("review.xlsx", "Đợt xét", {"B12": "nửa điểm"})
    values, faults = read_settings(read_source(folder, "review.xlsx")[0])
    assert len(faults) == 1
    assert set(SETTING_NAMES) - set(values) == {"step"}


def test_unknown_item_is_missing_as_well(faults_after: Callable[..., list[str]]) -> None:
    faults = faults_after("review.xlsx", "Đợt xét", {"A4": "zzz"})
    assert ["zzz" in faults[1], 'thiếu mục "Mã đợt xét"' in faults[0], len(faults)] == [True, True, 2]


def test_settings_with_a_default_may_be_blank_missing_or_given(
    faults_after: Callable[..., list[str]], folder: Path
) -> None:
    values, _ = read_settings(read_source(folder, "review.xlsx")[0])
    assert (Settings(**values).stages, Settings(**values).blind) == ("committee", "no")
    assert faults_after("review.xlsx", "Đợt xét", {"A15": None, "C15": None, "A16": None, "C16": None}) == []
    assert faults_after("review.xlsx", "Đợt xét", {"B15": "tự chấm, thẩm định, hội đồng", "B16": "có"}) == []
    values, _ = read_settings(read_source(folder, "review.xlsx")[0])
    assert (Settings(**values).stages, Settings(**values).blind) == ("self verification committee", "yes")


def test_a_setting_with_a_default_is_one_of_its_words(faults_after: Callable[..., list[str]]) -> None:
    (fault,) = faults_after("review.xlsx", "Đợt xét", {"B16": "cos"})
    assert (
        'dòng 16, cột "Giá trị": mục "Chấm không biết tên": "cos" không có trong danh mục. Chọn một trong: có; không.'
        in fault
    )
