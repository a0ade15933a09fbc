from __future__ import annotations

from pathlib import Path

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_notebook

from danvan_tools.errors import DanvanError
from danvan_tools.publishing import PIPELINE, executed_copy, notebooks, run_pipeline
from danvan_tools.publishing.pipeline import choose_steps

CELLS = {
    "1_check_records": ('folder: str = ""', "folder"),
    "3_deliberate": ('folder: str = ""', "folder"),
    "4_write_report": (
        'folder: str = ""\noutput: str = ""',
        "from pathlib import Path\n"
        "written = Path(output, 'bao-cao.docx')\n"
        "written.write_text(folder)\n"
        "(Path(output, 'facts.json')).write_text('[]')\n"
        # What other programs may do meanwhile, where the output is somebody's home.
        "(Path(output, '.history')).write_text('x')\n"
        "photos = Path(output, 'photos')\n"
        "photos.is_dir() and (photos / 'facts.json').write_text('x')",
    ),
}


@pytest.fixture
def small_notebooks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with a tiny notebook for each step, in place of the real ones."""
    folder = tmp_path / "notebooks"
    folder.mkdir()
    for name, (parameters, code) in CELLS.items():
        cells = [new_code_cell(parameters, metadata={"tags": ["parameters"]}), new_code_cell(code)]
        notebook = new_notebook(cells=cells)
        notebook.metadata["kernelspec"] = {"name": "python3", "display_name": "Python 3", "language": "python"}
        nbformat.write(notebook, folder / f"{name}.ipynb")
    monkeypatch.setattr(notebooks, "notebooks_folder", lambda: folder)
    return folder


@pytest.mark.usefixtures("small_notebooks")
def test_runs_every_step_in_order_and_lists_what_was_written(tmp_path: Path) -> None:
    output = tmp_path / "out"
    output.mkdir()
    (output / "old.docx").touch()
    (output / "photos").mkdir()
    seen: list[tuple[str, int, int]] = []
    documents = run_pipeline(tmp_path / "review", output, on_step=lambda *step: seen.append(step))
    assert seen == [(name, number, 3) for number, name in enumerate(PIPELINE)]
    assert documents == [output / "bao-cao.docx", output / "facts.json"]
    assert documents[0].read_text() == str(tmp_path / "review")
    assert sorted(path.stem for path in (output / "notebooks").iterdir()) == list(PIPELINE)
    assert [executed_copy(output, name).is_file() for name in PIPELINE] == [True] * 3
    assert (output / "photos" / "facts.json").is_file()
    assert run_pipeline(tmp_path / "review", output, only=["4_write_report.ipynb"]) == documents
    assert run_pipeline(tmp_path / "review", output, only=["3_deliberate"]) == []


@pytest.mark.usefixtures("small_notebooks")
def test_relative_folders_are_those_of_the_caller(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (document, _) = run_pipeline("review", "out", only=["4_write_report"])
    assert document.read_text() == str(tmp_path / "review")


def test_steps_keep_the_order_of_the_pipeline() -> None:
    assert choose_steps(["4_write_report", "1_check_records"]) == ["1_check_records", "4_write_report"]
    assert choose_steps(None) == list(PIPELINE)


def test_an_unknown_step_is_refused_with_the_nearest(tmp_path: Path) -> None:
    with pytest.raises(DanvanError) as caught:
        run_pipeline(tmp_path, tmp_path / "out", only=["4_write_raport"])
    assert '"4_write_raport"' in str(caught.value)
    assert 'Ý là "4_write_report"?' in str(caught.value)
    assert not (tmp_path / "out").exists()
