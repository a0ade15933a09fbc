"""A cell that fails: the reader sees a sentence, never a traceback."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser


def test_a_mistake_of_the_user_is_shown_as_its_sentence(serve_cells, open_page):
    sentence = 'review.xlsx, trang "Hội đồng", dòng 3: <tên> để trống. Ghi tên rồi mở lại.'
    page = open_page(serve_cells(f"from danvan_tools.errors import DanvanError\nraise DanvanError({sentence!r})"))
    expect(page.get_by_role("alert")).to_have_text(sentence)


def test_any_other_failure_is_not_shown(serve_cells, open_page, tmp_path):
    address = serve_cells("import warnings\nwarnings.warn('warned_4711')\nsecret_4712 = 1\n1 / (secret_4712 - 1)")
    page = open_page(address)
    expect(page.get_by_role("alert")).to_contain_text("Phần mềm gặp lỗi khi mở trang này.")
    for word in ("ZeroDivisionError", "warned_4711", "secret_4712"):
        assert word not in page.content()

    (tmp_path / "cells.ipynb").unlink()
    assert "Không mở được trang này (mã 404)" in page.request.get(address).text()
