"""The desk for pages that do not know anywidget."""

from __future__ import annotations

from dataclasses import replace

import pytest
from anywidget import AnyWidget
from ipywidgets import Button, Dropdown, Text, Widget
from lxml import html

from danvan_tools.display import review_desk
from danvan_tools.display.review_desk import UnknownChoiceError


def widgets_of(widget: Widget, kind: type) -> list:
    own = [widget] if isinstance(widget, kind) else []
    return own + [found for child in getattr(widget, "children", ()) for found in widgets_of(child, kind)]


def text_of(box: Widget) -> str:
    shown = [one.value for one in widgets_of(box, Widget) if isinstance(getattr(one, "value", None), str)]
    return html.fromstring(f"<div>{' '.join(shown)}</div>").text_content()


def test_a_candidate_is_chosen_marked_and_followed_by_the_next(small_review):
    box = review_desk(small_review, "TV1", plain=True)
    assert widgets_of(box, AnyWidget) == []
    chooser = widgets_of(box, Dropdown)[0]
    assert [key for _, key in chooser.options] == ["", "MH-001", "MH-002", "DH-001"]
    assert (chooser.value, "Chấm đủ 0/3 hồ sơ" in text_of(box)) == ("MH-001", True)
    for field in [one for one in widgets_of(box, Text) if one.description.startswith("Điểm")]:
        field.value = "2"
    assert "Chấm đủ 1/3 hồ sơ" in text_of(box)

    next(one for one in widgets_of(box, Button) if one.description == "Hồ sơ tiếp theo").click()
    assert chooser.value == "MH-002"
    assert "Vườn & <i>rau</i> an toàn" in text_of(box)
    marks = small_review.ledger.current_marks()
    assert (set(marks["candidate_id"]), len(marks)) == ({"MH-001"}, 7)


def test_a_blind_review_hides_names_here_too(small_review):
    small_review.settings = replace(small_review.settings, blind="yes")
    box = review_desk(small_review, "TV1", plain=True)
    shown = text_of(box) + str([one.options for one in widgets_of(box, Dropdown)])
    assert [name for name in ("Hẻm sáng", "Hồ Văn Chín", "Phường Hai", "Xã Một") if name in shown] == []
    assert "Hồ sơ 01" in shown


def test_a_candidate_that_is_not_the_members_is_refused(small_review):
    with pytest.raises(UnknownChoiceError, match="MH-003"):
        review_desk(small_review, "TV1", "MH-003", plain=True)
