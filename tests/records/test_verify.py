from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from danvan_tools.records.backup import backup_review
from danvan_tools.records.ledger import Ledger
from danvan_tools.records.ledger_entries import chained, draft_entry
from danvan_tools.records.ledger_text import export_ledger
from danvan_tools.records.verify import verify_folder


@pytest.fixture
def review(tmp_path: Path) -> Path:
    """A folder whose round was closed after four marks in two streams."""
    ledger = Ledger.open(tmp_path / "ledger.db")
    for name in ("TV1", "TV2"):
        for seq in range(2):
            ledger.append(f"reviewer:{name}", "mark", {"points": str(seq)}, expected_seq=seq)
    close(ledger)
    return tmp_path


def close(ledger: Ledger) -> None:
    heads = {stream: {"seq": seq, "digest": digest} for stream, (seq, digest) in ledger.heads().items()}
    ledger.append("secretary", "close_round", {"heads": heads}, expected_seq=ledger.head("secretary")[0])


def rewrite(folder: Path, *statements: str) -> None:
    """Change the file as somebody with a tool of his own would: the triggers off and on again."""
    with closing(sqlite3.connect(folder / "ledger.db")) as connection, connection:
        triggers = connection.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'").fetchall()
        for name, _ in triggers:
            connection.execute(f"DROP TRIGGER {name}")
        for statement in statements:
            connection.execute(statement)
        for _, sql in triggers:
            connection.execute(sql)


def recompute(folder: Path, stream: str, seq: int, body: dict[str, Any]) -> None:
    """Change one entry and compute the chain behind it anew, so that it holds in itself."""
    ledger = Ledger.open(folder / "ledger.db")
    entries = ledger.entries(stream)
    bodies = [body if entry.seq == seq else entry.body for entry in entries]
    drafts = [
        draft_entry(stream=stream, entry_id=entry.id, at=entry.at, kind=entry.kind, body=new)
        for entry, new in zip(entries, bodies, strict=True)
    ]
    statements = [f"DELETE FROM entries WHERE stream = '{stream}'"]  # noqa: S608
    for entry in chained(drafts, 0, ""):
        row = [entry.stream, entry.seq, entry.id, entry.at, entry.kind, json.dumps(entry.body, separators=(",", ":"))]
        values = ", ".join(f"'{value}'" for value in [*row, entry.previous_digest, entry.digest])
        statements.append(f"INSERT INTO entries VALUES ({values})")  # noqa: S608
    rewrite(folder, *statements)
    assert ledger.verify() == []


def said(folder: Path) -> list[str]:
    return [str(fault) for fault in verify_folder(folder).faults]


def test_untouched_ledger_with_closings_and_manifests(review: Path) -> None:
    ledger = Ledger.open(review / "ledger.db")
    ledger.append("reviewer:TV1", "mark", {}, expected_seq=2)
    close(ledger)
    (review / "output" / "DVK-2015").mkdir(parents=True)
    heads = {stream: list(head) for stream, head in ledger.heads().items()} | {"reviewer:TV9": [0, ""]}
    (review / "output" / "DVK-2015" / "manifest.json").write_text(json.dumps({"heads": heads}))
    (review / "output" / "facts.json").write_text("[]")
    before = sorted(path.name for path in review.iterdir())
    assert verify_folder(review).faults == []
    assert sorted(path.name for path in review.iterdir()) == before


def test_tail_that_was_cut_off_is_found_by_the_closing(review: Path) -> None:
    rewrite(review, "DELETE FROM entries WHERE stream = 'reviewer:TV2' AND seq = 2")
    assert Ledger.open(review / "ledger.db").verify() == []
    (sentence,) = said(review)
    assert sentence.startswith(
        'ledger.db: luồng "reviewer:TV2": lần đóng vòng chấm (luồng "secretary", mục 1) ghi mục 2'
    )
    assert "sổ chỉ còn đến mục 1: các mục cuối đã bị bỏ" in sentence


def test_stream_that_is_gone_is_found(review: Path) -> None:
    rewrite(review, "DELETE FROM entries WHERE stream = 'reviewer:TV1'")
    (sentence,) = said(review)
    assert "sổ không còn mục nào: các mục cuối đã bị bỏ" in sentence


