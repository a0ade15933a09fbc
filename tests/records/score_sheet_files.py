"""Fills in exported score sheets as people do, with programs that are not ours."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import openpyxl
from openpyxl.cell import Cell
from openpyxl.worksheet.worksheet import Worksheet

POINTS, COMMENTS, PERSONS = "Điểm tập thể", "Nhận xét tập thể", "Điểm cá nhân"
Key = tuple[str, str]


@contextmanager
def opened(path: Path) -> Iterator[openpyxl.Workbook]:
    """Open a workbook with openpyxl; it is saved in place, under new properties, when the block ends."""
    workbook = openpyxl.load_workbook(path)
    yield workbook
    workbook.save(path)


def cell_of(sheet: Worksheet, key: Key) -> Cell:
    """Return the cell of a candidate's id and a criterion's id."""
    candidate_id, criterion_id = key
    (row,) = (cell.row for cell in sheet["B"] if cell.value == candidate_id)
    (column,) = (cell.column for cell in sheet[3] if cell.value == criterion_id)
    found = sheet.cell(row, column)
    assert isinstance(found, Cell)
    return found


def fill(path: Path, marks: Mapping[Key, Any], comments: Mapping[Key, Any] | None = None) -> Path:
    """Write marks and comments of collectives into the cells of a score sheet and save it."""
    with opened(path) as workbook:
        for sheet, content in ((POINTS, marks), (COMMENTS, comments or {})):
            for key, value in content.items():
                cell_of(workbook[sheet], key).value = value
    return path


def saved_by_libreoffice(path: Path, folder: Path) -> Path:
    """Open a workbook in LibreOffice and save it as Excel Workbook into another folder."""
    profile = (folder / "profile").as_uri()
    command = ["soffice", f"-env:UserInstallation={profile}", "--headless", "--convert-to", "xlsx"]
    subprocess.run([*command, "--outdir", folder, path], check=True, capture_output=True, timeout=120)
    # It ends well without a file, too.
    saved = folder / path.name
    assert saved.is_file()
    return saved
