"""Totals that state a number for each kind are compared kind by kind."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from danvan_tools.records.bands import Band
from danvan_tools.records.kind_counts import KindCounts
from danvan_tools.records.stated_counts import stated_kinds
from danvan_tools.schema import CANDIDATE_TABLES

TABLE = CANDIDATE_TABLES[0]
KINDS = ["mô hình", "", "Mô hình", "ĐIỂN HÌNH", "mo hinh", "mô hình"]
HOLDERS = ["tập thể", "tập thể", "tập thể", "cá nhân", "tập thể", "??"]
ROWS = np.array([0, 2, 3, 4, 5])


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("Tổng số: 04 mô hình, 01 điển hình", {"mô hình": 4, "điển hình": 1}),
        ("Cộng: 12 MH và 3 (ba) ĐH", {"mô hình": 12, "điển hình": 3}),
        ("Tổng cộng 1.250 mô hình (1.200 tập thể; 50 cá nhân)", {}),
        ("Tổng cộng: 59 mô hình", {}),
        ("4 mô hình tập thể, 1 điển hình cá nhân", {}),
        ("4 mô hình, 2 mô hình, 1 điển hình", {}),
    ],
)
def test_numbers_that_a_line_states_of_kinds(text: str, kinds: dict[str, int]) -> None:
    assert stated_kinds(text, TABLE["kind"]) == kinds


def test_kinds_of_two_columns_in_one_line() -> None:
    text = "Tổng cộng 1.250 mô hình (1.200 tập thể; 50 cá nhân)"
    assert stated_kinds(text, TABLE["holder"]) == {"tập thể": 1200, "cá nhân": 50}


@pytest.mark.parametrize(
    ("text", "ranges", "what"),
    [
        ("4 mô hình, 1 điển hình", [(0, 5)], ""),
        ("3 mô hình, 2 điển hình", [(0, 5)], "ghi 3 mô hình và 2 điển hình, đếm được 4 mô hình và 1 điển hình"),
        ("2 mô hình, 1 điển hình", [(0, 5), (0, 3)], ""),
        ("2 mô hình, 1 điển hình", [(1, 4), (4, 5)], ""),
        ("4 mô hình, 0 điển hình", [(0, 5), (4, 5)], "ghi 0 điển hình, đếm được 1 điển hình"),
        ("5 tập thể, 0 cá nhân", [(0, 5)], ""),
        ("2 tập thể, 0 cá nhân", [(0, 3)], "ghi 0 cá nhân, đếm được 1 cá nhân"),
    ],
)
def test_kinds_are_compared_with_the_records_of_a_range(text: str, ranges: list[tuple[int, int]], what: str) -> None:
    counts = KindCounts(TABLE, {"kind": KINDS, "holder": HOLDERS}, {}, ROWS)
    assert counts.differ(text, ranges) == (f'"{text}" {what}' if what else "")


def test_a_blank_cell_has_the_kind_of_its_group() -> None:
    bands = {"kind": [Band(1, 0, 2, "mô hình"), Band(4, 2, 3, "điển hình")]}
    counts = KindCounts(TABLE, {}, bands, np.arange(3))
    assert counts.differ("2 mô hình, 1 điển hình", [(0, 3)]) == ""
    assert "đếm được 2 mô hình và 1 điển hình" in counts.differ("1 mô hình, 2 điển hình", [(0, 3)])


def test_the_total_of_a_list_is_warned_of_by_kind(faults_after: Callable[..., list[str]]) -> None:
    total = "Tổng số: 02 mô hình, 02 điển hình"
    (fault,) = faults_after("candidates.xlsx", "Danh sách", {"B7": total})
    assert f'"{total}" ghi 2 mô hình và 2 điển hình, đếm được 3 mô hình và 1 điển hình. Cần giải trình' in fault
    assert faults_after("candidates.xlsx", "Danh sách", {"B7": "Tổng số: 03 mô hình, 01 điển hình"}) == []
