from __future__ import annotations

import os
import subprocess
import sys
import unicodedata
import zipfile
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from docx import Document
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from danvan_tools.errors import DanvanError
from danvan_tools.publishing import Picture, render_document

Read = Callable[..., list[str]]

ADVERSARIAL = {
    "markup": "R&D <b>đậm</b> > 2 & 'nháy' \"kép\"",
    "entities": "&amp; &#123; ]]> <!-- -->",
    "tag": "{{ 7*7 }} {% for x in y %} {# gì #}",
    "docxtpl braces": "{_{ }_} {_% %_}",
    "formula": "=cmd|' /C calc'!A0",
    "decomposed": unicodedata.normalize("NFD", "Phường Hoà Vân khéo vận động"),
    "long": "x" * 300,
    "lines": "dòng một\ndòng hai\n\ndòng bốn",
    "tab": "a\tb",
    "spaces": "  hai  khoảng  ",
    "Windows lines": "một\r\nhai",
    "control": "a\x0bb\x01c\ufffe",
    "money": "$x^2$ 100 %",
}
PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de0000000c49444154789c6360606000000004000160"
    "0dd8b30000000049454e44ae426082"
)
READ_BACK = {"Windows lines": "một\nhai", "control": "abc"}


def template(path: Path, *body: str, header: str = "", footer: str = "") -> Path:
    document = Document()
    for key, relation in list(document.part.rels.items()):
        if relation.reltype.endswith(("stylesWithEffects", "theme")):
            del document.part.rels[key]
    for style in list(document.styles.element):
        document.styles.element.remove(style)  # a tenth of the time to read and write
    for text in body:
        document.add_paragraph(text)
    document.sections[0].header.paragraphs[0].text = header
    document.sections[0].footer.paragraphs[0].text = footer
    document.save(str(path))
    return path


@pytest.mark.parametrize("name", ADVERSARIAL)
def test_text_comes_out_as_it_went_in(tmp_path: Path, read_paragraphs: Read, name: str) -> None:
    source = template(tmp_path / "t.docx", "Trước {{ text }} sau", header="{{ text }}", footer="({{ text }})")
    expected = READ_BACK.get(name, ADVERSARIAL[name])
    written = render_document(source, {"text": ADVERSARIAL[name]}, tmp_path / "out.docx")
    assert read_paragraphs(written) == [f"Trước {expected} sau"]
    assert read_paragraphs(written, "word/header1.xml") == [expected]
    assert read_paragraphs(written, "word/footer1.xml") == [f"({expected})"]


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(st.characters(min_codepoint=32, exclude_categories=["Cs", "Cn"])))
def test_any_printable_text_comes_out_as_it_went_in(tmp_path: Path, read_paragraphs: Read, text: str) -> None:
    source = template(tmp_path / "t.docx", "{{ text }}")
    assert read_paragraphs(render_document(source, {"text": text}, tmp_path / "out.docx")) == [text]


@pytest.mark.parametrize(
    "expression",
    [
        "{{ text.__class__.__mro__ }}",
        "{{ text['__class__'] }}",
        "{{ text|attr('__class__') }}",
        "{{ cycler.__init__.__globals__ }}",
        "{{ ''.format.__self__.__class__ }}",
        "{{ '{0.__class__}'.format(text) }}",
        "{{ rows.append('x') }}",
        "{{ rows }}",
        "{{ picture.png }}",
        "{% include 'other' %}",
        "{% import 'os' as os %}",
    ],
)
@pytest.mark.parametrize("place", ["body", "header", "footer"])
def test_a_hostile_template_reaches_nothing(tmp_path: Path, expression: str, place: str) -> None:
    parts = {place: expression}
    source = template(
        tmp_path / "mẫu.docx", parts.get("body", ""), header=parts.get("header", ""), footer=parts.get("footer", "")
    )
    values = {"text": "chữ", "rows": ["dòng"], "picture": Picture(png=b"", width_mm=10, description="")}
    with pytest.raises(DanvanError, match=r"^mẫu\.docx, (thẻ|đoạn)"):
        render_document(source, values, tmp_path / "out.docx")
    assert [path.name for path in tmp_path.iterdir()] == ["mẫu.docx"]


