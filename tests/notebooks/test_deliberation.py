"""The meeting's and the chair's notebook, on reviews as they are and as they should not be."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import nbformat
import pytest

from danvan_tools.errors import DanvanError
from danvan_tools.publishing import PIPELINE, run_notebook, run_pipeline
from danvan_tools.records import open_review

pytestmark = pytest.mark.slow

NOTEBOOKS = Path(__file__).parents[2] / "notebooks"
# Whom no meeting may find on the screen: the committee of the built folders.
REVIEWERS = ("TV1", "TV2", "TV3", "TV4", "Đặng Thị Mười", "Lý Văn Tám", "Kiều Công Chánh", "Mạc Thị Hương")
# Marks of three reviewers that agree but for their level, and of a fourth that is on sheets for some.
LEVELS = {
    "TV1": [90, 80, 79.5, 70, 60, 55],
    "TV2": [85, 75.5, 76, 66, 54, 52],
    "TV3": [93, 84, 83, 71, 66, 58],
}


def shown_by(name: str, folder: Path, **parameters: Any) -> dict[str, str]:
    """Run the code of a notebook in this process; return what each question's cells show, by its heading."""
    scope: dict[str, Any] = {}
    shown: dict[str, str] = {}
    heading = ""
    for cell in nbformat.read(NOTEBOOKS / f"{name}.ipynb", as_version=4).cells:
        if cell.cell_type == "markdown":
            found = re.search(r"^## (.+)$", cell.source, re.MULTILINE)
            heading = found.group(1) if found else heading
            continue
        body = ast.parse(cell.source).body
        last = body.pop() if isinstance(body[-1], ast.Expr) else None
        exec(compile(ast.Module(body, []), name, "exec"), scope)  # noqa: S102
        if "parameters" in cell.metadata.get("tags", []):
            scope |= {"folder": str(folder), **parameters}
        if isinstance(last, ast.Expr):
            result = eval(compile(ast.Expression(last.value), name, "eval"), scope)  # noqa: S307
            # The letters of a picture's bytes are nobody's name.
            text = re.sub(r"(?s)<(script|style)\b.*?</\1>|base64,[^\"]*", "", result._repr_html_())
            shown[heading] = shown.get(heading, "") + text
    return shown


def names_in(text: str) -> list[str]:
    return [word for word in REVIEWERS if word in text]


def test_the_meeting_sees_the_list_the_line_and_whom_to_talk_about(judged_folder: Callable[..., Path]) -> None:
    shown = shown_by("3_deliberate", judged_folder(LEVELS))
    assert "Tính theo điểm: 2 Giấy khen, trong 6 hồ sơ được xét." in shown["Ai được đề nghị?"]
    assert "hồ sơ ngay trên và ngay dưới hơn nhau 0,33 điểm" in shown["Ranh giới ở đâu?"]
    agenda = shown["Cuộc họp cần bàn hồ sơ nào?"]
    assert "MH-002" in agenda
    assert "MH-003" in agenda
    assert "Sát ranh giới Giấy khen tập thể" in agenda
    assert "<img" in shown["Thứ hạng chắc đến đâu?"]
    assert "trung bình cộng" in shown["Điểm chung được tính thế nào?"]
    assert names_in("".join(shown.values())) == []


def test_an_open_tie_is_said_and_nobody_is_chosen(judged_folder: Callable[..., Path]) -> None:
    tied = {key: [90, 80, 80, 70, 60, 55] for key in ("TV1", "TV2", "TV3")}
    shown = shown_by("3_deliberate", judged_folder(tied))
    assert "Tính theo điểm: 1 Giấy khen" in shown["Ai được đề nghị?"]
    assert "2 hồ sơ đồng hạng tại ranh giới còn bỏ ngỏ" in shown["Ai được đề nghị?"]
    assert "bằng điểm nhau" in shown["Ranh giới ở đâu?"]
    assert shown["Cuộc họp cần bàn hồ sơ nào?"].count("Đồng hạng tại ranh giới") == 2


def test_a_quota_says_whom_it_moves_and_what_it_costs(judged_folder: Callable[..., Path]) -> None:
    quota = {"award": "commendation", "scope": "unit_kind", "value": "xã", "at_least": 1}
    folder = judged_folder({key: [90, 82, 80.5, 70, 60, 55] for key in ("TV1", "TV2", "TV3")}, quotas=[quota])
    shown = shown_by("3_deliberate", folder)
    swaps = shown["Chỉ tiêu cơ cấu làm đổi ai?"]
    assert "MH-003 vào thay MH-002 ở Giấy khen (tập thể): chỉ tiêu xã, −1,5 điểm." in swaps
    cost = shown["Mỗi chỉ tiêu có được bảo đảm không, và giá bao nhiêu?"]
    assert "tổng điểm thấp hơn 1,5 điểm so với khi không có chỉ tiêu này" in cost
    agenda = shown["Cuộc họp cần bàn hồ sơ nào?"].lower()
    assert "nhường chỗ cho mh-003" in agenda


def test_rules_that_clash_are_named(judged_folder: Callable[..., Path]) -> None:
    quota = {"award": "commendation", "scope": "unit_kind", "value": "xã", "at_least": 5}
    folder = judged_folder(LEVELS, quotas=[quota])
    for name in ("3_deliberate", "3b_chair"):
        assert "trang Chỉ tiêu" in "".join(shown_by(name, folder).values())


