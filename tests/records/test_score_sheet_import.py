from __future__ import annotations

import math
import shutil
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from danvan_tools.records.ledger import Entry, Ledger
from danvan_tools.records.ledger_errors import LedgerConflictError
from danvan_tools.records.marks import MarkRefusedError, save_mark
from danvan_tools.records.review import Review, open_review
from danvan_tools.records.rounds import close_round, open_round
from danvan_tools.records.rubrics import build_rubrics
from danvan_tools.records.rules import rule_digests
from danvan_tools.records.score_sheet_import import compare_with_ledger
from danvan_tools.records.score_sheet_reader import FilledSheet, read_filled_sheet
from danvan_tools.records.score_sheets import (
    Decision,
    SheetFileRefusedError,
    SheetImport,
    SheetMark,
    UndecidedCellsError,
    export_sheets,
    import_sheet,
    read_sheet_file,
)
from danvan_tools.records.submissions import submit_sheet
from danvan_tools.records.withdrawals import withdraw_candidate
from tests.records.score_sheet_files import fill, saved_by_libreoffice

AT = datetime(2015, 12, 1, 8, 0, tzinfo=UTC)
Marks = dict[tuple[str, str], tuple[float | None, str, str]]


@pytest.fixture(scope="module")
def small(sound_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Review:
    """The small review, read once for all tests here: none of them changes its tables."""
    return open_review(shutil.copytree(sound_folder, tmp_path_factory.mktemp("opened") / "review"))


@pytest.fixture
def review(small: Review, tmp_path: Path) -> Review:
    ledger = Ledger.open(tmp_path / "ledger.db")
    ledger.restore(small.ledger.entries())
    return replace(small, ledger=ledger, rubrics=dict(small.rubrics))


@pytest.fixture
def first(review: Review) -> str:
    """The id of "Hẻm sáng", a collective that TV1 marks."""
    return str(review.candidates.set_index("name").loc["Hẻm sáng", "candidate_id"])


@pytest.fixture
def second(review: Review) -> str:
    """The id of "Vườn rau an toàn", another one."""
    return str(review.candidates.set_index("name").loc["Vườn rau an toàn", "candidate_id"])


def exported(review: Review, folder: Path, reviewer_id: str = "TV1") -> Path:
    return export_sheets(review, folder, [reviewer_id])[0]


def on_screen(review: Review, candidate_id: str, criterion_id: str, points: str | None, **changes: Any) -> Entry:
    mark = {"reviewer_id": "TV1", "no_mark": "", "comment": "", "entered_by": "TV1"} | changes
    return save_mark(
        review,
        candidate_id=candidate_id,
        criterion_id=criterion_id,
        points=None if points is None else Decimal(points),
        expected_seq=review.ledger.head(f"reviewer:{mark['reviewer_id']}")[0],
        **mark,
    )


def of_the_secretary(review: Review) -> dict[str, Any]:
    return {"expected_seq": review.ledger.head("secretary")[0], "entered_by": "TV2"}


def marks_of(review: Review) -> Marks:
    """Return what the ledger says now: reviewers apart are not needed where one marks."""
    marks = review.ledger.current_marks()
    columns = (marks[name].tolist() for name in ("candidate_id", "criterion_id", "points", "no_mark", "comment"))
    return {
        (key, criterion): (None if math.isnan(points) else points, no_mark, comment)
        for key, criterion, points, no_mark, comment in zip(*columns, strict=True)
    }


def states(found: SheetImport) -> dict[tuple[str, str], str]:
    return {cell.key: cell.state for cell in found.cells if cell.state != "same"}


def take_in(review: Review, path: Path, **changes: Any) -> list[Entry]:
    return import_sheet(review, read_sheet_file(review, path), **({"entered_by": "TV2"} | changes))


def test_a_sheet_filled_in_and_saved_by_libreoffice_comes_back_whole(
    review: Review, first: str, second: str, tmp_path: Path
) -> None:
    on_screen(review, first, "TT1", "10", comment="Trước")
    path = exported(review, tmp_path / "out")
    marks = {
        (first, "TT1"): 12.5,
        (first, "TT2"): "không đủ minh chứng",
        (second, "TT4"): "20,5",
        (second, "TT3"): "=5+5",
    }
    fill(
        path, marks, {(first, "TT2"): "Chưa thấy biên bản\nhọp tổ dân phố.", (second, "TT7"): "- không phải công thức"}
    )
    with_formulas = saved_by_libreoffice(path, tmp_path)
    found = read_sheet_file(review, with_formulas)
    assert found.counts == {
        "new": 4,
        "changed_in_file": 1,
        "changed_on_screen": 0,
        "both_changed": 0,
        "same": 15,
    }
    assert [entry.seq for entry in import_sheet(review, found, entered_by="TV2")] == [2, 3, 4, 5, 6]
    assert marks_of(review) == {
        (first, "TT1"): (12.5, "", "Trước"),
        (first, "TT2"): (None, "insufficient_evidence", "Chưa thấy biên bản\nhọp tổ dân phố."),
        (second, "TT3"): (10.0, "", ""),
        (second, "TT4"): (20.5, "", ""),
        (second, "TT7"): (None, "", "- không phải công thức"),
    }


def test_what_comes_in_is_an_entry_of_the_reviewers_stream(review: Review, first: str, tmp_path: Path) -> None:
    path = fill(exported(review, tmp_path), {(first, "TT4"): 25}, {(first, "TT4"): " Rõ ràng. "})
    (entry,) = take_in(review, path, at=AT)
    assert (entry.stream, entry.seq, entry.kind, entry.at) == ("reviewer:TV1", 1, "mark", "2015-12-01T08:00:00.000Z")
    assert entry.body == {
        "stage": "committee",
        "candidate_id": first,
        "criterion_id": "TT4",
        "points": "25",
        "no_mark": "",
        "comment": "Rõ ràng.",
        "source": "sheet",
        "entered_by": "TV2",
        "holder": "collective",
        "version": rule_digests(review)["criterion:collective:TT4"],
    }
    assert review.ledger.verify() == []


def test_a_sheet_nobody_touched_changes_nothing(review: Review, first: str, tmp_path: Path) -> None:
    on_screen(review, first, "TT1", "10", comment="Tốt")
    found = read_sheet_file(review, exported(review, tmp_path))
    assert found.counts == {"new": 0, "changed_in_file": 0, "changed_on_screen": 0, "both_changed": 0, "same": 20}
    assert found.differences().empty
    assert import_sheet(review, found, entered_by="TV2") == []


def test_the_same_file_twice_writes_nothing_the_second_time(review: Review, first: str, tmp_path: Path) -> None:
    path = fill(exported(review, tmp_path), {(first, "TT1"): 5, (first, "TT2"): 6})
    found = read_sheet_file(review, path)
    entries = import_sheet(review, found, entered_by="TV2")
    # Sent again, because no answer came; and read again.
    assert import_sheet(review, found, entered_by="TV2") == entries
    assert take_in(review, path) == []
    assert review.ledger.head("reviewer:TV1")[0] == 2


def test_a_file_sent_again_after_the_sheet_was_marked_on_is_no_news(review: Review, first: str, tmp_path: Path) -> None:
    found = read_sheet_file(review, fill(exported(review, tmp_path), {(first, "TT1"): 5}))
    entries = import_sheet(review, found, entered_by="TV2")
    on_screen(review, first, "TT1", "6")
    assert import_sheet(review, found, entered_by="TV2") == entries
    assert marks_of(review)[first, "TT1"][0] == 6


def test_nothing_marked_on_screen_meanwhile_is_lost(review: Review, first: str, second: str, tmp_path: Path) -> None:
    on_screen(review, first, "TT1", "10")
    on_screen(review, first, "TT2", "11")
    path = fill(exported(review, tmp_path), {(first, "TT2"): 12, (first, "TT3"): 13, (first, "TT5"): 9})
    on_screen(review, first, "TT1", "10.5")
    on_screen(review, first, "TT4", "20")
    on_screen(review, second, "TT1", None, no_mark="recused")
    on_screen(review, first, "TT5", "9")
    found = read_sheet_file(review, path)
    assert states(found) == {
        (first, "TT1"): "changed_on_screen",
        (first, "TT2"): "changed_in_file",
        (first, "TT3"): "new",
        (first, "TT4"): "changed_on_screen",
        (second, "TT1"): "changed_on_screen",
    }
    assert found.questions == []
    assert len(import_sheet(review, found, entered_by="TV2")) == 2
    assert {key: points for key, (points, *_) in marks_of(review).items()} == {
        (first, "TT1"): 10.5,
        (first, "TT2"): 12,
        (first, "TT3"): 13,
        (first, "TT4"): 20,
        (first, "TT5"): 9,
        (second, "TT1"): None,
    }


def test_a_cell_changed_in_both_places_is_asked_about(review: Review, first: str, tmp_path: Path) -> None:
    on_screen(review, first, "TT1", "10")
    path = fill(exported(review, tmp_path), {(first, "TT1"): 12, (first, "TT2"): 7})
    on_screen(review, first, "TT1", "11", comment="Xem lại")
    found = read_sheet_file(review, path)
    (row,) = found.differences().query("state == 'both_changed'").to_dict("records")
    question = (
        f"hồ sơ {first}, tiêu chí TT1: trong sổ nay là 11 – “Xem lại”, trong tệp là 12. Chọn giữ sổ hoặc lấy tệp."
    )
    assert (row["exported"], row["ledger"], row["file"]) == ("10", "11 – “Xem lại”", "12")
    assert row["question"] == question
    with pytest.raises(UndecidedCellsError) as undecided:
        import_sheet(review, found, entered_by="TV2")
    assert str(undecided.value) == f"phieu-cham-TV1.xlsx, {question}"
    assert review.ledger.head("reviewer:TV1")[0] == 2
    import_sheet(review, found, decisions={(first, "TT1"): "ledger"}, entered_by="TV2")
    assert (marks_of(review)[first, "TT1"][0], marks_of(review)[first, "TT2"][0]) == (11, 7)
    again = read_sheet_file(review, path)
    assert states(again) == {(first, "TT1"): "both_changed"}
    import_sheet(review, again, decisions={(first, "TT1"): "file"}, entered_by="TV2")
    assert marks_of(review)[first, "TT1"] == (12, "", "")
    # The former value stays in the stream.
    assert [entry.body["points"] for entry in review.ledger.entries("reviewer:TV1")] == ["10", "11", "7", "12"]


def test_a_decision_for_the_file_counts_again_after_the_screen_changed_it_back(
    review: Review, first: str, tmp_path: Path
) -> None:
    path = fill(exported(review, tmp_path), {(first, "TT1"): 12})
    take_in(review, path)
    on_screen(review, first, "TT1", "9")
    take_in(review, path, decisions={(first, "TT1"): "file"})
    assert [entry.body["points"] for entry in review.ledger.entries("reviewer:TV1")] == ["12", "9", "12"]


@pytest.mark.parametrize(
    ("marks", "comments", "shown"),
    [({"TT1": None}, {}, "chưa chấm – “Tốt”"), ({}, {"TT1": None}, "10"), ({"TT1": "chưa chấm"}, {}, None)],
)
def test_a_cleared_cell_takes_nothing_back_before_somebody_says_so(
    review: Review, first: str, tmp_path: Path, *, marks: Any, comments: Any, shown: str | None
) -> None:
    on_screen(review, first, "TT1", "10", comment="Tốt")
    cleared = [{(first, key): value for key, value in cells.items()} for cells in (marks, comments)]
    found = read_sheet_file(review, fill(exported(review, tmp_path), *cleared))
    assert states(found) == {(first, "TT1"): "changed_in_file"}
    (cell,) = found.questions
    assert f"trong sổ là 10 – “Tốt”, trong tệp bị xóa còn {shown or 'chưa chấm – “Tốt”'}." in cell.question
    with pytest.raises(UndecidedCellsError):
        import_sheet(review, found, entered_by="TV2")
    assert import_sheet(review, found, decisions={cell.key: "ledger"}, entered_by="TV2") == []
    (entry,) = import_sheet(review, found, decisions={cell.key: "file"}, entered_by="TV2")
    assert (entry.body["points"] is None) == bool(marks)


def test_who_marks_while_the_file_is_looked_at_is_not_overwritten(review: Review, first: str, tmp_path: Path) -> None:
    found = read_sheet_file(review, fill(exported(review, tmp_path), {(first, "TT1"): 5}))
    on_screen(review, first, "TT1", "6")
    with pytest.raises(LedgerConflictError, match="đã ghi thêm mục 1"):
        import_sheet(review, found, entered_by="TV2")
    assert marks_of(review)[first, "TT1"][0] == 6


def test_decisions_are_about_cells_of_the_file(review: Review, first: str, tmp_path: Path) -> None:
    found = read_sheet_file(review, exported(review, tmp_path))
    for wrong in ({(first, "TT99"): "file"}, {(first, "TT1"): "screen"}):
        with pytest.raises(ValueError, match="must name cells of the file"):
            import_sheet(review, found, decisions=wrong, entered_by="TV2")  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="entered_by"):
        take_in(review, fill(exported(review, tmp_path), {(first, "TT1"): 5}), entered_by=" ")


