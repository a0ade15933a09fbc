"""The triggers of a ledger's file taken away: put back at the next opening, and said from then on."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest
import sqlalchemy as sa

from danvan_tools.errors import FaultyFilesError
from danvan_tools.language import format_moment
from danvan_tools.records import check_folder, open_door, open_review
from danvan_tools.records.backup import backup_review
from danvan_tools.records.ledger import Ledger
from danvan_tools.records.restore import restore_review
from danvan_tools.records.review_ledger import has_marks, open_existing_ledger
from danvan_tools.records.verify import verify_folder

_NAMES = ("entries_never_updated", "entries_never_deleted", "entries_only_appended")


def triggers(folder: Path) -> list[str]:
    with closing(sqlite3.connect(folder / "ledger.db")) as connection:
        rows = connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger' ORDER BY name")
        return [name for (name,) in rows]


def change(folder: Path, *statements: str) -> None:
    with closing(sqlite3.connect(folder / "ledger.db")) as connection, connection:
        for statement in statements:
            connection.execute(statement)


@pytest.fixture
def loaded(folder: Path) -> Path:
    open_review(folder).ledger.append("reviewer:TV1", "mark", {"points": "7"}, expected_seq=0)
    return folder


@pytest.mark.parametrize("name", _NAMES)
def test_opening_puts_the_guards_back_and_the_ledger_says_so(loaded: Path, name: str) -> None:
    change(loaded, f"DROP TRIGGER {name}", "CREATE TRIGGER alien AFTER INSERT ON entries BEGIN SELECT 1; END")
    (fault,) = [one for one in check_folder(loaded) if one.severity == "error"]
    assert "phần khoá chống sửa, chống xóa trong tệp đã bị gỡ" in fault.what
    ledger = open_review(loaded).ledger
    assert triggers(loaded) == sorted(_NAMES)
    (note,) = ledger.entries("safekeeping")
    assert (note.kind, note.body) == ("restore_guards", {})
    with pytest.raises(sa.exc.IntegrityError, match="append-only"), ledger.engine.begin() as connection:
        connection.exec_driver_sql("DELETE FROM entries")
    found = verify_folder(loaded).faults
    at = format_moment(datetime.fromisoformat(note.at))
    assert [str(one) for one in found] == [
        f"ledger.db: phần khoá chống sửa, chống xóa trong tệp từng bị gỡ, đã được lắp lại lúc {at}. "
        "Đối chiếu sổ với bản sao lưu và hồ sơ đã in: danvan verify THƯ-MỤC BẢN-LƯU."
    ]
    assert [one.severity for one in found] == ["warning"]
    assert [str(one) for one in check_folder(loaded)] == [str(found[0])]
    assert str(found[0]) in [str(one) for one in open_review(loaded).faults]
    # Said once for each time, and no mark of anybody.
    assert len(ledger.entries("safekeeping")) == 1


def test_guards_put_back_are_no_marks(folder: Path) -> None:
    open_review(folder)
    change(folder, "DROP TRIGGER entries_never_updated")
    assert not has_marks(open_review(folder).ledger)


def test_the_door_and_whoever_comes_in_write_behind_guards(loaded: Path) -> None:
    change(loaded, "DROP TRIGGER entries_never_deleted")
    assert open_door(loaded).ledger.guarded()


def test_guards_are_not_put_back_on_a_chain_that_does_not_hold(loaded: Path) -> None:
    change(loaded, "DROP TRIGGER entries_never_updated", "UPDATE entries SET kind = 'x' WHERE stream = 'reviewer:TV1'")
    with pytest.raises(FaultyFilesError, match='luồng "reviewer:TV1", mục 1'):
        open_review(loaded)
    assert triggers(loaded) == ["entries_never_deleted", "entries_only_appended"]


def test_a_backup_made_without_guards_can_be_restored(loaded: Path, tmp_path: Path) -> None:
    change(loaded, "DROP TRIGGER entries_never_updated")
    restored = restore_review(backup_review(loaded, tmp_path / "a.zip").file, tmp_path / "mới")
    assert "đã bị gỡ" in str(verify_folder(restored).faults[0])
    ledger = open_existing_ledger(restored)
    assert ledger is not None
    assert ledger.guarded()
    assert ledger.entries("reviewer:TV1") == Ledger.open(loaded / "ledger.db").entries("reviewer:TV1")


def test_two_that_open_at_one_moment_note_it_once(loaded: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    change(loaded, "DROP TRIGGER entries_never_updated")
    first = Ledger.guarded

    def after_another(ledger: Ledger) -> bool:
        stands = first(ledger)
        monkeypatch.setattr(Ledger, "guarded", first)
        open_existing_ledger(loaded)
        return stands

    monkeypatch.setattr(Ledger, "guarded", after_another)
    ledger = open_existing_ledger(loaded)
    assert ledger is not None
    assert len(ledger.entries("safekeeping")) == 1
    assert datetime.fromisoformat(ledger.entries("safekeeping")[0].at) <= datetime.now(UTC)
