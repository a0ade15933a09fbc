"""Folders where an SQLite ledger is not safe: network shares and synchronised drives.

SQLite's write-ahead log needs memory that all writers share, which file systems of other machines do not offer
(sqlite.org, "Write-Ahead Logging", disadvantage 1); a synchronising program copies the file and its log at different
moments and puts an older one back.
"""

from __future__ import annotations

import os
import re
import sys
from pathlib import Path

from danvan_tools.errors import DanvanError

__all__ = ["refuse_unsafe_place", "unsafe_place"]

_MOUNTS = Path("/proc/self/mountinfo")
_NETWORK = re.compile(r"nfs4?|cifs|smb\w*|ncpfs|afs|ceph|fuse\..+|davfs")
# A rootless container's own disk.
_LOCAL = ("fuse.fuse-overlayfs",)
# How the four programs name their folders, on Windows, macOS and in Vietnamese.
_SYNCHRONISED = (
    (re.compile(r"onedrive( ?[-–(].*)?", re.IGNORECASE), "OneDrive"),
    (re.compile(r"dropbox( ?[-–(].*)?", re.IGNORECASE), "Dropbox"),
    (re.compile(r"google ?drive(-.*)?|my drive|drive của tôi", re.IGNORECASE), "Google Drive"),
    (re.compile(r"icloud ?drive|mobile documents", re.IGNORECASE), "iCloud"),
)
# What they leave in the folder that they keep in step.
_MARKERS = {".dropbox": "Dropbox", ".dropbox.cache": "Dropbox", ".tmp.driveupload": "Google Drive"}
_OCTAL = re.compile(r"\\([0-7]{3})")
_REMOTE_DRIVE = 4


def refuse_unsafe_place(path: Path) -> None:
    """Refuse to write a ledger where it might lose entries.

    Raises
    ------
    DanvanError
        If the ledger's folder lies on a network share or a synchronised drive.
    """
    place = unsafe_place(path.parent)
    if place:
        msg = (
            f"{path.name}: thư mục {path.parent} nằm trên {place}, sổ ghi ở đó có thể mất điểm chấm. "
            "Chuyển cả thư mục đợt xét về ổ đĩa của máy này rồi mở lại; cần sao lưu thì dùng lệnh danvan backup."
        )
        raise DanvanError(msg)


def unsafe_place(folder: Path) -> str:
    """Name the network share or synchronised drive a folder lies on; blank for a disk of this machine."""
    resolved = folder.resolve()
    for part in (resolved, *resolved.parents):
        for pattern, program in _SYNCHRONISED:
            if pattern.fullmatch(part.name):
                return f"thư mục đồng bộ của {program} ({part})"
        for marker, program in _MARKERS.items():
            if (part / marker).exists():
                return f"thư mục đồng bộ của {program} ({part})"
    return _share(resolved)


def _share(folder: Path) -> str:
    """Name the network share a folder lies on; blank for none, or where the system does not say."""
    if sys.platform == "win32":
        import ctypes  # noqa: PLC0415 - only there

        # A share without a letter begins with two backslashes.
        remote = folder.drive.startswith("\\\\") or ctypes.windll.kernel32.GetDriveTypeW(folder.anchor) == _REMOTE_DRIVE
        return f"ổ mạng {folder.anchor}" if remote else ""
    try:
        table = _MOUNTS.read_text(encoding="utf-8", errors="surrogateescape")
    except OSError:
        return ""
    point, kind = mount_of(table, folder)
    return f"ổ mạng ({kind}, {point})" if _NETWORK.fullmatch(kind) and kind not in _LOCAL else ""


def mount_of(table: str, folder: Path) -> tuple[str, str]:
    """Return mount point and file system of a folder, from the text of ``/proc/self/mountinfo``."""
    found = ("", "")
    for line in table.splitlines():
        fields, _, rest = line.partition(" - ")
        if not rest:
            continue
        point = _OCTAL.sub(lambda code: chr(int(code[1], 8)), fields.split(" ")[4])
        # Of two mounts on one point the later hides the earlier.
        if (point == "/" or os.fspath(folder) == point or os.fspath(folder).startswith(f"{point}/")) and len(
            point
        ) >= len(found[0]):
            found = point, rest.split(" ")[0]
    return found