def test_all_or_none(review: Review, first: str, second: str, tmp_path: Path) -> None:
    found = read_sheet_file(review, fill(exported(review, tmp_path), {(first, "TT1"): 5, (second, "TT1"): 5}))
    withdraw_candidate(review, candidate_id=second, reason="Xin rút", **of_the_secretary(review))
    with pytest.raises(MarkRefusedError, match=f"hồ sơ {second}"):
        import_sheet(review, found, entered_by="TV2")
    assert marks_of(review) == {}


def refused_cell(review: Review, path: Path, key: tuple[str, str]) -> str:
    """Read a file in which one cell may not be stored; the rest of it can be, once that cell is left to the ledger."""
    found = read_sheet_file(review, path)
    (cell,) = found.questions
    assert cell.key == key
    assert cell.question.endswith("Chọn giữ điểm trong sổ để bỏ qua ô này.")
    with pytest.raises(UndecidedCellsError):
        import_sheet(review, found, entered_by="TV2")
    with pytest.raises(MarkRefusedError):
        import_sheet(review, found, decisions={key: "file"}, entered_by="TV2")
    before = marks_of(review)
    entries = import_sheet(review, found, decisions={key: "ledger"}, entered_by="TV2")
    assert len(entries) == 1
    assert {one: mark for one, mark in marks_of(review).items() if one in before} == before
    return cell.refusal


