"""The desk of one reviewer, as the kernel has it: what is sent to the browser, and what messages do."""

from __future__ import annotations

import sys
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from ipywidgets import Widget
from ipywidgets.widgets.widget import _instances
from lxml import html

from danvan_tools.display import review_desk
from danvan_tools.display.desk_queue import DeskQueue
from danvan_tools.display.dossier_view import DossierView
from danvan_tools.display.review_desk import UnknownChoiceError
from danvan_tools.display.scoring_form import ScoringCard
from danvan_tools.records import (
    close_round,
    marking_rights,
    open_consensus,
    open_round,
    reopen_sheet,
    rounds,
    save_mark,
    submit_sheet,
)

review_desk_module = sys.modules["danvan_tools.display.review_desk"]


def widgets_of(widget: Widget, kind: type) -> list:
    own = [widget] if isinstance(widget, kind) else []
    return own + [found for child in getattr(widget, "children", ()) for found in widgets_of(child, kind)]


class Desk:
    """A desk and a browser that sends it messages."""

    def __init__(self, review, *args, **options) -> None:
        self.review = review
        self.box = review_desk(review, *args, **options)
        (self.queue,) = widgets_of(self.box, DeskQueue)
        (self.dossier,) = widgets_of(self.box, DossierView)

    def send(self, kind: str, **content) -> None:
        self.queue._handle_custom_msg({"kind": kind, **content}, [])

    @property
    def rows(self) -> list[tuple[str, str]]:
        return [(row["key"], row["word"]) for row in self.queue.view["rows"]]

    @property
    def text(self) -> str:
        shown = [
            child.value for child in widgets_of(self.box, Widget) if isinstance(getattr(child, "value", None), str)
        ]
        return html.fromstring(f"<div>{' '.join(shown)} {self.dossier.content['html']}</div>").text_content()


def mark_all(review, candidate: str, reviewer: str = "TV1", points: int = 4) -> dict:
    holder = review.candidates.set_index("candidate_id").loc[candidate, "holder"]
    for criterion in review.rubrics[holder].criteria["criterion_id"]:
        mark(review, candidate, criterion, reviewer, points)
    return {criterion: (Decimal(points), "") for criterion in review.rubrics[holder].criteria["criterion_id"]}


def mark(review, candidate: str, criterion: str, reviewer: str = "TV1", points: int = 4) -> None:
    save_mark(
        review,
        reviewer_id=reviewer,
        candidate_id=candidate,
        criterion_id=criterion,
        points=Decimal(points),
        expected_seq=review.ledger.head(f"reviewer:{reviewer}")[0],
        entered_by=reviewer,
    )


def lock(review, candidate: str, reviewer: str = "TV1", points: int = 4) -> None:
    submit_sheet(
        review,
        reviewer_id=reviewer,
        candidate_id=candidate,
        shown=mark_all(review, candidate, reviewer, points),
        expected_seq=review.ledger.head(f"reviewer:{reviewer}")[0],
        entered_by=reviewer,
    )


def as_secretary(review) -> dict:
    return {"expected_seq": review.ledger.head("secretary")[0], "entered_by": "TV2"}


def test_nominated_candidates_are_listed_with_their_states(small_review):
    first = small_review.rubrics["individual"].criteria["criterion_id"].iloc[0]
    mark_all(small_review, "MH-001")
    mark(small_review, "DH-001", first)
    desk = Desk(small_review, "TV1")
    assert desk.rows == [("MH-001", "đã lưu"), ("MH-002", "chưa chấm"), ("DH-001", "nháp 1/6 tiêu chí")]
    # The first one that is not marked lies on the desk.
    assert desk.queue.view["now"] == {
        "key": "MH-002",
        "name": "Vườn & <i>rau</i> an toàn",
        "where": "MH-002 · Xã Một",
        "state": "not_marked",
        "word": "chưa chấm",
    }
    assert "Chấm đủ 1/3 hồ sơ, đã khoá 0" in desk.text


