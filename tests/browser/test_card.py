"""The card in a real browser: what is stored is what is shown, by keyboard alone, whatever happens to the kernel."""

from __future__ import annotations

import itertools
import os
import re
import signal
from decimal import Decimal
from pathlib import Path

import pandas as pd
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Locator, Page, WebSocket, expect

from danvan_tools.records import Ledger, Review, open_review, save_mark

pytestmark = pytest.mark.browser
SAVED = re.compile(r"^đã lưu \d\d:\d\d$")
REVIEWER, CANDIDATE, CHOICES = "TV01", "MH-005", 7
CELL = """
import os, time
from pathlib import Path
from danvan_tools.display import scoring_form
from danvan_tools.records import open_review
Path("kernel.txt").write_text(str(os.getpid()))
review = open_review({folder!r})
scoring_form(review, reviewer_id={reviewer!r}, candidate_id="MH-005", on_saved=lambda: time.sleep({busy}))
"""


@pytest.fixture
def review(sample_folder: Path) -> Review:
    """The sample before anybody marked."""
    (sample_folder / "ledger.jsonl").unlink()
    return open_review(sample_folder)


@pytest.fixture
def address(serve_cells, review: Review) -> str:
    return serve_cells(CELL.format(folder=str(review.folder), reviewer=REVIEWER, busy=0))


@pytest.fixture
def slow_address(serve_cells, review: Review) -> str:
    """The same, on a kernel that is busy for 300 ms after each mark."""
    return serve_cells(CELL.format(folder=str(review.folder), reviewer=REVIEWER, busy=0.3))


def box(page: Page, number: int) -> Locator:
    return page.locator(".danvan-criterion").nth(number - 1)


def field(page: Page, number: int) -> Locator:
    return page.get_by_label(re.compile(f"^Điểm tiêu chí {number} "))


def state(page: Page, number: int) -> Locator:
    return box(page, number).locator(".danvan-points").get_by_role("status")


def stored(review: Review) -> dict[str, tuple[float, str, str]]:
    marks = Ledger.open(review.folder / "ledger.db").current_marks()
    return {row.criterion_id: (row.points, row.no_mark, row.comment) for row in marks.itertuples()}


def entries(review: Review, kind: str = "mark") -> list[dict[str, object]]:
    return [entry.body for entry in Ledger.open(review.folder / "ledger.db").entries(f"reviewer:{REVIEWER}", kind)]


@pytest.mark.slow
def test_keys_pressed_fast_on_a_slow_kernel_are_stored_as_shown(open_page, slow_address, review):
    page = open_page(slow_address)
    box(page, CHOICES).get_by_role("radio", name="0", exact=True).focus()
    agreed = 0
    for keys in list(itertools.permutations("1235")) * 2 + [tuple("1235"), tuple("5321")]:
        for key in keys:
            page.keyboard.press(key)
        expect(state(page, CHOICES)).to_have_text(SAVED)
        shown = box(page, CHOICES).locator("input[type=radio]:checked").input_value()
        agreed += shown == keys[-1] and stored(review)["TT7"][0] == float(shown)
    assert agreed == 50


def test_what_a_dead_kernel_did_not_store_is_offered_and_stored_once(open_page, slow_address, review, tmp_path):
    page = open_page(slow_address)
    field(page, 1).fill("12")
    field(page, 1).press("Enter")
    expect(state(page, 1)).to_have_text(SAVED)
    for number, points in ((2, "18"), (3, "14,5")):
        field(page, number).fill(points)
        field(page, number).press("Enter")
    page.get_by_label("Nhận xét tiêu chí 4").fill("Có sổ theo dõi")
    os.kill(int((tmp_path / "kernel.txt").read_text()), signal.SIGKILL)
    bar = page.locator("#danvan-bars").get_by_role("status")
    # Whoever is faster than the page, which stops taking entries once it knows.
    field(page, 5).evaluate("element => { element.readOnly = false; }")
    field(page, 5).fill("9")
    field(page, 5).press("Enter")
    expect(bar).to_contain_text("CHƯA LƯU", timeout=3_000)

    page.reload()
    page.wait_for_selector("#rendered_cells", state="visible")
    left = page.get_by_role("region", name="Nội dung chưa ghi")
    expect(left).to_contain_text("Tiêu chí 5: 9 điểm, nhập lúc")
    expect(left).to_contain_text("Tiêu chí 4: nhận xét “Có sổ theo dõi”")
    assert "TT5" not in stored(review)
    left.get_by_role("button", name="Ghi lại tất cả").click()
    for number in (2, 3, 5):
        expect(state(page, number)).to_contain_text("đã lưu")
    expect(box(page, 4).locator(".danvan-comment").get_by_role("status")).to_contain_text("nhận xét đã lưu")
    expect(left).to_be_hidden()
    expect(bar).to_have_text("")
    assert {key: points for key, (points, _, _) in stored(review).items() if key != "TT4"} == {
        "TT1": 12, "TT2": 18, "TT3": 14.5, "TT5": 9,
    }  # fmt: skip
    assert stored(review)["TT4"][2] == "Có sổ theo dõi"
    assert sorted(str(body["criterion_id"]) for body in entries(review)) == ["TT1", "TT2", "TT3", "TT4", "TT5"]
    assert page.evaluate("Object.keys(localStorage).filter(key => key.startsWith('danvan|'))") == []


