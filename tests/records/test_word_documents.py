import zipfile
from pathlib import Path

import pytest
from docx import Document

from danvan_tools.records.source_files import UnreadableWorkbookError
from danvan_tools.records.word_documents import WordTable, read_blocks

_W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def _written(path: Path, body: str) -> Path:
    with zipfile.ZipFile(path, "w") as package:
        package.writestr("word/document.xml", f"<w:document {_W}><w:body>{body}</w:body></w:document>")
    return path


def _run(text: str) -> str:
    return f"<w:r><w:t>{text}</w:t></w:r>"


def test_paragraphs_and_tables_come_in_their_order(tmp_path: Path) -> None:
    document = Document()
    document.add_paragraph("Trước")
    table = document.add_table(rows=2, cols=2)
    table.cell(0, 0).text, table.cell(0, 1).text = "a", "b\nc"
    table.cell(1, 0).merge(table.cell(1, 1)).text = "gộp"
    document.add_paragraph("")
    document.add_paragraph("Sau")
    document.save(str(tmp_path / "a.docx"))
    assert read_blocks(tmp_path / "a.docx") == ["Trước", WordTable((("a", "b\nc"), ("gộp",))), "Sau"]


def test_text_in_content_controls_and_insertions_counts_and_deleted_text_does_not(tmp_path: Path) -> None:
    body = (
        f"<w:sdt><w:sdtContent><w:p>{_run('trong ô điền')}</w:p></w:sdtContent></w:sdt>"
        f"<w:p>{_run('giữ ')}<w:ins>{_run('thêm ')}</w:ins>"
        f"<w:del><w:r><w:delText>bỏ</w:delText></w:r></w:del><w:del>{_run('bỏ')}</w:del>"
        f"<w:sdt><w:sdtContent>{_run('điền')}</w:sdtContent></w:sdt></w:p>"
    )
    assert read_blocks(_written(tmp_path / "a.docx", body)) == ["trong ô điền", "giữ thêm điền"]


def test_a_table_inside_a_cell_is_read_line_by_line(tmp_path: Path) -> None:
    inner = f"<w:tbl><w:tr><w:tc><w:p>{_run('x')}</w:p></w:tc><w:tc><w:p>{_run('y')}</w:p></w:tc></w:tr></w:tbl>"
    body = f"<w:tbl><w:tr><w:tc><w:p>{_run('ngoài')}</w:p>{inner}</w:tc></w:tr></w:tbl>"
    assert read_blocks(_written(tmp_path / "a.docx", body)) == [WordTable((("ngoài\nx y",),))]


@pytest.mark.parametrize(
    "content",
    [b"", b"PK\x03\x04 half", b"%PDF-1.7 no document", "chữ".encode()],
    ids=["empty", "truncated", "pdf", "text"],
)
def test_what_is_no_word_document_is_refused_in_a_sentence(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "a.docx"
    path.write_bytes(content)
    with pytest.raises(UnreadableWorkbookError, match="bị hỏng hoặc không phải là tệp Word"):
        read_blocks(path)


def test_a_password_or_the_old_format_is_told_apart_from_damage(tmp_path: Path) -> None:
    path = tmp_path / "a.docx"
    path.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 512)
    with pytest.raises(UnreadableWorkbookError, match="mật khẩu hoặc ở định dạng Word cũ"):
        read_blocks(path)


def test_a_bomb_is_refused_before_it_is_unpacked_whole(tmp_path: Path) -> None:
    path = tmp_path / "a.docx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package, package.open("word/document.xml", "w") as part:
        for _ in range(40):
            part.write(b" " * 2**20)
    with pytest.raises(UnreadableWorkbookError, match="giải nén lớn hơn 32 MB"):
        read_blocks(path)


def test_a_directory_that_lies_about_sizes_and_a_second_directory_do_not_help(tmp_path: Path) -> None:
    path = tmp_path / "a.docx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package, package.open("word/document.xml", "w") as part:
        for _ in range(40):
            part.write(b" " * 2**20)
    whole = bytearray(path.read_bytes())
    entry = whole.rfind(b"PK\x01\x02")
    whole[entry + 24 : entry + 28] = (10).to_bytes(4, "little")
    path.write_bytes(whole)
    with pytest.raises(UnreadableWorkbookError, match="giải nén lớn hơn 32 MB"):
        read_blocks(path)
    path.write_bytes(
        _written(path, "").read_bytes() + _written(tmp_path / "b.docx", f"<w:p>{_run('x')}</w:p>").read_bytes()
    )
    with pytest.raises(UnreadableWorkbookError, match="bị hỏng hoặc không phải là tệp Word"):
        read_blocks(path)


def test_what_the_disk_does_not_give_out_is_no_damage(tmp_path: Path) -> None:
    with pytest.raises(UnreadableWorkbookError, match="không có tệp này"):
        read_blocks(tmp_path / "a.docx")


def test_an_encrypted_part_is_a_password(tmp_path: Path) -> None:
    path = _written(tmp_path / "a.docx", "")
    whole = bytearray(path.read_bytes())
    whole[whole.rfind(b"PK\x01\x02") + 8] |= 1
    path.write_bytes(whole)
    with pytest.raises(UnreadableWorkbookError, match="tệp có mật khẩu"):
        read_blocks(path)


def _with_entities(path: Path, entities: str, text: str) -> Path:
    with zipfile.ZipFile(path, "w") as package:
        document = f"<w:document {_W}><w:body><w:p>{_run(text)}</w:p></w:body></w:document>"
        package.writestr("word/document.xml", f"<!DOCTYPE d [{entities}]>{document}")
    return path


def test_an_entity_that_names_a_file_is_not_fetched(tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("BI-MAT", encoding="utf-8")
    path = _with_entities(tmp_path / "a.docx", f'<!ENTITY x SYSTEM "{secret.as_uri()}">', "a&x;b")
    assert read_blocks(path) == ["a"]


def test_entities_that_grow_without_end_are_refused(tmp_path: Path) -> None:
    laughs = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10 if n else "ha"}">' for n in range(12))
    with pytest.raises(UnreadableWorkbookError, match="bị hỏng"):
        read_blocks(_with_entities(tmp_path / "a.docx", laughs, "&a11;"))


def test_xml_too_deep_is_refused(tmp_path: Path) -> None:
    path = _written(tmp_path / "a.docx", "<w:x>" * 5000 + "</w:x>" * 5000)
    with pytest.raises(UnreadableWorkbookError, match="bị hỏng"):
        read_blocks(path)
