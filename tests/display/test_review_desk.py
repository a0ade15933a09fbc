from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
from ipywidgets import Dropdown, Text, Widget
from lxml import html

from danvan_tools.display import review_desk
from danvan_tools.display.review_desk import UnknownChoiceError
from danvan_tools.records import save_mark


def widgets_of(widget: Widget, kind: type) -> list:
    own = [widget] if isinstance(widget, kind) else []
    return own + [found for child in getattr(widget, "children", ()) for found in widgets_of(child, kind)]


def chooser(desk, label: str) -> Dropdown:
    (found,) = [one for one in widgets_of(desk, Dropdown) if one.description == label]
    return found


def text(desk) -> str:
    shown = [child.value for child in widgets_of(desk, Widget) if hasattr(child, "value") and child.value]
    return html.fromstring("<div>" + " ".join(str(value) for value in shown) + "</div>").text_content()


def mark_all(review, candidate: str, reviewer: str = "TV1") -> None:
    holder = review.candidates.set_index("candidate_id").loc[candidate, "holder"]
    for criterion in review.rubrics[holder].criteria["criterion_id"]:
        head = review.ledger.head(f"reviewer:{reviewer}")[0]
        save_mark(
            review,
            reviewer_id=reviewer,
            candidate_id=candidate,
            criterion_id=criterion,
            points=Decimal(5),
            expected_seq=head,
            entered_by=reviewer,
        )


def test_nominated_candidates_are_offered_with_their_states(small_review):
    desk = review_desk(small_review, reviewer_id="TV1")
    assert [label for label, _ in chooser(desk, "Hồ sơ").options] == [
        "Hẻm sáng – chưa chấm",
        "Vườn & <i>rau</i> an toàn – chưa chấm",
        "Hồ Văn Chín – chưa chấm",
    ]
    assert "0/3 hồ sơ" in text(desk)


def test_states_and_progress_follow_what_is_saved(small_review):
    mark_all(small_review, "MH-002")
    desk = review_desk(small_review, reviewer_id="TV1", candidate_id="MH-001")
    widgets_of(desk, Text)[0].value = "12"
    assert [label.rpartition(" – ")[2] for label, _ in chooser(desk, "Hồ sơ").options] == [
        "đang chấm",
        "đủ điểm",
        "chưa chấm",
    ]
    assert chooser(desk, "Hồ sơ").value == "MH-001"
    assert "1/3 hồ sơ" in text(desk)
    assert widgets_of(desk, Text)[0].value == "12"


def test_a_candidate_with_a_declared_conflict_is_apart(small_review):
    desk = review_desk(small_review, reviewer_id="TV2")
    assert [key for _, key in chooser(desk, "Hồ sơ").options] == ["MH-002", "DH-001"]
    assert desk.children[-1].value.endswith(
        "<h3>Hồ sơ có liên quan; không tham gia chấm, biểu quyết</h3><ul><li>Hẻm sáng</li></ul></section>"
    )


def test_choosing_a_candidate_shows_its_dossier_and_its_rubric(small_review):
    desk = review_desk(small_review, reviewer_id="TV1")
    assert "Bắt đầu từ" in text(desk)
    chooser(desk, "Hồ sơ").value = "DH-001"
    assert "điển hình, cá nhân" in text(desk)
    criteria = small_review.rubrics["individual"].criteria["name"]
    assert [name for name in criteria if name not in text(desk)] == []


def test_a_reviewer_is_chosen_on_the_screen(small_review):
    desk = review_desk(small_review)
    assert "Chọn thành viên để bắt đầu chấm." in text(desk)
    assert chooser(desk, "Hồ sơ").options == ()
    chooser(desk, "Thành viên hội đồng").value = "TV2"
    assert [key for _, key in chooser(desk, "Hồ sơ").options] == ["MH-002", "DH-001"]
    assert "0/2 hồ sơ" in text(desk)
    chooser(desk, "Thành viên hội đồng").value = ""
    assert chooser(desk, "Hồ sơ").options == ()
    assert "Chọn thành viên để bắt đầu chấm." in text(desk)


@pytest.mark.parametrize(
    ("choice", "named"),
    [
        ({"reviewer_id": "TV11"}, 'Ý là "TV1"'),
        ({"reviewer_id": "TV2", "candidate_id": "MH-001"}, "MH-001"),
        ({"reviewer_id": "TV1", "candidate_id": "MH-003"}, "MH-003"),
        ({"reviewer_id": "TV1", "candidate_id": "MH-999"}, "MH-999"),
    ],
)
def test_what_cannot_be_shown_is_named(small_review, choice, named):
    with pytest.raises(UnknownChoiceError, match=named):
        review_desk(small_review, **choice)


def test_a_member_with_nothing_to_mark_reads_so(small_review):
    small_review.milestones = small_review.milestones.head(0)
    assert "Không có hồ sơ nào để chấm." in text(review_desk(small_review, reviewer_id="TV1"))


def test_a_candidate_whose_id_is_not_issued_is_not_offered(small_review):
    load = small_review.load
    small_review.load = replace(load, newcomers=tuple(one for one in load.last.registered if one.name == "Hẻm sáng"))
    assert [key for _, key in chooser(review_desk(small_review, "TV1"), "Hồ sơ").options] == ["MH-002", "DH-001"]
    with pytest.raises(UnknownChoiceError, match="MH-001"):
        review_desk(small_review, "TV1", "MH-001")
