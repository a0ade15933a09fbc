"""Writes ``tests/data/spreadsheets``: files in the shapes that committees send, each named after its trap.

Everything in them is invented. Beside each file stands what it must be read as: the tidy records with their row
numbers, and the faults. Run it as ``python tests/data/make_spreadsheets.py [FOLDER]``; the bytes are always the same.
"""

from __future__ import annotations

import json
import sys
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent))
from grids import Grid, text_table, write_ods, write_xls, write_xlsm, write_xlsx
from legacy_fonts import in_tcvn3, in_vni, in_windows_1258

FOLDER = Path(__file__).parent / "spreadsheets"

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


def _record(name: str, method: str, unit: str, kind: str, holder: str, sector: str, day: date) -> Record:
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


def _all() -> list[Case]:
    return [
        *_titles_and_headings(),
        *_bands_and_totals(),
        *_sheets(),
        *_merged(),
        *_encodings(),
        *_values(),
        *_other_tables(),
    ]


def _titles_and_headings() -> list[Case]:
    head, data = headings(), body(RECORDS)
    title = [TITLE]
    wide = (0, 0, 0, 8)
    place_columns = [c for c in COLUMNS if c != "started_on"]
    two_lines = [
        [*headings(place_columns), "Thời gian", None],
        [*[None] * 8, "Từ ngày", "Đến ngày"],
        *(
            [*row, record["started_on"], None]
            for row, record in zip(body(RECORDS, place_columns), RECORDS, strict=True)
        ),
    ]
    two_lines[3][9] = "31/12/2026"
    synonyms = dict(
        name="Tên MH",
        method="Nội dung, cách làm",
        unit_id="Xã/phường",
        kind="Loại hình (*)",
        sector="Thuộc\nlĩnh vực:",
        started_on="Ngày bắt đầu (dd/mm/yyyy)",
        holder="1. CHỦ THỂ",
    )
    toneless = dict(name="Ten mo hinh", unit_id="Don vi dang ky", sector="LINH VUC", started_on="Bat dau tu ngay")
    ahead = ["unit_id", *[c for c in COLUMNS if c != "unit_id"]]
    return [
        Case("title_merged_over_columns.xlsx", xlsx(plain([title, head, *data], [wide])), numbered(RECORDS, 3)),
        Case(
            "titles_and_blank_rows_above.xlsx",
            xlsx(
                plain(
                    [
                        ["ĐẢNG ỦY PHƯỜNG VÂN GIANG", *[None] * 5, "ĐẢNG CỘNG SẢN VIỆT NAM"],
                        ["BAN CHỈ ĐẠO", *[None] * 5, "Vân Giang, ngày 05 tháng 01 năm 2026"],
                        [],
                        ["DANH SÁCH"],
                        ["Mô hình, điển hình “Dân vận khéo” năm 2026"],
                        [],
                        head,
                        *data,
                    ],
                    [(0, 0, 0, 4), (0, 6, 0, 8), (3, 0, 3, 8), (4, 0, 4, 8)],
                )
            ),
            numbered(RECORDS, 8),
        ),
        Case(
            "headings_two_lines_merged.xlsx",
            xlsx(plain([title, *two_lines], [wide, *((1, n, 2, n) for n in range(8)), (1, 8, 1, 9)])),
            numbered(RECORDS, 4),
            [warning("heading", 3, "Thời gian Đến ngày", "Thời gian Đến ngày", "không biết cột này (cột J)")],
        ),
        Case(
            "headings_two_lines.csv",
            text(two_lines, "utf-8"),
            numbered(RECORDS, 3),
            [warning("heading", 2, "Thời gian Đến ngày", "Thời gian Đến ngày", "không biết cột này (cột J)")],
        ),
        Case(
            "headings_broken_over_two_rows.xlsx",
            xlsx(
                plain(
                    [
                        ["STT", "Tên", "Nội dung - cách", "Đơn vị", "Loại", "Chủ thể", "Phong trào", "Lĩnh", "Bắt đầu"],
                        [None, "mô hình", "thức thực hiện", "đăng ký", None, None, None, "vực", "từ ngày"],
                        *data,
                    ]
                )
            ),
            numbered(RECORDS, 3),
        ),
        Case("headings_synonyms.xlsx", xlsx(plain([headings(**synonyms), *data])), numbered(RECORDS, 2)),
        Case("headings_without_tone_marks.csv", text([headings(**toneless), *data], "utf-8-sig"), numbered(RECORDS, 2)),
        Case(
            "column_numbers_row.xlsx",
            xlsx(plain([title, head, [f"({n})" for n in range(1, 10)], *data], [wide])),
            numbered(RECORDS, 4),
        ),
        Case(
            "column_letters_row.xls",
            lambda path: write_xls(path, {"Danh sách": plain([title, head, ["A", "B", *range(1, 8)], *data])}),
            numbered(RECORDS, 4),
        ),
        Case(
            "two_headings_one_column.xlsx",
            xlsx(plain([[*head, "Lĩnh vực"], *([*row, "Kinh tế"] for row in data)])),
            numbered(RECORDS, 2),
            [error("heading", 1, "Lĩnh vực", "Lĩnh vực", "tiêu đề này có ở hai cột H và J")],
        ),
        Case(
            "two_names_of_one_column.xlsx",
            xlsx(plain([[*head, "Địa phương"], *([*row, "Khu phố 2"] for row in data)])),
            numbered(RECORDS, 2),
            [error("heading", 1, "Địa phương", "Địa phương", 'các cột D và J ("Đơn vị đăng ký" và "Địa phương")')],
        ),
        Case(
            "heading_misspelt.xlsx",
            xlsx(plain([headings(unit_id="Đơn vị đăng quý"), *data])),
            numbered(without(RECORDS, "unit_id"), 2),
            [
                error("heading", 1, "Đơn vị đăng quý", "Đơn vị đăng quý", "không biết cột này (cột D)"),
                error("heading", 1, "Đơn vị đăng ký", "Đơn vị đăng ký", "thiếu cột bắt buộc này"),
            ],
        ),
        Case(
            "heading_unknown.xlsx",
            xlsx(plain([[*head, "Ghi chú"], *([*row, "đã kiểm tra"] for row in data)])),
            numbered(RECORDS, 2),
            [warning("heading", 1, "Ghi chú", "Ghi chú", "không biết cột này (cột J) nên không đọc")],
        ),
        Case(
            "headless_column_inside.xlsx",
            xlsx(plain([[*head[:3], None, *head[3:]], *([*row[:3], "x", *row[3:]] for row in data)])),
            numbered(RECORDS, 2),
            [error("heading", 1, "", "", "cột D có nội dung mà dòng 1 không có tiêu đề")],
        ),
        Case(
            "no_headings.xlsx",
            xlsx(plain(data)),
            [],
            [error("heading", None, "", "", "không thấy hàng tiêu đề cột nào")],
        ),
        Case(
            "unit_column_first_no_stt.xlsx",
            xlsx(plain([headings(ahead, stt=False), *body(RECORDS, ahead, stt=False)])),
            numbered(RECORDS, 2),
        ),
    ]


