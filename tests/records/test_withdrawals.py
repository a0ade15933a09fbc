from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from danvan_tools.assessment import combine_scores, compute_facts, rank_candidates, unfinished_sheets
from danvan_tools.errors import FaultyFilesError
from danvan_tools.records import (
    DecisionRefusedError,
    LedgerConflictError,
    MarkRefusedError,
    RecommendationRefusedError,
    Review,
    WithdrawalRefusedError,
    candidate_history,
    check_folder,
    merge_candidates,
    open_review,
    reinstate_candidate,
    save_decision,
    save_mark,
    save_recommendation,
    withdraw_candidate,
)

EditSheet = Callable[..., Any]


def mark(review: Review, candidate_id: str, criterion_id: str = "TT1", reviewer_id: str = "TV1") -> None:
    save_mark(
        review,
        reviewer_id=reviewer_id,
        candidate_id=candidate_id,
        criterion_id=criterion_id,
        points=Decimal(1),
        expected_seq=review.ledger.head(f"reviewer:{reviewer_id}")[0],
        entered_by=reviewer_id,
    )


def mark_sheet(review: Review, candidate_id: str, reviewer_id: str = "TV1") -> None:
    holder = review.candidates.set_index("candidate_id").loc[candidate_id, "holder"]
    for criterion_id in review.rubrics[holder].criteria["criterion_id"]:
        mark(review, candidate_id, criterion_id, reviewer_id)


def leave(save: Callable[..., Any], review: Review, candidate_id: str, reason: str = "Lý do", **more: Any) -> None:
    seq = review.ledger.head("secretary")[0]
    save(review, candidate_id=candidate_id, reason=reason, entered_by="TV2", expected_seq=seq, **more)


def values(review: Review) -> dict[str, Any]:
    return {fact.key: fact.value for fact in compute_facts(review.tables())}


def test_a_withdrawn_candidate_is_a_record_and_no_longer_under_review(folder: Path) -> None:
    review = open_review(folder)
    mark_sheet(review, "MH-001")
    mark_sheet(review, "MH-002")
    before = values(review)
    leave(withdraw_candidate, review, "MH-001", " Đơn vị xin rút ")
    entry = review.ledger.entries("secretary")[-1]
    assert (entry.kind, entry.body) == (
        "withdraw",
        {"candidate_id": "MH-001", "reason": "Đơn vị xin rút", "entered_by": "TV2"},
    )
    tables = review.tables()
    assert tables.candidates["candidate_id"].tolist() == ["MH-001", "MH-002", "DH-001", "MH-003"]
    assert tables.withdrawals[["candidate_id", "into", "reason"]].to_numpy().tolist() == [
        ["MH-001", "", "Đơn vị xin rút"]
    ]
    assert rank_candidates(combine_scores(tables), tables)["candidate_id"].tolist() == ["MH-002", "DH-001"]
    assert set(unfinished_sheets(tables)["candidate_id"]) == {"MH-002", "DH-001"}
    assert set(tables.marks["candidate_id"]) == {"MH-002"}
    assert set(review.ledger.current_marks()["candidate_id"]) == {"MH-001", "MH-002"}
    assert values(review)["models_built"] == before["models_built"] == 2
    for save, refusal in ((mark, MarkRefusedError), (recommend, RecommendationRefusedError)):
        with pytest.raises(refusal, match="đã rút khỏi đợt xét"):
            save(review, "MH-001")
    with pytest.raises(DecisionRefusedError, match="đã rút khỏi đợt xét"):
        decide(review, "MH-001")


def recommend(review: Review, candidate_id: str) -> None:
    save_recommendation(
        review,
        candidate_id=candidate_id,
        proposed_form="Giấy khen",
        form="Giấy khen",
        reason="",
        entered_by="TV2",
        expected_seq=review.ledger.head("committee")[0],
    )


def decide(review: Review, candidate_id: str, form: str = "Giấy khen") -> None:
    save_decision(
        review,
        candidate_id=candidate_id,
        form=form,
        reason="" if form else "Thu hồi",
        occasion="conference",
        authority="Đảng ủy xã Một",
        authority_kind="party",
        level="commune",
        decision_no="7-QĐ/ĐU",
        decided_on=date(2015, 12, 20),
        signer="Bí thư",
        entered_by="TV2",
        expected_seq=review.ledger.head("committee")[0],
    )


