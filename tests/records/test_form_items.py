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
        ("Thực trạng:", "situation"),
        ("Mục tiêu mô hình: đến cuối năm", "goals"),
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
    text = line.partition(":")[2].strip()
    assert _values("Tên mô hình: A", line, "B") == [{"name": "A", name: f"{text}\nB".strip()}]


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
        "ngày … tháng … năm 2026", "NGƯỜI LẬP PHIẾU", "CHỦ TỊCH", "Ngày 05 tháng 01 năm 2026.",
        "xã Vân Khê, ngày    tháng    năm 2026", "T/M Ban Thường vụ", "Xác nhận của UBND xã", "Nơi nhận: - Như trên;",
        "Người lập biểu", "KT. CHỦ TỊCH", "Thủ trưởng cơ quan",
    ],
)  # fmt: skip
def test_what_stands_below_the_form_belongs_to_no_item(end: str):
    assert _values("1. Tên mô hình: A", "9. Khả năng duy trì - nhân rộng", "tốt", end, "Nguyễn Văn A") == [
        {"name": "A", "sustainability": "tốt"}
    ]


def _unread(*blocks: str | WordTable) -> list[dict[str, str]]:
    return [form.unread for form in filled_forms(blocks)]


@pytest.mark.parametrize(
    "line",
    [
        "Từ ngày 01 tháng 3 năm 2015 đến nay, mỗi hộ góp 10.000 đồng",
        "Ngày 5 tháng 3 hằng năm, các hộ ra quân dọn đường",
        "Phát động tại nhà văn hóa khu phố, ngày 05 tháng 01 năm 2026",
        "Nơi nhận rác: mỗi ngõ một điểm",
        "Người đại diện hộ ký cam kết",
        "Xác nhận của người dân về công lao động",
        "Chủ tịch Hội trực tiếp vận động",
        "TL. 923 được nâng cấp từ tiền góp của dân",
        "Thủ trưởng các đơn vị cùng ký quy chế",
    ],
)
def test_what_an_item_says_is_no_end_of_the_form(line: str):
    lines = ["1. Tên mô hình: A", "4. Nội dung - cách thức thực hiện", line, "Ý sau"]
    assert _values(*lines) == [{"name": "A", "method": f"{line}\nÝ sau"}]
    assert _unread(*lines) == [{}]


def test_a_day_alone_is_what_the_item_says_when_more_follows_or_nothing_stands_above():
    day = "Ngày 05 tháng 01 năm 2026"
    assert _values("1. Tên mô hình: A", "7. Thời gian - nguồn lực", day, "NGƯỜI LẬP") == [
        {"name": "A", "resources": day}
    ]
    assert _values("1. Tên mô hình: A", "7. Thời gian - nguồn lực", "x", day, "các hộ ra quân", "y") == [
        {"name": "A", "resources": f"x\n{day}\ncác hộ ra quân\ny"}
    ]


def test_an_end_that_items_follow_was_none():
    lines = ["1. Tên mô hình: A", "6. Lực lượng thực hiện", "Chủ tịch", "Trần Văn B", "9. Khả năng nhân rộng: tốt"]
    assert _values(*lines) == [{"name": "A", "forces": "Chủ tịch\nTrần Văn B", "sustainability": "tốt"}]


def test_a_block_of_signatures_leaves_nothing_to_ask_about():
    block = [
        "Vân Khê, ngày 05 tháng 01 năm 2026", "Nơi nhận:", "- Như trên;", "- Lưu: VT.", "TM. ỦY BAN NHÂN DÂN",
        "KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH", "(Ký, ghi rõ họ tên)", "Nguyễn Văn A",
    ]  # fmt: skip
    table = WordTable((("Nơi nhận:\n- Như trên;\n- Lưu: VT.", "TM. ỦY BAN\nCHỦ TỊCH\n\nNguyễn Văn A"),))
    assert _unread("1. Tên mô hình: A", *block) == [{}]
    assert _unread("1. Tên mô hình: A", table) == [{}]
    assert _unread(WordTable((("Tên mô hình", "A"), ("", "Vân Khê, ngày 05 tháng 01 năm 2026"), *table.rows))) == [{}]
    assert _values("1. Tên mô hình: A", table) == [{"name": "A"}]


