"""pyproject.toml, environment.yml and requirements.lock name the same packages, with compatible versions."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest
import yaml
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

# The client's packages, by name.
FIXED = {"jupyterlab", "pandas", "ipywidgets", "matplotlib", "nbval", "papermill"}
# conda-forge's own names for two of PyPI's packages.
CONDA_NAMES = {"matplotlib-base": "matplotlib", "python-build": "build"}


def named(lines: list[str]) -> dict[str, Requirement]:
    requirements = [Requirement(line) for line in lines]
    return {canonicalize_name(requirement.name): requirement for requirement in requirements}


@pytest.fixture(scope="module")
def project(repository: Path) -> dict[str, Requirement]:
    content = tomllib.loads((repository / "pyproject.toml").read_text())["project"]
    return named(content["dependencies"] + content["optional-dependencies"]["dev"])


@pytest.fixture(scope="module")
def conda(repository: Path) -> dict[str, Requirement]:
    listed = yaml.safe_load((repository / "environment.yml").read_text())["dependencies"]
    plain = [line for line in listed if isinstance(line, str)]
    (pip,) = [entry["pip"] for entry in listed if isinstance(entry, dict)]
    found = named(plain + pip)
    return {CONDA_NAMES.get(name, name): requirement for name, requirement in found.items()}


@pytest.fixture(scope="module")
def lock(repository: Path) -> dict[str, Version]:
    lines = (repository / "requirements.lock").read_text().splitlines()
    pins = [line.split("==") for line in lines if not line.startswith("#")]
    return {canonicalize_name(name): Version(version) for name, version in pins}


def test_clients_packages_are_there(project: dict[str, Requirement]) -> None:
    assert set(project) & FIXED == FIXED


def test_environment_has_the_same_packages_and_ranges(
    project: dict[str, Requirement], conda: dict[str, Requirement]
) -> None:
    ranges = {name: requirement.specifier for name, requirement in conda.items() if name not in {"python", "pip"}}
    assert ranges == {name: requirement.specifier for name, requirement in project.items()}


def test_python_is_the_same(repository: Path, conda: dict[str, Requirement]) -> None:
    content = tomllib.loads((repository / "pyproject.toml").read_text())
    assert str(conda["python"].specifier) == content["project"]["requires-python"]


def test_lock_holds_each_package_within_its_range(project: dict[str, Requirement], lock: dict[str, Version]) -> None:
    outside = {
        name: str(lock.get(name))
        for name, requirement in project.items()
        if name not in lock or lock[name] not in requirement.specifier
    }
    assert outside == {}


def test_lock_names_no_index(repository: Path) -> None:
    assert "://" not in (repository / "requirements.lock").read_text()