def test_a_recommendation_of_a_withdrawn_candidate_is_none_any_more_and_returns_with_it(folder: Path) -> None:
    review = open_review(folder)
    mark_sheet(review, "MH-001")
    recommend(review, "MH-001")
    leave(withdraw_candidate, review, "MH-001")
    assert review.tables().recommendations.empty
    leave(reinstate_candidate, review, "MH-001")
    tables = review.tables()
    assert tables.recommendations["candidate_id"].tolist() == ["MH-001"]
    assert (len(tables.marks) > 0, tables.withdrawals.empty) == (True, True)


def test_a_decision_on_a_withdrawn_candidate_can_still_be_revoked(folder: Path) -> None:
    review = open_review(folder)
    decide(review, "MH-001")
    leave(withdraw_candidate, review, "MH-001")
    assert values(review)["conference_commended"] == 1
    decide(review, "MH-001", form="")
    assert values(review)["conference_commended"] == 0


def test_a_merged_candidate_is_one_with_its_survivor_and_marks_stay_apart(folder: Path, edit: EditSheet) -> None:
    with edit("candidates.xlsx", "Điểm nhân rộng") as sheet:
        for number, site in ((5, "KHU PHỐ 3"), (6, "Ấp 5")):
            sheet[f"B{number}"], sheet[f"C{number}"], sheet[f"D{number}"] = "Vườn rau an toàn", site, "Xã Một"
    review = open_review(folder)
    mark_sheet(review, "MH-001")
    mark_sheet(review, "MH-002")
    own = review.tables().marks.query("candidate_id == 'MH-001'").reset_index(drop=True)
    leave(merge_candidates, review, "MH-002", into="MH-001")
    tables = review.tables()
    assert tables.candidates["candidate_id"].tolist() == ["MH-001", "DH-001", "MH-003"]
    assert tables.marks.equals(own)
    assert tables.sites[["candidate_id", "site"]].to_numpy().tolist() == [
        ["MH-001", "Khu phố 3"],
        ["MH-001", "Khu phố 4"],
        ["MH-001", "Ấp 5"],
    ]
    assert tables.milestones["candidate_id"].value_counts().to_dict() == {"MH-001": 3, "DH-001": 3}
    assert tables.recognitions["candidate_id"].tolist() == ["MH-001"]
    assert values(review)["models_built"] == 1
    with pytest.raises(MarkRefusedError, match="đã nhập vào hồ sơ MH-001"):
        mark(review, "MH-002")
    leave(reinstate_candidate, review, "MH-002")
    assert values(review)["models_built"] == 2
    assert set(review.tables().marks["candidate_id"]) == {"MH-001", "MH-002"}


def test_declared_conflicts_and_the_nomination_go_with_the_merger(folder: Path, edit: EditSheet) -> None:
    review = open_review(folder)
    assert "MH-003" not in review.under_review()["candidate_id"].tolist()
    leave(merge_candidates, review, "MH-001", into="MH-003")
    assert review.under_review()["candidate_id"].tolist() == ["MH-002", "DH-001", "MH-003"]
    mark(review, "MH-003", reviewer_id="TV1")
    (conflict,) = review.tables().conflicts.to_dict("records")
    assert (conflict["reviewer_id"], conflict["candidate_id"]) == ("TV2", "MH-003")
    with pytest.raises(MarkRefusedError, match="có liên quan"):
        mark(review, "MH-003", reviewer_id="TV2")


def test_a_recusal_from_a_merged_candidate_holds_for_its_survivor(folder: Path) -> None:
    review = open_review(folder)
    mark(review, "MH-001")
    save_mark(
        review,
        reviewer_id="TV1",
        candidate_id="MH-002",
        criterion_id="TT1",
        points=None,
        no_mark="recused",
        expected_seq=review.ledger.head("reviewer:TV1")[0],
        entered_by="TV1",
    )
    declared = review.tables().conflicts
    leave(merge_candidates, review, "MH-002", into="MH-003")
    conflicts = review.tables().conflicts
    assert conflicts.iloc[len(declared) :].to_numpy().tolist() == [
        ["TV1", "MH-003", "xin không chấm hồ sơ MH-002, nay nhập vào hồ sơ này"]
    ]
    assert (conflicts.dtypes == declared.dtypes).all()
    with pytest.raises(MarkRefusedError, match="có liên quan"):
        mark(review, "MH-003")
    leave(reinstate_candidate, review, "MH-002")
    assert review.tables().conflicts.equals(declared)