def test_filters_and_a_search_without_tone_marks(small_review):
    desk = Desk(small_review, "TV1")
    assert desk.queue.choices == {
        "state": [["not_marked", "chưa chấm"]],
        "sector": [["KT", "Kinh tế"]],
        "unit_kind": [["phường", "phường"], ["xã", "xã"]],
    }
    for asked, expected in (
        ({"query": "HEM SANG"}, ["MH-001"]),
        ({"query": "xa mot"}, ["MH-002", "DH-001"]),
        ({"query": "dh-001"}, ["DH-001"]),
        ({"unit_kind": "phường"}, ["MH-001"]),
        ({"state": "locked"}, []),
        ({}, ["MH-001", "MH-002", "DH-001"]),
    ):
        desk.send("filter", **asked)
        assert [key for key, _ in desk.rows] == expected


def test_next_skips_what_is_marked_and_comes_back_to_what_was_put_off(small_review):
    desk = Desk(small_review, "TV1")
    assert desk.queue.view["chosen"] == "MH-001"
    desk.send("skip")
    assert desk.queue.view["chosen"] == "MH-002"
    assert desk.rows[0] == ("MH-001", "chưa chấm, để sau")
    mark_all(small_review, "MH-002")
    desk.send("next")
    assert desk.queue.view["chosen"] == "DH-001"
    mark_all(small_review, "DH-001")
    desk.send("next")
    assert desk.queue.view["chosen"] == "MH-001"
    desk.send("next")
    assert desk.queue.notice == "Chỉ còn hồ sơ đang mở chưa chấm đủ."
    mark_all(small_review, "MH-001")
    desk.send("open", candidate_id="MH-001")
    desk.send("next")
    assert desk.queue.notice == "Đồng chí đã chấm đủ mọi hồ sơ được giao."


def test_what_others_marked_does_not_steer_the_desk(small_review):
    for candidate, points in (("MH-002", 0), ("DH-001", 4)):
        lock(small_review, candidate, reviewer="TV2", points=points)
    desk = Desk(small_review, "TV1")
    opened = [desk.queue.view["chosen"]]
    for _ in range(2):
        desk.send("next")
        opened.append(desk.queue.view["chosen"])
    assert opened == ["MH-001", "MH-002", "DH-001"]


def test_what_comes_next_may_be_chosen_by_a_function(small_review):
    asked = []

    def last(table, current):
        asked.append((list(table.columns), current))
        return table["candidate_id"].iloc[-1]

    desk = Desk(small_review, "TV1", next_dossier=last)
    assert desk.queue.view["chosen"] == "DH-001"
    assert asked == [(["candidate_id", "state", "sector", "unit_kind", "skipped"], "")]


def test_opening_shows_dossier_and_form_of_that_candidate(small_review):
    desk = Desk(small_review, "TV1")
    before = len(_instances)
    for _ in range(3):
        desk.send("open", candidate_id="DH-001")
        desk.send("open", candidate_id="MH-001")
    assert len(_instances) == before
    desk.send("open", candidate_id="DH-001")
    assert "điển hình, cá nhân" in desk.text
    criteria = small_review.rubrics["individual"].criteria["name"]
    sent = " ".join(str(one.get_state()) for one in widgets_of(desk.box, Widget))
    assert [name for name in criteria if name not in sent] == []


@pytest.mark.parametrize(
    "message",
    [{"kind": "open", "candidate_id": "MH-003"}, {"kind": "open"}, {"kind": "open", "candidate_id": ["MH-002"]}],
)
def test_a_candidate_that_is_not_theirs_is_not_opened(small_review, message):
    desk = Desk(small_review, "TV1")
    desk.queue._handle_custom_msg(message, [])
    assert desk.queue.view["chosen"] == "MH-001"
    assert "không còn trong các hồ sơ đồng chí chấm" in desk.queue.notice


