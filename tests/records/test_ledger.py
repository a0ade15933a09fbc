import sqlite3
import subprocess
import sys
import threading
import unicodedata
from contextlib import closing
from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from danvan_tools.errors import DanvanError
from danvan_tools.records import ledger_database
from danvan_tools.records.ledger import EntryReusedError, Ledger, LedgerConflictError
from danvan_tools.records.ledger_entries import decimal_text

AT = datetime(2015, 12, 1, 8, 0, 0, 5000, tzinfo=UTC)
# printf '%s' '{"at":"2015-12-01T08:00:00.005Z","body":{"a":1,"b":"Tốt"},"id":"x1","kind":"load",
# "seq":1,"stream":"secretary"}' | sha256sum (on one line); the second with the first digest before it.
DIGESTS = [
    "1ff8045e9e020dbe7b8044e21fc077651fb61ff557e9930273387be53de33d37",
    "3e6ef63bd9f9b37b80722d0f6464c89015519ea52a68fa898c39f9d5d911f141",
]


@pytest.fixture
def ledger(tmp_path: Path) -> Ledger:
    return Ledger.open(tmp_path / "ledger.db")


# Appending


def test_an_entry_comes_back_as_stored(ledger: Ledger) -> None:
    first = ledger.append("reviewer:TV01", "mark", {"points": Decimal("12.50")}, expected_seq=0, entry_id="a", at=AT)
    second = ledger.append("reviewer:TV01", "load", {"points": None}, expected_seq=1)
    other = ledger.append("committee", "mark", {"b": [True, 3, "x"]}, expected_seq=0)
    assert ledger.entries() == [other, first, second]
    assert ledger.entries("reviewer:TV01") == [first, second]
    assert ledger.entries(kind="mark") == [other, first]
    assert ledger.entries("reviewer:TV01", "mark") == [first]
    assert (first.seq, first.at, first.body) == (1, "2015-12-01T08:00:00.005Z", {"points": "12.5"})
    assert ledger.head("reviewer:TV01") == (2, second.digest)
    assert ledger.head("secretary") == (0, "")
    assert ledger.heads() == {"committee": (1, other.digest), "reviewer:TV01": (2, second.digest)}


def test_the_digest_is_sha256_of_the_previous_one_and_canonical_json(ledger: Ledger) -> None:
    first = ledger.append("secretary", "load", {"b": "Tốt", "a": 1}, expected_seq=0, entry_id="x1", at=AT)
    second = ledger.append("secretary", "load", {}, expected_seq=1, entry_id="x2", at=AT)
    assert [first.digest, second.digest] == DIGESTS
    assert [first.previous_digest, second.previous_digest] == ["", DIGESTS[0]]


def test_text_is_stored_in_nfc(ledger: Ledger) -> None:
    stream, word = "reviewer:Vũ", "Tốt"
    decomposed = {text: unicodedata.normalize("NFD", text) for text in (stream, word)}
    assert decomposed[word] != word
    entry = ledger.append(decomposed[stream], "mark", {decomposed[word]: [decomposed[word]]}, expected_seq=0)
    assert (entry.stream, entry.body) == (stream, {word: [word]})
    assert ledger.head(decomposed[stream]) == ledger.head(stream) == (1, entry.digest)
    assert ledger.append(decomposed[stream], "mark", {}, expected_seq=1).seq == 2
    assert len(ledger.entries(decomposed[stream])) == 2
    assert ledger.verify() == []


def test_a_moment_is_stored_in_utc_and_the_clock_may_go_back(ledger: Ledger) -> None:
    hanoi = datetime(2015, 12, 1, 7, 0, tzinfo=timezone(timedelta(hours=7)))
    stored = [ledger.append("secretary", "load", {}, expected_seq=n, at=at).at for n, at in enumerate((AT, hanoi))]
    assert stored == ["2015-12-01T08:00:00.005Z", "2015-12-01T00:00:00.000Z"]
    before = datetime.now(UTC) - timedelta(milliseconds=1)
    now = ledger.append("secretary", "load", {}, expected_seq=2).at
    assert before <= datetime.fromisoformat(now) <= datetime.now(UTC)
    assert len(now) == len(stored[0])
    assert ledger.verify() == []


@pytest.mark.parametrize("value", [1.5, float("nan"), AT, {1, 2}, b"x", pd.Timestamp(AT), {1: "a"}])
def test_what_json_cannot_hold_exactly_is_a_programmers_mistake(ledger: Ledger, value: object) -> None:
    with pytest.raises(TypeError):
        ledger.append("secretary", "load", {"list": [{"value": value}]}, expected_seq=0)
    assert ledger.entries() == []