def test_a_mark_the_store_has_overtaken_is_asked_about(open_page, address, review):
    page = open_page(address)
    field(page, 1).fill("12")
    field(page, 1).press("Enter")
    expect(state(page, 1)).to_have_text(SAVED)
    entry = {"id": "b" * 36, "candidate": CANDIDATE, "criterion": "TT1", "group": "points", "before": "",
             "changes": {"value": "7", "no_mark": ""}, "entered": "2015-12-01T01:02:03.000Z"}  # fmt: skip
    page.evaluate("item => localStorage.setItem(`danvan|DVK-2015|TV01|MH-005|${item.id}`, JSON.stringify(item))", entry)
    page.reload()
    left = page.get_by_role("region", name="Nội dung chưa ghi")
    expect(left).to_contain_text("Tiêu chí 1: 7 điểm, nhập lúc")
    expect(left).to_contain_text("Sổ đã có nội dung ghi sau đó: 12 điểm. Có ghi đè không?")
    left.get_by_role("button", name="Bỏ").click()
    expect(left).to_be_hidden()
    assert stored(review)["TT1"][0] == 12
    assert len(entries(review)) == 1


def test_a_whole_sheet_with_tab_digits_and_enter_only(open_page, address, review):
    page = open_page(address)
    page.mouse.move(1, 1)
    for _ in range(30):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.closest('.danvan-typed') !== null"):
            break
    for points in ("13", "17", "12", "26", "9", "8", "4"):
        page.keyboard.type(points)
        page.keyboard.press("Enter")
    expect(page.locator(".danvan-total")).to_contain_text("89 trên 100 · đã chấm đủ 7 tiêu chí")
    expect(page.get_by_role("button", name="Hoàn tất phiếu")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Hoàn tất và khoá phiếu")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("Phiếu đã hoàn tất và khoá lúc")
    expect(field(page, 1)).not_to_be_editable()
    assert [points for points, _, _ in stored(review).values()] == [13, 17, 12, 26, 9, 8, 4]
    (handed_in,) = entries(review, "submit")
    assert handed_in["candidate_id"] == CANDIDATE


def test_typing_a_comment_changes_no_mark(open_page, address, review):
    page = open_page(address)
    field(page, CHOICES - 1).fill("9")
    field(page, CHOICES - 1).press("Tab")
    comment = page.get_by_label("Nhận xét tiêu chí 7")
    comment.press_sequentially("Duy7 tri2 12? b x")
    for _ in range(3):
        comment.press("Backspace")
    comment.press("Control+z")
    comment.fill("Duy trì 12 tháng?\nTốt")
    comment.press("Tab")
    expect(box(page, 7).locator(".danvan-comment").get_by_role("status")).to_contain_text("nhận xét đã lưu")
    assert stored(review)["TT6"] == (9, "", "")
    assert pd.isna(stored(review)["TT7"][0])
    assert stored(review)["TT7"][1:] == ("", "Duy trì 12 tháng?\nTốt")
    expect(page.get_by_role("region", name="Trợ giúp")).to_be_hidden()


def test_what_the_rubric_does_not_allow_is_refused_and_stays(open_page, address, review):
    page = open_page(address)
    field(page, 1).fill("15,5")
    field(page, 1).press("Enter")
    expect(state(page, 1)).to_have_text("CHƯA LƯU: 15,5 điểm vượt điểm tối đa 15. Nhập từ 0 đến 15, bước 0,5.")
    expect(field(page, 1)).to_have_value("15,5")
    box(page, CHOICES).get_by_role("radio", name="0", exact=True).focus()
    page.keyboard.press("7")
    expect(state(page, CHOICES)).to_contain_text("CHƯA LƯU: 7 điểm vượt điểm tối đa 5")
    page.get_by_role("button", name="Hoàn tất phiếu").click()
    expect(page.get_by_role("alert")).to_contain_text("tiêu chí 1, 7 còn nội dung chưa lưu")
    assert stored(review) == {}
    field(page, 1).fill("12.5")
    expect(field(page, 1)).to_have_value("12,5")
    field(page, 1).press("Enter")
    expect(state(page, 1)).to_have_text(SAVED)
    assert stored(review) == {"TT1": (12.5, "", "")}


def test_three_ways_of_no_mark_and_undo(open_page, address, review):
    page = open_page(address)
    field(page, 2).fill("18")
    field(page, 2).press("Enter")
    expect(state(page, 2)).to_have_text(SAVED)
    box(page, 2).get_by_label("Không đủ minh chứng").check()
    expect(state(page, 2)).to_contain_text("không đủ minh chứng; đã lưu")
    expect(field(page, 2)).to_have_value("")
    page.get_by_role("button", name="Hoàn tác").click()
    expect(field(page, 2)).to_have_value("18")
    expect(box(page, 2).get_by_label("Không đủ minh chứng")).not_to_be_checked()
    expect(field(page, 2)).to_be_focused()
    field(page, 2).fill("")
    field(page, 2).press("Tab")
    expect(state(page, 2)).to_contain_text("chưa chấm; đã lưu")
    # A digit pressed beside the fields goes to the first criterion without an answer.
    box(page, 1).get_by_label("Không đủ minh chứng").check()
    expect(state(page, 1)).to_contain_text("không đủ minh chứng; đã lưu")
    page.get_by_role("region", name="Phiếu chấm điểm").focus()
    page.keyboard.press("7")
    expect(field(page, 2)).to_have_value("7")
    page.get_by_role("button", name="Hoàn tác").focus()
    expect(state(page, 2)).to_have_text(SAVED)
    expect(box(page, 1).get_by_label("Không đủ minh chứng")).to_be_checked()
    assert [body["points"] for body in entries(review)] == ["18", None, "18", None, None, "7"]

    page.get_by_role("button", name="Xin không chấm (có liên quan)").click()
    page.get_by_role("button", name="Xin không chấm", exact=True).click()
    expect(page.get_by_role("alert")).to_contain_text("Đồng chí đã xin không chấm hồ sơ này")
    expect(field(page, 1)).not_to_be_editable()
    page.get_by_role("button", name="Hoàn tác").click()
    expect(page.get_by_role("alert")).to_have_count(0)
    expect(field(page, 1)).to_be_editable()


def test_two_windows_of_one_reviewer_never_overwrite_each_other(open_page, address, review):
    here, there = open_page(address), open_page(address)
    field(there, 1).fill("11")
    field(there, 1).press("Enter")
    expect(state(there, 1)).to_have_text(SAVED)
    field(here, 1).fill("14")
    field(here, 1).press("Enter")
    expect(here.get_by_role("alert")).to_contain_text("vừa được ghi ở một cửa sổ khác")
    expect(here.get_by_role("alert")).to_contain_text('Điểm "14" ở tiêu chí 1 chưa được ghi.')
    expect(state(here, 1)).to_have_text(
        'CHƯA LƯU: phiếu vừa được ghi ở cửa sổ khác; ô này đang lưu 11 điểm; đồng chí đã nhập "14". '
        "Nếu vẫn cần, hãy nhập lại."
    )
    field(here, 2).focus()
    expect(field(here, 1)).to_have_value("11")
    assert stored(review) == {"TT1": (11, "", "")}
    field(here, 1).fill("14")
    field(here, 1).press("Enter")
    expect(state(here, 1)).to_have_text(SAVED)
    assert stored(review) == {"TT1": (14, "", "")}


def test_the_card_reads_well_and_can_be_reached(open_page, address):
    page = open_page(address)
    page.locator(".danvan-card").focus()
    page.keyboard.press("?")
    expect(page.get_by_role("region", name="Trợ giúp")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("button", name="Trợ giúp (phím ?)")).to_be_focused()
    found = Axe().run(page).response["violations"]
    assert [one["id"] for one in found if one["impact"] in {"serious", "critical"}] == []
    sizes = page.evaluate(
        "[...document.querySelectorAll('.danvan-card *')]"
        ".filter(e => e.offsetParent && [...e.childNodes].some(n => n.nodeType === 3 && n.data.trim()))"
        ".map(e => parseFloat(getComputedStyle(e).fontSize))"
    )
    assert min(sizes) >= 16
    heights = page.evaluate(
        "[...document.querySelectorAll('.danvan-card :is(button, textarea, input[type=text], .danvan-choices label, "
        ".danvan-evidence)')].filter(e => e.offsetParent).map(e => e.getBoundingClientRect().height)"
    )
    assert min(heights) >= 44


def test_another_persons_leftovers_are_not_offered(open_page, serve_cells, review):
    page = open_page(serve_cells(CELL.format(folder=str(review.folder), reviewer="TV02", busy=0)))
    entry = {"id": "c" * 36, "criterion": "TT1", "group": "points", "before": "", "entered": "2015-12-01T01:02:03Z",
             "changes": {"value": "7", "no_mark": ""}}  # fmt: skip
    page.evaluate("item => localStorage.setItem(`danvan|DVK-2015|TV01|MH-005|${item.id}`, JSON.stringify(item))", entry)
    page.reload()
    expect(field(page, 1)).to_be_visible()
    expect(page.get_by_role("region", name="Nội dung chưa ghi")).to_be_hidden()


NEXT = """
import time
from ipywidgets import Button, VBox
from danvan_tools.display import scoring_form
from danvan_tools.records import open_review
review = open_review({folder!r})
card, following = scoring_form(review, reviewer_id="TV01", candidate_id="MH-003"), Button(description="Hồ sơ sau")
def show(_):
    card.turn_to("MH-005")
    time.sleep({busy})
following.on_click(show)
card._on_saved = lambda: time.sleep({busy})
VBox([following, card])
"""


def test_a_card_costs_few_messages_and_none_tells_of_another_reviewer(open_page, serve_cells, review):
    save_mark(
        review, reviewer_id="TV02", candidate_id=CANDIDATE, criterion_id="TT1", points=Decimal("3.5"),
        comment="chỉ mình tôi biết 4711", expected_seq=0, entered_by="TV02",
    )  # fmt: skip
    frames: list[bytes] = []

    def received(frame: bytes | str) -> None:
        frames.append(frame if isinstance(frame, bytes) else frame.encode())

    def opened(socket: WebSocket) -> None:
        # The page's own watch on the kernel gets every message a second time.
        if "watch-" not in socket.url:
            socket.on("framereceived", received)

    page = open_page(serve_cells(NEXT.format(folder=str(review.folder), busy=0)))
    page.on("websocket", opened)
    page.reload()
    expect(field(page, 1)).to_be_visible()
    page.wait_for_timeout(500)
    seen = len(frames)
    page.get_by_role("button", name="Hồ sơ sau").click()
    expect(page.locator(".danvan-criterion legend").first).to_be_visible()
    page.wait_for_timeout(500)
    # Busy, the card with its sheet in one message, idle; what else there is comes with the click.
    assert 3 <= len(frames) - seen <= 6
    assert sum(b'"TT1"' in frame for frame in frames[seen:]) == 1
    everything = b"".join(frames)
    assert b"MH-005" in everything
    assert b"4711" not in everything
    assert b"TV02" not in everything


def test_what_was_typed_last_before_the_next_candidate_is_stored_where_it_was_typed(open_page, serve_cells, review):
    page = open_page(serve_cells(NEXT.format(folder=str(review.folder), busy=0.3)))
    field(page, 1).fill("12,5")
    field(page, 1).press("Enter")
    field(page, 2).fill("17")
    page.get_by_label("Nhận xét tiêu chí 2").fill("Rõ")
    page.get_by_role("button", name="Hồ sơ sau").click()
    expect(field(page, 1)).to_have_value("")
    field(page, 1).fill("9")
    field(page, 1).press("Enter")
    expect(state(page, 1)).to_have_text(SAVED)
    expect(page.locator("#danvan-bars").get_by_role("status")).to_have_text("")
    marks = Ledger.open(review.folder / "ledger.db").current_marks()
    found = {(row.candidate_id, row.criterion_id): (row.points, row.comment) for row in marks.itertuples()}
    assert found == {
        ("MH-003", "TT1"): (12.5, ""),
        ("MH-003", "TT2"): (17, "Rõ"),
        ("MH-005", "TT1"): (9, ""),
    }
