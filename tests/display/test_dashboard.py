from __future__ import annotations

import asyncio
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from ipywidgets import HTML, Accordion, Button, Checkbox, Combobox, Dropdown, Text
from lxml import html

from danvan_tools.display import dashboard
from danvan_tools.display.dashboard import _deadline, _DeadlineError
from danvan_tools.display.round_tables import candidates_html, reviewers_html, round_html
from danvan_tools.records import (
    Review,
    close_round,
    open_round,
    round_progress,
    round_state,
    save_mark,
    sheet_states,
    submit_sheet,
)


def widgets(box: Any, kind: type) -> list[Any]:
    found = [box] if isinstance(box, kind) else []
    return found + [one for child in getattr(box, "children", ()) for one in widgets(child, kind)]


def words(box: Any) -> str:
    """Everything that is read on the screen."""
    texts = [one.value for one in widgets(box, HTML) if one.value and not one.value.startswith("<style>")]
    return " ".join(" ".join(html.fromstring(f"<div>{text}</div>").itertext()) for text in texts).replace("  ", " ")


def press(box: Any, description: str) -> None:
    (button,) = [one for one in widgets(box, Button) if one.description == description]
    button.click()


def field(box: Any, description: str, place: int = 0) -> Any:
    found = [one for one in widgets(box, (Text, Dropdown, Combobox, Checkbox)) if one.description == description]
    return found[place]


def mark_all(review: Review, reviewer_id: str, candidate_id: str, points: int = 1) -> None:
    holder = review.candidates.set_index("candidate_id").loc[candidate_id, "holder"]
    stream, shown = f"reviewer:{reviewer_id}", {}
    for criterion_id in review.rubrics[holder].criteria["criterion_id"]:
        shown[criterion_id] = (Decimal(points), "")
        save_mark(
            review,
            reviewer_id=reviewer_id,
            candidate_id=candidate_id,
            criterion_id=criterion_id,
            points=Decimal(points),
            expected_seq=review.ledger.head(stream)[0],
            entered_by=reviewer_id,
        )
    submit_sheet(
        review,
        reviewer_id=reviewer_id,
        candidate_id=candidate_id,
        shown=shown,
        expected_seq=review.ledger.head(stream)[0],
        entered_by=reviewer_id,
    )


def kinds(review: Review) -> list[str]:
    return [entry.kind for entry in review.ledger.entries("secretary") if entry.kind not in ("register", "load")]


def test_a_round_is_opened_only_after_what_was_read_is_confirmed(small_review: Review) -> None:
    box = dashboard(small_review)
    assert "Chưa mở vòng chấm nào" in words(box)
    assert "Đã khoá 0/5 phiếu" in words(box)
    field(box, "Hạn chấm").value = "08/12/2099 17:00"
    press(box, "Mở vòng chấm hoặc đổi hạn")
    # Typed after the question was asked: not what was agreed to.
    field(box, "Hạn chấm").value = "09/12/2099 17:00"
    assert "Mở vòng chấm, hạn 08/12/2099 17:00?" in words(box)
    assert kinds(small_review) == []
    press(box, "Thôi")
    assert "Không ghi gì." in words(box)
    press(box, "Đồng ý")
    assert kinds(small_review) == []
    press(box, "Mở vòng chấm hoặc đổi hạn")
    press(box, "Đồng ý")
    assert "Đã ghi: Mở vòng chấm, hạn 09/12/2099 17:00" in words(box)
    assert "hạn 09/12/2099 17:00." in words(box)
    assert small_review.ledger.entries("secretary")[-1].body["entered_by"] == "TV2"


def test_closing_says_how_many_sheets_are_not_locked(small_review: Review) -> None:
    box = dashboard(small_review)
    press(box, "Đóng vòng đang mở")
    press(box, "Đồng ý")
    assert "CHƯA GHI: Đóng vòng chấm: chưa mở vòng chấm nào." in words(box)
    press(box, "Mở vòng chấm hoặc đổi hạn")
    press(box, "Đồng ý")
    mark_all(small_review, "TV1", "MH-002")
    press(box, "Đóng vòng đang mở")
    assert "Còn 4 phiếu chưa khoá" in words(box)
    press(box, "Đồng ý")
    assert kinds(small_review) == ["open_round", "close_round"]
    assert "Vòng chấm đã đóng lúc" in words(box)