@pytest.mark.parametrize("value", [Decimal("NaN"), Decimal("-Infinity"), 2**53, "\ud800"])
def test_a_value_without_canonical_form_is_refused(ledger: Ledger, value: object) -> None:
    with pytest.raises(ValueError, match=r"finite|beyond the numbers|utf-8"):
        ledger.append("secretary", "load", {"value": value}, expected_seq=0)
    assert ledger.entries() == []


def test_a_time_without_zone_is_refused(ledger: Ledger) -> None:
    with pytest.raises(ValueError, match="time zone"):
        ledger.append("secretary", "load", {}, expected_seq=0, at=AT.replace(tzinfo=None))


@given(st.decimals(allow_nan=False, allow_infinity=False, min_value=-1000, max_value=1000, places=3))
def test_a_decimal_has_one_stored_form(value: Decimal) -> None:
    text = decimal_text(value)
    assert Decimal(text) == value
    assert text == decimal_text(value + Decimal("0.000000"))
    assert "E" not in text
    assert text != "-0"


# Two windows, and the same message twice


def test_a_writer_who_has_not_seen_the_newer_entries_is_refused_and_shown_them(ledger: Ledger) -> None:
    entries = [ledger.append("reviewer:TV01", "mark", {"n": n}, expected_seq=n) for n in range(3)]
    with pytest.raises(LedgerConflictError, match=r'"reviewer:TV01".*các mục 2–3') as refusal:
        ledger.append("reviewer:TV01", "mark", {"n": 9}, expected_seq=1)
    assert refusal.value.newer == tuple(entries[1:])
    with pytest.raises(LedgerConflictError, match="mục 3"):
        ledger.append("reviewer:TV01", "mark", {"n": 9}, expected_seq=2)
    with pytest.raises(LedgerConflictError, match="không còn mục cuối") as refusal:
        ledger.append("reviewer:TV01", "mark", {"n": 9}, expected_seq=4)
    assert refusal.value.newer == ()
    assert ledger.entries() == entries
    assert ledger.append("reviewer:TV02", "mark", {}, expected_seq=0).seq == 1


def test_the_same_entry_again_is_the_stored_one(ledger: Ledger) -> None:
    first = ledger.append("reviewer:TV01", "mark", {"points": Decimal("7.5")}, expected_seq=0, entry_id="a", at=AT)
    ledger.append("reviewer:TV01", "mark", {}, expected_seq=1)
    again = ledger.append("reviewer:TV01", "mark", {"points": Decimal("7.50")}, expected_seq=0, entry_id="a")
    assert again == first
    assert len(ledger.entries()) == 2


@pytest.mark.parametrize(
    ("stream", "kind", "body"),
    [
        ("reviewer:TV01", "mark", {"points": "8"}),
        ("reviewer:TV01", "load", {"points": "7"}),
        ("b", "mark", {"points": "7"}),
    ],
)
def test_an_id_with_other_content_is_refused(ledger: Ledger, stream: str, kind: str, body: dict[str, str]) -> None:
    first = ledger.append("reviewer:TV01", "mark", {"points": "7"}, expected_seq=0, entry_id="a")
    with pytest.raises(EntryReusedError, match=r'"reviewer:TV01", mục 1: mã a '):
        ledger.append(stream, kind, body, expected_seq=ledger.head(stream)[0], entry_id="a")
    assert ledger.entries() == [first]


def test_many_are_appended_all_or_none(ledger: Ledger) -> None:
    items = [("mark", {"n": n}) for n in range(3)]
    with pytest.raises(TypeError):
        ledger.append_many("reviewer:TV01", [*items, ("mark", {"n": 0.5})], expected_seq=0)
    assert ledger.entries() == []
    entries = ledger.append_many("reviewer:TV01", items, expected_seq=0, at=AT)
    assert [entry.seq for entry in entries] == [1, 2, 3]
    assert ledger.entries() == entries
    ids = [entry.id for entry in entries]
    assert ledger.append_many("reviewer:TV01", items, expected_seq=0, entry_ids=ids) == entries
    with pytest.raises(EntryReusedError):
        ledger.append_many("reviewer:TV01", items, expected_seq=3, entry_ids=[*ids[:2], "new"])
    assert ledger.append_many("reviewer:TV01", [], expected_seq=3) == []
    assert ledger.verify() == []


# The file


def test_opening_again_finds_the_entries(tmp_path: Path) -> None:
    entry = Ledger.open(tmp_path / "ledger.db").append("secretary", "load", {}, expected_seq=0)
    assert Ledger.open(str(tmp_path / "ledger.db")).entries() == [entry]
    # Nothing stays open: the file alone is the whole ledger.
    assert [path.name for path in tmp_path.iterdir()] == ["ledger.db"]


