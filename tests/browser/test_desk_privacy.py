"""What reaches a reviewer's browser – read in the traffic of the page, not on the screen."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
from playwright.sync_api import Browser, Page, expect

from danvan_tools.publishing import prepare_notebook
from danvan_tools.records import Review, open_review, save_mark

pytestmark = pytest.mark.browser
_ESCAPED = re.compile(r"\\u([0-9a-fA-F]{4})")


@dataclass
class Traffic:
    """Everything that came to a page: documents, scripts and the frames of its sockets."""

    parts: list[str] = field(default_factory=list)

    def take(self, data: str | bytes) -> None:
        text = data.decode("utf-8", "replace") if isinstance(data, bytes) else data
        self.parts.append(_ESCAPED.sub(lambda found: chr(int(found[1], 16)), text))

    def holds(self, words: str) -> bool:
        return any(words in part for part in self.parts)


@pytest.fixture
def open_watched(chromium: Browser, tmp_path: Path, serve_notebook) -> Callable[..., tuple[Page, Traffic]]:
    """Open the desk of a reviewer on a candidate, with everything that comes to the page kept."""

    def open_one(folder: Path, reviewer: str, candidate: str) -> tuple[Page, Traffic]:
        parameters = {"folder": str(folder), "reviewer_id": reviewer, "candidate_id": candidate}
        address = serve_notebook(prepare_notebook("2_review_candidates", parameters, tmp_path / f"{reviewer}.ipynb"))
        traffic = Traffic()
        page = chromium.new_page(viewport={"width": 1366, "height": 768}, locale="vi-VN")
        page.set_default_timeout(90_000)
        page.on("websocket", lambda socket: socket.on("framereceived", traffic.take))
        page.goto(address)
        expect(page.locator(".danvan-dossier h3")).to_be_visible(timeout=90_000)
        expect(page.locator(".danvan-right")).to_contain_text("Phiếu chấm", timeout=90_000)
        traffic.take(page.content())
        return page, traffic

    return open_one


def mark(review: Review, reviewer: str, comment: str, points: str) -> None:
    criterion = review.rubrics["collective"].criteria["criterion_id"].iloc[0]
    save_mark(
        review,
        reviewer_id=reviewer,
        candidate_id="MH-003",
        criterion_id=criterion,
        points=Decimal(points),
        comment=comment,
        expected_seq=review.ledger.head(f"reviewer:{reviewer}")[0],
        entered_by=reviewer,
    )


def test_two_reviewers_of_one_candidate_receive_nothing_of_each_other(open_watched, sample_folder):
    review = open_review(sample_folder)
    mark(review, "TV01", "Nhận xét của người thứ nhất", "12,5".replace(",", "."))
    mark(review, "TV02", "Nhận xét của người thứ hai", "7.5")
    first, to_first = open_watched(sample_folder, "TV01", "MH-003")
    second, to_second = open_watched(sample_folder, "TV02", "MH-003")
    # One's own arrives, so what is looked for would be found.
    assert to_first.holds("Nhận xét của người thứ nhất")
    assert to_second.holds("Nhận xét của người thứ hai")

    # Written while both look on, and the desk follows other windows every few seconds.
    mark(review, "TV01", "Nhận xét thứ nhất, đã sửa", "13")
    first.wait_for_timeout(7_000)
    second.wait_for_timeout(500)
    for others in ("Nhận xét của người thứ nhất", "Nhận xét thứ nhất, đã sửa", "reviewer:TV01", "Trương Hoàng Lĩnh"):
        assert not to_second.holds(others)
    for others in ("Nhận xét của người thứ hai", "reviewer:TV02", "Ngô Thị Bích Thuận"):
        assert not to_first.holds(others)


def test_a_blind_review_sends_neither_names_nor_units(open_watched, sample_folder):
    path = sample_folder / "review.xlsx"
    workbook = openpyxl.load_workbook(path)
    sheet = workbook["Đợt xét"]
    last = sheet.max_row
    row = next((row for row in range(1, last + 1) if sheet.cell(row, 1).value == "Chấm không biết tên"), last + 1)
    sheet.cell(row, 1).value, sheet.cell(row, 2).value = "Chấm không biết tên", "có"
    workbook.save(path)
    review = open_review(sample_folder)
    rows = review.candidates.set_index("candidate_id")
    units = dict(zip(review.units["unit_id"], review.units["name"], strict=True))

    page, traffic = open_watched(sample_folder, "TV01", "DH-001")
    shown = ["DH-001"]
    for _ in range(3):
        page.locator(".danvan-rows button").nth(len(shown)).click()
        key = page.locator(".danvan-rows button").nth(len(shown)).get_attribute("data-key")
        expect(page.locator(".danvan-dossier dd").first).to_have_text(str(key))
        shown.append(str(key))
    assert traffic.holds("không hiện: đợt xét chấm không biết tên")
    hidden = {rows.loc[key, "name"] for key in shown} | {units[rows.loc[key, "unit_id"]] for key in shown}
    assert [name for name in sorted(hidden) if traffic.holds(name)] == []
