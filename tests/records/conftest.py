"""A small review folder, written once, and a way to edit its workbooks as the secretary does."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pandas as pd
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from danvan_tools.records.ledger import Ledger
from danvan_tools.records.new_review import starter_tables
from danvan_tools.records.review import Review, check_folder, open_review
from danvan_tools.records.spreadsheets import Sheet
from danvan_tools.records.workbooks import write_candidates_workbook, write_review_workbook
from danvan_tools.schema import CANDIDATE_TABLES, REVIEW_TABLES
from tests.postgres_server import SECRETARY_PASSWORD, PostgresServer, postgres_server

EditSheet = Callable[[str, str], AbstractContextManager[Worksheet]]

_SETTINGS = {
    "review_id": "THU-2015",
    "title": "Xét chọn thử năm 2015",
    "locality": "thị xã Thử",
    "period_start": date(2015, 1, 1),
    "period_end": date(2015, 12, 31),
    "as_of": date(2015, 12, 31),
    "conference": "Hội nghị thử",
}
_UNITS = [
    {"unit_id": "X01", "name": "Xã Một", "unit_kind": "xã", "level": "commune"},
    {"unit_id": "P01", "name": "Phường Hòa Hai", "unit_kind": "phường", "level": "commune"},
]
_COMMITTEE = [
    {"reviewer_id": "TV1", "name": "Đặng Thị Mười", "position": "Trưởng ban", "role": "chair"},
    {"reviewer_id": "TV2", "name": "Lý Văn Tám", "position": "Chuyên viên", "role": "secretary"},
]
_DOCUMENT = {
    "document": "report",
    "subject": "tổng kết năm 2015",
    "layout": "hd36",
    "issuer": "Ban Dân vận",
    "place": "Thử",
    "symbol": "BC/BDV",
    "state": "draft",
    "signer_position": "TRƯỞNG BAN",
}
_NAMES = [
    ("Hẻm sáng", "P01", "model", "collective"),
    ("Vườn rau an toàn", "X01", "model", "collective"),
    ("Hồ Văn Chín", "X01", "exemplar", "individual"),
    ("Tổ tiết kiệm", "X01", "model", "collective"),
]


def _candidate_tables() -> dict[str, list[dict[str, Any]]]:
    shared = {"movement": "Dân vận khéo", "sector": "KT", "started_on": date(2014, 5, 1)}
    steps = (("registered", date(2014, 5, 1)), ("built", date(2014, 6, 1)), ("nominated", date(2015, 10, 1)))
    reward = {
        "candidate_name": "Vườn rau an toàn",
        "occasion": "work_review",
        "form": "Giấy khen",
        "authority": "Ủy ban nhân dân xã Một",
        "authority_kind": "government",
        "level": "commune",
        "decision_no": "12/QĐ-UBND",
        "decided_on": date(2015, 3, 9),
    }
    return {
        "candidates": [
            shared | {"name": name, "unit_id": unit_id, "kind": kind, "holder": holder}
            for name, unit_id, kind, holder in _NAMES
        ],
        "sites": [
            {"candidate_name": "Hẻm sáng", "site": "Khu phố 3", "unit_id": "P01", "since": date(2015, 2, 3)},
            {"candidate_name": "Hẻm sáng", "site": "Khu phố 4", "unit_id": "P01"},
        ],
        "milestones": [
            {"candidate_name": name, "step": step, "on": day} for name, *_ in _NAMES[:3] for step, day in steps
        ],
        "recognitions": [reward],
        "indicators": [
            {"unit_id": "X01", "indicator": "Đơn thư đã giải quyết", "period": "2015", "value": 12.5, "measure": "%"}
        ],
    }


@pytest.fixture(scope="session")
def sound_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder without faults; read it only."""
    folder = tmp_path_factory.mktemp("sound")
    settings, tables = starter_tables()
    tables |= {"units": _UNITS, "committee": _COMMITTEE, "documents": [_DOCUMENT]}
    tables["conflicts"] = [{"reviewer_id": "Lý Văn Tám", "candidate_id": "Hẻm sáng", "reason": "Cùng đơn vị"}]
    tables["quotas"] = [{"award": "praise", "scope": "sector", "value": "Kinh tế", "at_least": 1, "at_most": 2}]
    sections = next(table for table in REVIEW_TABLES if table.name == "paragraphs")["section"].words.values()
    tables["paragraphs"] = [{"document": "report", "section": section, "text": "Đoạn văn."} for section in sections]
    write_review_workbook(folder / "review.xlsx", settings | _SETTINGS, tables)
    write_candidates_workbook(folder / "candidates.xlsx", "DANH SÁCH\nĐĂNG KÝ", _candidate_tables())
    return folder


