"""The printed slips: who gets which code, and who may read the file."""

from __future__ import annotations

import os
import re
import stat

import pytest
from lxml import html

from danvan_tools.display import access_lines, write_slips
from danvan_tools.errors import DanvanError
from danvan_tools.records import AccessRefusedError, check_code, issue_codes, revoke_codes

CODES = {"TV2": "7KQ4M-X3GTR-9HCVP", "TV1": "22222-33333-44444"}


def texts(path) -> list[str]:
    page = html.fromstring(path.read_bytes())
    return [" ".join(slip.text_content().split()) for slip in page.findall(".//section")]


def test_each_member_gets_a_slip(small_review, tmp_path):
    path = write_slips(CODES, small_review, tmp_path / "phieu.html", "https://192.0.2.4:8866/")
    how = (
        "Mở địa chỉ trên bằng trình duyệt, gõ họ tên (hoặc mã thành viên) và mã truy cập rồi bấm “Vào bàn chấm”. "
        "Mã là của riêng đồng chí: không đưa cho người khác; nếu mất, báo ngay thư ký để thu hồi và cấp mã mới."
    )
    assert texts(path) == [
        "Xét chọn thử năm 2015 Lý Văn Tám Chuyên viên – mã thành viên: TV2 Địa chỉ bàn chấm: https://192.0.2.4:8866/ "
        f"Mã truy cập: 7KQ4M-X3GTR-9HCVP {how}",
        "Xét chọn thử năm 2015 Đặng Thị Mười Trưởng ban – mã thành viên: TV1 Địa chỉ bàn chấm: "
        f"https://192.0.2.4:8866/ Mã truy cập: 22222-33333-44444 {how}",
    ]


def test_the_same_codes_give_the_same_bytes_and_nothing_is_loaded(small_review, tmp_path):
    pages = [write_slips(CODES, small_review, tmp_path / name).read_text("utf-8") for name in ("a.html", "b.html")]
    assert pages[0] == pages[1]
    assert "http" not in pages[0]
    assert "size: A4" in pages[0]
    assert "." * 60 in pages[0]


def test_hostile_names_stay_text(small_review, tmp_path):
    small_review.committee["name"] = '<script>alert("1")</script> R&D'
    path = write_slips(CODES, small_review, tmp_path / "phieu.html", "<b>&")
    assert html.fromstring(path.read_bytes()).find(".//section//script") is None
    assert '<script>alert("1")</script> R&D' in texts(path)[0]
    assert "Địa chỉ bàn chấm: <b>& Mã" in texts(path)[0]


@pytest.mark.skipif(os.name != "posix", reason="modes of files are POSIX")
def test_only_its_owner_reads_the_file(small_review, tmp_path):
    path = tmp_path / "phieu.html"
    path.write_text("cũ", encoding="utf-8")
    path.chmod(0o644)
    write_slips(CODES, small_review, path)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_no_code_without_a_slip(small_review, tmp_path):
    old = issue_codes(small_review.ledger, ["TV1"])["TV1"]
    with pytest.raises(DanvanError, match="không có thư mục"):
        issue_codes(
            small_review.ledger,
            ["TV1"],
            hand_out=lambda codes: write_slips(codes, small_review, tmp_path / "none" / "phieu.html"),
        )
    check_code(small_review.ledger, "TV1", old)


def test_a_code_of_nobody_is_refused(small_review, tmp_path):
    with pytest.raises(ValueError, match="TV9"):
        write_slips({"TV9": "x"}, small_review, tmp_path / "phieu.html")


def test_the_list_says_who_has_a_code(small_review):
    codes = issue_codes(small_review.ledger, ["TV1", "TV9"])
    revoke_codes(small_review.ledger, ["TV9"])
    with pytest.raises(AccessRefusedError):
        check_code(small_review.ledger, "TV1", codes["TV9"])
    moment = r"\d\d/\d\d/\d{4} \d\d:\d\d"
    expected = [
        rf"TV1  Đặng Thị Mười: có mã từ {moment}, 1 lần gõ sai gần đây",
        r"TV2  Lý Văn Tám: chưa có mã",
        rf"TV9  \(không còn ở trang Hội đồng\): đã thu hồi mã lúc {moment}",
    ]
    lines = access_lines(small_review)
    assert [bool(re.fullmatch(pattern, line)) for pattern, line in zip(expected, lines, strict=True)] == [True] * 3
