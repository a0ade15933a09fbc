from __future__ import annotations

import re
import uuid
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pandas as pd
import pytest
from comm import DummyComm
from ipywidgets.widgets import widget

from danvan_tools.display import scoring_form
from danvan_tools.errors import DanvanError
from danvan_tools.records import Ledger, close_round, open_consensus, open_review, open_round, reopen_sheet, save_mark
from danvan_tools.records.rubrics import build_rubrics

SAVED = r"đã lưu \d\d:\d\d"
FULL = {"TT1": "13", "TT2": "17", "TT3": "12", "TT4": "26", "TT5": "9", "TT6": "8,5", "TT7": "0"}
BLANK = {"value": "", "no_mark": "", "comment": "", "reason": ""}


class Browser:
    """The browser's half of a card: it sends messages and keeps the answers."""

    def __init__(self, review, candidate="MH-002", **options):
        self.card = scoring_form(review, reviewer_id="TV1", candidate_id=candidate, **options)
        self.answers = []
        self.card.send = self.answers.append

    def send(self, kind, **content):
        message = {"kind": kind, "id": str(uuid.uuid4()), "key": self.card.card["key"], **content}
        self.card._handle_custom_msg(message, [])
        return self.answers[-1] if self.answers else None

    def mark(self, criterion="TT1", **content):
        standing = {name: self.shown(criterion)[name] for name in BLANK}
        return self.send("mark", criterion=criterion, **standing | content)

    def fill(self, values=FULL):
        for criterion, value in values.items():
            self.mark(criterion, value=value)

    def submit(self, **changes):
        shown = {key: {name: mark[name] for name in BLANK} for key, mark in self.card.sheet["marks"].items()}
        return self.send("submit", shown=shown | changes)

    def shown(self, criterion="TT1"):
        return self.card.sheet["marks"][criterion]


def stored(review) -> dict[str, tuple[float, str, str]]:
    marks = review.ledger.current_marks()
    mine = marks[marks["stage"] == "committee"]
    return {row.criterion_id: (row.points, row.no_mark, row.comment) for row in mine.itertuples()}


def head(review, stream="reviewer:TV1") -> int:
    return review.ledger.head(stream)[0]


def other_window(review, criterion="TT1", points="11"):
    return save_mark(
        review,
        reviewer_id="TV1",
        candidate_id="MH-002",
        criterion_id=criterion,
        points=Decimal(points),
        expected_seq=head(review),
        entered_by="TV1",
    )


def earlier(review, stream, stage, points, reason=""):
    body = {"stage": stage, "candidate_id": "MH-002", "criterion_id": "TT1", "points": points, "no_mark": ""}
    body |= {"comment": "", "reason": reason, "holder": "collective", "source": "desk", "entered_by": "TV2"}
    review.ledger.append(stream, "mark", body, expected_seq=head(review, stream))


def test_a_mark_is_stored_from_its_message_and_answered(small_review):
    browser = Browser(small_review)
    answer = browser.mark(value=" 12,5 ", comment="Có kế hoạch,\nphân công rõ ")
    assert answer["outcome"] == "saved"
    assert stored(small_review) == {"TT1": (12.5, "", "Có kế hoạch,\nphân công rõ")}
    assert re.fullmatch(SAVED, browser.shown()["saved"])
    assert (browser.shown()["value"], browser.shown()["comment"]) == ("12,5", "Có kế hoạch,\nphân công rõ")
    assert browser.card.sheet["total"] == {"points": "12,5", "rest": "trên 100 · còn 6 tiêu chí chưa có điểm"}


def test_a_message_that_comes_again_is_answered_and_not_stored_twice(small_review):
    browser = Browser(small_review)
    first = browser.mark(id="one", value="12")
    assert browser.mark(id="one", value="12") == first
    assert head(small_review) == 1


def test_a_lost_receipt_is_made_good_by_another_kernel_and_newer_marks_stand(small_review):
    Browser(small_review).mark(id="lost", value="12")
    Browser(small_review).mark(value="13")
    browser = Browser(small_review)
    asked = browser.send("ask", ids=["lost", "unknown"])
    assert asked["stored"] == ["lost"]
    assert browser.mark(id="lost", value="12", comment="")["outcome"] == "saved"
    assert browser.shown()["value"] == "13"
    assert head(small_review) == 2


