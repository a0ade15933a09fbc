from __future__ import annotations

import re
import sqlite3
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from itertools import count
from pathlib import Path
from threading import Event

import pytest

from danvan_tools.errors import DanvanError
from danvan_tools.records import Ledger, export_ledger
from danvan_tools.records import review_ledger as module
from danvan_tools.records.lost_ledger import LedgerLostError
from danvan_tools.records.review_ledger import has_marks, ledger_copy, open_existing_ledger, open_ledger


def exported(folder: Path) -> None:
    ledger = Ledger.open(folder / "ledger.db")
    ledger.append("reviewer:TV1", "mark", {"points": "10"}, expected_seq=0)
    export_ledger(ledger, folder / "ledger.jsonl")
    (folder / "ledger.db").unlink()


def test_no_ledger_and_no_text(tmp_path: Path) -> None:
    assert open_existing_ledger(tmp_path) is None
    with ledger_copy(tmp_path) as copy:
        assert copy is None
    assert list(tmp_path.iterdir()) == []


def test_text_is_replayed_once_and_the_ledger_stands_above_it(tmp_path: Path) -> None:
    exported(tmp_path)
    ledger = open_existing_ledger(tmp_path)
    assert ledger is not None
    ledger.append("secretary", "load", {}, expected_seq=0)
    again = open_existing_ledger(tmp_path)
    assert again is not None
    assert list(again.heads()) == ["reviewer:TV1", "secretary"]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["ledger.db", "ledger.jsonl"]


@pytest.mark.parametrize("blank", ["no table", "no entry"])
def test_ledger_without_entries_is_as_good_as_none(tmp_path: Path, blank: str) -> None:
    exported(tmp_path)
    if blank == "no entry":
        Ledger.open(tmp_path / "ledger.db")
    else:
        (tmp_path / "ledger.db").touch()
    if blank == "no table":
        with closing(sqlite3.connect(tmp_path / "ledger.db")) as connection:
            connection.execute("VACUUM")
            connection.execute("PRAGMA user_version = 1")
    before = (tmp_path / "ledger.db").read_bytes()
    with ledger_copy(tmp_path) as copy:
        assert copy is not None
        assert list(copy.heads()) == ["reviewer:TV1"]
    assert (tmp_path / "ledger.db").read_bytes() == before
    ledger = open_existing_ledger(tmp_path)
    assert ledger is not None
    assert list(ledger.heads()) == ["reviewer:TV1"]
    assert ledger.verify() == []


def test_ledger_with_entries_gets_nothing_from_the_text(tmp_path: Path) -> None:
    exported(tmp_path)
    Ledger.open(tmp_path / "ledger.db").append("committee", "decision", {}, expected_seq=0)
    with ledger_copy(tmp_path) as copy:
        assert copy is not None
        assert list(copy.heads()) == ["committee"]
    ledger = open_existing_ledger(tmp_path)
    assert ledger is not None
    assert list(ledger.heads()) == ["committee"]


