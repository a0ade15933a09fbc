"""The desk without its kernel: it says so in red and takes no more entries."""

from __future__ import annotations

import os
import re
import signal
from pathlib import Path

import psutil
import pytest
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.browser
CELL = """
import os
import re
from pathlib import Path
from ipywidgets import HTML, Dropdown, Text, Textarea, VBox
Path("kernel.txt").write_text(str(os.getpid()))
form = [Text(description="Điểm"), Textarea(description="Nhận xét"), Dropdown(description="Hồ sơ", options=["a", "b"])]
VBox([*form, HTML('<span class="danvan-saved">đã lưu 10:00</span>')])
"""
MILLISECONDS = 4_000


@pytest.fixture
def desk(serve_cells, open_page) -> Page:
    page = open_page(serve_cells(CELL))
    page.get_by_label("Nhận xét").fill("Chưa ghi")
    # Longer than one question to the server: a desk in touch shows nothing.
    page.wait_for_timeout(2_500)
    expect(page.get_by_role("alert")).to_have_count(0)
    return page


def expect_lost(page: Page, within: int = MILLISECONDS) -> None:
    """Expect the bar across the top, and fields that take nothing but can be copied from."""
    expect(page.get_by_role("alert")).to_contain_text("CHƯA LƯU – mất kết nối", timeout=within)
    box = page.get_by_role("alert").bounding_box()
    assert box is not None
    assert (box["x"], box["y"], box["width"]) == (0, 0, page.evaluate("document.documentElement.clientWidth"))
    for label in ("Điểm", "Nhận xét"):
        expect(page.get_by_label(label)).not_to_be_editable()
    expect(page.get_by_label("Hồ sơ")).to_be_disabled()
    expect(page.get_by_label("Nhận xét")).to_have_value("Chưa ghi")
    expect(page.get_by_role("dialog")).to_have_count(0)


def test_the_server_is_gone(desk):
    (server,) = [child for child in psutil.Process().children() if "serve_desk" in " ".join(child.cmdline())]
    os.killpg(server.pid, signal.SIGINT)
    expect_lost(desk)
    # The fixture interrupts it once more, and counts how it ended the first time.
    while server.status() != psutil.STATUS_ZOMBIE:
        desk.wait_for_timeout(100)


def test_the_kernel_died(desk, tmp_path: Path):
    os.kill(int((tmp_path / "kernel.txt").read_text()), signal.SIGKILL)
    expect_lost(desk)


@pytest.mark.parametrize("answer", [{"status": 404}, {"json": {"execution_state": "dead"}}])
def test_the_server_knows_no_such_kernel(desk, answer):
    desk.route("**/api/kernels/*", lambda route: route.fulfill(**answer))
    expect_lost(desk)


def test_the_server_does_not_answer(desk):
    # A busy one may need seconds: only ten without an answer are a loss.
    desk.route("**/api/kernels/*", lambda _route: None)
    desk.wait_for_timeout(5_000)
    expect(desk.get_by_role("alert")).to_have_count(0)
    expect_lost(desk, within=9_000)


def test_at_the_door_a_server_that_is_busy_with_others_is_waited_for(open_page, serve_cells, sample_folder):
    address = serve_cells("from danvan_tools import display\ndisplay.login('sample', display.review_desk)")
    page = open_page(address)
    page.get_by_label("Họ tên hoặc mã thành viên").fill("TV01")
    kernel = re.compile(r"/api/kernels/[^/]+$")
    page.route(kernel, lambda route: None)
    page.wait_for_timeout(14_000)
    expect(page.locator("#danvan-lost")).to_have_count(0)
    page.unroute(kernel)
    page.get_by_role("button", name="Vào bàn chấm").click()
    expect(page.locator(".danvan-card fieldset").first).to_be_visible()
    # With a card on the page silence is a loss.
    page.route(kernel, lambda route: None)
    expect(page.locator("#danvan-lost")).to_be_visible(timeout=16_000)
