"""Which notebooks run, in which order, and where their executed copies go."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path

from danvan_tools.errors import DanvanError
from danvan_tools.language import suggestion
from danvan_tools.publishing.notebooks import known_parameters, run_notebook

PIPELINE = ("1_check_records", "3_deliberate", "4_write_report")
EXECUTED = "notebooks"


def run_pipeline(
    folder: Path | str,
    output: Path | str,
    only: Sequence[str] | None = None,
    on_step: Callable[[str, int, int], object] | None = None,
) -> list[Path]:
    """Run the notebooks that make the dossier of a review and return the documents they wrote.

    Parameters
    ----------
    folder : Path or str
        The review folder.
    output : Path or str
        Where documents go; executed copies go to ``notebooks`` inside it.
    only : sequence of str, optional
        Names of :data:`PIPELINE` to run; the order stays the pipeline's.
    on_step : callable, optional
        Called before each notebook with its name, its number from 0 and how many will run.

    Returns
    -------
    list of Path
        Files directly in `output` that this run wrote, sorted; executed copies are in a folder of their own.

    Raises
    ------
    DanvanError
        Unknown name, or a notebook that failed; what was written before it stays.
    """
    steps = choose_steps(only)
    output = output_folder(output)
    before = dict(_stamps(output))
    for number, name in enumerate(steps):
        if on_step is not None:
            on_step(name, number, len(steps))
        given = {"folder": Path(folder), "output": output}
        known = known_parameters(name)
        run_notebook(
            name,
            {key: value for key, value in given.items() if key in known},
            executed_copy(output, name),
        )
    return sorted(path for path, stamp in _stamps(output) if before.get(path) != stamp)


def executed_copy(output: Path | str, name: str) -> Path:
    """Return where the executed copy of a notebook of :data:`PIPELINE` goes."""
    return Path(output) / EXECUTED / f"{name}.ipynb"


def output_folder(path: Path | str) -> Path:
    """Make the folder that documents go to, if it is not there yet, and return it.

    Raises
    ------
    DanvanError
        If it cannot be made, or a file of that name is in its place.
    """
    folder = Path(path).absolute()
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        msg = f"{folder}: không tạo được thư mục để ghi tài liệu ({error.strerror}). Chọn nơi khác có quyền ghi."
        raise DanvanError(msg) from error
    return folder


def choose_steps(only: Iterable[str] | None) -> list[str]:
    """Return the notebooks to run, in the pipeline's order.

    Raises
    ------
    DanvanError
        If a name is not one of the pipeline's.
    """
    if not only:
        return list(PIPELINE)
    wanted = [name.removesuffix(".ipynb") for name in only]
    for name in wanted:
        if name not in PIPELINE:
            known = ", ".join(PIPELINE)
            msg = f'"{name}" không phải sổ tay của bộ hồ sơ. {suggestion(name, PIPELINE)}Các sổ tay: {known}.'
            raise DanvanError(msg)
    return [name for name in PIPELINE if name in wanted]


def _stamps(output: Path) -> Iterator[tuple[Path, tuple[int, int]]]:
    """Yield each document of a folder and what changes when it is written anew.

    The folder may be somebody's home: nothing below it and nothing hidden is ours.
    """
    for path in output.iterdir():
        if path.is_file() and not path.name.startswith("."):
            status = path.stat()
            yield path, (status.st_ino, status.st_mtime_ns)
