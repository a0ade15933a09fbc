"""Parts of a Word template: a clean document, styles of a layout, frames and tables."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from docx import Document
from docx.enum.section import WD_ORIENT
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.table import WD_ALIGN_VERTICAL, WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Mm, Pt

CENTRE, LEFT, JUSTIFY = WD_ALIGN_PARAGRAPH.CENTER, WD_ALIGN_PARAGRAPH.LEFT, WD_ALIGN_PARAGRAPH.JUSTIFY
CENTRED = {"party", "higher_body", "issuer", "number", "place_date", "kind", "subject", "addressee", "caption",
           "table_heading", "authority", "position", "signer", "page_number"}  # fmt: skip
# python-docx's own starting document brings these along: other fonts, a picture, Word's internals.
UNWANTED = ("theme", "thumbnail", "customXml", "stylesWithEffects", "numbering", "webSettings", "fontTable")
KEPT_STYLES = {"Normal", "DefaultParagraphFont", "TableNormal", "NoList"}


def blank_document(layout: dict[str, Any]) -> Any:
    document = Document()
    for part in (document.part, document.part.package):
        for key, relation in list(part.rels.items()):
            if relation.reltype.rsplit("/", 1)[-1] in UNWANTED:
                del part.rels[key]
    for paragraph in list(document.element.body.iter(qn("w:p"))):
        paragraph.getparent().remove(paragraph)
    clean_settings(document, layout)
    add_styles(document, layout)
    set_page(document, layout)
    core = document.core_properties
    core.title = core.author = core.last_modified_by = core.comments = core.keywords = ""
    core.created = core.modified = datetime(2000, 1, 1)
    return document


def clean_settings(document: Any, layout: dict[str, Any]) -> None:
    settings = document.settings.element
    for child in list(settings):
        settings.remove(child)
    settings.append(parse_xml(f'<w:zoom {nsdecls("w")} w:percent="100"/>'))
    settings.append(parse_xml(f'<w:defaultTabStop {nsdecls("w")} w:val="720"/>'))
    mode = '<w:compatSetting w:name="compatibilityMode" w:uri="http://schemas.microsoft.com/office/word" w:val="15"/>'
    settings.append(parse_xml(f"<w:compat {nsdecls('w')}>{mode}</w:compat>"))
    settings.append(parse_xml(f'<w:themeFontLang {nsdecls("w")} w:val="{layout["language"]}"/>'))
    settings.append(parse_xml(f'<w:decimalSymbol {nsdecls("w")} w:val=","/>'))
    settings.append(parse_xml(f'<w:listSeparator {nsdecls("w")} w:val=";"/>'))
    (properties,) = (r.target_part for r in document.part.package.rels.values()
                     if r.reltype == RELATIONSHIP_TYPE.EXTENDED_PROPERTIES)  # fmt: skip
    space = "http://schemas.openxmlformats.org/officeDocument/2006/extended-properties"
    properties._blob = f'<Properties xmlns="{space}"><Application>danvan_tools</Application></Properties>'.encode()


def add_styles(document: Any, layout: dict[str, Any]) -> None:
    """One paragraph style per element of the layout, and one table style."""
    styles = document.styles.element
    for child in list(styles):
        if child.tag != qn("w:style") or child.get(qn("w:styleId")) not in KEPT_STYLES:
            styles.remove(child)
    font, language = layout["font"], layout["language"]
    styles.insert(0, parse_xml(
        f"<w:docDefaults {nsdecls('w')}><w:rPrDefault><w:rPr>"
        f'<w:rFonts w:ascii="{font}" w:hAnsi="{font}" w:eastAsia="{font}" w:cs="{font}"/>'
        f'<w:sz w:val="28"/><w:szCs w:val="28"/>'
        f'<w:lang w:val="{language}" w:eastAsia="{language}" w:bidi="ar-SA"/></w:rPr></w:rPrDefault>'
        f'<w:pPrDefault><w:pPr><w:widowControl/><w:spacing w:before="0" w:after="0"/></w:pPr></w:pPrDefault>'
        "</w:docDefaults>"))  # fmt: skip
    for name, element in layout["elements"].items():
        style = document.styles.add_style(element["style"], WD_STYLE_TYPE.PARAGRAPH)
        style.element.set(qn("w:styleId"), style_id(name))
        style.base_style = document.styles["Normal"]
        style.quick_style = True
        style.font.size = Pt(element["size_pt"]["used"])
        style.font.bold, style.font.italic = element["bold"], element["italic"]
        style.font.underline = element.get("underline", False)
        shape_style(name, style.paragraph_format, layout["body"])
    border = '<w:{} w:val="single" w:sz="4" w:space="0" w:color="auto"/>'
    borders = "".join(map(border.format, ("top", "left", "bottom", "right", "insideH", "insideV")))
    styles.append(parse_xml(
        f'<w:style {nsdecls("w")} w:type="table" w:customStyle="1" w:styleId="bang"><w:name w:val="Bảng số liệu"/>'
        f'<w:basedOn w:val="TableNormal"/><w:tblPr><w:tblBorders>{borders}</w:tblBorders>'
        '<w:tblCellMar><w:top w:w="40" w:type="dxa"/><w:left w:w="85" w:type="dxa"/>'
        '<w:bottom w:w="40" w:type="dxa"/><w:right w:w="85" w:type="dxa"/></w:tblCellMar></w:tblPr>'
        "</w:style>"))  # fmt: skip


def style_id(name: str) -> str:
    return name.replace("_", "-")


def shape_style(name: str, shape: Any, body: dict[str, Any]) -> None:
    """Alignment and distances of a style's paragraphs."""
    if name in CENTRED:
        shape.alignment = CENTRE
    if name in {"body", "section", "subsection"}:
        shape.alignment = JUSTIFY
        shape.first_line_indent = Mm(body["first_line_mm"]["used"])
        shape.space_after = Pt(body["space_after_pt"]["used"])
        shape.line_spacing = body["line_spacing"]["used"]
    if name in {"section", "subsection", "caption", "table_heading"}:
        shape.keep_with_next = True
    if name in {"section", "caption", "kind"}:
        shape.space_before = Pt({"section": 10, "caption": 8, "kind": 22}[name])
    if name == "caption":
        shape.space_after = Pt(4)
    if name in {"section", "subsection"}:
        level = OxmlElement("w:outlineLvl")
        level.set(qn("w:val"), "0" if name == "section" else "1")
        shape._element.get_or_add_pPr().append(level)


