from __future__ import annotations

import json
from pathlib import Path

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from danvan_tools.errors import DanvanError
from danvan_tools.publishing import prepare_notebook, run_notebook
from danvan_tools.publishing.notebooks import known_parameters, locate_notebook, notebooks_folder

PARAMETERS = 'folder: str = "../data"  # đợt xét\ntimes: int = 1  # số lần'


def write_notebook(path: Path, *cells: str) -> Path:
    parameters = new_code_cell(PARAMETERS, metadata={"tags": ["parameters"]})
    notebook = new_notebook(cells=[new_markdown_cell("# Thử"), parameters, *map(new_code_cell, cells)])
    notebook.metadata["kernelspec"] = {"name": "python3", "display_name": "Python 3", "language": "python"}
    path.parent.mkdir(parents=True, exist_ok=True)
    nbformat.write(notebook, path)
    return path


def results(path: Path) -> list[str]:
    cells = nbformat.read(path, as_version=4).cells
    outputs = [output for cell in cells for output in cell.get("outputs", [])]
    return [
        output.text if "text" in output else output.data["text/plain"] for output in outputs if "ename" not in output
    ]


def test_runs_in_the_notebooks_folder_with_absolute_paths(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    source = write_notebook(
        tmp_path / "here" / "count.ipynb", "import os\nprint(os.getcwd(), folder, times * 21, sep='|', end='')"
    )
    monkeypatch.chdir(tmp_path)
    written = run_notebook(source, {"folder": "review", "times": 2}, "out/count.ipynb")
    assert written == tmp_path / "out" / "count.ipynb"
    assert results(written) == [f"{tmp_path / 'here'}|{tmp_path / 'review'}|42"]
    assert [path.name for path in written.parent.iterdir()] == ["count.ipynb"]
    assert json.loads(written.read_text())["metadata"]["papermill"]["output_path"] == str(written)


def test_nothing_is_said_on_stderr(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    run_notebook(write_notebook(tmp_path / "count.ipynb", "times"), {}, tmp_path / "out.ipynb")
    assert capfd.readouterr() == ("", "")


def test_braces_in_a_folder_name_are_only_braces(tmp_path: Path) -> None:
    source = write_notebook(tmp_path / "đợt {0}" / "count.ipynb", "times")
    written = run_notebook(source, {"times": 7}, tmp_path / "ra {x}" / "count.ipynb")
    assert results(written) == ["7"]


def test_a_failed_cell_gives_its_sentence_and_keeps_the_executed_copy(tmp_path: Path) -> None:
    sentence = "candidates.xlsx: không có tệp này. Chép tệp vào thư mục rồi chạy lại."
    fail = f'from danvan_tools.errors import DanvanError\nraise DanvanError("{sentence}")'
    source = write_notebook(tmp_path / "faulty.ipynb", "times", fail)
    target = tmp_path / "out" / "faulty.ipynb"
    with pytest.raises(DanvanError) as caught:
        run_notebook(source, {}, target)
    kept = tmp_path / "out" / "faulty.loi.ipynb"
    assert str(caught.value) == f"faulty.ipynb, ô lệnh 3: {sentence}\nBản đã chạy: {kept}"
    assert [path.name for path in target.parent.iterdir()] == ["faulty.loi.ipynb"]
    assert results(kept) == ["1"]


def test_a_failed_copy_says_in_vietnamese_where_it_stopped(tmp_path: Path) -> None:
    source = write_notebook(tmp_path / "faulty.ipynb", "times", "1 / 0", "times")
    with pytest.raises(DanvanError):
        run_notebook(source, {}, tmp_path / "faulty.ipynb")
    cells = nbformat.read(tmp_path / "faulty.loi.ipynb", as_version=4).cells
    assert [cell.source for cell in cells if cell.cell_type == "markdown"] == [
        "**Sổ tay đã dừng vì có lỗi ở [ô lệnh 3](#papermill-error-cell).**",
        "# Thử",
        '<strong id="papermill-error-cell">Ô lệnh dưới đây gặp lỗi; các ô sau nó chưa chạy.</strong>',
    ]


def test_a_kernel_that_is_not_there_is_said_in_vietnamese(tmp_path: Path) -> None:
    source = write_notebook(tmp_path / "count.ipynb", "times")
    source.write_text(source.read_text().replace('"name": "python3"', '"name": "none_4711"'))
    with pytest.raises(DanvanError) as caught:
        run_notebook(source, {}, tmp_path / "out.ipynb")
    assert str(caught.value) == (
        "count.ipynb: không có nhân Python để chạy sổ tay. Cài lại môi trường rồi chạy lại."
        f"\nBản đã chạy: {tmp_path / 'out.loi.ipynb'}"
    )


def test_a_kernel_that_does_not_start_is_said_in_vietnamese(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    kernel = tmp_path / "kernels" / "ends_at_once"
    kernel.mkdir(parents=True)
    (kernel / "kernel.json").write_text(json.dumps({"argv": ["false"], "display_name": "x", "language": "python"}))
    monkeypatch.setenv("JUPYTER_PATH", str(tmp_path))
    source = write_notebook(tmp_path / "count.ipynb", "times")
    source.write_text(source.read_text().replace('"name": "python3"', '"name": "ends_at_once"'))
    with pytest.raises(DanvanError) as caught:
        run_notebook(source, {}, tmp_path / "out.ipynb")
    assert str(caught.value).startswith("count.ipynb: nhân Python không khởi động được.")


def test_a_failure_leaves_the_last_good_copy_and_a_success_removes_the_failed_one(tmp_path: Path) -> None:
    source = write_notebook(tmp_path / "sometimes.ipynb", "1 / times")
    target = tmp_path / "out" / "sometimes.ipynb"
    run_notebook(source, {"times": 4}, target)
    with pytest.raises(DanvanError, match="ZeroDivisionError"):
        run_notebook(source, {"times": 0}, target)
    assert results(target) == ["0.25"]
    run_notebook(source, {"times": 2}, target)
    assert [path.name for path in target.parent.iterdir()] == ["sometimes.ipynb"]


def test_a_cell_that_waits_for_ever_is_stopped(tmp_path: Path) -> None:
    source = write_notebook(tmp_path / "slow.ipynb", "times", "import time\ntime.sleep(60)")
    with pytest.raises(DanvanError, match=r"slow\.ipynb, ô lệnh 3: chạy quá 2 giây"):
        run_notebook(source, {}, tmp_path / "out.ipynb", timeout=2)
    assert (tmp_path / "out.loi.ipynb").exists()


def test_a_misspelt_parameter_is_refused_before_anything_runs(tmp_path: Path) -> None:
    source = write_notebook(tmp_path / "count.ipynb", "times")
    with pytest.raises(DanvanError) as caught:
        run_notebook(source, {"foldr": "x"}, tmp_path / "out" / "count.ipynb")
    assert str(caught.value) == (
        'count.ipynb: không có tham số "foldr". Ý là "folder"? Các tham số: folder, times. '
        "Sửa tên tham số rồi chạy lại."
    )
    assert not (tmp_path / "out").exists()


def test_prepare_fills_in_parameters_without_running(tmp_path: Path) -> None:
    source = write_notebook(tmp_path / "desk.ipynb", "raise SystemExit(3)")
    written = prepare_notebook(source, {"folder": tmp_path / "review"}, tmp_path / "out" / "desk.ipynb")
    injected = [cell.source for cell in nbformat.read(written, as_version=4).cells if "folder =" in cell.source]
    assert injected == [f'# Parameters\nfolder = "{tmp_path / "review"}"\n']
    assert results(written) == []


def test_an_unknown_notebook_is_refused_with_the_known_ones(tmp_path: Path) -> None:
    with pytest.raises(DanvanError, match="khong_co"):
        locate_notebook("khong_co")
    with pytest.raises(DanvanError, match=r"gone\.ipynb: không có sổ tay này"):
        locate_notebook(tmp_path / "gone.ipynb")


@pytest.mark.parametrize("content", ["", "[]", "{}", "\x00\x01", '{"cells": 3}'])
def test_a_file_that_is_no_notebook_is_refused(tmp_path: Path, content: str) -> None:
    path = tmp_path / "broken.ipynb"
    path.write_text(content)
    with pytest.raises(DanvanError, match=r"broken\.ipynb: tệp không phải sổ tay"):
        known_parameters(path)


def test_in_a_checkout_the_notebooks_lie_beside_the_package(repository: Path) -> None:
    assert notebooks_folder() == repository / "notebooks"


def test_a_folder_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    source = write_notebook(tmp_path / "count.ipynb", "times")
    (tmp_path / "file").touch()
    with pytest.raises(DanvanError, match="không ghi được vào thư mục này"):
        run_notebook(source, {}, tmp_path / "file" / "count.ipynb")