def test_chain_computed_anew_is_found_by_the_closing(review: Path) -> None:
    recompute(review, "reviewer:TV1", 1, {"points": "20"})
    (sentence,) = said(review)
    assert 'luồng "reviewer:TV1"' in sentence
    assert "cả chuỗi đã bị tính lại" in sentence


def test_where_the_closing_went_too_a_manifest_still_finds_it(review: Path) -> None:
    ledger = Ledger.open(review / "ledger.db")
    heads = {stream: list(head) for stream, head in ledger.heads().items()}
    (review / "output").mkdir()
    (review / "output" / "manifest.json").write_text(json.dumps({"heads": heads, "files": {}}))
    rewrite(review, "DELETE FROM entries WHERE stream = 'secretary'")
    recompute(review, "reviewer:TV1", 2, {"points": "20"})
    sentences = said(review)
    assert len(sentences) == 2
    assert 'luồng "reviewer:TV1": output/manifest.json ghi mục 2' in sentences[0]
    assert 'luồng "secretary": output/manifest.json ghi mục 1' in sentences[1]


def test_altered_entry_is_a_fault_of_the_chain(review: Path) -> None:
    rewrite(review, """UPDATE entries SET body = '{"points":"9"}' WHERE stream = 'reviewer:TV1' AND seq = 1""")
    assert said(review) == [
        'ledger.db: luồng "reviewer:TV1", mục 1: nội dung đã bị sửa sau khi ghi. Khôi phục sổ từ bản sao lưu gần nhất.'
    ]


@pytest.mark.parametrize("name", ["entries_never_updated", "entries_never_deleted", "entries_only_appended"])
def test_guard_that_was_taken_away_is_a_fault(review: Path, name: str) -> None:
    with closing(sqlite3.connect(review / "ledger.db")) as connection, connection:
        connection.execute(f"DROP TRIGGER {name}")
    assert said(review) == [
        "ledger.db: phần khoá chống sửa, chống xóa trong tệp đã bị gỡ. Đối chiếu sổ với bản sao lưu và hồ sơ đã in: "
        "danvan verify THƯ-MỤC BẢN-LƯU. Lần mở đợt xét tới, phần mềm lắp lại khoá và ghi việc ấy vào sổ."
    ]


@pytest.mark.parametrize(
    "content",
    ["{", "[]", '{"heads": []}',
     '{"heads": {"a": [1]}}', '{"heads": {"a": ["1", "x"]}}', '{"heads": {"a": [true, "x"]}}',
     '{"heads": {"a": {"seq": -1, "digest": "x"}}}', "\x00" * 50, "[" * 100_000],
)  # fmt: skip
def test_manifest_that_says_nothing_is_a_fault(review: Path, content: str) -> None:
    (review / "output").mkdir()
    (review / "output" / "manifest.json").write_text(content)
    assert said(review) == [
        "output/manifest.json: không đọc được các mã đầu sổ trong tệp này. Lấy lại tệp từ bản lưu, hoặc in lại hồ sơ."
    ]


def test_text_export_alone_is_verified_and_stays_alone(review: Path, tmp_path: Path) -> None:
    ledger = Ledger.open(review / "ledger.db")
    folder = tmp_path / "text"
    folder.mkdir()
    export_ledger(ledger, folder / "ledger.jsonl")
    assert verify_folder(folder).faults == []
    lines = (folder / "ledger.jsonl").read_bytes().splitlines(keepends=True)
    (folder / "ledger.jsonl").write_bytes(b"".join(line for line in lines if b'"seq":2,"stream"' not in line))
    sentence, other = said(folder)
    assert 'luồng "reviewer:TV2"' in other
    assert "các mục cuối đã bị bỏ" in sentence
    assert [path.name for path in folder.iterdir()] == ["ledger.jsonl"]


def test_no_folder_no_ledger_and_a_ledger_that_went(tmp_path: Path) -> None:
    assert [fault.kind for fault in verify_folder(tmp_path / "khong-co").faults] == ["file"]
    assert verify_folder(tmp_path).faults == []
    (tmp_path / "output").mkdir()
    (tmp_path / "output" / "manifest.json").write_text(json.dumps({"heads": {"reviewer:TV1": [3, "ab"]}}))
    (sentence,) = said(tmp_path)
    assert "không thấy sổ ghi mà đợt xét đã từng có sổ (output/manifest.json ghi mã của sổ ấy)" in sentence