def _bands_and_totals() -> list[Case]:
    columns = [c for c in COLUMNS if c != "sector"]
    head = headings(columns)
    kt, vh, qp = ([r for r in RECORDS if r["sector"] == sector] for sector in ("KT", "VH", "QP"))
    by_sector = [*kt, *vh, *qp]

    def banded(*names: Any) -> list[list[Any]]:
        return [
            *names[:1], *body(kt, columns), *names[1:2], *body(vh, columns, first=3), *names[2:3],
            *body(qp, columns, first=5), *names[3:],
        ]  # fmt: skip

    rows = [(n, record) for n, record in zip((3, 4, 6, 7, 9), by_sector, strict=True)]
    merged = [(n, 0, n, 7) for n in (1, 4, 7)]
    roman = [["I. LĨNH VỰC KINH TẾ (2 mô hình)"], ["II. LĨNH VỰC VĂN HOÁ – XÃ HỘI"], ["III - Quốc phòng - an ninh"]]
    unit_columns = [c for c in COLUMNS if c != "unit_id"]
    p1, p2, x1 = ([r for r in RECORDS if r["unit_id"] == unit] for unit in ("P01", "P02", "X01"))
    nested = [
        headings([c for c in columns if c != "holder"]),
        ["A", "TẬP THỂ"],
        ["I", "Kinh tế"],
        *body(kt, [c for c in columns if c != "holder"]),
        ["II", "Quốc phòng - an ninh"],
        *body(qp, [c for c in columns if c != "holder"], first=3),
        ["B", "CÁ NHÂN"],
        *body(vh[:1], [c for c in columns if c != "holder"], first=4),
    ]
    lone = RECORDS[0] | {"sector": ""}
    tong = [
        RECORDS[0] | {"name": "Tổng đài 1022 tiếp dân"},
        RECORDS[1] | {"name": "Cộng đồng tự quản đường hoa"},
        RECORDS[3] | {"name": "Tổng vệ sinh sáng thứ bảy"},
    ]
    full = headings()
    return [
        Case("sector_bands_roman.xlsx", xlsx(plain([head, *banded(*roman)], merged)), rows),
        Case(
            "sector_bands_in_numbering_column.csv",
            text([head, *banded(["I", "Lĩnh vực kinh tế"], ["II", "Về văn hóa - xã hội"], ["III", "Quốc phòng – an ninh"])], "utf-8"),
            rows,
        ),
        Case(
            "sector_band_count_disagrees.xlsx",
            xlsx(plain([head, *banded(["I. LĨNH VỰC KINH TẾ (3 mô hình)"], *roman[1:])], merged)),
            rows,
            [warning("count", 2, "", "I. LĨNH VỰC KINH TẾ (3 mô hình)", "ghi 3, đếm được 2 dòng")],
        ),
        Case(
            "sector_band_against_own_cell.xlsx",
            xlsx(plain([full, ["I. LĨNH VỰC KINH TẾ"], *body([kt[0], vh[0]])], [(1, 0, 1, 8)])),
            numbered([kt[0], vh[0]], 3),
            [warning("contradiction", 4, "Lĩnh vực", "Văn hoá - xã hội", 'khác với nhóm "KINH TẾ" ở dòng 2')],
        ),
        Case(
            "sector_band_nobody_knows.xlsx",
            xlsx(plain([head, *banded(roman[0], ["II. LĨNH VỰC VĂN HOẢ XÃ HỘI"], roman[2])], merged)),
            [(n, r if n not in (6, 7) else without([r], "sector")[0]) for n, r in rows],
            [error("word", 5, "", "II. LĨNH VỰC VĂN HOẢ XÃ HỘI", "không có trong danh mục")],
        ),
        Case(
            "unit_bands_one_cell.ods",
            lambda path: write_ods(
                path,
                {
                    "Danh sách": plain(
                        [
                            headings(unit_columns),
                            [None, "PHƯỜNG VÂN GIANG"], *body(p1, unit_columns),
                            [None, "PHƯỜNG HOÀ BẮC"], *body(p2, unit_columns, first=3),
                            [None, "XÃ TÂN LÚA"], *body(x1, unit_columns, first=4),
                        ]
                    )
                },
            ),
            list(zip((3, 4, 6, 8, 9), [*p1, *p2, *x1], strict=True)),
        ),
        Case("bands_nested.xlsx", xlsx(plain(nested)), [(4, kt[0]), (5, kt[1]), (7, qp[0]), (9, vh[0] | {"sector": ""})]),
        Case(
            "bands_of_kind_and_holder.xlsx",
            xlsx(
                plain(
                    [
                        headings([c for c in COLUMNS if c not in ("kind", "holder")]),
                        ["A. MÔ HÌNH TẬP THỂ"],
                        *body(kt, [c for c in COLUMNS if c not in ("kind", "holder")]),
                        ["B. ĐIỂN HÌNH CÁ NHÂN"],
                        *body(vh[:1], [c for c in COLUMNS if c not in ("kind", "holder")], first=3),
                    ],
                    [(1, 0, 1, 6), (4, 0, 4, 6)],
                )
            ),
            [(3, kt[0]), (4, kt[1]), (6, vh[0])],
        ),
        Case(
            "totals_rows_agree.xlsx",
            xlsx(plain([head, *banded(roman[0], ["Cộng lĩnh vực kinh tế: 2"], *roman[1:2])[:3], ["Cộng lĩnh vực kinh tế: 2"], roman[1],
                        *body(vh, columns, first=3), [None, "Cộng: 2 mô hình"], ["Tổng cộng", None, None, "4"]])),
            [(3, kt[0]), (4, kt[1]), (7, vh[0]), (8, vh[1])],
        ),
        Case(
            "totals_row_disagrees.xlsx",
            xlsx(plain([full, *body(RECORDS), ["Tổng cộng: 6 mô hình, điển hình"]], [(6, 0, 6, 8)])),
            numbered(RECORDS, 2),
            [warning("count", 7, "", "Tổng cộng: 6 mô hình, điển hình", "ghi 6, đếm được 5 dòng")],
        ),
        Case("names_that_begin_with_tong.xlsx", xlsx(plain([full, *body(tong), ["Tổng số", None, 3]])), numbered(tong, 2)),
        Case(
            "incomplete_record.xlsx",
            xlsx(plain([full, *body(RECORDS[:2]), [3, "Tổng hợp ý kiến nhân dân"]])),
            [*numbered(RECORDS[:2], 2), (4, {"name": "Tổng hợp ý kiến nhân dân"})],
            [error("blank", 4, HEADINGS[name], "", "ô trống") for name in ("unit_id", "kind", "holder", "movement", "started_on")],
        ),
        Case(
            "footer_signatures.xlsx",
            xlsx(
                plain(
                    [
                        [TITLE], full, *body(RECORDS), [],
                        ["Danh sách này gồm 5 mô hình, điển hình./."],
                        ["Ghi chú: mô hình do đơn vị tự kê khai."],
                        [*[None] * 6, "Vân Giang, ngày 05 tháng 01 năm 2026"],
                        [None, "NGƯỜI LẬP BIỂU", *[None] * 4, "TM. BAN CHỈ ĐẠO"],
                        [*[None] * 6, "TRƯỞNG BAN"],
                        [],
                        [None, "Lê Thị Bưởi", *[None] * 4, "Trần Văn Khế Ba"],
                    ]
                )
            ),
            numbered(RECORDS, 3),
        ),
        Case(
            "footer_with_doubtful_line.csv",
            text([full, *body(RECORDS), [None, "Người lập biểu"], [None, "hồ sơ gửi kèm ở phòng văn thư của đảng ủy phường"]], "utf-8"),
            numbered(RECORDS, 2),
            [warning("heading", 8, "", "hồ sơ gửi kèm ở phòng văn thư của đảng ủy phường", "không đọc dòng 8")],
        ),
        Case(
            "repeated_heading_rows.xlsx",
            xlsx(plain([full, *body(RECORDS[:2]), [], full, *body(RECORDS[2:], first=3)])),
            [*numbered(RECORDS[:2], 2), *numbered(RECORDS[2:], 6)],
        ),
        Case("roman_numbering_of_records.xlsx", xlsx(plain([full, ["I", *body([lone])[0][1:]], ["II", *body(RECORDS[1:2])[0][1:]]])), numbered([lone, RECORDS[1]], 2)),
    ]  # fmt: skip


