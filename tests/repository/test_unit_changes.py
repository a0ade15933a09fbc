"""The table of the reorganisation is what its script writes, and answers as the package it comes from."""

from __future__ import annotations

import gzip
import subprocess
import sys
from importlib.metadata import requires
from pathlib import Path

import pandas as pd
import pytest
import vietnamadminunits
from packaging.requirements import Requirement
from vietnamadminunits.converter import converter_2025
from vietnamadminunits.parser import parser_from_2025

from danvan_tools.language import uncapitalised
from danvan_tools.records.current_units import find_current
from danvan_tools.records.unit_changes import followed_by

TABLE = "danvan_tools/records/unit_changes.tsv.gz"
Old = tuple[str, str, str]


@pytest.fixture(scope="module")
def text(repository: Path) -> str:
    return gzip.decompress((repository / TABLE).read_bytes()).decode()


@pytest.fixture(scope="module")
def communes(text: str) -> list[Old]:
    """Commune ("" for none), district, province of every line."""
    province = district = ""
    found = []
    for cells in (line.split("\t") for line in text.splitlines()):
        match cells:
            case ["", "", commune, _]:
                found.append((commune, district, province))
            case ["", district]:
                pass
            case [province, _]:
                pass
    return found


@pytest.fixture(scope="module")
def units(communes: list[Old]) -> pd.DataFrame:
    """The whole country of 30 June 2025 as the sheet "Đơn vị" would have it, with what each belongs to."""
    rows: dict[str, tuple[str, str, str]] = {}
    for commune, district, province in communes:
        rows[province] = (province, "province", "")
        rows[f"{district}, {province}"] = (district, "district", province)
        if commune:
            rows[f"{commune}, {district}, {province}"] = (commune, "commune", f"{district}, {province}")
    columns = ["name", "level", "parent_id"]
    frame = pd.DataFrame.from_dict(rows, orient="index", columns=columns, dtype="str").rename_axis("unit_id")
    kinds = frame["name"].str.lower().str.extract(r"^(thị trấn|thị xã|\w+)", expand=False)
    kinds = kinds.mask(kinds == "thành", "thành phố thuộc tỉnh").where(frame["level"] != "province", "tỉnh")
    frame = frame.assign(unit_kind=kinds, successor_ids="", valid_from=pd.NaT, valid_to=pd.NaT)
    return frame.astype({"valid_from": "datetime64[us]", "valid_to": "datetime64[us]"}).reset_index()


def ours(units: pd.DataFrame, communes: list[Old]) -> dict[Old, tuple[str, ...]]:
    current = find_current(units)
    found = {}
    for one in communes:
        outcome = current[", ".join(name for name in one if name)]
        found[one] = outcome.choices or (outcome.name,)
    return found


def test_the_committed_table_is_what_the_script_writes(repository: Path, text: str, tmp_path: Path) -> None:
    script = repository / "data" / "make_unit_changes.py"
    subprocess.run([sys.executable, script, tmp_path / "table"], check=True, cwd=tmp_path)
    assert gzip.decompress((tmp_path / "table").read_bytes()).decode() == text


def test_the_counts_are_those_that_are_said(communes: list[Old]) -> None:
    (changes,) = {len(found) for found in map(followed_by, map(", ".join, (filter(None, one) for one in communes)))}
    assert changes == 1
    outcomes = [followed_by(", ".join(filter(None, one)))[0].successors for one in communes]
    assert len(communes) == len(set(communes)) == 10_040
    assert [sum(len(found) == n for found in outcomes) for n in (1, 2, 3, 4, 5)] == [9_569, 397, 58, 15, 1]
    new = {full for found in outcomes for full in found}
    assert (len(new), len({full.split(", ")[1] for full in new})) == (3_321, 34)
    assert len({province for _, _, province in communes}) == 63


def test_every_whole_commune_becomes_what_the_package_converts_it_to(units: pd.DataFrame, communes: list[Old]) -> None:
    differing = {}
    for one, found in ours(units, communes).items():
        unit = vietnamadminunits.convert_address(", ".join(name for name in one if name))
        expected = f"{unit.ward}, {uncapitalised(unit.province)}"
        # For a divided one the package picks its default: a guess, which must be among our choices.
        if (expected,) != found and not (len(found) > 1 and expected in found):
            differing[one] = (expected, found)
    assert differing == {}


def test_every_divided_commune_has_the_choices_of_the_package(units: pd.DataFrame, communes: list[Old]) -> None:
    names = {}
    for listed in ("NO_ACCENTED", "ACCENTED", "SHORT_ACCENTED"):
        for province, wards in getattr(parser_from_2025, f"DICT_PROVINCE_WARD_{listed}").items():
            names |= {(province, key): ward["ward"] for key, ward in wards.items()}
    expected = [
        sorted(names[province, one["newWardKey"]] for one in choices)
        for province, divided in converter_2025.DICT_PROVINCE_WARD_DIVIDED.items()
        for choices in divided.values()
    ]
    found = [sorted(name.split(", ")[0] for name in names) for names in ours(units, communes).values()]
    assert sorted(expected) == sorted(names for names in found if len(names) > 1)
    assert len(expected) == 471


def test_districts_ended_and_provinces_have_an_answer(units: pd.DataFrame) -> None:
    current = find_current(units)
    provinces = units.loc[units["level"] == "province", "unit_id"]
    assert {current[one].name for one in provinces} == {
        parser_from_2025.DICT_PROVINCE[key]["province"] for key in converter_2025.DICT_PROVINCE
    }
    districts = [current[one] for one in units.loc[units["level"] == "district", "unit_id"]]
    assert sorted(one.name for one in districts if one.name) == [
        "Đặc khu Bạch Long Vĩ, thành phố Hải Phòng",
        "Đặc khu Côn Đảo, thành phố Hồ Chí Minh",
        "Đặc khu Cồn Cỏ, tỉnh Quảng Trị",
        "Đặc khu Hoàng Sa, thành phố Đà Nẵng",
        "Đặc khu Lý Sơn, tỉnh Quảng Ngãi",
    ]
    assert [one.what for one in districts if not one.name and "không còn từ ngày 01/07/2025" not in one.what] == []


def test_the_source_never_comes_along(repository: Path) -> None:
    wanted = [Requirement(line) for line in requires("danvan_tools") or ()]
    assert [one.name for one in wanted if one.name == "vietnamadminunits" and one.marker is None] == []
    assert "Tran Ngoc Minh Hieu" in (repository / "danvan_tools/records/unit_changes.LICENSE.txt").read_text()
