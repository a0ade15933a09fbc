"""Scans and photos: what is kept, how, and what is refused."""

from __future__ import annotations

import hashlib
import io
import zlib
from pathlib import Path

import pytest
from PIL import Image

from danvan_tools.records.kept_files import FileRefusedError, KeptFile, folder_name, keep_photo, keep_scan, read_kept

PDF = b"%PDF-1.4\n1 0 obj\n<< /Type /Catalog >>\nendobj\ntrailer << /Root 1 0 R >>\nstartxref\n9\n%%EOF\n"


def picture(kind: str = "JPEG", size: tuple[int, int] = (40, 20), mode: str = "RGB", **options: object) -> bytes:
    written = io.BytesIO()
    Image.new(mode, size, 128 if mode == "L" else None).save(written, kind, **options)
    return written.getvalue()


def refusal(folder: Path, name: str, content: bytes) -> str:
    (folder / name).write_bytes(content)
    with pytest.raises(FileRefusedError) as refused:
        keep_scan(folder, "TV1", folder / name)
    assert not (folder / "paper").exists()
    return str(refused.value)


@pytest.mark.parametrize(
    ("content", "suffix"),
    [(PDF, "pdf"), (picture(), "jpg"), (picture("PNG"), "png"), (picture("PNG", mode="L"), "png")],
)
def test_a_scan_is_kept_byte_for_byte_under_its_digest(tmp_path: Path, content: bytes, suffix: str) -> None:
    # What it is its bytes say, not its name.
    (tmp_path / "phiếu.tmp").write_bytes(content)
    kept = keep_scan(tmp_path, "TV1", tmp_path / "phiếu.tmp")
    digest = hashlib.sha256(content).hexdigest()
    assert kept == KeptFile(f"paper/TV1/{digest}.{suffix}", digest)
    assert (tmp_path / kept.file).read_bytes() == content
    assert keep_scan(tmp_path, "TV1", tmp_path / "phiếu.tmp") == kept
    assert [path.name for path in (tmp_path / "paper" / "TV1").iterdir()] == [f"{digest}.{suffix}"]
    assert read_kept(tmp_path, kept) == content


@pytest.mark.parametrize(
    ("name", "content", "what"),
    [
        ("a.pdf", b"", "a.pdf: tệp rỗng."),
        ("a.pdf", b"MZ\x90\x00", "a.pdf: không phải tệp PDF, JPG hay PNG."),
        ("a.png", b"<svg xmlns='http://www.w3.org/2000/svg' onload='x()'/>", "a.png: không phải tệp PDF, JPG hay PNG."),
        ("a.jpg", b"GIF89a", "a.jpg: không phải tệp PDF, JPG hay PNG."),
        ("a.pdf", PDF[:40], "a.pdf: tệp PDF thiếu phần cuối, không nhận."),
        ("a.pdf", PDF.replace(b"/Root", b"/Encrypt 2 0 R /Root"), "a.pdf: tệp PDF có mật khẩu hoặc bị khoá"),
        ("a.pdf", PDF.replace(b"/Type", b"/S /JavaScript /Type"), "a.pdf: tệp PDF có mã lệnh hoặc tệp đính kèm"),
        ("a.pdf", PDF.replace(b"/Type", b"/S /J#61vaScript /Type"), "a.pdf: tệp PDF có mã lệnh hoặc tệp đính kèm"),
        ("a.pdf", PDF.replace(b"/Type", b"/EmbeddedFiles 3 0 R /Type"), "a.pdf: tệp PDF có mã lệnh hoặc tệp đính kèm"),
        ("a.jpg", picture()[:300], "a.jpg: ảnh hỏng hoặc thiếu phần cuối, không đọc được."),
        ("a.png", picture("PNG")[:60], "a.png: ảnh hỏng hoặc thiếu phần cuối, không đọc được."),
        ("a.png", picture("PNG", (8_000, 8_000), "1"), "a.png: ảnh quá lớn, trên 50 triệu điểm ảnh."),
        ("a.png", picture("PNG", (20_000, 10_000), "1"), "a.png: ảnh quá lớn, trên 50 triệu điểm ảnh."),
        ("a.jpg", b"\xff\xd8\xff" + b"0" * (25 * 2**20), "a.jpg: lớn hơn 25 MB."),
    ],
)
def test_what_is_no_plain_scan_is_refused_and_nothing_kept(
    tmp_path: Path, name: str, content: bytes, what: str
) -> None:
    assert refusal(tmp_path, name, content).startswith(what)