def test_a_sheet_that_was_handed_in_is_not_changed(review: Review, first: str, second: str, tmp_path: Path) -> None:
    open_round(review, deadline=None, **of_the_secretary(review))
    path = fill(exported(review, tmp_path), {(first, "TT1"): 5, (second, "TT1"): 6})
    criteria = review.rubrics["collective"].criteria["criterion_id"]
    for criterion_id in criteria:
        on_screen(review, first, criterion_id, "4")
    handed_in = {"reviewer_id": "TV1", "candidate_id": first, "entered_by": "TV1"}
    seq = review.ledger.head("reviewer:TV1")[0]
    submit_sheet(review, **handed_in, shown={key: (Decimal(4), "") for key in criteria}, expected_seq=seq)
    assert "đã khoá lúc" in refused_cell(review, path, (first, "TT1"))


def test_a_candidate_that_left_or_changed_is_not_marked(
    review: Review, first: str, second: str, tmp_path: Path
) -> None:
    path = fill(exported(review, tmp_path), {(first, "TT1"): 5, (second, "TT1"): 6})
    holders = review.candidates["holder"].where(review.candidates["candidate_id"] != first, "individual")
    changed = replace(review, candidates=review.candidates.assign(holder=holders), ledger=review.ledger)
    assert "đã đổi chủ thể sau khi xuất phiếu" in read_sheet_file(changed, path).questions[0].refusal
    withdraw_candidate(review, candidate_id=first, reason="Xin rút", **of_the_secretary(review))
    assert "đã rút khỏi đợt xét" in refused_cell(review, path, (first, "TT1"))


