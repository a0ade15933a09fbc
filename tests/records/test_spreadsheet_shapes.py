"""Any tidy table, written out in any of the shapes that committees send, is read back equal."""

from __future__ import annotations

import importlib.util
import sys
import unicodedata
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from danvan_tools.records.lookups import Lookup
from danvan_tools.records.source_files import SourceFile, open_source
from danvan_tools.records.spreadsheets import read_table
from danvan_tools.schema import Column, Table

DATA = Path(__file__).parents[1] / "data"


def load(name: str) -> Any:
    """Return a module that the generator of the corpus uses, too."""
    spec = importlib.util.spec_from_file_location(f"corpus_{name}", DATA / f"{name}.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


grids, fonts = load("grids"), load("legacy_fonts")

SECTORS = {"KT": "Kinh tế", "VH": "Văn hoá - xã hội", "QP": "Quốc phòng - an ninh"}
UNITS = {"X01": "Xã Tân Lúa", "P01": "Phường Hòa Bắc", "MT": "Mặt trận Tổ quốc thị xã"}
HOLDERS = {"tập thể": "collective", "cá nhân": "individual"}
WORDS_OF = {"sector": SECTORS, "unit_id": UNITS, "holder": {value: word for word, value in HOLDERS.items()}}
TABLE = Table(
    name="list",
    sheet="Danh sách",
    title="DANH SÁCH",
    columns=(
        Column(name="name", heading="Tên mô hình", required=True),
        Column(name="note", heading="Thực trạng - lý do xây dựng"),
        Column(name="unit_id", heading="Đơn vị đăng ký", kind="reference", refers_to="units", required=True),
        Column(name="holder", heading="Chủ thể", kind="choice", words=HOLDERS, required=True),
        Column(name="sector", heading="Lĩnh vực", kind="reference", refers_to="sectors"),
        Column(name="started_on", heading="Từ ngày", synonyms=("Thời gian từ ngày",), kind="date"),
        Column(name="places", heading="Số lượng", kind="integer"),
    ),
)
LOOKUPS = {
    "units": Lookup.from_pairs(UNITS, UNITS.values()),
    "sectors": Lookup.from_pairs(SECTORS, SECTORS.values()),
}
WORDS = ["Tổng", "Cộng", "hẻm", "sáng", "vườn", "Hòa", "thuỷ", "quý", "đường", "hoa", "giữ", "làng", "I.", "5", "không"]
WORDS += ["có", "Kinh", "tế", "ngày", "người", "lập"]

texts = st.lists(st.sampled_from(WORDS), min_size=2, max_size=5).map(" ".join)
records = st.lists(
    st.fixed_dictionaries(
        {
            "name": texts,
            "note": st.one_of(st.just(""), texts, st.tuples(texts, texts).map("\n".join)),
            "unit_id": st.sampled_from(sorted(UNITS)),
            "holder": st.sampled_from(sorted(HOLDERS.values())),
            "sector": st.sampled_from(["", *SECTORS]),
            "started_on": st.one_of(st.none(), st.dates(date(1990, 1, 1), date(2030, 12, 31))),
            "places": st.one_of(st.none(), st.integers(0, 999)),
        }
    ),
    min_size=1,
    max_size=8,
)
shapes = st.fixed_dictionaries(
    {
        "titles": st.integers(0, 3),
        "blank_rows": st.integers(0, 2),
        "order": st.permutations(TABLE.names),
        "numbering": st.sampled_from(["", "1", "01", "a"]),
        "two_lines": st.booleans(),
        "spelling": st.sampled_from(["NFC", "NFD", "upper", "line breaks", "bare"]),
        "column_numbers": st.booleans(),
        "bands": st.sampled_from(["", "sector", "holder", "unit_id"]),
        "band_style": st.sampled_from(["roman", "counted", "merged"]),
        "total": st.booleans(),
        "headings_again": st.booleans(),
        "footer": st.booleans(),
        "helpers": st.booleans(),
        "format": st.sampled_from(["xlsx", "xlsx", "ods", "utf-8", "utf-8-sig", "utf-16", "cp1258"]),
        "delimiter": st.sampled_from(",;\t"),
    }
)


class Writer:
    """Writes records in one shape, and notes in which row each of them stands."""

    def __init__(self, shape: dict[str, Any], rows: list[dict[str, Any]]) -> None:
        self.shape, self.records = shape, rows
        self.grid = grids.Grid()
        self.columns = [name for name in shape["order"] if name != shape["bands"]]
        self.first = 1 if shape["numbering"] else 0
        self.width = self.first + len(self.columns)
        self.expected: list[tuple[int, dict[str, Any]]] = []

    def write(self) -> None:
        for n in range(self.shape["titles"]):
            self.wide(["DANH SÁCH\nMÔ HÌNH", "Năm 2026", "Phường Hòa Bắc"][n])
        self.grid.rows += [[]] * self.shape["blank_rows"]
        self.headings()
        if self.shape["column_numbers"]:
            self.grid.rows.append([f"({n + 1})" for n in range(self.width)])
        bands = self.shape["bands"]
        groups = list(dict.fromkeys(record[bands] for record in self.records)) if bands else [None]
        for n, value in enumerate(groups):
            chosen = [record for record in self.records if value is None or record[bands] == value]
            if value is not None:
                self.band(n, WORDS_OF[bands][value], len(chosen))
            for record in chosen:
                self.record(record)
        if self.shape["total"]:
            self.wide(f"Tổng cộng: {len(self.records)} mô hình")
        if self.shape["footer"]:
            self.grid.rows += [[], ["", "Người lập biểu"], ["", "Lê Thị Bưởi"]]

    def wide(self, text: str) -> None:
        row = len(self.grid.rows)
        self.grid.rows.append([text])
        self.grid.merged.append((row, 0, row, self.width - 1))

    def headings(self) -> None:
        labels = [self.spelt(TABLE[name].heading) for name in self.columns]
        row = len(self.grid.rows)
        front = ["STT"] * self.first
        if not self.shape["two_lines"]:
            self.grid.rows.append([*front, *labels])
            return
        at = self.first + self.columns.index("started_on")
        lines = [[*front, *labels], [""] * self.width]
        lines[0][at], lines[1][at] = self.spelt("Thời gian"), self.spelt("Từ ngày")
        self.grid.rows += lines
        self.grid.merged += [(row, place, row + 1, place) for place in range(self.width) if place != at]

    def spelt(self, heading: str) -> str:
        match self.shape["spelling"]:
            case "NFD":
                return unicodedata.normalize("NFD", heading)
            case "upper":
                return f"{heading.upper()}:"
            case "line breaks":
                return heading.replace(" ", "\n", 1) + " (*)"
            case "bare":
                plain = unicodedata.normalize("NFD", heading.replace("Đ", "D").replace("đ", "d"))
                return "".join(letter for letter in plain if not unicodedata.combining(letter))
        return heading

    def band(self, n: int, words: str, count: int) -> None:
        if self.shape["headings_again"] and n:
            self.headings()
        roman = ["I", "II", "III"][n]
        match self.shape["band_style"]:
            case "roman":
                self.grid.rows.append([f"{roman}. {words.upper()}"])
            case "counted":
                self.wide(f"{roman} - {words} ({count} mô hình)")
            case _:
                self.wide(words.upper())

    def record(self, record: dict[str, Any]) -> None:
        number = len(self.expected) + 1
        marks = {"1": number, "01": f"{number:02d}", "a": "abcdefgh"[number - 1]}
        front = [marks[self.shape["numbering"]]] if self.first else []
        cells = [WORDS_OF.get(name, {}).get(record[name], record[name]) for name in self.columns]
        helpers = ["", "#N/A", "tra cứu"] if self.shape["helpers"] else []
        self.grid.rows.append([*front, *cells, *helpers])
        self.expected.append((len(self.grid.rows), record))

    def save(self, folder: Path) -> Path:
        kind = self.shape["format"]
        if kind in ("xlsx", "ods"):
            path = folder / f"list.{kind}"
            {"xlsx": grids.write_xlsx, "ods": grids.write_ods}[kind](path, {"Danh sách": self.grid})
            return path
        path = folder / "list.csv"
        text = grids.text_table(self.grid.rows, self.shape["delimiter"])
        path.write_bytes(fonts.in_windows_1258(text) if kind == "cp1258" else text.encode(kind))
        return path


@settings(max_examples=100, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=records, shape=shapes)
def test_any_table_in_any_shape_is_read_back_equal(
    tmp_path: Path, rows: list[dict[str, Any]], shape: dict[str, Any]
) -> None:
    if shape["bands"] == "sector":
        rows = [row | {"sector": row["sector"] or "KT"} for row in rows]
    writer = Writer(shape, rows)
    writer.write()
    sheet, faults = read_table(open_source(writer.save(tmp_path)), "list", TABLE, LOOKUPS)
    assert [str(fault) for fault in faults] == []
    read = sheet.frame.to_dict("records")
    assert sheet.frame.index.tolist() == [row for row, _ in writer.expected]
    for found, (_, record) in zip(read, writer.expected, strict=True):
        plain = {name: None if pd.isna(value) else value for name, value in found.items()}
        started = plain["started_on"]
        assert plain | {"started_on": started.date() if started else None} == record


cells = st.one_of(
    st.just(""),
    st.sampled_from([column.heading for column in TABLE.columns]),
    st.sampled_from(
        ["STT", "I", "A.", "II. Kinh tế", "Tổng cộng: 3", "Cộng", "Ghi chú:", "#N/A", "(1)", "tập thể", "X01"]
    ),
    st.text(max_size=12),
    st.floats(),
    st.integers(-(10**20), 10**20),
    st.booleans(),
    st.dates(),
)
places = st.tuples(st.integers(0, 9), st.integers(0, 6), st.integers(0, 3), st.integers(0, 3))


class AnyRows:
    """Stands for a file that was read."""

    sheets = (("Danh sách", True),)
    single = False

    def __init__(self, rows: list[list[Any]], merged: list[tuple[int, int, int, int]]) -> None:
        self._rows = rows
        self._merged = [(top, left, top + down, left + across) for top, left, down, across in merged]

    def rows(self, _: str) -> list[list[Any]]:
        return self._rows

    def merged_ranges(self, _: str) -> list[tuple[int, int, int, int]]:
        return self._merged


@settings(max_examples=150)
@given(st.lists(st.lists(cells, min_size=6, max_size=6), max_size=10), st.lists(places, max_size=3))
def test_whatever_stands_on_a_sheet_is_read_or_said(
    rows: list[list[Any]], merged: list[tuple[int, int, int, int]]
) -> None:
    headed = [[column.heading for column in TABLE.columns[:6]], *rows]
    for grid in (rows, headed):
        sheet, faults = read_table(SourceFile("list", "", AnyRows(grid, merged)), "list", TABLE, LOOKUPS)
        assert all(fault.what and fault.remedy for fault in faults)
        assert sheet.frame.index.is_monotonic_increasing and sheet.frame.index.is_unique
        assert [len(sheet.cells[name]) for name in TABLE.names] == [len(sheet.frame)] * len(TABLE.names)
