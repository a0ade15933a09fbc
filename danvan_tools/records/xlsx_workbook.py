"""An XLSX or XLSM workbook: each sheet is measured, then read by calamine."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path

from danvan_tools.records.calamine_reader import CalamineSheets, MergedRange, put_texts
from danvan_tools.records.cell_text import NOT_CALCULATED
from danvan_tools.records.source_errors import MANY_MERGED, UnreadableWorkbookError
from danvan_tools.records.xlsx_relations import sheet_parts, workbook_folder
from danvan_tools.records.xlsx_scan import (
    MAX_AREA,
    MAX_MERGED,
    SheetScan,
    blocks,
    scan_carefully,
    scan_quickly,
)
from danvan_tools.records.xlsx_strings import MAX_TEXT, check_shared_text, longest_string
from danvan_tools.records.zip_parts import ZipParts

__all__ = ["XlsxWorkbook"]

_LARGE = 2**20
# For the sake of any other error calamine refuses the whole sheet.
_KNOWN = {"#DIV/0!", "#N/A", "#NAME?", "#NULL!", "#NUM!", "#REF!", "#VALUE!", NOT_CALCULATED}
_ERROR_CELL = re.compile(rb"(<(?:[\w.-]+:)?c\b[^<>]{0,500}\s)t=([\"'])e\2")


class XlsxWorkbook:
    """The sheets of one file."""

    single = False

    def __init__(self, path: Path, parts: ZipParts) -> None:
        self._parts = parts
        self._folder = workbook_folder(parts)
        self._part_of = sheet_parts(parts, self._folder)
        self._strings = self._folder + "sharedstrings.xml"
        self._longest = longest_string(parts.chunks(self._strings)) if self._strings in parts else 0
        parts.measure(self._folder + "styles.xml")
        self._scans: dict[str, SheetScan] = {}
        self._looked: dict[str, SheetScan | None] = {}
        with ThreadPoolExecutor(1) as beside:
            beside.submit(self._look_through_largest)
            self._calamine = CalamineSheets.of_path(path, (".xlsx", ".xlsm"))
        self.sheets = self._calamine.sheets

    def rows(self, sheet: str) -> list[list[object]]:
        """Return every row from row 1; what a formula did not give is there as a text."""
        texts = self._scan(sheet).texts
        calamine = self._calamine if _KNOWN.issuperset(texts.values()) else self._without_errors(sheet)
        rows = calamine.rows(sheet)
        put_texts(rows, texts)
        return rows

    def merged_ranges(self, sheet: str) -> list[MergedRange]:
        """Return the merged ranges, sorted."""
        self._scan(sheet)
        return self._calamine.merged_ranges(sheet)

    def _look_through_largest(self) -> None:
        """Look through the largest sheet, if that takes long, while calamine reads the shared texts."""
        part = max(self._part_of.values(), key=self._parts.packed_size, default="")
        if self._parts.packed_size(part) > _LARGE:
            # What is wrong with it is said when the sheet is asked for.
            with suppress(UnreadableWorkbookError):
                self._looked[part] = scan_quickly(self._parts.chunks(part))

    def _scan(self, sheet: str) -> SheetScan:
        """Return what a sheet holds, looked through once, and refuse what would fill the memory."""
        if sheet not in self._scans:
            part = self._part_of[sheet]
            scan = self._looked.pop(part) if part in self._looked else scan_quickly(self._parts.chunks(part))
            if scan is None or scan.area > MAX_AREA or scan.merged > MAX_MERGED:
                scan = scan_carefully(self._parts.chunks(part))
            if scan.area > MAX_AREA:
                msg = f"trang trải rộng tới dòng {scan.height}, cột thứ {scan.width}: có ô chứa nội dung ở quá xa"
                raise UnreadableWorkbookError(msg, "Xóa các ô thừa rồi chạy lại.")
            if scan.merged > MAX_MERGED:
                raise UnreadableWorkbookError(*MANY_MERGED)
            if scan.shared * self._longest > MAX_TEXT:
                check_shared_text(self._parts.chunks(self._strings), self._parts.chunks(part))
            self._scans[sheet] = scan
        return self._scans[sheet]

    def _without_errors(self, sheet: str) -> CalamineSheets:
        """Return a copy in memory in which the errors of one sheet are text."""
        part = self._part_of[sheet]
        names = ("workbook.xml", "_rels/workbook.xml.rels", "styles.xml", "sharedstrings.xml")
        copied = io.BytesIO()
        with zipfile.ZipFile(copied, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
            for name in ("_rels/.rels", *(self._folder + name for name in names), part):
                if name in self._parts:
                    with archive.open(name, "w", force_zip64=True) as file:
                        chunks = self._parts.chunks(name)
                        for piece in _errors_as_text(chunks) if name == part else chunks:
                            file.write(piece)
        copied.seek(0)
        return CalamineSheets.of_file(copied)


def _errors_as_text(chunks: Iterable[bytes]) -> Iterator[bytes]:
    for block in blocks(chunks):
        yield _ERROR_CELL.sub(rb'\1t="str"', block)