@pytest.mark.parametrize("message", [None, [], "next", {"kind": "page", "first": "x"}, {"kind": ["open"]}, {}])
def test_messages_that_no_desk_sends_change_nothing(small_review, message):
    desk = Desk(small_review, "TV1")
    before = dict(desk.queue.view)
    desk.queue._handle_custom_msg(message, [])
    assert (desk.queue.view, desk.queue.notice) == (before, "")


def test_all_finished_sheets_are_handed_in_as_the_screen_listed_them(small_review):
    mark_all(small_review, "MH-001")
    mark_all(small_review, "MH-002")
    desk = Desk(small_review, "TV1", "MH-001")
    desk.send("ready")
    assert desk.queue.ready == [
        {"key": "MH-001", "name": "Hẻm sáng", "total": "28"},
        {"key": "MH-002", "name": "Vườn & <i>rau</i> an toàn", "total": "28"},
    ]
    desk.send("submit_all", shown={"MH-001": "28", "MH-002": "29"})
    assert desk.queue.notice == (
        "Đã nộp và khoá 1 phiếu. CHƯA NỘP 1 phiếu. phiếu vừa đổi ở cửa sổ khác. Xem lại rồi nộp."
    )
    assert desk.rows[:2] == [("MH-001", "đã khoá"), ("MH-002", "đã lưu")]
    assert "Phiếu của đồng chí: 28 điểm · chưa có phiếu nào khác được khoá" in desk.text


def test_sheets_changed_in_another_window_after_they_were_listed_are_not_handed_in(small_review):
    mark_all(small_review, "MH-001")
    desk = Desk(small_review, "TV1")
    desk.send("ready")
    # The same total in the end, by other entries.
    mark_all(small_review, "MH-001", points=5)
    mark_all(small_review, "MH-001")
    desk.send("submit_all", shown={"MH-001": "28"})
    assert desk.queue.notice.startswith("CHƯA NỘP 1 phiếu. ")
    assert desk.rows[0] == ("MH-001", "đã lưu")


def test_a_sheet_opened_again_is_followed(small_review):
    lock(small_review, "MH-002")
    lock(small_review, "MH-002", "TV2", points=5)
    desk = Desk(small_review, "TV1", "MH-002")
    assert "Phiếu của đồng chí: 28 điểm · trung bình chung của 2 phiếu đã khoá: 31,50" in desk.text
    reopen_sheet(small_review, reviewer_id="TV1", candidate_id="MH-002", reason="Sửa", **as_secretary(small_review))
    desk.send("open", candidate_id="MH-002")
    assert desk.queue.view["now"]["word"] == "đã lưu"
    assert "trung bình chung" not in desk.text


def test_the_general_mean_follows_who_locks_later(small_review, watched):
    lock(small_review, "MH-002")
    desk = Desk(small_review, "TV1", "MH-002")
    assert "chưa có phiếu nào khác được khoá" in desk.text
    watched[-1]()
    lock(small_review, "MH-002", "TV2", points=5)
    watched[-1]()
    assert "trung bình chung của 2 phiếu đã khoá: 31,50" in desk.text


def test_the_deadline_comes_nearer_and_closes_the_card_by_itself(small_review, watched, monkeypatch):
    later = datetime.now(UTC) + timedelta(minutes=9, seconds=30)
    open_round(small_review, deadline=later, **as_secretary(small_review))
    desk = Desk(small_review, "TV1", "MH-002")
    (card,) = widgets_of(desk.box, ScoringCard)
    assert "(còn khoảng 9 phút)" in desk.text
    assert card.sheet["state"] == "open"
    for minutes, words in ((6, "(còn khoảng 3 phút)"), (9, "(còn chưa đầy 1 phút)"), (10, "Đã quá hạn chấm")):
        now = datetime.now(UTC) + timedelta(minutes=minutes)
        for module in (review_desk_module, rounds, marking_rights):
            monkeypatch.setattr(module, "datetime", clock_at(now))
        watched[-1]()
        assert words in desk.text
    assert card.sheet["state"] == "closed"