BAD: dict[str, dict[str, Any]] = {
    "nobody marked": {"totals": {}},
    "one reviewer": {"totals": {"TV1": LEVELS["TV1"]}},
    "all equal": {"totals": {key: [80] * 6 for key in LEVELS}},
    "a candidate without marks": {"totals": {key: [None, *row[1:]] for key, row in LEVELS.items()}},
    "recused from everything": {
        "totals": LEVELS, "recused": [("TV4", f"MH-{place:03}") for place in range(1, 7)],
    },
    "no places": {"totals": LEVELS, "places": None},
    "more places than candidates": {"totals": LEVELS, "places": 20},
    "one candidate": {"totals": {key: row[:1] for key, row in LEVELS.items()}, "number": 1},
}  # fmt: skip
SAID = {
    "nobody marked": ("Chưa có phiếu nào đủ điểm", "Chưa có phiếu chấm nào đủ điểm"),
    "one reviewer": ("chưa đo được độ chắc chắn của thứ tự", "Mới có một thành viên chấm"),
    "all equal": ("đồng hạng tại ranh giới còn bỏ ngỏ", "Mọi phiếu đều cho điểm như nhau"),
    "a candidate without marks": ("Tính theo điểm: 2 Giấy khen", "Mạc Thị Hương"),
    "recused from everything": ("Không còn thiếu phiếu nào", "Không thành viên nào còn thiếu phiếu"),
    "no places": ("không có ranh giới", "không có ranh giới"),
    "more places than candidates": ("Số chỗ đủ cho mọi hồ sơ", "Số chỗ đủ cho mọi hồ sơ"),
    "one candidate": ("Tính theo điểm: 1 Giấy khen, trong 1 hồ sơ", "Tính theo điểm: 1 Giấy khen"),
}


@pytest.mark.parametrize("case", BAD)
def test_what_does_not_apply_is_said_in_a_sentence(judged_folder: Callable[..., Path], case: str) -> None:
    folder = judged_folder(**BAD[case])
    meeting, chair = ("".join(shown_by(name, folder).values()) for name in ("3_deliberate", "3b_chair"))
    assert SAID[case][0] in meeting
    assert SAID[case][1] in chair
    assert names_in(meeting) == []
    assert [word for word in ("nan", "None", "<NA>", "inf") if re.search(rf">\s*{word}\b", meeting + chair)] == []


def test_the_chair_sees_names_and_severity(judged_folder: Callable[..., Path]) -> None:
    shown = shown_by("3b_chair", judged_folder(LEVELS))
    assert "Mạc Thị Hương (6)" in shown["Ai còn chậm?"]
    assert "Mạc Thị Hương" in shown["Phiếu của ai còn có thể làm đổi kết quả?"]
    assert "khác nhau rõ rệt" in shown["Ai chấm cao hơn, thấp hơn mức chung, và có cơ sở để hiệu chỉnh không?"]
    differing = shown["Phiếu của ai khác với các phiếu còn lại, và bỏ đi thì đổi gì?"]
    assert "Khác mức chung nhiều nhất là Lý Văn Tám" in differing


def test_the_page_is_written_only_where_asked(judged_folder: Callable[..., Path], tmp_path: Path) -> None:
    folder, page = judged_folder(LEVELS), tmp_path / "tom-tat.html"
    before = {path.name for path in folder.iterdir()}
    assert "chưa được ghi" in shown_by("3b_chair", folder)["Kết quả trên một trang"]
    assert {path.name for path in folder.iterdir()} == before
    shown_by("3b_chair", folder, page=str(page))
    written = page.read_text(encoding="utf-8")
    assert "Tóm tắt cho Chủ tịch Hội đồng" in written
    assert "Tính theo điểm: 2 Giấy khen, trong 6 hồ sơ được xét." in written


def test_the_dossier_has_no_copy_of_the_chairs_notebook(judged_folder: Callable[..., Path], tmp_path: Path) -> None:
    assert "3b_chair" not in PIPELINE
    with pytest.raises(DanvanError, match="3b_chair"):
        run_pipeline(judged_folder({}), tmp_path / "out", only=["3b_chair"])
    assert not (tmp_path / "out" / "notebooks").exists()


@pytest.mark.parametrize("name", ["3_deliberate", "3b_chair"])
def test_papermill_runs_it_on_the_sample(sample_folder: Path, tmp_path: Path, name: str) -> None:
    copy = run_notebook(name, {"folder": sample_folder}, tmp_path / f"{name}.ipynb")
    outputs = "".join(str(cell.get("outputs", "")) for cell in nbformat.read(copy, as_version=4).cells)
    outputs = re.sub(r"base64,[^\"]*", "", outputs)
    committee = open_review(sample_folder).committee
    # Tables carry their texts a second time in scripts, with letters as numbers.
    outputs = re.sub(r"\\+u([0-9a-f]{4})", lambda match: chr(int(match[1], 16)), outputs)
    words = [*committee["name"], *committee["reviewer_id"]]
    named = [word for word in words if re.search(rf"\b{word}\b", outputs)]
    # The chair's copy names people in the same kinds of output: the search finds them all.
    assert named == ([] if name == "3_deliberate" else list(committee["name"])), named
