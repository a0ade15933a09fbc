"""Fixtures shared by all tests."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from hypothesis import settings

# How long one example takes says more about the machine than about the code.
settings.register_profile("no deadline", deadline=None)
settings.load_profile("no deadline")

REPOSITORY = Path(__file__).parents[1]


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