@pytest.fixture
def folder(sound_folder: Path, tmp_path: Path) -> Path:
    """A folder of its own, without faults and without a ledger."""
    target = tmp_path / "review"
    shutil.copytree(sound_folder, target)
    return target


@pytest.fixture(scope="session")
def sound_review(sound_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Review:
    """The small review, read once; a test that changes its tables or writes entries works on `review`."""
    return open_review(shutil.copytree(sound_folder, tmp_path_factory.mktemp("sound_review") / "review"))


@pytest.fixture
def review(sound_review: Review, tmp_path: Path) -> Review:
    """The small review with a ledger of its own that holds no entry."""
    ledger = Ledger.open(tmp_path / "ledger.db")
    return replace(sound_review, ledger=ledger, rubrics=dict(sound_review.rubrics))


@pytest.fixture
def edit(folder: Path) -> EditSheet:
    """Open one sheet of one workbook; saved as a whole when the block ends."""

    @contextmanager
    def opened(file: str, sheet: str) -> Iterator[Worksheet]:
        workbook = openpyxl.load_workbook(folder / file)
        yield workbook[sheet]
        workbook.save(folder / file)

    return opened


@pytest.fixture(scope="session")
def sound_workbooks(sound_folder: Path) -> dict[str, openpyxl.Workbook]:
    """Both workbooks opened once: opening them takes longer than checking them."""
    return {name: openpyxl.load_workbook(sound_folder / name) for name in ("review.xlsx", "candidates.xlsx")}


@pytest.fixture
def faults_after(folder: Path, sound_workbooks: dict[str, openpyxl.Workbook]) -> Callable[..., list[str]]:
    """Write values into the cells of one sheet and return every fault of the folder as a sentence."""

    def faults(file: str, sheet: str, cells: dict[str, Any]) -> list[str]:
        opened = sound_workbooks[file][sheet]
        before = {place: opened[place].value for place in cells}
        for place, value in cells.items():
            opened[place] = value
        sound_workbooks[file].save(folder / file)
        for place, value in before.items():
            opened[place] = value
        return [str(fault) for fault in check_folder(folder)]

    return faults


@pytest.fixture(scope="session")
def make_sheet() -> Callable[..., Sheet]:
    """Build a sheet as read, from row 3 on, out of dictionaries; what is not given is blank."""
    tables = {table.name: table for table in (*REVIEW_TABLES, *CANDIDATE_TABLES)}
    dtypes = {"integer": "Int64", "decimal": "float64", "date": "datetime64[us]"}

    def made(name: str, rows: list[dict[str, Any]]) -> Sheet:
        table = tables[name]
        index = pd.RangeIndex(3, 3 + len(rows), name="row")
        columns = {}
        for column in table.columns:
            dtype = dtypes.get(column.kind, "str")
            values = [row.get(column.name, "" if dtype == "str" else None) for row in rows]
            columns[column.name] = pd.Series(values, index=index, dtype=dtype)
        cells = {column: [row.get(column, "") for row in rows] for column in table.names}
        file = "review.xlsx" if table in REVIEW_TABLES else "candidates.xlsx"
        return Sheet(file, table, pd.DataFrame(columns, index=index), cells, complete=True)

    return made


@pytest.fixture
def units_sheet(make_sheet: Callable[..., Sheet]) -> Callable[..., Sheet]:
    """Make the sheet "Đơn vị" from rows "X01 | Xã Tân Thành | xã", each with its further columns by name."""

    def make(*rows: tuple[str, dict[str, Any]] | str) -> Sheet:
        content = []
        for text, more in ((row, {}) if isinstance(row, str) else row for row in rows):
            unit_id, name, kind = (part.strip() for part in text.split("|"))
            level = {"tỉnh": "province", "huyện": "district", "quận": "district", "thị xã": "district"}
            content.append(
                {"unit_id": unit_id, "name": name, "unit_kind": kind, "level": level.get(kind, "commune"), **more}
            )
        return make_sheet("units", content)

    return make


@pytest.fixture(scope="module")
def server() -> Iterator[PostgresServer]:
    with postgres_server() as running:
        yield running


@pytest.fixture
def shared_folder(
    folder: Path, edit: EditSheet, server: PostgresServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Path:
    """A folder that names a shared ledger with two reviewers; the secretary's password is in a file."""
    ledger = server.new_ledger({"TV1": "MA-MOT", "TV2": "MA-HAI"})
    with edit("review.xlsx", "Đợt xét") as sheet:
        sheet["B17"] = ledger.name
    (tmp_path / "pgpass").write_text(f"*:*:*:*:{SECRETARY_PASSWORD}\n")
    (tmp_path / "pgpass").chmod(0o600)
    monkeypatch.setenv("PGPASSFILE", str(tmp_path / "pgpass"))
    return folder
