from __future__ import annotations

from datetime import timedelta

from danvan_tools.records.progress import round_progress
from danvan_tools.records.review import Review
from tests.records.round_steps import AT, DEADLINE, candidate, mark, mark_all, start, submit


def test_progress_is_counted_by_reviewer_and_by_candidate(review: Review) -> None:
    start(review)
    submit(review, mark_all(review, "4"))
    mark(review, "2", candidate_id=candidate(review, "Hẻm sáng"))
    mark_all(review, "3", "TV2")
    mark(review, None, "TV2", candidate_id=candidate(review, "Hồ Văn Chín"), criterion_id="CN1", no_mark="recused")
    found = round_progress(review, DEADLINE)
    assert (found.owed, found.locked) == (4, 1)
    columns = ["name", "owed", "not_marked", "draft", "saved", "locked", "recused", "late"]
    assert found.reviewers[columns].to_numpy().tolist() == [
        ["Đặng Thị Mười", 3, 1, 1, 0, 1, 0, False],
        ["Lý Văn Tám", 1, 0, 0, 1, 0, 1, False],
    ]
    assert found.reviewers["last_at"].tolist() == [AT, AT]
    assert found.candidates.drop(columns="candidate_id").to_numpy().tolist() == [
        ["Hẻm sáng", 1, 0, 1, 0, 0, 0],
        ["Hồ Văn Chín", 1, 1, 0, 0, 0, 1],
        ["Vườn rau an toàn", 2, 0, 0, 1, 1, 0],
    ]
    assert round_progress(review, DEADLINE + timedelta(seconds=1)).reviewers["late"].tolist() == [True, True]


def test_before_anybody_marked_nothing_is_late(review: Review) -> None:
    found = round_progress(review)
    assert (found.owed, found.locked) == (5, 0)
    assert found.reviewers["last_at"].isna().all()
    assert not found.reviewers["late"].any()
