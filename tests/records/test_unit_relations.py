from __future__ import annotations

from dataclasses import replace

import pandas as pd
import pytest

from danvan_tools.records.assignments import save_assignments
from danvan_tools.records.review import Review
from danvan_tools.records.unit_relations import warn_of_relations
from tests.records.round_steps import candidate, mark, seq


@pytest.fixture
def related(review: Review) -> Review:
    """TV1 is of the unit of two candidates under review, TV2 of the unit of a declared one."""
    return replace(review, committee=review.committee.assign(unit_id=["X01", "P01"]))


def sentences(review: Review, *, named: bool = True) -> list[str]:
    return [str(fault) for fault in warn_of_relations(review, named=named)]


def test_a_member_who_marks_the_own_units_candidates_undeclared_is_named(related: Review) -> None:
    first, second = candidate(related, "Vườn rau an toàn"), candidate(related, "Hồ Văn Chín")
    assert sentences(related) == [
        f'review.xlsx, trang "Có liên quan": Đặng Thị Mười (TV1) chấm hồ sơ {key} mà chưa khai có liên quan, dù là '
        "người cùng đơn vị. Nếu không được chấm, thêm một dòng ở trang này; nếu vẫn được chấm thì không cần sửa."
        for key in (first, second)
    ]
    assert all(fault.severity == "warning" for fault in warn_of_relations(related))
    assert "Đặng" not in str(sentences(related, named=False))


def test_who_recused_or_is_not_assigned_is_not_warned_of(related: Review) -> None:
    first, second = candidate(related, "Vườn rau an toàn"), candidate(related, "Hồ Văn Chín")
    mark(related, None, no_mark="recused")
    (left,) = sentences(related)
    assert (first in left, second in left) == (False, True)
    save_assignments(related, {"TV1": [first]}, expected_seq=seq(related), entered_by="TV2")
    assert sentences(related) == []


def test_a_declared_pair_is_not_asked_about_again(related: Review) -> None:
    first = candidate(related, "Vườn rau an toàn")
    row = pd.DataFrame([{"reviewer_id": "TV1", "candidate_id": first, "reason": "cùng đơn vị"}])
    declared = replace(related, conflicts=pd.concat([related.conflicts, row], ignore_index=True))
    (left,) = sentences(declared)
    assert first not in left


def test_units_that_tell_nothing_warn_of_nobody(review: Review) -> None:
    assert sentences(review) == []
