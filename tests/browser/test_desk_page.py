"""The desk as a page: both widths, keyboard and screen reader, photos and PDFs, and nothing served as a file."""

from __future__ import annotations

import shutil
from pathlib import Path

import psutil
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from danvan_tools.publishing import prepare_notebook

pytestmark = pytest.mark.browser
SIZES = [(1366, 768), (1024, 768), (768, 1024)]


@pytest.fixture
def address(serve_notebook, sample_folder: Path, tmp_path: Path) -> str:
    # Beside the notebook: the folder from which a server would give out files.
    shutil.copytree(sample_folder / "evidence", tmp_path / "evidence")
    parameters = {"folder": str(sample_folder), "reviewer_id": "TV01", "candidate_id": "MH-003"}
    return serve_notebook(prepare_notebook("2_review_candidates", parameters, tmp_path / "desk.ipynb"))


def faults(page: Page) -> list[str]:
    found = Axe().run(page).response["violations"]
    return [f"{one['id']}: {one['nodes'][0]['html']}" for one in found if one["impact"] in ("serious", "critical")]


def test_the_desk_in_both_widths(open_page, address):
    page = open_page(address)
    photos = page.locator(".danvan-file-photo img")
    expect(photos).to_have_count(2)
    assert all(one.get_attribute("src").startswith("blob:") for one in photos.all())
    for width, height in SIZES:
        page.set_viewport_size({"width": width, "height": height})
        page.wait_for_timeout(300)
        assert faults(page) == []
        # Dossier and form fill the window and scroll by themselves; the page does not.
        assert page.evaluate("document.scrollingElement.scrollHeight - innerHeight") <= 4
        for part in (".danvan-dossier", ".danvan-right"):
            box = page.locator(part).bounding_box()
            assert box is not None
            assert box["x"] >= 0
            assert box["x"] + box["width"] <= width
            assert box["y"] + box["height"] <= height
            assert (
                page.evaluate(
                    "part => { const e = document.querySelector(part); return e.scrollHeight - e.clientHeight; }", part
                )
                > 100
            )
    # On a tablet the list is behind a button.
    toggle = page.get_by_role("button", name="Danh sách hồ sơ")
    expect(page.locator(".danvan-rows")).to_be_hidden()
    toggle.press("Enter")
    expect(toggle).to_have_attribute("aria-expanded", "true")
    page.get_by_label("Tìm (không cần gõ dấu)").fill("tieng trong hoc bai")
    expect(page.locator(".danvan-found")).to_have_text("1 hồ sơ")
    assert faults(page) == []
    page.locator(".danvan-rows button").press("Enter")
    expect(page.locator(".danvan-dossier h3")).to_have_text("“Tiếng trống học bài”")
    expect(page.locator(".danvan-rows")).to_be_hidden()


def test_the_page_has_one_connection_and_gets_each_message_once(open_page, address):
    page = open_page(address)
    sockets = []
    page.on("websocket", lambda socket: sockets.append(socket.url))
    page.reload()
    expect(page.locator(".danvan-dossier h3")).to_be_visible()
    # Longer than the page takes to look for its kernel.
    page.wait_for_timeout(1_000)
    assert [url.split("?")[0].rsplit("/", 1)[1] for url in sockets] == ["channels"]


