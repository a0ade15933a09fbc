"""Photos and PDFs of a candidate: what of ``evidence/<candidate_id>/`` may be shown.

Nothing here trusts a file: its name, where it leads, what it is and how large are looked at before it is opened;
``evidence_content`` then looks at what its bytes say.
"""

from __future__ import annotations

import stat
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from danvan_tools.errors import DanvanError, Fault
from danvan_tools.language import suggestion

__all__ = [
    "EVIDENCE_FOLDER",
    "MOST_BYTES",
    "SAVE_AS_PHOTO",
    "EvidenceFile",
    "EvidenceRefusedError",
    "check_evidence",
    "inspected",
    "list_evidence",
    "too_large",
]

EVIDENCE_FOLDER = "evidence"
_KINDS: dict[str, Literal["photo", "pdf"]] = {
    ".jpg": "photo",
    ".jpeg": "photo",
    ".png": "photo",
    ".webp": "photo",
    ".pdf": "pdf",
}
# What systems and office programs leave behind; nobody put it there.
_LEFT_BEHIND = {"thumbs.db", "desktop.ini"}
_MOST_FILES = 60
MOST_BYTES = 40_000_000
_LONGEST_NAME = 120

SAVE_AS_PHOTO = "Lưu lại thành JPG hoặc PNG rồi chép vào thư mục minh chứng."
_RENAME = "Đổi tên tệp cho ngắn, chỉ gồm chữ, số, dấu cách, gạch nối."
# What check only notes stops a backup: nothing is left out of one in silence.
_NO_BACKUP = ": danvan backup không sao lưu được liên kết."
_NO_LINKS = f"Chép chính tệp ấy vào thư mục của hồ sơ{_NO_BACKUP}"


class EvidenceRefusedError(DanvanError):
    """A file of evidence that cannot be shown: `what` is wrong with it, and the `remedy`."""

    def __init__(self, where: str, what: str, remedy: str) -> None:
        super().__init__(f"{where}: {what}. {remedy}")
        self.what, self.remedy = what, remedy


@dataclass(frozen=True)
class EvidenceFile:
    """One file that may be shown.

    Attributes
    ----------
    candidate_id, name : str
    kind : {"photo", "pdf"}
        By its suffix; its content is looked at when it is read.
    size : int
        Bytes.
    folder : Path
        The candidate's folder.
    """

    candidate_id: str
    name: str
    kind: Literal["photo", "pdf"]
    size: int
    folder: Path

    @property
    def where(self) -> str:
        """The file as the secretary knows it."""
        return _where(self.candidate_id, self.name)


def list_evidence(folder: str | Path, candidate_id: str) -> tuple[list[EvidenceFile], list[Fault]]:
    """Return the files of one candidate that may be shown, by name, and a fault for each that may not.

    Parameters
    ----------
    folder : str or Path
        The review folder, only read.
    candidate_id : str

    Returns
    -------
    list of EvidenceFile
        JPG, PNG, WebP and PDF lying in the candidate's own folder; at most 60.
    list of Fault
        Warnings: SVG and other kinds, folders, links that lead elsewhere, names that deceive, files too large.
    """
    place = Path(folder) / EVIDENCE_FOLDER / candidate_id
    if place.parent != Path(folder) / EVIDENCE_FOLDER or candidate_id in ("", ".", ".."):
        what = "mã hồ sơ này không đặt được làm tên thư mục"
        return [], [_fault(_printable(candidate_id), "", what, "Sửa mã hồ sơ rồi chạy lại.")]
    try:
        # An absolute path, or one with folders in it, would lead out.
        own = Path(candidate_id).name == candidate_id and _is_own_folder(place)
        names = sorted(one.name for one in place.iterdir()) if own else []
    except FileNotFoundError:
        return [], []
    except OSError:
        return [], [_fault(candidate_id, "", "không đọc được thư mục", "Kiểm tra quyền đọc.")]
    if not own:
        what = "thư mục này là liên kết ra nơi khác, hoặc không phải là thư mục"
        return [], [_fault(candidate_id, "", what, f"Chép chính các tệp vào thư mục của hồ sơ{_NO_BACKUP}")]
    files: list[EvidenceFile] = []
    faults: list[Fault] = []
    for name in names:
        if name.startswith((".", "~$")) or name.lower() in _LEFT_BEHIND:
            continue
        if len(files) == _MOST_FILES:
            what = f"hồ sơ có hơn {_MOST_FILES} tệp minh chứng, chỉ hiển thị {_MOST_FILES} tệp đầu"
            faults.append(_fault(candidate_id, "", what, "Gộp bớt tệp vào một PDF."))
            break
        found = inspected(place, candidate_id, name)
        (faults if isinstance(found, Fault) else files).append(found)  # type: ignore[arg-type]
    return files, faults


