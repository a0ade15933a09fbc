"""One notebook, run or prepared by papermill."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import papermill
from jupyter_client.kernelspec import NoSuchKernel
from nbclient.exceptions import CellTimeoutError, DeadKernelError
from nbformat import ValidationError
from papermill.exceptions import PapermillExecutionError
from papermill.iorw import load_notebook_node, write_ipynb

from danvan_tools.errors import DanvanError
from danvan_tools.language import suggestion

CELL_TIMEOUT = 600
"""Seconds one cell may take: long enough for a province, short enough to notice a cell that waits for ever."""

# The two names by which our notebooks ask for a place on disk; papermill would hand a relative one on as it stands.
_PATH_PARAMETERS = frozenset({"folder", "output"})

# A kernel tells whoever reads stderr that loopback is not encrypted, and that it was interrupted when it is told to
# stop: true, and nothing a secretary can act on.
_QUIET = ["--IPKernelApp.log_level=CRITICAL"]


# The tag of the cells that papermill adds to a failed copy.
_ERROR_MARKER = "papermill-error-cell-tag"


def notebooks_folder() -> Path:
    """Return where the notebooks are: inside an installed package, or beside it in a checkout."""
    package = Path(__file__).parents[1]
    inside = package / "notebooks"
    return inside if inside.is_dir() else package.parent / "notebooks"


def locate_notebook(name: str | Path) -> Path:
    """Return the file of a notebook known by its name, with or without ``.ipynb``, or by its path.

    Raises
    ------
    DanvanError
        If there is no such notebook; says the nearest name.
    """
    if isinstance(name, Path):
        if name.is_file():
            return name.absolute()
        msg = f"{name}: không có sổ tay này. Kiểm tra lại đường dẫn."
        raise DanvanError(msg)
    known = {path.stem: path for path in sorted(notebooks_folder().glob("*.ipynb"))}
    stem = name.removesuffix(".ipynb")
    if stem in known:
        return known[stem]
    listed = ", ".join(known) or "(chưa có)"
    msg = f'Không có sổ tay "{name}". {suggestion(stem, known)}Các sổ tay hiện có: {listed}.'
    raise DanvanError(msg)


def known_parameters(name: str | Path) -> list[str]:
    """Return the names of a notebook's parameters, in its order.

    Raises
    ------
    DanvanError
        If there is no such notebook, or the file is no notebook.
    """
    path = locate_notebook(name)
    try:
        return list(papermill.inspect_notebook(_literal(path)))
    except (ValueError, AttributeError, KeyError, TypeError, ValidationError) as e:
        msg = f"{path.name}: tệp không phải sổ tay Jupyter đọc được. Lấy lại tệp gốc rồi chạy lại."
        raise DanvanError(msg) from e


def run_notebook(
    name: str | Path, parameters: Mapping[str, Any], output_path: Path | str, *, timeout: int = CELL_TIMEOUT
) -> Path:
    """Run a notebook in its own folder and keep the executed copy.

    Parameters
    ----------
    name : str or Path
        Name of a notebook, or the path of one.
    parameters : Mapping
        Values for its ``parameters`` cell; paths are made absolute first, as the notebook runs in its own folder.
    output_path : Path or str
        The executed copy; appears whole. If a cell fails, it is kept as ``<stem>.loi.ipynb`` beside it instead.
    timeout : int
        Seconds one cell may take.

    Returns
    -------
    Path
        `output_path`.

    Raises
    ------
    DanvanError
        Unknown notebook or parameter, or a cell that failed: its notebook, its number and why.
    """
    source = locate_notebook(name)
    values = _checked(source, parameters)
    target = Path(output_path).absolute()
    failed = target.with_name(f"{target.stem}.loi.ipynb")
    with _workplace(target) as temporary:
        try:
            papermill.execute_notebook(
                _literal(source),
                _literal(temporary),
                values,
                cwd=str(source.parent),
                progress_bar=False,
                execution_timeout=timeout,
                extra_arguments=_QUIET,
                # A widget's state holds names and marks: views are rebuilt from the ledger, never saved.
                store_widget_state=False,
            )
        # RuntimeError: a kernel that does not answer (DeadKernelError is one too).
        except (PapermillExecutionError, CellTimeoutError, RuntimeError, NoSuchKernel) as error:
            kept = temporary.exists() and _keep(temporary, failed)
            raise DanvanError(_failure(source.name, error, timeout, failed if kept else None)) from error
        _keep(temporary, target)
        failed.unlink(missing_ok=True)
    return target


def prepare_notebook(name: str | Path, parameters: Mapping[str, Any], output_path: Path | str) -> Path:
    """Write a notebook with its parameters filled in, without running it (for the desk).

    Raises
    ------
    DanvanError
        Unknown notebook or parameter.
    """
    source = locate_notebook(name)
    values = _checked(source, parameters)
    target = Path(output_path).absolute()
    with _workplace(target) as temporary:
        papermill.execute_notebook(_literal(source), _literal(temporary), values, prepare_only=True, progress_bar=False)
        _keep(temporary, target)
    return target


def _checked(source: Path, parameters: Mapping[str, Any]) -> dict[str, Any]:
    """Refuse a parameter the notebook does not have (papermill only warns), and make paths absolute."""
    known = known_parameters(source)
    for name in parameters:
        if name not in known:
            listed = ", ".join(known) or "(không có)"
            msg = (
                f'{source.name}: không có tham số "{name}". {suggestion(name, known)}Các tham số: {listed}. '
                "Sửa tên tham số rồi chạy lại."
            )
            raise DanvanError(msg)
    return {
        name: str(Path(value).absolute()) if isinstance(value, Path) or name in _PATH_PARAMETERS else value
        for name, value in parameters.items()
    }


def _literal(path: Path) -> str:
    """Escape the braces of a path: papermill formats paths as Python format strings."""
    return str(path).replace("{", "{{").replace("}", "}}")


@contextmanager
def _workplace(target: Path) -> Iterator[Path]:
    """Yield a path in a folder of its own beside the target: papermill writes there after every cell."""
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        folder = tempfile.TemporaryDirectory(prefix=".", dir=target.parent)
    except OSError as error:
        msg = f"{target.parent}: không ghi được vào thư mục này ({error.strerror}). Chọn thư mục khác rồi chạy lại."
        raise DanvanError(msg) from error
    with folder as name:
        yield Path(name) / target.name


def _keep(temporary: Path, target: Path) -> bool:
    """Move an executed copy to its place; it names that place, not the temporary one."""
    notebook = load_notebook_node(str(temporary))
    notebook.metadata.papermill.output_path = str(target)
    for cell in notebook.cells:
        if _ERROR_MARKER in cell.metadata.get("tags", []):
            cell.source = _marker_words(cell.source)
    write_ipynb(notebook, str(temporary))
    temporary.replace(target)
    return True


def _marker_words(source: str) -> str:
    """Say in Vietnamese what papermill writes into a failed copy: on top, and before the cell that failed."""
    number = re.search(r"In \[(\w+)\]", source)
    if number:
        return f"**Sổ tay đã dừng vì có lỗi ở [ô lệnh {number.group(1)}](#papermill-error-cell).**"
    return '<strong id="papermill-error-cell">Ô lệnh dưới đây gặp lỗi; các ô sau nó chưa chạy.</strong>'


def _failure(notebook: str, error: Exception, timeout: int, kept: Path | None) -> str:
    """Say which cell of which notebook failed, and why, in one sentence."""
    where = f"\nBản đã chạy: {kept}" if kept else ""
    match error:
        case PapermillExecutionError():
            place = f"{notebook}, ô lệnh {error.exec_count}"
            # A DanvanError shows its sentence in place of a traceback.
            if error.evalue and "\n".join(error.traceback) == error.evalue:
                return f"{place}: {error.evalue}{where}"
            return f"{place}: lỗi {error.ename}: {error.evalue}.{where}"
        case CellTimeoutError():
            return f"{notebook}, ô lệnh {_last_run(kept)}: chạy quá {timeout} giây nên đã dừng.{where}"
        case DeadKernelError():
            return f"{notebook}, ô lệnh {_last_run(kept)}: tiến trình tính toán dừng đột ngột.{where}"
        case NoSuchKernel():
            return f"{notebook}: không có nhân Python để chạy sổ tay. Cài lại môi trường rồi chạy lại.{where}"
        case _:
            return f"{notebook}: nhân Python không khởi động được. Chạy lại; nếu vẫn lỗi, cài lại môi trường.{where}"


def _last_run(kept: Path | None) -> int | str:
    """Return the number of the last cell that started, as Jupyter shows it."""
    cells = load_notebook_node(str(kept)).cells if kept else []
    return max((cell.execution_count or 0 for cell in cells if cell.cell_type == "code"), default="?")