def set_page(document: Any, layout: dict[str, Any]) -> None:
    page, section = layout["page"], document.sections[0]
    section.orientation = WD_ORIENT.PORTRAIT
    section.page_width, section.page_height = Mm(page["width_mm"]["used"]), Mm(page["height_mm"]["used"])
    for side in ("top", "bottom", "left", "right"):
        setattr(section, f"{side}_margin", Mm(page[f"margin_{side}_mm"]["used"]))
    section.header_distance = section.footer_distance = Mm(page["header_mm"]["used"])
    section.different_first_page_header_footer = not layout["page_number"]["on_first_page"]
    section.first_page_header.is_linked_to_previous = False
    section.first_page_header.paragraphs[0].style = section.header.paragraphs[0].style = "Số trang"
    number = f'<w:fldSimple {nsdecls("w")} w:instr=" PAGE "><w:r><w:t>2</w:t></w:r></w:fldSimple>'
    section.header.paragraphs[0]._p.append(parse_xml(number))


def add(place: Any, name: str, text: str, **shape: Any) -> Any:
    """Add a paragraph in the style of an element; `shape` departs from the style."""
    paragraph = place.add_paragraph(text)
    paragraph._p.get_or_add_pPr().style = style_id(name)
    for key, value in shape.items():
        setattr(paragraph.paragraph_format, key, value)
    return paragraph


