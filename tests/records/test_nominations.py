import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import xlsxwriter
from docx import Document

from danvan_tools.errors import DanvanError
from danvan_tools.records import collect_nominations, open_review, record_load, save_mark, write_proposals
from danvan_tools.records.form_items import ITEMS
from danvan_tools.records.ledger import Ledger
from danvan_tools.records.review_ledger import has_marks

_HEADINGS = {item.name: item.heading for item in ITEMS}


@pytest.fixture
def incoming(folder: Path) -> Path:
    place = folder / "incoming"
    place.mkdir()
    return place


def _docx(path: Path, texts: Mapping[str, str], day: int = 1) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    document = Document()
    document.add_paragraph("PHIẾU ĐĂNG KÝ MÔ HÌNH “DÂN VẬN KHÉO”")
    for number, (name, text) in enumerate(texts.items(), start=1):
        document.add_paragraph(f"{number}. {_HEADINGS[name]}")
        document.add_paragraph(text)
    document.save(str(path))
    return _received(path, day)


def _xlsx(path: Path, rows: Sequence[Sequence[object]], day: int = 1) -> Path:
    with xlsxwriter.Workbook(str(path)) as workbook:
        sheet = workbook.add_worksheet("Sheet1")
        for number, row in enumerate(rows):
            sheet.write_row(number, 0, row)
    return _received(path, day)


def _received(path: Path, day: int) -> Path:
    moment = datetime(2015, 9, day, 12, tzinfo=UTC).timestamp()
    os.utime(path, (moment, moment))
    return path


def test_forms_and_lists_become_rows_with_unit_day_and_digest(folder: Path, incoming: Path):
    _docx(incoming / "a.docx", {"name": "Tuyến đường hoa", "goals": "xanh, sạch", "unit_id": "Xã Một"}, day=3)
    _xlsx(
        incoming / "b.xlsx",
        [
            ["DANH SÁCH ĐĂNG KÝ"],
            ["STT", "Tên mô hình", "Mục tiêu - tiêu chí", "Đơn vị đăng ký"],
            [1, "Camera nhân dân", "an ninh", "Phường Hoà Hai"],
            [2, "Ngày thứ bảy xanh", "vệ sinh", "Phường Hoà Hai"],
        ],
        day=5,
    )
    collection = collect_nominations(folder)
    assert collection.faults == []
    columns = ["name", "goals", "unit_id", "file", "place", "received_on"]
    assert collection.proposals[columns].to_numpy().tolist() == [
        ["Tuyến đường hoa", "xanh, sạch", "Xã Một", "incoming/a.docx", "phiếu 1", date(2015, 9, 3)],
        ["Camera nhân dân", "an ninh", "Phường Hòa Hai", "incoming/b.xlsx", "Sheet1, dòng 3", date(2015, 9, 5)],
        ["Ngày thứ bảy xanh", "vệ sinh", "Phường Hòa Hai", "incoming/b.xlsx", "Sheet1, dòng 4", date(2015, 9, 5)],
    ]
    assert collection.received["digest"].str.len().tolist() == [64, 64, 64]
    assert collection.silent_units.empty


def test_a_list_in_a_word_table_is_read_row_by_row(folder: Path, incoming: Path):
    document = Document()
    table = document.add_table(rows=3, cols=4)
    rows = [
        ("TT", "Tên mô hình", "Nội dung - cách thức thực hiện", "Đơn vị đăng ký"),
        ("1", "Camera nhân dân", "vận động góp tiền", "Xã Một"),
        ("2", "Ngày thứ bảy xanh", "dọn rác", "Xã Một"),
    ]
    for number, row in enumerate(rows):
        for place, text in enumerate(row):
            table.cell(number, place).text = text
    document.save(str(incoming / "a.docx"))
    collection = collect_nominations(folder)
    assert collection.proposals[["name", "method", "unit_id", "place"]].to_numpy().tolist() == [
        ["Camera nhân dân", "vận động góp tiền", "Xã Một", "bảng 1, dòng 2"],
        ["Ngày thứ bảy xanh", "dọn rác", "Xã Một", "bảng 1, dòng 3"],
    ]