def _sheets() -> list[Case]:
    head, data = headings(), body(RECORDS)
    codes = plain(
        [
            ["Mã", "Lĩnh vực", None, "Mã", "Đơn vị", None, "Mã", "Chủ thể"],
            ["KT", "Kinh tế", None, "P01", "Phường Vân Giang", None, 1, "tập thể"],
            ["VH", "Văn hoá - xã hội", None, "P02", "Phường Hòa Bắc", None, 2, "cá nhân"],
        ]
    )
    helpers = [[*head, None, None, "Tra cứu"], *([*row, None, "#N/A", "#N/A"] for row in data)]
    old = plain([head, *body(with_values(RECORDS[:2], name="Bản nháp cũ"))])
    old.visible = False
    renamed = warning("heading", None, "", "Sheet1", 'không có trang "Danh sách"')
    registration = {
        "name": "Tên mô hình", "situation": "Thực trạng - lý do xây dựng", "goals": "Mục tiêu - tiêu chí",
        "method": "Nội dung - cách thức thực hiện", "area": "Địa bàn - đối tượng", "forces": "Lực lượng thực hiện",
        "resources": "Thời gian - nguồn lực", "results": "Sản phẩm - kết quả đầu ra",
        "sustainability": "Khả năng duy trì - nhân rộng", "unit_id": "Đơn vị đăng ký",
    }  # fmt: skip
    filled = {name: f"{heading}:\n- ý thứ nhất;\n- ý thứ hai." for name, heading in registration.items()}
    forms = [filled | {"name": f"Mô hình số {n}", "unit_id": unit} for n, unit in ((1, "P01"), (2, "X01"))]
    return [
        Case(
            "danhmuc_sheet_side_by_side.xlsx",
            xlsx(plain([[TITLE], [], head, *data], [(0, 0, 0, 4)]), name="Sheet1", DANHMUC=codes),
            numbered(RECORDS, 4),
            [renamed],
        ),
        Case("helper_columns_na.xlsx", xlsx(plain(helpers)), numbered(RECORDS, 2)),
        Case(
            "error_in_a_real_column.xlsx",
            xlsx(plain([head, *data[:2], [*data[2][:7], "#N/A", data[2][8]]])),
            [*numbered(RECORDS[:2], 2), (4, without([RECORDS[2]], "sector")[0])],
            [error("value", 4, "Lĩnh vực", "#N/A", "ô báo lỗi công thức #N/A")],
        ),
        Case("hidden_sheet.xlsx", xlsx(plain([head, *data]), name="Sheet1", **{"Bản cũ": old}), numbered(RECORDS, 2), [renamed]),
        Case(
            "two_sheets_fit.xlsx",
            xlsx(plain([head, *data]), name="Sheet1", Sheet2=plain([head, *data])),
            [],
            [error("heading", None, "", "", "không có trang này")],
        ),
        Case(
            "unit_column_last.xlsx",
            xlsx(plain([["BIỂU ĐĂNG KÝ MÔ HÌNH\n“DÂN VẬN KHÉO” NĂM 2026"], ["STT", *registration.values()],
                        *([n, *(shown(v) for v in form.values())] for n, form in enumerate(forms, 1))], [(0, 0, 0, 10)]), name="Sheet1"),
            numbered(forms, 3),
            [renamed, *(error("heading", 2, HEADINGS[name], HEADINGS[name], "thiếu cột bắt buộc") for name in ("kind", "holder", "movement", "started_on"))],
        ),
        Case("macros.xlsm", lambda path: write_xlsm(path, {"Danh sách": plain([head, *data])}), numbered(RECORDS, 2)),
    ]  # fmt: skip