def test_a_conflict_declared_since_holds(review: Review, first: str, second: str, tmp_path: Path) -> None:
    path = fill(exported(review, tmp_path), {(first, "TT1"): 5, (second, "TT1"): 6})
    on_screen(review, first, "TT2", None, no_mark="recused")
    assert "đã xin không chấm hồ sơ này" in refused_cell(review, path, (first, "TT1"))


def test_after_the_deadline_the_secretary_has_to_extend_it_first(review: Review, first: str, tmp_path: Path) -> None:
    open_round(review, deadline=AT + timedelta(days=1), at=AT, **of_the_secretary(review))
    path = fill(exported(review, tmp_path), {(first, "TT1"): 5})
    (cell,) = read_sheet_file(review, path).questions
    assert "đã quá hạn chấm 02/12/2015 15:00" in cell.refusal
    open_round(review, deadline=None, **of_the_secretary(review))
    assert len(take_in(review, path)) == 1


def test_who_asks_not_to_mark_gives_no_points(review: Review, first: str, tmp_path: Path) -> None:
    marks = {(first, "TT1"): "xin không chấm (có liên quan)", (first, "TT2"): 6}
    path = fill(exported(review, tmp_path), marks)
    assert "vừa xin không chấm vừa cho điểm hồ sơ này." in refused_cell(review, path, (first, "TT2"))
    assert first not in [cell.key[0] for cell in read_sheet_file(review, exported(review, tmp_path)).cells]


def test_a_closed_round_takes_no_sheet_in_until_it_is_opened_again(review: Review, first: str, tmp_path: Path) -> None:
    open_round(review, deadline=None, **of_the_secretary(review))
    path = fill(exported(review, tmp_path), {(first, "TT1"): 5})
    found = read_sheet_file(review, path)
    close_round(review, **of_the_secretary(review))
    with pytest.raises(SheetFileRefusedError, match=r"phieu-cham-TV1\.xlsx: vòng chấm đã đóng lúc"):
        read_sheet_file(review, path)
    with pytest.raises(MarkRefusedError, match="vòng chấm đã đóng lúc"):
        import_sheet(review, found, entered_by="TV2")
    open_round(review, deadline=None, **of_the_secretary(review))
    assert len(take_in(review, path)) == 1