def test_a_form_on_a_sheet_is_read_beside_its_labels(folder: Path, incoming: Path):
    rows = [["PHIẾU ĐĂNG KÝ"], [], *([n, item.heading, f"ý {n}"] for n, item in enumerate(ITEMS[:-1], 1))]
    _xlsx(incoming / "a.xlsx", [*rows, [10, "Đơn vị đăng ký", "Xã Một"]])
    collection = collect_nominations(folder)
    assert collection.faults == []
    [row] = collection.proposals.to_dict(orient="records")
    assert [row[item.name] for item in ITEMS] == [*(f"ý {n}" for n in range(1, 10)), "Xã Một"]


def test_the_folder_of_a_unit_says_whose_a_form_is_when_the_form_does_not(folder: Path, incoming: Path):
    _docx(incoming / "Xã Một" / "a.docx", {"name": "Tuyến đường hoa"})
    collection = collect_nominations(folder)
    assert collection.proposals["unit_id"].tolist() == ["Xã Một"]
    assert collection.silent_units["unit_id"].tolist() == ["P01"]


def test_a_form_without_any_unit_is_kept_and_asked_about(folder: Path, incoming: Path):
    _docx(incoming / "a.docx", {"name": "Tuyến đường hoa"})
    collection = collect_nominations(folder)
    assert collection.proposals[["name", "unit_id"]].to_numpy().tolist() == [["Tuyến đường hoa", ""]]
    [fault] = collection.faults
    assert str(fault).startswith('incoming/a.docx, cột "Đơn vị đăng ký": hồ sơ "Tuyến đường hoa" (phiếu 1) không ghi')


def test_a_unit_nobody_knows_is_kept_as_written_with_the_nearest_known_one(folder: Path, incoming: Path):
    _docx(incoming / "a.docx", {"name": "Tuyến đường hoa", "unit_id": "Xã Mộc"})
    collection = collect_nominations(folder)
    assert collection.proposals["unit_id"].tolist() == ["Xã Mộc"]
    [fault] = collection.faults
    assert (fault.kind, fault.value) == ("word", "Xã Mộc")
    assert fault.what == '"Xã Mộc" không có trong danh mục (phiếu 1)'
    assert 'Ý là "Xã Một"?' in fault.remedy


def test_the_day_of_receipt_is_kept_when_the_file_is_copied_or_touched_later(folder: Path, incoming: Path):
    path = _docx(incoming / "a.docx", {"name": "Tuyến đường hoa", "unit_id": "Xã Một"}, day=3)
    collect_nominations(folder)
    path = path.rename(incoming / "doi ten.docx")
    _received(path, 28)
    collection = collect_nominations(folder)
    assert collection.received["received_on"].tolist() == [date(2015, 9, 3)]
    kinds = [entry.kind for entry in Ledger.open(folder / "ledger.db").entries("incoming")]
    assert kinds == ["receive"]


def test_the_ledger_of_an_opened_review_goes_on(folder: Path, incoming: Path):
    _docx(incoming / "a.docx", {"name": "Tuyến đường hoa", "unit_id": "Xã Một"})
    open_review(folder)
    collect_nominations(folder)
    review = open_review(folder)
    assert review.changes.empty
    assert review.ledger.verify() == []


def test_collecting_between_opening_and_recording_a_load_outdates_nothing(
    folder: Path, incoming: Path, edit: Callable[..., Any]
):
    review = open_review(folder)
    _docx(incoming / "a.docx", {"name": "Tuyến đường hoa", "unit_id": "Xã Một"})
    collect_nominations(folder)
    assert not has_marks(review.ledger)
    save_mark(
        review,
        reviewer_id="TV1",
        candidate_id=review.candidates["candidate_id"].iloc[0],
        criterion_id="TT1",
        points=Decimal(1),
        expected_seq=0,
        entered_by="TV1",
    )
    assert has_marks(review.ledger)
    with edit("candidates.xlsx", "Danh sách") as sheet:
        sheet["D3"] = "đã sửa"
    review = open_review(folder)
    _docx(incoming / "b.docx", {"name": "Cổng chào", "unit_id": "Xã Một"})
    collect_nominations(folder)
    assert not review.changes_recorded
    record_load(review, reason="xã bổ sung")
    assert review.changes_recorded
    assert [entry.kind for entry in review.ledger.entries("incoming")] == ["receive", "receive"]
    assert review.ledger.verify() == []