@pytest.mark.parametrize(
    ("typed", "reason"),
    [
        ("15,5", "15,5 điểm vượt điểm tối đa 15. Nhập từ 0 đến 15, bước 0,5."),
        ("12,3", "12,3 điểm không theo bước 0,5. Nhập từ 0 đến 15, bước 0,5."),
        ("-1", "-1 điểm là số âm. Nhập từ 0 đến 15, bước 0,5."),
        ("12.5", '"12.5" không phải là số. Ý là "12,5"? Chỉ ghi số, phần lẻ sau dấu phẩy, ví dụ 12,5.'),
        ("<b>", '"<b>" không phải là số. Chỉ ghi số, phần lẻ sau dấu phẩy, ví dụ 12,5.'),
        ("9" * 200, f'"{"9" * 200}'),
    ],
)
def test_what_the_rubric_does_not_allow_is_refused_with_the_reason(small_review, typed, reason):
    browser = Browser(small_review)
    browser.mark(value="12")
    answer = browser.mark(value=typed)
    assert answer["outcome"] == "refused"
    if len(typed) < 100:
        assert answer["because"] == reason
    assert stored(small_review) == {"TT1": (12, "", "")}


def test_three_ways_of_no_mark(small_review):
    browser = Browser(small_review)
    browser.mark(value="12")
    browser.mark(value="")
    assert re.fullmatch(f"chưa chấm; {SAVED}", browser.shown()["saved"])
    browser.mark("TT2", no_mark="insufficient_evidence")
    assert re.fullmatch(f"không đủ minh chứng; {SAVED}", browser.shown("TT2")["saved"])
    assert pd.isna(stored(small_review)["TT1"][0])
    browser.mark(no_mark="recused")
    assert browser.card.sheet["state"] == "recused"
    assert "xin không chấm hồ sơ này" in browser.card.sheet["notice"]
    assert browser.card.sheet["total"]["points"] == "0"


def test_undo_is_a_new_entry_that_restores_the_former_value(small_review):
    browser = Browser(small_review)
    browser.mark(value="12")
    browser.mark(value="14")
    assert browser.send("undo")["criterion"] == "TT1"
    assert browser.shown()["value"] == "12"
    assert browser.send("undo")["outcome"] == "saved"
    assert browser.shown()["value"] == ""
    assert browser.send("undo")["because"].startswith("không còn thay đổi nào để hoàn tác")
    assert head(small_review) == 4


def test_newer_marks_of_another_window_are_shown_not_overwritten(small_review):
    browser = Browser(small_review)
    other_window(small_review)
    answer = browser.mark(value="14")
    assert answer["outcome"] == "changed"
    assert browser.shown()["value"] == "11"
    assert browser.mark(value="14")["outcome"] == "saved"
    assert stored(small_review) == {"TT1": (14, "", "")}


def test_a_sheet_is_locked_as_the_screen_shows_it(small_review):
    browser = Browser(small_review)
    browser.fill()
    assert browser.submit()["outcome"] == "saved"
    assert browser.card.sheet["state"] == "locked"
    assert browser.card.sheet["notice"].startswith("Phiếu đã hoàn tất và khoá lúc ")
    answer = browser.mark(value="1")
    assert answer["outcome"] == "refused"
    assert answer["because"].startswith("đã khoá lúc ")

    again = Browser(small_review)
    assert again.card.sheet["state"] == "locked"
    reopen_sheet(
        small_review,
        reviewer_id="TV1",
        candidate_id="MH-002",
        reason="Bổ sung minh chứng",
        expected_seq=head(small_review, "secretary"),
        entered_by="TV2",
    )
    assert Browser(small_review).card.sheet["state"] == "open"


def test_a_sheet_that_differs_from_the_screen_is_not_locked(small_review):
    browser = Browser(small_review)
    browser.fill()
    answer = browser.submit(TT2=BLANK | {"value": "18"})
    assert answer["outcome"] == "refused"
    assert (
        'tiêu chí "Cách làm sáng tạo, sát thực tế" trên màn hình là 18 điểm, trong sổ là 17 điểm' in answer["because"]
    )
    commented = browser.submit(TT2=BLANK | {"value": "17", "comment": "chưa lưu"})
    assert commented["because"].startswith("Tiêu chí 2: nhận xét trên màn hình khác nhận xét đã lưu.")
    assert browser.card.sheet["state"] == "open"


def test_a_sheet_with_a_criterion_not_marked_is_not_locked(small_review):
    browser = Browser(small_review)
    browser.fill(FULL | {"TT3": ""})
    assert "Huy động các lực lượng" in browser.submit()["because"]
    browser.mark("TT3", no_mark="insufficient_evidence")
    assert browser.submit()["outcome"] == "saved"


