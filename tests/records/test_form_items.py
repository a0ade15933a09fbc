import pytest

from danvan_tools.records.form_items import ITEMS, filled_forms
from danvan_tools.records.word_documents import WordTable

_HEAD = ["ĐẢNG BỘ THỊ XÃ", "PHIẾU ĐĂNG KÝ MÔ HÌNH “DÂN VẬN KHÉO” NĂM 2026"]
_TEXTS = {item.name: f"nội dung {number}" for number, item in enumerate(ITEMS)}


def _values(*blocks: str | WordTable) -> list[dict[str, str]]:
    return [form.texts for form in filled_forms(blocks)]


def test_items_under_numbered_headings():
    lines = [
        line for number, item in enumerate(ITEMS, start=1) for line in (f"{number}. {item.heading}", _TEXTS[item.name])
    ]
    assert _values(*_HEAD, *lines) == [_TEXTS]


def test_items_on_the_line_of_their_heading():
    lines = [f"{number}) {item.heading}: {_TEXTS[item.name]}" for number, item in enumerate(ITEMS, start=1)]
    assert _values(*_HEAD, *lines) == [_TEXTS]


def test_items_beside_their_labels_in_a_table():
    rows = [("TT", "Nội dung", "Trả lời"), *((str(n), i.heading, _TEXTS[i.name]) for n, i in enumerate(ITEMS, 1))]
    assert _values(*_HEAD, WordTable(tuple(rows))) == [_TEXTS]


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ("2. Thực trạng, lý do xây dựng mô hình:", "situation"),
        ("II. THỰC TRẠNG - LÝ DO XÂY DỰNG", "situation"),
        ("3/ Mục tiêu và tiêu chí", "goals"),
        ("4. Nội dung, cách thức thực hiện", "method"),
        ("5. Địa bàn, đối tượng thực hiện:", "area"),
        ("6. Lực lượng tham gia thực hiện", "forces"),
        ("7. Thời gian, nguồn lực thực hiện", "resources"),
        ("8. San pham, ket qua dau ra", "results"),
        ("9. Khả năng duy trì, nhân rộng mô hình", "sustainability"),
        ("(9) Khả năng duy trì – nhân rộng", "sustainability"),
    ],
)
def test_a_label_is_known_however_it_is_written(line: str, name: str):
    assert _values("1. Tên mô hình: A", line, "B") == [{"name": "A", name: "B"}]


def test_a_line_of_text_that_begins_like_a_label_stays_text():
    text = "Nội dung tuyên truyền tập trung vào việc hiến đất, cách thức là đến từng nhà, từng hộ để vận động"
    assert _values("1. Tên mô hình: A", "4. Nội dung - cách thức thực hiện", text, "- Lực lượng: dân quân") == [
        {"name": "A", "method": f"{text}\n- Lực lượng: dân quân"}
    ]


def test_items_led_by_bullets_throughout():
    assert _values("- Tên mô hình: A", "- Mục tiêu, tiêu chí: x", "- Lực lượng: y") == [
        {"name": "A", "goals": "x", "forces": "y"}
    ]


def test_lines_of_an_item_are_kept_in_their_order():
    assert _values("1. Tên mô hình: A", "3. Mục tiêu - tiêu chí", "- một", "- hai") == [
        {"name": "A", "goals": "- một\n- hai"}
    ]


def test_two_forms_in_one_document():
    first, second = "1. Tên mô hình: A", "1. Tên mô hình: B"
    assert _values(first, "3. Mục tiêu - tiêu chí: x", second, "3. Mục tiêu - tiêu chí: y") == [
        {"name": "A", "goals": "x"},
        {"name": "B", "goals": "y"},
    ]


@pytest.mark.parametrize(
    "end",
    [
        "T/M BAN THƯỜNG VỤ", "TM. ỦY BAN NHÂN DÂN", "Nơi nhận:", "Vân Khê, ngày 05 tháng 01 năm 2026",
        "ngày … tháng … năm 2026", "NGƯỜI LẬP PHIẾU", "CHỦ TỊCH",
    ],
)  # fmt: skip
def test_what_stands_below_the_form_belongs_to_no_item(end: str):
    assert _values("1. Tên mô hình: A", "9. Khả năng duy trì - nhân rộng", "tốt", end, "Nguyễn Văn A") == [
        {"name": "A", "sustainability": "tốt"}
    ]


def test_a_document_without_a_name_holds_no_form():
    assert _values(*_HEAD, "3. Mục tiêu - tiêu chí: x") == []
