from __future__ import annotations

import io
import shutil
import zipfile
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from danvan_tools.records.ledger import Ledger
from danvan_tools.records.marks import save_mark
from danvan_tools.records.review import Review, open_review
from danvan_tools.records.score_sheets import SheetFileRefusedError, export_sheets, read_sheet_file
from tests.records.score_sheet_files import COMMENTS, PERSONS, POINTS, fill, opened
from tests.records.workbook_files import sheet as sheet_of
from tests.records.workbook_files import xlsx

UNDO = "Sửa lại như lúc xuất, hoặc xuất lại phiếu rồi chép điểm sang phiếu mới."
MOVE = "Chép nội dung vào đúng dòng, đúng cột của phiếu rồi xóa ô này."
AGAIN = "Xuất lại phiếu rồi chép điểm sang phiếu mới."
Edit = Callable[[openpyxl.Workbook], Any]


@pytest.fixture(scope="module")
def review(sound_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Review:
    """The small review; nothing here writes to it."""
    return open_review(shutil.copytree(sound_folder, tmp_path_factory.mktemp("opened") / "review"))


@pytest.fixture(scope="module")
def fresh(review: Review, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The sheets of both reviewers as they were exported."""
    paths = export_sheets(review, tmp_path_factory.mktemp("out"))
    return dict(zip(("TV1", "TV2"), paths, strict=True))


@pytest.fixture
def path(fresh: dict[str, Path], tmp_path: Path) -> Path:
    """A copy of the first reviewer's sheet, to be changed."""
    return Path(shutil.copy(fresh["TV1"], tmp_path / "phieu.xlsx"))


@pytest.fixture
def refusals(review: Review, path: Path) -> Callable[[Edit], list[str]]:
    """Edit the sheet and return the sentences that refuse it, without the name of the file."""

    def found(edit: Edit) -> list[str]:
        with opened(path) as workbook:
            edit(workbook)
        with pytest.raises(SheetFileRefusedError) as refused:
            read_sheet_file(review, path)
        return [str(fault).removeprefix("phieu.xlsx") for fault in refused.value.faults]

    return found


def put(sheet: str, **cells: Any) -> Edit:
    def edit(workbook: openpyxl.Workbook) -> None:
        for place, value in cells.items():
            workbook[sheet][place] = value

    return edit


CELLS = [
    (15.5, "15,5 điểm vượt điểm tối đa 15. Nhập từ 0 đến 15, bước 0,5."),
    (-1, "-1 điểm là số âm. Nhập từ 0 đến 15, bước 0,5."),
    (7.25, "7,25 điểm không theo bước 0,5. Nhập từ 0 đến 15, bước 0,5."),
    (1e300, "1e+300 điểm vượt điểm tối đa 15. Nhập từ 0 đến 15, bước 0,5."),
    ("12.5", '"12.5" không phải là số. Ý là "12,5"? Sửa ô rồi chạy lại.'),
    (True, '"TRUE" không phải là số. Sửa ô rồi chạy lại.'),
    (
        "khá",
        '"khá" không phải là số điểm. Ghi số điểm, hoặc chọn: không đủ minh chứng; xin không chấm (có liên quan). '
        "Sửa ô rồi chạy lại.",
    ),
    (
        "không đủ minh chưng cứ",
        '"không đủ minh chưng cứ" không phải là số điểm. Ý là "không đủ minh chứng"? Sửa ô rồi chạy lại.',
    ),
    (
        datetime(2015, 5, 12),
        'chương trình bảng tính đã đổi điểm thành ngày, giờ "12/05/2015". Định dạng ô kiểu General, gõ lại điểm với '
        "dấu phẩy (ví dụ 12,5) rồi chạy lại.",
    ),
    (
        "=D7+1",
        "ô có công thức chưa được tính nên chưa có giá trị. Mở tệp bằng Excel hoặc LibreOffice, lưu lại rồi chạy lại; "
        "hoặc gõ giá trị vào ô.",
    ),
    ("#N/A", "ô báo lỗi công thức #N/A. Gõ giá trị vào ô thay cho công thức rồi chạy lại."),
]


@pytest.mark.parametrize(("value", "sentence"), CELLS)
def test_a_cell_that_holds_no_mark_is_refused(refusals: Any, value: Any, sentence: str) -> None:
    assert refusals(put(POINTS, D6=value)) == [f', trang "{POINTS}", dòng 6, cột "TT1": hồ sơ MH-001: {sentence}']


@pytest.mark.parametrize(
    ("value", "points", "no_mark"),
    [
        ("12,5", "12.5", ""),
        (" 12 ", "12", ""),
        (0, "0", ""),
        (1.0000000000000002, "1", ""),
        ("khong du minh chung", None, "insufficient_evidence"),
        ("Xin không chấm (có liên quan)", None, "recused"),
        ("chưa chấm", None, ""),
        ("  ", None, ""),
    ],
)
def test_what_people_type_for_a_mark_is_understood(
    review: Review, path: Path, *, value: Any, points: str | None, no_mark: str
) -> None:
    found = read_sheet_file(review, fill(path, {("MH-001", "TT1"): value})).cells[0]
    assert (found.file.points, found.file.no_mark) == (None if points is None else Decimal(points), no_mark)


def test_a_comment_that_cannot_be_kept_is_refused(refusals: Any) -> None:
    assert refusals(put(COMMENTS, D6="x" * 2500)) == [
        f', trang "{COMMENTS}", dòng 6, cột "TT1": hồ sơ MH-001: nhận xét dài 2.500 ký tự, quá 2.000. '
        "Rút gọn rồi lưu lại."
    ]


def test_rows_in_another_order_are_fine(review: Review, path: Path) -> None:
    fill(path, {("MH-001", "TT1"): 3, ("MH-002", "TT1"): 4})
    with opened(path) as workbook:
        sheet = workbook[POINTS]
        for column in "ABCDEFGHIJ":
            above, below = sheet[f"{column}6"], sheet[f"{column}7"]
            above.value, below.value = below.value, above.value
    marks = {cell.key: cell.file.words for cell in read_sheet_file(review, path).cells if cell.file.given}
    assert marks == {("MH-001", "TT1"): "3", ("MH-002", "TT1"): "4"}


def delete_row(workbook: openpyxl.Workbook) -> None:
    workbook[POINTS].delete_rows(7)


def double_row(workbook: openpyxl.Workbook) -> None:
    for column in "ABCDE":
        workbook[POINTS][f"{column}8"] = workbook[POINTS][f"{column}7"].value


def swap_ids(workbook: openpyxl.Workbook) -> None:
    sheet = workbook[POINTS]
    sheet["B6"], sheet["B7"] = "MH-002", "MH-001"


@pytest.mark.parametrize(
    ("edit", "sentences"),
    [
        (
            put(POINTS, B6="MH-009"),
            [
                f'dòng 6: ô B6: mã hồ sơ "MH-009" không có trong phiếu đã xuất. Ý là "MH-001"? {UNDO}',
                f'thiếu dòng của hồ sơ MH-001 "Hẻm sáng". {UNDO}',
            ],
        ),
        (delete_row, [f'thiếu dòng của hồ sơ MH-002 "Vườn rau an toàn". {UNDO}']),
        (double_row, [f'dòng 8: ô B8: mã hồ sơ "MH-002" đã có ở dòng 7. {UNDO}']),
        (
            swap_ids,
            [
                f'dòng 6: ô B6: mã hồ sơ MH-002 đi với tên "Hẻm sáng", lúc xuất là "Vườn rau an toàn". {UNDO}',
                f'dòng 7: ô B7: mã hồ sơ MH-001 đi với tên "Vườn rau an toàn", lúc xuất là "Hẻm sáng". {UNDO}',
            ],
        ),
        (
            put(POINTS, D3="TT9"),
            [
                f'dòng 3: ô D3: tiêu đề "TT9" không có trong phiếu đã xuất. Ý là "TT1"? {UNDO}',
                f'thiếu cột "TT1". {UNDO}',
            ],
        ),
        (put(POINTS, D3="TT2"), [f'dòng 3: ô E3: tiêu đề "TT2" có ở hai cột. {UNDO}', f'thiếu cột "TT1". {UNDO}']),
        (
            put(POINTS, D4="Sáng tạo"),
            [
                'dòng 4: ô D4: tiêu đề của tiêu chí TT1 là "Sáng tạo", lúc xuất là '
                f'"Sự lãnh đạo của cấp ủy và kế hoạch thực hiện". {UNDO}'
            ],
        ),
        (put(POINTS, D5=20), [f'dòng 5: ô D5: tiêu đề của tiêu chí TT1 là "20", lúc xuất là "15". {UNDO}']),
        (put(POINTS, B3="Mã"), [f'không thấy hàng tiêu đề có ô "Mã hồ sơ". {UNDO}']),
        (
            put(POINTS, L3="Ghi chú", L6="Tốt"),
            [f'dòng 3: ô L3: tiêu đề "Ghi chú" không có trong phiếu đã xuất. {UNDO}'],
        ),
        (
            put(POINTS, L6="Tốt", D12=5),
            [
                f'dòng 6: ô L6: "Tốt" nằm ngoài bảng chấm. {MOVE}',
                f'dòng 12: ô D12: "5" nằm ngoài bảng chấm. {MOVE}',
            ],
        ),
        (
            put(POINTS, A6="Tốt", A7=12.5),
            [
                'dòng 6: ô A6: "Tốt" được gõ đè lên số thứ tự 1. '
                "Chép nội dung vào đúng ô của phiếu rồi ghi lại số thứ tự.",
                'dòng 7: ô A7: "12,5" được gõ đè lên số thứ tự 2. '
                "Chép nội dung vào đúng ô của phiếu rồi ghi lại số thứ tự.",
            ],
        ),
        (
            put(POINTS, A900="x"),
            ["trang trải tới ô K900, rộng hơn hẳn phiếu đã xuất. Xóa các ô thừa ở ngoài bảng chấm rồi chạy lại."],
        ),
        (
            put(POINTS, A2="Thành viên: Lý Văn Tám – TV2"),
            [
                'trang ghi "Thành viên: Lý Văn Tám – TV2", còn tệp là phiếu của Đặng Thị Mười – TV1. '
                f"Mỗi thành viên một tệp riêng. {AGAIN}"
            ],
        ),
    ],
)
def test_ids_names_and_headings_must_be_as_they_were(refusals: Any, edit: Edit, sentences: list[str]) -> None:
    found = [sentence.removeprefix(f', trang "{POINTS}"').lstrip(",: ") for sentence in refusals(edit)]
    assert found == sentences


def test_sheets_gone_renamed_or_added_are_refused(refusals: Any) -> None:
    def edit(workbook: openpyxl.Workbook) -> None:
        del workbook[PERSONS]
        workbook[COMMENTS].title = "Nhận xét"
        workbook.create_sheet("Nháp")["A1"] = 5
        workbook.create_sheet("Trống")

    gone = "không có trang này trong tệp. Đặt lại tên trang như lúc xuất."
    foreign = "trang này không có trong phiếu đã xuất. Chép điểm (nếu có) sang trang đúng của phiếu rồi xóa trang này."
    assert refusals(edit) == [
        f', trang "{COMMENTS}": {gone} {AGAIN}',
        f', trang "{PERSONS}": {gone} {AGAIN}',
        f', trang "Nhận xét": {foreign}',
        f', trang "Nháp": {foreign}',
    ]


DAMAGED = f": trang ẩn của phiếu đã bị sửa, hoặc do phiên bản khác của phần mềm ghi. {AGAIN}"


@pytest.mark.parametrize(
    "edit",
    [
        lambda text: text.replace('"TV1"', '"TV2"'),
        lambda text: text.replace('"seq":0', '"seq":7'),
        lambda text: text[:-1],
        lambda text: "",
    ],
)
def test_a_manifest_that_was_changed_is_refused(refusals: Any, edit: Callable[[str], str]) -> None:
    def changed(workbook: openpyxl.Workbook) -> None:
        sheet = workbook["_danvan"]
        sheet["A3"] = edit(sheet["A3"].value)

    assert refusals(changed) == [DAMAGED]


def test_a_file_without_a_manifest_is_no_score_sheet(refusals: Any) -> None:
    def removed(workbook: openpyxl.Workbook) -> None:
        del workbook["_danvan"]

    assert refusals(removed) == [
        ": tệp không phải là phiếu chấm do phần mềm này xuất, hoặc trang ẩn của phiếu đã bị xóa. "
        f"Chọn đúng tệp phiếu chấm. {AGAIN}"
    ]


def refusal(review: Review, path: Path) -> str:
    with pytest.raises(SheetFileRefusedError) as refused:
        read_sheet_file(review, path)
    return str(refused.value)


def test_a_sheet_of_another_review_is_refused(review: Review, path: Path) -> None:
    other = replace(review, settings=replace(review.settings, review_id="THU-2016"))
    assert refusal(other, path) == (
        "phieu.xlsx: đây là phiếu của đợt xét THU-2015, không phải của đợt THU-2016. "
        "Chọn đúng tệp, hoặc đúng thư mục của đợt xét."
    )


def test_a_sheet_of_a_rubric_that_changed_is_refused(review: Review, path: Path) -> None:
    criteria = review.criteria.assign(anchors=review.criteria["anchors"] + "!")
    changed = replace(review, criteria=criteria)
    stale = "bộ tiêu chí cho chủ thể tập thể đã đổi sau khi xuất phiếu"
    assert refusal(changed, path) == f"phieu.xlsx: {stale}. {AGAIN}"
    finer = replace(review, settings=replace(review.settings, step=Decimal("0.25")))
    assert refusal(finer, path) == f"phieu.xlsx: bước điểm đã đổi sau khi xuất phiếu. {AGAIN}"


def test_rules_that_change_no_mark_leave_a_sheet_good(review: Review, path: Path) -> None:
    changed = replace(review, quotas=review.quotas.iloc[:0])
    assert read_sheet_file(changed, path).counts["same"] == 20


def test_a_sheet_of_somebody_who_left_the_committee_is_refused(review: Review, path: Path) -> None:
    left = replace(review, committee=review.committee[review.committee["reviewer_id"] != "TV1"])
    assert refusal(left, path) == (
        'phieu.xlsx: không có thành viên "TV1" trong Hội đồng. Ý là "TV2"? Kiểm tra trang Hội đồng của review.xlsx.'
    )


def test_a_sheet_of_another_ledger_is_refused(review: Review, tmp_path: Path) -> None:
    here, there = (replace(review, ledger=Ledger.open(tmp_path / f"{name}.db")) for name in ("here", "there"))
    for one, points in ((here, 5), (there, 6)):
        one.ledger.restore(review.ledger.entries())
        save_mark(
            one,
            reviewer_id="TV1",
            candidate_id="MH-001",
            criterion_id="TT1",
            points=Decimal(points),
            expected_seq=0,
            entered_by="TV1",
        )
    (path,) = export_sheets(there, tmp_path, ["TV1"])
    assert refusal(here, path).startswith("phieu-cham-TV1.xlsx: phiếu được xuất từ một sổ ghi khác với sổ của thư mục")
    # A ledger that lost its tail.
    assert refusal(review, path).startswith("phieu-cham-TV1.xlsx: phiếu được xuất từ một sổ ghi khác")
    assert read_sheet_file(there, path).seq == 1


@pytest.mark.parametrize(
    ("content", "what"),
    [
        (b"", "tệp trống, không có nội dung nào"),
        (b"%PDF-1.7", "đây thật ra là một tệp PDF, không phải bảng tính"),
        (b"a,b\n1,2\n", "tệp không phải là phiếu chấm do phần mềm này xuất"),
        (xlsx(sheet_of('<row r="1"><c r="A1"><v>1</v></c></row>')), "tệp không phải là phiếu chấm"),
        (xlsx(sheet_of("<!DOCTYPE x>")), "tệp không phải là phiếu chấm"),
    ],
)
def test_a_file_that_is_something_else_is_refused(review: Review, tmp_path: Path, content: bytes, what: str) -> None:
    path = tmp_path / "phieu.csv"
    path.write_bytes(content)
    assert refusal(review, path).startswith(f"phieu.csv: {what}")
    assert refusal(review, tmp_path / "không có.xlsx").startswith("không có.xlsx: không có tệp này")


def replaced(path: Path, part: str, content: bytes) -> None:
    """Put another content into one part of a workbook, as an attacker would."""
    target = io.BytesIO()
    with zipfile.ZipFile(path) as source, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in source.namelist():
            archive.writestr(name, content if name == part else source.read(name))
    path.write_bytes(target.getvalue())


@pytest.mark.parametrize("number", [2, 7])
@pytest.mark.parametrize(
    "content",
    [
        sheet_of('<row r="1"><c r="A1"><v>1</v></c><c r="XFD1048576"><v>1</v></c></row>').encode(),
        b"<!DOCTYPE x [<!ENTITY a 'aaaaaaaaaa'>]>" + sheet_of("<row><c><v>&a;</v></c></row>").encode(),
        b"<worksheet>",
    ],
)
def test_a_hostile_workbook_is_refused_in_one_sentence(review: Review, path: Path, number: int, content: bytes) -> None:
    replaced(path, f"xl/worksheets/sheet{number}.xml", content)
    assert refusal(review, path).startswith("phieu.xlsx")
    assert "\n" not in refusal(review, path)


def test_no_more_faults_are_listed_than_anybody_reads(refusals: Any) -> None:
    def filled(workbook: openpyxl.Workbook) -> None:
        for row in range(20, 400):
            workbook[POINTS][f"D{row}"] = 5

    assert len(refusals(filled)) == 100


def test_a_sheet_that_unpacks_to_hundreds_of_megabytes_is_refused_before_it_is_read(review: Review, path: Path) -> None:
    packed = path.with_name("phình.xlsx")
    with zipfile.ZipFile(path) as source, zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as target:
        for part in source.infolist():
            content = source.read(part)
            if part.filename == "xl/sharedStrings.xml":
                content = content.replace(b"</sst>", b"<si><t>" + b" " * 900_000 + b"</t></si></sst>")
                content = content.replace(b"</sst>", b" " * (129 * 2**20) + b"</sst>")
            target.writestr(part, content)
    with pytest.raises(SheetFileRefusedError, match="nội dung tệp khi giải nén lớn hơn 128 MB"):
        read_sheet_file(review, packed)