def test_what_does_not_fit_is_refused_in_a_sentence(folder: Path) -> None:
    review = open_review(folder)
    decide(review, "MH-002")
    refused = [
        (merge_candidates, "MH-001", {"into": "MH-001"}, "không nhập vào chính nó"),
        (merge_candidates, "MH-001", {"into": "DH-001"}, r"khác loại \(mô hình, điển hình\)"),
        (merge_candidates, "MH-002", {"into": "MH-001"}, "đã có quyết định 7-QĐ/ĐU"),
        (merge_candidates, "MH-001", {"into": "MH-009"}, 'không có hồ sơ "MH-009"'),
        (withdraw_candidate, "MH-01", {}, 'Ý là "MH-001"'),
        (withdraw_candidate, "MH-001", {"reason": "  "}, "chưa ghi lý do"),
        (withdraw_candidate, "MH-001", {"reason": "x" * 2001}, "quá 2.000"),
        (reinstate_candidate, "MH-001", {}, "không ở diện đã rút"),
    ]
    for save, candidate_id, more, words in refused:
        with pytest.raises(WithdrawalRefusedError, match=words):
            leave(save, review, candidate_id, **more)
    leave(merge_candidates, review, "MH-003", into="MH-001")
    for save, candidate_id, more, words in [
        (merge_candidates, "MH-001", {"into": "MH-003"}, "hồ sơ MH-003 đã nhập vào hồ sơ MH-001"),
        (merge_candidates, "MH-003", {"into": "MH-002"}, "hồ sơ MH-003 đã nhập"),
        (withdraw_candidate, "MH-003", {}, "hồ sơ MH-003 đã nhập"),
    ]:
        with pytest.raises(WithdrawalRefusedError, match=words):
            leave(save, review, candidate_id, **more)
    assert [entry.kind for entry in review.ledger.entries("secretary")][-1] == "merge"


def test_another_holder_is_not_merged(folder: Path, edit: EditSheet) -> None:
    with edit("candidates.xlsx", "Danh sách") as sheet:
        sheet["N4"] = "hộ gia đình"
        sheet["N6"] = "hộ gia đình"
    with edit("candidates.xlsx", "Quá trình") as sheet:
        sheet.delete_rows(6, 3)
    review = open_review(folder)
    with pytest.raises(WithdrawalRefusedError, match=r"khác chủ thể \(hộ gia đình, tập thể\)"):
        leave(merge_candidates, review, "MH-002", into="MH-001")
    leave(merge_candidates, review, "MH-002", into="MH-003")


def test_an_entry_the_window_has_not_seen_stops_a_withdrawal(folder: Path) -> None:
    review, other = open_review(folder), open_review(folder)
    seen = review.ledger.head("secretary")[0]
    leave(withdraw_candidate, other, "MH-001")
    with pytest.raises(LedgerConflictError):
        withdraw_candidate(review, candidate_id="MH-002", reason="x", entered_by="TV2", expected_seq=seen)
    assert review.under_review()["candidate_id"].tolist() == ["MH-002", "DH-001"]


def test_a_withdrawn_candidate_may_leave_the_list_without_complaint(folder: Path, edit: EditSheet) -> None:
    review = open_review(folder)
    mark(review, "MH-001", reviewer_id="TV1")
    leave(withdraw_candidate, review, "MH-001")
    with edit("candidates.xlsx", "Danh sách") as sheet:
        sheet.delete_rows(3)
        for column, value in {"B": "Mới", "K": "P01", "M": "mô hình", "N": "tập thể", "O": "x"}.items():
            sheet[f"{column}6"] = value
        sheet["Q6"] = date(2015, 1, 1)
    for name in ("Điểm nhân rộng", "Quá trình"):
        with edit("candidates.xlsx", name) as sheet:
            sheet.delete_rows(3, 3)
    with edit("review.xlsx", "Có liên quan") as sheet:
        sheet.delete_rows(3)
    again = open_review(folder)
    # Of MH-001's unit and kind: it would be asked about if MH-001 were missed.
    assert again.changes.to_numpy().tolist() == [["MH-004", "Mới", "added", ""]]
    assert [fault.what for fault in check_folder(folder)] == [
        "danh sách khác lần nạp trước (thêm 1 hồ sơ), khi đã có phiếu chấm, nên cần ghi lý do"
    ]


