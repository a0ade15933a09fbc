import pytest

from danvan_tools.records.nomination_forms import document_forms
from danvan_tools.records.source_errors import UnreadableWorkbookError
from danvan_tools.records.word_documents import WordTable


def test_a_table_of_many_rows_and_one_very_long_one_is_refused():
    table = WordTable((*[("Tên mô hình",)] * 20_000, ("x",) * 20_000))
    with pytest.raises(UnreadableWorkbookError, match=r"bảng 2 có 20\.001 dòng, có dòng tới 20\.000 ô"):
        document_forms([WordTable((("a",),)), table], "a.docx")


def test_what_belongs_to_no_item_is_a_warning_that_quotes_it():
    table = WordTable((("Tên mô hình", "A"), ("Kinh phí đặc thù", "50 triệu")))
    found, faults = document_forms([table, "Tên mô hình: B", "CHỦ TỊCH", "Kinh phí do dân góp"], "a.docx")
    assert found == [({"name": "A"}, "phiếu 1"), ({"name": "B"}, "phiếu 2")]
    assert [(fault.kind, fault.severity) for fault in faults] == [("heading", "warning")] * 2
    remedy = "Nếu là nội dung của hồ sơ thì chuyển vào một mục của mẫu rồi chạy lại, hoặc chép vào danh sách."
    assert [str(fault) for fault in faults] == [
        'a.docx, cột "Kinh phí đặc thù": phiếu 1: mục "Kinh phí đặc thù" không có trong mẫu đăng ký nên chưa lấy '
        f'nội dung "50 triệu". {remedy}',
        f'a.docx: phiếu 2: chữ nằm ngoài các mục của mẫu đăng ký nên chưa lấy: "Kinh phí do dân góp". {remedy}',
    ]


def test_an_item_that_no_cell_can_hold_is_told():
    found, [fault] = document_forms(["Tên mô hình: A", "Mục tiêu:", "x" * 32_768], "a.docx")
    assert len(found[0][0]["goals"]) == 32_768
    assert (fault.kind, fault.column) == ("text", "Mục tiêu - tiêu chí")
    assert "dài 32.768 ký tự, quá 32.767" in fault.what


def test_a_unit_that_stands_there_twice_is_told():
    found, [fault] = document_forms(["Đơn vị: Xã Một", "Tên mô hình: A", "Đơn vị đăng ký: Xã Hai"], "a.docx")
    assert found == [({"unit_id": "Xã Một", "name": "A"}, "phiếu 1")]
    assert (fault.kind, fault.value) == ("contradiction", "Xã Hai")