def test_many_new_files_go_into_several_entries(folder: Path, incoming: Path):
    for number in range(201):
        (incoming / f"{number:03}.png").write_bytes(str(number).encode())
    collect_nominations(folder)
    entries = Ledger.open(folder / "ledger.db").entries("incoming")
    assert [len(entry.body["files"]) for entry in entries] == [200, 1]


def test_the_same_bytes_twice_are_read_once(folder: Path, incoming: Path):
    path = _docx(incoming / "a.docx", {"name": "Tuyến đường hoa", "unit_id": "Xã Một"})
    shutil.copy2(path, incoming / "b.docx")
    collection = collect_nominations(folder)
    assert len(collection.received) == 1
    [fault] = collection.faults
    assert str(fault) == (
        'incoming/b.docx: tệp này giống hệt tệp "incoming/a.docx", nên chỉ đọc một lần. '
        "Bỏ một trong hai tệp nếu gửi nhầm."
    )


def test_a_newer_version_is_proposed_and_its_differences_listed(folder: Path, incoming: Path):
    _docx(incoming / "z-cu.docx", {"name": "Tuyến đường hoa", "goals": "cũ", "unit_id": "Xã Một"}, day=3)
    _docx(incoming / "a-moi.docx", {"name": "Tuyến đường hoa", "goals": "mới", "unit_id": "Xã Một"}, day=9)
    collection = collect_nominations(folder)
    assert collection.proposals[["goals", "file"]].to_numpy().tolist() == [["mới", "incoming/a-moi.docx"]]
    assert collection.differences[["item", "older", "newer"]].to_numpy().tolist() == [
        ["Mục tiêu - tiêu chí", "cũ", "mới"]
    ]
    assert collection.received["state"].tolist() == ["newest", "older"]


def test_what_stands_in_the_list_is_not_proposed(folder: Path, incoming: Path):
    _docx(incoming / "a.docx", {"name": "HẺM SÁNG", "unit_id": "Phường Hoà Hai"})
    collection = collect_nominations(folder)
    assert collection.proposals.empty
    assert collection.received["state"].tolist() == ["listed"]


def test_scans_are_listed_for_typing_in(folder: Path, incoming: Path):
    for name in ("phieu.PDF", "anh.jpg"):
        (incoming / name).write_bytes(name.encode())
    collection = collect_nominations(folder)
    assert collection.scans["file"].tolist() == ["incoming/anh.jpg", "incoming/phieu.PDF"]
    assert collection.faults == []


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("a.doc", b"\xd0\xcf\x11\xe0", "lưu lại kiểu Word Document"),
        ("a.zip", b"PK", "Giải nén"),
        ("a.docx", b"hong", "bị hỏng hoặc không phải là tệp Word"),
        ("a.xlsx", b"PK\x03\x04hong", "bị hỏng"),
        ("khong_duoi", b"x", "không đọc được kiểu tệp"),
    ],
)
def test_what_cannot_be_read_is_said_and_stops_nothing(
    folder: Path, incoming: Path, name: str, content: bytes, said: str
):
    (incoming / name).write_bytes(content)
    _docx(incoming / "z.docx", {"name": "Tuyến đường hoa", "unit_id": "Xã Một"})
    collection = collect_nominations(folder)
    assert len(collection.proposals) == 1
    [fault] = collection.faults
    assert (fault.file, fault.kind) == (f"incoming/{name}", "file")
    assert said in str(fault)


def test_a_document_without_a_form_is_reported(folder: Path, incoming: Path):
    document = Document()
    document.add_paragraph("Công văn gửi kèm")
    document.save(str(incoming / "a.docx"))
    [fault] = collect_nominations(folder).faults
    assert "không thấy hồ sơ nào" in fault.what


def test_lock_files_and_links_are_left_alone(folder: Path, incoming: Path, tmp_path: Path):
    (incoming / "~$a.docx").write_bytes(b"x")
    (incoming / ".DS_Store").write_bytes(b"x")
    secret = tmp_path / "rieng.txt"
    secret.write_text("riêng", encoding="utf-8")
    (incoming / "lien-ket.txt").symlink_to(secret)
    collection = collect_nominations(folder)
    assert len(collection.received) == 0
    [fault] = collection.faults
    assert (fault.file, fault.kind) == ("incoming/lien-ket.txt", "file")
    assert "lối tắt" in fault.what


