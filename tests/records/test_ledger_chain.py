import hashlib
import sqlite3
import unicodedata
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from danvan_tools.errors import DanvanError
from danvan_tools.records.ledger import Entry, Ledger
from danvan_tools.records.ledger_chain import ChainCheck
from danvan_tools.records.ledger_entries import canonical_text, chained, draft_entry, time_text

AT = datetime(2015, 12, 1, 8, 0, tzinfo=UTC)
LENGTHS = {"committee": 2, "reviewer:TV01": 5, "reviewer:TV02": 4, "secretary": 1}
COLUMNS = ("stream", "seq", "id", "at", "kind", "body", "previous_digest", "digest")
ENTRIES = [(stream, seq) for stream, length in LENGTHS.items() for seq in range(1, length + 1)]


def fill(path: Path) -> Ledger:
    ledger = Ledger.open(path)
    for stream, length in LENGTHS.items():
        items = [("mark", {"candidate_id": f"MH-{n:03d}", "points": f"{n}.5", "comment": "Tốt"}) for n in range(length)]
        ids = [f"{stream}/{n}" for n in range(length)]
        ledger.append_many(stream, items, expected_seq=0, entry_ids=ids, at=AT)
    return ledger


@pytest.fixture(scope="module")
def filled() -> Iterator[bytes]:
    """The bytes of a ledger whose chains hold."""
    with TemporaryDirectory() as folder:
        assert fill(Path(folder) / "ledger.db").verify() == []
        yield (Path(folder) / "ledger.db").read_bytes()


