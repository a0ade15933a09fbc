from __future__ import annotations

import pandas as pd
import pytest
from matplotlib.text import Text

from danvan_tools.display import chart_by_sector, chart_counts, chart_scores
from danvan_tools.display.fonts import MissingGlyphError

SECTORS = pd.DataFrame({"sector": ["Kinh tế", "Văn hoá - xã hội"], "models": [20, 1210], "exemplars": [4, 0]})
RESULTS = pd.DataFrame(
    {
        "name": ["Hẻm sáng", "Vườn rau", "Cầu", "Hồ Văn Chín", "Chợ"],
        "holder": ["collective", "collective", "collective", "individual", "collective"],
        "rubric_id": ["TT", "TT", "TT", "CN", "TT"],
        "score": [80.0, 91.25, None, 70.5, 85.0],
        "eligible": [False, True, True, True, True],
        "proposed": ["", "Giấy khen", "", "Giấy khen", "Biểu dương"],
    }
)
CUTS = pd.DataFrame(
    {"rubric_id": ["TT", "TT", "CN"], "form": ["Giấy khen", "Biểu dương", "Giấy khen"], "score": [91.25, 85.0, 70.5]}
)


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


def test_scores_of_two_rubrics_are_drawn_apart_with_their_cut_lines():
    collectives, individuals = chart_scores(RESULTS, CUTS).axes
    assert [axes.get_title(loc="left") for axes in (collectives, individuals)] == ["Tập thể", "Cá nhân"]
    assert [label.get_text() for label in collectives.get_yticklabels()] == ["Vườn rau", "Chợ", "Hẻm sáng", "Cầu"]
    assert [text.get_text() for text in collectives.texts] == [
        "91,25",
        "85,00",
        "80,00 – không đủ điều kiện",
        "chưa đủ phiếu",
        "Giấy khen (tính theo điểm): từ 91,25",
        "Biểu dương (tính theo điểm): từ 85,00",
    ]
    assert [list(line.get_ydata()) for line in collectives.lines] == [[0.5, 0.5], [1.5, 1.5]]
    assert [text.get_text() for text in individuals.texts] == ["70,50", "Giấy khen (tính theo điểm): từ 70,50"]


def test_no_bar_and_no_words_of_a_cut_line_hide_another():
    # The lower rubric is drawn last and must not set the axis of both.
    figure = chart_scores(RESULTS.assign(score=[80.0, 91.25, None, 30.0, 85.0]), CUTS)
    figure.draw_without_rendering()
    assert figure.axes[0].get_xlim()[1] > 91.25
    bars = [bar.get_window_extent() for axes in figure.axes for bar in axes.patches]
    cuts = [text.get_window_extent() for axes in figure.axes for text in axes.texts if "tính theo" in text.get_text()]
    assert len(cuts) == 3
    assert [cut for cut in cuts if any(cut.overlaps(bar) for bar in bars)] == []


def test_no_scores_yet_is_an_empty_chart():
    assert words(chart_scores(RESULTS.head(0), CUTS.head(0))) == ["Điểm chung của hội đồng"]


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


def test_long_names_stay_on_two_lines():
    name = (
        "Tổ tự quản bảo vệ môi trường kết hợp giữ gìn an ninh trật tự tuyến kênh Bàu Sen và các hẻm lân cận của phường"
    )
    (axes,) = chart_scores(RESULTS.head(1).assign(name=name), CUTS.head(0)).axes
    lines = axes.get_yticklabels()[0].get_text().split("\n")
    assert [len(line) <= 46 for line in lines] == [True, True]
    assert lines[1].endswith("…")


def test_dollar_signs_are_letters_not_formulas():
    figure = chart_by_sector(SECTORS.assign(sector=["$x^2$", "b"]))
    assert figure._repr_png_()[:8] == b"\x89PNG\r\n\x1a\n"
    assert "$x^2$" in words(figure)


def test_equal_charts_are_equal_bytes():
    assert chart_by_sector(SECTORS)._repr_png_() == chart_by_sector(SECTORS)._repr_png_()
