"""Which part of an XLSX file holds which sheet, found as calamine finds it."""

from __future__ import annotations

from lxml import etree

from danvan_tools.records.source_errors import BROKEN, UnreadableWorkbookError
from danvan_tools.records.zip_parts import ZipParts

__all__ = ["sheet_parts", "workbook_folder"]

# A workbook of ten thousand sheets and names stays below.
_MAX_INDEX = 16 * 2**20
_MACRO_SHEETS = ("xlMacrosheet", "xlIntlMacrosheet")


def workbook_folder(parts: ZipParts) -> str:
    """Return the folder of the workbook's parts, usually "xl/", in lower case.

    Raises
    ------
    UnreadableWorkbookError
        If the file names no workbook.
    """
    targets: list[str] = [
        relation.get("Target", "")
        for relation in _elements(parts, "_rels/.rels", "Relationship")
        if relation.get("Type", "").endswith("/relationships/officeDocument")
    ]
    if len(targets) != 1:
        raise UnreadableWorkbookError(BROKEN)
    folder, slash, _ = targets[0].rpartition("/")
    return (folder + slash).removeprefix("/").lower()


def sheet_parts(parts: ZipParts, folder: str) -> dict[str, str]:
    """Return the name of each sheet, chart sheets too, and of its part.

    Raises
    ------
    UnreadableWorkbookError
        If two sheets have one name, or a sheet has no part: anything that could be understood in two ways.
    """
    relations = list(_elements(parts, f"{folder}_rels/workbook.xml.rels", "Relationship"))
    by_id = {relation.get("Id", ""): relation for relation in relations}
    sheets = list(_elements(parts, f"{folder}workbook.xml", "sheet"))
    found: dict[str, str] = {}
    for sheet in sheets:
        ids = [value for key, value in sheet.attrib.items() if etree.QName(key).localname == "id"]
        relation = by_id.get(ids[0]) if len(ids) == 1 else None
        if relation is None:
            raise UnreadableWorkbookError(BROKEN)
        if relation.get("Type", "").endswith(_MACRO_SHEETS):
            raise UnreadableWorkbookError("sổ có trang macro kiểu Excel 4.0, không được đọc")
        target = relation.get("Target", "")
        found[sheet.get("name", "")] = (target[1:] if target.startswith("/") else folder + target).lower()
    if len(by_id) < len(relations) or len(found) < len(sheets) or not all(part in parts for part in found.values()):
        raise UnreadableWorkbookError(BROKEN)
    return found


def _elements(parts: ZipParts, name: str, element: str) -> list[etree._Element]:
    """Return the elements of one name, whatever their namespace."""
    content = parts.read(name, _MAX_INDEX)
    # Declared entities and defaults would be read by one reader and not by the other.
    if b"<!DOCTYPE" in content:
        raise UnreadableWorkbookError(BROKEN)
    try:
        root = etree.fromstring(content, etree.XMLParser(resolve_entities=False, no_network=True))
    except (etree.XMLSyntaxError, ValueError) as error:
        raise UnreadableWorkbookError(BROKEN) from error
    return list(root.iter(f"{{*}}{element}"))
