"""The form that takes in a filled list of decisions: compared first, recorded after the question, or refused."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import openpyxl
import pytest

from danvan_tools.display import decision_import_form
from danvan_tools.records import export_decision_list, save_recommendation

FILLED = ["Giấy khen", "43-QĐ/ĐU", "21/12/2015", "Đảng ủy xã Một", "cấp ủy Đảng", "xã, phường"]


@pytest.fixture
def review(small_review):
    save_recommendation(
        small_review, candidate_id="MH-002", proposed_form="Giấy khen", form="Giấy khen", reason="", entered_by="TV2",
        expected_seq=0,
    )  # fmt: skip
    return small_review


@pytest.fixture
def filled(review, tmp_path) -> Path:
    path = export_decision_list(review, tmp_path / "quyet-dinh.xlsx")
    book = openpyxl.load_workbook(path)
    for column, value in enumerate([*FILLED, "Hội nghị tổng kết phong trào", "Người Ký"], start=7):
        book["Quyết định"].cell(5, column).value = value
    book.save(path)
    return path


def choose(form, name: str, content: bytes) -> str:
    upload, differences, _ = form.children
    day = datetime(2015, 12, 25, tzinfo=UTC)
    upload.value = ({"name": name, "type": "", "size": len(content), "content": content, "last_modified": day},)
    return str(differences.value)


def test_a_list_is_compared_then_recorded(review, filled) -> None:
    form = decision_import_form(review)
    shown = choose(form, "../quyet-dinh.xlsx", filled.read_bytes())
    assert "quyet-dinh.xlsx: 1 quyết định phải ghi, 2 dòng không đổi" in shown
    assert "Giấy khen: 43-QĐ/ĐU, ngày 21/12/2015" in shown
    assert review.ledger.decisions().empty
    state, buttons = form.children[2].children
    assert "Ghi 1 quyết định từ quyet-dinh.xlsx vào sổ?" in state.value
    buttons.children[0].click()
    assert "Đã ghi: </strong>1 quyết định, từ quyet-dinh.xlsx." in state.value
    assert review.ledger.decisions()["candidate_id"].tolist() == ["MH-002"]
    choose(form, "quyet-dinh.xlsx", filled.read_bytes())
    assert "không có quyết định nào phải ghi vào sổ" in state.value


@pytest.mark.parametrize(("name", "content"), [("a.xlsx", b"PK"), ("", b""), ("<b>.xlsx", b"x")])
def test_what_is_no_list_is_a_sentence(review, name, content) -> None:
    shown = choose(decision_import_form(review), name, content)
    assert shown.startswith('<p role="status"><strong>KHÔNG NHẬN: </strong>')
    assert "<b>" not in shown