def _merged() -> list[Case]:
    head, data = headings(), body(RECORDS)
    unit = COLUMNS.index("unit_id") + 1
    sector = COLUMNS.index("sector") + 1
    merged_units = [row[:] for row in data]
    merged_units[1][unit] = merged_units[4][unit] = None
    merged_units[1][sector] = None
    ranges = [(1, unit, 2, unit), (4, unit, 5, unit), (1, sector, 2, sector)]
    merged_names = [row[:] for row in data[:2]]
    merged_names[1][1] = None
    two_rows = [cells for row in data for cells in (row, [])]
    return [
        Case("merged_unit_cells.xls", lambda path: write_xls(path, {"Danh sách": plain([head, *merged_units], ranges)}), numbered(RECORDS, 2)),
        Case("merged_sector_and_unit.xlsx", xlsx(plain([head, *merged_units], ranges)), numbered(RECORDS, 2)),
        Case(
            "merged_name_cells.xlsx",
            xlsx(plain([head, *merged_names], [(1, 1, 2, 1)])),
            [(2, RECORDS[0]), (3, without([RECORDS[1]], "name")[0])],
            [error("heading", 2, "Tên mô hình", "B2:B3", "các ô B2:B3 bị gộp"), error("blank", 3, "Tên mô hình", "", "ô trống")],
        ),
        Case(
            "every_record_merged_over_two_rows.xlsx",
            xlsx(plain([head, *two_rows], [(1 + 2 * n, place, 2 + 2 * n, place) for n in range(5) for place in range(9)])),
            list(zip(range(2, 12, 2), RECORDS, strict=True)),
        ),
    ]  # fmt: skip


