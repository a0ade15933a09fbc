from __future__ import annotations

import tomllib
import warnings
import zipfile
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from docx import Document
from docx.oxml.ns import qn
from matplotlib.figure import Figure

import danvan_tools.publishing
from danvan_tools.errors import DanvanError
from danvan_tools.publishing import write_report
from danvan_tools.schema import Fact, Tables

Read = Callable[..., list[str]]
LAYOUT = tomllib.loads(
    (Path(danvan_tools.publishing.__file__).parent / "templates/hd36/layout.toml").read_text(encoding="utf-8")
)


@pytest.fixture
def report(
    tables: Tables, facts: dict[str, Fact], results: pd.DataFrame, chart: Figure, tmp_path: Path
) -> Callable[..., Path]:
    """Write the report of the small review, some of it changed."""

    def write(head: dict[str, Any] | None = None, **changed: Any) -> Path:
        given = replace(tables, documents=tables.documents.assign(**(head or {})))
        given = replace(given, **{key: value for key, value in changed.items() if hasattr(tables, key)})
        values = {"facts": list(facts.values()), "results": results, "chart": chart, "templates": None}
        values |= {key: value for key, value in changed.items() if key in values}
        return write_report(given, output=tmp_path / "bao-cao.docx", **values)

    return write


def test_the_five_figures_stand_in_their_sentences(report: Callable[..., Path], read_paragraphs: Read) -> None:
    text = "\n".join(read_paragraphs(report()))
    assert "59 mô hình xây dựng từ các phong trào thi đua" in text
    assert "25 mô hình, điển hình “Dân vận khéo” được công nhận trên lĩnh vực kinh tế" in text
    assert "18 mô hình, điển hình được Mặt trận Tổ quốc, đoàn thể, cơ quan biểu dương, khen thưởng" in text
    assert "đảng ủy các xã, phường đã khen thưởng 22 và biểu dương 9 mô hình, điển hình." in text


def test_the_head_of_a_draft_has_blanks(report: Callable[..., Path], read_paragraphs: Read) -> None:
    assert read_paragraphs(report())[:12] == [
        "THỊ ỦY SÔNG VÂN",
        "BAN DÂN VẬN",
        "*",
        "ĐẢNG CỘNG SẢN VIỆT NAM",
        "",
        "Số      -BC/BDVTU",
        "Sông Vân, ngày     tháng     năm 2015",
        "BÁO CÁO",
        "tổng kết phong trào thi đua “Dân vận khéo” năm 2015",
        "-----",
        "Ban Dân vận báo cáo tổng kết phong trào thi đua “Dân vận khéo” năm 2015 như sau:",
        "I. TÌNH HÌNH TRIỂN KHAI PHONG TRÀO",
    ]


def test_the_head_of_an_issued_report(report: Callable[..., Path], read_paragraphs: Read) -> None:
    head = {
        "number": "12",
        "dated_on": pd.Timestamp(2016, 1, 5),
        "symbol": "BC/TU",
        "higher_body": "",
        "issuer": "Thị ủy",
    }
    written = read_paragraphs(report({**head, "addressee": "Ban Thường vụ Tỉnh ủy"}))
    assert written[:2] == ["THỊ ỦY", "*"]
    assert written[4:6] == ["Số 12-BC/TU", "Sông Vân, ngày 05 tháng 01 năm 2016"]
    assert written[9] == "Kính gửi: Ban Thường vụ Tỉnh ủy"


def test_the_signature_and_the_recipients(report: Callable[..., Path], read_paragraphs: Read) -> None:
    end = read_paragraphs(report({"authority": "T/M Ban Thường vụ"}))[-9:]
    assert end == [
        "",
        "Nơi nhận:",
        "- Ban Thường vụ Thị ủy (để báo cáo),",
        "- Đảng ủy các xã, phường,",
        "- Lưu Ban Dân vận Thị ủy.",
        "T/M BAN THƯỜNG VỤ",
        "TRƯỞNG BAN",
        "Ngô Thị Bích Thuận",
        "",
    ]


def test_sections_without_text_say_where_to_write_it(report: Callable[..., Path], read_paragraphs: Read) -> None:
    written = read_paragraphs(report())
    start = written.index("III. HẠN CHẾ, NGUYÊN NHÂN")
    assert written[start + 1] == (
        "[Mục này chưa có lời văn: ghi ở trang “Lời văn” của review.xlsx, mục “III. Hạn chế, nguyên nhân”, rồi lập lại "
        "báo cáo.]"
    )
    assert written[start + 2 : start + 7] == [
        "IV. BÀI HỌC KINH NGHIỆM",
        "Bài học.",
        "V. PHƯƠNG HƯỚNG, NHIỆM VỤ",
        "Việc thứ nhất.",
        "Việc thứ hai.",
    ]


