"""The printable ballot paper: A4, one page per form of award and holder, boxes to cross, no name of a voter."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import pandas as pd
from docx import Document
from docx.enum.section import WD_SECTION
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

from danvan_tools.errors import DanvanError
from danvan_tools.publishing.documents import plain_text, set_properties
from danvan_tools.publishing.word_files import same_bytes
from danvan_tools.records import written_whole
from danvan_tools.schema import HOLDERS, Tables, vietnamese

__all__ = ["write_ballot_papers"]

_FONT = "Times New Roman"
_WIDTHS = (14, 74, 42, 18, 22)
_HEADINGS = ("STT", "Tên mô hình, điển hình", "Đơn vị", "Đồng ý", "Không đồng ý")
_BOX = "☐"
_HOW_TO = (
    "Đánh dấu X vào một trong hai ô của mỗi dòng. Để trống cả hai ô là không có ý kiến về hồ sơ ấy.",
    "Đánh dấu cả hai ô, ghi thêm tên hồ sơ khác, hoặc phiếu không đóng dấu: không hợp lệ.",
    "Phiếu không ghi tên, không ký tên, không đánh dấu riêng.",
)
_OPEN_HOW_TO = _HOW_TO[:2]


def write_ballot_papers(tables: Tables, listed: pd.DataFrame, matter: str, path: Path | str) -> Path:
    """Write the ballot papers of a vote as a DOCX to be printed once per voter; no page names one.

    Parameters
    ----------
    tables : Tables
    listed : DataFrame
        candidate_id, name, unit, holder and form, in the order to print: one page for each form and holder. Rows
        without a form are left out.
    matter : str
        The rule of the sheet **Biểu quyết**, which says whether the ballot is secret.
    path : Path or str
        Appears whole or not at all; the same values give the same bytes.

    Returns
    -------
    Path

    Raises
    ------
    DanvanError
        If nobody is to be voted on, or the sheet **Biểu quyết** has no such matter.
    """
    path = Path(path)
    voted = listed[listed["form"] != ""]
    rules = tables.ballot_rules[tables.ballot_rules["matter"] == matter]
    if voted.empty or rules.empty:
        what = "chưa có hồ sơ nào được đề nghị" if voted.empty else f'trang Biểu quyết không có quy tắc "{matter}"'
        msg = f"Phiếu biểu quyết: {what}. Xem lại danh sách và trang Biểu quyết rồi làm lại."
        raise DanvanError(msg)
    document = Document()
    _set_styles(document)
    secret = rules["secret"].iloc[-1] != "no"
    groups = voted.groupby(["holder", "form"], sort=False)
    for number, ((holder, form), rows) in enumerate(groups):
        if number:
            document.add_section(WD_SECTION.NEW_PAGE)
        _write_page(document, tables, rows, form=str(form), holder=str(holder), secret=secret)
    set_properties(document.core_properties, {"title": f"Phiếu biểu quyết – {tables.settings.title}"})
    buffer = io.BytesIO()
    document.save(buffer)
    with written_whole(path) as draft:
        draft.write_bytes(same_bytes(buffer.getvalue()))
    return path


def _set_styles(document: Any) -> None:
    """Set page and letters: A4, margins of Nghị định 30/2020/NĐ-CP, Times New Roman."""
    normal = document.styles["Normal"]
    normal.font.name, normal.font.size = _FONT, Pt(13)
    normal.element.rPr.rFonts.set(qn("w:eastAsia"), _FONT)
    normal.paragraph_format.space_after = Pt(3)
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin, section.right_margin = Mm(25), Mm(15)
    section.top_margin, section.bottom_margin = Mm(20), Mm(20)


def _write_page(document: Any, tables: Tables, rows: pd.DataFrame, *, form: str, holder: str, secret: bool) -> None:
    issuer = tables.documents["issuer"].iloc[0] if len(tables.documents) else tables.settings.locality
    head = document.add_table(rows=1, cols=2)
    left, right = head.rows[0].cells
    _set_widths(head, (66, 104))
    _line(left.paragraphs[0], str(issuer).upper(), size=12)
    _line(left.add_paragraph(), "HỘI ĐỒNG XÉT CHỌN", bold=True, size=12)
    _line(left.add_paragraph(), "(đóng dấu)", italic=True, size=12)
    for _ in range(3):
        _line(left.add_paragraph(), "", size=12)
    _line(right.paragraphs[0], "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", bold=True, size=12)
    _line(right.add_paragraph(), "Độc lập - Tự do - Hạnh phúc", bold=True, size=13, ruled=True)
    _line(document.add_paragraph(), "PHIẾU BIỂU QUYẾT", bold=True, size=15)
    who = vietnamese(HOLDERS, holder)
    _line(document.add_paragraph(), f"Đề nghị {form} – {who}", bold=True, size=14)
    _line(document.add_paragraph(), tables.settings.title)
    if secret:
        _line(document.add_paragraph(), "(bỏ phiếu kín)", italic=True)
    for text in _HOW_TO if secret else _OPEN_HOW_TO:
        paragraph = document.add_paragraph(style="Normal")
        paragraph.add_run(f"- {text}").italic = True
    _write_boxes(document, rows)


def _write_boxes(document: Any, rows: pd.DataFrame) -> None:
    table = document.add_table(rows=1, cols=len(_HEADINGS))
    table.style, table.alignment = "Table Grid", WD_TABLE_ALIGNMENT.CENTER
    _set_widths(table, _WIDTHS)
    _fill(table.rows[0], _HEADINGS, bold=True)
    repeated = OxmlElement("w:tblHeader")
    table.rows[0]._tr.get_or_add_trPr().append(repeated)
    for number, (name, unit) in enumerate(rows[["name", "unit"]].itertuples(index=False, name=None), start=1):
        row = table.add_row()
        _fill(row, (str(number), name, unit, _BOX, _BOX))
        whole = OxmlElement("w:cantSplit")
        row._tr.get_or_add_trPr().append(whole)


def _set_widths(table: Any, widths: tuple[int, ...]) -> None:
    """Set the widths of a table in mm; Word goes by its cells, LibreOffice by its columns."""
    table.autofit = False
    for column, width in zip(table.columns, widths, strict=True):
        column.width = Mm(width)
        for cell in column.cells:
            cell.width = Mm(width)


def _fill(row: Any, texts: tuple[str, ...], *, bold: bool = False) -> None:
    for place, (cell, text, width) in enumerate(zip(row.cells, texts, _WIDTHS, strict=True)):
        cell.width = Mm(width)
        paragraph = cell.paragraphs[0]
        paragraph.paragraph_format.space_before = paragraph.paragraph_format.space_after = Pt(2)
        if bold or place not in (1, 2):
            paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
        run = paragraph.add_run(plain_text(text))
        run.bold = bold
        if text == _BOX:
            run.font.size = Pt(18)


def _line(
    paragraph: Any, text: str, *, bold: bool = False, italic: bool = False, size: int = 13, ruled: bool = False
) -> None:
    """Write one centred line; under the motto stands a drawn line as long as the text."""
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    paragraph.paragraph_format.space_after = Pt(2)
    run = paragraph.add_run(plain_text(text))
    run.bold, run.italic, run.font.size = bold, italic, Pt(size)
    if ruled:
        paragraph.paragraph_format.left_indent = paragraph.paragraph_format.right_indent = Mm(17)
        borders = OxmlElement("w:pBdr")
        bottom = OxmlElement("w:bottom")
        for name, value in (("val", "single"), ("sz", "6"), ("space", "1"), ("color", "auto")):
            bottom.set(qn(f"w:{name}"), value)
        borders.append(bottom)
        paragraph._p.get_or_add_pPr().append(borders)
