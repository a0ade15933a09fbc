from __future__ import annotations

import shutil
import zipfile
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from danvan_tools.language import VIETNAM_TIME, format_date
from danvan_tools.records.ledger import Ledger
from danvan_tools.records.marks import save_mark
from danvan_tools.records.review import Review, open_review
from danvan_tools.records.rounds import close_round, open_consensus, open_round
from danvan_tools.records.score_sheets import SheetsNotExportedError, export_sheets
from danvan_tools.records.submissions import submit_sheet
from tests.records.score_sheet_files import COMMENTS, PERSONS, POINTS, cell_of, opened

AT = datetime(2015, 12, 1, 8, 0, tzinfo=UTC)
LATER = datetime.now(VIETNAM_TIME) + timedelta(days=7)


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
def ids(review: Review) -> dict[str, str]:
    return dict(zip(review.candidates["name"], review.candidates["candidate_id"], strict=True))


def mark(review: Review, candidate_id: str, criterion_id: str, points: str | None, **changes: Any) -> None:
    given = {"no_mark": "", "comment": "", "entered_by": "TV1", "at": AT, "reviewer_id": "TV1"}
    save_mark(
        review,
        candidate_id=candidate_id,
        criterion_id=criterion_id,
        points=None if points is None else Decimal(points),
        expected_seq=review.ledger.head("reviewer:TV1")[0],
        **(given | changes),
    )


def of_the_secretary(review: Review) -> dict[str, Any]:
    return {"expected_seq": review.ledger.head("secretary")[0], "entered_by": "TV2"}


def names_and_ids(path: Path, sheet: str) -> list[tuple[Any, Any]]:
    rows = openpyxl.load_workbook(path)[sheet].iter_rows(min_row=6, min_col=2, max_col=3, values_only=True)
    return [(key, name) for key, name in rows if key]


def test_everybody_gets_a_workbook_with_the_candidates_without_a_conflict(
    review: Review, ids: dict[str, str], tmp_path: Path
) -> None:
    first, second = export_sheets(review, tmp_path / "out")
    assert (first.name, second.name) == ("phieu-cham-TV1.xlsx", "phieu-cham-TV2.xlsx")
    workbook = openpyxl.load_workbook(first)
    assert [(sheet.title, sheet.sheet_state) for sheet in workbook] == [
        ("Hướng dẫn", "visible"),
        (POINTS, "visible"),
        (COMMENTS, "visible"),
        (PERSONS, "visible"),
        ("Nhận xét cá nhân", "visible"),
        ("Hồ sơ", "visible"),
        ("_danvan", "veryHidden"),
    ]
    collectives = [(ids[name], name) for name in ("Hẻm sáng", "Vườn rau an toàn")]
    assert names_and_ids(first, POINTS) == names_and_ids(first, COMMENTS) == collectives
    assert names_and_ids(second, POINTS) == [(ids["Vườn rau an toàn"], "Vườn rau an toàn")]
    assert names_and_ids(first, PERSONS) == [(ids["Hồ Văn Chín"], "Hồ Văn Chín")]


def test_the_headings_are_those_of_the_rubric(review: Review, tmp_path: Path) -> None:
    (path,) = export_sheets(review, tmp_path, ["TV1"])
    criteria = review.rubrics["collective"].criteria
    rows = list(openpyxl.load_workbook(path)[POINTS].iter_rows(min_row=1, max_row=5, values_only=True))
    assert rows[0][0] == "PHIẾU CHẤM ĐIỂM – TẬP THỂ\nXét chọn thử năm 2015"
    assert rows[1][0] == "Thành viên: Đặng Thị Mười – TV1"
    assert rows[2] == ("STT", "Mã hồ sơ", "Tên mô hình, điển hình", *criteria["criterion_id"], "Tổng điểm")
    assert rows[3][3:-1] == tuple(criteria["name"])
    assert rows[4][2:] == ("Điểm tối đa", *criteria["max_points"], "100 + 5")


def test_the_same_review_gives_the_same_bytes(review: Review, tmp_path: Path) -> None:
    one, two = (export_sheets(review, tmp_path / name, ["TV1"])[0].read_bytes() for name in "ab")
    assert one == two


