from __future__ import annotations

import io
from itertools import pairwise

import numpy as np
import pandas as pd
import pytest
from matplotlib.text import Text
from PIL import Image

from danvan_tools.display import chart_leniency, chart_rank_intervals, chart_scores, heat_map
from danvan_tools.display.rank_charts import around_lines

RESULTS = pd.DataFrame(
    {
        "name": ["Vườn rau", "Chợ", "Hẻm sáng", "Cầu", "Hồ Văn Chín"],
        "holder": ["collective"] * 4 + ["individual"],
        "rubric_id": ["TT"] * 4 + ["CN"],
        "score": [91.25, 85.0, 80.0, None, 70.5],
        "rank": pd.array([1, 2, None, None, 1], dtype="Int64"),
        "eligible": [True, True, False, True, True],
    }
)
CUTS = pd.DataFrame(
    {"rubric_id": ["TT", "TT", "CN"], "form": ["Giấy khen", "Biểu dương", "Giấy khen"], "line": [1, 2, 1]}
)


def ranked(number: int) -> pd.DataFrame:
    ranks = list(range(1, number + 1))
    return pd.DataFrame(
        {
            "rubric_id": "TT",
            "holder": "collective",
            "name": [f"Mô hình số {rank} của khu phố văn hoá" for rank in ranks],
            "rank": pd.array(ranks, dtype="Int64"),
            "rank_low": pd.array([max(1, rank - 2) for rank in ranks], dtype="Int64"),
            "rank_high": pd.array([min(number, rank + 2) for rank in ranks], dtype="Int64"),
            "p_top": [0.45 if rank == 3 else 1.0 for rank in ranks],
            "in_zone": [rank == 3 for rank in ranks],
        }
    )


def lines(*places: int) -> pd.DataFrame:
    return pd.DataFrame({"rubric_id": "TT", "form": [f"Hình thức {place}" for place in places], "line": places})


def texts(axes) -> list[str]:
    return [text.get_text() for text in axes.texts]


def names(axes) -> list[str]:
    return [label.get_text() for label in axes.get_yticklabels()]


def test_scores_of_two_rubrics_are_drawn_apart_with_their_cut_lines():
    collectives, individuals = chart_scores(RESULTS, CUTS).axes
    assert [axes.get_title(loc="left") for axes in (collectives, individuals)] == ["Tập thể", "Cá nhân"]
    assert names(collectives) == ["Vườn rau", "Chợ", "Hẻm sáng", "Cầu"]
    assert texts(collectives) == [
        "91,25",
        "85,00",
        "80,00 – không đủ điều kiện",
        "chưa đủ phiếu",
        "ranh giới Giấy khen: 1 hồ sơ",
        "ranh giới Biểu dương: 2 hồ sơ",
    ]
    assert [list(line.get_ydata()) for line in collectives.lines] == [[0.5, 0.5], [1.5, 1.5]]
    assert len({line.get_linestyle() for line in collectives.lines}) == 2, "told apart without colour"
    assert texts(individuals) == ["70,50", "ranh giới Giấy khen: 1 hồ sơ"]


def test_no_bar_hides_the_words_of_a_cut_line():
    figure = chart_scores(RESULTS, CUTS)
    figure.draw_without_rendering()
    bars = [bar.get_window_extent() for axes in figure.axes for bar in axes.patches]
    cuts = [text.get_window_extent() for axes in figure.axes for text in axes.texts if "ranh" in text.get_text()]
    assert len(cuts) == 3
    assert [cut for cut in cuts if any(cut.overlaps(bar) for bar in bars)] == []


def test_without_scores_there_is_no_chart():
    assert chart_scores(RESULTS.assign(score=np.nan), CUTS) is None
    assert chart_rank_intervals(ranked(3).assign(rank_low=pd.NA), lines(1)) is None
    assert chart_leniency(pd.DataFrame(columns=["rubric_id", "holder", "reviewer"])) is None