def test_text_below_the_end_is_left_and_told():
    assert _unread(
        "1. Tên mô hình: A", "Nơi nhận:", "- Như trên;", "Nguyễn Văn A", "Kinh phí do dân góp", "- ý hai"
    ) == [{"": "Kinh phí do dân góp"}]
    assert _unread("1. Tên mô hình: A", "CHỦ TỊCH", "- Kinh phí do dân góp", "- ý hai") == [
        {"": "- Kinh phí do dân góp\n- ý hai"}
    ]


def test_a_row_below_its_label_belongs_to_it():
    rows = (("1", "Tên mô hình", "A"), ("2", "Mục tiêu - tiêu chí", "ý một"), ("", "", "ý hai"), ("3", "", "ý ba"))
    assert _values(WordTable(rows)) == [{"name": "A", "goals": "ý một\ný hai\ný ba"}]
    assert _values(WordTable((("Tên mô hình",), ("A",), ("Mục tiêu",), ("ý một",), ("ý hai",)))) == [
        {"name": "A", "goals": "ý một\ný hai"}
    ]


def test_a_label_repeated_in_the_next_row_is_one_item():
    rows = (("Tên mô hình", "A"), ("Tên mô hình", "A"), ("Mục tiêu", "một"), ("Mục tiêu", "hai"), ("Mục tiêu", "hai"))
    assert _values(WordTable(rows)) == [{"name": "A", "goals": "một\nhai"}]


def test_an_item_that_the_form_does_not_have_is_told_with_its_text():
    rows = (
        ("TT", "Nội dung", "Trả lời"),
        ("1", "Tên mô hình", "A"),
        ("2", "Kinh phí đặc thù", "50 triệu"),
        ("", "", "Nguyễn Văn A giữ"),
        ("3", "Mục tiêu", "x"),
        ("4", "Ngày bắt đầu dự kiến", "Ngày 05 tháng 01 năm 2026"),
    )
    [form] = filled_forms([WordTable(rows)])
    assert form.texts == {"name": "A", "goals": "x"}
    assert form.unread == {
        "Kinh phí đặc thù": "50 triệu\nNguyễn Văn A giữ",
        "Ngày bắt đầu dự kiến": "Ngày 05 tháng 01 năm 2026",
    }


def test_a_numbered_heading_that_is_no_item_stays_with_the_item_above():
    lines = ["1. Tên mô hình: A", "9. Khả năng nhân rộng: tốt", "10. Kinh phí đặc thù", "50 triệu"]
    assert _values(*lines) == [{"name": "A", "sustainability": "tốt\n10. Kinh phí đặc thù\n50 triệu"}]


def test_units_above_the_names_go_with_the_name_below():
    assert _values("Đơn vị: Xã Một", "PHIẾU ĐĂNG KÝ", "1. Tên mô hình: A", "2. Mục tiêu: x") == [
        {"unit_id": "Xã Một", "name": "A", "goals": "x"}
    ]
    assert _values("Đơn vị", "Xã Một", "Tên mô hình: A", "CHỦ TỊCH", "Đơn vị: Xã Hai", "Tên mô hình: B") == [
        {"unit_id": "Xã Một", "name": "A"},
        {"unit_id": "Xã Hai", "name": "B"},
    ]
    assert _unread("Đơn vị: Xã Một", "Tên mô hình: A", "10. Đơn vị đăng ký: Xã Hai") == [{"Đơn vị đăng ký": "Xã Hai"}]


def test_a_very_long_item_is_read_whole():
    lines = [f"- ý thứ {number} {'x' * 300}" for number in range(50_000)]
    [form] = filled_forms(["1. Tên mô hình: A", "3. Mục tiêu", *lines])
    assert form.texts["goals"] == "\n".join(lines)


def test_a_document_without_a_name_holds_no_form():
    assert _values(*_HEAD, "3. Mục tiêu - tiêu chí: x") == []