def add_grid(document: Any, widths: list[float], rows: int) -> list[list[Any]]:
    """Add a table without borders and return its empty cells: the frame of the head and of the signature."""
    table = document.add_table(rows, len(widths))
    shape_table(table, widths)
    margins = "".join(f'<w:{side} w:w="0" w:type="dxa"/>' for side in ("left", "right"))
    table._tbl.tblPr.append(parse_xml(f"<w:tblCellMar {nsdecls('w')}>{margins}</w:tblCellMar>"))
    for row in table.rows:
        mark_row(row, "cantSplit")
        for cell in row.cells:
            cell._tc.remove(cell.paragraphs[0]._p)
    return [list(row.cells) for row in table.rows]


def shape_table(table: Any, widths: list[float]) -> None:
    table.autofit = False
    table.alignment = WD_TABLE_ALIGNMENT.CENTER
    for column, width in zip(table.columns, widths, strict=True):
        column.width = Mm(width)
        for cell in column.cells:
            cell.width = Mm(width)


def mark_row(row: Any, *marks: str) -> None:
    for mark in marks:
        row._tr.get_or_add_trPr().append(OxmlElement(f"w:{mark}"))


def add_line(cell: Any, layout: dict[str, Any]) -> None:
    """Draw a solid line as long as the text above it: the border of a paragraph with nothing in it."""
    spare = Mm((layout["columns"]["head_mm"][1] - layout["line"]["length_mm"]["used"]) / 2)
    paragraph = add(cell, "party", "", left_indent=spare, right_indent=spare, line_spacing=Pt(4), space_before=Pt(1))
    eighths = round(layout["line"]["weight_pt"]["used"] * 8)
    top = f'<w:top w:val="single" w:sz="{eighths}" w:space="0" w:color="auto"/>'
    paragraph._p.pPr.insert_element_before(
        parse_xml(f"<w:pBdr {nsdecls('w')}>{top}</w:pBdr>"), "w:shd", "w:tabs", "w:spacing", "w:ind", "w:jc", "w:rPr"
    )


def add_table(document: Any, columns: tuple[Any, ...], rows: str, *, band: str = "", total: Sequence[str] = ()) -> None:
    """A table whose heading repeats and whose rows stay whole; `band` opens a loop over groups, `total` ends it."""
    table = document.add_table(0, len(columns))
    table._tbl.tblPr.style = "bang"
    add_row(table, "table_heading", [(heading, CENTRE) for heading, *_ in columns], "cantSplit", "tblHeader")
    if band:
        add_tag(table, band)
        cells = add_row(
            table, "table_heading", [("{{ group.name }}", LEFT)] + [("", LEFT)] * (len(columns) - 1), "cantSplit"
        )
        cells[0].merge(cells[-1])
    add_tag(table, f"{{%tr for row in {rows} %}}")
    aligned = [(tag, align) for _, _, tag, align in columns]
    # The last row never stands alone on a page.
    add_tag(table, "{%tr if loop.revindex in [2, 3] %}")
    add_row(table, "table_text", aligned, "cantSplit", keep_with_next=True)
    add_tag(table, "{%tr else %}")
    add_row(table, "table_text", aligned, "cantSplit")
    add_tag(table, "{%tr endif %}")
    add_tag(table, "{%tr endfor %}")
    if band:
        add_tag(table, "{%tr endfor %}")
    if total:
        aligned = [(text, align) for text, (_, _, _, align) in zip(total, columns, strict=True)]
        add_row(table, "table_heading", aligned, "cantSplit", keep_with_next=False)
    shape_table(table, [width for _, width, *_ in columns])


def add_tag(table: Any, tag: str) -> None:
    add(table.add_row().cells[0], "table_text", tag)


def add_row(table: Any, name: str, texts: list[tuple[str, Any]], *marks: str, **shape: Any) -> list[Any]:
    row = table.add_row()
    mark_row(row, *marks)
    for cell, (text, align) in zip(row.cells, texts, strict=True):
        cell._tc.remove(cell.paragraphs[0]._p)
        add(cell, name, text, alignment=align, **shape)
        cell.vertical_alignment = WD_ALIGN_VERTICAL.CENTER
    return list(row.cells)