def test_marks_of_another_holder_do_not_count_and_are_asked_for_again(folder: Path, edit: EditSheet) -> None:
    review = open_review(folder)
    mark_sheet(review, "MH-002")
    with edit("review.xlsx", "Bộ tiêu chí") as sheet:
        for row in sheet.iter_rows(min_row=3):
            # The same ids in both rubrics: only the holder tells them apart.
            if str(row[2].value).startswith("CN"):
                row[2].value = f"TT{row[2].value[2:]}"
    with edit("review.xlsx", "Khi bằng điểm") as sheet:
        for row in sheet.iter_rows(min_row=3):
            if str(row[2].value).startswith("CN"):
                row[2].value = f"TT{row[2].value[2:]}"
    with edit("candidates.xlsx", "Danh sách") as sheet:
        sheet["N4"] = "cá nhân"
    changed = open_review(folder)
    assert changed.changes.to_numpy().tolist() == [["MH-002", "Vườn rau an toàn", "changed", "Chủ thể"]]
    waiting, again = changed.faults
    assert "cần ghi lý do" in waiting.what
    assert (again.column, again.value) == ("Chủ thể", "MH-002")
    assert "1 phiếu theo bộ tiêu chí trước không tính: chấm lại vì đổi chủ thể" in again.what
    tables = changed.tables()
    assert tables.marks.empty
    owed = unfinished_sheets(tables)
    states = dict(zip(zip(owed["reviewer_id"], owed["candidate_id"], strict=True), owed["missing"], strict=True))
    assert states["TV1", "MH-002"] == "chấm lại vì đổi chủ thể"
    assert states["TV2", "MH-002"] == "chưa chấm"
    history = candidate_history(changed, "MH-002")
    assert history["event"].tolist()[-1] == "chấm lại vì đổi chủ thể"
    criterion = changed.rubrics["individual"].criteria["criterion_id"].iloc[0]
    mark(changed, "MH-002", criterion)
    tables = changed.tables()
    assert (len(tables.marks), tables.reopened.empty) == (1, True)


def test_a_corrected_text_keeps_the_marks(folder: Path, edit: EditSheet) -> None:
    review = open_review(folder)
    mark_sheet(review, "MH-002")
    before = review.tables().marks
    with edit("candidates.xlsx", "Danh sách") as sheet:
        sheet["C4"], sheet["P4"] = "Thực trạng mới", "Quốc phòng - an ninh"
    again = open_review(folder)
    assert again.changes["columns"].tolist() == ["Thực trạng - lý do xây dựng, Lĩnh vực"]
    assert again.tables().marks.equals(before)


def test_marks_moved_by_a_sort_of_all_columns_but_the_ids_are_refused(folder: Path, edit: EditSheet) -> None:
    review = open_review(folder)
    with edit("candidates.xlsx", "Danh sách") as sheet:
        for row, key in enumerate(["MH-003", "MH-002", "DH-001", "MH-001"], start=3):
            sheet[f"L{row}"] = key
    with pytest.raises(FaultyFilesError) as caught:
        open_review(folder)
    assert [(fault.row, fault.value, fault.kind) for fault in caught.value.faults] == [
        (3, "MH-003", "contradiction"),
        (6, "MH-001", "contradiction"),
    ]
    assert 'Ý là "MH-001"?' in str(caught.value.faults[0])
    assert review.ledger.head("secretary") == open_ledger_head(folder)


def open_ledger_head(folder: Path) -> tuple[int, str]:
    from danvan_tools.records import Ledger

    return Ledger.open(folder / "ledger.db").head("secretary")


