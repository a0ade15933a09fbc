"""Marks given before the round was opened, and points that the rubric no longer takes."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from danvan_tools.records.mark_points import MarkRefusedError
from danvan_tools.records.review import Review
from danvan_tools.records.rubric_versions import outdated_criteria
from danvan_tools.records.rubrics import build_rubrics
from danvan_tools.records.sheet_states import sheet_states
from danvan_tools.records.sitting_warnings import warn_of_round
from tests.records.round_steps import candidate, criteria, mark, mark_all, start, submit


def lowered(review: Review, most: float, key: str = "TT4") -> Review:
    rows = review.criteria.copy()
    rows.loc[rows["criterion_id"] == key, "max_points"] = most
    return replace(review, criteria=rows, rubrics=build_rubrics(rows, review.tiers))


def state(review: Review) -> tuple[str, int]:
    row = sheet_states(review, "TV1").set_index("candidate_id").loc[candidate(review)]
    return str(row["state"]), int(row["marked"])


def counted(review: Review) -> int:
    return len(review.tables().marks)


def test_a_trial_waits_for_its_reviewer_once_the_round_is_opened(review: Review) -> None:
    shown = mark_all(review)
    submit(review, shown)
    assert state(review) == ("locked", len(shown))
    start(review)
    assert state(review) == ("not_marked", 0)
    assert (counted(review), outdated_criteria(review, "TV1", candidate(review))) == (0, list(shown))
    (warning,) = warn_of_round(review)
    assert f"{len(shown)} điểm trên 1 phiếu chưa tính vào kết quả vì chấm trước khi mở vòng" in str(warning)
    mark(review, "5")
    assert (counted(review), state(review)) == (1, ("draft", 1))
    submit(review, shown)
    assert (counted(review), state(review)) == (len(shown), ("locked", len(shown)))
    assert warn_of_round(review) == []


def test_the_opening_may_say_that_what_was_marked_before_counts(review: Review) -> None:
    shown = mark_all(review)
    submit(review, shown)
    start(review, count_earlier=True)
    assert (counted(review), state(review)) == (len(shown), ("locked", len(shown)))
    # Said once, it holds for a later deadline.
    start(review)
    assert counted(review) == len(shown)


def test_of_trial_marks_that_count_only_those_of_criteria_as_they_are_now_do(review: Review) -> None:
    mark_all(review)
    later = lowered(review, 25)
    start(later, count_earlier=True)
    assert outdated_criteria(later, "TV1", candidate(later)) == ["TT4"]
    assert counted(later) == len(criteria(later, candidate(later))) - 1


def test_a_rubric_changed_before_any_round_is_not_applied_silently(review: Review) -> None:
    mark(review, "25")
    mark(review, "5", criterion_id="TT1")
    assert counted(review) == 2
    later = lowered(review, 20)
    assert (counted(later), state(later), outdated_criteria(later, "TV1", candidate(later))) == (
        1,
        ("draft", 1),
        ["TT4"],
    )
    assert "1 điểm trên 1 phiếu chưa tính" in str(warn_of_round(later)[-1])
    # Marked again under the rubric as it is.
    mark(later, "20")
    assert counted(later) == 2


@pytest.mark.parametrize("confirmed", [False, True])
def test_points_above_the_maximum_never_count(review: Review, *, confirmed: bool) -> None:
    start(review)
    shown = mark_all(review) | {"TT4": (Decimal(25), "")}
    mark(review, "25")
    if confirmed:
        submit(review, shown)
    # Edited while the round is open, and not opened again.
    later = lowered(review, 20)
    assert counted(later) == len(shown) - 1
    assert outdated_criteria(later, "TV1", candidate(later)) == ["TT4"]
    start(later, reason="Theo kết luận của Thường trực")
    assert counted(later) == len(shown) - 1
    with pytest.raises(MarkRefusedError, match="25 điểm vượt điểm tối đa 20"):
        submit(later, shown)


def test_a_recusal_holds_whenever_it_was_declared(review: Review) -> None:
    mark(review, None, no_mark="recused")
    start(review)
    assert review.tables().marks["no_mark"].tolist() == ["recused"]
    assert state(review)[0] == "recused"


def test_the_same_value_typed_again_writes_nothing(review: Review) -> None:
    start(review)
    first = mark(review, "7", comment="Rõ")
    assert mark(review, "7.0", comment="Rõ", entry_id="again") == first
    assert len(review.ledger.entries("reviewer:TV1")) == 1
    # Another comment, another reason, or a stale window is something else.
    assert mark(review, "7").seq == 2
    assert mark(review, "7", reason="Khác tự chấm").seq == 3
    mark(review, "8")
    assert mark(review, "7").seq == 5


def test_the_same_value_typed_again_confirms_what_waits(review: Review) -> None:
    mark(review, "7")
    start(review)
    assert (mark(review, "7").seq, counted(review)) == (2, 1)