def check_evidence(folder: str | Path, candidate_ids: Iterable[str]) -> list[Fault]:
    """Return every fault of the folder ``evidence``, without unpacking a photo.

    Parameters
    ----------
    folder : str or Path
        The review folder, only read.
    candidate_ids : iterable of str
        Every candidate in the list: a folder of any other id is misspelt.
    """
    known = dict.fromkeys(candidate_ids)
    try:
        names = sorted(one.name for one in (Path(folder) / EVIDENCE_FOLDER).iterdir() if not one.name.startswith("."))
    except OSError:
        return []
    faults = []
    for name in names:
        if name in known:
            faults += list_evidence(folder, name)[1]
        elif name.lower() not in _LEFT_BEHIND:
            what = f'"{_printable(name)}" không phải mã của hồ sơ nào trong danh sách'
            remedy = f"{suggestion(name, known)}Đặt tệp trong thư mục mang đúng mã hồ sơ."
            faults.append(_fault(_printable(name), "", what, remedy))
    return faults


def inspected(place: Path, candidate_id: str, name: str) -> EvidenceFile | Fault:
    """Look at a file from outside: its name, where it leads, what it is and how large."""
    path = place / name
    what, remedy = "", ""
    size = 0
    kind = _KINDS.get(path.suffix.lower())
    try:
        target = path.resolve(strict=True)
        about = target.stat()
        size = about.st_size
        if target.parent != place.resolve():
            what, remedy = "liên kết dẫn ra ngoài thư mục của hồ sơ", _NO_LINKS
        elif path.is_symlink():
            what, remedy = "là liên kết đến tệp khác", _NO_LINKS
        elif stat.S_ISDIR(about.st_mode):
            what, remedy = "thư mục con không được đọc", "Chép tệp ra thư mục của hồ sơ."
        elif not stat.S_ISREG(about.st_mode):
            what, remedy = "không phải là tệp thường", "Xóa khỏi thư mục của hồ sơ."
    except (OSError, RuntimeError):
        what, remedy = "không mở được tệp, hoặc liên kết dẫn đến tệp không có", "Chép lại tệp vào thư mục của hồ sơ."
    if not what and _deceives(name):
        what, remedy = "tên tệp quá dài hoặc có ký tự không nhìn thấy", _RENAME
    elif not what and kind is None:
        what, remedy = _no_kind(path.suffix)
    elif not what and not size:
        what, remedy = "tệp rỗng", "Chép lại tệp."
    elif not what and size > MOST_BYTES:
        what, remedy = too_large(size)
    if what or kind is None:
        return _fault(candidate_id, _printable(name), what, remedy)
    return EvidenceFile(candidate_id, name, kind, size, place)


def _is_own_folder(place: Path) -> bool:
    """Tell whether a path is a folder directly under ``evidence``: neither a link nor a name such as ".."."""
    return place.resolve(strict=True) == place.parent.resolve(strict=True) / place.name and place.is_dir()


def _deceives(name: str) -> bool:
    """Tell whether a name is not what it looks like: control, invisible or direction-changing characters."""
    return len(name) > _LONGEST_NAME or any(unicodedata.category(letter)[0] == "C" for letter in name)


def _printable(name: str) -> str:
    shown = "".join("?" if unicodedata.category(letter)[0] == "C" else letter for letter in name)
    return shown if len(shown) <= _LONGEST_NAME else f"{shown[:_LONGEST_NAME]}…"


def _no_kind(suffix: str) -> tuple[str, str]:
    if suffix.lower() in {".svg", ".svgz"}:
        return "tệp SVG có thể chứa mã lệnh nên không hiển thị", SAVE_AS_PHOTO
    shown = _printable(suffix[:12])
    what = f'kiểu tệp "{shown}" không hiển thị được' if shown else "tệp không có đuôi nên không rõ kiểu"
    return what, "Chỉ dùng JPG, PNG, WebP hoặc PDF."


def too_large(size: int) -> tuple[str, str]:
    """Return what is wrong with a file of that many bytes, and the remedy."""
    return f"tệp quá lớn ({size // 1_000_000} MB, nhiều nhất {MOST_BYTES // 1_000_000} MB)", "Giảm kích thước tệp."


def _where(candidate_id: str, name: str) -> str:
    return "/".join(filter(None, [EVIDENCE_FOLDER, candidate_id, name]))


def _fault(candidate_id: str, name: str, what: str, remedy: str) -> Fault:
    where = _where(candidate_id, name)
    return Fault(file=where, kind="file", what=what, remedy=remedy, value=name, severity="warning")
