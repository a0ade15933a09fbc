"""One file that somebody sends – a workbook or a table of text: read once, measured, never written to."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from pathlib import Path

from danvan_tools.errors import Fault
from danvan_tools.language import nearest
from danvan_tools.records.source_errors import SAVE_AGAIN, UnreadableWorkbookError, unreadable
from danvan_tools.records.source_kinds import SheetContent, read_content
from danvan_tools.records.zip_parts import MAX_CONTENT_SIZE

__all__ = ["SourceFile", "SourceSheet", "UnreadableWorkbookError", "open_source", "read_source"]

_WORKBOOKS = (".xlsx", ".xlsm", ".xls", ".ods")
_TEXTS = (".csv", ".tsv")
_SETTINGS = "review"


@dataclass(frozen=True)
class SourceSheet:
    """One sheet of a file; very hidden counts as hidden."""

    name: str
    visible: bool


@dataclass(frozen=True)
class SourceFile:
    """A file as it was at one moment.

    Attributes
    ----------
    name : str
        The real name of the file.
    digest : str
        SHA-256 of its bytes.
    content : SheetContent
        What the reader of its format gives out.
    """

    name: str
    digest: str
    content: SheetContent

    @property
    def sheets(self) -> tuple[SourceSheet, ...]:
        """The sheets in the file's order; chart sheets are left out."""
        return tuple(SourceSheet(name, visible) for name, visible in self.content.sheets)

    @property
    def sheet_names(self) -> list[str]:
        """Names of the sheets, hidden ones too, in the file's order."""
        return [name for name, _ in self.content.sheets]

    @property
    def single(self) -> bool:
        """True for text (CSV, TSV): one table, whose only sheet is named ""."""
        return self.content.single

    def rows(self, sheet: str) -> list[list[object]]:
        """Return every row of a sheet from row 1; a cell without a value is "", an error cell its text ("#N/A").

        Raises
        ------
        UnreadableWorkbookError
            If the sheet is broken or lays out too much. Sheets are measured when they are asked for: one
            that nobody reads spoils nothing.
        """
        return self.content.rows(sheet)

    def merged_ranges(self, sheet: str) -> list[tuple[int, int, int, int]]:
        """Return the merged ranges of a sheet: first row, first column, last row, last column, from 0.

        After :meth:`rows` of the same sheet this costs nothing; before it, the sheet is read twice.
        """
        return self.content.merged_ranges(sheet)


def open_source(path: Path, most: int = MAX_CONTENT_SIZE) -> SourceFile:
    """Open any file that should hold tables; what it holds decides, not its suffix.

    Parameters
    ----------
    path : Path
    most : int
        Bytes that a packed file may unpack to.

    Raises
    ------
    UnreadableWorkbookError
        If it is no such file, too large, encrypted, broken, or cannot be read from the disk.
    """
    digest, content = read_content(path, most)
    return SourceFile(path.name, digest, content)


def read_source(folder: Path, name: str) -> tuple[SourceFile | None, list[Fault]]:
    """Read one file of a review folder: the one of this name, or of its stem and another suffix.

    Parameters
    ----------
    folder : Path
        The review folder.
    name : str
        "review.xlsx": XLSX, XLSM, XLS or ODS. "candidates.xlsx": CSV and TSV, too.

    Returns
    -------
    SourceFile or None
        None if it cannot be read, or if two files have the name.
    list of Fault
        Missing, there twice, open elsewhere (also when it could be read), too large, encrypted or broken.
    """
    faults: list[Fault] = []
    try:
        path = _path_of(folder, name)
        name = path.name
        faults = _lock_faults(folder, name)
        source = open_source(path)
        if source.single and path.stem.casefold() == _SETTINGS:
            msg = "tệp chỉ là một bảng văn bản (CSV), không có các trang của sổ đợt xét"
            raise UnreadableWorkbookError(msg, "Chép lại sổ đợt xét kiểu Excel Workbook (.xlsx) rồi chạy lại.")
    except UnreadableWorkbookError as error:
        return None, [*faults, Fault(file=name, kind="file", what=error.what, remedy=error.remedy)]
    return source, faults


def _path_of(folder: Path, name: str) -> Path:
    """Return the file of this stem, whichever suffix it has."""
    stem = Path(name).stem.casefold()
    suffixes = _WORKBOOKS if stem == _SETTINGS else _WORKBOOKS + _TEXTS
    try:
        files = sorted(path for path in folder.iterdir() if path.is_file() and not path.name.startswith(("~$", ".~")))
    except OSError as error:
        raise unreadable(error) from error
    found = [path for path in files if _stem(path) == stem and path.suffix.casefold() in suffixes]
    if len(found) == 1:
        return found[0]
    if found:
        names = ", ".join(f'"{path.name}"' for path in found)
        remedy = "Chỉ giữ một tệp trong thư mục, chuyển tệp kia ra ngoài, rồi chạy lại."
        raise UnreadableWorkbookError(f"có {len(found)} tệp cùng tên trong thư mục: {names}", remedy)
    what = f'không có tệp này trong thư mục "{folder.name}"'
    other = [path.name for path in files if _stem(path) == stem]
    if other:
        raise UnreadableWorkbookError(what, f'Có tệp "{other[0]}", nhưng kiểu này không đọc được. {SAVE_AGAIN}')
    like = nearest(name, [path.name for path in files if path.suffix.casefold() in suffixes])
    remedy = "Chép tệp vào thư mục rồi chạy lại."
    if like:
        right = Path(name).stem + Path(like).suffix
        remedy = f'Có tệp "{like}": nếu đúng là tệp này thì đổi tên thành "{right}" rồi chạy lại.'
    raise UnreadableWorkbookError(what, remedy)


def _stem(path: Path) -> str:
    return unicodedata.normalize("NFC", path.stem).casefold()


def _lock_faults(folder: Path, name: str) -> list[Fault]:
    """Return a fault if Excel or LibreOffice has the file open: what it shows may not be saved yet."""
    for program, lock in (("Excel", f"~${name}"), ("LibreOffice", f".~lock.{name}#")):
        if (folder / lock).exists():
            remedy = f'Đóng tệp rồi chạy lại; nếu tệp không mở ở máy nào thì xóa tệp "{lock}".'
            what = f"đang mở trong {program} nên có thể chưa lưu xong"
            return [Fault(file=name, kind="file", what=what, remedy=remedy)]
    return []
