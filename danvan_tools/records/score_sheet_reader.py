"""Reads a score sheet that came back: whether it is one of ours and whole, and what its cells say."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import TypeVar

from danvan_tools.errors import Fault, FaultyFilesError
from danvan_tools.records.cell_text import CellError, is_blank
from danvan_tools.records.score_sheet_frame import EXPORT_AGAIN, MOST_FAULTS, SheetFaults, find_frame
from danvan_tools.records.score_sheet_manifest import (
    MANIFEST_SHEET,
    DamagedManifestError,
    Grid,
    Manifest,
    read_manifest,
)
from danvan_tools.records.score_sheet_marks import CellKey, SheetMark, read_comment, read_points
from danvan_tools.records.score_sheet_writer import DOSSIER_SHEET, INSTRUCTION_SHEET
from danvan_tools.records.source_files import SourceFile, UnreadableWorkbookError, open_source

__all__ = ["FilledSheet", "SheetFileRefusedError", "read_filled_sheet"]

T = TypeVar("T")
# A sheet with the texts of 3,000 dossiers stays well below.
_MOST_UNPACKED = 128 * 2**20


class SheetFileRefusedError(FaultyFilesError):
    """A score sheet that cannot be taken in; ``faults`` lists every reason."""

    @classmethod
    def of_file(cls, file: str, what: str, remedy: str) -> SheetFileRefusedError:
        """Return the refusal of a whole file for one reason."""
        return cls([Fault(file=file, kind="file", what=what, remedy=remedy)])


@dataclass(frozen=True)
class FilledSheet:
    """A score sheet as it came back.

    Attributes
    ----------
    name : str
        Of the file.
    manifest : Manifest
    marks : dict
        Candidate, criterion → what the file says; every cell of the manifest is there.
    """

    name: str
    manifest: Manifest
    marks: dict[CellKey, SheetMark]


def read_filled_sheet(path: Path) -> FilledSheet:
    """Read a score sheet back.

    Raises
    ------
    SheetFileRefusedError
        If it is no score sheet or not a whole one: the hidden manifest is gone or damaged, an id, a name or a
        heading was changed, removed, added or doubled, or a cell does not hold a mark. With every fault.
    """
    try:
        source = open_source(path, _MOST_UNPACKED)
        manifest = _manifest(source)
        reader = _Reader(source, Decimal(manifest.step))
        for grid in manifest.grids:
            reader.read_grid(grid, manifest.owner)
        reader.find_foreign_sheets(manifest)
    except UnreadableWorkbookError as error:
        raise SheetFileRefusedError.of_file(path.name, error.what, error.remedy) from error
    if reader.faults:
        raise SheetFileRefusedError(reader.faults[:MOST_FAULTS])
    marks = {key: SheetMark(*points, reader.comments[key]) for key, points in reader.points.items()}
    return FilledSheet(source.name, manifest, marks)


def _manifest(source: SourceFile) -> Manifest:
    """Return what the hidden sheet says, or refuse a file that is no score sheet."""
    if MANIFEST_SHEET not in source.sheet_names:
        what = "tệp không phải là phiếu chấm do phần mềm này xuất, hoặc trang ẩn của phiếu đã bị xóa"
        raise SheetFileRefusedError.of_file(source.name, what, f"Chọn đúng tệp phiếu chấm. {EXPORT_AGAIN}")
    try:
        return read_manifest([row[0] for row in source.rows(MANIFEST_SHEET)])
    except DamagedManifestError as error:
        what = "trang ẩn của phiếu đã bị sửa, hoặc do phiên bản khác của phần mềm ghi"
        raise SheetFileRefusedError.of_file(source.name, what, EXPORT_AGAIN) from error


@dataclass
class _Reader:
    """Reads the grids of one file and collects what they hold and their faults."""

    source: SourceFile
    step: Decimal
    faults: list[Fault] = field(default_factory=list)
    points: dict[CellKey, tuple[Decimal | None, str]] = field(default_factory=dict)
    comments: dict[CellKey, str] = field(default_factory=dict)

    def read_grid(self, grid: Grid, owner: str) -> None:
        """Read both sheets of a grid."""
        most = {one.criterion_id: Decimal(one.max_points) for one in grid.criteria}
        self.points |= self._read(
            grid, grid.points_sheet, owner, lambda cell, key: read_points(cell, most[key[1]], self.step)
        )
        self.comments |= self._read(grid, grid.comments_sheet, owner, lambda cell, _: read_comment(cell))

    def find_foreign_sheets(self, manifest: Manifest) -> None:
        """Refuse a sheet with content that was not written: marks may stand there, and nobody would read them."""
        own = {INSTRUCTION_SHEET, DOSSIER_SHEET, MANIFEST_SHEET}
        own |= {name for grid in manifest.grids for name in (grid.points_sheet, grid.comments_sheet)}
        for name in (name for name in self.source.sheet_names if name not in own):
            if any(not is_blank(cell) for row in self.source.rows(name) for cell in row):
                faults = SheetFaults(self.source.name, name)
                remedy = "Chép điểm (nếu có) sang trang đúng của phiếu rồi xóa trang này."
                faults.add("trang này không có trong phiếu đã xuất", remedy, "heading")
                self.faults += faults.faults

    def _read(self, grid: Grid, sheet: str, owner: str, read: Callable[[object, CellKey], T]) -> dict[CellKey, T]:
        """Return what each cell of one sheet holds."""
        faults = SheetFaults(self.source.name, sheet)
        found: dict[CellKey, T] = {}
        if sheet in self.source.sheet_names:
            rows = self.source.rows(sheet)
            frame = find_frame(faults, rows, grid, owner)
            for candidate_id, row in frame.rows.items() if frame else ():
                for criterion_id, column in frame.columns.items() if frame else ():
                    cell, key = rows[row][column], (candidate_id, criterion_id)
                    try:
                        found[key] = read(cell, key)
                    except CellError as error:
                        what = f"hồ sơ {candidate_id}: {error.what}"
                        faults.add(what, error.remedy, error.kind, (row, column), heading=criterion_id, value=cell)
        else:
            faults.add("không có trang này trong tệp", f"Đặt lại tên trang như lúc xuất. {EXPORT_AGAIN}", "heading")
        self.faults += faults.faults
        return found
