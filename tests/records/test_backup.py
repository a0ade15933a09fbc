from __future__ import annotations

import hashlib
import json
import os
import shutil
import stat
import threading
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from danvan_tools.errors import DanvanError, FaultyFilesError
from danvan_tools.records import check_folder, open_review
from danvan_tools.records.backup import backup_review
from danvan_tools.records.ledger import Ledger
from danvan_tools.records.restore import restore_review
from danvan_tools.records.verify import verify_folder

PHOTO = bytes(range(256)) * 500


@pytest.fixture
def used(folder: Path) -> Path:
    """A review in use: loaded, marked, with evidence, nominations, output and litter."""
    review = open_review(folder)
    review.ledger.append("reviewer:TV1", "mark", {"points": "7", "comment": "Tốt"}, expected_seq=0)
    (folder / "evidence" / "MH-001").mkdir(parents=True)
    (folder / "evidence" / "MH-001" / "Ảnh chụp (1).jpg").write_bytes(PHOTO)
    (folder / "incoming").mkdir()
    (folder / "incoming" / "trống.docx").touch()
    os.utime(folder / "incoming" / "trống.docx", (1_450_000_000, 1_450_000_000))
    for litter in ("output/report.docx", ".git/config", "~$review.xlsx", "evidence/.DS_Store", "evidence/Thumbs.db"):
        (folder / litter).parent.mkdir(exist_ok=True)
        (folder / litter).write_bytes(b"x")
    return folder


@pytest.fixture
def backup(used: Path, tmp_path: Path) -> Path:
    return backup_review(used, tmp_path / "sao-luu.zip").file


FILES = ["candidates.xlsx", "evidence/MH-001/Ảnh chụp (1).jpg", "incoming/trống.docx", "ledger.db", "review.xlsx"]


def test_out_and_back_is_the_same_review(used: Path, backup: Path, tmp_path: Path) -> None:
    with zipfile.ZipFile(backup) as archive:
        assert archive.namelist() == [*FILES, "manifest.json"]
    restored = restore_review(backup, tmp_path / "mới")
    assert sorted(path.relative_to(restored).as_posix() for path in restored.rglob("*") if path.is_file()) == FILES
    for name in FILES:
        if name != "ledger.db":
            assert (restored / name).read_bytes() == (used / name).read_bytes()
            assert int((restored / name).stat().st_mtime) == int((used / name).stat().st_mtime)
    ledger = open_review(restored).ledger
    assert ledger.entries() == Ledger.open(used / "ledger.db").entries()
    assert verify_folder(restored).faults == []
    assert check_folder(restored) == []
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".")] == []


def test_manifest_holds_size_digest_and_heads(used: Path, backup: Path) -> None:
    with zipfile.ZipFile(backup) as archive:
        manifest = json.loads(archive.read("manifest.json"))
    assert manifest["files"]["incoming/trống.docx"] == {
        "size": 0,
        "sha256": "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
        "modified": 1_450_000_000,
    }
    heads = Ledger.open(used / "ledger.db").heads()
    assert manifest["heads"] == {stream: {"seq": seq, "digest": digest} for stream, (seq, digest) in heads.items()}


def test_two_backups_of_one_state_are_the_same_bytes(used: Path, backup: Path, tmp_path: Path) -> None:
    assert backup_review(used, tmp_path / "hai.zip").file.read_bytes() == backup.read_bytes()


def test_backup_while_others_mark_is_of_one_moment(used: Path, tmp_path: Path) -> None:
    stop, ledger = threading.Event(), Ledger.open(used / "ledger.db")

    def mark() -> None:
        seq = 1
        while not stop.is_set():
            seq = ledger.append("reviewer:TV1", "mark", {"comment": "a" * 3_000}, expected_seq=seq).seq

    writer = threading.Thread(target=mark)
    writer.start()
    try:
        for number in range(4):
            before = ledger.head("reviewer:TV1")[0]
            backup_review(used, tmp_path / "luu.zip")
            restored = restore_review(tmp_path / "luu.zip", tmp_path / f"mới{number}")
            assert Ledger.open(restored / "ledger.db").head("reviewer:TV1")[0] >= before
    finally:
        stop.set()
        writer.join()


def test_what_would_be_no_backup_is_refused(used: Path, tmp_path: Path) -> None:
    with pytest.raises(DanvanError, match=r"không có tệp review\.xlsx"):
        backup_review(tmp_path / "không có", tmp_path / "a.zip")
    with pytest.raises(DanvanError, match="trong chính thư mục đợt xét"):
        backup_review(used, used / "a.zip")
    with pytest.raises(DanvanError, match="không có thư mục"):
        backup_review(used, tmp_path / "khong-co" / "a.zip")
    (used / "candidates.xlsx").rename(tmp_path / "candidates.xlsx")
    (used / "candidates.xlsx").symlink_to(tmp_path / "candidates.xlsx")
    with pytest.raises(DanvanError, match=r"candidates\.xlsx: là lối tắt"):
        backup_review(used, tmp_path / "a.zip")
    assert not (tmp_path / "a.zip").exists()


