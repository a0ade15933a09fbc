from __future__ import annotations

import re
import shutil
import sqlite3
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from danvan_tools.errors import FaultyFilesError
from danvan_tools.records import (
    Ledger,
    LedgerConflictError,
    ReasonNeededError,
    Review,
    check_folder,
    export_ledger,
    new_review,
    open_review,
    record_load,
    save_decision,
    save_mark,
    save_recommendation,
)
from danvan_tools.records.review_ledger import broken_streams
from danvan_tools.schema import CANDIDATE_TABLES, REVIEW_TABLES

EditSheet = Callable[..., Any]
IDS = ["MH-001", "MH-002", "DH-001", "MH-003"]


def state(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def mark_one(review: Review) -> None:
    save_mark(
        review,
        reviewer_id="TV1",
        candidate_id="MH-001",
        criterion_id="TT1",
        points=Decimal(10),
        expected_seq=0,
        entered_by="TV1",
    )


def kinds(review: Review) -> list[str]:
    return [entry.kind for entry in review.ledger.entries("secretary")]


def test_open_review(folder: Path) -> None:
    review = open_review(folder)
    assert review.candidates["candidate_id"].tolist() == IDS
    assert review.candidates.index.tolist() == [0, 1, 2, 3]
    assert review.faults == []
    assert review.changes["candidate_id"].tolist() == IDS
    assert review.changes["change"].tolist() == ["added"] * 4
    assert (review.changes_recorded, review.provisional_ids) == (True, frozenset())
    for table in (*REVIEW_TABLES, *CANDIDATE_TABLES):
        columns = list(getattr(review, table.name).columns)
        assert columns[: len(table.names)] == table.names
        assert columns[len(table.names) :] == (["recognition_id"] if table.name == "recognitions" else [])


def test_dates_numbers_and_blanks_of_the_tidy_tables(folder: Path) -> None:
    review = open_review(folder)
    assert review.candidates["started_on"].tolist() == [datetime(2014, 5, 1)] * 4
    assert review.candidates["situation"].tolist() == [""] * 4
    assert review.sites["since"].isna().tolist() == [False, True]
    assert review.indicators["value"].tolist() == [12.5]
    assert review.awards["places"].isna().all()
    assert str(review.awards["places"].dtype) == "Int64"


def test_rubrics(folder: Path) -> None:
    rubrics = open_review(folder).rubrics
    assert list(rubrics) == ["collective", "individual"]
    collective = rubrics["collective"]
    assert (collective.rubric_id, collective.holder, collective.total) == ("TT", "collective", 100.0)
    assert collective.source.startswith("MẪU DỰNG")
    assert collective.gates["gate"].tolist()[:2] == ["registered", "named_and_located"]
    assert collective.criteria["criterion_id"].tolist()[:2] == ["TT1", "TT2"]
    assert collective.criteria["bonus"].dtype == bool
    assert collective.criteria["bonus"].sum() == 1
    assert collective.tiers["threshold"].tolist() == [90, 80, 65, 0]


def test_recognition_id_follows_the_content_and_not_the_row(folder: Path, edit: EditSheet) -> None:
    (before,) = open_review(folder).recognitions["recognition_id"]
    with edit("candidates.xlsx", "Khen thưởng") as sheet:
        sheet.move_range("A3:I3", rows=4)
    (moved,) = open_review(folder).recognitions["recognition_id"]
    with edit("candidates.xlsx", "Khen thưởng") as sheet:
        sheet["H7"] = "13/QĐ-UBND"
    (other,) = open_review(folder).recognitions["recognition_id"]
    assert re.fullmatch(r"KT-[0-9a-f]{8}", before)
    assert moved == before != other


def test_tables_are_copies_with_the_marks_of_the_ledger(folder: Path) -> None:
    review = open_review(folder)
    mark_one(review)
    tables = review.tables()
    assert tables.marks["points"].tolist() == [10.0]
    assert tables.recommendations.empty
    assert tables.decisions.empty
    tables.candidates.loc[0, "name"] = "khác"
    assert review.candidates.loc[0, "name"] == "Hẻm sáng"


def test_first_load_registers_and_opening_again_writes_nothing(folder: Path) -> None:
    review = open_review(folder)
    assert kinds(review) == ["register"] * 4 + ["load"]
    body = review.ledger.entries("secretary")[-1].body
    assert set(body) == {"columns", "files", "missing", "reason", "renamed", "rows"}
    assert sorted(body["rows"]) == sorted(IDS)
    assert sorted(body["files"]) == ["candidates.xlsx", "review.xlsx"]
    heads = review.ledger.heads()
    again = open_review(folder)
    assert again.ledger.heads() == heads
    assert again.changes.empty


def test_differences_before_any_mark_are_recorded_at_once(folder: Path, edit: EditSheet) -> None:
    open_review(folder)
    with edit("candidates.xlsx", "Danh sách") as sheet:
        sheet["C3"] = "Thực trạng mới"
    review = open_review(folder)
    assert kinds(review) == ["register"] * 4 + ["load", "load"]
    assert list(review.ledger.entries("secretary")[-1].body["rows"]) == ["MH-001"]
    assert review.changes.to_numpy().tolist() == [["MH-001", "Hẻm sáng", "changed", "Thực trạng - lý do xây dựng"]]
    assert review.changes_recorded
    record_load(review)
    assert kinds(review) == ["register"] * 4 + ["load", "load"]
    assert open_review(folder).changes.empty


def test_differences_after_a_mark_wait_for_a_reason(folder: Path, edit: EditSheet) -> None:
    mark_one(open_review(folder))
    with edit("candidates.xlsx", "Danh sách") as sheet:
        sheet.delete_rows(6)
        sheet["C3"] = "Thực trạng mới"
        for column, value in {"B": "Mới", "K": "P01", "M": "điển hình", "N": "cá nhân", "O": "x"}.items():
            sheet[f"{column}8"] = value
        sheet["Q8"] = date(2015, 1, 1)
    review = open_review(folder)
    assert review.changes.to_numpy().tolist() == [
        ["MH-001", "Hẻm sáng", "changed", "Thực trạng - lý do xây dựng"],
        ["DH-002", "Mới", "added", ""],
        ["MH-003", "Tổ tiết kiệm", "missing", ""],
    ]
    assert (review.changes_recorded, review.provisional_ids) == (False, {"DH-002"})
    (warning,) = review.faults
    assert warning.severity == "warning"
    assert "(thêm 1, sửa 1, thiếu 1 hồ sơ)" in warning.what
    assert "cần ghi lý do" in warning.what
    assert check_folder(folder) == [warning]
    with pytest.raises(ReasonNeededError, match="Ghi lý do"):
        record_load(review, "  ")
    assert kinds(review) == ["register"] * 4 + ["load"]

    at = datetime(2015, 12, 1, 9, tzinfo=UTC)
    record_load(review, "Phường gửi bản mới", at=at)
    assert (len(review.changes), review.faults) == (3, [])
    assert (review.changes_recorded, review.provisional_ids) == (True, frozenset())
    register, load = review.ledger.entries("secretary")[-2:]
    assert register.body == {"candidate_id": "DH-002", "name": "Mới", "unit_id": "P01", "kind": "exemplar"}
    assert (load.body["reason"], load.body["missing"]) == ("Phường gửi bản mới", ["MH-003"])
    assert load.at.startswith("2015-12-01T09:00")
    record_load(review, "lần nữa")
    again = open_review(folder)
    assert (len(again.changes), again.faults, len(kinds(again))) == (0, [], 7)


def test_rename_is_a_change_and_keeps_the_id(folder: Path, edit: EditSheet) -> None:
    mark_one(open_review(folder))
    with edit("candidates.xlsx", "Danh sách") as sheet:
        sheet["B6"], sheet["L6"] = "Tổ tiết kiệm mới", "MH-003"
    assert open_review(folder).changes.to_numpy().tolist() == [["MH-003", "Tổ tiết kiệm mới", "changed", "Tên mô hình"]]


def test_marks_of_a_candidate_that_left_the_list_are_a_warning(folder: Path, edit: EditSheet) -> None:
    mark_one(open_review(folder))
    drop_first_candidate(edit)
    _, warning = open_review(folder).faults
    assert 'hồ sơ MH-001 "Hẻm sáng" đã có 1 phiếu chấm nhưng không còn trong danh sách' in warning.what


def drop_first_candidate(edit: EditSheet) -> None:
    """Delete MH-001 and all that hangs on it, as one clearing out the list does."""
    with edit("candidates.xlsx", "Danh sách") as sheet:
        sheet.delete_rows(3)
    for name in ("Điểm nhân rộng", "Quá trình"):
        with edit("candidates.xlsx", name) as sheet:
            sheet.delete_rows(3, 3)
    with edit("review.xlsx", "Có liên quan") as sheet:
        sheet.delete_rows(3)


def test_recommendation_and_decision_of_a_candidate_that_left_the_list_are_a_warning(
    folder: Path, edit: EditSheet
) -> None:
    review = open_review(folder)
    save_recommendation(
        review,
        candidate_id="MH-001",
        proposed_form="Giấy khen",
        form="Giấy khen",
        reason="",
        entered_by="TV2",
        expected_seq=0,
    )
    save_decision(
        review,
        candidate_id="MH-001",
        form="Giấy khen",
        occasion="work_review",
        authority="Ủy ban nhân dân thị xã Thử",
        authority_kind="government",
        level="commune",
        decision_no="1/QĐ-UBND",
        decided_on=date(2015, 12, 20),
        signer="Chủ tịch",
        entered_by="TV2",
        expected_seq=1,
    )
    drop_first_candidate(edit)
    expected = 'hồ sơ MH-001 "Hẻm sáng" đã có 1 đề nghị của hội đồng và 1 quyết định nhưng không còn trong danh sách'
    assert [fault.what for fault in check_folder(folder)] == [expected]
    assert [fault.what for fault in open_review(folder).faults] == [expected]


def test_marks_that_the_rules_would_refuse_today_are_a_warning(folder: Path, edit: EditSheet) -> None:
    review = open_review(folder)
    marks = [("TT1", "10"), ("TT2", "12.5"), ("TT3", "3"), ("TT4", None)]
    for seq, (criterion_id, points) in enumerate(marks):
        save_mark(
            review,
            reviewer_id="TV1",
            candidate_id="MH-001",
            criterion_id=criterion_id,
            points=None if points is None else Decimal(points),
            expected_seq=seq,
            entered_by="TV1",
        )
    with edit("review.xlsx", "Bộ tiêu chí") as sheet:
        sheet["F8"], sheet["C10"], sheet["C11"] = 9, "TT-3", "TT-4"
        for (floor,) in sheet["G8:G23"]:
            floor.value = None  # 7.5 is not on the new step
    with edit("review.xlsx", "Khi bằng điểm") as sheet:
        sheet["C3"] = "TT-4"
    with edit("review.xlsx", "Đợt xét") as sheet:
        (step,) = (row for row in sheet.iter_rows() if row[0].value == "Bước điểm")
        step[1].value = 1
    faults = open_review(folder).faults
    assert [(fault.severity, fault.value, fault.what) for fault in faults] == [
        ("warning", "10", 'phiếu của TV1, hồ sơ MH-001, tiêu chí "TT1": 10 điểm vượt điểm tối đa 9'),
        ("warning", "12,5", 'phiếu của TV1, hồ sơ MH-001, tiêu chí "TT2": 12,5 điểm không theo bước 1'),
        ("warning", "3", 'phiếu của TV1, hồ sơ MH-001, tiêu chí "TT3": tiêu chí không còn trong bộ tiêu chí của hồ sơ'),
    ]
    assert check_folder(folder) == faults


def test_load_recorded_by_another_window_is_not_overwritten(folder: Path, edit: EditSheet) -> None:
    mark_one(open_review(folder))
    with edit("candidates.xlsx", "Danh sách") as sheet:
        sheet["C3"] = "Thực trạng mới"
    one, other = open_review(folder), open_review(folder)
    record_load(one, "lý do")
    with pytest.raises(LedgerConflictError):
        record_load(other, "lý do khác")


def test_faulty_folder_is_refused_with_every_error_and_leaves_nothing(folder: Path, edit: EditSheet) -> None:
    with edit("candidates.xlsx", "Danh sách") as sheet:
        sheet["P3"], sheet["P4"] = "Kinh tê", None
    with edit("review.xlsx", "Đơn vị") as sheet:
        sheet["C3"] = "xãa"
    before = state(folder)
    with pytest.raises(FaultyFilesError) as caught:
        open_review(folder)
    assert ["xãa" in str(caught.value.faults[0]), "Kinh tê" in str(caught.value.faults[1])] == [True, True]
    assert [fault.severity for fault in caught.value.faults] == ["error"] * 2
    assert state(folder) == before


def test_missing_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(FaultyFilesError, match="không có thư mục này"):
        open_review(tmp_path / "không có")


def exported(folder: Path) -> Path:
    """Leave a folder as it is in git: marks as text, no ledger."""
    review = open_review(folder)
    mark_one(review)
    export_ledger(review.ledger, folder / "ledger.jsonl")
    (folder / "ledger.db").unlink()
    assert sorted(state(folder)) == ["candidates.xlsx", "ledger.jsonl", "review.xlsx"]
    return folder


def test_text_of_the_ledger_is_replayed_where_there_is_no_ledger(folder: Path) -> None:
    review = open_review(exported(folder))
    assert sorted(state(folder)) == ["candidates.xlsx", "ledger.db", "ledger.jsonl", "review.xlsx"]
    assert review.tables().marks["points"].tolist() == [10.0]
    assert kinds(review) == ["register"] * 4 + ["load"]
    assert review.changes.empty


def test_check_never_writes(folder: Path) -> None:
    before = state(folder)
    assert check_folder(folder) == []
    assert state(folder) == before
    before = state(exported(folder))
    assert check_folder(folder) == []
    assert state(folder) == before
    open_review(folder)
    before = state(folder)
    assert check_folder(folder) == []
    assert state(folder) == before


def test_check_sees_what_is_still_in_the_write_ahead_log(folder: Path, edit: EditSheet) -> None:
    review = open_review(folder)
    with review.ledger.engine.connect():
        mark_one(review)
        with edit("candidates.xlsx", "Danh sách") as sheet:
            sheet["C3"] = "Thực trạng mới"
        (warning,) = check_folder(folder)
    assert "sửa 1" in warning.what


def test_many_processes_may_be_the_first(folder: Path, tmp_path: Path) -> None:
    fresh = tmp_path / "fresh"
    shutil.copytree(folder, fresh)
    exported(folder)
    for place in (folder, fresh):
        with ThreadPoolExecutor(4) as pool:
            reviews = list(pool.map(open_review, [place] * 4))
        assert [kinds(review) for review in reviews] == [["register"] * 4 + ["load"]] * 4
        assert [review.candidates["candidate_id"].tolist() for review in reviews] == [IDS] * 4
        assert {path.name for path in place.iterdir()} <= {
            "candidates.xlsx",
            "review.xlsx",
            "ledger.db",
            "ledger.jsonl",
        }


def test_broken_text_of_the_ledger_is_reported_and_leaves_nothing(folder: Path) -> None:
    exported(folder)
    text = (folder / "ledger.jsonl").read_text(encoding="utf-8").replace("Hẻm sáng", "Hẻm tối")
    (folder / "ledger.jsonl").write_text(text, encoding="utf-8")
    before = state(folder)
    (fault,) = check_folder(folder)
    assert (fault.file, fault.row) == ("ledger.jsonl", 2)
    with pytest.raises(FaultyFilesError):
        open_review(folder)
    assert state(folder) == before


def test_broken_ledger_is_one_fault_beside_those_of_the_workbooks(folder: Path, edit: EditSheet) -> None:
    (folder / "ledger.db").write_bytes(b"no database" * 100)
    with edit("candidates.xlsx", "Danh sách") as sheet:
        sheet["P3"] = "Kinh tê"
    faults = check_folder(folder)
    assert [fault.file for fault in faults] == ["candidates.xlsx", "ledger.db"]
    assert str(faults[1]) == "ledger.db: sổ ghi bị hỏng, không đọc được. Khôi phục sổ từ bản sao lưu gần nhất."


def alter(folder: Path, old: str, new: str) -> None:
    with sqlite3.connect(folder / "ledger.db") as connection:
        connection.execute("DROP TRIGGER entries_never_updated")
        connection.execute("UPDATE entries SET body = replace(body, ?, ?)", (old, new))
    connection.close()


def test_altered_entry_of_the_ledger_is_a_fault_and_nothing_is_opened(folder: Path) -> None:
    open_review(folder)
    alter(folder, '"reason":""', '"reason":"x"')
    (fault,) = check_folder(folder)
    assert str(fault).startswith('ledger.db: luồng "secretary", mục 5: nội dung đã bị sửa sau khi ghi. ')
    with pytest.raises(FaultyFilesError) as caught:
        open_review(folder)
    assert caught.value.faults == (fault,)


def test_refusal_names_the_first_altered_entry_of_each_stream(folder: Path) -> None:
    mark_one(open_review(folder))
    alter(folder, '"', ' "')
    found = broken_streams(Ledger.open(folder / "ledger.db"))
    places = [fault.what.partition(": ")[0] for fault in found]
    assert places == ['luồng "reviewer:TV1", mục 1', 'luồng "secretary", mục 1']
    with pytest.raises(FaultyFilesError) as caught:
        open_review(folder)
    # Its guards are gone too: nothing of it is opened then.
    assert caught.value.faults == tuple(found)
    assert len(check_folder(folder)) == 6


def test_ledger_of_another_round_is_opened_as_such(folder: Path) -> None:
    Ledger.open(folder / "ledger.db").append("secretary", "note", {}, expected_seq=0)
    assert kinds(open_review(folder)) == ["note", *["register"] * 4, "load"]


@pytest.mark.parametrize("sheet", ["Danh sách", "Đơn vị", "Lĩnh vực", "Điểm nhân rộng", "Quá trình", "Khen thưởng"])
@pytest.mark.parametrize("left", [0, 1, 2])
def test_a_sheet_with_nothing_on_it_is_told_beside_everything_else(folder: Path, sheet: str, left: int) -> None:
    for path in (folder / "review.xlsx", folder / "candidates.xlsx"):
        workbook = openpyxl.load_workbook(path)
        if sheet in workbook.sheetnames:
            for merged in list(workbook[sheet].merged_cells.ranges):
                workbook[sheet].unmerge_cells(str(merged))
            workbook[sheet].delete_rows(left + 1, workbook[sheet].max_row)
            workbook.save(path)
    faults = check_folder(folder)
    assert all(fault.what and fault.remedy for fault in faults)


def test_a_new_folder_has_a_list_of_what_is_to_fill_in(tmp_path: Path) -> None:
    new_review(tmp_path / "new")
    assert {fault.severity for fault in check_folder(tmp_path / "new")} == {"error"}
    (tmp_path / "new" / "candidates.xlsx").unlink()
    assert "candidates.xlsx" in {fault.file for fault in check_folder(tmp_path / "new")}


def test_a_desk_compares_no_rows_and_changes_are_found_when_asked_for(folder: Path, edit: EditSheet) -> None:
    mark_one(open_review(folder))
    with edit("candidates.xlsx", "Danh sách") as sheet:
        sheet["C3"] = "Thực trạng mới"
    review = open_review(folder)
    assert "compared" not in vars(review)
    assert review.changes["candidate_id"].tolist() == ["MH-001"]
    assert not review.changes_recorded
    record_load(review, "sửa chữ")
    # What differed when the review was opened stays to be seen.
    assert (review.changes["candidate_id"].tolist(), review.changes_recorded) == (["MH-001"], True)
    assert open_review(folder).changes_recorded


def test_a_ledger_whose_guards_are_gone_is_a_fault_of_the_check(folder: Path) -> None:
    open_review(folder)
    with closing(sqlite3.connect(folder / "ledger.db")) as connection, connection:
        connection.execute("DROP TRIGGER entries_never_updated")
    (fault,) = [fault for fault in check_folder(folder) if fault.kind == "ledger"]
    assert fault.what == "phần khoá chống sửa, chống xóa trong tệp đã bị gỡ"