def clock_at(moment: datetime) -> type[datetime]:
    class Clock(datetime):
        @classmethod
        def now(cls, tz=None):
            return moment

    return Clock


@pytest.fixture
def watched(monkeypatch) -> list:
    """What a desk does every few seconds, to be done at once."""
    looks: list = []
    monkeypatch.setattr(review_desk_module, "watch_with", looks.append)
    return looks


def test_others_points_are_shown_in_a_consensus_only_of_a_locked_sheet_and_without_names(small_review):
    open_round(small_review, deadline=None, **as_secretary(small_review))
    lock(small_review, "MH-002", points=4)
    lock(small_review, "MH-002", "TV2", points=5)
    lock(small_review, "DH-001", "TV2", points=5)
    desk = Desk(small_review, "TV1", "MH-002")
    assert "Các phiếu khác" not in desk.text
    close_round(small_review, **as_secretary(small_review))
    open_consensus(small_review, ["MH-002", "DH-001"], **as_secretary(small_review))
    desk = Desk(small_review, "TV1", "MH-002")
    assert "Vòng trao đổi để thống nhất" in desk.text
    table = html.fromstring(desk.box.children[-1].children[-1].children[0].value).xpath("//tbody/tr/td/text()")
    assert table[1::3] == ["4"] * 7
    assert table[2::3] == ["5"] * 7
    assert "Lý Văn Tám" not in desk.text
    desk.send("open", candidate_id="DH-001")
    assert "Các phiếu khác" not in desk.text


def test_a_closed_round_and_a_deadline_are_said(small_review):
    later = datetime.now(UTC) + timedelta(days=3, hours=1)
    open_round(small_review, deadline=later, **as_secretary(small_review))
    mark_all(small_review, "MH-001")
    desk = Desk(small_review, "TV1")
    assert "(còn 3 ngày)" in desk.text
    assert desk.queue.view["ready"] == 1
    close_round(small_review, **as_secretary(small_review))
    desk = Desk(small_review, "TV1")
    assert desk.queue.view["ready"] == 0
    assert "Vòng chấm đã đóng lúc" in desk.text
    assert "Hạn chấm" not in desk.text


def test_a_candidate_with_a_declared_conflict_is_named_and_not_listed(small_review):
    desk = Desk(small_review, "TV2")
    assert [key for key, _ in desk.rows] == ["MH-002", "DH-001"]
    assert "1 hồ sơ có liên quan; không tham gia chấm, biểu quyếtHẻm sáng" in desk.text


def test_a_blind_review_sends_no_name_and_no_unit(small_review, small_folder):
    small_review.settings = replace(small_review.settings, blind="yes")
    place = small_folder / "evidence" / "MH-001"
    place.mkdir(parents=True)
    (place / "Phường Hai.pdf").write_bytes(b"%PDF-1.4 %%EOF")
    sent = []
    for candidate in ("MH-001", "MH-002", "DH-001"):
        desk = Desk(small_review, "TV1", candidate)
        sent += [str(one.get_state()) for one in widgets_of(desk.box, Widget)]
    for name in ("Hẻm sáng", "rau</i>", "Hồ Văn Chín", "Phường Hai", "Xã Một", "xã Một", "P01"):
        assert [text for text in sent if name in text] == []
    assert "Hồ sơ 01" in str(sent)
    assert "Hồ sơ 01" in Desk(small_review, "TV2").text


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
    assert "Không có hồ sơ nào để chấm." in Desk(small_review, "TV1").text


def test_a_candidate_whose_id_is_not_issued_is_not_listed(small_review):
    load = small_review.load
    small_review.load = replace(load, newcomers=tuple(one for one in load.last.registered if one.name == "Hẻm sáng"))
    assert [key for key, _ in Desk(small_review, "TV1").rows] == ["MH-002", "DH-001"]
    with pytest.raises(UnknownChoiceError, match="MH-001"):
        review_desk(small_review, "TV1", "MH-001")
