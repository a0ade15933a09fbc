"""Single lines below the headings: totals, groups, footers, and names of records that only look like them."""

from __future__ import annotations

import pytest

from danvan_tools.records.bands import BandLevels, BandNames, is_enumerator, split_enumerator, without_count
from danvan_tools.records.footers import is_footer_line, is_signature
from danvan_tools.records.lookups import Lookup
from danvan_tools.records.stated_counts import stated_counts, total_label
from danvan_tools.schema import CANDIDATE_TABLES

SECTORS = Lookup.from_pairs(["KT", "VH"], ["Kinh tế", "Văn hoá - xã hội"])
NAMES = BandNames(CANDIDATE_TABLES[0], {"sectors": SECTORS, "units": Lookup.from_pairs(["P1"], ["Phường Hòa Bắc"])})


@pytest.mark.parametrize(
    ("text", "counts"),
    [
        ("Tổng cộng: 59 mô hình", [59]),
        ("12 tập thể, 5 cá nhân", [12, 5]),
        ("Tổng cộng: 1.250", [1250]),
        ("08 (tám) mô hình", [8]),
        ("15 đơn vị", []),
        ("đạt 75,61%", []),
        ("16/16 xã", []),
        ("ngày 15/10/2015", []),
    ],
)
def test_numbers_of_records_that_a_line_states(text: str, counts: list[int]) -> None:
    assert stated_counts(text) == counts


@pytest.mark.parametrize(
    "text",
    [
        "Tổng cộng",
        "CỘNG:",
        "Tổng số: 12 mô hình",
        "Cộng 12",
        "Tổng (I+II)",
        "Cộng mục I",
        "Tổng",
        "Danh sách này gồm 5 mô hình./.",
    ],
)
def test_labels_of_totals(text: str) -> None:
    assert total_label(text)[0]


@pytest.mark.parametrize(
    "text",
    [
        "Tổng đài 1022",
        "Cộng đồng tự quản",
        "Tổng vệ sinh thứ bảy",
        "Tổng số hộ tham gia",
        "Tổng hợp",
        "Danh sách đỏ",
        "Tổ tự quản",
    ],
)
def test_names_that_only_begin_like_totals(text: str) -> None:
    assert not total_label(text)[0]


@pytest.mark.parametrize(
    ("text", "mark", "words"),
    [
        ("II - Quốc phòng", "II", "Quốc phòng"),
        ("A. TẬP THỂ", "A", "TẬP THỂ"),
        ("1.2) Kinh tế", "1.2", "Kinh tế"),
        ("IV Kinh tế", "IV", "Kinh tế"),
        ("Ấp 3", "", "Ấp 3"),
        ("T-shirt", "", "T-shirt"),
    ],
)
def test_what_counts_a_line(text: str, mark: str, words: str) -> None:
    assert split_enumerator(text) == (mark, words)


@pytest.mark.parametrize(
    ("text", "alone"), [("01", True), ("I", True), ("a)", True), ("1.2", True), ("Ấp", False), ("12a", False)]
)
def test_cells_that_only_count(text: str, alone: bool) -> None:
    assert is_enumerator(text) is alone


@pytest.mark.parametrize(
    "text", ["KINH TẾ (12 mô hình)", "KINH TẾ: 12 mô hình", "KINH TẾ - 12", "KINH TẾ:", "KINH TẾ (12)"]
)
def test_name_of_a_group_without_its_count(text: str) -> None:
    assert without_count(text) == "KINH TẾ"


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("LĨNH VỰC KINH TẾ", [("sector", "KINH TẾ")]),
        ("Về lĩnh vực văn hóa – xã hội", [("sector", "văn hóa – xã hội")]),
        ("PHƯỜNG HOÀ BẮC", [("unit_id", "PHƯỜNG HOÀ BẮC")]),
        ("MÔ HÌNH TẬP THỂ", [("kind", "MÔ HÌNH"), ("holder", "TẬP THỂ")]),
        ("Lĩnh vực khác", []),
    ],
)
def test_what_a_group_names(text: str, named: list[tuple[str, str]]) -> None:
    assert NAMES.named(text) == named


def test_group_nobody_knows_is_asked_about() -> None:
    assert NAMES.suggestion("LĨNH VỰC KINH TÊ") == 'Ý là "Kinh tế"? '


def test_outer_group_ends_the_inner_ones() -> None:
    levels = BandLevels()
    for place, (name, word) in enumerate([("holder", "A"), ("sector", "I"), ("sector", "II"), ("holder", "B")]):
        levels.open([(name, word)], row=place, place=place * 10)
    levels.close(40)
    spans = {name: [(band.word, band.first, band.last) for band in bands] for name, bands in levels.closed.items()}
    assert spans == {"sector": [("I", 10, 20), ("II", 20, 30)], "holder": [("A", 0, 30), ("B", 30, 40)]}


@pytest.mark.parametrize(
    "text",
    [
        "Ghi chú: đã kiểm tra",
        "NGƯỜI LẬP BIỂU",
        "TM. BAN THƯỜNG VỤ",
        "T/M ỦY BAN",
        "KT. TRƯỞNG BAN",
        "Hòa Bắc, ngày 05 tháng 01 năm 2026",
        "Ngày … tháng … năm 2026",
        "Nơi nhận:",
        "(Ký, ghi rõ họ tên)",
        "Trang 2/3",
    ],
)
def test_lines_that_open_a_footer(text: str) -> None:
    assert is_footer_line(text)


@pytest.mark.parametrize(
    "text", ["Ghi chú ruộng đồng", "Tổ tự quản", "Ban công xanh", "Ngày hội tháng ba", "Người tốt việc tốt"]
)
def test_names_that_open_no_footer(text: str) -> None:
    assert not is_footer_line(text)


@pytest.mark.parametrize(
    ("text", "signature"), [("Lê Thị Bưởi", True), ("- mục một;", True), ("hồ sơ ở phòng văn thư", False)]
)
def test_lines_below_a_footer(text: str, signature: bool) -> None:
    assert is_signature(text) is signature
