"""A small review, written by hand: what the publishing layer is handed."""

from __future__ import annotations

import zipfile
from collections.abc import Callable, Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path

import pandas as pd
import pytest
from lxml import etree
from matplotlib.figure import Figure

from danvan_tools.schema import CANDIDATE_TABLES, REVIEW_TABLES, Fact, Settings, Tables

COUNTS = {
    "models_built": 59,
    "models_built.economy": 20,
    "models_built.culture_society": 21,
    "models_built.defence_security": 10,
    "models_built.political_system": 8,
    "models_built.no_sector": 0,
    "exemplars": 25,
    "exemplars.economy": 10,
    "exemplars.culture_society": 9,
    "exemplars.defence_security": 6,
    "exemplars.political_system": 0,
    "exemplars.no_sector": 0,
    "exemplars.collective": 19,
    "exemplars.individual": 6,
    "exemplars.household": 0,
    "recognised_on_occasions": 18,
    "conference_commended": 22,
    "conference_praised": 9,
    "candidates": 71,
    "units_taking_part": 25,
    "sites": 96,
    "models_with_sites": 41,
    "nominated": 39,
    "nominated.collective": 28,
    "nominated.individual": 11,
    "nominated.household": 0,
    "reviewers": 9,
    "sheets_expected": 347,
    "sheets_complete": 341,
    "sheets_without_evidence": 0,
}
INDICATORS = {
    "indicator.1": (Decimal(1234), "đơn thư khiếu nại, tố cáo đã giải quyết"),
    "indicator.2": (Decimal("12.5"), "tỷ đồng Nhân dân đóng góp làm đường"),
}


def count(key: str, value: int) -> Fact:
    ids = tuple(f"{key.partition('.')[0]}-{number:03d}" for number in range(value))
    return Fact(key=key, value=value, label="mô hình", formula="Đếm.", record_ids=ids)


@pytest.fixture
def facts() -> dict[str, Fact]:
    sums = {
        key: Fact(key=key, value=value, label=label, formula="Cộng.", record_ids=())
        for key, (value, label) in INDICATORS.items()
    }
    return {key: count(key, value) for key, value in COUNTS.items()} | sums


@pytest.fixture
def settings() -> Settings:
    return Settings(
        format=1,
        review_id="DVK-2015",
        title="Xét chọn năm 2015",
        review_type="final",
        locality="thị xã Sông Vân",
        period_start=date(2015, 1, 1),
        period_end=date(2015, 12, 31),
        as_of=date(2015, 12, 31),
        conference="Hội nghị tổng kết phong trào thi đua “Dân vận khéo” năm 2015",
        step=Decimal("0.5"),
        aggregation="mean",
        decimals=2,
    )


REPORT = {
    "document": "report",
    "subject": "Tổng kết phong trào thi đua “Dân vận khéo” năm 2015",
    "layout": "hd36",
    "higher_body": "Thị ủy Sông Vân",
    "issuer": "Ban Dân vận",
    "place": "Sông Vân",
    "symbol": "BC/BDVTU",
    "number": "",
    "dated_on": pd.NaT,
    "state": "draft",
    "addressee": "",
    "authority": "",
    "signer_position": "Trưởng ban",
    "signer": "Ngô Thị Bích Thuận",
    "recipients": "- Ban Thường vụ Thị ủy (để báo cáo);\nĐảng ủy các xã, phường\n\n- Lưu Ban Dân vận Thị ủy.",
}
PARAGRAPHS = [("I", "Câu mở đầu.\nCâu thứ hai."), ("IV", "Bài học."), ("V", "Việc thứ nhất."), ("V", "Việc thứ hai.")]


@pytest.fixture
def tables(settings: Settings, results: pd.DataFrame) -> Tables:
    empty = {table.name: pd.DataFrame(columns=table.names) for table in (*REVIEW_TABLES, *CANDIDATE_TABLES)}
    ledger = {name: pd.DataFrame() for name in ("marks", "recommendations", "decisions")}
    candidates = pd.DataFrame(
        {"candidate_id": results["candidate_id"], "holder": ["collective", "individual", "collective"]}
    )
    paragraphs = pd.DataFrame([("report", *row) for row in PARAGRAPHS], columns=["document", "section", "text"])
    given = {"documents": pd.DataFrame([REPORT]), "paragraphs": paragraphs, "candidates": candidates}
    return Tables(settings=settings, **(empty | ledger | given))


@pytest.fixture
def results() -> pd.DataFrame:
    return pd.DataFrame(
        [
            ("MH-001", "Thu gom rác tận ngõ", "Xã Vân Khê", 91.255, "xuất sắc", "Giấy khen", "recommended"),
            ("DH-001", "Lê Thị Hoa Mười", "Phường Cầu Gỗ", 88.0, "tốt", "Biểu dương", "recommended"),
            ("MH-002", "Camera an ninh", "Xã Cồn Bắp", float("nan"), "", "", ""),
        ],
        columns=["candidate_id", "name", "unit", "score", "tier", "form", "stage"],
    )


@pytest.fixture
def chart() -> Figure:
    figure = Figure(figsize=(4, 2))
    figure.add_subplot().barh(["kinh tế"], [20])
    return figure


WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def _paragraphs(path: Path, part: str) -> Iterator[str]:
    with zipfile.ZipFile(path) as package:
        root = etree.fromstring(package.read(part))
    for paragraph in root.iter(f"{WORD}p"):
        pieces = {f"{WORD}t": lambda node: node.text or "", f"{WORD}br": lambda _: "\n", f"{WORD}tab": lambda _: "\t"}
        yield "".join(pieces[node.tag](node) for node in paragraph.iter() if node.tag in pieces)


@pytest.fixture(scope="session")
def read_paragraphs() -> Callable[..., list[str]]:
    """Read a DOCX back, every w:t wherever it stands: python-docx's own text misses some."""

    def read(path: Path, part: str = "word/document.xml") -> list[str]:
        return list(_paragraphs(path, part))

    return read
