"""Sheets, merged cells, encodings, and the other tables."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from datetime import date
from typing import Any

from cases import (
    COLUMNS,
    HEADINGS,
    RECORDS,
    TITLE,
    Case,
    Fault,
    body,
    error,
    headings,
    numbered,
    plain,
    shown,
    text,
    warning,
    with_values,
    without,
    xlsx,
)
from grids import text_table, write_ods, write_xls, write_xlsm
from legacy_fonts import in_tcvn3, in_vni, in_windows_1258


def sheets() -> list[Case]:
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
        "name": "Tên mô hình",
        "situation": "Thực trạng - lý do xây dựng",
        "goals": "Mục tiêu - tiêu chí",
        "method": "Nội dung - cách thức thực hiện",
        "area": "Địa bàn - đối tượng",
        "forces": "Lực lượng thực hiện",
        "resources": "Thời gian - nguồn lực",
        "results": "Sản phẩm - kết quả đầu ra",
        "sustainability": "Khả năng duy trì - nhân rộng",
        "unit_id": "Đơn vị đăng ký",
    }
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
        Case(
            "hidden_sheet.xlsx",
            xlsx(plain([head, *data]), name="Danh sách mới", **{"Danh sách": old}),
            numbered(RECORDS, 2),
            [warning("heading", None, "", "Danh sách mới", 'trang "Danh sách" đang ẩn nên không đọc')],
        ),
        Case(
            "two_sheets_fit.xlsx",
            xlsx(plain([head, *data]), name="Sheet1", Sheet2=plain([head, *data])),
            [],
            [error("heading", None, "", "", "không có trang này")],
        ),
        Case(
            "unit_column_last.xlsx",
            xlsx(
                plain(
                    [
                        ["BIỂU ĐĂNG KÝ MÔ HÌNH\n“DÂN VẬN KHÉO” NĂM 2026"],
                        ["STT", *registration.values()],
                        *([n, *(shown(v) for v in form.values())] for n, form in enumerate(forms, 1)),
                    ],
                    [(0, 0, 0, 10)],
                ),
                name="Sheet1",
            ),
            numbered(forms, 3),
            [
                renamed,
                *(
                    error("heading", 2, HEADINGS[name], HEADINGS[name], "thiếu cột bắt buộc")
                    for name in ("kind", "holder", "movement", "started_on")
                ),
            ],
        ),
        Case("macros.xlsm", lambda path: write_xlsm(path, {"Danh sách": plain([head, *data])}), numbered(RECORDS, 2)),
    ]


def merged() -> list[Case]:
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
        Case(
            "merged_unit_cells.xls",
            lambda path: write_xls(path, {"Danh sách": plain([head, *merged_units], ranges)}),
            numbered(RECORDS, 2),
        ),
        Case("merged_sector_and_unit.xlsx", xlsx(plain([head, *merged_units], ranges)), numbered(RECORDS, 2)),
        Case(
            "merged_name_cells.xlsx",
            xlsx(plain([head, *merged_names], [(1, 1, 2, 1)])),
            [(2, RECORDS[0]), (3, without([RECORDS[1]], "name")[0])],
            [
                error("heading", 2, "Tên mô hình", "B2:B3", "các ô B2:B3 bị gộp"),
                error("blank", 3, "Tên mô hình", "", "ô trống"),
            ],
        ),
        Case(
            "every_record_merged_over_two_rows.xlsx",
            xlsx(
                plain([head, *two_rows], [(1 + 2 * n, place, 2 + 2 * n, place) for n in range(5) for place in range(9)])
            ),
            list(zip(range(2, 12, 2), RECORDS, strict=True)),
        ),
    ]


def encodings() -> list[Case]:
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
    cyrillic[0][1] = "Hẻm sáng an t\u043eàn"
    return [
        Case(
            "tcvn3_cells.xlsx",
            xlsx(plain(old)),
            numbered(RECORDS, 2),
            legacy({name: (5, 2, old[1][at[name]]) for name in texts}),
        ),
        Case(
            "vni_cells.csv",
            text(vni, "cp1252"),
            numbered(RECORDS, 2),
            legacy({name: (5, 2, vni[1][at[name]]) for name in texts}),
        ),
        Case(
            "mixed_encodings.xlsx",
            xlsx(plain(mixed)),
            numbered(RECORDS, 2),
            legacy({name: (2, 4, mixed[3][at[name]]) for name in texts}),
        ),
        Case(
            "cp1258.csv",
            lambda path: path.write_bytes(in_windows_1258(text_table([head, *data]))) and None,
            numbered(RECORDS, 2),
        ),
        Case("utf16_unicode_text.tsv", text([head, *data], "utf-16", "\t"), numbered(RECORDS, 2)),
        Case("utf8_with_mark.csv", text([[TITLE], head, *data], "utf-8-sig"), numbered(RECORDS, 3)),
        Case("semicolon.csv", text([head, *data], "utf-8", ";"), numbered(RECORDS, 2)),
        Case(
            "nfd_names.ods",
            lambda path: write_ods(path, {unicodedata.normalize("NFD", "Danh sách"): plain(nfd)}),
            numbered(
                [
                    r
                    | {
                        "name": unicodedata.normalize("NFD", r["name"]),
                        "method": unicodedata.normalize("NFD", r["method"]),
                        "movement": unicodedata.normalize("NFD", r["movement"]),
                    }
                    for r in RECORDS
                ],
                2,
            ),
        ),
        Case(
            "cyrillic_letter.xlsx",
            xlsx(plain([head, *cyrillic])),
            [(2, RECORDS[0] | {"name": cyrillic[0][1]}), *numbered(RECORDS[1:], 3)],
            [warning("text", 2, "Tên mô hình", cyrillic[0][1], '"t\u043eàn"')],
        ),
    ]


def values() -> list[Case]:
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
            [error("value", 2, "Bắt đầu từ ngày", "#CHƯA TÍNH", "ô có công thức chưa được tính")],
        ),
        Case("spaces_and_invisible_letters.xlsx", xlsx(plain(spaces)), numbered(RECORDS, 2)),
    ]


def other_tables() -> list[Case]:
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
        "candidate_name": "Hẻm sáng an toàn",
        "occasion": "work_review",
        "form": "Giấy khen",
        "authority": "Ủy ban nhân dân phường Vân Giang",
        "authority_kind": "government",
        "level": "commune",
        "decision_no": "12/QĐ-UBND",
        "decided_on": date(2025, 12, 9),
    }
    award_row = [
        1,
        "Hẻm sáng an toàn",
        "Sơ kết, tổng kết nhiệm vụ",
        "Giấy khen",
        "Ủy ban nhân dân phường Vân Giang",
        "chính quyền",
        "xã, phường",
        "12/QĐ-UBND",
        date(2025, 12, 9),
    ]
    second = award | {"candidate_name": "Tiếng kẻng giữ làng", "decision_no": "13/QĐ-UBND"}
    second_row = [2, "Tiếng kẻng giữ làng", *award_row[2:7], "13/QĐ-UBND", date(2025, 12, 9)]
    figures = ["Đơn vị", "Chỉ tiêu", "Kỳ", "Số liệu", "ĐVT"]
    sites = ["TT", "Mô hình", "Điểm nhân rộng", "Đơn vị", "Từ ngày"]
    return [
        Case(
            "award_list_title_a1_e1.xlsx",
            xlsx(
                plain(
                    [
                        ["DANH SÁCH KHEN THƯỞNG\nNĂM 2025"],
                        [],
                        ["STT", *awards],
                        [*[None] * 7, "Số", "Ngày"],
                        award_row,
                        second_row,
                    ],
                    [(0, 0, 0, 4), (2, 7, 2, 8)],
                ),
                name="Khen thưởng",
            ),
            [(5, award), (6, second)],
            table="recognitions",
        ),
        Case(
            "english_comma.xlsx",
            xlsx(
                plain(
                    [
                        figures,
                        ["Xã Tân Lúa", "Số hộ tham gia", 2025, "48,620", "hộ"],
                        ["Phường Vân Giang", "Số hộ tham gia", "Quý III/2025", "1.561", "hộ"],
                    ]
                ),
                name="Chỉ tiêu",
            ),
            [
                (2, {"unit_id": "X01", "indicator": "Số hộ tham gia", "period": "2025", "measure": "hộ"}),
                (
                    3,
                    {
                        "unit_id": "P01",
                        "indicator": "Số hộ tham gia",
                        "period": "Quý III/2025",
                        "value": 1561,
                        "measure": "hộ",
                    },
                ),
            ],
            [error("value", 2, "Giá trị", "48,620", '"48,620" đọc được hai cách')],
            table="indicators",
        ),
        Case(
            "merged_names_of_sites.xlsx",
            xlsx(
                plain(
                    [
                        ["CÁC ĐIỂM NHÂN RỘNG"],
                        sites,
                        [1, "Hẻm sáng an toàn", "Khu phố 3", "Phường Vân Giang", "03/02/2026"],
                        [2, None, "Khu phố 4", None, None],
                        [3, "Tiếng kẻng giữ làng", "Ấp 5", "Xã Tân Lúa", None],
                    ],
                    [(0, 0, 0, 4), (2, 1, 3, 1), (2, 3, 3, 3)],
                ),
                name="Điểm nhân rộng",
            ),
            [
                (
                    3,
                    {
                        "candidate_name": "Hẻm sáng an toàn",
                        "site": "Khu phố 3",
                        "unit_id": "P01",
                        "since": date(2026, 2, 3),
                    },
                ),
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
    ]
