"""The door of the desk in a real browser: who gets in, and what a stranger receives."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from danvan_tools.records import Review, access_states, issue_codes, open_review
from tests.certificates import make_certificate

pytestmark = pytest.mark.browser
CELL = """
from danvan_tools import display
display.login("sample", display.review_desk)
"""


@pytest.fixture
def review(sample_folder) -> Review:
    return open_review(sample_folder)


@pytest.fixture(autouse=True)
def no_account(monkeypatch):
    monkeypatch.delenv("JUPYTERHUB_USER", raising=False)


def name_of(review: Review, reviewer_id: str) -> str:
    return str(review.committee.set_index("reviewer_id").loc[reviewer_id, "name"])


def expect_desk_of(page: Page, name: str) -> None:
    expect(page.locator(".danvan-desk")).to_contain_text(f"Thành viên: {name}")
    expect(page.get_by_label("Mã truy cập")).to_have_count(0)


def test_only_the_right_code_opens_the_desk(serve_cells, open_page, review, chromium):
    codes = issue_codes(review.ledger, ["TV01", "TV02"])
    address = serve_cells(CELL, codes_issued=True)
    page = open_page(address)
    received: list[bytes] = []
    page.on("websocket", lambda socket: socket.on("framereceived", lambda data: received.append(as_bytes(data))))
    page.reload()
    page.wait_for_selector("#rendered_cells", state="visible")

    said = page.get_by_role("alert")
    name = name_of(review, "TV01")
    expect(page.get_by_label("Họ tên hoặc mã thành viên")).to_be_focused()
    page.keyboard.type(name)
    page.keyboard.press("Tab")
    expect(page.get_by_label("Mã truy cập")).to_be_focused()
    assert page.get_by_label("Mã truy cập").get_attribute("type") == "password"
    page.keyboard.type(codes["TV02"])
    page.keyboard.press("Enter")
    expect(said).to_contain_text("mã không đúng, đã gõ sai 1 lần. Xem mã trên phiếu rồi gõ lại")
    expect(page.get_by_label("Mã truy cập")).to_be_focused()
    expect(page.get_by_label("Mã truy cập")).to_have_value("")
    assert page.get_by_label("Họ tên hoặc mã thành viên").input_value() == name

    before = b"".join(received).decode("utf-8", "replace") + page.content()
    assert "Họ tên" in before and "danvan" in before
    for candidate in review.candidates["name"]:
        assert candidate not in before

    page.keyboard.type(codes["TV01"].lower().replace("-", ""))
    page.keyboard.press("Enter")
    expect_desk_of(page, name)
    # What was looked for is there as soon as the desk is.
    after = b"".join(received).decode("utf-8", "replace")
    assert any(candidate in after for candidate in review.candidates["name"])
    assert codes["TV01"].lower().replace("-", "") not in after

    second = open_page(address)
    expect(second.get_by_label("Mã truy cập")).to_be_visible()
    second.get_by_label("Họ tên hoặc mã thành viên").fill("tv01")
    second.get_by_label("Mã truy cập").fill(codes["TV01"])
    second.get_by_role("button", name="Vào bàn chấm").click()
    expect_desk_of(second, name)
    assert access_states(review.ledger)["failures"].tolist() == [0, 0]


def as_bytes(data: str | bytes) -> bytes:
    return data.encode() if isinstance(data, str) else data


def test_a_proxy_states_who_came(serve_cells, open_page, review):
    address = serve_cells(CELL, user_header="X-Remote-User")
    expect_desk_of(open_page(address, extra_http_headers={"X-Remote-User": "TV02"}), name_of(review, "TV02"))
    stranger = open_page(address, extra_http_headers={"X-Forwarded-User": "TV02"})
    expect(stranger.get_by_role("alert")).to_contain_text("máy chủ chuyển tiếp không cho biết ai đăng nhập")


def test_a_user_of_jupyterhub_enters_and_no_file_is_served(serve_cells, open_page, review, monkeypatch):
    monkeypatch.setenv("JUPYTERHUB_USER", "tv03")
    evidence = review.folder / "evidence" / "MH-001"
    evidence.mkdir(parents=True)
    for name in ("photo.jpg", "photo.svg", "scan.pdf"):
        (evidence / name).write_bytes(b"secret_4713")
    address = serve_cells(CELL)
    page = open_page(address)
    expect_desk_of(page, name_of(review, "TV03"))
    kept = ["sample/evidence/MH-001/photo.jpg", "sample/evidence/MH-001/photo.svg", "sample/evidence/MH-001/scan.pdf"]
    kept += ["sample/review.xlsx", "sample/ledger.db", "cells.ipynb"]
    for path in kept:
        for root in (
            "",
            "voila/files/",
            "files/",
            "voila/static/../../",
            "voila/static/%2e%2e/",
            "voila/templates/../",
        ):
            answer = page.request.get(f"{address}{root}{path}", max_redirects=5)
            assert answer.status in {403, 404}, (root, path)
            assert b"secret_4713" not in answer.body()
    # A stranger learns of no kernel but the own: whoever knows one's id could speak to it.
    for path in ("api/kernels", "api/sessions", "api/contents", "voila/tree", "voila/api/contents", "api/kernelspecs"):
        answer = page.request.get(f"{address}{path}", max_redirects=5)
        assert answer.status in {403, 404}, path
        assert re.search(r"[0-9a-f]{8}-[0-9a-f]{4}-", answer.text()) is None


def test_without_codes_a_name_is_enough_on_this_machine_also_over_tls(serve_cells, open_page, review, tmp_path):
    address = serve_cells(CELL, certificate=make_certificate(tmp_path, "own"))
    # Nobody vouches for a certificate made for a test.
    page = open_page(address, ignore_https_errors=True)
    expect(page.get_by_text("Đợt xét chưa cấp mã truy cập: trên máy này, chọn tên mình là vào được.")).to_be_visible()
    page.get_by_role("button", name="Vào bàn chấm").click()
    expect(page.get_by_role("alert")).to_contain_text("chưa ghi họ tên")
    page.get_by_label("Họ tên hoặc mã thành viên").fill("TV04")
    page.keyboard.press("Enter")
    expect_desk_of(page, name_of(review, "TV04"))