def test_earlier_marks_are_shown_and_a_departure_has_its_reason(small_review):
    small_review.settings = replace(small_review.settings, stages="self verification committee")
    earlier(small_review, "unit:X01", "self", "15")
    earlier(small_review, "team:Tổ 1", "verification", "12", "Kế hoạch ban hành chậm")
    browser = Browser(small_review)
    first = browser.card.card["criteria"][0]
    assert first["earlier"] == [
        {"who": "Đơn vị tự chấm", "points": "15 điểm", "reason": ""},
        {"who": "Tổ thẩm định", "points": "12 điểm", "reason": "Kế hoạch ban hành chậm"},
    ]
    browser.fill(FULL | {"TT1": "12"})
    assert browser.shown()["departs"] == ""
    browser.mark(value="13")
    assert browser.shown()["departs"] == "tổ thẩm định (12 điểm)"
    assert browser.submit()["because"] == (
        "Tiêu chí 1: 13 điểm khác tổ thẩm định (12 điểm) mà chưa ghi lý do. Ghi lý do rồi hoàn tất."
    )
    browser.mark(reason="Đã có kế hoạch riêng")
    assert Browser(small_review).shown()["reason"] == "Đã có kế hoạch riêng"
    assert browser.submit()["outcome"] == "saved"


def test_few_points_are_choices_and_many_are_typed(small_review):
    criteria = Browser(small_review).card.card["criteria"]
    assert criteria[6]["choices"] == ["0", "0,5", "1", "1,5", "2", "2,5", "3", "3,5", "4", "4,5", "5"]
    assert [one["choices"] for one in criteria[:6]] == [[]] * 6
    assert criteria[0]["limits"] == "tối đa 15 điểm, bước 0,5; mức sàn 7,5"
    assert criteria[6]["limits"] == "tối đa 5 điểm, bước 0,5 – điểm thưởng"
    assert criteria[4]["levels"][-1].startswith("dưới 5:")


def test_the_browser_gets_two_models_and_no_name(small_review):
    before = set(widget._instances)
    browser = Browser(small_review)
    assert len(set(widget._instances) - before) == 2
    assert browser.card.card["key"] == ["THU-2015", "TV1", "MH-002"]
    assert "Đặng Thị Mười" not in str([browser.card.card, browser.card.sheet])


@pytest.mark.parametrize(
    "message",
    [
        None,
        "mark",
        {},
        {"kind": "mark", "id": "x"},
        {"kind": "mark", "id": "x" * 65},
        {"kind": "mark", "id": "x", "criterion": "TT1", **BLANK, "no_mark": "zero"},
        {"kind": "mark", "id": "x", "criterion": "TT1", **BLANK, "value": 5},
        {"kind": "submit", "id": "x", "shown": {"TT1": 5}},
        {"kind": "ask", "id": "x", "ids": 5},
        {"kind": "eval", "id": "x"},
    ],
)
def test_what_is_no_message_of_the_card_is_left_alone(small_review, message):
    browser = Browser(small_review)
    if isinstance(message, dict):
        message = {"key": browser.card.card["key"], **message}
    browser.card._handle_custom_msg(message, [])
    assert browser.answers == []
    assert head(small_review) == 0


def test_a_message_for_another_sheet_is_left_alone(small_review):
    browser = Browser(small_review)
    browser.mark(key=["THU-2015", "TV2", "MH-002"], value="5")
    assert browser.answers == []


def test_an_unknown_criterion_is_refused(small_review):
    browser = Browser(small_review)
    assert browser.send("mark", criterion="TT9", **BLANK)["outcome"] == "refused"


def test_a_ledger_that_cannot_be_reached_fails_and_is_asked_again(small_review):
    browser = Browser(small_review)
    path, away = small_review.folder / "ledger.db", small_review.folder / "away.db"
    Ledger.open(path)
    small_review.ledger.engine.dispose()
    path.rename(away)
    path.mkdir()
    answer = browser.mark(id="one", value="12")
    assert answer["outcome"] == "failed"
    path.rmdir()
    away.rename(path)
    assert browser.mark(id="one", value="12")["outcome"] == "saved"
    assert stored(small_review) == {"TT1": (12, "", "")}