def test_every_connection_writes_to_disk_and_ahead(ledger: Ledger) -> None:
    with ledger.engine.connect() as connection:
        found = [connection.exec_driver_sql(f"PRAGMA {name}").scalar() for name in ("synchronous", "journal_mode")]
    assert found == [2, "wal"]


def test_a_file_that_is_no_ledger_and_a_missing_folder_are_sentences(tmp_path: Path) -> None:
    (tmp_path / "ledger.db").write_bytes(b"khong phai so ghi" * 100)
    with pytest.raises(DanvanError, match=r"ledger\.db: sổ ghi bị hỏng"):
        Ledger.open(tmp_path / "ledger.db")
    with pytest.raises(DanvanError, match="chua-co"):
        Ledger.open(tmp_path / "chua-co" / "ledger.db")
    with pytest.raises(DanvanError, match="không đọc hoặc ghi được"):
        Ledger.open(tmp_path)


def test_a_ledger_that_stays_locked_is_a_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ledger_database, "_LOCK_WAIT_SECONDS", 0.05)
    ledger = Ledger.open(tmp_path / "ledger.db")
    with (
        ledger_database.writing(ledger.engine),
        pytest.raises(DanvanError, match="đang bận"),
    ):
        ledger.append("secretary", "load", {}, expected_seq=0)
    assert ledger.append("secretary", "load", {}, expected_seq=0).seq == 1


def test_a_new_file_that_another_process_is_making_is_waited_for(tmp_path: Path) -> None:
    # Only one may put a new file into WAL mode, and SQLite refuses the other at once.
    with closing(sqlite3.connect(tmp_path / "ledger.db", isolation_level=None, check_same_thread=False)) as other:
        other.execute("BEGIN IMMEDIATE")
        release = threading.Timer(0.3, other.execute, ["COMMIT"])
        release.start()
        assert Ledger.open(tmp_path / "ledger.db").entries() == []
        release.join()


# Many processes

WRITER = """
import sys, time
from pathlib import Path
from danvan_tools.records.ledger import Ledger, LedgerConflictError
folder, stream, name, count = Path(sys.argv[1]), sys.argv[2], sys.argv[3], int(sys.argv[4])
print("ready", flush=True)
while not (folder / "go").exists():
    time.sleep(0.005)
ledger, seen = Ledger.open(folder / "ledger.db"), 0
for n in range(count):
    while True:
        try:
            seen = ledger.append(stream, "mark", {"n": n}, expected_seq=seen, entry_id=f"{name}-{n}").seq
            break
        except LedgerConflictError as conflict:
            seen = conflict.newer[-1].seq
    print(n, flush=True)
"""


def start(folder: Path, stream: str, name: str, count: int) -> "subprocess.Popen[str]":
    command = [sys.executable, "-c", WRITER, str(folder), stream, name, str(count)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    assert process.stdout is not None
    assert process.stdout.readline() == "ready\n"
    return process


def test_processes_lose_nothing_and_never_write_over_one_another(tmp_path: Path) -> None:
    writers = [(f"reviewer:TV0{n}", f"own{n}") for n in range(3)] + [("committee", "one"), ("committee", "two")]
    processes = [start(tmp_path, stream, name, 25) for stream, name in writers]
    (tmp_path / "go").touch()
    finished = [process.communicate(timeout=120) for process in processes]
    assert [(process.returncode, errors) for process, (_, errors) in zip(processes, finished, strict=True)] == [
        (0, "")
    ] * len(writers)
    ledger = Ledger.open(tmp_path / "ledger.db")
    assert ledger.verify() == []
    assert sorted(entry.id for entry in ledger.entries()) == sorted(f"{w}-{n}" for _, w in writers for n in range(25))
    for stream, name in writers:
        own = [entry.body["n"] for entry in ledger.entries(stream) if entry.id.startswith(f"{name}-")]
        assert own == list(range(25))


def test_a_killed_writer_leaves_every_acknowledged_entry_and_a_whole_chain(tmp_path: Path) -> None:
    (tmp_path / "go").touch()
    for round_, lines in enumerate((1, 7, 20)):
        stream = f"reviewer:TV{round_}"
        process = start(tmp_path, stream, f"r{round_}", 100_000)
        assert process.stdout is not None
        acknowledged = [int(process.stdout.readline()) for _ in range(lines)]
        process.kill()
        rest, _ = process.communicate(timeout=60)
        acknowledged += [int(line) for line in rest.splitlines() if line]
        ledger = Ledger.open(tmp_path / "ledger.db")
        stored = [entry.body["n"] for entry in ledger.entries(stream)]
        # What was on disk but not yet said may be there too: one entry at most.
        assert stored in (acknowledged, [*acknowledged, len(acknowledged)])
        assert ledger.verify() == []
        assert ledger.append(stream, "mark", {}, expected_seq=len(stored)).seq == len(stored) + 1
