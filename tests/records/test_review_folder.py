"""Each fault a secretary can make in her workbooks: one sentence, at its place, with the value."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest

from danvan_tools.records.review import check_folder, open_review
from danvan_tools.records.review_folder import read_folder

R, C = "review.xlsx", "candidates.xlsx"
Case = tuple[str, str, dict[str, Any], str, str]


def indicator(period: str) -> dict[str, Any]:
    return {"A4": "Xã Một", "B4": "Đơn thư đã giải quyết", "C4": period, "D4": 3, "E4": "%"}


ONE_FAULT: list[Case] = [
    # sectors, units, committee
    (R, "Lĩnh vực", {"C3": "kinh tề"}, 'dòng 3, cột "Lĩnh vực chuẩn"', '"kinh tề" không có trong danh mục'),
    (R, "Lĩnh vực", {"A4": "kt"}, 'dòng 4, cột "Mã lĩnh vực"', 'trùng với dòng 3 (Mã lĩnh vực "kt")'),
    (R, "Đơn vị", {"B3": None}, 'dòng 3, cột "Tên đơn vị"', "ô trống"),
    (
        R,
        "Đơn vị",
        {"E3": date(2015, 2, 1), "F3": date(2015, 1, 1)},
        'dòng 3, cột "Có đến ngày"',
        '"Xã Một" có đến ngày 01/01/2015, trước ngày bắt đầu 01/02/2015',
    ),
    (R, "Hội đồng", {"D3": "Thành viên"}, 'cột "Vai trò"', "chưa có Chủ tịch"),
    (R, "Hội đồng", {"A4": "../TV03"}, 'dòng 4, cột "Mã thành viên"', '"../TV03" không dùng làm mã thành viên được'),
    (R, "Hội đồng", {"D4": "Chủ tịch"}, 'dòng 4, cột "Vai trò"', '"Lý Văn Tám" là Chủ tịch thứ hai'),
    (R, "Hội đồng", {"F4": "Xã Mộtt"}, 'dòng 4, cột "Đơn vị"', 'Ý là "Xã Một"?'),
    (R, "Có liên quan", {"A3": "Lý Văn Tàm"}, 'dòng 3, cột "Thành viên"', 'Ý là "Lý Văn Tám"?'),
    (R, "Có liên quan", {"B3": "Hẻm sáng 2"}, 'dòng 3, cột "Hồ sơ"', 'Ý là "Hẻm sáng"?'),
    # rubrics
    (R, "Bộ tiêu chí", {"F3": 5}, 'dòng 3, cột "Điểm tối đa"', '"Đã đăng ký với cấp ủy" không có điểm tối đa'),
    (R, "Bộ tiêu chí", {"F8": None}, 'dòng 8, cột "Điểm tối đa"', "chưa có điểm tối đa"),
    (R, "Bộ tiêu chí", {"F8": 0}, 'dòng 8, cột "Điểm tối đa"', "chưa có điểm tối đa"),
    (R, "Bộ tiêu chí", {"F8": 15.25}, 'dòng 8, cột "Điểm tối đa"', "15,25 không phải là bội của bước điểm 0,5"),
    (R, "Bộ tiêu chí", {"G8": "7,3"}, 'dòng 8, cột "Mức sàn"', "7,3 không phải là bội của bước điểm 0,5"),
    (R, "Bộ tiêu chí", {"G8": 16}, 'dòng 8, cột "Mức sàn"', "mức sàn 16 lớn hơn điểm tối đa 15"),
    (R, "Bộ tiêu chí", {"G6": None}, 'dòng 6, cột "Mức sàn"', '"Duy trì từ 6 tháng trở lên" chưa có số tháng'),
    (R, "Bộ tiêu chí", {"C10": "TT2"}, 'dòng 10, cột "Mã tiêu chí"', "trùng với dòng 9"),
    (R, "Bộ tiêu chí", {"J8": "Nguồn khác"}, 'dòng 8, cột "Nguồn"', 'bộ tiêu chí "TT" đã có nguồn "MẪU DỰNG'),
    (R, "Bộ tiêu chí", {"E3": "đã đăng kí"}, 'dòng 3, cột "Điều kiện"', 'Ý là "đã đăng ký"?'),
    (R, "Xếp loại", {"A3": "TX"}, 'dòng 3, cột "Mã bộ tiêu chí"', '"TX" không có trong danh mục'),
    (R, "Xếp loại", {"C4": 90}, 'dòng 4, cột "Từ điểm"', '"Tốt" và "Xuất sắc" cùng từ 90 điểm'),
    (R, "Xếp loại", {"C3": 105.5}, 'dòng 3, cột "Từ điểm"', "105,5 điểm lớn hơn tổng điểm tối đa 105 của bộ tiêu chí"),
    (R, "Hình thức", {"E3": "Tốtt"}, 'dòng 3, cột "Xếp loại tối thiểu"', 'Ý là "Tốt"?'),
    (R, "Khi bằng điểm", {"C3": "TT9"}, 'dòng 3, cột "Xét điểm tiêu chí"', '"TT9" không có trong danh mục'),
    (R, "Khi bằng điểm", {"C3": "TT-A"}, 'dòng 3, cột "Xét điểm tiêu chí"', '"TT-A" không có trong danh mục'),
    # quotas, ballots, documents
    (R, "Chỉ tiêu", {"C3": "Kinh tê"}, 'dòng 3, cột "Nhóm"', 'Ý là "Kinh tế"?'),
    (R, "Chỉ tiêu", {"B3": "chủ thể"}, 'dòng 3, cột "Nhóm"', '"Kinh tế" không có trong danh mục'),
    (R, "Chỉ tiêu", {"D3": 3}, 'dòng 3, cột "Nhiều nhất"', "nhiều nhất 2 nhỏ hơn ít nhất 3"),
    (R, "Chỉ tiêu", {"D3": None, "E3": None}, 'dòng 3, cột "Ít nhất"', "không ghi ít nhất cũng không ghi nhiều nhất"),
    (R, "Biểu quyết", {"D3": "70%"}, 'dòng 3, cột "Tỷ lệ"', '"70%" không phải là phân số'),
    (R, "Biểu quyết", {"D3": "4/3"}, 'dòng 3, cột "Tỷ lệ"', '"4/3" không phải là phân số'),
    (R, "Biểu quyết", {"D3": "0/3"}, 'dòng 3, cột "Tỷ lệ"', '"0/3" không phải là phân số'),
    (R, "Biểu quyết", {"D3": "2/0"}, 'dòng 3, cột "Tỷ lệ"', '"2/0" không phải là phân số'),
    (R, "Biểu quyết", {"D3": datetime(2015, 3, 2)}, 'dòng 3, cột "Tỷ lệ"', "Excel đã đổi thành ngày"),
    (R, "Văn bản", {"C3": "Đảng"}, 'dòng 3, cột "Thể thức"', '"Đảng" không có trong danh mục'),
    # candidates
    (C, "Danh sách", {"P3": "Kinh tê"}, 'dòng 3, cột "Lĩnh vực"', '"Kinh tê" không có trong danh mục. Ý là "Kinh tế"?'),
    (C, "Danh sách", {"K3": "Xã Bốn"}, 'dòng 3, cột "Đơn vị đăng ký"', '"Xã Bốn" không có trong danh mục'),
    (C, "Danh sách", {"N3": "hộ gia đình"}, 'dòng 3, cột "Chủ thể"', 'không có bộ tiêu chí cho chủ thể "hộ gia đình"'),
    (C, "Danh sách", {"Q6": date(2016, 1, 1)}, 'dòng 6, cột "Bắt đầu từ ngày"', "01/01/2016 sau ngày tính số liệu"),
    (C, "Danh sách", {"B6": "Vườn rau  An Toàn"}, 'dòng 6, cột "Tên mô hình"', "của cùng đơn vị đã có ở dòng 4"),
    (C, "Danh sách", {"L3": "MH-7", "L4": "mh-7"}, 'dòng 4, cột "Mã hồ sơ"', 'mã "mh-7" đã ghi ở dòng 3'),
    (C, "Danh sách", {"L3": "../MH"}, 'dòng 3, cột "Mã hồ sơ"', 'mã "../MH" phải ngắn'),
    # child rows
    (C, "Điểm nhân rộng", {"B3": "Hẻm sang"}, 'dòng 3, cột "Tên mô hình, điển hình"', 'Ý là "Hẻm sáng"?'),
    (C, "Điểm nhân rộng", {"B3": None}, 'dòng 3, cột "Tên mô hình, điển hình"', "dòng không ghi hồ sơ nào"),
    (C, "Điểm nhân rộng", {"A3": "MH-009"}, 'dòng 3, cột "Mã hồ sơ"', '"MH-009" không có trong danh mục'),
    (
        C,
        "Điểm nhân rộng",
        {"A3": "MH-002"},
        'dòng 3, cột "Tên mô hình, điển hình"',
        '"Hẻm sáng" không phải tên của hồ sơ MH-002 ("Vườn rau an toàn")',
    ),
    (C, "Điểm nhân rộng", {"C4": "khu phố 3"}, 'dòng 4, cột "Điểm nhân rộng"', "trùng với dòng 3"),
    (C, "Điểm nhân rộng", {"E3": "01/01/2016"}, 'dòng 3, cột "Từ ngày"', "01/01/2016 sau ngày tính số liệu 31/12/2015"),
    (C, "Quá trình", {"D3": date(2016, 1, 1)}, 'dòng 3, cột "Ngày"', "01/01/2016 sau ngày tính số liệu"),
    (C, "Quá trình", {"C3": "đăng kí"}, 'dòng 3, cột "Bước"', 'Ý là "đăng ký"?'),
    (C, "Khen thưởng", {"I3": "31/12/2014"}, 'dòng 3, cột "Ngày quyết định"', "31/12/2014 ngoài kỳ xét 01/01/2015"),
    (C, "Khen thưởng", {"I3": "01/01/2016"}, 'dòng 3, cột "Ngày quyết định"', "01/01/2016 ngoài kỳ xét"),
    (C, "Khen thưởng", {"D3": "Giấy khên"}, 'dòng 3, cột "Hình thức"', 'Ý là "Giấy khen"?'),
    (C, "Chỉ tiêu", {"D3": -1}, 'dòng 3, cột "Giá trị"', '"-1" nhỏ hơn 0'),
    (C, "Chỉ tiêu", {"C3": "Qúy 5"}, 'dòng 3, cột "Kỳ"', '"Qúy 5" không phải là một kỳ'),
    (C, "Chỉ tiêu", {"C3": "năm học 2014-2015"}, 'dòng 3, cột "Kỳ"', "không cho biết từ ngày nào đến ngày nào"),
    (C, "Chỉ tiêu", {"C3": 2014}, 'dòng 3, cột "Kỳ"', 'kỳ "2014" ngoài kỳ xét 01/01/2015 – 31/12/2015'),
    (C, "Chỉ tiêu", {"C3": "Tháng 1/2016"}, 'dòng 3, cột "Kỳ"', 'kỳ "Tháng 1/2016" ngoài kỳ xét'),
    (
        C,
        "Chỉ tiêu",
        indicator("năm 2015"),
        'dòng 4, cột "Kỳ"',
        'kỳ "năm 2015" của chỉ tiêu này đã ghi ở dòng 3 là "2015"',
    ),
    (C, "Chỉ tiêu", indicator("2015"), 'dòng 4, cột "Kỳ"', "dòng này trùng với dòng 3"),
    (C, "Chỉ tiêu", {"A3": "Xã Bốn"}, 'dòng 3, cột "Đơn vị"', '"Xã Bốn" không có trong danh mục'),
    # sheets and columns
    (C, "Danh sách", {"R2": "Ghi chép", "R3": "x"}, 'dòng 2, cột "Ghi chép"', "phần mềm không biết cột này (cột R)"),
    (C, "Danh sách", {"J2": None, "J3": "x"}, "dòng 2", "cột J có nội dung mà dòng 2 không có tiêu đề"),
]


@pytest.mark.parametrize("case", ONE_FAULT)
def test_one_fault_is_one_sentence(faults_after: Callable[..., list[str]], case: Case) -> None:
    file, sheet, cells, place, words = case
    faults = faults_after(file, sheet, cells)
    assert len(faults) == 1, faults
    assert faults[0].startswith(f'{file}, trang "{sheet}", {place}: ' if "cột" in place else f"{file}, ")
    assert place in faults[0]
    assert words in faults[0]


def test_period_partly_in_the_review_and_others_of_one_indicator_are_sound(
    faults_after: Callable[..., list[str]],
) -> None:
    assert faults_after(C, "Chỉ tiêu", indicator("Quý III/2015")) == []
    assert faults_after(C, "Chỉ tiêu", indicator("năm 2015") | {"B4": "Chỉ tiêu khác"}) == []
    period_from_february = {"B8": date(2015, 2, 1)}
    assert faults_after(R, "Đợt xét", period_from_february) == []


def test_rubric_without_tiers(faults_after: Callable[..., list[str]], folder: Path) -> None:
    rows = {f"A{row}": "CN" for row in range(3, 7)} | {f"B{row}": f"Mức {row}" for row in range(3, 7)}
    faults = faults_after(R, "Xếp loại", rows | {f"C{row}": 90 + row for row in range(3, 7)})
    rubric = f'{R}, trang "Bộ tiêu chí", dòng 3, cột "Mã bộ tiêu chí": bộ tiêu chí "TT" chưa có xếp loại nào. '
    assert [fault for fault in faults if fault.startswith(rubric)] == faults[:1]


def test_child_row_of_a_candidate_with_a_fault_is_not_told_its_own_name(folder: Path, edit: Callable[..., Any]) -> None:
    open_review(folder)
    with edit(C, "Danh sách") as sheet:
        sheet["L3"], sheet["B3"] = "MH-001", "Hẻm khác"
        sheet["K6"], sheet["B6"] = "P01", "Hẻm sáng"
    conflict, own = (str(fault) for fault in check_folder(folder))
    assert '"Hẻm sáng" có thể là hồ sơ MH-001, hoặc là hồ sơ mới' in own
    assert conflict.endswith(': dòng của "Hẻm sáng" trong danh mục đang có lỗi. Sửa dòng ấy rồi chạy lại.')


def test_id_claimed_twice_is_one_fault_and_its_child_rows_are_silent(faults_after: Callable[..., list[str]]) -> None:
    (fault,) = faults_after(C, "Danh sách", {"L3": "MH-7", "L4": "MH-7"})
    assert 'mã "MH-7" đã ghi ở dòng 3' in fault


def test_months_of_a_gate_need_not_be_on_the_step(faults_after: Callable[..., list[str]]) -> None:
    assert faults_after(R, "Bộ tiêu chí", {"G6": 6.25}) == []


WARNINGS: list[Case] = [
    (C, "Danh sách", {"P3": None}, 'dòng 3, cột "Lĩnh vực"', '"Hẻm sáng" chưa ghi lĩnh vực'),
    (C, "Quá trình", {"D4": date(2014, 4, 1)}, 'dòng 4, cột "Ngày"', "xây dựng ngày 01/04/2014, trước ngày bắt đầu"),
    (R, "Lời văn", {"B6": "IV. Bài học kinh nghiệm"}, 'cột "Mục"', '"V. Phương hướng, nhiệm vụ"'),
]


@pytest.mark.parametrize("case", WARNINGS)
def test_one_warning_blocks_nothing(folder: Path, faults_after: Callable[..., list[str]], case: Case) -> None:
    file, sheet, cells, place, words = case
    (fault,) = faults_after(file, sheet, cells)
    assert fault.startswith(f'{file}, trang "{sheet}", {place}: ')
    assert words in fault
    assert [found.severity for found in read_folder(folder).faults] == ["warning"]


def recognition(row: int, **changes: Any) -> dict[str, Any]:
    values = ["Hẻm sáng", "Sơ kết, tổng kết nhiệm vụ", "Giấy khen", "Ủy ban nhân dân xã Một", "chính quyền"]
    values += ["xã, phường", "12/QĐ-UBND", date(2015, 3, 9)]
    cells = {f"{letter}{row}": value for letter, value in zip("BCDEFGHI", values, strict=True)}
    return cells | {f"{letter}{row}": value for letter, value in changes.items()}


def test_recognition_recorded_twice(faults_after: Callable[..., list[str]]) -> None:
    (fault,) = faults_after(C, "Khen thưởng", recognition(4) | recognition(6))
    assert fault.startswith(f'{C}, trang "Khen thưởng", dòng 6, ')
    assert "đã có ở dòng 4" in fault


def test_same_form_twice_in_the_period_is_a_warning(faults_after: Callable[..., list[str]], folder: Path) -> None:
    (fault,) = faults_after(C, "Khen thưởng", recognition(4) | recognition(5, H="13/QĐ-UBND"))
    assert 'hồ sơ MH-001 được khen 2 lần trong kỳ, cùng dịp "Sơ kết, tổng kết nhiệm vụ": "Giấy khen" của' in fault
    assert read_folder(folder).faults[0].severity == "warning"


@pytest.mark.parametrize(
    "case",
    [
        (C, "Danh sách", "B3:B6", 'dòng 3, cột "Tên mô hình"'),
        (C, "Quá trình", "C3:D3", 'dòng 3, cột "Bước"'),
        (R, "Đợt xét", "C4:C5", 'dòng 4, cột "Ý nghĩa"'),
    ],
)
def test_merged_cells_below_the_headings(
    folder: Path, edit: Callable[..., Any], case: tuple[str, str, str, str]
) -> None:
    file, name, cells, place = case
    with edit(file, name) as sheet:
        sheet.merge_cells(cells)
    told = f"các ô {cells} bị gộp, nên chỉ ô đầu có giá trị. Bỏ gộp ô và điền đủ rồi chạy lại."
    faults = [str(fault) for fault in read_folder(folder).faults if "gộp" in fault.what]
    assert faults == [f'{file}, trang "{name}", {place}: {told}']
    assert next(fault for fault in read_folder(folder).faults if "gộp" in fault.what).severity == "error"


def test_name_of_two_candidates_needs_the_id(faults_after: Callable[..., list[str]]) -> None:
    faults = faults_after(C, "Danh sách", {"B6": "Hẻm sáng"})
    assert len(faults) == 1 + 2 + 3  # the declared conflict, two sites, three milestones
    assert all('"Hẻm sáng" là tên của nhiều dòng: MH-001, MH-003. Ghi mã thay cho tên.' in fault for fault in faults)


def test_child_row_may_name_its_candidate_by_id_alone(faults_after: Callable[..., list[str]], folder: Path) -> None:
    assert faults_after(C, "Điểm nhân rộng", {"A3": "mh-001", "B3": None}) == []
    assert read_folder(folder).sheets["sites"].frame["candidate_id"].tolist() == ["MH-001", "MH-001"]


def test_second_rubric_of_a_holder_or_second_holder_of_a_rubric(faults_after: Callable[..., list[str]]) -> None:
    faults = faults_after(R, "Bộ tiêu chí", {"B8": "cá nhân"})
    assert any('bộ tiêu chí "TT" đã có chủ thể "tập thể"' in fault for fault in faults)
    assert any('chủ thể "cá nhân" đã có bộ tiêu chí "TT"' in fault for fault in faults)


@pytest.mark.parametrize("sheet", ["Lĩnh vực", "Đơn vị", "Danh sách"])
def test_missing_sheet_is_one_fault_and_not_one_per_reference(
    folder: Path, edit: Callable[..., Any], sheet: str
) -> None:
    file = C if sheet == "Danh sách" else R
    with edit(file, sheet) as opened:
        opened.parent.remove(opened)
    (fault,) = read_folder(folder).faults
    assert str(fault).startswith(f'{file}, trang "{sheet}": không có trang này.')


def test_missing_folder(tmp_path: Path) -> None:
    (fault,) = read_folder(tmp_path / "không có").faults
    assert fault.file.endswith("không có")
    assert fault.what == "không có thư mục này"


def test_faults_of_two_files_stand_in_the_order_of_the_files(folder: Path, edit: Callable[..., Any]) -> None:
    with edit(C, "Quá trình") as sheet:
        sheet["C3"] = "đăng kí"
    with edit(C, "Chỉ tiêu") as sheet:
        sheet["D3"] = -1
    with edit(C, "Danh sách") as sheet:
        sheet["P5"], sheet["P3"] = "Kinh tê", "Kinh tê"
    with edit(R, "Bộ tiêu chí") as sheet:
        sheet["F8"] = None
    with edit(R, "Đợt xét") as sheet:
        sheet["B8"] = "tháng 1"
    places = [(fault.file, fault.sheet, fault.row) for fault in read_folder(folder).faults]
    assert places == [
        (R, "Đợt xét", 8),
        (R, "Bộ tiêu chí", 8),
        (C, "Danh sách", 3),
        (C, "Danh sách", 5),
        (C, "Quá trình", 3),
        (C, "Chỉ tiêu", 3),
    ]


def test_candidates_that_may_be_one_are_asked_about_at_their_row(folder: Path, edit: Callable[..., Any]) -> None:
    with edit(C, "Danh sách") as sheet:
        sheet["B4"], sheet["B6"] = "Vườn rau an toàn xanh", "Vườn rau xanh an toàn"
        sheet["Q7"] = "31/02/2014"
    with edit(C, "Quá trình") as sheet:
        sheet["C3"] = "đăng kí"
        sheet.parent.remove(sheet.parent["Chỉ tiêu"])
        sheet.parent["Danh sách"].title = "DS mô hình"
    found = [(fault.sheet, fault.row, fault.kind) for fault in check_folder(folder)]
    assert ("DS mô hình", 6, "repeat") in found
    order = ["DS mô hình", "Điểm nhân rộng", "Quá trình", "Khen thưởng", "Chỉ tiêu"]
    assert found == sorted(found, key=lambda place: (order.index(place[0]), place[1] or 0))
    assert found[-1][0] != "DS mô hình"


def test_references_become_keys(sound_folder: Path) -> None:
    sheets = read_folder(sound_folder).sheets
    assert sheets["conflicts"].frame[["reviewer_id", "candidate_id"]].to_numpy().tolist() == [["TV2", "MH-001"]]
    assert sheets["quotas"].frame["value"].tolist() == ["KT"]
    assert sheets["milestones"].frame["candidate_id"].tolist() == ["MH-001"] * 3 + ["MH-002"] * 3 + ["DH-001"] * 3


def test_faults_of_a_list_in_another_format_name_that_file(folder: Path) -> None:
    (folder / "candidates.xlsx").unlink()
    (folder / "candidates.csv").write_text("STT;Tên mô hình;Đơn vị đăng ký\n1;Hẻm sáng;Phường Lạ\n", encoding="utf-8")
    assert {fault.file for fault in read_folder(folder).every_fault()} == {"candidates.csv"}
