"""The stored figures of the notebooks are compared, so that a wrong one is seen."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from types import ModuleType

import nbformat
import pytest


@pytest.fixture(scope="module")
def nbval_run(repository: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location("run_nbval", repository / "tests" / "notebooks" / "run_nbval.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.slow
def test_an_altered_figure_makes_nbval_fail(nbval_run: ModuleType, tmp_path: Path) -> None:
    folder = nbval_run.copy_notebooks(tmp_path)
    for other in folder.glob("*.ipynb"):
        if other.stem != "1_check_records":
            other.unlink()
    untouched = nbval_run.run_nbval(folder)
    assert untouched.returncode == 0, untouched.stdout

    path = folder / "1_check_records.ipynb"
    text = path.read_text(encoding="utf-8")
    assert text.count("59") == 2, "in the text and in the HTML of one table"
    path.write_text(text.replace("59", "58"), encoding="utf-8")
    nbformat.validate(nbformat.read(path, as_version=4))

    altered = nbval_run.run_nbval(folder)
    assert altered.returncode == 1
    assert "58" in altered.stdout