def test_properties_come_from_the_context_and_tags_in_them_are_not_run(tmp_path: Path) -> None:
    document = Document()
    document.core_properties.title = document.core_properties.subject = "{{ text.__class__ }}"
    document.core_properties.comments = "của người soạn"
    document.save(str(tmp_path / "t.docx"))
    values = {"properties": {"title": "R&D {{ 1 }}", "author": "Ban Dân vận", "dated_on": date(2015, 12, 31)}}
    core = Document(str(render_document(tmp_path / "t.docx", values, tmp_path / "out.docx"))).core_properties
    assert (core.title, core.author, core.last_modified_by) == ("R&D {{ 1 }}", "Ban Dân vận", "Ban Dân vận")
    assert (core.subject, core.comments, core.revision) == ("", "", 1)
    assert core.created == core.modified
    assert core.created.date() == date(2015, 12, 31)


def test_properties_and_descriptions_leave_out_what_xml_cannot_hold(tmp_path: Path) -> None:
    source = template(tmp_path / "t.docx", "{{ picture }}")
    values = {
        "properties": {"title": "Tổng\x0b kết\x01", "author": "Ban\ufffe Dân vận"},
        "picture": Picture(png=PNG, width_mm=40, description="Kinh\x0b tế"),
    }
    written = Document(str(render_document(source, values, tmp_path / "out.docx")))
    assert (written.core_properties.title, written.core_properties.author) == ("Tổng kết", "Ban Dân vận")
    assert written.inline_shapes[0]._inline.docPr.get("descr") == "Kinh tế"


@pytest.mark.parametrize(
    ("tag", "message"),
    [
        ("{{ subjet }}", 'mẫu.docx, thẻ {{ subjet }}: không có giá trị tên "subjet". Ý là "subject"? '),
        ("{{ rows[0].nmae }}", 'mẫu.docx, thẻ {{ rows[0].nmae }}: không có giá trị tên "nmae". Ý là "name"? '),
        ("{{ subject | uper }}", "mẫu.docx, thẻ {{ subject | uper }}: thẻ viết sai ("),
        ("{{ subject }", "mẫu.docx, thẻ {{ subject }: thẻ viết sai ("),
        ("{{ 1 / 0 }}", "mẫu.docx, thẻ {{ 1 / 0 }}: thẻ viết sai ("),
        ("{{ nothing }}", "mẫu.docx, thẻ {{ nothing }}: thẻ viết sai (giá trị kiểu NoneType không in được)"),
    ],
)
def test_a_broken_or_unknown_tag_is_named(tmp_path: Path, tag: str, message: str) -> None:
    source = template(tmp_path / "mẫu.docx", "Đoạn đầu {{ subject }}", f"Đoạn hai {tag}")
    values = {"subject": "tổng kết", "rows": [{"name": "A"}], "nothing": None}
    with pytest.raises(DanvanError) as caught:
        render_document(source, values, tmp_path / "out.docx")
    assert str(caught.value).startswith(message)


def test_tags_that_cut_a_table_in_two_are_refused(tmp_path: Path) -> None:
    document = Document()
    table = document.add_table(1, 2)
    table.cell(0, 0).text, table.cell(0, 1).text = "{%p if yes %}{%tr endif %}", "x"
    document.add_paragraph("{{ yes }}")
    document.save(str(tmp_path / "t.docx"))
    with pytest.raises(DanvanError, match=r"^t\.docx"):
        render_document(tmp_path / "t.docx", {"yes": "có"}, tmp_path / "out.docx")


def test_a_picture_is_printed_with_its_description(tmp_path: Path) -> None:
    picture = Picture(png=PNG, width_mm=40, description="Kinh tế: 20 & “khéo”")
    source = template(tmp_path / "t.docx", "{{ picture }}")
    written = render_document(source, {"picture": picture}, tmp_path / "out.docx")
    (shape,) = Document(str(written)).inline_shapes
    assert shape.width.mm == pytest.approx(40, abs=0.01)
    assert shape._inline.docPr.get("descr") == "Kinh tế: 20 & “khéo”"


def render_elsewhere(folder: Path, name: str, **environment: str) -> bytes:
    code = (
        "from datetime import date; from danvan_tools.publishing import render_document; "
        "render_document('t.docx', {'text': 'chữ', 'properties': {'title': 'T', 'dated_on': date(2015, 12, 31)}}, "
        f"'{name}')"
    )
    subprocess.run([sys.executable, "-c", code], cwd=folder, env=os.environ | environment, check=True)
    return (folder / name).read_bytes()


