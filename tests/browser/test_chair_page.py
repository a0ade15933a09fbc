"""The chair's summary is one sheet of A4, however much there is to say."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pandas as pd
from playwright.sync_api import Browser

from danvan_tools.display import chair_page, save_page
from danvan_tools.errors import Fault
from danvan_tools.records import open_review


def test_the_longest_page_prints_on_one_sheet(sample_folder: Path, tmp_path: Path, chromium: Browser) -> None:
    settings = open_review(sample_folder).settings
    long = "Một câu dài về kết quả, ranh giới và các phiếu chấm của hội đồng xét chọn năm nay. " * 6
    agenda = pd.DataFrame(
        {
            "holder": "collective", "rank": pd.array(range(1, 41), dtype="Int64"), "candidate_id": "MH-001",
            "name": long, "score": 88.25, "proposed": "Giấy khen", "why": long,
        }
    )  # fmt: skip
    fault = Fault(file="review.xlsx", kind="rule", what=long.lower(), remedy="Sửa.", severity="warning")
    lines = [long] * 9
    page = chair_page(
        replace(settings, title=long[:120]), answer=lines, cuts=lines, agenda_said=[long], agenda=agenda,
        discuss=lines, faults=[fault] * 9,
    )  # fmt: skip
    save_page(page, tmp_path / "trang.html")
    view = chromium.new_page()
    view.goto((tmp_path / "trang.html").as_uri())
    printed = view.pdf(prefer_css_page_size=True)
    view.close()
    assert len(re.findall(rb"/Type\s*/Page\b", printed)) == 1
    assert "Còn 33 hồ sơ nữa" in page.html
    assert "Còn 7 điều nữa" in page.html
