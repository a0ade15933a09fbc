"""Fixtures shared by all tests."""

from __future__ import annotations

import shutil
import signal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings

# Tests started as a job in the background would hand on to every server that it takes no notice of an interruption.
signal.signal(signal.SIGINT, signal.default_int_handler)

# How long one example takes says more about the machine than about the code.
settings.register_profile("no deadline", deadline=None)
settings.load_profile("no deadline")

REPOSITORY = Path(__file__).parents[1]


# Servers and fifty writers at once: never beside a page that has three seconds to turn red.
_WITH_BROWSERS = {"test_desk_server.py", "test_ledger_crashes.py"}


def _group(path: Path) -> str:
    """Name the tests that one worker runs one after the other: all with browsers, else those of one file."""
    return "browser" if path.parent.name == "browser" or path.name in _WITH_BROWSERS else path.as_posix()


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    """Share the groups out to the workers of ``pytest -n 2``; xdist's own "loadgroup" does nothing under pytest 9.2."""
    from xdist.scheduler import LoadScopeScheduling

    class Groups(LoadScopeScheduling):
        def _split_scope(self, nodeid: str) -> str:
            return _group(Path(nodeid.partition("::")[0]))

    return Groups(config, log)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Begin with what takes longest, or one worker waits for the other at the end."""
    if hasattr(config, "workerinput"):
        slow = {_group(item.path) for item in items if item.get_closest_marker("slow")}
        items.sort(key=lambda item: (_group(item.path) != "browser", _group(item.path) not in slow))


@pytest.fixture(scope="session")
def repository() -> Path:
    return REPOSITORY


@pytest.fixture
def sample_folder(tmp_path: Path) -> Path:
    """A copy of the sample review as it is in git: no ledger.db, no output, no proposals."""
    target = tmp_path / "sample"
    shutil.copytree(
        REPOSITORY / "data" / "sample", target, ignore=shutil.ignore_patterns("ledger.db*", "output", "proposals*")
    )
    return target