def test_a_script_packed_away_in_a_pdf_is_found(tmp_path: Path) -> None:
    packed = zlib.compress(b"1 0 << /S /JavaScript /JS (app.alert(1)) >>")
    hidden = b"2 0 obj\n<< /Type /ObjStm /N 1 >>\nstream\n" + packed + b"\nendstream\nendobj\n"
    assert "có mã lệnh" in refusal(tmp_path, "a.pdf", PDF.replace(b"trailer", hidden + b"trailer"))


def test_a_scan_that_is_not_there_or_no_file_is_refused(tmp_path: Path) -> None:
    for place in ("không có.pdf", "."):
        with pytest.raises(FileRefusedError, match="không có tệp này"):
            keep_scan(tmp_path, "TV1", tmp_path / place)


def test_a_photo_is_written_anew_without_what_the_telephone_noted(tmp_path: Path) -> None:
    exif = Image.Exif()
    exif[0x010F] = "Hãng máy"
    exif[0x0112] = 6  # turned by a quarter
    (tmp_path / "ảnh.jpg").write_bytes(picture(size=(3_000, 1_000), exif=exif) + b"<script>alert(1)</script>")
    kept = keep_photo(tmp_path, "MH-001", tmp_path / "ảnh.jpg")
    content = read_kept(tmp_path, kept)
    assert kept.file == f"evidence/MH-001/{hashlib.sha256(content).hexdigest()}.jpg"
    with Image.open(io.BytesIO(content)) as image:
        assert (image.format, image.size, dict(image.getexif())) == ("JPEG", (800, 2_400), {})
    assert b"script" not in content


def test_what_shows_through_a_photo_is_white(tmp_path: Path) -> None:
    (tmp_path / "a.png").write_bytes(picture("PNG", mode="RGBA"))
    kept = keep_photo(tmp_path, "MH-001", tmp_path / "a.png")
    with Image.open(tmp_path / kept.file) as image:
        assert image.getpixel((5, 5)) == (255, 255, 255)


def test_a_photo_of_a_wrong_kind_is_not_called_a_sheet(tmp_path: Path) -> None:
    (tmp_path / "a.heic").write_bytes(b"....ftypheic")
    with pytest.raises(FileRefusedError) as refused:
        keep_photo(tmp_path, "MH-001", tmp_path / "a.heic")
    assert str(refused.value) == (
        "a.heic: không phải tệp PDF, JPG hay PNG. Chọn ảnh JPG hoặc PNG; ảnh dạng khác thì lưu lại thành JPG trước."
    )


def test_a_pdf_is_no_photo(tmp_path: Path) -> None:
    (tmp_path / "a.pdf").write_bytes(PDF)
    with pytest.raises(FileRefusedError, match=r"a\.pdf: là tệp PDF, không phải ảnh"):
        keep_photo(tmp_path, "MH-001", tmp_path / "a.pdf")


@pytest.mark.parametrize("key", ["../x", "a/b", ".", "", "a\\b", "x" * 300, "a b", "con\x00"])
def test_an_id_never_leads_out_of_its_folder(key: str) -> None:
    assert folder_name(key) == hashlib.sha256(key.encode()).hexdigest()[:16]
    assert folder_name("MH-001") == "MH-001"
    assert folder_name("TV_Đặng1") == "TV_Đặng1"


def test_a_kept_file_that_was_altered_or_lost_is_not_passed_on(tmp_path: Path) -> None:
    (tmp_path / "a.pdf").write_bytes(PDF)
    kept = keep_scan(tmp_path, "TV1", tmp_path / "a.pdf")
    (tmp_path / kept.file).write_bytes(PDF + b" ")
    with pytest.raises(FileRefusedError, match="không còn là tệp đã lưu"):
        read_kept(tmp_path, kept)
    (tmp_path / kept.file).unlink()
    with pytest.raises(FileRefusedError, match="không còn đọc được"):
        read_kept(tmp_path, kept)
