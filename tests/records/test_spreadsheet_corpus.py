"""Every file of ``tests/data/spreadsheets`` is read as the file beside it says."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from danvan_tools.errors import Fault
from danvan_tools.records.lookups import Lookup
from danvan_tools.records.source_files import open_source
from danvan_tools.records.spreadsheets import Sheet, read_table
from danvan_tools.schema import CANDIDATE_TABLES

DATA = Path(__file__).parents[1] / "data"
FOLDER = DATA / "spreadsheets"
FILES = sorted(path.name for path in FOLDER.iterdir() if path.suffix != ".json")
TABLES = {table.name: table for table in CANDIDATE_TABLES}
LOOKUPS = {
    "units": Lookup.from_pairs(["X01", "P01", "P02"], ["Xã Tân Lúa", "Phường Vân Giang", "Phường Hòa Bắc"]),
    "sectors": Lookup.from_pairs(["KT", "VH", "QP"], ["Kinh tế", "Văn hoá - xã hội", "Quốc phòng - an ninh"]),
    "awards": Lookup.from_pairs(["Giấy khen"], ["Giấy khen"]),
}


def as_records(sheet: Sheet) -> list[dict[str, Any]]:
    """Return the rows with what they hold, dates in ISO form."""
    rows = []
    for row, record in zip(sheet.frame.index.tolist(), sheet.frame.to_dict("records"), strict=True):
        held = {str(name): value for name, value in record.items() if not (pd.isna(value) or value == "")}
        dates = {name: f"{value:%Y-%m-%d}" for name, value in held.items() if isinstance(value, pd.Timestamp)}
        rows.append({"row": row} | held | dates)
    return rows


def as_places(faults: list[Fault]) -> list[tuple[Any, ...]]:
    return sorted((fault.severity, fault.kind, fault.row or 0, fault.column, fault.value) for fault in faults)


@pytest.mark.parametrize("name", FILES)
def test_file_is_read_as_expected(name: str) -> None:
    expected = json.loads((FOLDER / f"{name}.json").read_text(encoding="utf-8"))
    source = open_source(FOLDER / name)
    sheet, faults = read_table(source, name, TABLES[expected["table"]], LOOKUPS)
    assert as_places(faults) == sorted(
        (f["severity"], f["kind"], f["row"] or 0, f["column"], f["value"]) for f in expected["faults"]
    ), [str(fault) for fault in faults]
    said = "\n".join(fault.what for fault in faults)
    assert [fault["what"] for fault in expected["faults"] if fault["what"] not in said] == []
    assert as_records(sheet) == expected["rows"]


def test_the_corpus_has_every_format_and_no_expectation_without_its_file() -> None:
    assert {Path(name).suffix for name in FILES} == {".xlsx", ".xlsm", ".xls", ".ods", ".csv", ".tsv"}
    assert sorted(f"{name}.json" for name in FILES) == sorted(path.name for path in FOLDER.glob("*.json"))


def test_the_files_are_byte_for_byte_what_the_generator_writes(tmp_path: Path) -> None:
    subprocess.run([sys.executable, DATA / "make_spreadsheets.py", tmp_path], check=True, cwd=tmp_path)
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted(path.name for path in FOLDER.iterdir())
    assert [p.name for p in sorted(FOLDER.iterdir()) if p.read_bytes() != (tmp_path / p.name).read_bytes()] == []
