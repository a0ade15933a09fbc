"""The secretary's view in a real browser: what another process writes appears by itself."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from danvan_tools import records

pytestmark = pytest.mark.browser


def submit_one(folder: Path) -> None:
    """Hand in the first sheet that is marked in full, as a reviewer's own kernel does."""
    review = records.open_review(folder)
    states = records.sheet_states(review)
    sheet = states[states["state"] == "saved"].iloc[0]
    marks = records.visible_marks(review, sheet["reviewer_id"])
    marks = marks[marks["candidate_id"] == sheet["candidate_id"]]
    rows = zip(marks["criterion_id"], marks["points"], marks["no_mark"], strict=True)
    records.submit_sheet(
        review,
        reviewer_id=sheet["reviewer_id"],
        candidate_id=sheet["candidate_id"],
        shown={key: (Decimal(str(points)), no_mark) for key, points, no_mark in rows},
        expected_seq=review.ledger.head(f"reviewer:{sheet['reviewer_id']}")[0],
        entered_by=sheet["reviewer_id"],
    )


def test_the_secretary_opens_a_round_and_sees_what_others_hand_in(serve_cells, open_page, sample_folder):
    cell = (
        "from danvan_tools import display, records\n"
        f"display.dashboard(records.open_review({str(sample_folder)!r}), every=0.5)"
    )
    page = open_page(serve_cells(cell))
    expect(page.get_by_text("Đã khoá 0/347 phiếu")).to_be_visible()
    page.get_by_text("Mở, gia hạn, đóng vòng chấm").click()
    page.get_by_label("Hạn chấm").fill("08/12/2099 17:00")
    page.get_by_label("Tính cả điểm đã chấm trước khi mở vòng lần đầu").check()
    page.get_by_role("button", name="Mở vòng chấm hoặc đổi hạn").click()
    question = "Mở vòng chấm, hạn 08/12/2099 17:00; tính cả điểm đã chấm trước khi mở vòng lần đầu?"
    expect(page.get_by_text(question)).to_be_visible()
    page.get_by_role("button", name="Đồng ý").click()
    expect(page.get_by_text("Đang chấm, mở từ")).to_contain_text("hạn 08/12/2099 17:00.")
    submit_one(sample_folder)
    expect(page.get_by_text("Đã khoá 1/347 phiếu")).to_be_visible()
    found = Axe().run(page).response["violations"]
    grave = [one for one in found if one["impact"] in ("serious", "critical")]
    assert [(one["id"], node["html"]) for one in grave for node in one["nodes"]] == []
