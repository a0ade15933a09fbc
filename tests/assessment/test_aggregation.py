from __future__ import annotations

import statistics
from dataclasses import replace
from decimal import Decimal

import numpy as np
import pytest
import scipy.stats
from hypothesis import given
from hypothesis import strategies as st

from danvan_tools.assessment import describe_aggregation
from danvan_tools.assessment.aggregation import aggregate, count_left_out


def combined(values: list[int], way: str, trim: str = "0.2") -> float:
    whole, row = np.array(values, dtype=np.int64)[:, np.newaxis], np.zeros(len(values), dtype=np.intp)
    sums, counts = aggregate(whole, row, 1, aggregation=way, trim=Decimal(trim))
    return float(sums[0, 0] / counts[0])


@pytest.mark.parametrize(
    ("way", "expected"), [("mean", 7.0), ("median", 3.0), ("drop_extremes", 4.0), ("trimmed_mean", 4.0)]
)
def test_five_sheets(way: str, expected: float) -> None:
    assert combined([22, 1, 7, 3, 2], way) == expected


@pytest.mark.parametrize(
    ("count", "way", "out"),
    [
        *((2, "drop_extremes", 0), (3, "drop_extremes", 1), (4, "trimmed_mean", 0), (10, "trimmed_mean", 2)),
        *((0, "median", 0), (1, "median", 0), (2, "median", 0), (3, "median", 1), (4, "median", 1)),
    ],
)
def test_how_many_are_left_out(count: int, way: str, out: int) -> None:
    assert count_left_out(count, way, Decimal("0.2")) == out


def test_unknown_ways_are_refused() -> None:
    with pytest.raises(ValueError, match="'mode'"):
        count_left_out(3, "mode", Decimal("0.2"))
    with pytest.raises(ValueError, match=r"0\.5"):
        count_left_out(3, "trimmed_mean", Decimal("0.5"))


totals = st.lists(st.integers(0, 105_000_000), min_size=1, max_size=12)


@given(totals, st.sampled_from(["0.1", "0.2", "0.25", "0.4"]))
def test_the_same_as_the_standard_library_and_scipy(values: list[int], trim: str) -> None:
    assert combined(values, "mean") == pytest.approx(statistics.mean(values))
    assert combined(values, "median") == pytest.approx(statistics.median(values))
    assert combined(values, "trimmed_mean", trim) == pytest.approx(scipy.stats.trim_mean(values, float(trim)))


@given(totals, st.randoms(), st.sampled_from(["mean", "median", "trimmed_mean", "drop_extremes"]))
def test_the_order_of_sheets_does_not_matter_and_a_higher_mark_never_lowers(values, random, way) -> None:
    shuffled = random.sample(values, len(values))
    assert combined(shuffled, way) == combined(values, way)
    place = random.randrange(len(values))
    raised = [value + 500 * (n == place) for n, value in enumerate(values)]
    assert combined(raised, way) >= combined(values, way)


def test_an_empty_group_has_nothing_to_combine() -> None:
    empty = np.empty((0, 2), dtype=np.int64)
    sums, counts = aggregate(empty, np.array([], dtype=np.intp), 3, aggregation="median", trim=Decimal("0.2"))
    assert (sums.tolist(), counts.tolist()) == ([[0, 0]] * 3, [0, 0, 0])


@pytest.mark.parametrize(
    ("way", "words"),
    [
        (
            "mean",
            "là trung bình cộng của các phiếu chấm đủ, làm tròn nửa lên đến 2 chữ số thập phân trước",
        ),
        ("median", "trung vị của các phiếu chấm đủ (số phiếu chẵn: trung bình của hai phiếu ở giữa)"),
        ("trimmed_mean", "sau khi bỏ 20% số phiếu ở mỗi đầu"),
        ("drop_extremes", "sau khi bỏ một phiếu cao nhất và một phiếu thấp nhất (từ ba phiếu)"),
    ],
)
def test_the_minutes_say_how(build_tables, way: str, words: str) -> None:
    assert words in describe_aggregation(replace(build_tables().settings, aggregation=way))
