"""The shared ledger on a real server: the same behaviour, and what each account may do."""

from __future__ import annotations

import hashlib
import json
import signal
import subprocess
import sys
import threading
import uuid
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from danvan_tools.errors import DanvanError, FaultyFilesError
from danvan_tools.records.ledger import EntryReusedError, Ledger, LedgerConflictError
from danvan_tools.records.ledger_database import ENTRIES
from danvan_tools.records.ledger_entries import canonical_text, time_text
from danvan_tools.records.ledger_roles import join_team, revoke_reviewer, set_reviewer_password
from danvan_tools.records.ledger_text import export_ledger, replay_ledger
from danvan_tools.records.review_ledger import broken_streams
from tests.postgres_server import ADMIN, DESK_PASSWORD, PostgresServer, postgres_server

SUBMITTED = {"candidate_id": "MH-001", "holder": "collective", "rubric": "ab"}
AT = datetime(2015, 12, 1, 8, 0, tzinfo=UTC)
CODES = {"TV01": "MA-CUA-MOT", "TV02": "MA-CUA-HAI", "Vũ": "MA-CUA-BA"}


@pytest.fixture(scope="module")
def prepared(server: PostgresServer) -> Ledger:
    return server.new_ledger(CODES)


@pytest.fixture
def ledger(server: PostgresServer) -> Ledger:
    return server.new_ledger(CODES)


def mark(candidate_id: str = "MH-001", points: str | None = "7.5", source: str = "desk", **more: str) -> dict:
    body = {"stage": "committee", "no_mark": "", "comment": "Tốt", "source": source, "entered_by": "TV01", **more}
    return body | {"candidate_id": candidate_id, "criterion_id": "KQ", "points": points, "holder": "collective"}


def test_secretary_appends_and_reads_as_from_a_file(ledger: Ledger, tmp_path: Path) -> None:
    file = Ledger.open(tmp_path / "ledger.db")
    for one in (ledger, file):
        one.append(
            "secretary", "load", {"b": 'Tốt "R&D"\u2028', "a": [1, None, True]}, expected_seq=0, entry_id="x", at=AT
        )
        one.append("reviewer:TV01", "mark", mark(source="paper"), expected_seq=0, entry_id="y", at=AT)
        one.append("reviewer:TV01", "mark", mark(source="paper", points=None), expected_seq=1, entry_id="z", at=AT)
        one.append("committee", "recommendation", {"candidate_id": "MH-001", "proposed_form": "", "form": "Giấy khen",
                   "reason": ""}, expected_seq=0, entry_id="c", at=AT)  # fmt: skip
    assert ledger.entries() == file.entries()
    assert ledger.heads() == file.heads()
    assert ledger.current_marks().equals(file.current_marks())
    assert ledger.recommendations().equals(file.recommendations())
    assert ledger.verify() == []
    export_ledger(ledger, tmp_path / "server.jsonl")
    export_ledger(file, tmp_path / "file.jsonl")
    assert (tmp_path / "server.jsonl").read_bytes() == (tmp_path / "file.jsonl").read_bytes()


def test_text_of_a_file_is_replayed_by_the_administrator(server: PostgresServer, tmp_path: Path) -> None:
    file = Ledger.open(tmp_path / "ledger.db")
    file.append_many("reviewer:TV01", [("mark", mark())] * 3, expected_seq=0)
    export_ledger(file, tmp_path / "ledger.jsonl")
    ledger = server.new_ledger()
    replay_ledger(tmp_path / "ledger.jsonl", Ledger.open(ledger.name, user=ADMIN, password=server.password))
    assert ledger.entries() == file.entries()


def test_conflicts_repeats_and_all_or_none(ledger: Ledger) -> None:
    first = ledger.append("secretary", "load", {"points": Decimal("7.50")}, expected_seq=0, entry_id="a")
    assert ledger.append("secretary", "load", {"points": "7.5"}, expected_seq=0, entry_id="a") == first
    with pytest.raises(LedgerConflictError) as refusal:
        ledger.append("secretary", "load", {}, expected_seq=0)
    assert refusal.value.newer == (first,)
    with pytest.raises(EntryReusedError):
        ledger.append("secretary", "load", {"points": "8"}, expected_seq=1, entry_id="a")
    with pytest.raises(TypeError):
        ledger.append_many("secretary", [("load", {}), ("load", {"x": 0.5})], expected_seq=1)
    assert ledger.entries() == [first]


