from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from danvan_tools.records.merged_ranges import Range, ranges_within

places = st.integers(0, 8)
ranges = st.builds(lambda a, b, c, d: (a, b, a + c, b + d), places, places, places, places)


def test_ranges_are_cut_to_what_stands_on_the_sheet() -> None:
    assert ranges_within([(1, 2, 2_000_000_000, 2_000_000_000)], 5, 4) == [(1, 2, 4, 3)]
    assert ranges_within([(0, 3, 0, 9), (4, 0, 9, 0), (5, 0, 6, 0), (0, 4, 0, 5)], 5, 4) == []
    assert ranges_within([(2, 0, 1, 3), (0, 0, 1, 1)], 5, 4) == [(0, 0, 1, 1)]


def test_of_ranges_that_overlap_the_first_is_kept() -> None:
    assert ranges_within([(0, 0, 3, 3)] * 1000, 9, 9) == [(0, 0, 3, 3)]
    assert ranges_within([(2, 0, 4, 1), (0, 1, 2, 2), (3, 1, 4, 2)], 9, 9) == [(0, 1, 2, 2), (3, 1, 4, 2)]


@given(st.lists(ranges, max_size=12))
def test_no_cell_is_in_two_ranges_and_what_does_not_overlap_stays(merged: list[Range]) -> None:
    kept = ranges_within(merged, 9, 9)
    cells = [
        (row, n) for top, left, bottom, right in kept for row in range(top, bottom + 1) for n in range(left, right + 1)
    ]
    assert len(cells) == len(set(cells))
    assert all(row < 9 and place < 9 for row, place in cells)
    assert ranges_within(kept, 9, 9) == kept