def after(content: bytes, *changes: tuple[str, tuple[object, ...]]) -> list[str]:
    """Return what `verify` says after somebody changed the file who knows SQL and means harm."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "ledger.db"
        path.write_bytes(content)
        with closing(sqlite3.connect(path)) as connection, connection:
            for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
                connection.execute(f"DROP TRIGGER {name}")
            for statement, values in changes:
                connection.execute(statement, values)
        return Ledger.open(path).verify()


def stored(content: bytes, stream: str, seq: int, column: str) -> bytes:
    with TemporaryDirectory() as folder:
        (Path(folder) / "ledger.db").write_bytes(content)
        with closing(sqlite3.connect(Path(folder) / "ledger.db")) as connection:
            query = "SELECT CAST(COLUMN AS BLOB) FROM entries WHERE stream = ? AND seq = ?".replace("COLUMN", column)
            return bytes(connection.execute(query, (stream, seq)).fetchone()[0])


@settings(max_examples=80, deadline=None)
@given(data=st.data())
def test_any_altered_byte_of_any_entry_is_found(filled: bytes, data: st.DataObject) -> None:
    stream, seq = data.draw(st.sampled_from(ENTRIES))
    column = data.draw(st.sampled_from([name for name in COLUMNS if name != "seq"]))
    old = stored(filled, stream, seq, column)
    assume(old)
    place = data.draw(st.integers(0, len(old) - 1))
    new = (
        old[:place] + bytes([data.draw(st.integers(0, 255).filter(lambda byte: byte != old[place]))]) + old[place + 1 :]
    )
    change = "UPDATE entries SET COLUMN = CAST(? AS TEXT) WHERE stream = ? AND seq = ?".replace("COLUMN", column)
    try:
        found = after(filled, (change, (new, stream, seq)))
    except sqlite3.IntegrityError:
        # The file itself refuses: another entry has this place already.
        assert column == "stream"
        return
    assert found
    if column == "body":
        assert len(found) == 1
        assert f'luồng "{stream}", mục {seq}: ' in found[0]


@settings(max_examples=30, deadline=None)
@given(place=st.sampled_from(ENTRIES), seq=st.integers(-1, 9) | st.sampled_from(["x", None, b"1", 1.5]))
def test_any_altered_seq_is_found(filled: bytes, place: tuple[str, int], seq: object) -> None:
    assume(seq != place[1])
    try:
        assert after(filled, ("UPDATE entries SET seq = ? WHERE stream = ? AND seq = ?", (seq, *place)))
    except sqlite3.IntegrityError:
        assert seq is None or seq in range(1, LENGTHS[place[0]] + 1)


@pytest.mark.parametrize(("stream", "seq"), [place for place in ENTRIES if place[1] < LENGTHS[place[0]]])
def test_an_entry_removed_before_the_last_is_found(filled: bytes, stream: str, seq: int) -> None:
    assert after(filled, ("DELETE FROM entries WHERE stream = ? AND seq = ?", (stream, seq))) == [
        f'ledger.db, luồng "{stream}", mục {seq + 1}: mất mục {seq} đứng trước. Khôi phục sổ từ bản sao lưu gần nhất.'
    ]


def test_several_entries_removed_at_once_are_one_gap(filled: bytes) -> None:
    found = after(filled, ("DELETE FROM entries WHERE stream = 'reviewer:TV01' AND seq IN (2, 3)", ()))
    assert [sentence.split(": mất ")[1].split(" đứng")[0] for sentence in found] == ["các mục 2–3"]


@settings(max_examples=30, deadline=None)
@given(order=st.permutations(range(1, 6)).filter(lambda order: order != sorted(order)))
def test_any_other_order_is_found(filled: bytes, order: list[int]) -> None:
    moves = [(seq + 100, seq) for seq in range(1, 6)]
    moves += [(new, seq + 100) for seq, new in enumerate(order, start=1)]
    change = "UPDATE entries SET seq = ? WHERE stream = 'reviewer:TV01' AND seq = ?"
    assert after(filled, *[(change, move) for move in moves])


def test_a_body_moved_to_another_entry_is_found(filled: bytes) -> None:
    change = (
        "UPDATE entries SET body = (SELECT body FROM entries WHERE stream = 'reviewer:TV01' AND seq = 4) "
        "WHERE stream = 'reviewer:TV02' AND seq = 2"
    )
    assert [sentence.split(". ")[0] for sentence in after(filled, (change, ()))] == [
        'ledger.db, luồng "reviewer:TV02", mục 2: nội dung đã bị sửa sau khi ghi'
    ]


def test_one_entry_rewritten_with_a_fitting_digest_breaks_the_next(filled: bytes, tmp_path: Path) -> None:
    forged = Ledger.open(tmp_path / "forged.db").append("reviewer:TV01", "mark", {"points": "30"}, expected_seq=0)
    change = "UPDATE entries SET id = ?, at = ?, body = ?, digest = ? WHERE stream = ? AND seq = ?"
    values = (forged.id, forged.at, '{"points":"30"}', forged.digest, "reviewer:TV01", 1)
    assert [sentence.split(". ")[0] for sentence in after(filled, (change, values))] == [
        'ledger.db, luồng "reviewer:TV01", mục 2: không nối tiếp mục 1'
    ]


@pytest.mark.parametrize(
    "body", ["", "null", "[]", "không", '{"a":1.5}', '{"a":1}{', '{ "a":1}', '{"a":"\\ud800"}', "[" * 100_000]
)
def test_a_body_that_nobody_wrote_is_found_and_cannot_be_read(filled: bytes, body: str) -> None:
    found = after(filled, ("UPDATE entries SET body = ? WHERE stream = 'secretary'", (body,)))
    assert len(found) == 1
    assert 'luồng "secretary", mục 1: ' in found[0]


def test_a_body_written_otherwise_with_the_same_meaning_is_found(filled: bytes) -> None:
    change = "UPDATE entries SET body = replace(body, ',', ', ') WHERE stream = 'reviewer:TV01' AND seq = 2"
    found = after(filled, (change, ()))
    assert [sentence.split(". ")[0] for sentence in found] == [
        'ledger.db, luồng "reviewer:TV01", mục 2: nội dung hỏng, không còn đúng dạng của một mục'
    ]


def test_reading_what_is_no_json_any_more_is_a_sentence(tmp_path: Path) -> None:
    ledger = fill(tmp_path / "ledger.db")
    for wrong in ("không", b"\xff\xfe"):
        with closing(sqlite3.connect(tmp_path / "ledger.db")) as connection, connection:
            connection.execute("DROP TRIGGER IF EXISTS entries_never_updated")
            connection.execute("UPDATE entries SET body = CAST(? AS TEXT) WHERE stream = 'committee'", (wrong,))
        for read in (ledger.entries, ledger.current_marks):
            with pytest.raises(DanvanError, match=r"ledger\.db: (sổ ghi bị|luồng \"committee\", mục 1: nội dung) hỏng"):
                read()


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE entries SET kind = 'load'",
        "UPDATE entries SET body = body",
        "DELETE FROM entries WHERE seq = 5",
        "INSERT OR REPLACE INTO entries SELECT stream, seq, 'new', at, kind, '{}', '', '' FROM entries WHERE seq = 5",
        "INSERT OR REPLACE INTO entries SELECT stream, seq + 1, id, at, kind, '{}', '', '' FROM entries WHERE seq = 5",
        "INSERT INTO entries SELECT stream, seq + 2, 'new', at, kind, '{}', '', '' FROM entries WHERE seq = 5",
        "INSERT INTO entries VALUES ('new', 0, 'new', '', '', '{}', '', '')",
    ],
)
def test_the_file_itself_refuses_all_but_appending(tmp_path: Path, statement: str) -> None:
    ledger = fill(tmp_path / "ledger.db")
    before = ledger.entries()
    with closing(sqlite3.connect(tmp_path / "ledger.db")) as connection:
        with pytest.raises(sqlite3.IntegrityError, match="append-only"):
            connection.execute(statement)
        connection.commit()
    assert ledger.entries() == before


TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
BODIES = st.dictionaries(
    TEXTS,
    st.recursive(
        st.none() | st.booleans() | st.integers(-(2**53) + 1, 2**53 - 1) | TEXTS,
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXTS, inner, max_size=3),
        max_leaves=6,
    ),
    max_size=4,
)


@given(body=BODIES, kind=TEXTS, entry_id=TEXTS)
def test_the_quick_look_and_the_slow_one_agree_on_every_written_entry(
    body: dict[str, object], kind: str, entry_id: str
) -> None:
    drafts = [
        draft_entry(stream="reviewer:TV01", entry_id=f"{entry_id}{n}", at=time_text(AT), kind=kind, body=body)
        for n in range(2)
    ]
    quick, slow = ChainCheck(), ChainCheck()
    for entry in chained(drafts, 0, ""):
        assert slow.fault(entry) == ""
        # What is no NFC across the parts of a row is left to the slow look, which is the judge.
        if not quick.holds(row_of(entry)):
            assert quick.fault(entry) == ""
            assert not unicodedata.is_normalized("NFC", canonical_text(vars(entry)))


def row_of(entry: Entry) -> tuple[object, ...]:
    values = {**vars(entry), "body": canonical_text(entry.body)}
    return tuple(values[name] for name in COLUMNS)


@pytest.mark.parametrize(
    "body", ['{"a":1.5}', '{"a":9007199254740992}', '{"a":NaN}', '{"a": 1}', '{"b":1,"a":1}', '{"a":"To\u0302\u0301t"}',
             '{"a":1,"a":1}', "[1]", '{"a":1}{"b":2}', '"a"']
)  # fmt: skip
def test_the_quick_look_passes_nothing_that_is_never_written_even_with_a_fitting_digest(body: str) -> None:
    at = time_text(AT)
    content = f'{{"at":"{at}","body":{body},"id":"x","kind":"mark","seq":1,"stream":"secretary"}}'
    digest = hashlib.sha256(content.encode()).hexdigest()
    assert not ChainCheck().holds(("secretary", 1, "x", at, "mark", body, "", digest))


def test_the_quick_look_is_taken_for_what_is_written() -> None:
    draft = draft_entry(stream="secretary", entry_id="x", at=time_text(AT), kind="load", body={"a": "Tốt"})
    (entry,) = chained([draft], 0, "")
    assert ChainCheck().holds(row_of(entry))
    assert not ChainCheck().holds(row_of(replace(entry, at="2015-12-01T08:00:00Z")))
