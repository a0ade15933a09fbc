from __future__ import annotations

from decimal import Decimal

import pytest
from lxml import html
from openpyxl import load_workbook

from danvan_tools.display import reason_form
from danvan_tools.records import Review, open_review, record_load, save_mark


@pytest.fixture
def changed_review(small_folder) -> Review:
    """A review whose list was changed after a mark: one candidate renamed its movement, one was added."""
    review = open_review(small_folder)
    criterion = review.rubrics["collective"].criteria["criterion_id"].iloc[0]
    save_mark(
        review,
        reviewer_id="TV1",
        candidate_id="MH-001",
        criterion_id=criterion,
        points=Decimal(1),
        expected_seq=0,
        entered_by="TV1",
    )
    path = small_folder / "candidates.xlsx"
    workbook = load_workbook(path)
    sheet = workbook["Danh sách"]
    headings = [cell.value for cell in sheet[2]]
    sheet.cell(3, headings.index("Phong trào") + 1).value = "Phong trào khác"
    workbook.save(path)
    return open_review(small_folder)


def state(form) -> str:
    return html.fromstring(form.children[1].value).text_content()


def reasons(review: Review) -> list[str]:
    return [entry.body["reason"] for entry in review.ledger.entries("secretary", "load")]


def test_nothing_to_record_is_one_sentence(small_review):
    assert reason_form(small_review).html == '<p role="status">Không có thay đổi nào đang chờ ghi lý do.</p>'


def test_the_reason_entered_is_recorded_with_the_changes(changed_review):
    form = reason_form(changed_review)
    assert state(form) == "1 hồ sơ thay đổi đang chờ ghi lý do."
    field = form.children[0]
    assert field.continuous_update is False
    field.value = "Xã đề nghị <b>sửa</b>"
    assert state(form) == "Đã ghi nhận: 1 hồ sơ thay đổi, cùng lý do."
    assert field.disabled
    assert reasons(changed_review) == ["", "Xã đề nghị <b>sửa</b>"]
    assert open_review(changed_review.folder).changes.empty


def test_a_blank_reason_is_refused_in_words(changed_review):
    form = reason_form(changed_review)
    form.children[0].value = "  "
    assert state(form).startswith("CHƯA GHI NHẬN: candidates.xlsx: ")
    assert reasons(changed_review) == [""]
    form.children[0].value = "Xã đề nghị"
    assert reasons(changed_review) == ["", "Xã đề nghị"]


def test_changes_recorded_elsewhere_keep_their_own_reason(changed_review):
    form, other = reason_form(changed_review), reason_form(open_review(changed_review.folder))
    record_load(changed_review, "Từ dòng lệnh")
    form.children[0].value = "Từ sổ tay"
    assert "lý do vừa nhập không được ghi" in state(form)
    other.children[0].value = "Từ cửa sổ khác"
    assert state(other).startswith("CHƯA GHI NHẬN: ")
    assert reasons(changed_review) == ["", "Từ dòng lệnh"]
