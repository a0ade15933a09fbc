"""What the kernel answers to the grid of paper sheets."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from danvan_tools.display import paper_grid
from danvan_tools.records import close_round, open_round, save_mark, unconfirmed_sheets, withdraw_candidate

PDF = b"%PDF-1.4\ntrailer << /Root 1 0 R >>\nstartxref\n9\n%%EOF\n"


class Browser:
    """Sends what the browser sends, and returns the answer the kernel gave to it."""

    def __init__(self, review) -> None:
        self.view = paper_grid(review)
        self.answers: list[tuple[dict[str, Any], list[bytes]]] = []
        self.view.send = lambda content, buffers=(): self.answers.append((content, list(buffers)))

    def ask(self, kind: str, *buffers: bytes, **content: Any) -> dict[str, Any]:
        sent = {"id": f"{len(self.answers)}", "kind": kind, **content}
        self.view._handle_custom_msg(sent, [memoryview(part) for part in buffers])
        answer, files = self.answers[-1]
        assert answer["id"] == sent["id"]
        return {**answer, "files": files}

    def open(self, reviewer: str = "TV1") -> dict[str, Any]:
        self.sheet = self.ask("open", reviewer=reviewer)["sheet"]
        return self.sheet

    def save(self, *cells: list[Any], **changes: Any) -> dict[str, Any]:
        told = {"reviewer": "TV1", "overwrite": [], "by": "Lý Văn Tám", "seq": self.sheet["seq"], "scan": ""}
        answer = self.ask("save", cells=list(cells), **(told | changes))
        self.sheet = answer.get("sheet", self.sheet)
        return answer

    def confirm(self, *candidates: str, **changes: Any) -> dict[str, Any]:
        told = {"reviewer": "TV1", "by": "TV1", "lock": False, "seq": self.sheet["seq"]}
        return self.ask("confirm", candidates=list(candidates), **(told | changes))


def cell(criterion: str, points: str, no_mark: str = "", comment: str = "", candidate: str = "MH-002") -> list[Any]:
    return [candidate, criterion, {"points": points, "no_mark": no_mark, "comment": comment}]


@pytest.fixture
def browser(small_review) -> Browser:
    browser = Browser(small_review)
    browser.open()
    return browser


def mark_on_screen(review, points: str = "10") -> None:
    save_mark(
        review,
        reviewer_id="TV1",
        candidate_id="MH-002",
        criterion_id="TT1",
        points=Decimal(points),
        expected_seq=review.ledger.head("reviewer:TV1")[0],
        entered_by="TV1",
    )


def test_the_sheet_shows_the_reviewers_candidates_by_rubric_and_what_is_stored(small_review):
    mark_on_screen(small_review, "12.5")
    browser = Browser(small_review)
    assert browser.view.start == {
        "review": "THU-2015",
        "committee": [{"id": "TV1", "name": "Đặng Thị Mười"}, {"id": "TV2", "name": "Lý Văn Tám"}],
        "secretary": "Lý Văn Tám",
    }
    sheet = browser.open()
    assert [(one["holder"], one["total"], [row["id"] for row in one["rows"]]) for one in sheet["sections"]] == [
        ("Tập thể", "100", ["MH-001", "MH-002"]),
        ("Cá nhân", "100", ["DH-001"]),
    ]
    assert sheet["sections"][0]["criteria"][0] == {
        "id": "TT1",
        "name": small_review.criteria.set_index("criterion_id").loc["TT1", "name"],
        "max": "15",
        "factor": 1.0,
        "counts": "",
    }
    desk = {"points": "12,5", "no_mark": "", "comment": "", "source": "desk", "waits": False}
    assert sheet["stored"] == {'["MH-002","TT1"]': desk}
    assert (sheet["seq"], sheet["step"], sheet["waiting"]) == (1, "0,5", [])
    # A conflict takes the candidate off the member's grid.
    assert [row["id"] for row in browser.open("TV2")["sections"][0]["rows"]] == ["MH-002"]


def test_a_mark_from_before_the_round_waits(small_review):
    mark_on_screen(small_review)
    open_round(small_review, deadline=None, expected_seq=small_review.ledger.head("secretary")[0], entered_by="TV2")
    (stored,) = Browser(small_review).open()["stored"].values()
    assert (stored["points"], stored["waits"]) == ("10", True)


def test_a_grid_is_compared_stored_and_confirmed(browser, small_review):
    mark_on_screen(small_review)
    browser.open()
    cells = [cell("TT1", "12,5"), cell("TT2", "", "insufficient_evidence", "Thiếu <b>sổ</b>")]
    rows = browser.ask("compare", reviewer="TV1", cells=cells)["rows"]
    assert [(row["key"], row["change"], row["now"]) for row in rows] == [
        ('["MH-002","TT1"]', "conflict", "12,5"),
        ('["MH-002","TT2"]', "new", "không đủ minh chứng – “Thiếu <b>sổ</b>”"),
    ]
    assert rows[0]["before"].startswith("10 (trên máy, ")
    assert rows[1]["before"] == ""
    assert "đã chấm trên máy 10 điểm, phiếu giấy ghi 12,5 điểm" in browser.save(*cells)["faults"][0]

    assert browser.ask("part", PDF[:20], upload="u", name="../phiếu.pdf") == {"id": "4", "files": []}
    browser.ask("part", PDF[20:], upload="u", name="../phiếu.pdf")
    answer = browser.save(*cells, overwrite=[["MH-002", "TT1"]], scan="u")
    assert answer["said"] == "Đã ghi 2 ô vào phiếu của Đặng Thị Mười. Chờ người thứ hai xác nhận ở dưới."
    (waiting,) = answer["sheet"]["waiting"]
    assert waiting["marks"] == {"TT1": "12,5", "TT2": "không đủ minh chứng – “Thiếu <b>sổ</b>”"}
    assert waiting["by"] == "Lý Văn Tám"
    assert [one["id"] for one in answer["sheet"]["confirmers"]] == ["TV1"]
    scan = browser.ask("scan", file=waiting["scan"])
    assert (scan["type"], scan["files"]) == ("application/pdf", [PDF])
    assert browser.confirm("MH-002", by="TV2")["faults"] == [
        "Phiếu giấy của Đặng Thị Mười, hồ sơ MH-002: Lý Văn Tám đã nhập phiếu này nên không tự xác nhận. "
        "Nhờ người thứ hai đối chiếu với phiếu giấy."
    ]
    assert browser.confirm("MH-002")["said"] == "Đặng Thị Mười đã xác nhận 1 phiếu."
    assert unconfirmed_sheets(small_review).empty
    # The scan of a confirmed sheet is not handed out here any more.
    assert "không còn thuộc phiếu chờ xác nhận" in browser.ask("scan", file=waiting["scan"])["faults"][0]


def test_a_complete_sheet_is_locked_with_its_confirmation(browser, small_review):
    criteria = small_review.rubrics["collective"].criteria["criterion_id"]
    browser.save(*(cell(one, "5") for one in criteria), cell("CN1", "5", candidate="DH-001"))
    answer = browser.confirm("MH-002", "DH-001", lock=True)
    assert answer["said"] == "Đặng Thị Mười đã xác nhận 2 phiếu. Đã khoá 1 phiếu."
    assert len(answer["faults"]) == 1
    assert "hồ sơ DH-001: chưa hoàn tất" in answer["faults"][0]
    assert [row["locked"] for row in answer["sheet"]["sections"][0]["rows"]] == [False, True]


def test_only_scans_of_waiting_sheets_leave_the_folder(browser):
    for file in ("review.xlsx", "../../etc/passwd", ""):
        assert "không còn thuộc phiếu chờ xác nhận" in browser.ask("scan", file=file)["faults"][0]


def test_another_windows_entry_is_shown_and_nothing_is_written_over_it(browser, small_review):
    mark_on_screen(small_review)
    answer = browser.save(cell("TT1", "12"))
    assert answer["faults"] == [
        "Phiếu của Đặng Thị Mười vừa được ghi thêm 1 mục ở một cửa sổ khác. Bảng đã lấy nội dung mới nhất; "
        "những ô đang gõ vẫn còn, bấm Ghi phiếu để đối chiếu lại."
    ]
    assert (answer["sheet"]["seq"], answer["sheet"]["stored"]['["MH-002","TT1"]']["points"]) == (1, "10")
    assert "done" not in answer
    assert small_review.ledger.current_marks()["points"].tolist() == [10.0]


def test_what_is_wrong_is_said_and_nothing_stored(browser, small_review):
    assert browser.save()["faults"] == [
        "Phiếu giấy của Đặng Thị Mười: chưa nhập ô nào. Nhập điểm theo phiếu giấy rồi ghi."
    ]
    assert len(browser.save(cell("TT1", "99"), cell("TT2", "1.5"), cell("TT1", "5", candidate="X"))["faults"]) == 3
    assert browser.save(cell("TT1", "5"), by=" ")["faults"] == [
        "Phiếu giấy: chưa ghi người nhập phiếu. Chọn hoặc gõ họ tên rồi ghi lại."
    ]
    assert browser.save(cell("TT1", "5"), scan="nie")["faults"] == [
        "Tệp gửi lên chưa nhận đủ. Chọn lại tệp rồi ghi lại."
    ]
    browser.ask("part", b"<html>", upload="u", name="a.pdf")
    assert browser.save(cell("TT1", "5"), scan="u")["faults"][0].startswith("a.pdf: không phải tệp PDF, JPG hay PNG.")
    assert "chưa chọn hồ sơ nào" in browser.confirm()["faults"][0]
    assert small_review.ledger.head("reviewer:TV1")[0] == 0


def test_too_large_a_scan_is_forgotten(browser):
    part = bytes(9 * 2**20)
    for _ in range(2):
        assert "faults" not in browser.ask("part", part, upload="u", name="a.pdf")
    assert browser.ask("part", part, upload="u", name="a.pdf")["faults"][0].startswith("a.pdf: lớn hơn 25 MB.")
    assert browser.save(cell("TT1", "5"), scan="u")["faults"][0].startswith("Tệp gửi lên chưa nhận đủ.")


def test_a_round_closed_and_a_candidate_withdrawn_in_between(browser, small_review):
    seq = small_review.ledger.head("secretary")[0]
    withdraw_candidate(small_review, candidate_id="MH-002", reason="x", entered_by="TV2", expected_seq=seq)
    assert "đã rút khỏi đợt xét nên không chấm" in browser.save(cell("TT1", "5"))["faults"][0]
    assert [row["id"] for row in browser.open()["sections"][0]["rows"]] == ["MH-001"]
    opened = open_round(small_review, deadline=None, expected_seq=seq + 1, entered_by="TV2")
    close_round(small_review, expected_seq=opened.seq, entered_by="TV2")
    assert "vòng chấm đã đóng" in browser.save(cell("TT1", "5", candidate="MH-001"))["faults"][0]
