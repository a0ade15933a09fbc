"""Paper sheets: typed in all or none, compared with what is stored, confirmed by a second person."""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from danvan_tools.language import format_points
from danvan_tools.records.kept_files import FileRefusedError
from danvan_tools.records.ledger import Entry, Ledger
from danvan_tools.records.ledger_errors import LedgerConflictError
from danvan_tools.records.marks import MarkRefusedError, save_mark
from danvan_tools.records.paper_cells import standing_marks
from danvan_tools.records.paper_confirmations import confirm_paper_sheets, hand_in_paper_sheets
from danvan_tools.records.paper_sheets import PaperSheetRefusedError, compare_with_stored, save_paper_sheets
from danvan_tools.records.review import Review, open_review
from danvan_tools.records.rounds import close_round, open_round
from danvan_tools.records.rules import rule_digests
from danvan_tools.records.submissions import submit_sheet
from danvan_tools.records.unconfirmed_sheets import unconfirmed_marks, unconfirmed_sheets, warn_of_unconfirmed
from danvan_tools.records.withdrawals import withdraw_candidate

AT = datetime(2015, 12, 1, 8, 0, tzinfo=UTC)
PDF = b"%PDF-1.4\ntrailer << /Root 1 0 R >>\nstartxref\n9\n%%EOF\n"
Row = tuple[Any, ...]


