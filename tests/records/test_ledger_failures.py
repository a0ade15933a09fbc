"""Disk full, clock going back, file gone: nothing lost, one sentence. A server gone: `test_ledger_postgres`."""

from __future__ import annotations

import logging
import sqlite3
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy.engine.interfaces import DBAPIConnection

from danvan_tools.errors import DanvanError
from danvan_tools.records.ledger import Ledger
from danvan_tools.records.ledger_failures import database_errors

FILL = """
import resource, signal, sys
from pathlib import Path
from danvan_tools.errors import DanvanError
from danvan_tools.records.ledger import Ledger
path = Path(sys.argv[1])
ledger, seq = Ledger.open(path), 0
resource.setrlimit(resource.RLIMIT_FSIZE, (200_000, resource.RLIM_INFINITY))
body = {"comment": "a" * 5_000}
try:
    while True:
        seq = ledger.append("secretary", "load", body, expected_seq=seq, entry_id=f"e{seq}").seq
except DanvanError as error:
    print(seq, error)
resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
print(ledger.append("secretary", "load", body, expected_seq=seq, entry_id=f"e{seq}").seq, ledger.verify())
"""


def test_no_more_room_loses_nothing_and_goes_on_when_there_is(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", FILL, str(tmp_path / "ledger.db")], capture_output=True, text=True, check=True
    )
    said, after = done.stdout.splitlines()
    count, _, sentence = said.partition(" ")
    assert sentence.startswith("ledger.db: ")
    assert "chỗ trống" in sentence
    assert after == f"{int(count) + 1} []"
    assert [entry.id for entry in Ledger.open(tmp_path / "ledger.db").entries()] == [
        f"e{n}" for n in range(int(count) + 1)
    ]


def test_full_disk_is_named(tmp_path: Path) -> None:
    # SQLite's own limit is the one way to its answer "disk is full" that needs no disk of one's own.
    ledger = Ledger.open(tmp_path / "ledger.db")
    entry = ledger.append("secretary", "load", {}, expected_seq=0)

    @sa.event.listens_for(ledger.engine, "connect")
    def limit(connection: DBAPIConnection, _: object) -> None:
        connection.cursor().execute("PRAGMA max_page_count = 20")

    with pytest.raises(DanvanError, match=r"^ledger\.db: chưa lưu, vì ổ đĩa chứa sổ ghi đã đầy"):
        ledger.append("secretary", "load", {"comment": "a" * 200_000}, expected_seq=1)
    assert ledger.entries() == [entry]
    assert ledger.append("secretary", "load", {}, expected_seq=1).seq == 2


def test_clock_that_goes_back_changes_no_order(tmp_path: Path) -> None:
    ledger = Ledger.open(tmp_path / "ledger.db")
    noon = datetime(2015, 12, 1, 12, 0, tzinfo=UTC)
    moments = [noon, noon - timedelta(hours=3), noon - timedelta(days=400), noon]
    body = {"stage": "committee", "candidate_id": "MH-001", "criterion_id": "KQ", "no_mark": "", "comment": "",
            "source": "desk", "entered_by": "TV1", "holder": "collective"}  # fmt: skip
    for seq, at in enumerate(moments):
        ledger.append("reviewer:TV1", "mark", {**body, "points": str(seq)}, expected_seq=seq, at=at)
    assert [datetime.fromisoformat(entry.at) for entry in ledger.entries()] == moments
    # The last written is in force, whatever the clock said.
    assert ledger.current_marks()["points"].tolist() == [3.0]
    assert ledger.verify() == []


def test_file_that_is_taken_away_and_put_back(tmp_path: Path) -> None:
    ledger = Ledger.open(tmp_path / "ledger.db")
    entry = ledger.append("secretary", "load", {}, expected_seq=0)
    (tmp_path / "ledger.db").rename(tmp_path / "away")
    with pytest.raises(DanvanError, match=r"^ledger\.db: ") as refusal:
        ledger.append("secretary", "load", {}, expected_seq=1)
    assert "\n" not in str(refusal.value)
    # No new, empty ledger has taken its place meanwhile.
    assert not (tmp_path / "ledger.db").exists()
    (tmp_path / "away").rename(tmp_path / "ledger.db")
    assert ledger.append("secretary", "load", {}, expected_seq=1).seq == 2
    assert ledger.entries()[0] == entry


class ServerError(Exception):
    """What psycopg raises, as far as the sentence depends on it."""

    def __init__(self, sqlstate: str | None, text: str) -> None:
        super().__init__(text)
        self.sqlstate = sqlstate


KINDS = [
    (sqlite3.OperationalError("database is locked"), "sổ ghi đang bận quá lâu"),
    (sqlite3.DatabaseError("database disk image is malformed"), "sổ ghi bị hỏng, không đọc được"),
    (sqlite3.OperationalError("attempt to write a readonly database"), "chỉ cho đọc. Sửa quyền ghi"),
    (sqlite3.OperationalError("database or disk is full"), "ổ đĩa chứa sổ ghi đã đầy"),
    (sqlite3.OperationalError("unable to open database file"), "tệp đã bị chuyển đi"),
    (sqlite3.OperationalError("disk I/O error"), "không đọc hoặc ghi được trên ổ đĩa này"),
    (ServerError("57P01", "terminating connection due to administrator command"), "máy chủ đang dừng"),
    (ServerError(None, "connection refused"), "không kết nối được với máy chủ"),
    (ServerError("42501", "permission denied for table entries"), "tài khoản này không có quyền"),
    (ServerError("XX000", "could not open relation with OID 16384"), "máy chủ không nhận (mã lỗi XX000)"),
]


@pytest.mark.parametrize(("original", "said"), KINDS)
def test_each_kind_of_failure_is_a_sentence_and_its_own_words_are_in_the_log(
    original: Exception, said: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    with pytest.raises(DanvanError) as refusal, database_errors("ledger.db"):
        raise sa.exc.OperationalError("SELECT secret", {"code": "mật"}, original)
    assert said in str(refusal.value)
    assert str(original) not in str(refusal.value)
    assert [record.getMessage() for record in caplog.records] == [f"ledger.db: {original}"]
