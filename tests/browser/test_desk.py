"""The desk in a real browser: what is stored is what was shown, and nothing else."""

from __future__ import annotations

import re
from pathlib import Path

import pandas as pd
import pytest
from playwright.sync_api import Page, expect

from danvan_tools.language import format_points
from danvan_tools.publishing import prepare_notebook
from danvan_tools.records import Ledger, Review, open_review

pytestmark = pytest.mark.browser
SAVED = re.compile(r"^đã lưu \d\d:\d\d$")


@pytest.fixture
def review(sample_folder: Path) -> Review:
    return open_review(sample_folder)


@pytest.fixture
def sheet(review: Review) -> tuple[str, str]:
    """A reviewer and a nominated candidate of a collective, without a conflict between them."""
    reviewer = review.committee["reviewer_id"].iloc[0]
    conflicts = review.conflicts.loc[review.conflicts["reviewer_id"] == reviewer, "candidate_id"]
    nominated = review.milestones.loc[review.milestones["step"] == "nominated", "candidate_id"]
    ours = review.candidates["candidate_id"].isin(nominated) & ~review.candidates["candidate_id"].isin(conflicts)
    return reviewer, review.candidates[ours & (review.candidates["holder"] == "collective")]["candidate_id"].iloc[0]


@pytest.fixture
def address(serve_notebook, review: Review, sheet: tuple[str, str], tmp_path: Path) -> str:
    reviewer, candidate = sheet
    parameters = {"folder": str(review.folder), "reviewer_id": reviewer, "candidate_id": candidate}
    return serve_notebook(prepare_notebook("2_review_candidates", parameters, tmp_path / "desk.ipynb"))


def criterion(page: Page, number: int):
    """Return the box of a criterion, its field for points and the words beside it."""
    box = page.locator(".danvan-criterion").nth(number - 1)
    field = box.get_by_label(re.compile(f"^Điểm tiêu chí {number} "))
    return field, box.locator(".danvan-points").get_by_role("status")


def enter(page: Page, number: int, text: str) -> None:
    field, _ = criterion(page, number)
    field.fill(text)
    field.press("Tab")


def stored(review: Review, sheet: tuple[str, str]) -> dict[str, tuple[float, str]]:
    marks = Ledger.open(review.folder / "ledger.db").current_marks()
    mine = marks[(marks["reviewer_id"] == sheet[0]) & (marks["candidate_id"] == sheet[1])]
    return {row.criterion_id: (row.points, row.comment) for row in mine.itertuples()}


def test_what_is_shown_is_stored(open_page, address, review, sheet):
    page = open_page(address)
    first, second = review.rubrics["collective"].criteria["criterion_id"].iloc[:2]
    before = stored(review, sheet)

    enter(page, 1, "12,5")
    expect(criterion(page, 1)[1]).to_have_text(SAVED)
    enter(page, 2, "99")
    expect(criterion(page, 2)[1]).to_contain_text("CHƯA LƯU")
    expect(criterion(page, 2)[1]).to_contain_text("99 điểm vượt điểm tối đa 20")
    expect(criterion(page, 2)[0]).to_have_value("99")
    page.get_by_label("Nhận xét tiêu chí 1").fill("Có kế hoạch\nriêng & rõ <việc>")
    page.get_by_label("Nhận xét tiêu chí 1").press("Tab")
    expect(page.get_by_text("nhận xét đã lưu")).to_be_visible()

    after = stored(review, sheet)
    assert after.pop(first) == (12.5, "Có kế hoạch\nriêng & rõ <việc>")
    before.pop(first, None)
    pd.testing.assert_frame_equal(pd.DataFrame(after), pd.DataFrame(before))

    again = open_page(address)
    expect(criterion(again, 1)[0]).to_have_value("12,5")
    expect(criterion(again, 1)[1]).to_contain_text("đã lưu lúc")
    expect(criterion(again, 2)[0]).to_have_value(format_points(before[second][0]))
    assert again.get_by_label("Nhận xét tiêu chí 1").input_value() == "Có kế hoạch\nriêng & rõ <việc>"


def test_two_windows_of_one_reviewer_never_overwrite_each_other(open_page, address, review, sheet):
    here, there = open_page(address), open_page(address)
    enter(there, 1, "11")
    expect(criterion(there, 1)[1]).to_have_text(SAVED)
    enter(here, 1, "14")
    expect(here.get_by_role("alert")).to_contain_text('Điểm "14" ở tiêu chí 1 chưa được ghi')
    expect(criterion(here, 1)[0]).to_have_value("11")
    first = review.rubrics["collective"].criteria["criterion_id"].iloc[0]
    assert stored(review, sheet)[first][0] == 11

    enter(here, 1, "14")
    expect(criterion(here, 1)[1]).to_have_text(SAVED)
    expect(here.get_by_role("alert")).to_have_count(0)
    assert stored(review, sheet)[first][0] == 14


def test_the_page_reads_well_and_gives_nothing_away(open_page, address, review):
    page = open_page(address)
    assert page.evaluate("document.documentElement.lang") == "vi"
    assert page.title() == "Bàn chấm – “Dân vận khéo”"
    # The folder of the notebook is the one a file would be served from.
    (review.folder.parent / "photo.png").write_bytes(b"\x89PNG")
    for path in ("photo.png", "desk.ipynb", "sample/review.xlsx"):
        assert page.request.get(f"{address}voila/files/{path}").status == 403
    text = page.request.get(f"{address}?template=lab&theme=dark").text()
    assert re.findall(r"https?://(?!www\.w3\.org/)[^\"' ]+", text) == []

    total = page.locator(".danvan-total")
    expect(total).to_be_visible()
    # Counts for nbval are no matter of a reviewer.
    expect(page.get_by_text("Cỡ của công việc")).to_have_count(0)
    assert_readable(page)
    expect(total).not_to_be_in_viewport()
    page.mouse.move(1000, 500)
    page.mouse.wheel(0, 10_000)
    expect(total).to_be_in_viewport()
    expect(page.locator(".danvan-dossier")).to_be_in_viewport(ratio=0.8)


def assert_readable(page: Page) -> None:
    """No text below 16 px, and every field has a visible label of its own."""
    sizes = page.evaluate(
        "[...document.querySelectorAll('#rendered_cells *')]"
        ".filter(e => e.offsetParent && [...e.childNodes].some(n => n.nodeType === 3 && n.data.trim()))"
        ".map(e => parseFloat(getComputedStyle(e).fontSize))"
    )
    assert min(sizes) >= 16
    unnamed = page.evaluate(
        "[...document.querySelectorAll('.danvan-desk input, .danvan-desk select, .danvan-desk textarea')]"
        ".filter(e => e.checkVisibility() && ![...e.labels].some(l => l.offsetParent && l.innerText.trim())).length"
    )
    assert unnamed == 0
