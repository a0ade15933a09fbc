"""Reading and checking a list of the whole country, beside what others need to read the same file.

Rivals: pandas with openpyxl (what most scripts use), and the bare python-calamine read that gives rows of cells and
checks nothing. Each runs in a process of its own, in turn with the others, and of each the fastest run counts;
imports are not timed, but the peak of memory includes them.
"""

from __future__ import annotations

import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from country_folder import COLUMNS, ROWS, TEXT_LENGTH, write_country_folder
from measuring import Figure, measure, print_bar, print_table

_REPEATS = 5

_OPENPYXL = "frame = pandas.read_excel({path!r}, sheet_name='Danh sách', header=1, engine='openpyxl')"
_CALAMINE = "rows = python_calamine.CalamineWorkbook.from_path({path!r}).get_sheet_by_name('Danh sách').to_python()"
_COMMAND = (
    "done = subprocess.run([sys.executable, '-c', 'from danvan_tools.cli import main; main()', 'check', {folder!r}], "
    "capture_output=True)"
)
_OURS = "content = read_folder(Path({folder!r}))"
_OURS_SETUP = "from pathlib import Path; from danvan_tools.records.review_folder import read_folder"
_OURS_NOTE = "f\"{len(content.sheets['candidates'].frame)} dòng, {len(content.faults)} lỗi, lưu ý\""
_NAMES_SETUP = f"{_OURS_SETUP}; from danvan_tools.records.duplicates import check_near_names; {_OURS}"


def main() -> None:
    """Print the tables."""
    with TemporaryDirectory() as place:
        for shared in (True, False):
            folder = Path(place) / ("shared" if shared else "inline")
            write_country_folder(folder, shared=shared)
            compare(folder, "texts in a shared table, as Excel saves" if shared else "texts in the cells")
        whole(folder)


def compare(folder: Path, variant: str) -> None:
    """Measure one file read by each."""
    path = folder / "candidates.xlsx"
    runs: list[tuple[Figure, ...]] = [
        (
            measure(_OPENPYXL.format(path=str(path)), setup="import openpyxl, pandas", note="len(frame)"),
            measure(_CALAMINE.format(path=str(path)), setup="import python_calamine", note="len(rows)"),
            measure(_OURS.format(folder=str(folder)), setup=_OURS_SETUP, note=_OURS_NOTE),
        )
        for _ in range(_REPEATS)
    ]
    openpyxl, calamine, ours = (min(figures, key=lambda run: run.seconds) for figures in zip(*runs, strict=True))
    size = path.stat().st_size / 2**20
    title = f"{ROWS:,} rows × {len(COLUMNS)} columns, about {TEXT_LENGTH} characters a text, {size:.0f} MiB; {variant}"
    steps = {"pandas + openpyxl, read": openpyxl, "python-calamine, bare read": calamine, "read + check": ours}
    rows = [(name, *_cells(figure, calamine)) for name, figure in steps.items()]
    print_table(title, ("step", "seconds", "peak MiB", "time × bare", "peak × bare", "found"), rows)
    print_bar("openpyxl's time × ours", openpyxl.seconds / ours.seconds, at_least=5)
    print_bar("our time × bare", ours.seconds / calamine.seconds, at_most=3)
    print_bar("our peak × bare", ours.mebibytes / calamine.mebibytes, at_most=1.5)


def _cells(figure: Figure, bare: Figure) -> tuple[str, ...]:
    return (
        f"{figure.seconds:.2f}",
        f"{figure.mebibytes:.0f}",
        f"{figure.seconds / bare.seconds:.2f}",
        f"{figure.mebibytes / bare.mebibytes:.2f}",
        figure.note,
    )


def whole(folder: Path) -> None:
    """Measure the search for near-same names alone, and the command with all it does the first time and again."""
    names = measure(
        "faults = check_near_names(content.sheets)",
        setup=_NAMES_SETUP.format(folder=str(folder)),
        note='f"{len(faults)} questions"',
    )
    steps = {"near-same names among all": names}
    for time in ("the first time: ids, digests, ledger", "again"):
        steps[f"danvan check, {time}"] = measure(
            _COMMAND.format(folder=str(folder)),
            setup="import subprocess, sys",
            note='f"exit status {done.returncode}"',
            children=True,
        )
    rows = [(name, f"{figure.seconds:.2f}", f"{figure.mebibytes:.0f}", figure.note) for name, figure in steps.items()]
    print_table(f"The same {ROWS:,} candidates", ("step", "seconds", "peak MiB", "found"), rows)
    print_bar("near-same names, seconds", names.seconds, at_most=30)


if __name__ == "__main__":
    sys.exit(main())
