"""A sheet as a grid of cells, and the formats it is written in; the same cells give the same bytes."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape, quoteattr

import xlsxwriter

Range = tuple[int, int, int, int]
_CREATED = datetime(2015, 1, 1)
_ZIP_TIME = (1980, 1, 1, 0, 0, 0)


@dataclass
class Grid:
    """Rows of cells (None: blank), merged ranges from 0, and formulas without a value as ``("formula", text)``."""

    rows: list[list[Any]] = field(default_factory=list)
    merged: list[Range] = field(default_factory=list)
    visible: bool = True

    @property
    def width(self) -> int:
        return max((len(row) for row in self.rows), default=0)


def write_xlsx(target: Path | io.BytesIO, sheets: Mapping[str, Grid]) -> None:
    options = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(str(target) if isinstance(target, Path) else target, options) as workbook:
        workbook.set_properties({"created": _CREATED})
        day = workbook.add_format({"num_format": "dd/mm/yyyy"})
        for name, grid in sheets.items():
            sheet = workbook.add_worksheet(name)
            if not grid.visible:
                sheet.hide()
            for top, left, bottom, right in grid.merged:
                sheet.merge_range(top, left, bottom, right, "")
            for row, cells in enumerate(grid.rows):
                for place, cell in enumerate(cells):
                    _write_cell(sheet, row, place, cell, day)


def _write_cell(sheet: Any, row: int, place: int, cell: Any, day: Any) -> None:
    if isinstance(cell, tuple):
        sheet.write_formula(row, place, cell[1], None, cell[2] if len(cell) > 2 else "")
    elif isinstance(cell, date):
        sheet.write_datetime(row, place, cell, day)
    elif isinstance(cell, (int, float)):
        sheet.write_number(row, place, cell)
    elif cell:
        sheet.write_string(row, place, cell)


def write_xlsm(path: Path, sheets: Mapping[str, Grid]) -> None:
    """Write a workbook that says of itself that it has macros, with a part for them that holds none."""
    content = io.BytesIO()
    write_xlsx(content, sheets)
    plain, macros = b"spreadsheetml.sheet.main+xml", b"ms-excel.sheet.macroEnabled.main+xml"
    with zipfile.ZipFile(content) as source, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as target:
        for part in source.infolist():
            data = source.read(part)
            if part.filename == "[Content_Types].xml":
                data = data.replace(b"openxmlformats-officedocument." + plain, macros)
            target.writestr(zipfile.ZipInfo(part.filename, _ZIP_TIME), data)
        target.writestr(zipfile.ZipInfo("xl/vbaProject.bin", _ZIP_TIME), b"no macros in here")


def write_xls(path: Path, sheets: Mapping[str, Grid]) -> None:
    import xlwt

    workbook = xlwt.Workbook(encoding="utf-8")
    day = xlwt.easyxf(num_format_str="DD/MM/YYYY")
    for name, grid in sheets.items():
        sheet = workbook.add_sheet(name)
        sheet.visibility = 0 if grid.visible else 1
        for row, cells in enumerate(grid.rows):
            for place, cell in enumerate(cells):
                if cell not in (None, ""):
                    sheet.write(row, place, cell, *([day] if isinstance(cell, date) else []))
        sheet.merged_ranges.extend((top, bottom, left, right) for top, left, bottom, right in grid.merged)
    workbook.save(str(path))


_ODS_NAMES = " ".join(
    f'xmlns:{prefix}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
    for prefix, name in (("office", "office"), ("table", "table"), ("text", "text"), ("manifest", "manifest"))
)


def write_ods(path: Path, sheets: Mapping[str, Grid]) -> None:
    kind = "application/vnd.oasis.opendocument.spreadsheet"
    tables = "".join(_ods_table(name, grid) for name, grid in sheets.items())
    body = f"<office:body><office:spreadsheet>{tables}</office:spreadsheet></office:body>"
    content = f'<office:document-content {_ODS_NAMES} office:version="1.2">{body}</office:document-content>'
    entries = "".join(
        f'<manifest:file-entry manifest:full-path="{name}" manifest:media-type="{media}"/>'
        for name, media in (("/", kind), ("content.xml", "text/xml"))
    )
    manifest = f'<manifest:manifest {_ODS_NAMES} manifest:version="1.2">{entries}</manifest:manifest>'
    declaration = '<?xml version="1.0" encoding="UTF-8"?>'
    with zipfile.ZipFile(path, "w") as target:
        target.writestr(zipfile.ZipInfo("mimetype", _ZIP_TIME), kind)
        target.writestr(zipfile.ZipInfo("content.xml", _ZIP_TIME), declaration + content)
        target.writestr(zipfile.ZipInfo("META-INF/manifest.xml", _ZIP_TIME), declaration + manifest)


def _ods_table(name: str, grid: Grid) -> str:
    spans = {(top, left): (bottom - top + 1, right - left + 1) for top, left, bottom, right in grid.merged}
    covered = {
        (row, place)
        for top, left, bottom, right in grid.merged
        for row in range(top, bottom + 1)
        for place in range(left, right + 1)
    } - set(spans)
    rows = []
    for number, cells in enumerate(grid.rows):
        full = [*cells, *[None] * (grid.width - len(cells))]
        row = "".join(_ods_cell(cell, spans.get((number, n)), (number, n) in covered) for n, cell in enumerate(full))
        rows.append(f"<table:table-row>{row}</table:table-row>")
    return f"<table:table table:name={quoteattr(name)}>{''.join(rows)}</table:table>"


def _ods_cell(cell: Any, span: tuple[int, int] | None, covered: bool) -> str:
    if covered:
        return "<table:covered-table-cell/>"
    spans = ""
    if span:
        spans = f' table:number-rows-spanned="{span[0]}" table:number-columns-spanned="{span[1]}"'
    if cell in (None, ""):
        return f"<table:table-cell{spans}/>"
    if isinstance(cell, date):
        kind, shown = f' office:value-type="date" office:date-value="{cell.isoformat()}"', f"{cell:%d/%m/%Y}"
    elif isinstance(cell, (int, float)):
        kind, shown = f' office:value-type="float" office:value="{cell}"', str(cell)
    else:
        kind, shown = ' office:value-type="string"', str(cell)
    lines = "".join(f"<text:p>{escape(line)}</text:p>" for line in shown.split("\n"))
    return f"<table:table-cell{kind}{spans}>{lines}</table:table-cell>"


def text_table(rows: Sequence[Sequence[Any]], delimiter: str = ",") -> str:
    """Return a table as delimited text, dates as people write them; rows of one length, as programs save them."""
    width = max(map(len, rows), default=0)
    out = io.StringIO()
    writer = csv.writer(out, delimiter=delimiter, lineterminator="\r\n")
    for row in rows:
        cells = [*row, *[None] * (width - len(row))]
        writer.writerow([f"{c:%d/%m/%Y}" if isinstance(c, date) else "" if c is None else c for c in cells])
    return out.getvalue()