def _encodings() -> list[Case]:
    head, data = headings(), body(RECORDS)
    old = [[in_tcvn3(c) if isinstance(c, str) else c for c in row] for row in [head, *data]]
    vni = [[in_vni(c) if isinstance(c, str) else c for c in row] for row in [head, *data]]
    nfd = [[unicodedata.normalize("NFD", c) if isinstance(c, str) else c for c in row] for row in [head, *data]]
    mixed = [head, *data[:2], old[3], vni[4], data[4]]

    def legacy(columns: Mapping[str, tuple[int, int, str]]) -> list[Fault]:
        return [
            warning("text", row, HEADINGS[name], value, f"{count} ô gõ bằng bảng mã cũ")
            for name, (count, row, value) in columns.items()
        ]

    at = {name: n + 1 for n, name in enumerate(COLUMNS)}
    texts = [n for n in COLUMNS if n != "started_on"]
    cyrillic = [row[:] for row in data]
    cyrillic[0][1] = "Hẻm sáng an tоàn"
    return [
        Case(
            "tcvn3_cells.xlsx", xlsx(plain(old)), numbered(RECORDS, 2),
            legacy({name: (5, 2, old[1][at[name]]) for name in texts}),
        ),
        Case(
            "vni_cells.csv", text(vni, "cp1252"), numbered(RECORDS, 2),
            legacy({name: (5, 2, vni[1][at[name]]) for name in texts}),
        ),
        Case(
            "mixed_encodings.xlsx", xlsx(plain(mixed)), numbered(RECORDS, 2),
            legacy({name: (2, 4, mixed[3][at[name]]) for name in texts}),
        ),
        Case("cp1258.csv", lambda path: path.write_bytes(in_windows_1258(text_table([head, *data]))) and None, numbered(RECORDS, 2)),
        Case("utf16_unicode_text.tsv", text([head, *data], "utf-16", "\t"), numbered(RECORDS, 2)),
        Case("utf8_with_mark.csv", text([[TITLE], head, *data], "utf-8-sig"), numbered(RECORDS, 3)),
        Case("semicolon.csv", text([head, *data], "utf-8", ";"), numbered(RECORDS, 2)),
        Case("nfd_names.ods", lambda path: write_ods(path, {unicodedata.normalize("NFD", "Danh sách"): plain(nfd)}),
             numbered([r | {"name": unicodedata.normalize("NFD", r["name"]), "method": unicodedata.normalize("NFD", r["method"]),
                            "movement": unicodedata.normalize("NFD", r["movement"])} for r in RECORDS], 2)),
        Case(
            "cyrillic_letter.xlsx", xlsx(plain([head, *cyrillic])),
            [(2, RECORDS[0] | {"name": cyrillic[0][1]}), *numbered(RECORDS[1:], 3)],
            [warning("text", 2, "Tên mô hình", cyrillic[0][1], '"tоàn"')],
        ),
    ]  # fmt: skip


