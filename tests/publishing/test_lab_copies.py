"""The notebooks of one review folder: set to it, kept as somebody left them, and renewed without loss."""

from __future__ import annotations

import ast
import shutil
from pathlib import Path

import nbformat
import pytest

from danvan_tools.errors import DanvanError
from danvan_tools.publishing import copy_notebooks
from danvan_tools.publishing.notebooks import notebooks_folder

NAMES = sorted(path.name for path in notebooks_folder().glob("*.ipynb"))


def sources(path: Path) -> list[str]:
    return [cell.source for cell in nbformat.read(path, as_version=4).cells]


def test_each_notebook_is_set_to_the_folder(sample_folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(sample_folder.parent)
    place, kept = copy_notebooks(Path("sample"))
    assert (place, kept) == (sample_folder / "output" / "lab", [])
    assert sorted(path.name for path in place.iterdir()) == NAMES
    for name in NAMES:
        assert f'folder = "{sample_folder}"' in sources(place / name)[2]
    assert f'output = "{sample_folder / "output"}"' in sources(place / "4_write_report.ipynb")[2]


def test_what_somebody_changed_in_a_copy_stays(sample_folder: Path) -> None:
    place, _ = copy_notebooks(sample_folder)
    copy = place / "explore.ipynb"
    notebook = nbformat.read(copy, as_version=4)
    notebook.cells.append(nbformat.v4.new_code_cell("1 + 1"))
    nbformat.write(notebook, copy)
    assert copy_notebooks(sample_folder) == (place, [])
    assert sources(copy)[-1] == "1 + 1"


def test_a_folder_that_moved_gets_new_copies_and_keeps_the_old_ones(sample_folder: Path, tmp_path: Path) -> None:
    copy_notebooks(sample_folder)
    moved = Path(shutil.move(sample_folder, tmp_path / "đợt {xét}"))
    before = (moved / "output" / "lab" / "explore.ipynb").read_bytes()
    place, kept = copy_notebooks(moved)
    assert sorted(path.name for path in kept) == sorted(name.replace(".ipynb", "-cu.ipynb") for name in NAMES)
    assert (place / "explore-cu.ipynb").read_bytes() == before
    _, _, folder = sources(place / "explore.ipynb")[2].partition("folder = ")
    assert ast.literal_eval(folder.strip()) == str(moved)


def test_a_copy_that_is_no_notebook_any_more_is_kept_too(sample_folder: Path) -> None:
    place, _ = copy_notebooks(sample_folder)
    for number in ("", "-2"):
        (place / "explore.ipynb").write_text(f"x{number}")
        assert copy_notebooks(sample_folder)[1] == [place / f"explore-cu{number}.ipynb"]
    assert (place / "explore-cu.ipynb").read_text() == "x"


def test_what_is_no_review_folder_is_left_alone(tmp_path: Path) -> None:
    with pytest.raises(DanvanError, match=r"không có tệp review\.xlsx"):
        copy_notebooks(tmp_path)
    assert list(tmp_path.iterdir()) == []