def test_id_of_a_stream_one_cannot_read_is_a_sentence(ledger: Ledger) -> None:
    other = ledger.as_reviewer("TV02", CODES["TV02"])
    other.append("reviewer:TV02", "mark", mark(), expected_seq=0, entry_id="same")
    own = ledger.as_reviewer("TV01", CODES["TV01"])
    with pytest.raises(DanvanError, match="mã của mục đã dùng ở luồng khác"):
        own.append("reviewer:TV01", "mark", mark(), expected_seq=0, entry_id="same")
    assert own.entries() == []


def test_two_windows_at_one_moment_one_is_told(ledger: Ledger) -> None:
    barrier, told = threading.Barrier(8), []

    def write(name: int) -> None:
        barrier.wait()
        try:
            ledger.append("secretary", "load", {"n": name}, expected_seq=0, entry_id=f"w{name}")
        except LedgerConflictError as refusal:
            told.append(refusal.newer[0].body["n"])

    threads = [threading.Thread(target=write, args=(name,)) for name in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    (entry,) = ledger.entries()
    assert told == [entry.body["n"]] * 7


def test_one_message_sent_twice_at_one_moment_is_one_entry(ledger: Ledger) -> None:
    barrier, given = threading.Barrier(6), []

    def write() -> None:
        barrier.wait()
        given.append(ledger.append("secretary", "load", {"n": 1}, expected_seq=0, entry_id="same"))

    threads = [threading.Thread(target=write) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert given == ledger.entries() * 6


# What each account may do


def test_reviewer_reads_and_writes_own_stream_and_reads_the_secretarys(ledger: Ledger) -> None:
    load = ledger.append("secretary", "load", {}, expected_seq=0)
    ledger.append("committee", "decision", {}, expected_seq=0)
    team = ledger.append("team:Kinh tế", "visit", {"finding": "tốt"}, expected_seq=0)
    own = ledger.as_reviewer("TV01", CODES["TV01"])
    entry = own.append("reviewer:TV01", "mark", mark(), expected_seq=0)
    other = ledger.as_reviewer("TV02", CODES["TV02"])
    assert own.entries() == [entry, load, team]
    assert other.entries() == [load, team]
    assert own.verify() == other.verify() == []
    for stream in ("reviewer:TV02", "reviewer:Vũ", "secretary", "committee", "team:Kinh tế", "unit:X01"):
        assert not own.may_append(stream)
        with pytest.raises(DanvanError, match=r"không có quyền|không phải của mình|đã ghi thêm"):
            own.append(stream, "mark", mark(), expected_seq=0)
    assert own.may_append("reviewer:TV01")
    assert [ledger.may_append(stream) for stream in ("secretary", "committee", "incoming")] == [True] * 3
    assert len(ledger.entries()) == 4


def test_reviewer_cannot_write_another_stream_whatever_the_seq(ledger: Ledger) -> None:
    ledger.as_reviewer("TV02", CODES["TV02"]).append("reviewer:TV02", "mark", mark(), expected_seq=0)
    own = ledger.as_reviewer("TV01", CODES["TV01"])
    row = {
        "stream": "reviewer:TV02",
        "id": "q",
        "at": "",
        "kind": "mark",
        "body": {},
        "previous_digest": "",
        "digest": "",
    }
    for seq in (1, 3):
        with pytest.raises(sa.exc.DBAPIError, match=r"append-only"), own.engine.begin() as connection:
            connection.execute(sa.insert(ENTRIES), {**row, "seq": seq})
    # One whose chain holds: only the policy is left to refuse it.
    with pytest.raises(sa.exc.DBAPIError, match=r"row-level security"), own.engine.begin() as connection:
        connection.execute(forged(ledger, stream="reviewer:TV02"))
    assert len(ledger.entries("reviewer:TV02")) == 1


@pytest.mark.parametrize("who", ["reviewer", "secretary", "admin"])
@pytest.mark.parametrize("change", ["UPDATE entries SET kind = 'x'", "DELETE FROM entries", "TRUNCATE entries"])
def test_nobody_changes_or_deletes(ledger: Ledger, server: PostgresServer, who: str, change: str) -> None:
    own = ledger.as_reviewer("TV01", CODES["TV01"])
    entry = own.append("reviewer:TV01", "mark", mark(), expected_seq=0)
    opened = {"reviewer": own, "secretary": ledger}.get(who) or Ledger.open(
        ledger.name, user=ADMIN, password=server.password
    )
    with pytest.raises(sa.exc.DBAPIError, match=r"permission denied|append-only"), opened.engine.begin() as connection:
        connection.exec_driver_sql(change)
    assert ledger.entries() == [entry]


def test_desk_before_login_reads_and_writes_no_entry(ledger: Ledger) -> None:
    ledger.append("secretary", "load", {}, expected_seq=0)
    database = ledger.engine.url.database
    desk = Ledger.open(ledger.name, user=f"{database}_desk", password=DESK_PASSWORD)
    for attempt in (desk.entries, desk.heads, desk.current_marks, desk.verify):
        with pytest.raises(DanvanError, match="không có quyền"):
            attempt()
    with pytest.raises(DanvanError, match="không có quyền"):
        desk.append("secretary", "load", {}, expected_seq=1)
    statements = ("SET ROLE {}_owner", "SET ROLE {}_secretary", "SELECT locked_candidates()",
                  "CREATE TABLE t (n int)", "SELECT admit_reviewer('a', '{}_reviewer_a', 'SCRAM-SHA-256$')", 
                  "CREATE TEMP TABLE t (n int)")  # fmt: skip
    for statement in statements:
        with pytest.raises(sa.exc.DBAPIError, match="permission denied"), desk.engine.begin() as connection:
            connection.exec_driver_sql(statement.format(database))


def test_owner_of_the_table_cannot_log_in_and_is_bound_by_the_policies(ledger: Ledger, server: PostgresServer) -> None:
    database = ledger.engine.url.database
    with server.connect(str(database)) as connection:
        rows = connection.execute(
            "SELECT rolname, rolcanlogin, rolsuper, rolbypassrls, relrowsecurity, relforcerowsecurity "
            "FROM pg_class JOIN pg_roles ON pg_roles.oid = relowner WHERE relname = 'entries'"
        ).fetchall()
    assert rows == [(f"{database}_owner", False, False, False, True, True)]


def test_secretary_writes_a_reviewers_stream_only_from_paper_or_sheet(ledger: Ledger) -> None:
    with pytest.raises(DanvanError, match="không có quyền"):
        ledger.append("reviewer:TV01", "mark", mark(), expected_seq=0)
    ledger.append("reviewer:TV01", "mark", mark(source="paper"), expected_seq=0)
    ledger.append("reviewer:TV01", "mark", mark(source="sheet"), expected_seq=1)
    assert not ledger.may_append("reviewer:TV01")
    own = ledger.as_reviewer("TV01", CODES["TV01"])
    assert own.append("reviewer:TV01", "mark", mark(), expected_seq=2).seq == 3


def test_others_marks_are_read_once_the_own_sheet_is_locked_and_no_longer_once_reopened(ledger: Ledger) -> None:
    own, other = (ledger.as_reviewer(name, CODES[name]) for name in ("TV01", "TV02"))
    other.append("reviewer:TV02", "mark", mark("MH-001"), expected_seq=0)
    other.append("reviewer:TV02", "mark", mark("MH-002"), expected_seq=1)

    def seen() -> list[tuple[str, str]]:
        marks = own.current_marks()
        return list(zip(marks["reviewer_id"], marks["candidate_id"], strict=True))

    own.append("reviewer:TV01", "mark", mark("MH-001"), expected_seq=0)
    assert seen() == [("TV01", "MH-001")]
    submission = own.append("reviewer:TV01", "submit", SUBMITTED, expected_seq=1)
    assert seen() == [("TV01", "MH-001"), ("TV02", "MH-001")]
    # Of the other's stream there are gaps: no fault of it.
    assert own.verify() == []
    body = {"reviewer_id": "TV01", "candidate_id": "MH-001", "submitted_seq": submission.seq, "reason": "x"}
    ledger.append("secretary", "reopen_sheet", body, expected_seq=0)
    assert seen() == [("TV01", "MH-001")]
    own.append("reviewer:TV01", "submit", SUBMITTED, expected_seq=2)
    assert seen() == [("TV01", "MH-001"), ("TV02", "MH-001")]


def test_wrong_code_new_code_and_revoked_code(ledger: Ledger) -> None:
    open_before = ledger.as_reviewer("TV01", CODES["TV01"])
    assert open_before.entries() == []
    for reviewer_id, code in (("TV01", "sai"), ("TV01", ""), ("TV09", CODES["TV01"]), ("TV02", CODES["TV01"])):
        with pytest.raises(DanvanError, match="không nhận tài khoản hoặc mật khẩu"):
            ledger.as_reviewer(reviewer_id, code)
    set_reviewer_password(ledger.engine, "TV01", "MA-MOI")
    with pytest.raises(DanvanError, match="không nhận tài khoản hoặc mật khẩu"):
        ledger.as_reviewer("TV01", CODES["TV01"])
    assert ledger.as_reviewer("TV01", "MA-MOI").entries() == []
    revoke_reviewer(ledger.engine, "TV01")
    for opened in (lambda: ledger.as_reviewer("TV01", "MA-MOI"), open_before.entries):
        with pytest.raises(DanvanError, match="không nhận tài khoản hoặc mật khẩu"):
            opened()
    set_reviewer_password(ledger.engine, "TV01", "MA-BA")
    assert ledger.as_reviewer("TV01", "MA-BA").may_append("reviewer:TV01")


def test_reviewer_gives_nobody_a_code(prepared: Ledger) -> None:
    own = prepared.as_reviewer("TV01", CODES["TV01"])
    with pytest.raises(DanvanError, match="không có quyền"):
        set_reviewer_password(own.engine, "TV02", "x")
    with pytest.raises(DanvanError, match="không có quyền"):
        revoke_reviewer(own.engine, "TV02")


def test_secretary_makes_no_other_role(prepared: Ledger) -> None:
    database = prepared.engine.url.database
    calls = [f"SELECT admit_reviewer('TV01', '{database}_secretary', 'SCRAM-SHA-256$x')",
             f"SELECT admit_reviewer('TV01', '{database}_reviewer_TV01', 'clear')",
             "CREATE ROLE extra", f"ALTER ROLE {database}_owner LOGIN"]  # fmt: skip
    for call in calls:
        with pytest.raises(sa.exc.DBAPIError, match=r"no login of a reviewer|permission denied"):  # noqa: SIM117
            with prepared.engine.begin() as connection:
                connection.exec_driver_sql(call)


def test_team_is_written_by_its_members(ledger: Ledger) -> None:
    join_team(ledger.engine, "TV01", "Kinh tế")
    own = ledger.as_reviewer("TV01", CODES["TV01"])
    assert own.append("team:Kinh tế", "visit", {}, expected_seq=0).seq == 1
    assert not own.may_append("team:Văn hóa")


def test_preparing_again_changes_nothing(ledger: Ledger, server: PostgresServer) -> None:
    entry = ledger.append("secretary", "load", {}, expected_seq=0)
    server.prepare(ledger.name, "moi")
    again = Ledger.open(ledger.name, **{"password": "moi"})
    assert again.entries() == [entry]
    assert ledger.as_reviewer("TV01", CODES["TV01"]).may_append("reviewer:TV01")


def test_ledgers_on_one_server_know_nothing_of_one_another(server: PostgresServer, prepared: Ledger) -> None:
    other = server.new_ledger({"TV01": "KHAC"})
    with pytest.raises(DanvanError, match="không nhận"):
        prepared.as_reviewer("TV01", "KHAC")
    database = prepared.engine.url.database
    with pytest.raises(DanvanError, match="không có quyền"):
        Ledger.open(other.name, user=f"{database}_reviewer_TV01", password=CODES["TV01"])


def test_passwords_come_from_a_file_too(prepared: Ledger, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    url = prepared.engine.url
    (tmp_path / "pgpass").write_text(f"127.0.0.1:{url.port}:{url.database}:{url.database}_secretary:thu-ky\n")
    (tmp_path / "pgpass").chmod(0o600)
    monkeypatch.setenv("PGPASSFILE", str(tmp_path / "pgpass"))
    assert isinstance(Ledger.open(prepared.name).heads(), dict)


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("postgresql://ai:bi-mat@h/d", "mật khẩu"),
        ("postgresql://h/d?password=bi-mat", "mật khẩu"),
        ("postgresql://h/", 'tên cơ sở dữ liệu ""'),
        ("postgresql://h/Đợt", "tên cơ sở dữ liệu"),
        ("postgresql:///d", "không phải địa chỉ"),
        ("mysql://h/d", '"mysql://h/d" không phải địa chỉ'),
        ("postgresql://h:cong/d", "không đọc được"),
        ("postgresql://h/d?sslmode=disable", "sslmode=disable"),
    ],
)
def test_addresses_that_are_none(address: str, said: str) -> None:
    with pytest.raises(DanvanError, match=r"^Sổ ghi chung: ") as refusal:
        Ledger.open(address)
    assert said in str(refusal.value)
    assert "bi-mat" not in str(refusal.value)


def test_server_database_and_ledger_that_are_not_there(server: PostgresServer) -> None:
    with pytest.raises(DanvanError, match="không kết nối được với máy chủ"):
        Ledger.open("postgresql://127.0.0.1:1/danvan")
    with pytest.raises(DanvanError, match="không có cơ sở dữ liệu này"):
        Ledger.open(server.address("chua_co"), user=ADMIN, password=server.password)
    with pytest.raises(DanvanError, match="chưa được chuẩn bị"):
        Ledger.open(server.new_database(), user=ADMIN, password=server.password)


def test_id_too_long_for_a_role_is_refused(prepared: Ledger) -> None:
    with pytest.raises(DanvanError, match="không đặt được làm tên tài khoản"):
        set_reviewer_password(prepared.engine, "Đ" * 40, "x")


def test_password_is_never_sent_in_clear(server: PostgresServer) -> None:
    with server.connect("postgres") as connection:
        connection.execute("ALTER SYSTEM SET log_statement = 'all'")
        connection.execute("SELECT pg_reload_conf()")
        server.new_ledger({"TV01": "RAT-BI-MAT"}).as_reviewer("TV01", "RAT-BI-MAT")
        connection.execute("ALTER SYSTEM RESET log_statement")
        connection.execute("SELECT pg_reload_conf()")
    log = (server.folder / "log").read_text()
    assert "admit_reviewer" in log
    assert "RAT-BI-MAT" not in log


def test_altered_row_is_found(ledger: Ledger, server: PostgresServer) -> None:
    ledger.append_many("secretary", [("load", {"n": n}) for n in range(3)], expected_seq=0)
    with server.connect(str(ledger.engine.url.database)) as connection:
        connection.execute("ALTER TABLE entries DISABLE TRIGGER USER")
        connection.execute("""UPDATE entries SET body = '{"n":9}' WHERE seq = 2""")
    (sentence,) = ledger.verify()
    assert 'luồng "secretary", mục 2: nội dung đã bị sửa sau khi ghi' in sentence


# The server goes away


def test_server_gone_and_back_loses_nothing() -> None:
    with postgres_server() as server:
        ledger = server.new_ledger()
        entries = [ledger.append("secretary", "load", {"n": 0}, expected_seq=0)]
        for seq, how in enumerate((signal.SIGINT, signal.SIGQUIT), start=1):
            server.stop(how)
            with pytest.raises(DanvanError, match=r"không kết nối được|mất kết nối|đang dừng") as refusal:
                ledger.append("secretary", "load", {"n": seq}, expected_seq=seq, entry_id=f"e{seq}")
            assert str(refusal.value).count("\n") == 0
            server.start()
            entries.append(ledger.append("secretary", "load", {"n": seq}, expected_seq=seq, entry_id=f"e{seq}"))
        assert ledger.entries() == entries
        assert ledger.verify() == []
        ledger.engine.dispose()


def test_without_the_driver_one_sentence(tmp_path: Path) -> None:
    code = (
        "import sys; sys.modules['psycopg'] = None\n"
        "from danvan_tools.records import Ledger\n"
        "from danvan_tools.errors import DanvanError\n"
        "try: Ledger.open('postgresql://h/d')\n"
        "except DanvanError as error: print(error)\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert "danvan_tools[postgres]" in done.stdout


def forged(ledger: Ledger, **changes: Any) -> sa.Insert:
    """An entry as somebody with psql and a code of his own may send it, with a chain that holds."""
    parts = {
        "stream": "reviewer:TV01",
        "kind": "mark",
        "at": time_text(None),
        "body": mark(),
        "entry_id": str(uuid.uuid4()),
    } | changes
    text = parts["body"] if isinstance(parts["body"], str) else canonical_text(parts["body"])
    seq, previous = ledger.head(parts["stream"])
    content = (
        f'{{"at":{json.dumps(parts["at"])},"body":{text},"id":{json.dumps(parts["entry_id"])},'
        f'"kind":{json.dumps(parts["kind"])},"seq":{seq + 1},"stream":"{parts["stream"]}"}}'
    )
    row = {
        "stream": parts["stream"], "seq": seq + 1, "id": parts["entry_id"], "at": parts["at"], "kind": parts["kind"],
        "body": sa.cast(sa.literal(text, sa.Text), sa.JSON), "previous_digest": parts.get("previous", previous),
        "digest": parts.get("digest", hashlib.sha256((previous + content).encode()).hexdigest()),
    }  # fmt: skip
    return sa.insert(ENTRIES).values(row)


def test_a_sound_entry_made_by_hand_is_taken(ledger: Ledger) -> None:
    own = ledger.as_reviewer("TV01", CODES["TV01"])
    own.append("reviewer:TV01", "mark", mark(comment='"Tốt"\\ \t\n\u2028\x7f 😀', undoes="1"), expected_seq=0)
    with own.engine.begin() as connection:
        connection.execute(forged(own))
    assert ledger.verify() == []
    assert len(ledger.entries()) == 2


@pytest.mark.parametrize(
    ("changes", "state"),
    [
        ({"digest": "y"}, "DV002"),
        ({"digest": None}, "DV002"),
        ({"previous": "y"}, "DV002"),
        ({"kind": "submit", "body": {"candidate_id": "MH-003"}}, "DV002"),
        ({"kind": "load"}, "DV002"),
        ({"body": mark() | {"points": "nhiều"}}, "DV002"),
        ({"body": mark() | {"opening": 0, "comment": 7}}, "DV002"),
        ({"body": mark(comment="x" * 50_000)}, "DV002"),
        ({"body": " " + canonical_text(mark())}, "DV002"),
        ({"body": canonical_text(mark()).replace('"comment"', '"comment":"a","comment"')}, "DV002"),
        ({"body": canonical_text(mark() | {"opening": 1}).replace('"opening":1', '"opening":1.5')}, "DV002"),
        ({"body": canonical_text(mark()).replace("Tốt", "T\\u1ed1t")}, "DV002"),
        ({"body": canonical_text(mark()).replace("Tốt", "To\u0302\u0301t")}, "DV002"),
        ({"body": "[]"}, "DV002"),
        ({"body": "[" * 20_000 + "]" * 20_000}, ""),
        ({"at": "2010-01-01T00:00:00.000Z"}, "DV001"),
        ({"at": "2010-13-41T00:00:00.000Z"}, ""),
        ({"at": "2026-01-01T00:00:00Z"}, "DV002"),
    ],
)
def test_what_no_desk_writes_the_server_refuses(prepared: Ledger, changes: dict[str, Any], state: str) -> None:
    own = prepared.as_reviewer("TV01", CODES["TV01"])
    with pytest.raises(sa.exc.DBAPIError) as refusal, own.engine.begin() as connection:
        connection.execute(forged(own, **changes))
    assert not state or getattr(refusal.value.orig, "sqlstate", "") == state
    assert own.head("reviewer:TV01") == (0, "")


def test_a_clock_far_from_the_servers_is_a_sentence(prepared: Ledger) -> None:
    own = prepared.as_reviewer("TV01", CODES["TV01"])
    with pytest.raises(DanvanError, match="đồng hồ của máy này lệch với máy chủ quá 10 phút"):
        own.append("reviewer:TV01", "mark", mark(), expected_seq=0, at=AT)


def test_reviewer_keeps_no_large_objects(prepared: Ledger) -> None:
    own = prepared.as_reviewer("TV01", CODES["TV01"])
    with pytest.raises(sa.exc.ProgrammingError), own.engine.begin() as connection:
        connection.exec_driver_sql("SELECT lo_from_bytea(0, 'x')")


def test_a_broken_stream_stops_nobody_else(ledger: Ledger, server: PostgresServer, tmp_path: Path) -> None:
    own, other = (ledger.as_reviewer(name, CODES[name]) for name in ("TV01", "TV02"))
    for seq in range(2):
        own.append("reviewer:TV01", "mark", mark(points=str(seq)), expected_seq=seq)
    other.append("reviewer:TV02", "mark", mark(), expected_seq=0)
    with server.connect(ledger.name.rpartition("/")[2]) as connection:
        connection.execute("SET session_replication_role = replica")
        connection.execute("UPDATE entries SET digest = 'y' WHERE stream = 'reviewer:TV01' AND seq = 2")
    assert [(row.reviewer_id, row.points) for row in ledger.current_marks().itertuples()] == [
        ("TV01", 0),
        ("TV02", 7.5),
    ]
    assert [str(fault) for fault in ledger.quarantined.values()] == [
        'Sổ ghi chung: luồng "reviewer:TV01", mục 2: nội dung đã bị sửa sau khi ghi. '
        "Khôi phục sổ từ bản sao lưu gần nhất."
    ]
    assert len(ledger.verify()) == 1
    assert broken_streams(ledger) == []
    export_ledger(ledger, tmp_path / "ledger.jsonl")
    with pytest.raises(FaultyFilesError):
        own.entries("reviewer:TV01")
    assert other.append("reviewer:TV02", "mark", mark(), expected_seq=1).seq == 2
