from __future__ import annotations

import dataclasses

import openpyxl
from lxml import html

from danvan_tools.display import mark_form
from danvan_tools.errors import Fault

FAULT = Fault(
    file="candidates.xlsx", kind="word", sheet="Danh sách", row=3, column="Lĩnh vực", what="lạ", remedy="Sửa."
)


def state(form) -> str:
    return html.fromstring(form.children[1].value).text_content()


def test_the_button_writes_the_copies_and_says_where(small_folder, tmp_path):
    form = mark_form(small_folder, [FAULT], tmp_path / "output")
    assert not (tmp_path / "output").exists()
    form.children[0].click()
    copy = tmp_path / "output" / "candidates-danh-dau.xlsx"
    assert state(form) == f"Đã ghi: {copy}"
    assert openpyxl.load_workbook(copy).sheetnames[:2] == ["Lỗi", "Danh sách"]


def test_what_hinders_it_is_one_sentence(small_folder, tmp_path):
    (tmp_path / "output").write_text("")
    form = mark_form(small_folder, [FAULT], tmp_path / "output")
    form.children[0].click()
    assert state(form).startswith(f"CHƯA GHI: {tmp_path / 'output'}: không tạo được")


def test_a_file_that_cannot_be_opened_has_no_copy(small_folder, tmp_path):
    (small_folder / "candidates.xlsx").write_bytes(b"PK")
    form = mark_form(small_folder, [FAULT], tmp_path / "output")
    form.children[0].click()
    assert state(form) == "CHƯA GHI: các tệp có lỗi đều không mở được."


def test_without_faults_in_files_there_is_no_button(small_folder, tmp_path):
    ledger = dataclasses.replace(FAULT, file="ledger.db", kind="ledger")
    assert "không cần bản đánh dấu" in mark_form(small_folder, [ledger], tmp_path).html