def test_a_link_is_left_out_and_named_never_followed(used: Path, tmp_path: Path) -> None:
    outside = tmp_path / "ngoài"
    outside.mkdir()
    (outside / "mật.txt").write_text("x")
    (used / "evidence" / "MH-001" / "lối tắt.jpg").symlink_to(outside / "mật.txt")
    (used / "evidence" / "thư mục").symlink_to(outside)
    (used / "evidence" / "hỏng").symlink_to(tmp_path / "không có")
    (used / "evidence" / "a\\b.jpg").write_bytes(b"x")
    os.mkfifo(used / "incoming" / "ống")
    written = backup_review(used, tmp_path / "a.zip")
    assert written.left_out == (
        "evidence/MH-001/lối tắt.jpg",
        "evidence/a\\b.jpg",
        "evidence/hỏng",
        "evidence/thư mục",
        "incoming/ống",
    )
    with zipfile.ZipFile(written.file) as archive:
        assert archive.namelist() == [*FILES, "manifest.json"]
    assert verify_folder(restore_review(written.file, tmp_path / "mới")).faults == []


def test_altered_ledger_does_not_take_the_place_of_a_sound_backup(used: Path, backup: Path) -> None:
    sound = backup.read_bytes()
    with Ledger.open(used / "ledger.db").engine.begin() as connection:
        connection.exec_driver_sql("DROP TRIGGER entries_never_updated")
        connection.exec_driver_sql("UPDATE entries SET kind = 'x' WHERE stream = 'reviewer:TV1'")
    with pytest.raises(FaultyFilesError, match='luồng "reviewer:TV1", mục 1'):
        backup_review(used, backup)
    assert backup.read_bytes() == sound


def test_restoring_writes_over_nothing(backup: Path, tmp_path: Path) -> None:
    (tmp_path / "có").mkdir()
    (tmp_path / "có" / "tệp").write_bytes(b"x")
    for target, said in (
        ("có", "thư mục đã có tệp"),
        ("có/tệp", "đã có tệp mang tên này"),
        ("a/b", "không có thư mục"),
    ):
        with pytest.raises(DanvanError, match=said):
            restore_review(backup, tmp_path / target)
    (tmp_path / "lối tắt").symlink_to(tmp_path)
    with pytest.raises(DanvanError, match="đã có tệp mang tên này"):
        restore_review(backup, tmp_path / "lối tắt")
    assert (tmp_path / "có" / "tệp").read_bytes() == b"x"
    (tmp_path / "trống").mkdir()
    assert verify_folder(restore_review(backup, tmp_path / "trống")).faults == []


def test_restoring_into_a_synchronised_folder_is_refused(backup: Path, tmp_path: Path) -> None:
    (tmp_path / "OneDrive").mkdir()
    with pytest.raises(DanvanError, match="OneDrive"):
        restore_review(backup, tmp_path / "OneDrive" / "mới")
    assert list((tmp_path / "OneDrive").iterdir()) == []


@pytest.mark.parametrize("content", [b"", b"khong phai zip", b"PK\x05\x06" + bytes(18)])
def test_file_that_is_no_backup(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "a.zip").write_bytes(content)
    with pytest.raises(DanvanError, match=r"^a\.zip: "):
        restore_review(tmp_path / "a.zip", tmp_path / "mới")
    with pytest.raises(DanvanError, match=r"^b\.zip"):
        restore_review(tmp_path / "b.zip", tmp_path / "mới")
    assert not (tmp_path / "mới").exists()


Change = Callable[[dict[str, bytes], dict[str, object]], None]


