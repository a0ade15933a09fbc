"""A copy of a faulty file to look at: its faulty cells coloured and commented, all faults on the first sheet."""

from __future__ import annotations

import zipfile
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

import xlsxwriter
from xlsxwriter.exceptions import FileCreateError

from danvan_tools.errors import DanvanError, Fault
from danvan_tools.records.fault_list_sheet import Place, fault_list_name, safe_names, write_fault_list
from danvan_tools.records.fault_places import find_place, find_sheet_of, read_headings
from danvan_tools.records.marked_cells import Formats, SheetWriter
from danvan_tools.records.marked_sheets import MOST_COMMENTS, write_rows
from danvan_tools.records.safe_files import written_whole
from danvan_tools.records.source_files import SourceFile, UnreadableWorkbookError, read_source

__all__ = ["mark_folder", "write_marked_copy"]

_SUFFIX = "-danh-dau.xlsx"
# Stands in every copy as the moment it was last saved; a program that saves it again writes its own.
_CREATED = datetime(2015, 1, 1)
_UNTOUCHED = b"2015-01-01T00:00:00Z</dcterms:modified>"


def mark_folder(folder: str | Path, faults: Sequence[Fault], target: str | Path) -> list[Path]:
    """Write a marked copy of every faulty file of a review folder that can be read.

    Parameters
    ----------
    folder : str or Path
        The review folder, only read.
    faults : sequence of Fault
        As :func:`check_folder` returns them.
    target : str or Path
        Folder of the copies; made if it is not there.

    Returns
    -------
    list of Path
        ``<file>-danh-dau.xlsx`` per file, in the order of the faults.

    Raises
    ------
    DanvanError
        If a copy cannot be written, or somebody has saved the older copy: her work is not lost.
    """
    folder, target = Path(folder), Path(target)
    by_file: dict[str, list[Fault]] = defaultdict(list)
    for fault in faults:
        if fault.kind != "ledger":
            by_file[fault.file].append(fault)
    copies: list[Path] = []
    for name, found in by_file.items():
        source = read_source(folder, name)[0] if (folder / name).is_file() else None
        if source is not None:
            path = target / f"{Path(name).stem}{_SUFFIX}"
            if path in copies:
                path = target / f"{Path(name).name.replace('.', '-')}{_SUFFIX}"
            _make_folder(target)
            write_marked_copy(path, source, found)
            copies.append(path)
    return copies


def write_marked_copy(path: str | Path, source: SourceFile, faults: Sequence[Fault]) -> None:
    """Write a copy of a file with its faults marked.

    Every visible sheet keeps its name, its rows and its columns, so that an address in the copy is
    the address in the file. A cell with an error is red in a thick frame, one with a warning yellow
    in a dashed one, and its comment says what to do. Sheet "Lỗi" lists all faults, with links.

    Parameters
    ----------
    path : str or Path
        Replaced as a whole, unless somebody has saved it since.
    source : SourceFile
        The file as read: values, not formulas.
    faults : sequence of Fault
        Of this file only.

    Raises
    ------
    DanvanError
        If the file cannot be written, or somebody has saved the older copy.
    """
    path = Path(path)
    _spare_edited_copy(path, source.name)
    with written_whole(path) as draft, _open_workbook(draft) as workbook:
        formats = Formats(workbook)
        names = [sheet.name for sheet in source.sheets if sheet.visible]
        safe = safe_names(names)
        # First in the file, written last: it needs to know where the faults are.
        fault_list = SheetWriter(workbook.add_worksheet(fault_list_name(safe.values())), formats)
        places: dict[int, Place] = {}
        note = ""
        for name in names:
            own = {number: fault for number, fault in enumerate(faults) if find_sheet_of(fault, names) == name}
            writer = SheetWriter(workbook.add_worksheet(safe[name]), formats)
            found, commented = _write_sheet(writer, source, name, own)
            places |= {number: (safe[name], *place) for number, place in found.items()}
            if not commented:
                note = f"Mỗi trang chỉ {MOST_COMMENTS} ô đầu có ghi chú; các ô sau chỉ tô màu."
        write_fault_list(fault_list, source.name, faults, places, note)


def _write_sheet(
    writer: SheetWriter, source: SourceFile, name: str, faults: Mapping[int, Fault]
) -> tuple[dict[int, tuple[int, int]], bool]:
    """Write a sheet of the file; return where each of its faults is, and whether all have their comment."""
    try:
        rows, merged = source.rows(name), source.merged_ranges(name)
    except UnreadableWorkbookError:
        # Its own fault says so; the sheet stays empty.
        rows, merged = [], []
    headings = read_headings(name, rows, merged)
    places = {number: find_place(fault, rows, headings) for number, fault in faults.items()}
    marks: dict[int, dict[int, list[Fault]]] = defaultdict(lambda: defaultdict(list))
    for number, (row, column) in places.items():
        marks[row][column].append(faults[number])
    return places, write_rows(writer, rows, merged, marks, headings.row)


@contextmanager
def _open_workbook(path: Path) -> Iterator[Any]:
    # Text stays text, and a row is on disk before the next one is made.
    options = {
        "constant_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    try:
        with xlsxwriter.Workbook(str(path), options) as workbook:
            workbook.set_properties({"created": _CREATED})
            yield workbook
    except FileCreateError as error:
        # It wraps what the system said: a full disk, a folder that may not be written.
        raise error.args[0] from error


def _spare_edited_copy(path: Path, original: str) -> None:
    """Refuse to overwrite a file that is no copy of ours, or one that somebody has saved since."""
    try:
        with zipfile.ZipFile(path) as archive:
            untouched = _UNTOUCHED in archive.read("docProps/core.xml")
    except FileNotFoundError:
        return
    except (OSError, KeyError, zipfile.BadZipFile):
        untouched = False
    if not untouched:
        msg = (
            f"{path.name}: bản đánh dấu cũ trong {path.parent} đã có người sửa nên không ghi đè. "
            f"Chép phần đã sửa sang {original}, xóa hoặc đổi tên bản ấy rồi chạy lại."
        )
        raise DanvanError(msg)


def _make_folder(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        msg = f"{folder}: không tạo được thư mục này. Kiểm tra quyền ghi, hoặc đổi tên tệp trùng tên, rồi chạy lại."
        raise DanvanError(msg) from error
