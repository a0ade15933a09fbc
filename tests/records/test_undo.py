from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from danvan_tools.records.marks import MarkRefusedError
from danvan_tools.records.review import Review
from danvan_tools.records.sheet_states import sheet_states
from tests.records.round_steps import mark, seq, undo


def test_undo_goes_back_change_by_change(review: Review) -> None:
    mark(review, "7", comment="Tốt")
    mark(review, "2", criterion_id="TT1")
    mark(review, "8")
    restored = undo(review)
    assert {name: restored.body[name] for name in ("criterion_id", "points", "comment")} == {
        "criterion_id": "TT4",
        "points": "7",
        "comment": "Tốt",
    }
    assert undo(review).body["criterion_id"] == "TT1"
    last = undo(review, entry_id="u")
    assert (last.body["criterion_id"], last.body["points"]) == ("TT4", None)
    assert undo(review, entry_id="u") == last
    with pytest.raises(MarkRefusedError, match="không còn thay đổi nào để hoàn tác"):
        undo(review)
    assert sheet_states(review, "TV1")["state"].tolist() == ["not_marked"] * 3


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=st.lists(st.one_of(st.none(), st.tuples(st.sampled_from(["TT1", "TT2"]), st.integers(0, 3))), max_size=8))
def test_undo_is_a_stack(review: Review, steps: list[tuple[str, int] | None]) -> None:
    base = seq(review, "reviewer:TV1")
    stack: list[tuple[str, int]] = []
    for step in steps:
        if step is not None:
            before = seq(review, "reviewer:TV1")
            mark(review, str(step[1]), criterion_id=step[0])
            # A value that stands already is no step, and nothing to undo.
            changes = dict(stack).get(step[0]) != step[1]
            assert seq(review, "reviewer:TV1") == before + changes
            stack += [step] if changes else []
        elif stack:
            undo(review)
            stack.pop()
    marks = review.ledger.current_marks().set_index("criterion_id")["points"].dropna().to_dict()
    assert marks == {key: float(value) for key, value in dict(stack).items()}
    while stack:
        undo(review)
        stack.pop()
    assert review.ledger.current_marks()["points"].notna().sum() == 0
    assert seq(review, "reviewer:TV1") >= base
