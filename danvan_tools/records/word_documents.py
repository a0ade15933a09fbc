"""The text of a DOCX as it reads: paragraphs and tables in their order, nothing executed or fetched.

python-docx leaves out what stands in content controls and in tracked insertions, so the document part is walked
here: an insertion counts, a deletion does not.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from lxml import etree

from danvan_tools.records.source_errors import BROKEN, UnreadableWorkbookError, unreadable
from danvan_tools.records.xls_workbook import OLE_MAGIC
from danvan_tools.records.zip_parts import ZipParts

__all__ = ["Block", "WordTable", "read_blocks"]

_DOCUMENT_PART = "word/document.xml"
_LARGEST_FILE = 64 * 2**20
# A registration form is a few pages; its text alone never comes near this.
_LARGEST_TEXT = 32 * 2**20
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
        If the file cannot be read, is too large, encrypted, damaged or no DOCX.
    """
    try:
        content = _document_part(path)
    except UnreadableWorkbookError as error:
        if error.what != BROKEN:
            raise
        raise UnreadableWorkbookError(_BROKEN, _SAVE_AGAIN) from error
    try:
        # Entities are not resolved, nothing is loaded from elsewhere, and depth and sizes are libxml2's own limits.
        parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
        root = etree.fromstring(content, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise UnreadableWorkbookError(_BROKEN, _SAVE_AGAIN) from error
    body = root.find(f"{_W}body")
    return [] if body is None else list(_blocks(body))


def _document_part(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            size, head = os.fstat(file.fileno()).st_size, file.read(len(OLE_MAGIC))
    except OSError as error:
        raise unreadable(error) from error
    if size > _LARGEST_FILE:
        raise UnreadableWorkbookError(f"tệp lớn hơn {_LARGEST_FILE // 2**20} MB", "Bỏ bớt ảnh rồi chạy lại.")
    if head == OLE_MAGIC:
        msg = "tệp có mật khẩu hoặc ở định dạng Word cũ (.doc)"
        raise UnreadableWorkbookError(msg, f"Bỏ mật khẩu. {_SAVE_AGAIN}")
    parts = ZipParts(path)
    if _DOCUMENT_PART not in parts:
        raise UnreadableWorkbookError(BROKEN)
    content = bytearray()
    for piece in parts.chunks(_DOCUMENT_PART):
        content += piece
        if len(content) > _LARGEST_TEXT:
            msg = f"chữ trong tệp khi giải nén lớn hơn {_LARGEST_TEXT // 2**20} MB"
            raise UnreadableWorkbookError(msg, "Tách tệp thành nhiều tệp nhỏ rồi chạy lại.")
    return bytes(content)


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
