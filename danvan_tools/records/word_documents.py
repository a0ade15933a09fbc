"""The text of a DOCX as it reads: paragraphs and tables in their order, nothing executed or fetched.

python-docx leaves out what stands in content controls and in tracked insertions, so the document part is walked
here: an insertion counts, a deletion does not.
"""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from lxml import etree

from danvan_tools.records.source_files import UnreadableWorkbookError

__all__ = ["Block", "WordTable", "read_blocks"]

_DOCUMENT_PART = "word/document.xml"
_LARGEST_FILE = 64 * 2**20
# A registration form is a few pages; its text alone never comes near this.
_LARGEST_TEXT = 32 * 2**20
_OLE_MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_LEFT_OUT = {f"{_W}del", f"{_W}moveFrom", "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"}
_BROKEN = "tệp bị hỏng hoặc không phải là tệp Word (.docx)"
_SAVE_AGAIN = "Mở bằng Word hoặc LibreOffice, lưu lại kiểu Word Document (.docx) rồi chạy lại."


@dataclass(frozen=True)
class WordTable:
    """A table: the text of each cell, row by row; a cell merged over several columns stands once."""

    rows: tuple[tuple[str, ...], ...]


Block = str | WordTable


def read_blocks(path: Path) -> list[Block]:
    """Return the paragraphs and tables of a DOCX in their order; blank paragraphs are left out.

    Raises
    ------
    UnreadableWorkbookError
        If the file is too large, encrypted, damaged or no DOCX.
    """
    try:
        # Entities are not resolved, nothing is loaded from elsewhere, and depth and sizes are libxml2's own limits.
        parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
        root = etree.fromstring(_document_part(path), parser)
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, RuntimeError, ValueError, KeyError) as error:
        raise UnreadableWorkbookError(_BROKEN, _SAVE_AGAIN) from error
    except etree.XMLSyntaxError as error:
        raise UnreadableWorkbookError(_BROKEN, _SAVE_AGAIN) from error
    body = root.find(f"{_W}body")
    return [] if body is None else list(_blocks(body))


def _document_part(path: Path) -> bytes:
    if path.stat().st_size > _LARGEST_FILE:
        raise UnreadableWorkbookError(f"tệp lớn hơn {_LARGEST_FILE // 2**20} MB", "Bỏ bớt ảnh rồi chạy lại.")
    with path.open("rb") as file:
        if file.read(len(_OLE_MAGIC)) == _OLE_MAGIC:
            msg = "tệp có mật khẩu hoặc ở định dạng Word cũ (.doc)"
            raise UnreadableWorkbookError(msg, f"Bỏ mật khẩu. {_SAVE_AGAIN}")
    with zipfile.ZipFile(path) as package, package.open(_DOCUMENT_PART) as part:
        data = part.read(_LARGEST_TEXT + 1)
    if len(data) > _LARGEST_TEXT:
        msg = f"chữ trong tệp khi giải nén lớn hơn {_LARGEST_TEXT // 2**20} MB"
        raise UnreadableWorkbookError(msg, "Tách tệp thành nhiều tệp nhỏ rồi chạy lại.")
    return data


def _blocks(parent: etree._Element) -> Iterator[Block]:
    """Yield what stands directly in an element, looking through content controls and insertions."""
    for child in parent:
        if child.tag in _LEFT_OUT:
            continue
        if child.tag == f"{_W}p":
            text = _paragraph_text(child)
            if text:
                yield text
        elif child.tag == f"{_W}tbl":
            yield WordTable(tuple(_rows(child)))
        else:
            yield from _blocks(child)


def _rows(table: etree._Element) -> Iterator[tuple[str, ...]]:
    for child in table:
        if child.tag == f"{_W}tr":
            yield tuple(_cells(child))
        elif child.tag not in _LEFT_OUT:
            yield from _rows(child)


def _cells(row: etree._Element) -> Iterator[str]:
    for child in row:
        if child.tag == f"{_W}tc":
            yield "\n".join(_lines(child))
        elif child.tag not in _LEFT_OUT:
            yield from _cells(child)


def _lines(cell: etree._Element) -> Iterator[str]:
    """Yield the lines of a cell; a table inside it is read line by line."""
    for block in _blocks(cell):
        if isinstance(block, str):
            yield block
        else:
            yield from (" ".join(filter(None, row)) for row in block.rows)


def _paragraph_text(paragraph: etree._Element) -> str:
    return "".join(_pieces(paragraph)).strip()


def _pieces(parent: etree._Element) -> Iterator[str]:
    for child in parent:
        if child.tag in _LEFT_OUT:
            continue
        if child.tag == f"{_W}t":
            yield child.text or ""
        elif child.tag in (f"{_W}br", f"{_W}cr"):
            yield "\n"
        elif child.tag == f"{_W}tab":
            yield " "
        elif child.tag == f"{_W}noBreakHyphen":
            yield "-"
        else:
            yield from _pieces(child)