def test_ledger_that_appeared_meanwhile_is_never_replaced(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    exported(tmp_path)
    replay = module.replay_ledger

    def replay_while_another_process_is_first(text: Path, ledger: Ledger) -> None:
        replay(text, ledger)
        Ledger.open(tmp_path / "ledger.db").append("committee", "decision", {}, expected_seq=0)

    monkeypatch.setattr(module, "replay_ledger", replay_while_another_process_is_first)
    ledger = open_existing_ledger(tmp_path)
    assert ledger is not None
    assert list(ledger.heads()) == ["committee"]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["ledger.db", "ledger.jsonl"]


def test_what_is_written_to_a_copy_is_gone(tmp_path: Path) -> None:
    exported(tmp_path)
    open_existing_ledger(tmp_path)
    with ledger_copy(tmp_path) as copy:
        assert copy is not None
        copy.append("secretary", "load", {}, expected_seq=0)
    ledger = open_existing_ledger(tmp_path)
    assert ledger is not None
    assert list(ledger.heads()) == ["reviewer:TV1"]


def test_copy_while_others_open_write_and_close(tmp_path: Path) -> None:
    path = tmp_path / "ledger.db"
    Ledger.open(path)
    stop = Event()

    def write() -> None:
        for seq in count():
            if stop.is_set():
                return
            Ledger.open(path).append("reviewer:TV1", "mark", {"comment": "a" * 9_000}, expected_seq=seq)

    with ThreadPoolExecutor(1) as pool:
        writing = pool.submit(write)
        for _ in range(10):
            before, _digest = Ledger.open(path).head("reviewer:TV1")
            with ledger_copy(tmp_path) as copy:
                assert copy is not None
                assert copy.verify() == []
                assert copy.head("reviewer:TV1")[0] >= before
        stop.set()
        writing.result()
    assert [path.name for path in tmp_path.iterdir()] == ["ledger.db"]


def test_copy_is_of_one_moment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    ledger = Ledger.open(tmp_path / "ledger.db")
    ledger.append("reviewer:TV1", "mark", {"comment": "a" * 9_000}, expected_seq=0)
    copyfile = module.shutil.copyfile

    def copy_and_then_others_write(source: Path, target: Path) -> None:
        copyfile(source, target)
        for seq in range(1, 30):
            ledger.append("reviewer:TV1", "mark", {"comment": "b" * 9_000}, expected_seq=seq)
        connection.execute("PRAGMA wal_checkpoint(RESTART)")
        ledger.append("reviewer:TV1", "mark", {"comment": "c" * 9_000}, expected_seq=30)

    monkeypatch.setattr(module.shutil, "copyfile", copy_and_then_others_write)
    with closing(sqlite3.connect(tmp_path / "ledger.db")) as connection, ledger_copy(tmp_path) as copy:
        assert copy is not None
        assert copy.verify() == []
        assert copy.head("reviewer:TV1") == ledger.head("reviewer:TV1")


def test_copy_where_nothing_may_be_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    exported(tmp_path)
    open_existing_ledger(tmp_path)
    monkeypatch.setattr(module.os, "access", lambda *_: False)
    with ledger_copy(tmp_path) as copy:
        assert copy is not None
        assert list(copy.heads()) == ["reviewer:TV1"]


def test_copy_of_what_cannot_be_read(tmp_path: Path) -> None:
    (tmp_path / "ledger.db").mkdir()
    with pytest.raises(DanvanError, match=r"ledger\.db"), ledger_copy(tmp_path):
        pass


def test_only_streams_of_reviewers_hold_marks(tmp_path: Path) -> None:
    ledger = Ledger.open(tmp_path / "ledger.db")
    ledger.append("secretary", "load", {}, expected_seq=0)
    ledger.append("committee", "decision", {}, expected_seq=0)
    assert not has_marks(ledger)
    ledger.append("reviewer:TV1", "mark", {}, expected_seq=0)
    assert has_marks(ledger)


def test_a_ledger_without_a_byte_is_never_begun_anew(tmp_path: Path) -> None:
    exported(tmp_path)
    (tmp_path / "ledger.db").touch()
    with pytest.raises(LedgerLostError, match="0 byte"):
        open_ledger(tmp_path)
    assert (tmp_path / "ledger.db").read_bytes() == b""


@pytest.mark.parametrize(
    ("file", "content", "sign"),
    [
        ("output/manifest.json", '{"heads": {"secretary": [1, "ab"]}}', "output/manifest.json"),
        ("paper/TV1/0a.pdf", "x", "paper"),
        ("ledger.db-wal", "x", "ledger.db-wal"),
    ],
)
def test_a_folder_that_had_a_ledger_gets_no_new_one(tmp_path: Path, file: str, content: str, sign: str) -> None:
    (tmp_path / file).parent.mkdir(parents=True, exist_ok=True)
    (tmp_path / file).write_text(content)
    with pytest.raises(LedgerLostError, match=re.escape(sign)):
        open_ledger(tmp_path)
    with pytest.raises(LedgerLostError), ledger_copy(tmp_path):
        pass
    assert not (tmp_path / "ledger.db").exists()


def test_a_new_folder_gets_its_ledger(tmp_path: Path) -> None:
    (tmp_path / "output").mkdir()
    assert open_ledger(tmp_path).heads() == {}
    assert sorted(path.name for path in tmp_path.iterdir()) == ["ledger.db", "output"]


def test_a_text_older_than_the_documents_is_not_replayed(tmp_path: Path) -> None:
    exported(tmp_path)
    (tmp_path / "output").mkdir()
    (tmp_path / "output" / "manifest.json").write_text('{"heads": {"reviewer:TV1": [2, "ab"]}}')
    with pytest.raises(LedgerLostError, match=r"ledger\.jsonl: .*sổ chỉ còn đến mục 1"):
        open_ledger(tmp_path)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["ledger.jsonl", "output"]


def test_copy_where_the_database_can_make_no_file_beside_the_ledger(tmp_path: Path) -> None:
    ledger = Ledger.open(tmp_path / "ledger.db")
    ledger.append("reviewer:TV1", "mark", {}, expected_seq=0)
    # As on a full disk: SQLite's shared memory cannot be made.
    (tmp_path / "ledger.db-shm").mkdir()
    with ledger_copy(tmp_path) as copy:
        assert copy is not None
        assert list(copy.heads()) == ["reviewer:TV1"]
        assert copy.verify() == []
