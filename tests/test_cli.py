"""The command `danvan`: its exit statuses, what goes where, and that the README names every command."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from openpyxl import load_workbook
from typer.main import get_command

from danvan_tools import records
from danvan_tools.cli import app, main

COMMANDS = sorted(get_command(app).commands)


Danvan = Callable[..., subprocess.CompletedProcess[str]]


def danvan_process(*arguments: str | Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run the command as a program of its own."""
    command = [sys.executable, "-c", "from danvan_tools.cli import main; main()", *map(str, arguments)]
    return subprocess.run(
        command, capture_output=True, encoding="utf-8", check=False, timeout=300, env=os.environ | environment
    )


@pytest.fixture
def danvan(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Danvan:
    """Run the command in this process: a new one would load its libraries for seconds each time."""

    def run(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
        command = ["danvan", *map(str, arguments)]
        monkeypatch.setattr(sys, "argv", command)
        capsys.readouterr()
        with pytest.raises(SystemExit) as ended:
            main()
        shown = capsys.readouterr()
        return subprocess.CompletedProcess(command, int(ended.value.code or 0), shown.out, shown.err)

    return run


def set_cell(path: Path, sheet: str, cell: str, value: object) -> None:
    workbook = load_workbook(path)
    workbook[sheet][cell] = value
    workbook.save(path)


def test_the_readme_documents_every_command(repository: Path) -> None:
    readme = (repository / "README.md").read_text(encoding="utf-8")
    assert sorted(set(re.findall(r"^danvan (\w+)", readme, re.MULTILINE))) == COMMANDS


def test_without_a_command_it_lists_them() -> None:
    shown = danvan_process()
    assert shown.returncode == 0
    assert [name for name in COMMANDS if f"  {name} " not in shown.stdout] == []


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_explains_itself(name: str, danvan: Danvan) -> None:
    shown = danvan(name, "--help")
    assert shown.returncode == 0
    # No sentence is cut short, and nothing is English.
    assert get_command(app).commands[name].help in " ".join(shown.stdout.split())
    assert shown.stdout.startswith(f"Cách dùng: danvan {name} [TUỲ CHỌN] ")
    assert (
        re.findall(r"Usage|Options|Arguments|Commands|required|default|Show this|<\w+>|…(?! |\n|$)", shown.stdout) == []
    )


def test_a_missing_option_is_named_as_it_is_typed(danvan: Danvan) -> None:
    assert danvan("backup", "x").stderr == "danvan: thiếu -o TỆP. Xem cách dùng: danvan --help\n"
    assert danvan("backup").stderr == "danvan: thiếu THƯ-MỤC. Xem cách dùng: danvan --help\n"


def test_a_group_without_its_command_lists_them_and_is_no_mistake(danvan: Danvan) -> None:
    shown = danvan("sheets")
    assert (shown.returncode, shown.stderr) == (0, "")
    assert "\n  export  Xuất phiếu chấm Excel" in shown.stdout


def test_a_code_typed_for_a_members_id_is_not_shown_again(sample_folder: Path, danvan: Danvan) -> None:
    shown = danvan("access", sample_folder, "--revoke", "7KQ4M-X3GTR-9HCV")
    assert (shown.returncode, "7KQ4M" in shown.stdout + shown.stderr) == (1, False)
    assert "ghi mã thành viên, như TV01" in shown.stderr


def test_check_of_the_sample_is_fine(sample_folder: Path, danvan: Danvan) -> None:
    shown = danvan("check", sample_folder)
    assert shown.returncode == 0, shown.stderr
    assert "71 hồ sơ: 59 mô hình, 12 điển hình" in shown.stdout


@pytest.mark.parametrize(
    "environment", [{"PYTHONIOENCODING": "cp1252"}, {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}]
)
def test_vietnamese_is_written_whatever_the_terminal_holds(tmp_path: Path, environment: dict[str, str]) -> None:
    made = danvan_process("new", tmp_path / "đợt xét", **environment)
    assert made.returncode == 0, made.stderr
    assert made.stdout.startswith(f"Đã tạo {tmp_path / 'đợt xét'}. ")
    checked = danvan_process("check", tmp_path / "đợt xét", **environment)
    assert checked.returncode == 1
    assert 'trang "Danh sách"' in checked.stderr


def test_check_with_a_reason_records_what_waited_for_it(sample_folder: Path, danvan: Danvan) -> None:
    danvan("check", sample_folder)
    path = sample_folder / "candidates.xlsx"
    set_cell(path, "Danh sách", "O5", "phong trào khác")
    waiting = danvan("check", sample_folder)
    assert waiting.returncode == 0, waiting.stderr
    assert "cần ghi lý do" in waiting.stderr
    assert waiting.stdout.endswith("So với lần nạp trước: thêm 0, sửa 1, thiếu 0 hồ sơ; chưa ghi nhận.\n")
    recorded = danvan("check", sample_folder, "--reason", "Xã đề nghị")
    assert recorded.stdout.endswith("So với lần nạp trước: thêm 0, sửa 1, thiếu 0 hồ sơ; đã ghi nhận.\n")
    number = re.search(r"(\d+) điều cần lưu ý", waiting.stdout)
    assert number is not None
    assert f"{int(number.group(1)) - 1} điều cần lưu ý" in recorded.stdout
    assert "cần ghi lý do" not in recorded.stderr
    assert danvan("check", sample_folder).stdout.endswith("Danh sách không khác lần nạp trước.\n")


def test_check_warns_of_rules_changed_since_the_round_was_opened(sample_folder: Path, danvan: Danvan) -> None:
    records.open_round(
        review := records.open_review(sample_folder),
        deadline=None,
        expected_seq=review.ledger.head("secretary")[0],
        entered_by="thư ký",
    )
    assert "đã sửa sau khi mở vòng chấm" not in danvan("check", sample_folder).stderr
    set_cell(sample_folder / "review.xlsx", "Đợt xét", "B12", 0.25)
    shown = danvan("check", sample_folder)
    assert shown.returncode == 0, shown.stderr
    (line,) = [line for line in shown.stderr.splitlines() if "đã sửa sau khi mở vòng chấm" in line]
    assert line.startswith('Lưu ý: review.xlsx, trang "Đợt xét": đã sửa')
    assert "mở lại vòng chấm có ghi lý do" in line


def test_check_as_json(sample_folder: Path, danvan: Danvan) -> None:
    set_cell(sample_folder / "candidates.xlsx", "Danh sách", "C5", None)
    set_cell(sample_folder / "candidates.xlsx", "Danh sách", "P5", "Kinh tê")
    shown = danvan("check", sample_folder, "--json")
    (fault,) = [fault for fault in json.loads(shown.stdout) if fault["severity"] == "error"]
    assert shown.returncode == 1
    assert (fault["file"], fault["sheet"], fault["row"], fault["value"], fault["kind"]) == (
        "candidates.xlsx", "Danh sách", 5, "Kinh tê", "word",
    )  # fmt: skip


def test_check_lists_five_faults_planted_in_both_workbooks(sample_folder: Path, danvan: Danvan) -> None:
    candidates, review = sample_folder / "candidates.xlsx", sample_folder / "review.xlsx"
    set_cell(candidates, "Danh sách", "P14", "Kinh tê")
    set_cell(candidates, "Điểm nhân rộng", "E5", "31/02/2015")
    set_cell(candidates, "Khen thưởng", "I6", "01/01/2019")
    set_cell(review, "Có liên quan", "A3", "Không Có Người Này")
    set_cell(review, "Đợt xét", "B12", "nửa điểm")
    shown = danvan("check", sample_folder)
    errors = [line for line in shown.stderr.splitlines() if line.startswith(("candidates.xlsx", "review.xlsx"))]
    assert shown.returncode == 1
    assert len(errors) == 5, shown.stderr
    for value in ("Kinh tê", "31/02/2015", "01/01/2019", "Không Có Người Này", "nửa điểm"):
        assert sum(value in line for line in errors) == 1, value


def test_check_groups_faults_counts_them_and_says_what_next(sample_folder: Path, danvan: Danvan) -> None:
    set_cell(sample_folder / "candidates.xlsx", "Danh sách", "P14", "Kinh\ntê")
    shown = danvan("check", sample_folder)
    assert shown.stdout == ""
    lines = shown.stderr.splitlines()
    assert lines[0] == '== candidates.xlsx, trang "Danh sách" – 1 lỗi =='
    assert lines[1].startswith('candidates.xlsx, trang "Danh sách", dòng 14, cột "Lĩnh vực": "Kinh tê')
    assert lines[2:4] == ["", '== candidates.xlsx, trang "Khen thưởng" – 8 lưu ý ==']
    assert lines[4].startswith('Lưu ý: candidates.xlsx, trang "Khen thưởng", dòng 9')
    assert lines[13].startswith("Có 1 lỗi, 8 lưu ý: cần giải trình 8; không có trong danh mục 1.")
    assert lines[-1] == f"Sửa trong Excel, lưu lại, rồi chạy lại: danvan check {sample_folder}"


def test_check_can_mark_the_faulty_cells_of_a_copy(sample_folder: Path, danvan: Danvan) -> None:
    path = sample_folder / "candidates.xlsx"
    set_cell(path, "Danh sách", "P14", "Kinh tê")
    before = path.read_bytes()
    shown = danvan("check", sample_folder, "--mark")
    copy = sample_folder / "output" / "candidates-danh-dau.xlsx"
    assert shown.returncode == 1
    assert f"Bản đánh dấu ô sai: {copy}\n" in shown.stderr
    assert sorted(path.name for path in copy.parent.iterdir()) == [copy.name]
    assert "Kinh tế" in load_workbook(copy)["Danh sách"]["P14"].comment.text
    assert path.read_bytes() == before


def test_a_folder_with_a_space_is_quoted_in_the_command_to_type(tmp_path: Path, danvan: Danvan) -> None:
    shown = danvan("check", tmp_path / "đợt xét")
    assert shown.stderr.splitlines()[-1].endswith(f'danvan check "{tmp_path / "đợt xét"}"')


def test_a_folder_that_is_not_there_is_one_sentence(tmp_path: Path, danvan: Danvan) -> None:
    shown = danvan("report", tmp_path / "nowhere")
    assert shown.returncode == 1
    assert "nowhere" in shown.stderr
    assert "Traceback" not in shown.stderr


@pytest.mark.parametrize(
    ("arguments", "word"), [(["check"], "thiếu"), (["chek", "x"], "chek"), (["check", "x", "--jsn"], "--jsn")]
)
def test_wrong_use_is_status_2_in_vietnamese(arguments: list[str], word: str, danvan: Danvan) -> None:
    shown = danvan(*arguments)
    assert shown.returncode == 2
    assert word in shown.stderr
    assert "danvan --help" in shown.stderr


def test_new_refuses_a_folder_in_use(tmp_path: Path, danvan: Danvan) -> None:
    assert danvan("new", tmp_path / "review").returncode == 0
    before = {path: path.stat().st_mtime_ns for path in (tmp_path / "review").rglob("*")}
    again = danvan("new", tmp_path / "review")
    assert again.returncode == 1
    assert {path: path.stat().st_mtime_ns for path in (tmp_path / "review").rglob("*")} == before


def test_a_new_review_lists_what_is_still_to_fill_in(tmp_path: Path, danvan: Danvan) -> None:
    danvan("new", tmp_path / "review")
    shown = danvan("check", tmp_path / "review")
    assert shown.returncode == 1
    assert 'trang "Danh sách"' in shown.stderr
    assert "Traceback" not in shown.stderr


@pytest.mark.slow
def test_report_writes_the_dossier_and_prints_the_figures(sample_folder: Path, tmp_path: Path) -> None:
    shown = danvan_process("report", sample_folder, "-o", tmp_path / "dossier", "--json")
    assert shown.returncode == 0, shown.stderr
    printed = json.loads(shown.stdout)
    written = sorted(path.name for path in map(Path, printed["documents"]))
    assert all(Path(path).is_file() for path in printed["documents"])
    assert "facts.json" in written
    assert any(name.endswith(".docx") for name in written)
    values = {fact["key"]: fact["value"] for fact in printed["facts"]}
    assert [
        values[key]
        for key in (
            "models_built", "exemplars", "recognised_on_occasions", "conference_commended", "conference_praised",
        )
    ] == [59, 25, 18, 22, 9]  # fmt: skip


@pytest.mark.slow
def test_report_of_faulty_records_writes_nothing(sample_folder: Path, tmp_path: Path, danvan: Danvan) -> None:
    set_cell(sample_folder / "candidates.xlsx", "Danh sách", "P14", "Kinh tê")
    shown = danvan("report", sample_folder, "-o", tmp_path / "dossier")
    assert shown.returncode == 1
    assert "Kinh tê" in shown.stderr
    assert not (tmp_path / "dossier").exists()


@pytest.mark.slow
def test_a_run_without_documents_names_the_notebooks_that_ran(
    sample_folder: Path, tmp_path: Path, danvan: Danvan
) -> None:
    shown = danvan("report", sample_folder, "-o", tmp_path / "out", "--only", "3_deliberate")
    copy = tmp_path / "out" / "notebooks" / "3_deliberate.ipynb"
    assert shown.stdout == f"Sổ tay đã chạy:\n  {copy}\n", shown.stderr
    assert copy.is_file()


def test_a_backup_names_what_it_left_out_and_exits_with_1(sample_folder: Path, tmp_path: Path, danvan: Danvan) -> None:
    assert danvan("backup", sample_folder, "-o", tmp_path / "a.zip").returncode == 0
    (sample_folder / "evidence").mkdir(exist_ok=True)
    (sample_folder / "evidence" / "tắt").symlink_to(tmp_path)
    shown = danvan("backup", sample_folder, "-o", tmp_path / "b.zip")
    assert (shown.returncode, shown.stdout) == (1, f"Đã sao lưu: {tmp_path / 'b.zip'}\n")
    assert shown.stderr.startswith("evidence/tắt: không phải tệp thường (lối tắt, hoặc tên có dấu \\) nên không có ")


def test_collect_says_what_came_and_what_is_missing(sample_folder: Path, danvan: Danvan) -> None:
    shown = danvan("collect", sample_folder)
    assert shown.returncode == 0, shown.stderr
    assert shown.stdout.splitlines() == [
        "Đã đọc 3 hồ sơ trong thư mục incoming: hồ sơ mới 2; khác với danh sách 1.",
        f"23 đơn vị chưa gửi hồ sơ; 1 bản quét cần gõ lại. Sổ đề xuất: {sample_folder / 'proposals.xlsx'}",
    ]
    sheet = load_workbook(sample_folder / "proposals.xlsx")["Danh sách"]
    assert [sheet["A3"].value, sheet["A4"].value] == ["Tuyến kênh nội đồng không rác", "Bến đò an toàn, văn minh"]


def test_collect_with_a_file_it_cannot_read_lists_the_others_and_exits_with_1(
    sample_folder: Path, danvan: Danvan
) -> None:
    (sample_folder / "incoming" / "hong.docx").write_bytes(b"x")
    shown = danvan("collect", sample_folder)
    assert shown.returncode == 1
    assert "\nincoming/hong.docx: tệp bị hỏng hoặc không phải là tệp Word (.docx)." in shown.stderr
    assert (sample_folder / "proposals.xlsx").exists()
