from __future__ import annotations

import importlib
import tomllib
import zipfile
from pathlib import Path
from types import ModuleType

import pytest

import danvan_tools.publishing

TEMPLATES = Path(danvan_tools.publishing.__file__).parent / "templates"
PROFILES = sorted(path.name for path in TEMPLATES.iterdir())


@pytest.fixture
def make_templates(repository: Path, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    monkeypatch.syspath_prepend(str(repository / "data"))
    return importlib.import_module("make_templates")


def parts(path: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as package:
        return {name: package.read(name) for name in package.namelist()}


@pytest.mark.parametrize("profile", PROFILES)
def test_the_committed_template_is_what_the_script_writes(
    make_templates: ModuleType, tmp_path: Path, profile: str
) -> None:
    layout = tomllib.loads((TEMPLATES / profile / "layout.toml").read_text(encoding="utf-8"))
    (tmp_path / "report.docx").write_bytes(make_templates.report_template(layout))
    # Parts, not the zip: its compression differs between builds of zlib.
    assert parts(tmp_path / "report.docx") == parts(TEMPLATES / profile / "report.docx")


@pytest.mark.parametrize("profile", PROFILES)
def test_a_profile_says_for_every_value_whether_it_is_allowed_and_confirmed(profile: str) -> None:
    layout = tomllib.loads((TEMPLATES / profile / "layout.toml").read_text(encoding="utf-8"))
    ranges = [
        value for group in ("page", "body", "line") for value in layout[group].values() if isinstance(value, dict)
    ]
    elements = layout["elements"].values()
    sizes = [element["size_pt"] for element in elements]
    assert [value for value in (*ranges, *sizes) if not value["min"] <= value["used"] <= value["max"]] == []
    assert {type(value["confirmed"]) for value in (*ranges, *elements)} == {bool}
    assert layout["valid_from"].year == 2018


@pytest.mark.parametrize("profile", PROFILES)
def test_a_template_names_one_font_and_embeds_none(profile: str) -> None:
    content = parts(TEMPLATES / profile / "report.docx")
    assert [name for name in content if "font" in name.lower() or "theme" in name.lower()] == []
    styles = content["word/styles.xml"].decode()
    assert styles.count("w:rFonts") == 1
    assert styles.count('="Times New Roman"') == 4
