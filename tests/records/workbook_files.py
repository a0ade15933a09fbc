"""Workbooks built byte by byte, as programs and attackers write them."""

from __future__ import annotations

import io
import struct
import zipfile
from collections.abc import Mapping, Sequence

MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
_ODS = "application/vnd.oasis.opendocument.spreadsheet"

Content = str | bytes


def zipped(parts: Mapping[str, Content] | Sequence[tuple[str, Content]]) -> bytes:
    """Return a zip file of the parts, in their order."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items() if isinstance(parts, Mapping) else parts:
            archive.writestr(name, content)
    return target.getvalue()


def xlsx_parts(sheet: Content, **others: Content) -> dict[str, Content]:
    """Return the parts of a workbook with one sheet "Một"; `others` by the names strings, styles, workbook, rels."""
    parts: dict[str, Content] = {
        "_rels/.rels": f'<Relationships xmlns="{_PACKAGE}"><Relationship Id="r" Type="{_OFFICE}/officeDocument" '
        'Target="xl/workbook.xml"/></Relationships>',
        "xl/_rels/workbook.xml.rels": others.get("rels", relations("worksheets/sheet1.xml")),
        "xl/workbook.xml": others.get("workbook", workbook("Một")),
        "xl/worksheets/sheet1.xml": sheet,
    }
    if "strings" in others:
        parts["xl/sharedStrings.xml"] = others["strings"]
    if "styles" in others:
        parts["xl/styles.xml"] = others["styles"]
    return parts


def relations(*targets: str, kind: str = "worksheet") -> str:
    """Return the relations of a workbook to its sheets."""
    items = [
        f'<Relationship Id="r{number}" Type="{_OFFICE}/{kind}" Target="{target}"/>'
        for number, target in enumerate(targets, start=1)
    ]
    return f'<Relationships xmlns="{_PACKAGE}">{"".join(items)}</Relationships>'


def workbook(*names: str, more: str = "") -> str:
    """Return the list of sheets; `more` stands before it."""
    items = [
        f'<sheet name="{name}" sheetId="{number}" r:id="r{number}"/>' for number, name in enumerate(names, start=1)
    ]
    return f'<workbook {MAIN} xmlns:r="{_OFFICE}">{more}<sheets>{"".join(items)}</sheets></workbook>'


def sheet(rows: str, after: str = "") -> str:
    """Return a sheet with these rows."""
    return f'<?xml version="1.0"?><worksheet {MAIN}><sheetData>{rows}</sheetData>{after}</worksheet>'


def cells(*content: str) -> str:
    """Return a sheet of one row."""
    return sheet(f'<row r="1">{"".join(content)}</row>')


def xlsx(rows: Content, **others: Content) -> bytes:
    """Return a workbook with one sheet."""
    return zipped(xlsx_parts(rows, **others))


def ods(table: str, *, manifest: str = "<manifest:manifest/>", doctype: str = "") -> bytes:
    """Return a workbook whose content is this table."""
    names = ("office", "table", "text", "calcext")
    spaces = " ".join(f'xmlns:{name}="urn:{name}"' for name in names)
    content = f"<office:document-content {spaces}><office:body>{table}</office:body></office:document-content>"
    manifest = manifest.replace("<manifest:manifest", '<manifest:manifest xmlns:manifest="urn:m"', 1)
    return zipped({"mimetype": _ODS, "META-INF/manifest.xml": manifest, "content.xml": doctype + content})


def record(kind: int, data: bytes = b"") -> bytes:
    """Return a record of an XLS file."""
    return struct.pack("<HH", kind, len(data)) + data


def xls_stream(records: bytes, strings: Sequence[str] = (), before: bytes = b"") -> bytes:
    """Return the stream of a workbook with one sheet "Một" that holds these records."""
    begin = record(0x0809, struct.pack("<HH", 0x0600, 5) + bytes(12))
    texts = b"".join(struct.pack("<HB", len(text), 1) + text.encode("utf-16-le") for text in strings)
    shared = record(0x00FC, struct.pack("<II", len(strings), len(strings)) + texts) if strings else b""
    name = struct.pack("<BB", 3, 1) + "Một".encode("utf-16-le")
    head = begin + before + shared
    position = len(head) + 4 + 6 + len(name) + 4
    return (
        head
        + record(0x0085, struct.pack("<IBB", position, 0, 0) + name)
        + record(0x000A)
        + begin
        + records
        + record(0x000A)
    )


def compound(stream: bytes, name: str = "Workbook", *, circle: bool = False) -> bytes:
    """Return a compound file with one stream; in a `circle` its directory has no end."""
    stream = stream.ljust(4096, b"\0")
    sectors = -(-len(stream) // 512)
    tables = -(-(sectors + 2) // 127)
    links = [0xFFFFFFFD] * tables + [tables if circle else 0xFFFFFFFE]
    first = tables + 1
    links += [*range(first + 1, first + sectors), 0xFFFFFFFE]
    links += [0xFFFFFFFF] * (tables * 128 - len(links))

    def entry(title: str, kind: int, start: int, size: int, child: int = 0xFFFFFFFF) -> bytes:
        written = title.encode("utf-16-le") + b"\0\0" if title else b""
        none = 0xFFFFFFFF
        return struct.pack(
            "<64sHBBIII16sIQQIQ", written, len(written), kind, 1, none, none, child, b"", 0, 0, 0, start, size
        )

    empty = entry("", 0, 0, 0)
    directory = entry("Root Entry", 5, 0xFFFFFFFE, 0, child=1) + entry(name, 2, first, len(stream)) + empty * 2
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16) + struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6) + bytes(10)
    header += struct.pack("<IIIIIIII", tables, tables, 0, 4096, 0xFFFFFFFE, 0, 0xFFFFFFFE, 0)
    header += struct.pack("<109I", *range(tables), *[0xFFFFFFFF] * (109 - tables))
    return header + struct.pack(f"<{len(links)}I", *links) + directory + stream.ljust(sectors * 512, b"\0")


def xls(records: bytes, strings: Sequence[str] = (), before: bytes = b"") -> bytes:
    """Return an XLS file with one sheet that holds these records."""
    return compound(xls_stream(records, strings, before))