def rebuilt(backup: Path, change: Change, attributes: int = 0o600 << 16) -> None:
    """Make the archive again after a change of its files or its manifest, as an attacker would."""
    with zipfile.ZipFile(backup) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    manifest = json.loads(files.pop("manifest.json"))
    change(files, manifest)
    with zipfile.ZipFile(backup, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in [*files.items(), ("manifest.json", json.dumps(manifest).encode())]:
            info = zipfile.ZipInfo(name)
            info.external_attr = attributes
            archive.writestr(info, content, zipfile.ZIP_DEFLATED)


def add(name: str, content: bytes = b"x") -> Change:
    def change(files: dict[str, bytes], manifest: dict) -> None:
        files[name] = content
        digest = hashlib.sha256(content).hexdigest()
        manifest["files"][name] = {"size": len(content), "sha256": digest, "modified": 0}
        for key in sorted(files):
            files[key] = files.pop(key)

    return change


def entry(name: str, **values: object) -> Change:
    return lambda files, manifest: manifest["files"][name].update(values)


def set_manifest(**values: object) -> Change:
    return lambda files, manifest: manifest.update(values)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (add("../ngoài.txt"), "không nằm trong thư mục đợt xét"),
        (add("/etc/ngoài.txt"), "không nằm trong thư mục đợt xét"),
        (add("a/../../ngoài.txt"), "không nằm trong thư mục đợt xét"),
        (add("C:/ngoài.txt"), "không nằm trong thư mục đợt xét"),
        (add("..\\ngoài.txt"), "không nằm trong thư mục đợt xét"),
        (add("thư mục/"), "không nằm trong thư mục đợt xét"),
        (add("./a.txt"), "không nằm trong thư mục đợt xét"),
        (add("REVIEW.xlsx"), "trùng tên"),
        (add("review.xlsx/a"), "không đọc hoặc ghi được"),
        (add("bom.txt", bytes(250 * 2**20)), "lớn bất thường"),
        (lambda files, manifest: files.update({"thừa.txt": b"x"}), "không đúng bản kê"),
        (lambda files, manifest: files.pop("review.xlsx"), "không đúng bản kê"),
        (lambda files, manifest: files.update({"review.xlsx": b"x"}), "không đúng cỡ"),
        (entry("review.xlsx", sha256="0" * 64), '"review.xlsx" không đúng nội dung'),
        (entry("review.xlsx", size="9"), "bản kê thiếu mục"),
        (set_manifest(kind="khác"), "không phải của một đợt xét"),
        (set_manifest(format=2), "Cập nhật phần mềm"),
        (set_manifest(files=None), "bản kê thiếu mục"),
        (set_manifest(heads={"reviewer:TV1": {"seq": 2, "digest": "ab"}}), "sổ ghi bên trong không nguyên vẹn"),
        (set_manifest(heads={"reviewer:TV1": {"seq": 1, "digest": "ab"}}), "sổ ghi bên trong không nguyên vẹn"),
    ],
)
def test_hostile_or_altered_archive_leaves_nothing(backup: Path, tmp_path: Path, change: Change, said: str) -> None:
    rebuilt(backup, change)
    before = {path for path in tmp_path.rglob("*") if "review" not in path.parts}
    with pytest.raises(DanvanError, match=said) as refusal:
        restore_review(backup, tmp_path / "sâu")
    assert str(refusal.value).startswith("sao-luu.zip")
    assert {path for path in tmp_path.rglob("*") if "review" not in path.parts} == before
    assert not Path("/etc/ngoài.txt").exists()


def test_link_in_an_archive_is_refused(backup: Path, tmp_path: Path) -> None:
    rebuilt(backup, add("evidence/x", b"/etc/passwd"), (stat.S_IFLNK | 0o777) << 16)
    with pytest.raises(DanvanError, match="không phải tệp thường"):
        restore_review(backup, tmp_path / "mới")


def test_ledger_changed_with_its_digest_is_found_by_its_chain(backup: Path, tmp_path: Path) -> None:
    with zipfile.ZipFile(backup) as archive:
        (tmp_path / "l.db").write_bytes(archive.read("ledger.db"))
    with Ledger.open(tmp_path / "l.db").engine.begin() as connection:
        connection.exec_driver_sql("DROP TRIGGER entries_never_updated")
        connection.exec_driver_sql("""UPDATE entries SET body = '{"points":"9"}' WHERE stream = 'reviewer:TV1'""")
    rebuilt(backup, add("ledger.db", (tmp_path / "l.db").read_bytes()))
    with pytest.raises(DanvanError, match="sổ ghi bên trong không nguyên vẹn"):
        restore_review(backup, tmp_path / "mới")
    assert not (tmp_path / "mới").exists()


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory, sound_folder: Path) -> bytes:
    place = tmp_path_factory.mktemp("small")
    shutil.copytree(sound_folder, place / "review")
    Ledger.open(place / "review" / "ledger.db").append("reviewer:TV1", "mark", {}, expected_seq=0)
    return backup_review(place / "review", place / "a.zip").file.read_bytes()


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_cut_or_altered_anywhere_is_refused_or_the_same(small: bytes, tmp_path: Path, data: st.DataObject) -> None:
    place = data.draw(st.integers(0, len(small) - 1))
    if data.draw(st.booleans()):
        content = small[:place]
    else:
        content = small[:place] + bytes([data.draw(st.integers(0, 255))]) + small[place + 1 :]
    (tmp_path / "a.zip").write_bytes(content)
    shutil.rmtree(tmp_path / "mới", ignore_errors=True)
    try:
        restored = restore_review(tmp_path / "a.zip", tmp_path / "mới")
    except DanvanError:
        assert sorted(path.name for path in tmp_path.iterdir()) == ["a.zip"]
    else:
        # A byte that means nothing, as a time in a header.
        assert verify_folder(restored).faults == []
        assert sorted(path.name for path in restored.iterdir()) == ["candidates.xlsx", "ledger.db", "review.xlsx"]
