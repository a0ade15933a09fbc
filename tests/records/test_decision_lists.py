"""The list of proposals out to the authority and back: what is shown, what is refused, what is written."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from danvan_tools.records import (
    AWARD_CHANGES,
    DecisionListRefusedError,
    LedgerConflictError,
    ListNotExportedError,
    Review,
    export_decision_list,
    follow_awards,
    import_decision_list,
    read_decision_list,
    save_recommendation,
)

FILLED = {
    7: "Giấy khen", 8: "43-QĐ/ĐU", 9: date(2015, 12, 21), 10: "Đảng ủy xã Một", 11: "cấp ủy Đảng", 12: "xã, phường",
    13: "Hội nghị tổng kết phong trào", 14: "Người Ký",
}  # fmt: skip
FIRST = 5


@pytest.fixture
def review(review: Review) -> Review:
    opened = review
    key = opened.candidates.set_index("name").loc["Vườn rau an toàn", "candidate_id"]
    save_recommendation(
        opened, candidate_id=key, proposed_form="Giấy khen", form="Giấy khen", reason="", entered_by="TV2",
        expected_seq=0,
    )  # fmt: skip
    return opened


@pytest.fixture
def fill(review: Review, tmp_path: Path) -> Callable[..., Path]:
    """Export the list and change cells of its sheet: (row, column) → value; the first row is the one recommended."""

    def filled(changes: dict[tuple[int, int], Any] | None = None, name: str = "nhan-lai.xlsx") -> Path:
        exported = tmp_path / f"xuat-{name}"
        export_decision_list(review, exported)
        book = openpyxl.load_workbook(exported)
        sheet = book["Quyết định"]
        for (row, column), value in (changes or {}).items():
            sheet.cell(row, column).value = value
        book.save(tmp_path / name)
        return tmp_path / name

    return filled


def whole(row: int = FIRST, **changes: Any) -> dict[tuple[int, int], Any]:
    return {(row, column): changes.get(f"c{column}", value) for column, value in FILLED.items()} | {
        (row, int(name[1:])): value for name, value in changes.items()
    }


def test_a_filled_list_is_shown_written_once_and_changes_nothing_again(review, fill) -> None:
    path = fill(whole())
    found = read_decision_list(review, path)
    row = found.differences().iloc[0]
    assert (row["recommended"], row["before"], row["after"]) == (
        "Giấy khen", "chưa có", "Giấy khen: 43-QĐ/ĐU, ngày 21/12/2015",
    )  # fmt: skip
    assert review.ledger.decisions().empty
    (entry,) = import_decision_list(review, found, entered_by="TV2")
    assert (entry.body["level"], entry.body["decided_on"], entry.body["source"]) == (
        "commune", "2015-12-21", "nhan-lai.xlsx",
    )  # fmt: skip
    # The same message again, and the same file again.
    assert import_decision_list(review, found, entered_by="TV2") == [entry]
    assert read_decision_list(review, path).changed == ()
    assert len(review.ledger.entries("committee", "decision")) == 1


def test_the_same_ledger_gives_the_same_bytes_and_no_file_is_replaced(review, tmp_path) -> None:
    one, other = (export_decision_list(review, tmp_path / name) for name in ("a.xlsx", "b.xlsx"))
    assert one.read_bytes() == other.read_bytes()
    with pytest.raises(ListNotExportedError, match=r"a\.xlsx: đã có tệp mang tên này"):
        export_decision_list(review, one)


def test_lists_have_words_with_commas(review, tmp_path) -> None:
    sheet = openpyxl.load_workbook(export_decision_list(review, tmp_path / "a.xlsx"))["Quyết định"]
    sources = {one.formula1 for one in sheet.data_validations.dataValidation}
    assert all("_danvan" in one for one in sources)
    assert sheet.protection.sheet
    assert (sheet.cell(FIRST, 2).protection.locked, sheet.cell(FIRST, 7).protection.locked) == (True, False)


def test_the_authority_strikes_adds_and_lowers_each_with_its_reason(review, fill) -> None:
    added = whole(FIRST + 1, c15="Cấp trên bổ sung")
    import_decision_list(
        review,
        read_decision_list(review, fill(whole(c7="Biểu dương", c15="Kết quả còn hẹp") | added)),
        entered_by="TV2",
    )
    path = follow_awards(review).set_index("proposed")
    lowered = path.loc["Giấy khen"]
    assert lowered[["recommended", "decided", "award_change", "decided_reason"]].tolist() == [
        "Giấy khen", "Biểu dương", "lowered", "Kết quả còn hẹp",
    ]  # fmt: skip
    assert path.loc[""]["award_change"] == "added"
    # Struck afterwards, in a list that shows what was decided before.
    struck = whole(c7="Không tặng", c15="Có đơn thư đang xem xét")
    import_decision_list(review, read_decision_list(review, fill(struck, "b.xlsx")), entered_by="TV2")
    after = follow_awards(review).set_index("proposed").loc["Giấy khen"]
    assert (after["decided"], after["award_change"]) == ("", "revoked")
    assert {"struck", "added", "lowered", "revoked"} <= set(AWARD_CHANGES.values())


def test_a_row_of_another_authority_takes_the_former_decision_back(review, fill) -> None:
    import_decision_list(review, read_decision_list(review, fill(whole())), entered_by="TV2")
    moved = fill({(FIRST, 10): "Ủy ban nhân dân xã Một", (FIRST, 11): "chính quyền"}, "b.xlsx")
    entries = import_decision_list(review, read_decision_list(review, moved), entered_by="TV2")
    assert [entry.kind for entry in entries] == ["retract", "decision"]
    assert review.ledger.decisions()["authority_kind"].tolist() == ["government"]


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({(FIRST, 2): "MH-999"}, "STT 1 ghi"),
        ({(FIRST, 3): "Tên khác"}, 'STT 1 ghi "Tên khác"'),
        ({(FIRST, 6): "Biểu dương"}, 'STT 1 ghi "Biểu dương", lúc xuất là "Giấy khen"'),
        ({(FIRST + 1, 1): 1}, "STT 1 đã có ở dòng 5"),
        ({(FIRST, 1): 77}, 'dòng "77" không có trong danh sách'),
        ({(4, 7): "Hình thức"}, 'tiêu đề cột 7 là "Hình thức"'),
        (whole(c7="Huân chương"), '"Huân chương" không có trong danh mục'),
        (whole(c7=None), "ô hình thức để trống"),
        (whole(c8=None), "thiếu số quyết định"),
        (whole(c9="hôm qua"), '"hôm qua" không phải là ngày'),
        (whole(c12="cấp nào đó"), '"cấp nào đó" không có trong danh mục'),
        (whole(c7="Biểu dương"), "hạ từ khen thưởng xuống biểu dương) mà chưa ghi lý do"),
        (whole(c7="Không tặng"), "chưa ghi lý do"),
        (whole(FIRST + 1), "(bổ sung) mà chưa ghi lý do"),
    ],
)
def test_what_a_list_may_not_say(review, fill, changes, words) -> None:
    with pytest.raises(DecisionListRefusedError) as refused:
        read_decision_list(review, fill(changes))
    assert words in str(refused.value)
    assert review.ledger.decisions().empty


def test_a_stale_list_is_refused(review, fill) -> None:
    path = fill(whole())
    key = follow_awards(review)["candidate_id"].iloc[0]
    save_recommendation(
        review, candidate_id=key, proposed_form="Giấy khen", form="Biểu dương", reason="Họp lại", entered_by="TV2",
        expected_seq=1,
    )  # fmt: skip
    with pytest.raises(DecisionListRefusedError, match=r"danh sách đã cũ.*“Biểu dương”, lúc xuất là “Giấy khen”"):
        read_decision_list(review, path)


def test_a_row_decided_otherwise_meanwhile_and_another_window_are_refused(review, fill) -> None:
    first, second = fill(whole(), "a.xlsx"), fill(whole(c8="99-QĐ/ĐU"), "b.xlsx")
    late = read_decision_list(review, second)
    import_decision_list(review, read_decision_list(review, first), entered_by="TV2")
    with pytest.raises(DecisionListRefusedError, match="đã có quyết định ghi vào sổ sau khi xuất"):
        read_decision_list(review, second)
    with pytest.raises(LedgerConflictError):
        import_decision_list(review, late, entered_by="TV2")


def test_files_that_are_no_list(review, tmp_path) -> None:
    (tmp_path / "a.xlsx").write_text("không phải Excel")
    openpyxl.Workbook().save(tmp_path / "b.xlsx")
    for name in ("a.xlsx", "b.xlsx", "khong-co.xlsx"):
        with pytest.raises(DecisionListRefusedError, match=name.replace(".", r"\.")):
            read_decision_list(review, tmp_path / name)


def test_a_damaged_manifest_is_refused(review, fill) -> None:
    path = fill()
    book = openpyxl.load_workbook(path)
    book["_danvan"]["A3"] = str(book["_danvan"]["A3"].value).replace("Giấy", "Bằng")
    book.save(path)
    with pytest.raises(DecisionListRefusedError, match="trang ẩn của danh sách đã bị sửa"):
        read_decision_list(review, path)
