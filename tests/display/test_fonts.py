from __future__ import annotations

from pathlib import Path

import matplotlib
import pytest
from matplotlib import font_manager

from danvan_tools.display import choose_font, fonts

BUNDLED = Path(matplotlib.get_data_path()) / "fonts" / "ttf"


@pytest.fixture
def fresh_choice():
    choose_font.cache_clear()
    yield
    choose_font.cache_clear()


def entry(file: str, family: str, weight: int) -> font_manager.FontEntry:
    return font_manager.FontEntry(fname=str(BUNDLED / file), name=family, weight=weight, stretch="normal")


def test_letters_are_those_of_the_alphabet_with_every_tone():
    assert len(fonts.VIETNAMESE_LETTERS) == 2 * (33 - 12 + 4 - 4 + 12 * 6)
    assert set("ằẵỹỵẬĐđưỮ") <= fonts.VIETNAMESE_LETTERS


def test_the_chosen_font_has_every_letter():
    font = choose_font()
    assert [fonts.missing_letters(path) for path in (font.regular, font.bold)] == [set(), set()]


def test_a_font_without_all_letters_is_passed_over(monkeypatch, fresh_choice):
    # STIX, which matplotlib brings, lacks Vietnamese letters: call it Times New Roman.
    entries = [
        entry("STIXGeneral.ttf", "Times New Roman", 400),
        entry("STIXGeneralBol.ttf", "Times New Roman", 700),
        entry("DejaVuSerif.ttf", "DejaVu Serif", 400),
        entry("DejaVuSerif-Bold.ttf", "DejaVu Serif", 700),
    ]
    monkeypatch.setattr(font_manager.fontManager, "ttflist", entries)
    assert choose_font().family == "DejaVu Serif"


def test_without_any_font_there_is_no_chart(monkeypatch, fresh_choice):
    monkeypatch.setattr(font_manager.fontManager, "ttflist", [])
    with pytest.raises(fonts.MissingGlyphError, match="Times New Roman"):
        choose_font()