def test_the_folder_itself_must_be_no_link(folder: Path, tmp_path: Path):
    elsewhere = tmp_path / "noi-khac"
    _docx(elsewhere / "a.docx", {"name": "Tuyến đường hoa", "unit_id": "Xã Một"})
    (folder / "incoming").symlink_to(elsewhere, target_is_directory=True)
    collection = collect_nominations(folder)
    assert collection.proposals.empty
    [fault] = collection.faults
    assert str(fault).startswith("incoming: đây là lối tắt (liên kết) trỏ đi nơi khác")


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no such things here")
def test_what_is_no_file_is_not_opened(folder: Path, incoming: Path):
    os.mkfifo(incoming / "a.docx")
    assert [fault.what for fault in collect_nominations(folder).faults] == ["đây không phải là một tệp"]


def test_what_may_not_be_read_is_said_and_stops_nothing(folder: Path, incoming: Path):
    _docx(incoming / "a.docx", {"name": "Tuyến đường hoa", "unit_id": "Xã Một"}).chmod(0)
    _docx(incoming / "khoa" / "b.docx", {"name": "Cổng chào", "unit_id": "Xã Một"})
    _docx(incoming / "c.docx", {"name": "Vườn hoa", "unit_id": "Xã Một"})
    (incoming / "khoa").chmod(0)
    code = (
        "import sys; from danvan_tools.records import collect_nominations as collect; found = collect(sys.argv[1]); "
        "print(*found.proposals['name'], *(f'{one.file}: {one.what}' for one in found.faults), sep='\\n')"
    )
    # To root nothing is forbidden while it keeps its capabilities.
    humble = ["setpriv", "--inh-caps=-all", "--bounding-set=-all", "--"] if os.geteuid() == 0 else []
    try:
        told = subprocess.run(
            [*humble, sys.executable, "-X", "utf8", "-c", code, folder],
            capture_output=True,
            encoding="utf-8",
            check=True,
        )
    finally:
        (incoming / "khoa").chmod(0o700)
    first, *faults = told.stdout.splitlines()
    assert first == "Vườn hoa"
    assert [fault.partition(":")[0] for fault in faults] == ["incoming/a.docx", "incoming/khoa"]
    assert all("không được phép đọc tệp" in fault for fault in faults)


@pytest.mark.skipif(sys.platform != "linux", reason="names are bytes on Linux only")
@pytest.mark.parametrize("name", [b"h\xf4 s\xa1.docx", b"a\x01.docx", b"thu\xff/a.docx"])
def test_a_name_that_is_no_text_is_asked_to_be_changed(folder: Path, incoming: Path, name: bytes):
    _docx(incoming / "a.docx", {"name": "Tuyến đường hoa", "unit_id": "Xã Một"})
    target = Path(os.fsdecode(os.fsencode(incoming) + b"/" + name))
    target.parent.mkdir(exist_ok=True)
    (incoming / "a.docx").rename(target)
    collection = collect_nominations(folder)
    [fault] = collection.faults
    assert (fault.kind, str(fault).isprintable()) == ("file", True)
    assert fault.remedy == "Đổi tên tệp (hoặc thư mục) rồi chạy lại."
    write_proposals(collection, folder)
    target.rename(incoming / "b.docx")
    assert collect_nominations(folder).proposals["name"].tolist() == ["Tuyến đường hoa"]


def test_a_day_that_cannot_be_is_said(folder: Path, incoming: Path):
    moment = datetime(1899, 12, 31, tzinfo=UTC).timestamp()
    os.utime(_docx(incoming / "a.docx", {"name": "Tuyến đường hoa", "unit_id": "Xã Một"}), (moment, moment))
    [fault] = collect_nominations(folder).faults
    assert "ngày ghi trên tệp không đúng" in fault.what


def test_an_old_version_that_comes_back_under_another_name_is_asked_about_every_time(folder: Path, incoming: Path):
    old = _docx(incoming / "b.docx", {"name": "Tuyến đường hoa", "goals": "cũ", "unit_id": "Xã Một"}, day=3)
    _docx(incoming / "c.docx", {"name": "Tuyến đường hoa", "goals": "mới", "unit_id": "Xã Một"}, day=9)
    _received(Path(shutil.copy(old, incoming / "a.docx")), 20)
    for _ in range(2):
        collection = collect_nominations(folder)
        assert collection.received[["file", "received_on", "state"]].to_numpy().tolist() == [
            ["incoming/b.docx", date(2015, 9, 3), "unclear"],
            ["incoming/c.docx", date(2015, 9, 9), "unclear"],
        ]
        assert [fault.kind for fault in collection.faults] == ["repeat", "contradiction"]