def test_same_values_same_bytes_in_every_process_and_time_zone(tmp_path: Path) -> None:
    template(tmp_path / "t.docx", "{{ text }}")
    one = render_elsewhere(tmp_path, "one.docx", TZ="Asia/Ho_Chi_Minh", PYTHONHASHSEED="1")
    two = render_elsewhere(tmp_path, "two.docx", TZ="America/Los_Angeles", PYTHONHASHSEED="2")
    assert one == two


def broken_packages() -> dict[str, Any]:
    return {
        "không phải tệp DOCX": lambda path: path.write_text("chữ"),
        "không phải tệp DOCX. ": lambda path: zip_parts(path, {"a.txt": "x"}),
        "macro": lambda path: add_part(path, "word/vbaProject.bin", ""),
        "ActiveX": lambda path: add_part(path, "word/activeX/activeX1.bin", ""),
        "lấy nội dung từ nơi khác": lambda path: add_part(
            path,
            "word/_rels/settings.xml.rels",
            '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" '
            'Type="http://x/attachedTemplate" Target="http://example.org/t.dotm" TargetMode="External"/>'
            "</Relationships>",
        ),
    }


def zip_parts(path: Path, parts: dict[str, str]) -> None:
    with zipfile.ZipFile(path, "w") as package:
        for name, text in parts.items():
            package.writestr(name, text)


def add_part(path: Path, name: str, text: str) -> None:
    template(path, "chữ")
    with zipfile.ZipFile(path, "a") as package:
        package.writestr(name, text)


@pytest.mark.parametrize("reason", broken_packages())
def test_a_template_that_is_no_harmless_docx_is_refused(tmp_path: Path, reason: str) -> None:
    path = tmp_path / "mẫu.docx"
    broken_packages()[reason](path)
    with pytest.raises(DanvanError, match=rf"^mẫu\.docx: .*{reason.strip(' .')}"):
        render_document(path, {}, tmp_path / "out.docx")


def damaged_packages() -> dict[str, Any]:
    return {
        "no main part": lambda path: rewrite(path, leave_out="word/document.xml"),
        "no relations": lambda path: rewrite(path, leave_out="_rels/.rels"),
        "a main part that is no XML": lambda path: rewrite(path, replace=("word/document.xml", b"<w:document")),
        "a main part that is no document": lambda path: rewrite(path, replace=("word/document.xml", b"<a/>")),
        "styles that are no XML": lambda path: rewrite(path, replace=("word/styles.xml", b"<w:styles")),
        "a broken stream": lambda path: spoil(path, "word/document.xml"),
        "a wrong checksum": lambda path: spoil(path, "docProps/thumbnail.jpeg"),
        "half of it": lambda path: path.write_bytes(path.read_bytes()[: path.stat().st_size // 2]),
    }


def rewrite(path: Path, *, leave_out: str = "", replace: tuple[str, bytes] = ("", b"")) -> None:
    with zipfile.ZipFile(path) as package:
        parts = {name: package.read(name) for name in package.namelist() if name != leave_out}
    with zipfile.ZipFile(path, "w") as package:
        for name, content in parts.items():
            package.writestr(name, replace[1] if name == replace[0] else content)


def spoil(path: Path, part: str) -> None:
    """Overwrite the stored bytes of one part; the directory of the package stays as it was."""
    content = bytearray(path.read_bytes())
    with zipfile.ZipFile(path) as package:
        entry = package.getinfo(part)
    start = entry.header_offset + 30 + len(part)
    content[start : start + entry.compress_size] = b"\xff" * entry.compress_size
    path.write_bytes(content)


@pytest.mark.parametrize("damage", damaged_packages())
def test_a_damaged_template_is_one_sentence(tmp_path: Path, damage: str) -> None:
    path = template(tmp_path / "mẫu.docx", "chữ")
    damaged_packages()[damage](path)
    with pytest.raises(DanvanError) as caught:
        render_document(path, {}, tmp_path / "out.docx")
    assert str(caught.value) == ("mẫu.docx: không phải tệp DOCX. Mở bằng Word hoặc LibreOffice và lưu lại dạng .docx.")


def test_a_missing_template_is_named(tmp_path: Path) -> None:
    with pytest.raises(DanvanError, match=r"thiếu\.docx: không đọc được mẫu văn bản"):
        render_document(tmp_path / "thiếu.docx", {}, tmp_path / "out.docx")
