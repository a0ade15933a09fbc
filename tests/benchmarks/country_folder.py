"""A review folder of the whole country's size, invented: 100,000 candidates in 3,321 communes."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import xlsxwriter

from danvan_tools.records import starter_tables, write_review_workbook
from danvan_tools.schema import CANDIDATE_TABLES, REVIEW_TABLES, vietnamese

ROWS = 100_000
UNITS = 3_321
TEXT_LENGTH = 110

_TABLE = next(table for table in CANDIDATE_TABLES if table.name == "candidates")
# Without the id, which is issued at the first load, and without points that no criterion asks for: 14 columns, if one
# item of the form is left out.
_LEFT_OUT = ("candidate_id", "resources", "index_points")
COLUMNS = [column for column in _TABLE.columns if column.name not in _LEFT_OUT]

_TEXT = (
    "vận động Nhân dân tham gia xây dựng đường giao thông nông thôn hiến đất trồng cây xanh dọc tuyến hỗ trợ hộ "
    "nghèo phát triển kinh tế gia đình giữ gìn an ninh trật tự thắp sáng hẻm phân loại rác thải tại nguồn "
    "đối thoại trực tiếp giải quyết kiến nghị chính đáng tuyên truyền pháp luật khuyến học tiết kiệm chăm sóc người "
    "cao tuổi bảo vệ môi trường đoàn kết tương trợ lẫn nhau cải cách thủ tục hành chính chuyển đổi số cộng "
    "đồng phòng chống thiên tai"
)
_LEADS = ("Mô hình", "Tổ", "Câu lạc bộ", "Điểm sáng", "Nhóm", "Chi hội", "")
_NAMES = "An Bình Cẩm Dương Đông Giang Hòa Hưng Khánh Lộc Long Minh Ngọc Phú Phước Quang Sơn Tân Thạnh Trung Vân Vĩnh"
_WORDS, _SYLLABLES = _TEXT.split(), _NAMES.split()


def write_country_folder(folder: Path, *, rows: int = ROWS, shared: bool = True, seed: int = 2026) -> None:
    """Write both workbooks; `shared` keeps texts in a table of their own, as Excel does."""
    rng = random.Random(seed)
    folder.mkdir(parents=True, exist_ok=True)
    units = [_unit(number) for number in range(UNITS)]
    settings, tables = starter_tables()
    settings |= {
        "review_id": "DVK-CN",
        "title": "Xét chọn toàn quốc (dựng)",
        "locality": "cả nước",
        "period_start": date(2015, 1, 1),
        "period_end": date(2015, 12, 31),
        "as_of": date(2015, 12, 31),
        "conference": "Hội nghị tổng kết",
    }
    chair = {"reviewer_id": "TV1", "name": "Người Một", "position": "Trưởng ban", "role": "chair"}
    document = {
        "document": "report", "subject": "tổng kết năm 2015", "layout": "hd36", "issuer": "Ban Dân vận",
        "place": "Thử", "symbol": "BC/BDV", "state": "draft", "signer_position": "TRƯỞNG BAN",
    }  # fmt: skip
    sections = next(table for table in REVIEW_TABLES if table.name == "paragraphs")["section"].words.values()
    texts = [{"document": "report", "section": section, "text": "Đoạn văn."} for section in sections]
    tables |= {"units": units, "committee": [chair], "documents": [document], "paragraphs": texts}
    write_review_workbook(folder / "review.xlsx", settings, tables)
    _write_list(folder / "candidates.xlsx", _records(rng, rows, [unit["name"] for unit in units]), shared=shared)


def _unit(number: int) -> dict[str, str]:
    syllables = [_SYLLABLES[number % 22], _SYLLABLES[number // 22 % 22], _SYLLABLES[number // 484]]
    kind = "phường" if number % 4 == 0 else "xã"
    name = f"{kind.capitalize()} {' '.join(syllables)}"
    return {"unit_id": f"U{number:04d}", "name": name, "unit_kind": kind, "level": "commune"}


def _write_list(path: Path, records: Iterator[dict[str, Any]], *, shared: bool) -> None:
    options = {"constant_memory": not shared, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(str(path), options) as workbook:
        day = workbook.add_format({"num_format": "dd/mm/yyyy"})
        for table in CANDIDATE_TABLES:
            sheet = workbook.add_worksheet(table.sheet)
            sheet.write_string(0, 0, table.title)
            columns = COLUMNS if table.name == "candidates" else table.columns
            for place, column in enumerate(columns):
                sheet.write_string(1, place, column.heading)
            if table.name != "candidates":
                continue
            for row, record in enumerate(records, start=2):
                for place, column in enumerate(COLUMNS):
                    value = record[column.name]
                    if isinstance(value, date):
                        sheet.write_datetime(row, place, value, day)  # type: ignore[arg-type]
                    else:
                        sheet.write_string(row, place, value)


def _records(rng: random.Random, rows: int, units: list[str]) -> Iterator[dict[str, Any]]:
    sectors = ["Kinh tế", "Văn hóa - xã hội", "Quốc phòng - an ninh", "Xây dựng hệ thống chính trị"]
    for _ in range(rows):
        record: dict[str, Any] = {column.name: _text(rng) for column in COLUMNS}
        lead = rng.choice(_LEADS)
        record["name"] = f"{lead} {' '.join(rng.choices(_WORDS, k=rng.randint(4, 9)))}".strip().capitalize()
        record["unit_id"] = rng.choice(units)
        record["kind"] = vietnamese(_TABLE["kind"].words, "model")
        record["holder"] = vietnamese(_TABLE["holder"].words, "collective" if lead else "individual")
        record["movement"] = "Dân vận khéo"
        record["sector"] = rng.choice(sectors)
        record["started_on"] = date(2012, 1, 1) + timedelta(days=rng.randint(0, 1200))
        yield record


def _text(rng: random.Random) -> str:
    words = rng.choices(_WORDS, k=27)
    return " ".join(words)[: rng.randint(TEXT_LENGTH - 20, TEXT_LENGTH + 20)].strip().capitalize()
