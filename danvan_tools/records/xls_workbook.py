"""An XLS workbook: measured as a whole, then read by calamine."""

from __future__ import annotations

from pathlib import Path

import olefile

from danvan_tools.records.calamine_reader import CalamineSheets, MergedRange, put_texts
from danvan_tools.records.source_errors import BROKEN, PASSWORD, SAVE_AGAIN, UnreadableWorkbookError, unreadable
from danvan_tools.records.xls_scan import scan_records

__all__ = ["OLE_MAGIC", "XlsWorkbook"]

OLE_MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
# For each of these calamine makes room for 65,536 numbers; Excel writes one for every 8 KB of small streams.
_MAX_MINI = 1000
_OTHERS = {"WordDocument": "một văn bản Word (.doc)", "PowerPoint Document": "một bài trình chiếu PowerPoint (.ppt)"}


class XlsWorkbook:
    """The sheets of one file.

    olefile (BSD) finds the workbook's stream: it is the one well kept reader of compound files for
    Python. What it finds is measured, because calamine follows a chain of sectors that has no end.
    """

    single = False

    def __init__(self, path: Path) -> None:
        texts = scan_records(_workbook_stream(path))
        self._calamine = CalamineSheets.of_path(path, (".xls",))
        # Charts and macro sheets are records like sheets, so the names say which texts are whose.
        self._texts = dict(zip(self._calamine.all_names, texts, strict=False))
        self.sheets = self._calamine.sheets

    def rows(self, sheet: str) -> list[list[object]]:
        """Return every row from row 1; the error of a formula is there as a text."""
        rows = self._calamine.rows(sheet)
        put_texts(rows, self._texts[sheet])
        return rows

    def merged_ranges(self, sheet: str) -> list[MergedRange]:
        """Return the merged ranges, sorted."""
        return self._calamine.merged_ranges(sheet)


def _workbook_stream(path: Path) -> bytes:
    try:
        with olefile.OleFileIO(path, raise_defects=olefile.DEFECT_INCORRECT) as compound:
            _check_layout(compound, path.stat().st_size)
            streams = {entry[0] for entry in compound.listdir()}
            if "EncryptedPackage" in streams:
                raise UnreadableWorkbookError(*PASSWORD)
            # calamine looks for them in this order.
            for name in ("Workbook", "Book", "WORKBOOK", "BOOK"):
                if name in streams:
                    return bytes(compound.openstream(name).read())
    except OSError as error:
        if error.errno is None:  # olefile's own
            raise UnreadableWorkbookError(BROKEN) from error
        raise unreadable(error) from error
    except (ValueError, IndexError, TypeError, AttributeError, RecursionError) as error:
        raise UnreadableWorkbookError(BROKEN) from error
    for name, what in _OTHERS.items():
        if name in streams:
            raise UnreadableWorkbookError(f"đây thật ra là {what}, không phải bảng tính", SAVE_AGAIN)
    raise UnreadableWorkbookError(BROKEN)


def _check_layout(compound: olefile.OleFileIO, size: int) -> None:
    """Refuse a file that announces more than it holds, or whose directory never ends.

    calamine makes room for what is announced and follows the chain of sectors wherever it leads.
    """
    sectors = size // compound.sector_size + 1
    announced = max(compound.num_fat_sectors, compound.num_mini_fat_sectors, compound.num_difat_sectors)
    largest = max(entry.size for entry in compound.direntries if entry is not None)
    sector, steps = compound.first_dir_sector, 0
    while sector != olefile.ENDOFCHAIN and steps <= sectors:
        sector, steps = compound.fat[sector], steps + 1
    if announced > sectors or compound.num_mini_fat_sectors > _MAX_MINI or largest > size or steps > sectors:
        raise UnreadableWorkbookError(BROKEN)