def test_one_locked_sheet_is_reopened_with_its_reason(small_review: Review) -> None:
    mark_all(small_review, "TV1", "MH-002")
    box = dashboard(small_review)
    press(box, "Mở lại phiếu này")
    assert "Chọn thành viên và hồ sơ trước." in words(box)
    field(box, "Thành viên").value = "TV1"
    sheet = field(box, "Phiếu đã khoá của hồ sơ")
    assert sheet.options == ("MH-002 – Vườn & <i>rau</i> an toàn",)
    sheet.value = sheet.options[0]
    press(box, "Mở lại phiếu này")
    press(box, "Đồng ý")
    assert "CHƯA GHI: Mở lại phiếu." in words(box)
    assert "chưa ghi lý do" in words(box)
    field(box, "Lý do", 1).value = "Bổ sung <b>minh chứng</b>"
    press(box, "Mở lại phiếu này")
    assert "hồ sơ MH-002 “Vườn & <i>rau</i> an toàn”, lý do: Bổ sung <b>minh chứng</b>?" in words(box)
    press(box, "Đồng ý")
    assert kinds(small_review) == ["reopen_sheet"]
    states = sheet_states(small_review, "TV1").set_index("candidate_id")["state"]
    assert states["MH-002"] == "saved"
    assert sheet.options == ()


def test_an_opening_asks_whether_marks_given_before_it_count(small_review: Review) -> None:
    mark_all(small_review, "TV1", "MH-002", 2)
    box = dashboard(small_review)
    press(box, "Mở vòng chấm hoặc đổi hạn")
    assert "không có hạn; điểm đã chấm thử chờ thành viên xem lại mới tính?" in words(box)
    press(box, "Đồng ý")
    assert small_review.tables().marks.empty
    field(box, "Tính cả điểm đã chấm trước khi mở vòng lần đầu").value = True
    press(box, "Mở vòng chấm hoặc đổi hạn")
    assert "không có hạn; tính cả điểm đã chấm trước khi mở vòng lần đầu?" in words(box)
    press(box, "Đồng ý")
    assert not small_review.tables().marks.empty


def test_a_member_taken_off_the_committee_is_named_with_what_still_counts(small_review: Review) -> None:
    seq = small_review.ledger.head("secretary")[0]
    open_round(small_review, deadline=None, expected_seq=seq, entered_by="TV2")
    mark_all(small_review, "TV1", "MH-002", 2)
    fewer = replace(small_review, committee=small_review.committee[small_review.committee["reviewer_id"] != "TV1"])
    assert "đã bỏ Đặng Thị Mười (TV1), 1 phiếu đã chấm (hồ sơ MH-002) vẫn tính vào kết quả." in words(dashboard(fewer))


def test_a_consensus_is_opened_for_the_candidates_named_and_its_changes_are_shown(small_review: Review) -> None:
    mark_all(small_review, "TV1", "MH-002", 2)
    seq = small_review.ledger.head("secretary")[0]
    open_round(small_review, deadline=None, expected_seq=seq, entered_by="TV2", count_earlier=True)
    close_round(small_review, expected_seq=seq + 1, entered_by="TV2")
    box = dashboard(small_review)
    field(box, "Mã các hồ sơ").value = " MH-002 ,MH-9"
    press(box, "Mở vòng thống nhất")
    press(box, "Đồng ý")
    assert 'CHƯA GHI: Mở vòng thống nhất: hồ sơ "MH-9" không ở diện được chấm.' in words(box)
    field(box, "Mã các hồ sơ").value = "MH-002"
    press(box, "Mở vòng thống nhất")
    press(box, "Đồng ý")
    assert "Đang thống nhất điểm 1 hồ sơ" in words(box)
    save_mark(
        small_review,
        reviewer_id="TV1",
        candidate_id="MH-002",
        criterion_id="TT4",
        points=Decimal(3),
        reason="Thêm <i>minh chứng</i>",
        expected_seq=small_review.ledger.head("reviewer:TV1")[0],
        entered_by="TV1",
    )
    assert "2 3 Thêm <i>minh chứng</i>" in words(dashboard(small_review))


def test_another_window_of_the_secretary_is_not_overwritten(small_review: Review) -> None:
    box = dashboard(small_review)
    press(box, "Mở vòng chấm hoặc đổi hạn")
    seq = small_review.ledger.head("secretary")[0]
    open_round(small_review, deadline=None, expected_seq=seq, entered_by="TV2")
    press(box, "Đồng ý")
    assert "CHƯA GHI: có cửa sổ khác vừa ghi vào sổ." in words(box)
    assert "Đang chấm, mở từ" in words(box)
    assert kinds(small_review) == ["open_round"]