def test_an_open_candidate_has_an_empty_dot_and_its_chance():
    (axes,) = chart_rank_intervals(ranked(5), lines(2, 4)).axes
    assert texts(axes) == ["45%", "ranh giới Hình thức 2: 2 hồ sơ", "ranh giới Hình thức 4: 4 hồ sơ"]
    dots = [line for line in axes.lines if line.get_marker() == "o"]
    assert [dot.get_markerfacecolor() for dot in dots] == ["#222222", "#222222", "#ffffff", "#222222", "#222222"]


def test_more_than_sixty_are_drawn_around_the_lines_only_and_the_title_says_so():
    (axes,) = chart_rank_intervals(ranked(300), lines(100)).axes
    assert len(names(axes)) == 60
    assert axes.get_title(loc="left") == "Tập thể: 60 hồ sơ quanh ranh giới, trong 300 hồ sơ"
    assert names(axes)[0].startswith("Mô hình số 71 ")
    (place,) = [line.get_ydata()[0] for line in axes.lines if line.get_linestyle() == "--"]
    assert names(axes)[int(place - 0.5)].startswith("Mô hình số 100 ")


@pytest.mark.parametrize("number", [5, 60])
def test_names_do_not_run_into_each_other(number):
    figure = chart_rank_intervals(ranked(number), lines(2))
    figure.draw_without_rendering()
    boxes = [label.get_window_extent() for label in figure.axes[0].get_yticklabels()]
    assert all(upper.y0 >= lower.y1 - 1 for upper, lower in pairwise(boxes))


def test_rows_far_from_every_line_are_left_out():
    table = pd.DataFrame({"row": range(1, 11)})
    assert around_lines(table, [2, 9], most=4)["row"].tolist() == [2, 3, 9, 10]
    assert around_lines(table, [], most=3)["row"].tolist() == [1, 2, 3]


def test_reviewers_are_written_with_their_distance():
    reviewers = pd.DataFrame(
        {
            "rubric_id": "TT", "holder": "collective", "reviewer": ["Lê An", "Lý Bình"],
            "effect": [3.25, -3.25], "low": [1.0, -6.0], "high": [5.5, 0.5], "clear": [True, False],
        }
    )  # fmt: skip
    (axes,) = chart_leniency(reviewers).axes
    assert names(axes) == ["Lê An", "Lý Bình"]
    assert texts(axes) == ["+3,3", "−3,3"]


def test_a_heat_map_is_read_in_grey():
    totals = pd.DataFrame(
        {
            "rubric_id": "TT", "holder": "collective", "candidate_id": ["A", "B"], "name": ["Hẻm sáng", "Chợ"],
            "rank": pd.array([1, 2], dtype="Int64"), "Phiếu 1": [60.0, 95.0], "Phiếu 2": [80.5, np.nan],
        }
    )  # fmt: skip
    figure = heat_map(totals, lines(1), "Các phiếu")
    (axes,) = figure.axes
    assert texts(axes) == ["60", "80,5", "95"]
    shades = [patch.get_facecolor()[0] for patch in axes.patches if not patch.get_hatch()]
    assert shades[0] > shades[1] > shades[2] >= 0.58
    assert all(len(set(patch.get_facecolor()[:3])) == 1 for patch in axes.patches), "no colour to lose"
    grey = Image.open(io.BytesIO(figure._repr_png_())).convert("RGB")
    assert np.ptp(np.asarray(grey).astype(int), axis=2).max() == 0
    assert {text.get_color() for text in axes.findobj(Text) if text in axes.texts} == {"#222222"}
    assert heat_map(totals[["rubric_id", "holder", "candidate_id", "name", "rank", "Phiếu 1"]], lines(1), "x") is None


def test_long_names_stay_on_two_lines():
    name = (
        "Tổ tự quản bảo vệ môi trường kết hợp giữ gìn an ninh trật tự tuyến kênh Bàu Sen và các hẻm lân cận của phường"
    )
    (axes,) = chart_scores(RESULTS.head(1).assign(name=name), CUTS.head(0)).axes
    written = names(axes)[0].split("\n")
    assert [len(line) <= 46 for line in written] == [True, True]
    assert written[1].endswith("…")
