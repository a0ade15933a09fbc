from __future__ import annotations

import csv
import io
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from danvan_tools.records.delimited import DelimitedText
from danvan_tools.records.source_errors import UnreadableWorkbookError
from danvan_tools.records.source_files import open_source
from danvan_tools.records.text_decoding import decode_text


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        ("Tên,Số\nMô hình,2\n", [["Tên", "Số"], ["Mô hình", "2"]]),
        ("Tên;Tỉ lệ\nA;1,5\nB;2,5\n", [["Tên", "Tỉ lệ"], ["A", "1,5"], ["B", "2,5"]]),
        ("Tên\tGhi chú\nA\tmột, hai; ba\n", [["Tên", "Ghi chú"], ["A", "một, hai; ba"]]),
        ("Tên|Số\r\nA|1\r\n", [["Tên", "Số"], ["A", "1"]]),
        (
            "Tên;Ghi chú\nA;một, hai, ba\nB;bốn, năm, sáu\n",
            [["Tên", "Ghi chú"], ["A", "một, hai, ba"], ["B", "bốn, năm, sáu"]],
        ),
        (
            # A title of one cell, headings, and a row with cells too many; commas in every row.
            "DANH SÁCH, NĂM 2015\nSTT;Tên mô hình;Đơn vị\n1;Hẻm sáng,đẹp;Xã Một;1,5\n",
            [
                ["DANH SÁCH, NĂM 2015", "", "", ""],
                ["STT", "Tên mô hình", "Đơn vị", ""],
                ["1", "Hẻm sáng,đẹp", "Xã Một", "1,5"],
            ],
        ),
        (
            "Sổ 1,5;;\nA;B;C;D;E;F;G\n1,5;2;3;4;5;6;7;8;9;10\n",
            [["Sổ 1,5", *[""] * 9], [*"ABCDEFG", *[""] * 3], ["1,5", *"23456789", "10"]],
        ),
        (
            # The commas are more regular than the right sign.
            "Tên mô hình;Lĩnh vực;Địa bàn\nA;1,5\nB;2,5;\nC;3,5\nD;4,5;\n",
            [["Tên mô hình", "Lĩnh vực", "Địa bàn"], *([one, f"{n},5", ""] for n, one in enumerate("ABCD", 1))],
        ),
        ("sep=;\nA,B;C\n1,2;3\n", [["A,B", "C"], ["1,2", "3"]]),
        ('A;B\n"hai\ndòng";"nói ""được"""\n', [["A", "B"], ["hai\ndòng", 'nói "được"']]),
        ('A,B\n5" ống,2\n"Xanh" và đẹp,3\n', [["A", "B"], ['5" ống', "2"], ['"Xanh" và đẹp', "3"]]),
        ("A,B,C\n1\n\n1,2\n", [["A", "B", "C"], ["1", "", ""], ["", "", ""], ["1", "2", ""]]),
        ("A,B\r1,2\r", [["A", "B"], ["1", "2"]]),
        ("Tên\nMô hình\n", [["Tên"], ["Mô hình"]]),
        ("\n\n", [[], []]),
    ],
)
def test_rows_of_a_text(text: str, rows: list[list[str]]) -> None:
    table = DelimitedText(text)
    assert table.rows("") == rows
    assert table.width == len(rows[0])


def test_open_quote_names_the_line_where_the_row_begins() -> None:
    with pytest.raises(UnreadableWorkbookError, match=r"từ dòng 3: dấu ngoặc kép"):
        DelimitedText('a,b\n1,2\n1,"mở\n2,x\n3,y,z\n')


def test_rows_that_would_fill_up_the_memory() -> None:
    with pytest.raises(UnreadableWorkbookError, match="cột thứ 20001"):
        DelimitedText("," * 20_000 + "\na" * 1000)


WORDS = "Ủy ban nhân dân phường Hòa Bình,vận động được 12 hộ\nĐường quê,thắp sáng\n"


def windows_1258(text: str) -> bytes:
    """Return what Windows writes: a letter that the code page lacks is its base and a tone."""
    written = b""
    for char in text:
        try:
            written += char.encode("cp1258")
        except UnicodeEncodeError:
            letters = unicodedata.normalize("NFD", char)
            tones = "".join(c for c in letters if c in "\u0300\u0301\u0303\u0309\u0323")
            base = unicodedata.normalize("NFC", "".join(c for c in letters if c not in tones))
            written += (base + tones).encode("cp1258")
    return written


@pytest.mark.parametrize(
    "encode",
    [
        lambda text: text.encode("utf-8"),
        lambda text: text.encode("utf-8-sig"),
        lambda text: text.encode("utf-16"),
        lambda text: text.encode("utf-16-le"),
        lambda text: text.encode("utf-16-be"),
        lambda text: b"\xfe\xff" + text.encode("utf-16-be"),
        lambda text: text.encode("utf-32"),
        windows_1258,
    ],
)
def test_vietnamese_in_every_encoding(encode: object) -> None:
    assert decode_text(encode(WORDS)) == WORDS  # type: ignore[operator]


def test_composed_and_decomposed_letters_stay_as_they_are() -> None:
    text = unicodedata.normalize("NFD", WORDS) + WORDS
    assert decode_text(text.encode()) == text


TCVN3 = "bé kÕ ho¹ch vµ ®Çu t\xad,x· Hoµ B×nh\nM« h×nh d©n vËn khÐo,ñy ban nh©n d©n thÞ x·\n"
VNI = "Uyû ban nhaân daân xaõ,thöïc hieän\nMoâ hình daân vaän kheùo,ñöôïc coâng nhaän\n"


@pytest.mark.parametrize("text", [TCVN3, VNI])
def test_text_of_old_fonts_is_handed_on_byte_by_byte(text: str) -> None:
    assert decode_text(text.encode("cp1252")) == text


def test_every_byte_survives_in_old_text() -> None:
    every = bytes([*range(32, 127), *range(128, 256)])
    assert len(set(decode_text(b"\xb9\xb8 \xae\xad\n" + every))) == len(set(every)) + 1


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"a,b\n1,\0\0\0\n", "có byte rỗng ở dòng 2"),
        (bytes(range(1, 256)), "không phải là văn bản"),
        ("xã được vận động ồ ủ,1\n".encode() + "Hoà\n".encode("latin-1"), "lẫn hai bảng mã: dòng 2"),
        (b"\xef\xbb\xbfa\xff", "đầu tệp ghi mã UTF-8"),
        (windows_1258("được vận động") + b",Uy\xfb ban nha\xe2n", "không rõ tệp văn bản dùng bảng mã nào"),
    ],
)
def test_bytes_that_are_no_text_or_more_than_one(content: bytes, words: str) -> None:
    with pytest.raises(UnreadableWorkbookError, match=words):
        decode_text(content)


_CELL = st.text(st.sampled_from('abđê ,;"\n1'), max_size=6).map(str.strip)


@given(st.lists(st.tuples(_CELL, _CELL, _CELL), min_size=1, max_size=6), st.sampled_from("\t;,|"))
@settings(max_examples=60)
def test_any_table_written_with_a_named_separator_is_read_back(
    tmp_path_factory: pytest.TempPathFactory, table: list[tuple[str, str, str]], delimiter: str
) -> None:
    text = io.StringIO()
    text.write(f"sep={delimiter}\n")
    csv.writer(text, delimiter=delimiter, quoting=csv.QUOTE_ALL, lineterminator="\n").writerows(table)
    path: Path = tmp_path_factory.getbasetemp() / "any.csv"
    path.write_bytes(text.getvalue().encode())
    assert open_source(path).rows("") == [list(row) for row in table]
