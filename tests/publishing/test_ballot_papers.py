"""The printable ballot paper: one page per form and holder, boxes, no name of a voter."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest
from docx import Document

from danvan_tools.errors import DanvanError
from danvan_tools.publishing import write_ballot_papers
from danvan_tools.records import open_review

MATTER = "Đề nghị khen thưởng, biểu dương"


@pytest.fixture
def tables(sample_folder: Path):
    return open_review(sample_folder).tables()


def listed(*rows: tuple[str, str, str, str]) -> pd.DataFrame:
    frame = pd.DataFrame(rows, columns=["name", "unit", "holder", "form"])
    return frame.assign(candidate_id=[f"MH-{number}" for number in range(len(frame))])


def test_one_page_per_form_and_holder(tables, tmp_path) -> None:
    rows = listed(
        ("Hẻm sáng", "Xã Một", "collective", "Giấy khen"),
        ("Vườn R&D <b>\n{{ 1 }}", "Xã Hai", "collective", "Giấy khen"),
        ("Hồ Văn Chín", "Xã Một", "individual", "Biểu dương"),
        ("Không đề nghị", "Xã Một", "collective", ""),
    )
    path = write_ballot_papers(tables, rows, MATTER, tmp_path / "phieu.docx")
    document = Document(str(path))
    assert len(document.sections) == 2
    assert [round(document.sections[0].page_width.mm), round(document.sections[0].page_height.mm)] == [210, 297]
    grids = [table for table in document.tables if len(table.columns) == 5]
    assert [[cell.text for cell in row.cells] for row in grids[0].rows] == [
        ["STT", "Tên mô hình, điển hình", "Đơn vị", "Đồng ý", "Không đồng ý"],
        ["1", "Hẻm sáng", "Xã Một", "☐", "☐"],
        ["2", "Vườn R&D <b>\n{{ 1 }}", "Xã Hai", "☐", "☐"],
    ]
    assert [row.cells[1].text for row in grids[1].rows[1:]] == ["Hồ Văn Chín"]
    text = "\n".join(one.text for one in document.paragraphs)
    assert "Đề nghị Giấy khen – tập thể" in text
    assert "(bỏ phiếu kín)" in text
    assert [name for name in tables.committee["name"] if name in text] == []


def test_the_same_list_gives_the_same_bytes(tables, tmp_path) -> None:
    rows = listed(("Hẻm sáng", "Xã Một", "collective", "Giấy khen"))
    one, other = (write_ballot_papers(tables, rows, MATTER, tmp_path / name) for name in ("a.docx", "b.docx"))
    assert one.read_bytes() == other.read_bytes()


def test_nobody_to_vote_on_and_no_rule(tables, tmp_path) -> None:
    nobody = listed(("Hẻm sáng", "Xã Một", "collective", ""))
    with pytest.raises(DanvanError, match="chưa có hồ sơ nào được đề nghị"):
        write_ballot_papers(tables, nobody, MATTER, tmp_path / "a.docx")
    with pytest.raises(DanvanError, match='không có quy tắc "Bầu tổ trưởng"'):
        write_ballot_papers(tables, nobody.assign(form="Giấy khen"), "Bầu tổ trưởng", tmp_path / "a.docx")
    assert list(tmp_path.glob("*.docx")) == []
