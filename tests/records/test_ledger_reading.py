"""What is read is what was written: an altered entry is named by whoever would have used it."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from danvan_tools.errors import DanvanError, FaultyFilesError
from danvan_tools.records.history import candidate_history
from danvan_tools.records.ledger import Entry, Ledger
from danvan_tools.records.ledger_entries import canonical_text, chained, draft_entry
from danvan_tools.records.ledger_errors import LedgerReplacedError
from danvan_tools.records.review import Review, open_review
from danvan_tools.records.rounds import close_round, round_state
from danvan_tools.records.sheet_states import general_means, sheet_states, visible_marks
from tests.records.round_steps import candidate, criteria, mark, mark_all, seq, start, submit

ALTERED = "nội dung đã bị sửa sau khi ghi"


def alter(path: Path, statement: str, *values: object) -> None:
    """Change the file as somebody does who knows SQL, means harm, and leaves no trigger missing."""
    with closing(sqlite3.connect(path)) as connection, connection:
        triggers = connection.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'").fetchall()
        for name, _ in triggers:
            connection.execute(f"DROP TRIGGER {name}")
        connection.execute(statement, values)
        for _, made_by in triggers:
            connection.execute(made_by)


def rewrite(path: Path, entry: Entry) -> None:
    """Put another entry in the place of a stored one, its digest too."""
    alter(
        path,
        "UPDATE entries SET body = ?, previous_digest = ?, digest = ? WHERE stream = ? AND seq = ?",
        *(canonical_text(entry.body), entry.previous_digest, entry.digest, entry.stream, entry.seq),
    )


def refused(read: Callable[[], object]) -> str:
    with pytest.raises(FaultyFilesError) as caught:
        read()
    (fault,) = caught.value.faults
    assert (fault.file, fault.kind, fault.remedy) == (
        "ledger.db", "ledger", "Khôi phục sổ từ bản sao lưu gần nhất.",
    )  # fmt: skip
    return fault.what


@pytest.fixture
def ledger(tmp_path: Path) -> Ledger:
    """Streams of several writers, one of them judged by the committee."""
    ledger = Ledger.open(tmp_path / "ledger.db")
    for stream, kind in (("reviewer:TV1", "mark"), ("reviewer:TV2", "mark"), ("team:A", "visit"), ("unit:X", "mark")):
        ledger.append_many(stream, [(kind, {"n": n}) for n in range(4)], expected_seq=0)
    body = {"candidate_id": "a", "proposed_form": "", "form": "Giấy khen", "reason": ""}
    ledger.append("committee", "recommendation", body, expected_seq=0)
    return ledger


def test_every_way_of_reading_names_the_altered_entry(ledger: Ledger, tmp_path: Path) -> None:
    alter(tmp_path / "ledger.db", """UPDATE entries SET body = '{"n":9}' WHERE stream = 'team:A' AND seq = 2""")
    for read in (
        ledger.entries,
        ledger.current_marks,
        lambda: ledger.entries("team:A"),
        lambda: ledger.entries("team:A", "mark"),
        lambda: ledger.entries("team:A", after=1),
        lambda: ledger.entries("team:A", after=2),
        lambda: ledger.entries_of("team"),
    ):
        assert refused(read) == f'luồng "team:A", mục 2: {ALTERED}'
    # What rests on other streams goes on; so does what was written behind it.
    assert [len(ledger.entries(stream)) for stream in ("reviewer:TV1", "unit:X", "committee")] == [4, 4, 1]
    assert [entry.seq for entry in ledger.entries("team:A", after=3)] == [4]
    assert ledger.recommendations()["form"].tolist() == ["Giấy khen"]


def test_what_is_left_out_or_moved_is_named(ledger: Ledger, tmp_path: Path) -> None:
    alter(tmp_path / "ledger.db", "DELETE FROM entries WHERE stream = 'unit:X' AND seq = 2")
    assert refused(lambda: ledger.entries("unit:X")) == 'luồng "unit:X", mục 3: mất mục 2 đứng trước'
    assert refused(lambda: ledger.entries("unit:X", after=1)) == 'luồng "unit:X", mục 3: mất mục 2 đứng trước'
    alter(tmp_path / "ledger.db", "UPDATE entries SET stream = 'unit:Y' WHERE stream = 'unit:X'")
    assert refused(lambda: ledger.entries_of("unit")) == f'luồng "unit:Y", mục 1: {ALTERED}'


def test_an_altered_recommendation_is_not_printed(ledger: Ledger, tmp_path: Path) -> None:
    alter(tmp_path / "ledger.db", "UPDATE entries SET body = replace(body, 'Giấy khen', 'Bằng khen')")
    assert refused(ledger.recommendations) == f'luồng "committee", mục 1: {ALTERED}'


def test_a_chain_computed_anew_since_it_was_read_is_named(ledger: Ledger, tmp_path: Path) -> None:
    before = ledger.entries("unit:X")
    forged = draft_entry(stream="unit:X", entry_id=before[3].id, at=before[3].at, kind="mark", body={"n": 99})
    (entry,) = chained([forged], 3, before[2].digest)
    rewrite(tmp_path / "ledger.db", entry)
    for read in (lambda: ledger.entries("unit:X"), lambda: ledger.entries("unit:X", after=4), ledger.entries):
        assert refused(read) == 'luồng "unit:X", mục 4: khác với lần đọc trước: cả chuỗi đã bị tính lại'
    # Nobody who reads it for the first time can see it: that is what anchors are for.
    assert Ledger.open(tmp_path / "ledger.db").entries("unit:X") == [*before[:3], entry]


@pytest.fixture
def marked(folder: Path) -> Review:
    """Both members marked one candidate and handed it in; the round is open."""
    review = open_review(folder)
    start(review)
    for reviewer_id, points in (("TV1", "5"), ("TV2", "4")):
        submit(review, mark_all(review, points, reviewer_id), reviewer_id)
    return review


def test_an_altered_mark_stops_all_that_would_rest_on_it_and_nothing_else(marked: Review) -> None:
    key = candidate(marked)
    alter(
        marked.folder / "ledger.db",
        """UPDATE entries SET body = replace(body, '"4"', '"9"') WHERE stream = 'reviewer:TV2' AND seq = 3""",
    )
    review = open_review(marked.folder)
    assert sheet_states(review, "TV1").set_index("candidate_id").loc[key, "state"] == "locked"
    assert mark(review, candidate_id=candidate(review, "Hẻm sáng")).kind == "mark"
    for read in (
        lambda: sheet_states(review, "TV2"),
        lambda: sheet_states(review),
        lambda: visible_marks(review, "TV1"),
        lambda: general_means(review, "TV1"),
        lambda: candidate_history(review, key),
        lambda: review.faults,
        review.tables,
        lambda: close_round(review, expected_seq=seq(review), entered_by="TV2"),
    ):
        assert refused(read) == f'luồng "reviewer:TV2", mục 3: {ALTERED}'
    assert round_state(review).state == "open"


def test_opening_reads_no_stream_but_the_secretarys(marked: Review) -> None:
    alter(marked.folder / "ledger.db", "UPDATE entries SET body = '{}' WHERE stream = 'secretary' AND seq = 2")
    assert refused(lambda: open_review(marked.folder)) == f'luồng "secretary", mục 2: {ALTERED}'


def test_faults_of_the_ledger_are_looked_for_when_asked(marked: Review) -> None:
    assert "vượt điểm tối đa" not in "".join(fault.what for fault in marked.faults)
    first = criteria(marked, candidate(marked))[0]
    marked.criteria.loc[marked.criteria["criterion_id"] == first, "max_points"] = 4.5
    assert [fault.value for fault in marked.faults if "vượt điểm tối đa" in fault.what] == ["5"]


def test_an_older_copy_or_another_ledger_is_no_other_window(tmp_path: Path) -> None:
    path = tmp_path / "ledger.db"
    ledger = Ledger.open(path)
    ledger.append("reviewer:TV1", "mark", {"points": "1"}, expected_seq=0)
    ledger.append("secretary", "open_round", {}, expected_seq=0)
    older = path.read_bytes()
    ledger.append("reviewer:TV1", "mark", {"points": "2"}, expected_seq=1)
    current = path.read_bytes()
    path.write_bytes(older)
    for after in (2, 0):
        with pytest.raises(LedgerReplacedError, match='"reviewer:TV1" không còn mục mà trang này đã thấy'):
            ledger.entries("reviewer:TV1", after=after)
    with pytest.raises(LedgerReplacedError):
        ledger.current_marks()
    with pytest.raises(LedgerReplacedError):
        ledger.append("reviewer:TV1", "mark", {"points": "3"}, expected_seq=2)
    path.unlink()
    other = Ledger.open(path)
    other.append("secretary", "open_round", {"another": "review"}, expected_seq=0)
    with pytest.raises(LedgerReplacedError, match='"secretary"'):
        ledger.append_many("reviewer:TV9", [("mark", {})], expected_seq=0, rests_on={"secretary": 1})
    assert list(other.heads()) == ["secretary"]
    path.write_bytes(b"")
    with pytest.raises(DanvanError, match="tệp này trống hoặc không phải sổ của đợt xét"):
        ledger.append("reviewer:TV1", "mark", {"points": "3"}, expected_seq=2)
    path.write_bytes(current)
    assert ledger.append("reviewer:TV1", "mark", {"points": "3"}, expected_seq=2).seq == 3


def test_a_stream_whose_name_begins_like_another_is_not_missed(tmp_path: Path) -> None:
    ledger = Ledger.open(tmp_path / "ledger.db")
    ledger.append("reviewer:TV10", "mark", {}, expected_seq=0)
    assert ledger.entries("reviewer:TV1") == []
    assert ledger.entries_of("team") == []
