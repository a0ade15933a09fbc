import json
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from danvan_tools.errors import DanvanError, FaultyFilesError
from danvan_tools.records.ledger import Ledger
from danvan_tools.records.ledger_text import export_ledger, replay_ledger

AT = datetime(2015, 12, 1, 8, 0, tzinfo=UTC)


def fill(path: Path) -> Ledger:
    ledger = Ledger.open(path)
    for stream in ("secretary", "reviewer:TV02", "reviewer:TV01"):
        for n in range(3):
            body = {"points": Decimal(n) / 2, "comment": 'Tốt\u2028\n"R&D"'}
            ledger.append(stream, "mark", body, expected_seq=n, entry_id=f"{stream}/{n}", at=AT)
    return ledger


@pytest.fixture
def ledger(tmp_path: Path) -> Ledger:
    return fill(tmp_path / "ledger.db")


@pytest.fixture
def exported(tmp_path: Path, ledger: Ledger) -> Path:
    export_ledger(ledger, tmp_path / "ledger.jsonl")
    return tmp_path / "ledger.jsonl"


def test_out_and_back_is_the_same_ledger(tmp_path: Path, ledger: Ledger, exported: Path) -> None:
    copy = Ledger.open(tmp_path / "copy.db")
    replay_ledger(exported, copy)
    assert copy.entries() == ledger.entries()
    assert copy.heads() == ledger.heads()
    assert copy.verify() == []
    export_ledger(copy, tmp_path / "copy.jsonl")
    assert (tmp_path / "copy.jsonl").read_bytes() == exported.read_bytes()


def test_the_text_is_one_line_per_entry_by_stream_and_seq(exported: Path) -> None:
    lines = exported.read_bytes().decode("utf-8").split("\n")
    assert lines.pop() == ""
    entries = [json.loads(line) for line in lines]
    assert [(entry["stream"], entry["seq"]) for entry in entries] == [
        (stream, seq) for stream in ("reviewer:TV01", "reviewer:TV02", "secretary") for seq in (1, 2, 3)
    ]
    assert lines[0].startswith('{"at":"2015-12-01T08:00:00.000Z","body":{"comment":"Tốt')
    assert list(entries[0]) == sorted(entries[0])


def test_lines_ended_the_windows_way_and_no_line_at_all_are_fine(
    tmp_path: Path, exported: Path, ledger: Ledger
) -> None:
    exported.write_bytes(exported.read_bytes().replace(b"\n", b"\r\n"))
    copy = Ledger.open(tmp_path / "copy.db")
    replay_ledger(exported, copy)
    assert copy.entries() == ledger.entries()
    exported.write_bytes(b"")
    replay_ledger(exported, copy)
    assert copy.entries() == ledger.entries()


def test_replaying_again_or_over_a_longer_ledger_changes_nothing(ledger: Ledger, exported: Path) -> None:
    ledger.append("secretary", "load", {}, expected_seq=3)
    before = ledger.entries()
    replay_ledger(exported, ledger)
    assert ledger.entries() == before


def test_a_ledger_with_another_history_is_left_alone(tmp_path: Path, exported: Path) -> None:
    other = Ledger.open(tmp_path / "other.db")
    entry = other.append("secretary", "load", {"own": 1}, expected_seq=0)
    with pytest.raises(DanvanError, match=r'other\.db, luồng "secretary", mục 1: '):
        replay_ledger(exported, other)
    assert other.entries() == [entry]


def test_an_id_that_the_ledger_has_elsewhere_is_a_sentence(tmp_path: Path, exported: Path) -> None:
    other = Ledger.open(tmp_path / "other.db")
    entry = other.append("committee", "load", {}, expected_seq=0, entry_id="secretary/1")
    with pytest.raises(DanvanError, match=r'other\.db, luồng "secretary", mục 2: '):
        replay_ledger(exported, other)
    assert other.entries() == [entry]


def swap(lines: list[bytes]) -> None:
    lines[3], lines[4] = lines[4], lines[3]


def cut(lines: list[bytes]) -> None:
    lines[4] = lines[4][:-20]


def drop(lines: list[bytes]) -> None:
    del lines[4]


def repeat(lines: list[bytes]) -> None:
    lines.insert(4, lines[3])


def blank(lines: list[bytes]) -> None:
    lines.insert(4, b"")


def alter(lines: list[bytes]) -> None:
    lines[4] = lines[4].replace(b'"points":"0.5"', b'"points":"9.5"')