def test_units_that_sent_nothing_stand_in_vietnamese_order(folder: Path, incoming: Path, edit: Callable[..., Any]):
    with edit("review.xlsx", "Đơn vị") as sheet:
        heading = [cell.value for cell in sheet[2]].index("Tên đơn vị") + 1
        for row, name in enumerate(("Đông Hải", "Dương Xá"), start=3):
            sheet.cell(row, heading).value = name
    assert collect_nominations(folder).silent_units["unit"].tolist() == ["Dương Xá", "Đông Hải"]


def test_without_the_folder_it_says_what_to_do(folder: Path):
    collection = collect_nominations(folder)
    assert [str(fault) for fault in collection.faults] == [
        "incoming: không có thư mục này. Tạo thư mục ấy, chép hồ sơ các đơn vị gửi vào rồi chạy lại."
    ]
    assert len(collection.silent_units) == 2


def test_without_a_list_of_units_nothing_can_be_told(folder: Path, incoming: Path):
    (folder / "review.xlsx").unlink()
    with pytest.raises(DanvanError, match="không đọc được danh sách đơn vị"):
        collect_nominations(folder)


def test_the_workbook_stands_beside_her_own_and_holds_every_sheet(folder: Path, incoming: Path):
    _docx(incoming / "a.docx", {"name": "=cmd|' /C calc'!A0", "goals": "xanh", "unit_id": "Xã Một"})
    before = {path.name: path.read_bytes() for path in folder.glob("*.xlsx")}
    path = write_proposals(collect_nominations(folder), folder)
    assert path == folder / "proposals.xlsx"
    assert {name: (folder / name).read_bytes() for name in before} == before
    workbook = openpyxl.load_workbook(path)
    assert workbook.sheetnames == ["Danh sách", "Đã nhận", "Khác nhau", "Chưa gửi", "Bản quét", "Cần xem lại"]
    sheet = workbook["Danh sách"]
    found = {cell.value: sheet.cell(3, cell.column).value for cell in sheet[2]}
    assert found["Tên mô hình"] == "=cmd|' /C calc'!A0"
    assert all(cell.data_type != "f" for row in sheet.iter_rows() for cell in row)
    assert [cell.value for cell in workbook["Chưa gửi"][3]] == ["P01", "Phường Hòa Hai"]


def test_what_could_not_be_taken_stands_in_the_workbook_too(folder: Path, incoming: Path):
    (incoming / "hong.docx").write_bytes(b"hong")
    sheet = openpyxl.load_workbook(write_proposals(collect_nominations(folder), folder))["Cần xem lại"]
    assert sheet["A3"].value == "incoming/hong.docx"
    assert sheet["C3"].value == "tệp bị hỏng hoặc không phải là tệp Word (.docx)"
    assert sheet["D3"].value.startswith("Mở bằng Word")


def test_a_proposal_workbook_she_worked_in_is_never_overwritten(folder: Path, incoming: Path):
    _docx(incoming / "a.docx", {"name": "Một", "unit_id": "Xã Một"})
    first = write_proposals(collect_nominations(folder), folder)
    _docx(incoming / "b.docx", {"name": "Hai", "unit_id": "Xã Một"})
    assert write_proposals(collect_nominations(folder), folder) == first
    workbook = openpyxl.load_workbook(first)
    workbook.save(first)
    hers = first.read_bytes()
    _docx(incoming / "c.docx", {"name": "Ba", "unit_id": "Xã Một"})
    second = write_proposals(collect_nominations(folder), folder)
    assert (second.name, first.read_bytes()) == ("proposals-2.xlsx", hers)


def test_the_same_files_give_the_same_bytes(folder: Path, incoming: Path):
    _docx(incoming / "a.docx", {"name": "Một", "unit_id": "Xã Một"})
    first = write_proposals(collect_nominations(folder), folder).read_bytes()
    (folder / "proposals.xlsx").unlink()
    assert write_proposals(collect_nominations(folder), folder).read_bytes() == first