def test_a_mark_of_an_earlier_version_of_its_criterion_has_to_be_given_again(
    review: Review, first: str, tmp_path: Path
) -> None:
    open_round(review, deadline=None, **of_the_secretary(review))
    on_screen(review, first, "TT1", "10", comment="Tốt")
    on_screen(review, first, "TT2", "11")
    changed = review.criteria["criterion_id"] == "TT1"
    criteria = review.criteria.assign(anchors=review.criteria["anchors"].mask(changed, "Mức mới"))
    newer = replace(review, criteria=criteria, rubrics=build_rubrics(criteria, review.tiers))
    open_round(newer, deadline=None, reason="Hội đồng sửa tiêu chí", **of_the_secretary(newer))
    path = exported(newer, tmp_path)
    cells = {cell.key[1]: cell for cell in read_sheet_file(newer, path).cells if cell.key[0] == first}
    assert (cells["TT1"].ledger, cells["TT2"].ledger) == (SheetMark(None, "", "Tốt"), SheetMark(Decimal(11)))
    (entry,) = take_in(newer, fill(path, {(first, "TT1"): 10}))
    assert (entry.body["points"], entry.body["comment"]) == ("10", "Tốt")
    assert newer.tables().marks.query("criterion_id == 'TT1'")["points"].tolist() == [10]


def test_files_of_several_reviewers_are_apart(review: Review, second: str, tmp_path: Path) -> None:
    one, two = export_sheets(review, tmp_path)
    take_in(review, fill(two, {(second, "TT1"): 3}))
    take_in(review, fill(one, {(second, "TT1"): 8}))
    marks = review.ledger.current_marks()
    assert dict(zip(marks["reviewer_id"], marks["points"], strict=True)) == {"TV1": 8, "TV2": 3}


# What each copy of one export says of four criteria; None leaves the cell as it was exported.
POINTS = st.lists(st.none() | st.integers(1, 10), min_size=4, max_size=4)
CRITERIA = ["TT1", "TT2", "TT3", "TT4"]


@settings(max_examples=8)
@given(copies=st.lists(POINTS, min_size=2, max_size=4), screen=POINTS, data=st.data())
def test_the_order_in_which_files_come_in_does_not_matter(
    small: Review,
    tmp_path_factory: pytest.TempPathFactory,
    *,
    copies: list[list[int | None]],
    screen: list[int | None],
    data: st.DataObject,
) -> None:
    """Whoever decides by what he sees (here: the higher points) decides alike in any order; nothing else is needed."""
    folder = tmp_path_factory.mktemp("orders")
    base = replace(small, ledger=Ledger.open(folder / "base.db"))
    base.ledger.restore(small.ledger.entries())
    key = str(small.candidates.set_index("name").loc["Hẻm sáng", "candidate_id"])
    on_screen(base, key, "TT1", "2")
    start = read_filled_sheet(exported(base, folder))
    files = []
    for copy in copies:
        changed = {(key, one): SheetMark(Decimal(n)) for one, n in zip(CRITERIA, copy, strict=True) if n is not None}
        files.append(replace(start, marks=start.marks | changed))
    for criterion_id, points in zip(CRITERIA, screen, strict=True):
        if points is not None:
            on_screen(base, key, criterion_id, str(points))
    outcomes = []
    for number, order in enumerate((files, data.draw(st.permutations(files)))):
        review = replace(base, ledger=Ledger.open(folder / f"order-{number}.db"))
        review.ledger.restore(base.ledger.entries())
        for filled in order:
            take_in_higher(review, filled)
        outcomes.append(marks_of(review))
        # Every file once more: nothing is news.
        assert [take_in_higher(review, filled) for filled in order] == [[]] * len(files)
    assert outcomes[0] == outcomes[1]


def take_in_higher(review: Review, filled: FilledSheet) -> list[Entry]:
    """Take a file in; where it asks, the higher points are right."""
    found = compare_with_ledger(review, filled)
    decisions: dict[tuple[str, str], Decision] = {
        cell.key: "file" if (cell.file.points or 0) > (cell.ledger.points or 0) else "ledger"
        for cell in found.questions
    }
    return import_sheet(review, found, decisions=decisions, entered_by="TV2")