def test_marks_given_so_far_are_filled_in_with_their_total(review: Review, ids: dict[str, str], tmp_path: Path) -> None:
    key = ids["Hẻm sáng"]
    mark(review, key, "TT1", "12.5", comment="=Tốt")
    mark(review, key, "TT2", None, no_mark="insufficient_evidence")
    mark(review, key, "TT4", "20")
    (path,) = export_sheets(review, tmp_path, ["TV1"])
    for values_only in (False, True):
        sheet = openpyxl.load_workbook(path, data_only=values_only)[POINTS]
        filled = [cell_of(sheet, (key, criterion)).value for criterion in ("TT1", "TT2", "TT3", "TT4")]
        assert filled == [12.5, "không đủ minh chứng", None, 20]
        total = sheet.cell(cell_of(sheet, (key, "TT1")).row, 11).value
        assert total == (32.5 if values_only else '=IF(COUNT(D6:J6)=0,"",ROUND(SUM(D6:J6),6))')
    comment = cell_of(openpyxl.load_workbook(path)[COMMENTS], (key, "TT1"))
    assert (comment.value, comment.data_type) == ("=Tốt", "s")


def test_only_the_cells_to_fill_in_are_unlocked(review: Review, ids: dict[str, str], tmp_path: Path) -> None:
    (path,) = export_sheets(review, tmp_path, ["TV1"])
    workbook = openpyxl.load_workbook(path)
    assert all(sheet.protection.sheet for sheet in workbook)
    for name in (POINTS, COMMENTS):
        free = {cell.coordinate for row in workbook[name].iter_rows() for cell in row if not cell.protection.locked}
        assert free == {f"{column}{row}" for column in "DEFGHIJ" for row in (6, 7)}


def test_drop_downs_offer_the_reasons_and_every_point_on_the_step(review: Review, tmp_path: Path) -> None:
    (path,) = export_sheets(review, tmp_path, ["TV1"])
    workbook = openpyxl.load_workbook(path)
    rule = next(one for one in workbook[POINTS].data_validations.dataValidation if "D6" in one.sqref)
    assert (rule.type, rule.formula1, str(rule.sqref)) == ("list", "'_danvan'!$C$1:$C$33", "D6:D7")
    choices = [row[0] for row in workbook["_danvan"].iter_rows(min_col=3, max_col=3, max_row=33, values_only=True)]
    points = [number / 2 for number in range(30, -1, -1)]
    assert choices == ["không đủ minh chứng", "xin không chấm (có liên quan)", *points]
    assert rule.error == (
        "Nhập từ 0 đến 15, bước 0,5. Không chấm thì chọn một lý do trong danh sách: "
        "không đủ minh chứng; xin không chấm (có liên quan)."
    )


def test_more_points_than_a_list_can_offer_are_checked_by_a_formula(review: Review, tmp_path: Path) -> None:
    fine = replace(review, settings=replace(review.settings, step=Decimal("0.1")))
    (path,) = export_sheets(fine, tmp_path, ["TV1"])
    rules = openpyxl.load_workbook(path)[POINTS].data_validations.dataValidation
    rule = next(one for one in rules if "G6" in one.sqref)
    assert rule.type == "custom"
    assert rule.formula1 == (
        "OR(AND(ISNUMBER(G6),G6>=0,G6<=30,ABS(G6/0.1-ROUND(G6/0.1,0))<0.000001),"
        'G6="không đủ minh chứng",G6="xin không chấm (có liên quan)")'
    )


def test_the_levels_stand_in_notes_and_on_the_first_sheet(review: Review, tmp_path: Path) -> None:
    (path,) = export_sheets(review, tmp_path, ["TV1"])
    workbook = openpyxl.load_workbook(path)
    anchors = review.rubrics["collective"].criteria["anchors"].iloc[0]
    assert workbook[POINTS]["D3"].comment.text.endswith(anchors)
    assert anchors in [cell.value for cell in workbook["Hướng dẫn"]["E"]]


def test_the_dossier_holds_the_texts_and_the_id_leads_to_it(
    review: Review, ids: dict[str, str], tmp_path: Path
) -> None:
    (path,) = export_sheets(review, tmp_path, ["TV1"])
    workbook = openpyxl.load_workbook(path)
    link = workbook[POINTS]["B6"].hyperlink.location
    assert link == "'Hồ sơ'!A2"
    rows = dict(workbook["Hồ sơ"].iter_rows(min_row=3, max_row=16, max_col=2, values_only=True))
    assert workbook["Hồ sơ"]["A2"].value == f"{ids['Hẻm sáng']} – Hẻm sáng"
    assert rows["Điểm nhân rộng"] == "Khu phố 3 (Phường Hòa Hai), từ 03/02/2015\nKhu phố 4 (Phường Hòa Hai)"
    assert rows["Thực trạng - lý do xây dựng"] == "Hồ sơ không ghi."