def test_each_saved_entry_is_told_behind_its_answer(small_review):
    told = []
    browser = Browser(small_review, on_saved=lambda: told.append(len(browser.answers)))
    browser.mark(value="12")
    browser.mark(value="99")
    browser.send("undo")
    assert told == [1, 3]


def test_a_holder_without_rubric_is_named(small_review):
    del small_review.rubrics["collective"]
    with pytest.raises(DanvanError, match="Hẻm sáng"):
        Browser(small_review, candidate="MH-001")


def test_a_consensus_wants_a_reason_for_each_change(small_review):
    open_round(small_review, deadline=None, expected_seq=head(small_review, "secretary"), entered_by="TV2")
    browser = Browser(small_review)
    browser.fill()
    browser.submit()
    close_round(small_review, expected_seq=head(small_review, "secretary"), entered_by="TV2")
    assert Browser(small_review).card.sheet["state"] == "locked"
    seq = head(small_review, "secretary")
    open_consensus(small_review, candidate_ids=["MH-002"], deadline=None, expected_seq=seq, entered_by="TV2")
    again = Browser(small_review)
    assert (again.card.sheet["state"], again.card.sheet["reason"]) == ("open", True)
    refused = again.mark(value="14", reason="")
    assert refused["because"].startswith("sửa điểm ở vòng thống nhất mà chưa ghi lý do.")
    assert again.mark(value="14", reason="Đã xem thêm minh chứng")["outcome"] == "saved"
    assert again.send("undo")["outcome"] == "saved"
    assert again.shown()["value"] == "13"


def test_a_closed_round_takes_nothing(small_review):
    open_round(small_review, deadline=None, expected_seq=head(small_review, "secretary"), entered_by="TV2")
    close_round(small_review, expected_seq=head(small_review, "secretary"), entered_by="TV2")
    browser = Browser(small_review)
    assert browser.card.sheet["state"] == "closed"
    assert browser.card.sheet["notice"].startswith("Vòng chấm đã đóng lúc ")
    assert browser.mark(value="3")["outcome"] == "refused"


def test_a_sheet_that_takes_nothing_is_only_shown(small_review):
    past = datetime.now(UTC) - timedelta(hours=1)
    before = past - timedelta(days=1)
    Browser(small_review).mark(value="12")
    secretary = {"entered_by": "TV2", "expected_seq": head(small_review, "secretary")}
    open_round(small_review, deadline=past, at=before, **secretary)
    late = Browser(small_review)
    assert late.card.sheet["state"] == "closed"
    assert re.fullmatch(
        r"Đã quá hạn chấm \d\d/\d\d/\d{4} \d\d:\d\d\. Điểm đã lưu giữ nguyên; cần thêm thời gian thì báo Thư ký\. "
        r"Phiếu này chỉ để xem\.",
        late.card.sheet["notice"],
    )
    answer = late.mark(value="3")
    # The browser keeps it: the secretary may open the round again.
    assert (answer["outcome"], answer["keep"]) == ("refused", True)
    assert answer["because"].startswith("đã quá hạn chấm ")
    assert late.shown()["value"] == "12"


def test_a_consensus_opens_its_own_sheets_only(small_review):
    secretary = {"entered_by": "TV2"}
    open_round(small_review, deadline=None, expected_seq=head(small_review, "secretary"), **secretary)
    browser = Browser(small_review)
    browser.fill()
    browser.submit()
    close_round(small_review, expected_seq=head(small_review, "secretary"), **secretary)
    open_consensus(small_review, ["MH-002"], expected_seq=head(small_review, "secretary"), **secretary)
    assert Browser(small_review).card.sheet["state"] == "open"
    other = Browser(small_review, "MH-001").card.sheet
    assert (other["state"], other["notice"], other["reason"]) == (
        "closed",
        "Không ở trong các hồ sơ đang thống nhất điểm. Chọn hồ sơ khác. Phiếu này chỉ để xem.",
        False,
    )


def test_a_criterion_taken_out_counts_in_no_total(small_review):
    open_round(small_review, deadline=None, expected_seq=head(small_review, "secretary"), entered_by="TV2")
    Browser(small_review).fill()
    fewer = small_review.criteria[small_review.criteria["criterion_id"] != "TT1"]
    changed = replace(small_review, criteria=fewer, rubrics=build_rubrics(fewer, small_review.tiers))
    seq = head(small_review, "secretary")
    open_round(changed, deadline=None, expected_seq=seq, entered_by="TV2", reason="Bỏ tiêu chí 1")
    assert Browser(changed).card.sheet["total"] == {"points": "72,5", "rest": "trên 85 · đã chấm đủ 6 tiêu chí"}


