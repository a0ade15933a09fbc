from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from danvan_tools.records.indicator_sums import check_indicator_sums

RECEIVED, SETTLED = "Đơn thư tiếp nhận", "Đơn thư đã giải quyết"
Told = Callable[..., list[tuple[int, str]]]


@pytest.fixture
def told(make_sheet: Callable[..., Any]) -> Told:
    def found(*rows: tuple[str, str, float], measure: str = "đơn") -> list[tuple[int, str]]:
        listed = [
            {"unit_id": "X01", "indicator": indicator, "period": period, "value": value, "measure": measure}
            for indicator, period, value in rows
        ]
        faults = check_indicator_sums(make_sheet("indicators", listed))
        assert {(fault.kind, fault.severity) for fault in faults} <= {("count", "warning")}
        return [(fault.row or 0, fault.what) for fault in faults]

    return found


def test_more_settled_than_received(told: Told) -> None:
    assert told((RECEIVED, "2015", 8), (SETTLED, "năm 2015", 9)) == [
        (4, '"Đơn thư đã giải quyết" kỳ năm 2015 là 9, nhiều hơn "Đơn thư tiếp nhận" là 8 (dòng 3)')
    ]
    assert told((RECEIVED, "2015", 9), (SETTLED, "2015", 9)) == []
    assert told((RECEIVED, "Quý I/2015", 8), (SETTLED, "2015", 9)) == []


def test_year_and_its_quarters(told: Told) -> None:
    quarters = [(RECEIVED, f"Quý {name}/2015", 2.5) for name in ("I", "II", "III", "IV")]
    assert told(*quarters, (RECEIVED, "2015", 10)) == []
    assert told(*quarters[:3], (RECEIVED, "2015", 10)) == []
    assert told(*quarters, (RECEIVED, "2015", 11)) == [
        (7, '"Đơn thư tiếp nhận" năm 2015 là 11, còn bốn quý cộng lại là 10')
    ]
    assert told(*quarters[:3], (RECEIVED, "2015", 7)) == [
        (6, '"Đơn thư tiếp nhận" năm 2015 là 7, còn 3 quý đã ghi cộng lại là 7,5')
    ]
    assert told(*quarters, (RECEIVED, "2015", 2.5), measure="%") == []


def test_one_indicator_in_two_measures(make_sheet: Callable[..., Any]) -> None:
    rows = [
        {"unit_id": unit, "indicator": "Đối thoại", "period": "2015", "value": 1, "measure": measure}
        for unit, measure in (("X01", "cuộc"), ("X02", "Cuộc"), ("X03", "buổi"), ("X04", "buổi"))
    ]
    assert [(fault.row, fault.what) for fault in check_indicator_sums(make_sheet("indicators", rows))] == [
        (5, '"Đối thoại" tính bằng "buổi", còn ở dòng 3 tính bằng "cuộc"')
    ]
