"""Titles, blank rows, and headings in every shape."""

from __future__ import annotations

from cases import COLUMNS, RECORDS, TITLE, Case, body, error, headings, numbered, plain, text, warning, without, xlsx
from grids import write_xls


def titles_and_headings() -> list[Case]:
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