def _values() -> list[Case]:
    head, data = headings(), body(RECORDS)
    day = COLUMNS.index("started_on") + 1

    def dated(*cells: Any) -> list[list[Any]]:
        return [[*row[:day], cell] for row, cell in zip(data, cells, strict=False)]

    spaces = [["  Tên mô hình\u200b", *head[2:]], *([f" {row[1]}\u00a0", *row[2:]] for row in data)]
    return [
        Case(
            "text_dates.xlsx",
            xlsx(
                plain(
                    [
                        head,
                        *dated("09/03/2025", "12-4-2025", "5.11.2024", "ngày 20 tháng 01 năm 2025", date(2025, 5, 30)),
                    ]
                )
            ),
            numbered(RECORDS, 2),
        ),
        Case(
            "excel_serial_dates.xlsx",
            xlsx(plain([head, *dated(45725, date(2025, 4, 12))])),
            [(2, without([RECORDS[0]], "started_on")[0]), (3, RECORDS[1])],
            [error("value", 2, "Bắt đầu từ ngày", "45725", '"45725" không phải là ngày')],
        ),
        Case(
            "formula_without_value.xlsx",
            xlsx(plain([head, *dated(("formula", "=TODAY()"), date(2025, 4, 12))])),
            [(2, without([RECORDS[0]], "started_on")[0]), (3, RECORDS[1])],
            [error("value", 2, "Bắt đầu từ ngày", "#CHƯA TÍNH", "ô báo lỗi công thức #CHƯA TÍNH")],
        ),
        Case("spaces_and_invisible_letters.xlsx", xlsx(plain(spaces)), numbered(RECORDS, 2)),
    ]