@pytest.fixture(scope="module")
def opened(sound_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Review:
    return open_review(shutil.copytree(sound_folder, tmp_path_factory.mktemp("opened") / "review"))


@pytest.fixture
def review(opened: Review, tmp_path: Path) -> Review:
    """The small review with a ledger and a folder of its own; ids as at the first load."""
    ledger = Ledger.open(tmp_path / "ledger.db")
    ledger.restore(opened.ledger.entries())
    return replace(opened, ledger=ledger, folder=tmp_path)


@pytest.fixture
def ids(review: Review) -> dict[str, str]:
    return dict(zip(review.candidates["name"], review.candidates["candidate_id"], strict=True))


@pytest.fixture
def garden(ids: dict[str, str]) -> str:
    return ids["Vườn rau an toàn"]


def grid(*rows: Row) -> pd.DataFrame:
    """Return typed cells from (candidate, criterion, points[, no_mark[, comment]])."""
    filled = [[*row, *[""] * (5 - len(row))] for row in rows]
    return pd.DataFrame(
        filled, columns=["candidate_id", "criterion_id", "points", "no_mark", "comment"], dtype="object"
    )


@pytest.fixture
def type_in(review: Review) -> Callable[..., list[Entry]]:
    def typed(*rows: Row, **changes: Any) -> list[Entry]:
        seen = {"expected_seq": review.ledger.head("reviewer:TV1")[0], "entered_by": "TV2", "at": AT}
        return save_paper_sheets(review, **({"reviewer_id": "TV1", "marks": grid(*rows)} | seen | changes))

    return typed


@pytest.fixture
def confirm(review: Review) -> Callable[..., list[Entry]]:
    def confirmed(*candidate_ids: str, **changes: Any) -> list[Entry]:
        seen = {"expected_seq": review.ledger.head("reviewer:TV1")[0], "confirmed_by": "TV1", "at": AT}
        return confirm_paper_sheets(
            review, **({"reviewer_id": "TV1", "candidate_ids": list(candidate_ids)} | seen | changes)
        )

    return confirmed


def on_screen(review: Review, candidate_id: str, criterion_id: str, points: str) -> Entry:
    return save_mark(
        review,
        reviewer_id="TV1",
        candidate_id=candidate_id,
        criterion_id=criterion_id,
        points=Decimal(points),
        expected_seq=review.ledger.head("reviewer:TV1")[0],
        entered_by="TV1",
    )


def points(review: Review) -> dict[str, float]:
    marks = review.ledger.current_marks()
    return dict(zip(marks["criterion_id"], marks["points"], strict=True))


def test_a_sheet_goes_to_its_reviewers_stream_with_who_typed_it_and_the_scan(review, garden, type_in) -> None:
    (review.folder / "quét.pdf").write_bytes(PDF)
    written = type_in(
        (garden, "TT1", "12,5", "", " Có kế hoạch "),
        (garden, "TT2", Decimal(7)),
        (garden, "TT3", None, "insufficient_evidence"),
        scan=review.folder / "quét.pdf",
    )
    assert written == review.ledger.entries("reviewer:TV1")
    digest = hashlib.sha256(PDF).hexdigest()
    assert written[0].body == {
        "stage": "committee",
        "candidate_id": garden,
        "criterion_id": "TT1",
        "points": "12.5",
        "no_mark": "",
        "comment": "Có kế hoạch",
        "source": "paper",
        "entered_by": "TV2",
        "holder": "collective",
        "scan": {"file": f"paper/TV1/{digest}.pdf", "sha256": digest},
        "version": rule_digests(review)["criterion:collective:TT1"],
    }
    assert [(entry.body["points"], entry.body["no_mark"]) for entry in written[1:]] == [
        ("7", ""),
        (None, "insufficient_evidence"),
    ]
    assert (review.folder / "paper" / "TV1" / f"{digest}.pdf").read_bytes() == PDF


def refusal(call: Callable[..., Any], *args: Any, **changes: Any) -> tuple[str, ...]:
    with pytest.raises(PaperSheetRefusedError) as refused:
        call(*args, **changes)
    return refused.value.faults


def test_every_fault_of_a_grid_is_named_at_once_and_nothing_is_stored(review, ids, garden, type_in) -> None:
    faults = refusal(
        type_in,
        (garden, "TT1", "16"),
        (garden, "TT2", "12.5"),
        (garden, "TT3", "3"),
        (garden, "TT4", "7,3"),
        (garden, "TT5", "5"),
        (garden, "TT5", "6"),
        (garden, "TT9", "1"),
        (garden, "TT6", "mười"),
        (ids["Tổ tiết kiệm"], "TT1", "5"),
        ("MH-999", "TT1", "5"),
        (ids["Hồ Văn Chín"], "TT1", "5"),
    )
    assert len(faults) == 9
    where = f"Phiếu của Đặng Thị Mười, hồ sơ {garden}, tiêu chí "
    name = dict(zip(review.criteria["criterion_id"], review.criteria["name"], strict=True))
    assert faults[0] == (f'{where}"{name["TT1"]}": 16 điểm vượt điểm tối đa 15. Nhập từ 0 đến 15, bước 0,5.')
    assert faults[1] == (
        f'{where}"{name["TT2"]}": "12.5" không phải là số. Ý là "12,5"? Chỉ ghi số, phần lẻ sau dấu phẩy, ví dụ 12,5.'
    )
    assert "7,3 điểm không theo bước 0,5" in faults[2]
    assert faults[3] == f'{where}"TT5": nhập hai lần. Để lại một dòng.'
    assert 'tiêu chí "TT9": không có trong bộ tiêu chí TT' in faults[4]
    assert '"mười" không phải là số. Chỉ ghi số' in faults[5]
    assert f"hồ sơ {ids['Tổ tiết kiệm']}: chưa được đề nghị" in faults[6]
    assert "hồ sơ MH-999: không có hồ sơ này trong danh sách" in faults[7]
    assert f'hồ sơ {ids["Hồ Văn Chín"]}, tiêu chí "TT1": không có trong bộ tiêu chí CN' in faults[8]
    assert review.ledger.head("reviewer:TV1") == (0, "")


def test_a_sheet_that_gives_points_and_asks_not_to_mark_is_refused(review, garden, type_in) -> None:
    rows = [(garden, "TT1", "5"), (garden, "TT2", "", "recused")]
    assert refusal(type_in, *rows) == (
        f"Phiếu của Đặng Thị Mười, hồ sơ {garden}: vừa có điểm vừa xin không chấm. Xem lại phiếu giấy: xin không chấm "
        "là cho cả hồ sơ, các tiêu chí khác để trống.",
    )
    assert len(type_in(rows[1])) == 1
    assert "đã xin không chấm hồ sơ này" in refusal(type_in, rows[0])[0]
    assert len(type_in((garden, "TT2", ""))) == len(type_in(rows[0])) == 1


def test_a_closed_round_a_passed_deadline_and_a_locked_sheet_take_no_paper(review, garden, type_in, confirm) -> None:
    secretary = {"entered_by": "TV2", "at": AT}
    opened = open_round(review, deadline=None, expected_seq=review.ledger.head("secretary")[0], **secretary)
    marks = [(garden, one, "5") for one in review.rubrics["collective"].criteria["criterion_id"]]
    type_in(*marks)
    shown = {criterion_id: (Decimal(5), "") for _, criterion_id, _ in marks}
    seq = review.ledger.head("reviewer:TV1")[0]
    submit_sheet(
        review, reviewer_id="TV1", candidate_id=garden, shown=shown, expected_seq=seq, entered_by="TV1", source="paper"
    )
    assert "đã khoá lúc" in refusal(type_in, (garden, "TT1", "6"))[0]
    # Whoever compares the sheet with the paper may do so after it was handed in.
    confirm(garden)
    other = ("DH-001", "CN1", "5")
    open_round(review, deadline=AT + timedelta(hours=1), expected_seq=opened.seq, **secretary)
    assert "đã quá hạn chấm" in refusal(type_in, other)[0]
    close_round(review, expected_seq=opened.seq + 1, **secretary)
    assert "vòng chấm đã đóng lúc" in refusal(type_in, other)[0]
    assert len(review.ledger.entries("reviewer:TV1", "mark")) == len(marks)


def test_a_reviewers_conflict_and_an_unknown_reviewer_are_one_fault_each(review, ids, type_in) -> None:
    street = ids["Hẻm sáng"]
    assert refusal(type_in, (street, "TT1", "5"), (street, "TT2", "5"), reviewer_id="TV2", entered_by="TV1") == (
        f"Phiếu của Lý Văn Tám, hồ sơ {street}: có liên quan, không tham gia chấm. Chuyển sang hồ sơ khác.",
    )
    (fault,) = refusal(type_in, (street, "TT1", "5"), (ids["Vườn rau an toàn"], "TT1", "5"), reviewer_id="TV9")
    assert fault.startswith('Phiếu của "TV9": không có thành viên này trong Hội đồng.')


def test_nothing_typed_and_nothing_new_is_said(review, garden, type_in) -> None:
    assert refusal(type_in) == ("Phiếu giấy của Đặng Thị Mười: chưa nhập ô nào. Nhập điểm theo phiếu giấy rồi ghi.",)
    blank = "Phiếu giấy của Đặng Thị Mười: mọi ô đã nhập đều đúng như trong sổ, không có gì để ghi."
    assert refusal(type_in, (garden, "TT1", " "))[0].startswith(blank)
    type_in((garden, "TT1", "5"))
    assert refusal(type_in, (garden, "TT1", "5,0"))[0].startswith(blank)
    assert review.ledger.head("reviewer:TV1")[0] == 1


def test_an_unreadable_scan_stops_the_whole_sheet(review, garden, type_in) -> None:
    (review.folder / "quét.pdf").write_bytes(b"<html>")
    with pytest.raises(FileRefusedError, match=r"quét\.pdf: không phải tệp PDF, JPG hay PNG"):
        type_in((garden, "TT1", "5"), scan=review.folder / "quét.pdf")
    assert review.ledger.head("reviewer:TV1")[0] == 0
    assert not (review.folder / "paper").exists()


def test_cells_marked_on_the_screen_are_compared_and_wait_for_a_decision(review, garden, type_in) -> None:
    on_screen(review, garden, "TT1", "10")
    on_screen(review, garden, "TT2", "7")
    rows = [(garden, "TT1", "12"), (garden, "TT2", "7"), (garden, "TT3", "5"), (garden, "TT4", "")]
    compared = compare_with_stored(review, reviewer_id="TV1", marks=grid(*rows))
    shown = compared[["criterion_id", "stored_points", "stored_source", "stored_by", "points", "change"]]
    assert shown.to_numpy().tolist() == [
        ["TT1", Decimal(10), "desk", "TV1", Decimal(12), "conflict"],
        ["TT2", Decimal(7), "desk", "TV1", Decimal(7), "same"],
        ["TT3", None, "", "", Decimal(5), "new"],
        ["TT4", None, "", "", None, "same"],
    ]
    name = review.criteria.set_index("criterion_id").loc["TT1", "name"]
    assert refusal(type_in, *rows) == (
        f'Hồ sơ {garden}, tiêu chí "{name}": đã chấm trên máy 10 điểm, phiếu giấy ghi 12 điểm. '
        "Chọn giá trị đúng rồi ghi lại.",
    )
    assert points(review) == {"TT1": 10.0, "TT2": 7.0}
    type_in(*rows, overwrite={(garden, "TT1")})
    assert points(review) == {"TT1": 12.0, "TT2": 7.0, "TT3": 5.0}
    # What the paper repeats stays as it was marked.
    assert review.ledger.current_marks()["source"].tolist() == ["paper", "desk", "paper"]


def test_a_second_window_is_refused_before_anything_is_compared(review, garden, type_in) -> None:
    newer = on_screen(review, garden, "TT1", "10")
    with pytest.raises(LedgerConflictError) as conflict:
        type_in((garden, "TT1", "12"), expected_seq=0)
    assert conflict.value.newer == (newer,)
    with pytest.raises(LedgerConflictError):
        type_in((garden, "TT2", "12"), expected_seq=5)
    assert points(review) == {"TT1": 10.0}


def test_a_blank_cell_takes_back_what_the_paper_did_not_say(review, garden, type_in) -> None:
    type_in((garden, "TT1", "5"))
    compared = compare_with_stored(review, reviewer_id="TV1", marks=grid((garden, "TT1", "")))
    assert compared["change"].tolist() == ["corrected"]
    type_in((garden, "TT1", ""))
    assert review.ledger.current_marks()["points"].isna().tolist() == [True]


def test_sheets_wait_for_a_second_person(review, ids, garden, type_in, confirm) -> None:
    assert unconfirmed_sheets(review).empty
    assert warn_of_unconfirmed(review) == []
    type_in((garden, "TT1", "5"), (garden, "TT2", "6"), (ids["Hẻm sáng"], "TT1", "7"))
    waiting = unconfirmed_sheets(review)
    assert waiting.drop(columns="at").to_numpy().tolist() == [
        ["TV1", ids["Hẻm sáng"], 1, "TV2", False],
        ["TV1", garden, 2, "TV2", False],
    ]
    assert waiting["at"].tolist() == [pd.Timestamp(AT)] * 2
    (warning,) = warn_of_unconfirmed(review)
    assert warning.severity == "warning"
    assert warning.what == (
        "2 phiếu giấy của Đặng Thị Mười chưa được người thứ hai xác nhận nhưng đã tính vào kết quả "
        f"(hồ sơ {ids['Hẻm sáng']} và {garden})"
    )
    (entry,) = confirm(garden)
    assert (entry.stream, entry.kind, entry.seq) == ("reviewer:TV1", "confirm", 4)
    assert entry.body == {
        "candidate_id": garden,
        "source": "paper",
        "marks": {"TT1": {"points": "5", "no_mark": ""}, "TT2": {"points": "6", "no_mark": ""}},
        "entered_by": "TV1",
    }
    assert unconfirmed_sheets(review)["candidate_id"].tolist() == [ids["Hẻm sáng"]]
    assert unconfirmed_marks(review, "TV2").empty


def test_confirmed_sheets_are_handed_in_as_they_are_stored(review, ids, garden, type_in, confirm) -> None:
    criteria = review.rubrics["collective"].criteria["criterion_id"]
    type_in(*((garden, one, "5") for one in criteria), (ids["Hẻm sáng"], "TT1", "5"))

    def hand_in(*candidate_ids: str) -> tuple[list[Entry], dict[str, str]]:
        seq = review.ledger.head("reviewer:TV1")[0]
        return hand_in_paper_sheets(
            review, reviewer_id="TV1", candidate_ids=candidate_ids, entered_by="TV1", expected_seq=seq
        )

    assert hand_in(garden) == (
        [],
        {
            garden: f"Phiếu giấy của Đặng Thị Mười, hồ sơ {garden}: chưa được người thứ hai xác nhận nên chưa khoá. "
            "Xác nhận rồi khoá."
        },
    )
    confirm(garden, ids["Hẻm sáng"])
    entries, refused = hand_in(ids["Hẻm sáng"], garden)
    assert [(entry.kind, entry.body["candidate_id"], entry.body["source"]) for entry in entries] == [
        ("submit", garden, "paper")
    ]
    assert list(refused) == [ids["Hẻm sáng"]]
    assert "chưa hoàn tất vì chưa chấm tiêu chí" in refused[ids["Hẻm sáng"]]
    assert "đã khoá lúc" in refusal(type_in, (garden, "TT1", "6"))[0]


def test_a_correction_after_confirmation_waits_again(review, garden, type_in, confirm) -> None:
    type_in((garden, "TT1", "5"), (garden, "TT2", "6"))
    confirm(garden)
    type_in((garden, "TT2", "8"))
    waiting = unconfirmed_marks(review, "TV1")
    assert waiting[["criterion_id", "points", "entered_by"]].to_numpy().tolist() == [["TT2", Decimal(8), "TV2"]]
    confirm(garden)
    # A cell emptied again is a correction too.
    type_in((garden, "TT1", ""))
    assert unconfirmed_marks(review)["criterion_id"].tolist() == ["TT1"]
    confirm(garden)
    assert unconfirmed_sheets(review).empty
    # Marked on the screen since: the reviewer's own hand needs no second person.
    type_in((garden, "TT3", "8"))
    on_screen(review, garden, "TT3", "9")
    assert unconfirmed_sheets(review).empty


@pytest.mark.parametrize("same", ["TV2", "Lý Văn Tám", " lý  văn TÁM", "Ly Van Tam?"])
def test_who_typed_a_sheet_does_not_confirm_it(review, garden, type_in, confirm, same: str) -> None:
    type_in((garden, "TT1", "5"), entered_by="Lý Văn Tám")
    (fault,) = refusal(confirm, garden, confirmed_by=same)
    where = f"Phiếu giấy của Đặng Thị Mười, hồ sơ {garden}: "
    if same == "Ly Van Tam?":
        assert 'người xác nhận "Ly Van Tam?" không phải là thành viên hay thư ký của Hội đồng' in fault
    else:
        assert fault == (
            f"{where}Lý Văn Tám đã nhập phiếu này nên không tự xác nhận. Nhờ người thứ hai đối chiếu với phiếu giấy."
        )
    assert len(unconfirmed_sheets(review)) == 1


def test_a_clerk_may_type_and_only_the_committee_confirms(review, garden, type_in, confirm) -> None:
    type_in((garden, "TT1", "5"), entered_by="Văn thư Hoa")
    assert "không phải là thành viên hay thư ký" in refusal(confirm, garden, confirmed_by="Văn thư Lan")[0]
    # This committee names its secretary.
    assert "không phải là thành viên hay thư ký" in refusal(confirm, garden, confirmed_by="thư ký")[0]
    review.committee = review.committee.assign(role="member")
    assert confirm(garden, confirmed_by="Thư ký")[0].body["entered_by"] == "thư ký"


def test_what_cannot_be_confirmed_is_said_for_every_candidate(review, ids, garden, type_in, confirm) -> None:
    assert refusal(confirm) == (
        "Phiếu giấy của Đặng Thị Mười: chưa chọn hồ sơ nào để xác nhận. Đánh dấu hồ sơ rồi xác nhận.",
    )
    type_in((garden, "TT1", "5"))
    on_screen(review, ids["Hẻm sáng"], "TT1", "5")
    faults = refusal(confirm, garden, ids["Hẻm sáng"], "MH-999", confirmed_by="TV2")
    assert [fault.partition(": ")[2].partition(".")[0] for fault in faults] == [
        "Lý Văn Tám đã nhập phiếu này nên không tự xác nhận",
        *["không có điểm nhập từ phiếu giấy nào chờ xác nhận"] * 2,
    ]
    with pytest.raises(LedgerConflictError):
        confirm(garden, expected_seq=1)
    assert review.ledger.entries("reviewer:TV1", "confirm") == []


def test_a_candidate_withdrawn_in_between_is_neither_typed_nor_confirmed(review, garden, type_in, confirm) -> None:
    type_in((garden, "TT1", "5"))
    seq = review.ledger.head("secretary")[0]
    withdraw_candidate(review, candidate_id=garden, reason="Xin rút", entered_by="TV2", expected_seq=seq)
    assert refusal(type_in, (garden, "TT2", "5"), (garden, "TT3", "99")) == (
        f"Phiếu của Đặng Thị Mười, hồ sơ {garden}: đã rút khỏi đợt xét nên không chấm. Chuyển sang hồ sơ khác.",
    )
    assert refusal(confirm, garden) == (
        f"Phiếu giấy của Đặng Thị Mười, hồ sơ {garden}: đã rút khỏi đợt xét nên không xác nhận. Bỏ chọn hồ sơ này.",
    )
    assert unconfirmed_sheets(review).empty


def test_programmers_mistakes_are_no_sentences(review, garden, type_in) -> None:
    with pytest.raises(ValueError, match="comment"):
        compare_with_stored(review, reviewer_id="TV1", marks=grid((garden, "TT1", "5")).drop(columns="comment"))
    with pytest.raises(ValueError, match="entered_by"):
        type_in((garden, "TT1", "5"), entered_by=" ")
    with pytest.raises(TypeError, match="Decimal"):
        type_in((garden, "TT1", 5.5))


def test_many_faults_are_counted_and_not_all_printed(garden) -> None:
    error = PaperSheetRefusedError([f"Lỗi {number}." for number in range(1_050)])
    assert str(error).splitlines()[-1] == "… và còn 1.010 lỗi khác. Sửa các lỗi trên rồi ghi lại."
    assert len(str(error).splitlines()) == 41


@settings(max_examples=40)
@given(st.decimals(allow_nan=True, allow_infinity=True) | st.integers(-5, 80).map(lambda n: Decimal(n) / 2))
def test_the_grid_and_the_screen_allow_the_same_points(opened: Review, value: Decimal) -> None:
    """What the screen refuses the grid refuses, and in the same words."""
    garden = opened.candidates.set_index("name").loc["Vườn rau an toàn", "candidate_id"]
    text = "" if not value.is_finite() or abs(value.adjusted()) > 20 else format_points(value)
    cell: Decimal | str = text or value
    try:
        rules = save_mark_dry(opened, garden, value)
    except MarkRefusedError as error:
        assert refusal(compare_with_stored, opened, reviewer_id="TV1", marks=grid((garden, "TT4", value))) == (
            str(error),
        )
    else:
        compared = compare_with_stored(opened, reviewer_id="TV1", marks=grid((garden, "TT4", cell)))
        assert compared["points"].tolist() == [rules]


def save_mark_dry(review: Review, candidate_id: str, value: Decimal) -> Decimal:
    """Mark on the screen with a `seq` nobody has, so that the rules speak and nothing is written."""
    with pytest.raises(LedgerConflictError):
        save_mark(
            review,
            reviewer_id="TV1",
            candidate_id=candidate_id,
            criterion_id="TT4",
            points=value,
            expected_seq=10**6,
            entered_by="TV1",
        )
    return value


def test_what_is_stored_is_read_off_the_reviewers_own_stream_alone(
    review: Review, garden: str, type_in: Callable[..., list[Entry]]
) -> None:
    type_in((garden, "TT4", "7"))
    review.ledger.append("reviewer:TV2", "mark", {"comment": "a"}, expected_seq=0)
    with review.ledger.engine.begin() as connection:
        connection.exec_driver_sql("DROP TRIGGER entries_never_updated")
        connection.exec_driver_sql("UPDATE entries SET body = '{}' WHERE stream = 'reviewer:TV2'")
    # A stream that is broken, or long, is no matter here.
    compared = compare_with_stored(review, reviewer_id="TV1", marks=grid((garden, "TT4", "8")))
    assert compared[["stored_points", "points", "change"]].to_numpy().tolist() == [
        [Decimal(7), Decimal(8), "corrected"]
    ]
    (key,) = standing_marks(review, "TV1")
    assert (key, standing_marks(review, "TV1")[key].points) == ((garden, "TT4"), Decimal(7))