def use_floats(lines: list[bytes]) -> None:
    lines[4] = lines[4].replace(b'"points":"0.5"', b'"points":0.5')


def add_field(lines: list[bytes]) -> None:
    lines[4] = lines[4][:-1] + b',"zz":1}'


def no_object(lines: list[bytes]) -> None:
    lines[4] = b"[1,2]"


def other_encoding(lines: list[bytes]) -> None:
    lines[4] = lines[4].replace("ố".encode(), "ô\u0301".encode("cp1258"))


@pytest.mark.parametrize(
    ("spoil", "rows"),
    [
        (swap, [4, 5, 6]),
        (cut, [5, 6]),
        (drop, [5]),
        (repeat, [5]),
        (blank, [5]),
        (alter, [5]),
        (use_floats, [5]),
        (add_field, [5, 6]),
        (no_object, [5, 6]),
        (other_encoding, [5, 6]),
    ],
)
def test_faulty_lines_are_named_and_nothing_is_written(
    tmp_path: Path, exported: Path, spoil: Callable[[list[bytes]], None], rows: list[int]
) -> None:
    lines = exported.read_bytes().splitlines()
    spoil(lines)
    exported.write_bytes(b"\n".join(lines) + b"\n")
    copy = Ledger.open(tmp_path / "copy.db")
    with pytest.raises(FaultyFilesError, match=rf"ledger\.jsonl, dòng {rows[0]}: ") as refusal:
        replay_ledger(exported, copy)
    assert [fault.row for fault in refusal.value.faults] == rows
    assert copy.entries() == []


def test_one_id_in_two_streams_is_found(tmp_path: Path) -> None:
    for name, stream in (("a", "reviewer:TV01"), ("b", "reviewer:TV02")):
        one = Ledger.open(tmp_path / f"{name}.db")
        one.append(stream, "mark", {}, expected_seq=0, entry_id="same")
        export_ledger(one, tmp_path / f"{name}.jsonl")
    both = tmp_path / "both.jsonl"
    both.write_bytes((tmp_path / "a.jsonl").read_bytes() + (tmp_path / "b.jsonl").read_bytes())
    copy = Ledger.open(tmp_path / "copy.db")
    with pytest.raises(FaultyFilesError, match=r"dòng 2: .*mã same đã có ở dòng 1"):
        replay_ledger(both, copy)
    assert copy.entries() == []


@pytest.fixture(scope="module")
def content(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    folder = tmp_path_factory.mktemp("content")
    export_ledger(fill(folder / "ledger.db"), folder / "ledger.jsonl")
    return (folder / "ledger.jsonl").read_bytes()


@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_any_altered_byte_is_found_or_means_the_same(content: bytes, data: st.DataObject) -> None:
    place = data.draw(st.integers(0, len(content) - 1))
    byte = data.draw(st.integers(0, 255).filter(lambda byte: byte != content[place]))
    with TemporaryDirectory() as folder:
        text = Path(folder) / "ledger.jsonl"
        text.write_bytes(content[:place] + bytes([byte]) + content[place + 1 :])
        copy = Ledger.open(Path(folder) / "copy.db")
        try:
            replay_ledger(text, copy)
        except DanvanError:
            assert copy.entries() == []
        else:
            # As the last line end that became a blank: exported again, it is the same text.
            export_ledger(copy, text)
            assert text.read_bytes() == content


def test_a_missing_file_is_a_sentence(tmp_path: Path, ledger: Ledger) -> None:
    with pytest.raises(DanvanError, match=r"khong-co\.jsonl: không đọc được"):
        replay_ledger(tmp_path / "khong-co.jsonl", ledger)


REPLAY = """
import sys, time
from pathlib import Path
from danvan_tools.records.ledger import Ledger
from danvan_tools.records.ledger_text import replay_ledger
folder = Path(sys.argv[1])
print("ready", flush=True)
while not (folder / "go").exists():
    time.sleep(0.001)
replay_ledger(folder / "ledger.jsonl", Ledger.open(folder / "new.db"))
"""


def test_processes_may_replay_one_text_into_one_new_ledger_at_once(
    tmp_path: Path, ledger: Ledger, exported: Path
) -> None:
    assert exported.parent == tmp_path
    command = [sys.executable, "-c", REPLAY, str(tmp_path)]
    processes = [subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) for _ in range(3)]
    for process in processes:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
    time.sleep(0.05)
    (tmp_path / "go").touch()
    assert [process.communicate(timeout=60)[1] for process in processes] == [""] * 3
    assert Ledger.open(tmp_path / "new.db").entries() == ledger.entries()
