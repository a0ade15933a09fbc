from __future__ import annotations

import pandas as pd
import pytest
from matplotlib.text import Text

from danvan_tools.display import chart_balance, chart_by_sector, chart_counts
from danvan_tools.display.fonts import MissingGlyphError

SECTORS = pd.DataFrame({"sector": ["Kinh tế", "Văn hoá - xã hội"], "models": [20, 1210], "exemplars": [4, 0]})


def words(figure) -> list[str]:
    return [text.get_text() for text in figure.findobj(Text) if text.get_text()]


def test_a_letter_the_font_lacks_is_an_error_not_a_box():
    with pytest.raises(MissingGlyphError, match=r"U\+6F22"):
        chart_by_sector(SECTORS.assign(sector=["Kinh tế", "漢"]))


def test_sectors_show_both_kinds_with_their_values():
    figure = chart_by_sector(SECTORS)
    (axes,) = figure.axes
    assert [bar.get_width() for bar in axes.patches] == [20, 1210, 4, 0]
    assert [text.get_text() for text in axes.texts] == ["20", "1.210", "4", "0"]
    assert [label.get_text() for label in axes.get_yticklabels()] == ["Kinh tế", "Văn hoá - xã hội"]
    assert [text.get_text() for text in figure.legends[0].get_texts()] == [
        "mô hình đã xây dựng",
        "mô hình, điển hình “Dân vận khéo” được công nhận",
    ]
    assert figure.get_suptitle() == "Theo lĩnh vực"
    assert {bar.get_hatch() for bar in axes.patches[2:]} == {"////"}


def test_the_chart_of_the_report_is_readable_at_its_printed_width():
    figure = chart_by_sector(SECTORS)
    printed = 160 / 25.4 / figure.get_figwidth()
    assert min(text.get_fontsize() * printed for text in figure.findobj(Text) if text.get_text()) >= 10


def test_counts_say_the_words_of_the_schema():
    frame = pd.DataFrame({"holder": ["individual", "collective", "", None, "collective", "collective"]})
    figure = chart_counts(frame, "holder")
    (axes,) = figure.axes
    assert [label.get_text() for label in axes.get_yticklabels()] == ["tập thể", "(để trống)", "cá nhân"]
    assert [text.get_text() for text in axes.texts] == ["3", "2", "1"]
    assert "Số dòng theo chủ thể" in words(figure)
    assert "Số dòng theo ai làm" in words(chart_counts(frame, "holder", {"holder": "Ai làm"}))


def test_equal_counts_are_in_the_order_of_their_words():
    frame = pd.DataFrame({"unit": ["Zê", "Đông", "Dương", "Ấp", "Đông", "An"]})
    (axes,) = chart_counts(frame, "unit", {"unit": "Đơn vị"}).axes
    assert [label.get_text() for label in axes.get_yticklabels()] == ["Đông", "An", "Ấp", "Dương", "Zê"]


def test_balance_shows_the_reviewed_and_the_listed():
    sectors = pd.DataFrame({"group": ["Kinh tế", "Khác"], "nominated": [14, 3], "listed": [12, 0]})
    figure = chart_balance(sectors)
    (axes,) = figure.axes
    assert [text.get_text() for text in axes.texts] == ["14", "3", "12", "0"]
    assert [text.get_text() for text in figure.legends[0].get_texts()] == ["hồ sơ được xét", "trong danh sách"]
    assert {bar.get_hatch() for bar in axes.patches[:2]} == {"////"}
    assert chart_balance(sectors.assign(nominated=0, listed=0)) is None


def test_dollar_signs_are_letters_not_formulas():
    figure = chart_by_sector(SECTORS.assign(sector=["$x^2$", "b"]))
    assert figure._repr_png_()[:8] == b"\x89PNG\r\n\x1a\n"
    assert "$x^2$" in words(figure)


def test_equal_charts_are_equal_bytes():
    assert chart_by_sector(SECTORS)._repr_png_() == chart_by_sector(SECTORS)._repr_png_()
