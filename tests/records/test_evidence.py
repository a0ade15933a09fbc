"""Evidence: only what is safe to show is shown, and of a photo nothing but its pixels."""

from __future__ import annotations

import io
import os
import struct
import zlib
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from danvan_tools.records.evidence import EvidenceFile, EvidenceRefusedError, check_evidence, list_evidence
from danvan_tools.records.evidence_content import read_pdf, read_photo

PDF = b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"
TELLTALE = "10.762622 106.660172 Nguoi chup"


@pytest.fixture
def place(tmp_path: Path) -> Path:
    folder = tmp_path / "evidence" / "MH-001"
    folder.mkdir(parents=True)
    return folder


def photo(mode: str = "RGB", size: tuple[int, int] = (40, 30), kind: str = "JPEG", **options) -> bytes:
    buffer = io.BytesIO()
    Image.new(mode, size, options.pop("colour", None)).save(buffer, kind, **options)
    return buffer.getvalue()


def put(place: Path, name: str, data: bytes) -> EvidenceFile:
    (place / name).write_bytes(data)
    files, faults = list_evidence(place.parents[1], place.name)
    assert faults == []
    return next(file for file in files if file.name == name)


def shown(data: bytes) -> Image.Image:
    picture = Image.open(io.BytesIO(data))
    assert (picture.format, picture.mode) == ("JPEG", "RGB")
    return picture


def refusals(place: Path) -> list[str]:
    files, faults = list_evidence(place.parents[1], place.name)
    assert files == []
    return [str(fault) for fault in faults]


def test_photos_and_pdfs_are_listed_by_name_with_their_kinds(place):
    for name in ("b.PNG", "a.jpeg", "biên bản.pdf", "Thumbs.db", ".DS_Store", "~$bien-ban.pdf"):
        (place / name).write_bytes(b"12345")
    files, faults = list_evidence(place.parents[1], "MH-001")
    assert [(file.name, file.kind, file.size) for file in files] == [
        ("a.jpeg", "photo", 5),
        ("b.PNG", "photo", 5),
        ("biên bản.pdf", "pdf", 5),
    ]
    assert faults == []
    assert list_evidence(place.parents[1], "MH-002") == ([], [])


@pytest.mark.parametrize(
    ("name", "data", "words"),
    [
        ("a.svg", b"<svg/>", "tệp SVG có thể chứa mã lệnh"),
        ("a.exe", b"MZ", 'kiểu tệp ".exe" không hiển thị được'),
        ("ảnh", b"x", "tệp không có đuôi"),
        ("a.jpg", b"", "tệp rỗng"),
        ("ảnh\u202egpj.exe.jpg", b"x", "ký tự không nhìn thấy"),
        ("a\n.jpg", b"x", "ký tự không nhìn thấy"),
        ("a" * 130 + ".jpg", b"x", "tên tệp quá dài"),
    ],
)
def test_what_may_not_be_shown_is_one_sentence(place, name, data, words):
    (place / name).write_bytes(data)
    (sentence,) = refusals(place)
    assert words in sentence
    assert sentence.startswith("evidence/MH-001/")
    assert sentence.isprintable()


def test_links_folders_and_pipes_are_refused(place, tmp_path):
    (tmp_path / "review.xlsx").write_bytes(b"secret")
    (place / "a.jpg").symlink_to(tmp_path / "review.xlsx")
    (place / "b.jpg").symlink_to("b.jpg")
    (place / "c.jpg").mkdir()
    os.mkfifo(place / "d.jpg")
    whats = [sentence.partition(": ")[2].partition(".")[0] for sentence in refusals(place)]
    assert whats == [
        "liên kết dẫn ra ngoài thư mục của hồ sơ",
        "không mở được tệp, hoặc liên kết dẫn đến tệp không có",
        "thư mục con không được đọc",
        "không phải là tệp thường",
    ]


@pytest.mark.parametrize("candidate_id", ["..", ".", "MH-001/..", "../..", "/etc"])
def test_no_id_leads_out_of_the_evidence(place, candidate_id):
    (place / "a.jpg").write_bytes(photo())
    files, _ = list_evidence(place.parents[1], candidate_id)
    assert files == []