def cells(path: Path, table: int) -> list[list[str]]:
    return [[cell.text for cell in row.cells] for row in Document(str(path)).tables[table].rows]


def test_results_are_numbered_within_each_holder(report: Callable[..., Path]) -> None:
    assert cells(report(), 2) == [
        ["STT", "Tên mô hình, điển hình", "Đơn vị", "Điểm", "Xếp loại", "Hình thức đề nghị"],
        ["Tập thể"] * 6,
        ["1", "Thu gom rác tận ngõ", "Xã Vân Khê", "91,26", "xuất sắc", "Giấy khen"],
        ["2", "Camera an ninh", "Xã Cồn Bắp", "–", "–", "–"],
        ["Cá nhân"] * 6,
        ["1", "Lê Thị Hoa Mười", "Phường Cầu Gỗ", "88,00", "tốt", "Biểu dương"],
    ]


def test_after_the_decisions_the_form_is_no_longer_proposed(report: Callable[..., Path], results: pd.DataFrame) -> None:
    decided = report(results=results.assign(stage=["decided", "decided", ""]))
    assert [row[-1] for row in cells(decided, 2)] == [
        "Hình thức",
        "Tập thể",
        "Giấy khen",
        "–",
        "Cá nhân",
        "Biểu dương",
    ]


@pytest.mark.parametrize("stage", ["recommended", "proposed"])
def test_among_decided_forms_the_others_say_that_they_are_proposed(
    report: Callable[..., Path], results: pd.DataFrame, stage: str
) -> None:
    some = report(results=results.assign(stage=["decided", stage, ""]))
    assert [row[-1] for row in cells(some, 2)] == [
        "Hình thức",
        "Tập thể",
        "Giấy khen",
        "–",
        "Cá nhân",
        "Biểu dương (đề nghị)",
    ]


def test_decisions_that_no_row_shows_leave_the_heading_alone(report: Callable[..., Path]) -> None:
    elsewhere = report(decisions=pd.DataFrame({"candidate_id": ["MH-001"]}))
    assert cells(elsewhere, 2)[0][-1] == "Hình thức đề nghị"


def test_an_abbreviation_in_the_subject_keeps_its_capitals(report: Callable[..., Path], read_paragraphs: Read) -> None:
    assert "CTDV năm 2015" in read_paragraphs(report({"subject": "CTDV năm 2015"}))


def test_sectors_and_their_total(report: Callable[..., Path]) -> None:
    assert cells(report(), 1)[1:] == [
        ["1", "Kinh tế", "20", "10"],
        ["2", "Văn hoá - xã hội", "21", "9"],
        ["3", "Quốc phòng - an ninh", "10", "6"],
        ["4", "Xây dựng hệ thống chính trị", "8", "0"],
        ["", "Tổng cộng", "59", "25"],
    ]


def test_without_results_and_chart_nothing_empty_is_printed(
    report: Callable[..., Path], results: pd.DataFrame, read_paragraphs: Read
) -> None:
    written = report(results=results[:0], chart=None)
    assert len(Document(str(written)).tables) == 3
    assert [text for text in read_paragraphs(written) if text.startswith(("Bảng 2", "Biểu đồ"))] == []


def test_hostile_names_stand_as_typed(
    report: Callable[..., Path], results: pd.DataFrame, read_paragraphs: Read
) -> None:
    names = ["R&D <b> {{ 7*7 }}", "=cmd|' /C calc'!A0", "m\u00f4 hi\u0300nh " + "x" * 300]
    assert [name for name in names if name not in read_paragraphs(report(results=results.assign(name=names)))] == []


def test_sizes_margins_and_fonts_are_the_profiles(report: Callable[..., Path]) -> None:
    document = Document(str(report()))
    section, page = document.sections[0], LAYOUT["page"]
    found = {
        "width_mm": section.page_width,
        "height_mm": section.page_height,
        "margin_top_mm": section.top_margin,
        "margin_bottom_mm": section.bottom_margin,
        "margin_left_mm": section.left_margin,
        "margin_right_mm": section.right_margin,
        "header_mm": section.header_distance,
    }
    assert {key: round(value.mm, 1) for key, value in found.items()} == {key: page[key]["used"] for key in found}
    styles = {style.name: style for style in document.styles}
    for element in LAYOUT["elements"].values():
        font = styles[element["style"]].font
        assert (font.size.pt, font.bold, font.italic) == (
            element["size_pt"]["used"],
            element["bold"],
            element["italic"],
        )
        assert font.name is None  # the one of the document's defaults
    body = styles[LAYOUT["elements"]["body"]["style"]].paragraph_format
    assert body.first_line_indent.mm == pytest.approx(LAYOUT["body"]["first_line_mm"]["used"], abs=0.05)
    assert body.space_after.pt == LAYOUT["body"]["space_after_pt"]["used"]


