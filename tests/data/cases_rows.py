"""What stands between and below the records: groups, totals, headings again, signatures."""

from __future__ import annotations

from typing import Any

from cases import (
    COLUMNS,
    HEADINGS,
    RECORDS,
    TITLE,
    Case,
    body,
    error,
    headings,
    numbered,
    plain,
    text,
    warning,
    without,
    xlsx,
)
from grids import write_ods


def bands_and_totals() -> list[Case]:
    columns = [c for c in COLUMNS if c != "sector"]
    head = headings(columns)
    kt, vh, qp = ([r for r in RECORDS if r["sector"] == sector] for sector in ("KT", "VH", "QP"))
    by_sector = [*kt, *vh, *qp]

    def banded(*names: Any) -> list[list[Any]]:
        return [
            *names[:1],
            *body(kt, columns),
            *names[1:2],
            *body(vh, columns, first=3),
            *names[2:3],
            *body(qp, columns, first=5),
            *names[3:],
        ]

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
            text(
                [
                    head,
                    *banded(["I", "Lĩnh vực kinh tế"], ["II", "Về văn hóa - xã hội"], ["III", "Quốc phòng – an ninh"]),
                ],
                "utf-8",
            ),
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
                            [None, "PHƯỜNG VÂN GIANG"],
                            *body(p1, unit_columns),
                            [None, "PHƯỜNG HOÀ BẮC"],
                            *body(p2, unit_columns, first=3),
                            [None, "XÃ TÂN LÚA"],
                            *body(x1, unit_columns, first=4),
                        ]
                    )
                },
            ),
            list(zip((3, 4, 6, 8, 9), [*p1, *p2, *x1], strict=True)),
        ),
        Case(
            "bands_nested.xlsx", xlsx(plain(nested)), [(4, kt[0]), (5, kt[1]), (7, qp[0]), (9, vh[0] | {"sector": ""})]
        ),
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
            xlsx(
                plain(
                    [
                        head,
                        *banded(roman[0], ["Cộng lĩnh vực kinh tế: 2"], *roman[1:2])[:3],
                        ["Cộng lĩnh vực kinh tế: 2"],
                        roman[1],
                        *body(vh, columns, first=3),
                        [None, "Cộng: 2 mô hình"],
                        ["Tổng cộng", None, None, "4"],
                    ]
                )
            ),
            [(3, kt[0]), (4, kt[1]), (7, vh[0]), (8, vh[1])],
        ),
        Case(
            "totals_row_disagrees.xlsx",
            xlsx(plain([full, *body(RECORDS), ["Tổng cộng: 6 mô hình, điển hình"]], [(6, 0, 6, 8)])),
            numbered(RECORDS, 2),
            [warning("count", 7, "", "Tổng cộng: 6 mô hình, điển hình", "ghi 6, đếm được 5 dòng")],
        ),
        Case(
            "names_that_begin_with_tong.xlsx", xlsx(plain([full, *body(tong), ["Tổng số", None, 3]])), numbered(tong, 2)
        ),
        Case(
            "incomplete_record.xlsx",
            xlsx(plain([full, *body(RECORDS[:2]), [3, "Tổng hợp ý kiến nhân dân"]])),
            [*numbered(RECORDS[:2], 2), (4, {"name": "Tổng hợp ý kiến nhân dân"})],
            [
                error("blank", 4, HEADINGS[name], "", "ô trống")
                for name in ("unit_id", "kind", "holder", "movement", "started_on")
            ],
        ),
        Case(
            "footer_signatures.xlsx",
            xlsx(
                plain(
                    [
                        [TITLE],
                        full,
                        *body(RECORDS),
                        [],
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
            text(
                [
                    full,
                    *body(RECORDS),
                    [None, "Người lập biểu"],
                    [None, "hồ sơ gửi kèm ở phòng văn thư của đảng ủy phường"],
                ],
                "utf-8",
            ),
            numbered(RECORDS, 2),
            [warning("heading", 8, "", "hồ sơ gửi kèm ở phòng văn thư của đảng ủy phường", "không đọc dòng 8")],
        ),
        Case(
            "repeated_heading_rows.xlsx",
            xlsx(plain([full, *body(RECORDS[:2]), [], full, *body(RECORDS[2:], first=3)])),
            [*numbered(RECORDS[:2], 2), *numbered(RECORDS[2:], 6)],
        ),
        Case(
            "roman_numbering_of_records.xlsx",
            xlsx(plain([full, ["I", *body([lone])[0][1:]], ["II", *body(RECORDS[1:2])[0][1:]]])),
            numbered([lone, RECORDS[1]], 2),
        ),
    ]