def test_a_long_text_goes_on_below_with_nothing_lost(review: Review, tmp_path: Path) -> None:
    told = "\n".join(["Câu chuyện dài " * 400, "x" * 4000, "Hết."])
    candidates = review.candidates.assign(situation=told)
    (path,) = export_sheets(replace(review, candidates=candidates), tmp_path, ["TV1"])
    column = [row[1].value for row in openpyxl.load_workbook(path)["Hồ sơ"].iter_rows(min_row=7, max_row=30)]
    pieces = column[: column.index("Hồ sơ không ghi.")]
    assert len(pieces) > 5
    assert "".join("".join(pieces).split()) == "".join(told.split())


def test_names_are_text_whatever_they_begin_with(review: Review, tmp_path: Path) -> None:
    candidates = review.candidates.assign(name="=1+1")
    (path,) = export_sheets(replace(review, candidates=candidates), tmp_path, ["TV1"])
    cell = openpyxl.load_workbook(path)[POINTS]["C6"]
    assert (cell.value, cell.data_type) == ("=1+1", "s")


def test_where_marking_is_blind_no_name_is_in_the_file(review: Review, tmp_path: Path) -> None:
    blind = replace(review, settings=replace(review.settings, blind="yes"))
    (path,) = export_sheets(blind, tmp_path, ["TV1"])
    with zipfile.ZipFile(path) as archive:
        text = "".join(archive.read(name).decode("utf-8", "replace") for name in archive.namelist())
    assert [name for name in ("Hẻm sáng", "Vườn rau", "Hồ Văn Chín", "Hòa Hai", "Xã Một") if name in text] == []
    assert "Hồ sơ 01" in text


def test_a_file_that_somebody_saved_since_is_left_alone(review: Review, tmp_path: Path) -> None:
    (path,) = export_sheets(review, tmp_path, ["TV1"])
    assert export_sheets(review, tmp_path, ["TV1"]) == [path]
    with opened(path) as workbook:
        workbook[POINTS]["D6"] = 7
    filled = path.read_bytes()
    (other,) = export_sheets(review, tmp_path, ["TV1"])
    assert (other.name, path.read_bytes()) == ("phieu-cham-TV1-2.xlsx", filled)


def test_a_sheet_handed_in_is_shown_and_locked(review: Review, ids: dict[str, str], tmp_path: Path) -> None:
    open_round(review, deadline=LATER, **of_the_secretary(review))
    criteria = review.rubrics["individual"].criteria["criterion_id"]
    for criterion_id in criteria:
        mark(review, ids["Hồ Văn Chín"], criterion_id, "3", at=None)
    shown = {criterion_id: (Decimal(3), "") for criterion_id in criteria}
    seq = review.ledger.head("reviewer:TV1")[0]
    submit_sheet(
        review,
        reviewer_id="TV1",
        candidate_id=ids["Hồ Văn Chín"],
        shown=shown,
        expected_seq=seq,
        entered_by="TV1",
    )
    (path,) = export_sheets(review, tmp_path, ["TV1"])
    workbook = openpyxl.load_workbook(path)
    assert [cell.protection.locked for cell in workbook[PERSONS][6]] == [True] * 10
    texts = " ".join(str(cell.value) for cell in workbook["Hướng dẫn"]["A"])
    assert "nền xám là phiếu đã hoàn tất" in texts
    assert f"thư ký hội đồng trước {LATER.astimezone(VIETNAM_TIME):%H:%M} ngày {format_date(LATER)}." in texts


def test_only_known_reviewers_with_something_to_mark_get_a_sheet(review: Review, tmp_path: Path) -> None:
    with pytest.raises(SheetsNotExportedError, match=r'không có thành viên "TV9" trong Hội đồng\. Ý là "TV1"\?'):
        export_sheets(review, tmp_path, ["TV9"])
    nothing = replace(review, milestones=review.milestones.iloc[:0])
    with pytest.raises(SheetsNotExportedError, match="Đặng Thị Mười, Lý Văn Tám không có hồ sơ nào để chấm"):
        export_sheets(nothing, tmp_path)
    assert list(tmp_path.glob("*.xlsx")) == []


def test_no_sheet_goes_out_in_a_closed_round_or_a_consensus(
    review: Review, ids: dict[str, str], tmp_path: Path
) -> None:
    open_round(review, deadline=None, **of_the_secretary(review))
    close_round(review, **of_the_secretary(review))
    with pytest.raises(SheetsNotExportedError, match="Xuất phiếu chấm: vòng chấm đã đóng lúc"):
        export_sheets(review, tmp_path)
    open_consensus(review, [ids["Hẻm sáng"]], **of_the_secretary(review))
    with pytest.raises(SheetsNotExportedError, match="đang là vòng thống nhất điểm"):
        export_sheets(review, tmp_path)
