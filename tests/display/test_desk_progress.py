from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from danvan_tools.display.desk_progress import deadline_html, duration_words, minutes_left, progress_html, round_html
from danvan_tools.display.desk_rows import QueueRow
from danvan_tools.records import RoundState

NOW = datetime(2015, 12, 1, 1, 30, tzinfo=UTC)


def after(*minutes: float) -> list[datetime]:
    return [NOW + timedelta(minutes=one) for one in minutes]


@pytest.mark.parametrize(
    ("moments", "left", "expected"),
    [
        (after(0, 10, 22, 30), 4, 40),
        # A night between two sheets is no pace, nor are sheets typed in at once.
        (after(0, 10, 20, 900, 912), 5, 50),
        (after(0, 0, 0, 0), 5, None),
        (after(0, 10), 5, None),
        (after(0, 10, 20), 0, None),
        ([], 3, None),
    ],
)
def test_the_pace_is_the_median_time_between_two_sheets(moments, left, expected):
    assert minutes_left(moments, left) == expected
    assert minutes_left(reversed(moments), left) == expected


@pytest.mark.parametrize(
    ("minutes", "words"),
    [
        (1, "khoảng 1 phút"),
        (9, "khoảng 9 phút"),
        (23, "khoảng 25 phút"),
        (58, "khoảng 1 giờ"),
        (95, "khoảng 1 giờ 40 phút"),
        (200, "khoảng 3 giờ 30 phút"),
        (841, "khoảng 14 giờ"),
    ],
)
def test_a_duration_is_said_as_people_do(minutes, words):
    assert duration_words(minutes) == words


def test_progress_counts_what_is_to_be_marked():
    states = ("saved", "locked", "locked", "draft", "not_marked", "recused")
    rows = [QueueRow(str(number), "", "", "", "", state) for number, state in enumerate(states)]
    text = progress_html(rows, after(0, 10, 20))
    assert 'max="5" value="3"' in text
    assert "Chấm đủ <strong>3/5</strong> hồ sơ, đã khoá <strong>2</strong> · cần thêm khoảng 20 phút" in text
    assert progress_html([], []) == ""


def test_a_deadline_ahead_and_one_that_passed():
    state = RoundState(state="open", deadline=NOW + timedelta(hours=5))
    assert "<strong>01/12/2015 13:30</strong> (còn khoảng 5 giờ)" in deadline_html(state, NOW)
    assert round_html(state, NOW) == ""
    assert "(còn khoảng 1 phút)" in deadline_html(state, NOW + timedelta(hours=4, minutes=58, seconds=50))
    assert "(còn chưa đầy 1 phút)" in deadline_html(state, NOW + timedelta(hours=4, minutes=59, seconds=1))
    late = NOW + timedelta(hours=6)
    assert deadline_html(state, late) == ""
    assert "Đã quá hạn chấm 01/12/2015 13:30." in round_html(state, late)
    assert round_html(RoundState(), NOW) == ""
    closed = RoundState(state="closed", closed_at=NOW)
    assert "Vòng chấm đã đóng lúc 01/12/2015 08:30." in round_html(closed, NOW)