def test_history_of_a_candidate_tells_no_marks(folder: Path, edit: EditSheet) -> None:
    review = open_review(folder)
    mark(review, "MH-002", "TT1")
    mark(review, "MH-002", "TT2")
    recommend(review, "MH-002")
    leave(merge_candidates, review, "MH-003", into="MH-002", reason="Trùng mô hình")
    leave(reinstate_candidate, review, "MH-003", reason="Nhập nhầm")
    leave(withdraw_candidate, review, "MH-003", reason="Xin rút")
    history = candidate_history(review, "MH-002")
    assert list(history.columns) == ["at", "event", "what", "reason", "by"]
    assert history[["event", "what", "reason", "by"]].to_numpy().tolist() == [
        ["cấp mã hồ sơ", "Vườn rau an toàn", "", ""],
        ["vào danh sách", "", "", ""],
        ["chấm điểm", "1 phiếu đã có mục chấm", "", ""],
        ["hội đồng đề nghị", "Giấy khen", "", "Lý Văn Tám"],
        ["nhận hồ sơ nhập vào", "hồ sơ MH-003; điểm của hồ sơ này không đổi", "Trùng mô hình", "Lý Văn Tám"],
    ]
    assert candidate_history(review, "MH-003")["event"].tolist() == [
        "cấp mã hồ sơ",
        "vào danh sách",
        "nhập vào hồ sơ khác",
        "đưa lại vào đợt xét",
        "rút khỏi đợt xét",
    ]


def test_history_tells_which_columns_a_load_changed(folder: Path, edit: EditSheet) -> None:
    open_review(folder)
    with edit("candidates.xlsx", "Danh sách") as sheet:
        sheet["C4"] = "Mới"
    open_review(folder)
    with edit("candidates.xlsx", "Danh sách") as sheet:
        sheet.delete_rows(6)
    review = open_review(folder)
    assert candidate_history(review, "MH-002")[["event", "what"]].to_numpy().tolist()[1:] == [
        ["vào danh sách", ""],
        ["sửa trong danh sách", "Thực trạng - lý do xây dựng"],
    ]
    assert candidate_history(review, "MH-003")["event"].tolist()[-1] == "không còn trong danh sách"
    with pytest.raises(Exception, match='không có hồ sơ "MH-3"'):
        candidate_history(review, "MH-3")


def test_rows_inserted_sorted_and_deleted_move_no_mark(folder: Path, edit: EditSheet) -> None:
    review = open_review(folder)
    mark(review, "MH-001")
    mark(review, "MH-002")
    before = {row["candidate_id"]: row["points"] for row in review.tables().marks.to_dict("records")}
    names = dict(zip(review.candidates["candidate_id"], review.candidates["name"], strict=True))
    with edit("candidates.xlsx", "Danh sách") as sheet:
        # A new row 5, and the first one moved to the end.
        sheet.insert_rows(5)
        for column, value in {"B": "Mới", "K": "Xã Một", "M": "mô hình", "N": "tập thể", "O": "x"}.items():
            sheet[f"{column}5"] = value
        sheet["Q5"] = date(2015, 1, 1)
        sheet.move_range("A3:R3", rows=7)
    again = open_review(folder)
    assert again.changes[["candidate_id", "change"]].to_numpy().tolist() == [["MH-004", "added"]]
    assert again.candidates["candidate_id"].tolist() == ["MH-002", "MH-004", "DH-001", "MH-003", "MH-001"]
    now = dict(zip(again.candidates["candidate_id"], again.candidates["name"], strict=True))
    assert now == names | {"MH-004": "Mới"}
    assert {row["candidate_id"]: row["points"] for row in again.tables().marks.to_dict("records")} == before


def test_a_new_name_without_its_id_is_asked_about_and_the_last_name_is_remembered(
    folder: Path, edit: EditSheet
) -> None:
    open_review(folder)
    with edit("candidates.xlsx", "Danh sách") as sheet:
        sheet["B6"] = "Tổ tiết kiệm mới"
    with pytest.raises(FaultyFilesError, match="ghi lại mã của nó vào ô") as caught:
        open_review(folder)
    assert [fault.kind for fault in caught.value.faults] == ["blank"]
    with edit("candidates.xlsx", "Danh sách") as sheet:
        sheet["L6"] = "MH-003"
    assert open_review(folder).ledger.entries("secretary")[-1].body["renamed"] == {
        "MH-003": {"name": "Tổ tiết kiệm mới", "unit_id": "X01", "kind": "model"}
    }
    with edit("candidates.xlsx", "Danh sách") as sheet:
        sheet["L6"] = None
    again = open_review(folder)
    assert again.candidates["candidate_id"].tolist() == ["MH-001", "MH-002", "DH-001", "MH-003"]
    assert again.changes.empty