def test_every_paragraph_of_text_has_a_style_of_the_layout(report: Callable[..., Path]) -> None:
    known = {element["style"] for element in LAYOUT["elements"].values()}
    document = Document(str(report()))
    inside = [p for table in document.tables for row in table.rows for cell in row.cells for p in cell.paragraphs]
    assert {paragraph.style.name for paragraph in (*document.paragraphs, *inside)} - known == set()
    assert [run for p in (*document.paragraphs, *inside) for run in p.runs if run.font.size or run.font.name] == []


def test_the_line_is_drawn_as_long_as_the_text_above_it(report: Callable[..., Path]) -> None:
    right = Document(str(report())).tables[0].rows[0].cells[1]
    line = right.paragraphs[1]
    assert line._p.pPr.find(qn("w:pBdr")).find(qn("w:top")).get(qn("w:val")) == "single"
    shape = line.paragraph_format
    length = right.width.mm - shape.left_indent.mm - shape.right_indent.mm
    allowed = LAYOUT["line"]["length_mm"]
    assert allowed["min"] <= length <= allowed["max"]


def test_headings_repeat_rows_stay_whole_and_the_page_number_skips_page_one(report: Callable[..., Path]) -> None:
    document = Document(str(report()))
    rows = [row._tr for table in document.tables for row in table.rows]
    assert [row for row in rows if row.trPr.find(qn("w:cantSplit")) is None] == []
    assert [table.rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None for table in document.tables] == [
        False,
        True,
        True,
        False,
    ]
    section = document.sections[0]
    assert section.different_first_page_header_footer
    assert "PAGE" in section.header._element.xml
    assert "PAGE" not in section.first_page_header._element.xml


def test_the_chart_states_its_finding(report: Callable[..., Path]) -> None:
    (shape,) = Document(str(report())).inline_shapes
    assert shape._inline.docPr.get("descr") == (
        "Biểu đồ cột: số mô hình, điển hình theo lĩnh vực. Lĩnh vực văn hoá - xã hội có nhiều mô hình nhất: 21 mô hình."
    )


def test_a_letter_the_chart_cannot_draw_is_refused(report: Callable[..., Path]) -> None:
    figure = Figure()
    figure.add_subplot().set_title("\u0e01")
    with warnings.catch_warnings(), pytest.raises(DanvanError, match="phông chữ thiếu ký tự"):
        report(chart=figure)


def test_the_same_review_gives_the_same_bytes(report: Callable[..., Path]) -> None:
    one = report().read_bytes()
    assert report().read_bytes() == one


def test_the_files_own_date_is_the_reviews(report: Callable[..., Path]) -> None:
    core = Document(str(report())).core_properties
    assert (core.title, core.author) == ("Báo cáo tổng kết phong trào thi đua “Dân vận khéo” năm 2015", "Ban Dân vận")
    assert core.modified.date() == date(2015, 12, 31)


def test_a_template_of_the_review_replaces_the_built_in(
    report: Callable[..., Path], tmp_path: Path, read_paragraphs: Read
) -> None:
    own = Document()
    own.add_paragraph("Riêng: {{ issuer }}")
    (tmp_path / "templates").mkdir()
    assert len(read_paragraphs(report(templates=tmp_path / "templates"))) > 1
    own.save(str(tmp_path / "templates" / "report.docx"))
    assert read_paragraphs(report(templates=tmp_path / "templates")) == ["Riêng: BAN DÂN VẬN"]


def test_a_review_without_a_row_for_the_report_is_told_so(report: Callable[..., Path], tables: Tables) -> None:
    with pytest.raises(DanvanError, match='trang "Văn bản": chưa có dòng "Báo cáo tổng kết"'):
        report(documents=tables.documents[:0])


def test_the_document_holds_no_picture_but_the_chart_and_no_font(report: Callable[..., Path]) -> None:
    with zipfile.ZipFile(report()) as package:
        media = [name for name in package.namelist() if "media" in name or "font" in name.lower()]
    assert media == ["word/media/image1.png"]
