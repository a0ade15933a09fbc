from __future__ import annotations

from pathlib import Path

import pytest

from danvan_tools.errors import DanvanError
from danvan_tools.records import check_folder, ledger_places, open_review
from danvan_tools.records.ledger import Ledger
from danvan_tools.records.ledger_places import mount_of, unsafe_place

MOUNTS = r"""
21 1 254:0 / / rw,relatime shared:1 - ext4 /dev/vda rw
30 21 0:26 / /mnt/chung rw - cifs //may-chu/chung rw,vers=3.0
31 30 254:1 / /mnt/chung/dia rw - ext4 /dev/vdb rw
32 21 0:27 / /mnt/nh\303\240\040m\341\273\233i rw master:3 - nfs4 may-chu:/nha rw
33 21 0:28 / /home/a/kho rw - fuse.sshfs a@b:/ rw
34 21 0:29 / /var/lib rw - fuse.fuse-overlayfs overlay rw
35 21 8:17 / /media/usb rw - fuseblk /dev/sdb1 rw
36 33 0:30 / /home/a/kho rw - tmpfs tmpfs rw
""".strip()


@pytest.mark.parametrize(
    ("folder", "point", "kind"),
    [
        ("/", "/", "ext4"),
        ("/mnt/chung", "/mnt/chung", "cifs"),
        ("/mnt/chung/dot-xet", "/mnt/chung", "cifs"),
        ("/mnt/chungcu", "/", "ext4"),
        ("/mnt/chung/dia/x", "/mnt/chung/dia", "ext4"),
        ("/var/lib/x", "/var/lib", "fuse.fuse-overlayfs"),
        # The later mount on one point hides the earlier.
        ("/home/a/kho", "/home/a/kho", "tmpfs"),
    ],
)
def test_mount_of_a_folder(folder: str, point: str, kind: str) -> None:
    assert mount_of(MOUNTS, Path(folder)) == (point, kind)


@pytest.mark.parametrize(
    ("kind", "refused"),
    [("nfs", 1), ("nfs4", 1), ("cifs", 1), ("smb3", 1), ("fuse.sshfs", 1), ("fuse.rclone", 1), ("ext4", 0),
     ("fuseblk", 0), ("fuse.fuse-overlayfs", 0), ("overlay", 0), ("9p", 0)],
)  # fmt: skip
def test_network_shares_by_their_file_system(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: str, refused: int
) -> None:
    (tmp_path / "mounts").write_text(f"21 1 254:0 / / rw - ext4 a rw\n30 21 0:9 / {tmp_path} rw - {kind} b rw\n")
    monkeypatch.setattr(ledger_places, "_MOUNTS", tmp_path / "mounts")
    assert unsafe_place(tmp_path) == (f"ổ mạng ({kind}, {tmp_path})" if refused else "")


@pytest.mark.parametrize(
    ("name", "program"),
    [("OneDrive", "OneDrive"), ("OneDrive - Thị ủy Sông Vân", "OneDrive"), ("Dropbox", "Dropbox"),
     ("Dropbox (Cá nhân)", "Dropbox"), ("Google Drive", "Google Drive"), ("GoogleDrive-a@b.vn", "Google Drive"),
     ("Drive của tôi", "Google Drive"), ("iCloudDrive", "iCloud"), ("Mobile Documents", "iCloud")],
)  # fmt: skip
def test_ledger_in_a_synchronised_folder_is_refused_in_one_sentence(tmp_path: Path, name: str, program: str) -> None:
    folder = tmp_path / name / "dot-xet"
    folder.mkdir(parents=True)
    with pytest.raises(DanvanError, match=rf"^ledger\.db: thư mục .* đồng bộ của {program} ") as refusal:
        Ledger.open(folder / "ledger.db")
    assert "\n" not in str(refusal.value)
    assert list(folder.iterdir()) == []


@pytest.mark.parametrize("name", ["onedriver", "Hồ sơ Dropbox cũ", "dropboxes", "My Drives"])
def test_other_names_are_fine(tmp_path: Path, name: str) -> None:
    (tmp_path / name).mkdir()
    assert Ledger.open(tmp_path / name / "ledger.db").entries() == []


def test_folder_that_a_program_marked(tmp_path: Path) -> None:
    (tmp_path / "co-quan" / "dot-xet").mkdir(parents=True)
    (tmp_path / "co-quan" / ".dropbox.cache").mkdir()
    assert "Dropbox" in unsafe_place(tmp_path / "co-quan" / "dot-xet")
    assert unsafe_place(tmp_path) == ""


def test_link_to_a_synchronised_folder_is_seen_through(tmp_path: Path) -> None:
    (tmp_path / "OneDrive").mkdir()
    (tmp_path / "dot-xet").symlink_to(tmp_path / "OneDrive")
    with pytest.raises(DanvanError, match="OneDrive"):
        Ledger.open(tmp_path / "dot-xet" / "ledger.db")


def test_review_moved_there_is_checked_but_not_opened(folder: Path, tmp_path: Path) -> None:
    heads = open_review(folder).ledger.heads()
    (tmp_path / "OneDrive").mkdir()
    moved = folder.rename(tmp_path / "OneDrive" / "review")
    before = {path: path.read_bytes() for path in moved.iterdir()}
    assert [str(fault) for fault in check_folder(moved) if fault.severity == "error"] == []
    with pytest.raises(DanvanError, match="OneDrive"):
        open_review(moved)
    assert {path: path.read_bytes() for path in moved.iterdir()} == before
    back = moved.rename(tmp_path / "review")
    assert open_review(back).ledger.heads() == heads