def test_photos_and_pdfs_open_and_no_address_gives_them_out(open_page, address):
    page = open_page(address)
    photo = page.get_by_role("button", name="Xem ảnh lớn: ảnh minh chứng 1 của hồ sơ MH-003")
    expect(photo.locator("img")).to_be_visible()
    photo.press("Enter")
    large = page.get_by_role("dialog")
    expect(large.locator("img")).to_have_attribute("alt", "ảnh minh chứng 1 của hồ sơ MH-003: diem-gom-rac.png")
    assert large.locator("img").evaluate("image => image.naturalWidth") == 960
    assert faults(page) == []
    page.keyboard.press("Escape")
    expect(large).to_have_count(0)
    # A browser without a reader of PDFs would save it: what is opened is looked at instead.
    page.evaluate("window.open = () => (window.opened = {})")
    page.get_by_role("button", name="PDF: bien-ban-hop-khu-pho.pdf").click()
    page.wait_for_function("window.opened?.location?.startsWith('blob:')")
    read = "fetch(window.opened.location).then(async one => [one.headers.get('content-type'), await one.text()])"
    kind, text = page.evaluate(read)
    assert (kind, text[:5]) == ("application/pdf", "%PDF-")

    for path in ("evidence/MH-003/diem-gom-rac.png", "sample/evidence/MH-003/bien-ban-hop-khu-pho.pdf"):
        for prefix in ("voila/files/", "files/", "static/", "voila/static/", ""):
            assert page.request.get(f"{address}{prefix}{path}").status in (403, 404)


def test_finished_sheets_are_handed_in_after_a_question_that_lists_them(open_page, address):
    page = open_page(address)
    page.get_by_role("button", name="Nộp 39 phiếu đã chấm đủ…").click()
    question = page.get_by_role("dialog")
    expect(question.locator("tbody tr")).to_have_count(39)
    assert faults(page) == []
    question.get_by_role("button", name="Chưa nộp").click()
    expect(question).to_have_count(0)
    page.get_by_role("button", name="Nộp 39 phiếu đã chấm đủ…").click()
    question.get_by_role("button", name="Nộp và khoá").click()
    expect(page.get_by_text("Đã nộp và khoá 39 phiếu.")).to_be_visible()
    expect(page.locator(".danvan-rows [data-state=locked]")).to_have_count(39)
    expect(page.locator(".danvan-means")).to_contain_text("chưa có phiếu nào khác được khoá")


def test_on_a_tablet_the_outcome_is_not_under_the_open_list(open_page, address):
    page = open_page(address)
    page.set_viewport_size({"width": 768, "height": 1024})
    page.get_by_role("button", name="Danh sách hồ sơ").click()
    page.get_by_role("button", name="Nộp 39 phiếu đã chấm đủ…").click()
    page.get_by_role("dialog").get_by_role("button", name="Nộp và khoá").click()
    said = page.get_by_text("Đã nộp và khoá 39 phiếu.")
    expect(said).to_be_visible()
    expect(page.get_by_label("Tìm (không cần gõ dấu)")).to_be_visible()
    box = said.bounding_box()
    assert box is not None
    point = {"x": box["x"] + box["width"] / 2, "y": box["y"] + box["height"] / 2}
    on_top = page.evaluate("({ x, y }) => document.elementFromPoint(x, y).textContent", point)
    assert on_top == "Đã nộp và khoá 39 phiếu."
    panel = page.locator(".danvan-queue-panel").bounding_box()
    assert panel is not None
    assert panel["y"] + panel["height"] <= 1024


def test_without_its_kernel_the_columns_stay_where_they_are(open_page, address):
    page = open_page(address)
    before = columns(page)
    kernels = [one for one in psutil.Process().children(recursive=True) if "ipykernel_launcher" in one.cmdline()]
    assert len(kernels) == 1
    kernels[0].kill()
    expect(page.locator("#danvan-lost")).to_be_visible()
    expect(page.locator(".jupyter-widgets-disconnected").first).to_be_attached()
    assert columns(page) == before
    signs = (
        "[...document.querySelectorAll('.danvan-desk, .danvan-desk *')]"
        ".map(e => getComputedStyle(e, '::before').content)"
    )
    assert [sign for sign in page.evaluate(signs) if "url" in sign] == []


def columns(page: Page) -> list[tuple[float, float]]:
    """Return where the list, the dossier and the form begin, and how wide they are."""
    boxes = [page.locator(part).bounding_box() for part in (".danvan-left", ".danvan-middle", ".danvan-right")]
    return [(box["x"], box["width"]) for box in boxes if box is not None]
