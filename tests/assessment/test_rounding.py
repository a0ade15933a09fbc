from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from danvan_tools.assessment.rounding import from_whole, round_mean, to_whole

decimals_of_points = st.decimals(min_value=0, max_value=1000, places=4)


def mean_by_decimal(points: list[Decimal], decimals: int) -> float:
    # Half up at the digit asked for, decided on the exact fraction: compare with halves, never divide first.
    step = Decimal(1).scaleb(-decimals)
    doubled = 2 * sum(points) / step
    whole = (doubled + len(points)) // (2 * len(points))
    return float(whole * step)


@given(points=st.lists(decimals_of_points, min_size=1, max_size=12), decimals=st.integers(0, 4))
def test_a_mean_is_rounded_as_in_decimal_arithmetic(points: list[Decimal], decimals: int) -> None:
    whole = to_whole([float(value) for value in points])
    mean = round_mean(np.array([whole.sum()]), np.array([len(points)]), decimals)
    assert mean.tolist() == [mean_by_decimal(points, decimals)]


@given(value=decimals_of_points, decimals=st.integers(0, 4))
def test_one_value_is_rounded_as_quantize_does(value: Decimal, decimals: int) -> None:
    expected = value.quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_UP)
    assert round_mean(to_whole([float(value)]), np.array([1]), decimals).tolist() == [float(expected)]


@pytest.mark.parametrize(
    ("points", "decimals", "expected"),
    [
        ([89.995], 2, 90.0),  # the float is 89.9949…
        ([1.005], 2, 1.01),  # the float is 1.00499…
        ([2.675], 2, 2.68),
        ([89.99, 90.0], 2, 90.0),
        ([0.5], 0, 1.0),
        ([1.5], 0, 2.0),  # half to even would say the same; 2.5 would not
        ([2.5], 0, 3.0),
        ([89.5, 89.25, 89.25], 2, 89.33),
        ([80.0, 79.99, 79.99], 2, 79.99),
    ],
)
def test_halves_go_up_whatever_the_float_is(points: list[float], decimals: int, expected: float) -> None:
    whole = to_whole(points)
    assert round_mean(np.array([whole.sum()]), np.array([len(points)]), decimals).tolist() == [expected]


@given(st.lists(decimals_of_points, max_size=5))
def test_whole_numbers_turn_back_into_the_same_points(points: list[Decimal]) -> None:
    floats = [float(value) for value in points]
    assert from_whole(to_whole(floats)).tolist() == floats


def test_nothing_to_average_is_nan_not_zero() -> None:
    assert np.isnan(round_mean(np.array([0]), np.array([0]), 2)).tolist() == [True]


def test_points_too_fine_to_keep_are_refused() -> None:
    with pytest.raises(ValueError, match=r"0\.33333"):
        to_whole([1.5, 0.33333])


@pytest.mark.parametrize("decimals", [-1, 7])
def test_decimals_out_of_range_are_refused(decimals: int) -> None:
    with pytest.raises(ValueError, match=str(decimals)):
        round_mean(np.array([1]), np.array([1]), decimals)
