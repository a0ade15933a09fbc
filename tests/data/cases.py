"""The records of the corpus, what a file must be read as, and the pieces its sheets are made of."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from grids import Grid, text_table, write_xlsx

HEADINGS = {
    "name": "Tên mô hình",
    "method": "Nội dung - cách thức thực hiện",
    "unit_id": "Đơn vị đăng ký",
    "kind": "Loại",
    "holder": "Chủ thể",
    "movement": "Phong trào",
    "sector": "Lĩnh vực",
    "started_on": "Bắt đầu từ ngày",
}
COLUMNS = list(HEADINGS)
WORDS = {
    "X01": "Xã Tân Lúa",
    "P01": "Phường Vân Giang",
    "P02": "Phường Hòa Bắc",
    "KT": "Kinh tế",
    "VH": "Văn hoá - xã hội",
    "QP": "Quốc phòng - an ninh",
    "model": "mô hình",
    "exemplar": "điển hình",
    "collective": "tập thể",
    "individual": "cá nhân",
    "household": "hộ gia đình",
}
TITLE = "DANH SÁCH ĐĂNG KÝ MÔ HÌNH, ĐIỂN HÌNH\n“DÂN VẬN KHÉO” NĂM 2026"
MOVEMENT = "Dân vận khéo"
Record = dict[str, Any]
Fault = dict[str, Any]


def _record(*values: Any) -> Record:
    name, method, unit, kind, holder, sector, day = values
    values = (name, method, unit, kind, holder, MOVEMENT, sector, day)
    return dict(zip(COLUMNS, values, strict=True))


RECORDS = [
    _record("Hẻm sáng an toàn", "Vận động lắp đèn\nở từng hẻm", "P01", "model", "collective", "KT", date(2025, 3, 9)),
    _record("Vườn rau chung tay", "Trồng rau trên đất trống", "P01", "model", "collective", "KT", date(2025, 4, 12)),
    _record("Bà Lê Thị Bưởi Năm", "Hòa giải ở khu phố", "P02", "exemplar", "individual", "VH", date(2024, 11, 5)),
    _record("Tiếng kẻng giữ làng", "Tuần tra ban đêm", "X01", "model", "collective", "QP", date(2025, 1, 20)),
    _record("Cổng nhà không rác", "Phân loại rác tại nhà", "X01", "model", "household", "VH", date(2025, 5, 30)),
]


@dataclass
class Case:
    """One file, and what it must be read as."""

    file: str
    write: Callable[[Path], None]
    rows: list[tuple[int, Record]]
    faults: list[Fault] = field(default_factory=list)
    table: str = "candidates"


def error(kind: str, row: int | None = None, column: str = "", value: str = "", what: str = "") -> Fault:
    """Return an expected fault; `what` is a part of its sentence."""
    return {"severity": "error", "kind": kind, "row": row, "column": column, "value": value, "what": what}


def warning(kind: str, row: int | None = None, column: str = "", value: str = "", what: str = "") -> Fault:
    return error(kind, row, column, value, what) | {"severity": "warning"}


def shown(value: Any) -> Any:
    return WORDS.get(value, value) if isinstance(value, str) else value


def body(
    records: Sequence[Record], columns: Sequence[str] = COLUMNS, *, stt: bool = True, first: int = 1
) -> list[list]:
    return [
        [*([first + n] if stt else []), *(shown(record[name]) for name in columns)] for n, record in enumerate(records)
    ]


def headings(columns: Sequence[str] = COLUMNS, *, stt: bool = True, **other: str) -> list[Any]:
    return [*(["STT"] if stt else []), *(other.get(name, HEADINGS[name]) for name in columns)]


def without(records: Sequence[Record], *names: str) -> list[Record]:
    return [{name: value for name, value in record.items() if name not in names} for record in records]


def with_values(records: Sequence[Record], **values: Any) -> list[Record]:
    return [record | values for record in records]


def numbered(records: Sequence[Record], first: int) -> list[tuple[int, Record]]:
    return list(enumerate(records, start=first))


def xlsx(grid: Grid, name: str = "Danh sách", **others: Grid) -> Callable[[Path], None]:
    return lambda path: write_xlsx(path, {name: grid} | others)


def plain(rows: Sequence[Sequence[Any]], merged: Sequence[tuple[int, int, int, int]] = ()) -> Grid:
    return Grid([list(row) for row in rows], list(merged))


def text(rows: Sequence[Sequence[Any]], encoding: str, delimiter: str = ",") -> Callable[[Path], None]:
    return lambda path: path.write_bytes(text_table(rows, delimiter).encode(encoding)) and None
