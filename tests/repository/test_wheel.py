"""The built wheel gives the same `danvan`: templates, notebooks and the sample travel in it."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from zipfile import ZipFile

import pytest

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def installed(repository: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel's content, unpacked as pip would, away from the checkout."""
    place = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", place, repository]
    subprocess.run(command, check=True, capture_output=True, cwd=place)
    (wheel,) = place.glob("*.whl")
    with ZipFile(wheel) as archive:
        archive.extractall(place / "site")
    return place / "site"


def tracked(repository: Path, *folders: str) -> set[str]:
    listed = subprocess.run(
        ["git", "-c", "core.quotePath=false", "ls-files", *folders],
        check=True,
        capture_output=True,
        text=True,
        cwd=repository,
    )
    return set(listed.stdout.splitlines())


def test_everything_tracked_travels_and_nothing_else(installed: Path, repository: Path) -> None:
    package = {str(path.relative_to(installed)) for path in (installed / "danvan_tools").rglob("*") if path.is_file()}
    expected = tracked(repository, "danvan_tools")
    expected |= {f"danvan_tools/{name}" for name in tracked(repository, "notebooks", "data/sample")}
    assert package == expected


def test_the_installed_command_writes_the_report_from_the_installed_sample(installed: Path, tmp_path: Path) -> None:
    environment = os.environ | {"PYTHONPATH": str(installed)}
    program = (
        "import sys, danvan_tools; from danvan_tools.cli import main; "
        f"assert danvan_tools.__file__.startswith({str(installed)!r}); sys.argv[0] = 'danvan'; main()"
    )
    sample = installed / "danvan_tools" / "data" / "sample"
    shown = subprocess.run(
        [sys.executable, "-c", program, "report", str(sample), "-o", str(tmp_path / "out")],
        env=environment, cwd=tmp_path, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert shown.returncode == 0, shown.stderr
    assert (tmp_path / "out" / "bao-cao.docx").is_file()
