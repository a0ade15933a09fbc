"""The style guide of the notebooks, enforced on every notebook there is."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import nbformat
import pytest

from danvan_tools import records

FOLDER = Path(__file__).parents[2] / "notebooks"
NOTEBOOKS = sorted(FOLDER.glob("*.ipynb"))
LONGEST_CELL = 10
CHECKED = "# NBVAL_CHECK_OUTPUT"
FORBIDDEN = (
    ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Lambda, ast.For, ast.AsyncFor, ast.While, ast.If,
    ast.IfExp, ast.Try, ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp,
)  # fmt: skip
VIETNAMESE = re.compile("[ạảãáàăắằẵẳặâấầẫẩậẹẻẽéèêếềễểệịỉĩíìọỏõóòôốồỗổộơớờỡởợụủũúùưứừữửựỵỷỹýỳđ]", re.IGNORECASE)


@pytest.fixture(params=NOTEBOOKS, ids=[path.stem for path in NOTEBOOKS])
def notebook(request: pytest.FixtureRequest) -> nbformat.NotebookNode:
    return nbformat.read(request.param, as_version=4)


def code_cells(notebook: nbformat.NotebookNode) -> Iterator[nbformat.NotebookNode]:
    return (cell for cell in notebook.cells if cell.cell_type == "code")


def tags(cell: nbformat.NotebookNode) -> list[str]:
    return list(cell.metadata.get("tags", []))


def test_there_are_notebooks() -> None:
    assert {path.stem for path in NOTEBOOKS} >= {
        "1_check_records", "2_review_candidates", "2b_follow_round", "2c_paper_and_teams",
        "3_deliberate", "3b_chair", "3c_decide", "4_write_report", "explore",
    }  # fmt: skip


def test_first_cell_is_a_vietnamese_title_and_one_sentence(notebook: nbformat.NotebookNode) -> None:
    first = notebook.cells[0]
    title, *rest = [line for line in first.source.splitlines() if line.strip()]
    assert first.cell_type == "markdown"
    assert title.startswith("# ")
    assert VIETNAMESE.search(title)
    assert len(rest) == 1
    assert VIETNAMESE.search(rest[0])


def test_second_cell_is_the_only_one_tagged_parameters(notebook: nbformat.NotebookNode) -> None:
    tagged = [place for place, cell in enumerate(notebook.cells) if "parameters" in tags(cell)]
    assert tagged == [1]


def test_each_parameter_is_annotated_defaulted_and_commented(notebook: nbformat.NotebookNode) -> None:
    source = notebook.cells[1].source
    lines = source.splitlines()
    statements = ast.parse(source).body
    assert statements
    for statement in statements:
        assert isinstance(statement, ast.AnnAssign)
        assert statement.value is not None
        assert "#" in lines[statement.end_lineno - 1]


def test_folder_defaults_to_the_sample(notebook: nbformat.NotebookNode) -> None:
    defaults = {node.target.id: node.value.value for node in ast.parse(notebook.cells[1].source).body}
    assert defaults["folder"] == "../data/sample"


def test_third_cell_holds_the_imports_and_no_other_does(notebook: nbformat.NotebookNode) -> None:
    importing = [
        place
        for place, cell in enumerate(notebook.cells)
        if cell.cell_type == "code"
        and any(isinstance(node, ast.Import | ast.ImportFrom) for node in ast.walk(ast.parse(cell.source)))
    ]
    assert importing == [2]


def test_code_calls_the_package_and_computes_nothing(notebook: nbformat.NotebookNode) -> None:
    found = [
        type(node).__name__
        for cell in code_cells(notebook)
        for node in ast.walk(ast.parse(cell.source))
        if isinstance(node, FORBIDDEN)
    ]
    assert found == []


def test_cells_are_short_and_show_their_result(notebook: nbformat.NotebookNode) -> None:
    for cell in list(code_cells(notebook))[2:]:
        assert len(cell.source.splitlines()) <= LONGEST_CELL, cell.source
        assert isinstance(ast.parse(cell.source).body[-1], ast.Expr), cell.source


def test_prose_stands_before_every_step(notebook: nbformat.NotebookNode) -> None:
    for place, cell in enumerate(notebook.cells[3:], start=3):
        if cell.cell_type == "code":
            assert notebook.cells[place - 1].cell_type == "markdown", cell.source


def test_only_checked_counts_keep_their_output(notebook: nbformat.NotebookNode) -> None:
    checked = [cell for cell in code_cells(notebook) if cell.source.startswith(CHECKED)]
    kept = [cell for cell in code_cells(notebook) if cell.outputs]
    assert checked
    assert kept == checked
    assert all("keep_output" in tags(cell) for cell in checked)


def test_notebooks_were_run_from_top_to_bottom(notebook: nbformat.NotebookNode) -> None:
    # nbval takes a cell without a count for one that was never run, and compares nothing.
    counts = [cell.execution_count for cell in code_cells(notebook)]
    assert counts == list(range(1, len(counts) + 1)), "Restart the kernel and run all cells before committing"


def test_kept_outputs_name_nobody(notebook: nbformat.NotebookNode, sample_folder: Path) -> None:
    review = records.open_review(sample_folder)
    individuals = review.candidates.loc[review.candidates["holder"] == "individual", "name"]
    shown = "\n".join(str(cell.outputs) for cell in code_cells(notebook))
    assert [name for name in [*review.committee["name"], *individuals] if name in shown] == []


def test_faulty_files_do_not_hide_the_nominations() -> None:
    # With an error in the files no review is opened, and no cell after that one runs.
    cells = nbformat.read(FOLDER / "1_check_records.ipynb", as_version=4).cells
    sources = [cell.source for cell in cells if cell.cell_type == "code"]
    opening = next(place for place, source in enumerate(sources) if "open_review" in source)
    independent = [place for place, source in enumerate(sources) if "collection" in source or "faults" in source]
    assert max(independent) == opening - 1
