"""Run nbval on a copy of the notebooks and the sample, as a user who has neither marked nor printed yet.

On a copy, because a run must neither read marks left in this checkout's sample nor leave any.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

REPOSITORY = Path(__file__).parents[2]
SECONDS_A_CELL = "120"


def copy_notebooks(target: Path) -> Path:
    """Copy notebooks and sample into `target`, laid out as in the repository; return the notebooks' folder."""
    ignored = shutil.ignore_patterns("ledger.db*", "output", ".ipynb_checkpoints")
    shutil.copytree(REPOSITORY / "data" / "sample", target / "data" / "sample", ignore=ignored)
    shutil.copytree(REPOSITORY / "notebooks", target / "notebooks", ignore=ignored)
    return target / "notebooks"


def run_nbval(folder: Path, *more: str) -> subprocess.CompletedProcess[str]:
    """Run every notebook of `folder` and compare the outputs it says are checked; `more` are options of pytest."""
    # PYTEST_ADDOPTS and the repository's own settings are for the other tests.
    command = [sys.executable, "-m", "pytest", "--nbval-lax", f"--nbval-cell-timeout={SECONDS_A_CELL}"]
    command += ["-p", "no:cacheprovider", "-q", f"--rootdir={folder}", "-c", os.devnull, *more, str(folder)]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)


if __name__ == "__main__":
    with TemporaryDirectory() as place:
        # A notebook's cells belong together; two notebooks do not wait for one another.
        finished = run_nbval(copy_notebooks(Path(place)), "-n", "2", "--dist", "loadscope")
    sys.stdout.write(finished.stdout + finished.stderr)
    sys.exit(finished.returncode)