def test_file_that_is_no_ledger(tmp_path: Path) -> None:
    (tmp_path / "ledger.db").write_bytes(b"khong phai" * 1000)
    (sentence,) = said(tmp_path)
    assert sentence.startswith("ledger.db: sổ ghi bị hỏng")


def test_sample_is_sound(sample_folder: Path) -> None:
    assert verify_folder(sample_folder).faults == []


def test_it_says_against_what_it_compared(review: Path, tmp_path: Path) -> None:
    found = verify_folder(review)
    assert found.followed == "ledger.db"
    assert found.compared == ('lần đóng vòng chấm (luồng "secretary", mục 1)',)
    assert "khớp với: lần đóng vòng chấm" in found.summary[1]
    rewrite(review, "DELETE FROM entries WHERE stream = 'secretary'")
    found = verify_folder(review)
    assert (found.faults, found.compared) == ([], ())
    assert found.summary[1].startswith("Chưa có mốc nào để đối chiếu")
    (tmp_path / "trong").mkdir()
    assert verify_folder(tmp_path / "trong").summary == ["Chưa có sổ ghi nào để kiểm tra."]


def test_documents_inside_a_review_and_elsewhere_are_compared(review: Path, tmp_path: Path) -> None:
    (review / "review.xlsx").touch()
    heads = {stream: list(head) for stream, head in Ledger.open(review / "ledger.db").heads().items()}
    for folder in (review / "output", tmp_path / "ban-in", review / "khac"):
        folder.mkdir()
        (folder / "manifest.json").write_text(json.dumps({"heads": heads}))
    rewrite(review, "DELETE FROM entries WHERE stream = 'secretary' OR seq = 2")
    assert verify_folder(review / "output").compared == ("output/manifest.json",)
    assert [fault.kind for fault in verify_folder(review / "output").faults] == ["ledger"] * 3
    assert verify_folder(review / "khac").compared == ("output/manifest.json", "khac/manifest.json")
    assert verify_folder(review, [tmp_path / "ban-in"]).compared[1] == "ban-in/manifest.json"
    outside = tmp_path.parent / f"{tmp_path.name}-ngoai"
    outside.mkdir()
    (outside / "manifest.json").write_text(json.dumps({"heads": heads}))
    (fault,) = verify_folder(outside).faults
    assert fault.what == "là thư mục tài liệu, không nằm trong thư mục đợt xét nào"
    (fault, *_) = verify_folder(review, [tmp_path / "khong-co.zip"]).faults
    assert "để đối chiếu" in fault.what


def test_a_backup_shows_that_an_older_copy_was_put_in_place(review: Path, tmp_path: Path) -> None:
    (review / "review.xlsx").touch()
    ledger = Ledger.open(review / "ledger.db")
    old = (review / "ledger.db").read_bytes()
    ledger.append("reviewer:TV1", "mark", {"points": "9"}, expected_seq=2)
    place = tmp_path.parent / f"{tmp_path.name}-sao"
    place.mkdir()
    backup = backup_review(review, place / "sao.zip").file
    assert verify_folder(review, [backup]).faults == []
    (review / "ledger.db").write_bytes(old)
    assert verify_folder(review).faults == []
    (fault,) = verify_folder(review, [backup]).faults
    assert 'luồng "reviewer:TV1": bản sao lưu sao.zip ghi mục 3' in fault.what


def test_a_clock_that_was_set_back_is_a_warning(review: Path) -> None:
    Ledger.open(review / "ledger.db").append(
        "reviewer:TV1", "mark", {}, expected_seq=2, at=datetime(2015, 1, 2, 3, 4, tzinfo=UTC)
    )
    (fault,) = verify_folder(review).faults
    assert fault.severity == "warning"
    assert 'luồng "reviewer:TV1", mục 3: ghi lúc 02/01/2015 10:04, trước mục 2 (' in fault.what


def test_a_ledger_without_a_byte_is_a_fault(review: Path) -> None:
    (review / "ledger.db").write_bytes(b"")
    (sentence,) = said(review)
    assert "tệp sổ trống (0 byte)" in sentence