def test_an_absolute_path_lists_nothing_of_the_machine(tmp_path):
    (tmp_path / "evidence").mkdir()
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "elsewhere" / "a.jpg").write_bytes(photo())
    files, (fault,) = list_evidence(tmp_path, str(tmp_path / "elsewhere"))
    assert files == []
    assert fault.what == "mã hồ sơ này không đặt được làm tên thư mục"


def test_a_link_is_named_as_what_stops_a_backup(place):
    (place / "a.jpg").write_bytes(photo())
    (place / "b.jpg").symlink_to("a.jpg")
    _, (fault,) = list_evidence(place.parents[1], "MH-001")
    assert str(fault).endswith(
        "là liên kết đến tệp khác. Chép chính tệp ấy vào thư mục của hồ sơ: danvan backup không sao lưu được liên kết."
    )


def test_a_folder_that_is_a_link_is_refused(place, tmp_path):
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "elsewhere" / "a.jpg").write_bytes(photo())
    (place.parent / "MH-002").symlink_to(tmp_path / "elsewhere")
    files, (fault,) = list_evidence(tmp_path, "MH-002")
    assert files == []
    assert "liên kết ra nơi khác" in fault.what


def test_a_file_replaced_by_a_link_after_it_was_listed_is_not_read(place, tmp_path):
    file = put(place, "a.pdf", PDF)
    (tmp_path / "b.pdf").write_bytes(PDF)
    (place / "a.pdf").unlink()
    (place / "a.pdf").symlink_to(tmp_path / "b.pdf")
    with pytest.raises(EvidenceRefusedError, match="dẫn ra ngoài"):
        read_pdf(file)


def test_more_files_than_are_shown_is_said(place):
    for number in range(62):
        (place / f"{number:02}.jpg").write_bytes(b"x")
    files, (fault,) = list_evidence(place.parents[1], "MH-001")
    assert len(files) == 60
    assert "hơn 60 tệp" in fault.what


def test_nothing_but_pixels_is_left_of_a_photo(place):
    exif = Image.Exif()
    exif[0x010E] = TELLTALE
    exif.get_ifd(0x8825)[1] = "N"
    exif.get_ifd(0x8825)[2] = (10.0, 45.0, 45.0)
    data = photo(exif=exif, comment=TELLTALE, xmp=TELLTALE.encode(), icc_profile=TELLTALE.encode())
    assert TELLTALE.encode() in data
    clean = read_photo(put(place, "a.jpg", data))
    assert TELLTALE.encode() not in clean
    picture = shown(clean)
    assert dict(picture.getexif()) == {}
    assert set(picture.info) == {"jfif", "jfif_version", "jfif_unit", "jfif_density"}

    notes = PngInfo()
    notes.add_text("Author", TELLTALE)
    notes.add_itxt("XML:com.adobe.xmp", TELLTALE)
    assert TELLTALE.encode() not in read_photo(put(place, "b.png", photo(kind="PNG", pnginfo=notes)))


def test_a_photo_is_turned_upright_and_made_no_larger_than_asked(place):
    exif = Image.Exif()
    exif[0x0112] = 6
    assert shown(read_photo(put(place, "a.jpg", photo(size=(4000, 2000), exif=exif)))).size == (800, 1600)
    assert shown(read_photo(put(place, "b.png", photo(kind="PNG")))).size == (40, 30)
    assert shown(read_photo(put(place, "c.webp", photo(kind="WEBP", size=(600, 300))), longest_side=320)).size == (
        320,
        160,
    )