def test_a_criterion_changed_since_it_was_marked_says_so(small_review):
    open_round(small_review, deadline=None, expected_seq=head(small_review, "secretary"), entered_by="TV2")
    Browser(small_review).mark(value="12")
    edited = small_review.criteria.copy()
    edited.loc[edited["criterion_id"] == "TT1", "anchors"] = "13–15: mức mới"
    changed = replace(small_review, criteria=edited, rubrics=build_rubrics(edited, small_review.tiers))
    seq = head(small_review, "secretary")
    open_round(changed, deadline=None, expected_seq=seq, entered_by="TV2", reason="Sửa mức điểm")
    browser = Browser(changed)
    assert browser.shown()["outdated"].startswith("Điểm này chưa tính, vì chấm trước khi mở vòng hoặc tiêu chí đã sửa")
    browser.mark(value="13")
    assert browser.shown()["outdated"] == ""


def test_a_card_turns_to_the_next_candidate_in_one_message(small_review, monkeypatch):
    browser = Browser(small_review)
    sent = []
    monkeypatch.setattr(DummyComm, "publish_msg", lambda _self, kind, data=None, *_, **__: sent.append((kind, data)))
    browser.card.turn_to("DH-001")
    ((kind, data),) = sent
    assert (kind, set(data["state"])) == ("comm_msg", {"card", "sheet"})
    assert data["state"]["card"]["key"] == ["THU-2015", "TV1", "DH-001"]
    assert data["state"]["sheet"]["candidate"] == "DH-001"
    assert set(data["state"]["sheet"]["marks"]) == {one["id"] for one in data["state"]["card"]["criteria"]}


def test_what_was_typed_last_on_the_sheet_before_is_stored_there(small_review):
    browser = Browser(small_review)
    left = browser.card.card["key"]
    browser.card.turn_to("MH-001")
    answer = browser.mark(key=left, value="12")
    assert answer["outcome"] == "saved"
    assert answer["sheet"]["candidate"] == "MH-002"
    assert answer["sheet"]["marks"]["TT1"]["value"] == "12"
    # The sheet on the screen is another one, and was not overtaken by what its own window wrote.
    assert (browser.card.sheet["candidate"], browser.shown()["value"]) == ("MH-001", "")
    answer = browser.mark(value="9")
    assert (answer["outcome"], "sheet" in answer) == ("saved", False)
    marks = small_review.ledger.current_marks().set_index("candidate_id")["points"]
    assert marks.to_dict() == {"MH-002": 12, "MH-001": 9}


def test_another_windows_entry_is_not_taken_for_this_ones(small_review):
    browser = Browser(small_review)
    left = browser.card.card["key"]
    browser.card.turn_to("MH-001")
    other_window(small_review)
    assert browser.mark(key=left, value="12")["outcome"] == "changed"
    assert browser.mark(value="9")["outcome"] == "changed"
    assert stored(small_review) == {"TT1": (11, "", "")}


def test_a_sheet_that_was_never_on_this_card_takes_nothing(small_review):
    browser = Browser(small_review)
    browser.mark(key=["THU-2015", "TV1", "MH-001"], value="12")
    assert (browser.answers, head(small_review)) == ([], 0)


def test_a_ledger_replaced_by_an_older_or_a_new_one_is_no_other_window(small_review):
    path = small_review.folder / "ledger.db"
    browser = Browser(small_review)
    browser.mark(value="12")
    older = path.read_bytes()
    browser.mark("TT2", value="15")
    current = path.read_bytes()
    for other in (older, None, b""):
        path.unlink()
        if other is None:
            open_review(small_review.folder)
        else:
            path.write_bytes(other)
        entry = {"kind": "mark", "id": str(uuid.uuid4()), "key": browser.card.card["key"], "criterion": "TT3"}
        entry |= BLANK | {"value": "11"}
        browser.card._handle_custom_msg(entry, [])
        assert browser.answers[-1]["outcome"] == "failed"
        assert "đã bị thay bằng" in browser.answers[-1]["because"]
    path.write_bytes(current)
    browser.card._handle_custom_msg(entry, [])
    assert browser.answers[-1]["outcome"] == "saved"
    assert {key: points for key, (points, *_) in stored(small_review).items()} == {"TT1": 12, "TT2": 15, "TT3": 11}