def _other_tables() -> list[Case]:
    awards = [
        "Tên mô hình,\nđiển hình",
        "Dịp khen",
        "Hình thức\nkhen thưởng",
        "Cơ quan khen",
        "Loại cơ quan",
        "Cấp",
        "Quyết định",
        None,
    ]
    award = {
        "candidate_name": "Hẻm sáng an toàn", "occasion": "work_review", "form": "Giấy khen",
        "authority": "Ủy ban nhân dân phường Vân Giang", "authority_kind": "government", "level": "commune",
        "decision_no": "12/QĐ-UBND", "decided_on": date(2025, 12, 9),
    }  # fmt: skip
    award_row = [1, "Hẻm sáng an toàn", "Sơ kết, tổng kết nhiệm vụ", "Giấy khen", "Ủy ban nhân dân phường Vân Giang",
                 "chính quyền", "xã, phường", "12/QĐ-UBND", date(2025, 12, 9)]  # fmt: skip
    second = award | {"candidate_name": "Tiếng kẻng giữ làng", "decision_no": "13/QĐ-UBND"}
    second_row = [2, "Tiếng kẻng giữ làng", *award_row[2:7], "13/QĐ-UBND", date(2025, 12, 9)]
    figures = ["Đơn vị", "Chỉ tiêu", "Kỳ", "Số liệu", "ĐVT"]
    sites = ["TT", "Mô hình", "Điểm nhân rộng", "Đơn vị", "Từ ngày"]
    return [
        Case(
            "award_list_title_a1_e1.xlsx",
            xlsx(
                plain(
                    [["DANH SÁCH KHEN THƯỞNG\nNĂM 2025"], [], ["STT", *awards], [*[None] * 7, "Số", "Ngày"], award_row, second_row],
                    [(0, 0, 0, 4), (2, 7, 2, 8)],
                ),
                name="Khen thưởng",
            ),
            [(5, award), (6, second)],
            table="recognitions",
        ),
        Case(
            "english_comma.xlsx",
            xlsx(plain([figures, ["Xã Tân Lúa", "Số hộ tham gia", 2025, "48,620", "hộ"], ["Phường Vân Giang", "Số hộ tham gia", "Quý III/2025", "1.561", "hộ"]]), name="Chỉ tiêu"),
            [
                (2, {"unit_id": "X01", "indicator": "Số hộ tham gia", "period": "2025", "measure": "hộ"}),
                (3, {"unit_id": "P01", "indicator": "Số hộ tham gia", "period": "Quý III/2025", "value": 1561, "measure": "hộ"}),
            ],
            [error("value", 2, "Giá trị", "48,620", '"48,620" đọc được hai cách')],
            table="indicators",
        ),
        Case(
            "merged_names_of_sites.xlsx",
            xlsx(
                plain(
                    [["CÁC ĐIỂM NHÂN RỘNG"], sites, [1, "Hẻm sáng an toàn", "Khu phố 3", "Phường Vân Giang", "03/02/2026"],
                     [2, None, "Khu phố 4", None, None], [3, "Tiếng kẻng giữ làng", "Ấp 5", "Xã Tân Lúa", None]],
                    [(0, 0, 0, 4), (2, 1, 3, 1), (2, 3, 3, 3)],
                ),
                name="Điểm nhân rộng",
            ),
            [
                (3, {"candidate_name": "Hẻm sáng an toàn", "site": "Khu phố 3", "unit_id": "P01", "since": date(2026, 2, 3)}),
                (4, {"candidate_name": "Hẻm sáng an toàn", "site": "Khu phố 4", "unit_id": "P01"}),
                (5, {"candidate_name": "Tiếng kẻng giữ làng", "site": "Ấp 5", "unit_id": "X01"}),
            ],
            table="sites",
        ),
        Case(
            "optional_sheet_not_there.xlsx",
            xlsx(plain([headings(), *body(RECORDS)])),
            [],
            [warning("heading", None, "", "", "không có trang này nên coi như chưa có dòng nào")],
            table="sites",
        ),
        Case("text_file_of_another_table.csv", text([headings(), *body(RECORDS)], "utf-8"), [], table="sites"),
    ]  # fmt: skip


def main(folder: Path = FOLDER) -> None:
    """Write every file, and what it must be read as."""
    for case in _all():
        case.write(folder / case.file)
        rows = [
            {"row": row}
            | {k: v.isoformat() if isinstance(v, date) else v for k, v in record.items() if v not in ("", None)}
            for row, record in case.rows
        ]
        expected = {"table": case.table, "rows": rows, "faults": case.faults}
        content = json.dumps(expected, ensure_ascii=False, indent=1)
        (folder / f"{case.file}.json").write_text(content + "\n", encoding="utf-8")


if __name__ == "__main__":
    main(*(Path(argument) for argument in sys.argv[1:2]))
