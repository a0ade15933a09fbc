"""The bytes of a text file → its characters."""

from __future__ import annotations

import codecs
import re
import unicodedata

from danvan_tools.language import is_syllable
from danvan_tools.records.source_errors import UnreadableWorkbookError

__all__ = ["decode_text"]

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_SAVE_AS_UTF8 = 'Mở bằng Excel, lưu lại kiểu "CSV UTF-8" hoặc Excel Workbook (.xlsx) rồi chạy lại.'
# Windows-1252, with the five bytes it leaves out as they are: text typed in TCVN3 and VNI fonts uses all bytes.
_SINGLE_BYTES = "".join(
    bytes([byte]).decode("cp1252") if byte not in (0x81, 0x8D, 0x8F, 0x90, 0x9D) else chr(byte) for byte in range(256)
)
_SAMPLE = 200_000
# Read as Windows-1258, nine in ten accented words of such a text are syllables, of TCVN3 four, of VNI none.
_FEW, _MOST = 0.5, 0.8
_WORD = re.compile(r"[^\W\d_]+")


def decode_text(content: bytes) -> str:
    """Return the text of a file in whatever encoding it was saved; composed and decomposed letters stay as typed.

    A mark at the beginning, UTF-8 and UTF-16 are told by their rules. What is left has one byte a letter:
    Windows-1258 if its accented words are Vietnamese syllables when read so, otherwise Windows-1252, which
    hands every byte on: text typed in TCVN3 and VNI fonts is converted cell by cell later.

    charset-normalizer was tried and not taken: it knows neither TCVN3 nor VNI, finds nothing for the first
    and takes the second for Windows-1258 ("xaõ" → "xaơ"), after which the text cannot be restored.

    Raises
    ------
    UnreadableWorkbookError
        If it is no text, is in two encodings at once, or could be in one or another.
    """
    for mark, encoding in _BOMS:
        if content.startswith(mark):
            return _strictly(content[len(mark) :], encoding)
    if b"\0" in content:
        return _without_mark(content)
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError as error:
        return _single_bytes(content, error.start)


def _strictly(content: bytes, encoding: str) -> str:
    try:
        return content.decode(encoding)
    except UnicodeDecodeError as error:
        msg = f"tệp văn bản bị hỏng: đầu tệp ghi mã {encoding[:6].upper()} nhưng nội dung không đúng mã ấy"
        raise UnreadableWorkbookError(msg, _SAVE_AS_UTF8) from error


def _without_mark(content: bytes) -> str:
    """Decode UTF-16 that does not say so; any other zero bytes are no text."""
    for encoding in ("utf-16-le", "utf-16-be"):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        sample = text[:_SAMPLE]
        if sum(map(_is_latin, sample)) > 0.95 * len(sample) and "\0" not in text:
            return text
    line = content[: content.index(b"\0")].count(b"\n") + 1
    msg = f"tệp không phải là văn bản, hoặc bị hỏng: có byte rỗng ở dòng {line}"
    raise UnreadableWorkbookError(msg, "Chép lại tệp gốc, hoặc lưu lại kiểu Excel Workbook (.xlsx), rồi chạy lại.")


def _is_latin(char: str) -> bool:
    place = ord(char)
    return char in "\t\r\n" or 0x20 <= place < 0x370 or 0x1E00 <= place < 0x2100


def _single_bytes(content: bytes, start: int) -> str:
    """Decode text with one byte a letter; `start` is where it is no longer UTF-8."""
    foreign = sum(byte < 32 and byte not in (9, 10, 12, 13) for byte in content[:_SAMPLE])
    if foreign:
        raise UnreadableWorkbookError("tệp không phải là văn bản", "Chép lại đúng tệp rồi chạy lại.")
    # Two or three bytes in a row that are right in UTF-8 are hardly ever met in the single-byte encodings.
    proper = len(re.findall(rb"\xe1[\xba\xbb][\x80-\xbf]|\xc6[\xa0\xa1\xaf\xb0]|\xc4[\x83\x90\x91]", content))
    if proper > 3:
        line = content[:start].count(b"\n") + 1
        msg = f"tệp văn bản lẫn hai bảng mã: dòng {line} không phải UTF-8 như các dòng khác"
        raise UnreadableWorkbookError(msg, "Gõ lại dòng ấy, lưu lại kiểu UTF-8, rồi chạy lại.")
    share = _share_of_syllables(content[:_SAMPLE])
    if _FEW < share <= _MOST:
        msg = "không rõ tệp văn bản dùng bảng mã nào: có thể là Windows-1258 lẫn TCVN3 hoặc VNI"
        raise UnreadableWorkbookError(msg, _SAVE_AS_UTF8)
    if share > _MOST:
        try:
            # This code page writes most tones as a sign of their own: that is its way, not the writer's.
            return unicodedata.normalize("NFC", content.decode("cp1258"))
        except UnicodeDecodeError:
            pass
    return codecs.charmap_decode(content, "strict", _SINGLE_BYTES)[0]


def _share_of_syllables(content: bytes) -> float:
    """Return which share of the words with accents would be Vietnamese syllables in Windows-1258."""
    text = unicodedata.normalize("NFC", content.decode("cp1258", "replace"))
    words = [word.lower() for word in _WORD.findall(text) if not (word.isascii() or word.isupper())]
    right = sum(map(is_syllable, words))
    return right / len(words) if words else 0.0