def test_it_looks_again_by_itself_until_it_is_closed(small_review: Review) -> None:
    async def follow() -> tuple[str, str, bool]:
        box = dashboard(small_review, every=0.01)
        before = words(box)
        mark_all(small_review, "TV1", "MH-002")
        await asyncio.sleep(0.3)
        after = words(box)
        newer = dashboard(small_review, every=0.01)
        await asyncio.sleep(0.05)
        tasks = [task for task in asyncio.all_tasks() if task is not asyncio.current_task()]
        newer.close()
        await asyncio.sleep(0.3)
        left = [task for task in asyncio.all_tasks() if task is not asyncio.current_task()]
        return before, after, (len(tasks), len(left)) == (1, 0)

    before, after, stopped = asyncio.run(follow())
    assert "Đã khoá 0/5 phiếu" in before
    assert "Đã khoá 1/5 phiếu" in after
    assert stopped


def test_who_is_late_is_said_in_words(small_review: Review) -> None:
    seq = small_review.ledger.head("secretary")[0]
    day = _deadline("01/12/2015 17:00")
    assert day is not None
    open_round(small_review, deadline=day, expected_seq=seq, entered_by="TV2", at=day.replace(hour=8))
    text = words(dashboard(small_review))
    assert "hạn 01/12/2015 17:00 – đã quá hạn." in text
    assert "trễ hạn, còn 3 phiếu" in text
    assert "trễ hạn, còn 2 phiếu" in text


def test_changed_rules_are_an_alert(small_review: Review) -> None:
    seq = small_review.ledger.head("secretary")[0]
    open_round(small_review, deadline=None, expected_seq=seq, entered_by="TV2")
    changed = replace(small_review, ties=small_review.ties.iloc[:0])
    found = html.fromstring(f"<div>{round_html(round_state(changed), round_progress(changed))}</div>")
    (alert,) = found.xpath('.//*[@role="alert"]')
    assert alert.text_content().startswith("Quy tắc xét (trang Khi bằng điểm) đã sửa sau khi mở vòng chấm")


def test_many_candidates_are_cut_and_counted(small_review: Review) -> None:
    progress = round_progress(small_review)
    many = progress._replace(candidates=progress.candidates.loc[[0] * 130].reset_index(drop=True))
    found = html.fromstring(f"<div>{candidates_html(many)}</div>")
    assert len(found.xpath(".//tbody/tr")) == 100
    assert "Còn 30 hồ sơ nữa" in found.text_content()
    done = progress._replace(candidates=progress.candidates.assign(locked=progress.candidates["owed"]))
    assert "Mọi hồ sơ đã có đủ phiếu khoá." in candidates_html(done)


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("", None),
        ("08/12/2015 17:05", "2015-12-08T17:05:00+07:00"),
        ("8-12-2015, 7h", "2015-12-08T07:00:00+07:00"),
        ("08/12/2015 17 giờ 30", "2015-12-08T17:30:00+07:00"),
        ("ngày 8 tháng 12 năm 2015", "2015-12-08T23:59:00+07:00"),
    ],
)
def test_a_deadline_is_typed_as_officials_type_it(text: str, moment: str | None) -> None:
    found = _deadline(text)
    assert (found.isoformat() if found else None) == moment


@pytest.mark.parametrize("text", ["mai", "32/12/2015", "08/12/2015 25:00", "17:00", "08/12/2015 17:99"])
def test_what_is_no_deadline_is_said(small_review: Review, text: str) -> None:
    with pytest.raises(_DeadlineError, match=text):
        _deadline(text)
    box = dashboard(small_review)
    field(box, "Hạn chấm").value = text
    press(box, "Mở vòng chấm hoặc đổi hạn")
    assert f'CHƯA GHI: Hạn chấm: "{text}" không phải là ngày giờ.' in words(box)


def test_every_field_has_a_label_and_tables_are_named(small_review: Review) -> None:
    box = dashboard(small_review)
    assert all(one.description for one in widgets(box, (Text, Dropdown, Combobox, Button)))
    (forms,) = widgets(box, Accordion)
    assert len(forms.titles) == len(forms.children)


def test_counts_stand_under_one_another_and_a_moment_in_one_line(small_review: Review):
    mark_all(small_review, "TV1", small_review.candidates["candidate_id"].iloc[0])
    page = html.fromstring(reviewers_html(round_progress(small_review)))
    headings = {cell.text_content(): cell.get("class") for cell in page.iterfind(".//thead//th")}
    assert headings["Đã khoá"] == headings["Phải chấm"] == "danvan-count"
    assert headings["Ghi lần cuối"] == "danvan-moment"
    assert headings["Thành viên"] is None
    assert headings["Hạn"] is None
    assert {cell.get("class") for row in page.iterfind(".//tbody/tr") for cell in row[1:3]} == {"danvan-count"}
