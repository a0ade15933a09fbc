"""From the sheets of several reviewers to one number: mean, median and trimmed means, in whole numbers.

Each of them is the mean of what is left after as many of the lowest as of the highest values are left out:
none for the mean, one for the rule that drops the extremes, a share for a trimmed mean, all but the middle one or two
for the median (P. J. Huber, *Robust Statistics*, 1981, section 3.3).
"""

from __future__ import annotations

from decimal import Decimal

import numpy as np
from numpy.typing import NDArray

from danvan_tools.language import format_points
from danvan_tools.schema import Settings

_FEWEST_TO_DROP = 3


def count_left_out(count: int, aggregation: str, trim: Decimal) -> int:
    """Return how many of `count` values are left out at each end.

    Raises
    ------
    ValueError
        If `aggregation` is none of the known ways, or `trim` is not from 0 to less than one half.
    """
    if not 0 <= trim < Decimal("0.5"):
        msg = f"trim must be from 0 to less than 0.5, not {trim}"
        raise ValueError(msg)
    if aggregation == "mean":
        return 0
    if aggregation == "median":
        return max(count - 1, 0) // 2
    if aggregation == "trimmed_mean":
        return int(count * trim)
    if aggregation == "drop_extremes":
        return 1 if count >= _FEWEST_TO_DROP else 0
    msg = f"unknown aggregation {aggregation!r}"
    raise ValueError(msg)


def aggregate(
    values: NDArray[np.int64], row: NDArray[np.intp], size: int, *, aggregation: str, trim: Decimal
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Add up what counts of the values of each group, column by column.

    Parameters
    ----------
    values : ndarray of int, shape (n_values, n_columns)
        Whole parts of a point.
    row : ndarray of int, shape (n_values,)
        The group of each, from 0 to ``size - 1``.
    size : int
    aggregation, trim :
        As in the settings of the review.

    Returns
    -------
    sums : ndarray of int, shape (size, n_columns)
    counts : ndarray of int, shape (size,)
        How many values each sum adds up; sum / count is the group's number, 0 / 0 for an empty group.
    """
    numbers = np.bincount(row, minlength=size)
    known = np.arange(numbers.max(initial=0) + 1)
    left_out = np.array([count_left_out(int(n), aggregation, trim) for n in known])[numbers]
    sums = np.empty((size, values.shape[1]), dtype=np.int64)
    for column, of_column in enumerate(values.T):
        kept_rows, kept = (row, of_column) if not left_out.any() else _inner(of_column, row, numbers, left_out)
        # A float holds whole numbers exactly up to 2 ** 53, a billion sheets of a hundred points.
        sums[:, column] = np.bincount(kept_rows, weights=kept, minlength=size)
    return sums, numbers - 2 * left_out


def _inner(
    values: NDArray[np.int64], row: NDArray[np.intp], numbers: NDArray[np.int64], left_out: NDArray[np.int64]
) -> tuple[NDArray[np.intp], NDArray[np.int64]]:
    """Return groups and values without the lowest and the highest of each group."""
    order = np.lexsort((values, row))
    row, values = row[order], values[order]
    place = np.arange(len(row)) - (np.cumsum(numbers) - numbers)[row]
    kept = (place >= left_out[row]) & (place < (numbers - left_out)[row])
    return row[kept], values[kept]


def describe_aggregation(settings: Settings) -> str:
    """Say how the sheets of a candidate become its score, as a sentence for the minutes."""
    decimals = f"{settings.decimals} chữ số thập phân" if settings.decimals else "số nguyên"
    rounded = f"làm tròn nửa lên đến {decimals} trước khi xếp loại, xếp hạng"
    each = "điểm từng tiêu chí tính theo cùng cách"
    if settings.aggregation == "mean":
        return f"Điểm của hồ sơ là trung bình cộng của các phiếu chấm đủ, {rounded}."
    if settings.aggregation == "median":
        way = "trung vị của các phiếu chấm đủ (số phiếu chẵn: trung bình của hai phiếu ở giữa)"
    elif settings.aggregation == "trimmed_mean":
        share = format_points(settings.trim * 100)
        way = f"trung bình cộng các phiếu chấm đủ sau khi bỏ {share}% số phiếu ở mỗi đầu (phần lẻ của số phiếu bỏ đi)"
    else:
        way = "trung bình cộng các phiếu chấm đủ sau khi bỏ một phiếu cao nhất và một phiếu thấp nhất (từ ba phiếu)"
    return f"Điểm của hồ sơ là {way}; {each}; {rounded}."