@pytest.mark.parametrize(
    ("mode", "colour", "kind", "expected"),
    [
        ("RGBA", (200, 0, 0, 0), "PNG", (255, 255, 255)),
        ("LA", (0, 0), "PNG", (255, 255, 255)),
        ("L", 100, "PNG", (100, 100, 100)),
        ("1", 1, "PNG", (255, 255, 255)),
        ("P", 0, "PNG", (0, 0, 0)),
        ("I;16", 128 * 256, "PNG", (128, 128, 128)),
        ("CMYK", (0, 0, 0, 0), "JPEG", (255, 255, 255)),
        ("RGBA", (0, 0, 255, 255), "WEBP", (0, 0, 255)),
    ],
)
def test_pictures_of_every_mode_look_as_they_did(place, mode, colour, kind, expected):
    data = photo(mode, kind=kind, colour=colour)
    pixel = shown(read_photo(put(place, "a.png", data))).getpixel((20, 15))
    assert max(abs(one - other) for one, other in zip(pixel, expected, strict=True)) <= 3


def claimed_png(width: int, height: int) -> bytes:
    """Return a PNG of a few bytes that says it is as large as this."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(b"")) + chunk(b"IEND", b"")


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (claimed_png(7000, 7000), "ảnh quá lớn"),
        (claimed_png(12_000, 12_000), "ảnh quá lớn"),
        (claimed_png(2**31 - 1, 2**31 - 1), "ảnh quá lớn"),
        (photo(size=(400, 300))[:200], "bị hỏng"),
        (photo(kind="GIF"), "không phải là ảnh"),
        (photo(kind="TIFF"), "không phải là ảnh"),
        (b"<svg onload='alert(1)'/>", "không phải là ảnh"),
        (PDF, "không phải là ảnh"),
    ],
)
def test_a_photo_that_is_none_or_unpacks_to_too_much_is_refused(place, data, words):
    with pytest.raises(EvidenceRefusedError, match=words) as refused:
        read_photo(put(place, "ảnh.jpg", data))
    assert str(refused.value).startswith("evidence/MH-001/ảnh.jpg: ")


@given(st.binary(max_size=60), st.integers(0, 600))
@settings(max_examples=150)
def test_no_bytes_raise_anything_but_a_refusal(tmp_path_factory, noise, at):
    place = tmp_path_factory.mktemp("noise") / "evidence" / "MH-001"
    place.mkdir(parents=True)
    data = photo(kind="PNG")
    for name, content in (("a.png", data[:at] + noise + data[at + len(noise) :]), ("b.jpg", noise or b"x")):
        (place / name).write_bytes(content)
        file = EvidenceFile("MH-001", name, "photo", len(content), place)
        try:
            shown(read_photo(file))
        except EvidenceRefusedError as refused:
            assert str(refused).endswith(".")


def test_a_pdf_is_given_as_it_is_and_only_whole(place):
    assert read_pdf(put(place, "a.pdf", PDF)) == PDF
    for broken in (PDF[5:], PDF[:-7], b"<html>"):
        with pytest.raises(EvidenceRefusedError, match="không phải là PDF"):
            read_pdf(put(place, "a.pdf", broken))


def test_the_secretary_reads_which_folders_belong_to_nobody(place):
    (place / "a.svg").write_bytes(b"<svg/>")
    (place.parent / "MH-01").mkdir()
    (place.parent / "ghi chú.txt").write_bytes(b"x")
    sentences = [str(fault) for fault in check_evidence(place.parents[1], ["MH-001", "MH-002"])]
    assert sentences[0].startswith("evidence/MH-001/a.svg: tệp SVG")
    assert sentences[1].startswith('evidence/MH-01: "MH-01" không phải mã của hồ sơ nào trong danh sách. Ý là "MH-001"')
    assert sentences[2].startswith('evidence/ghi chú.txt: "ghi chú.txt" không phải mã')
    assert check_evidence(place, ["MH-001"]) == []


@pytest.mark.parametrize("candidate_id", ["/etc", "../MH-001", "a/b", "..", ".", ""])
def test_an_id_that_leads_elsewhere_lists_nothing(tmp_path: Path, candidate_id: str) -> None:
    (tmp_path / "evidence" / "a" / "b").mkdir(parents=True)
    (tmp_path / "MH-001").mkdir()
    files, (fault,) = list_evidence(tmp_path, candidate_id)
    assert files == []
    assert fault.what == "mã hồ sơ này không đặt được làm tên thư mục"
