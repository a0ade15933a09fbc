"""Charts of the order of a review: scores, rank intervals and cut lines."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from decimal import Decimal

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator

from danvan_tools.display.charts import LIGHT, LINE, SOLID, Chart, bare, name_rows
from danvan_tools.display.fonts import set_font
from danvan_tools.display.tables import word_of
from danvan_tools.language import capitalised, format_number

MOST_ROWS = 60
"""Candidates of one rubric that are drawn: with more no name can be read, and only the cut lines are asked about."""

_WIDTH, _ROW, _LETTERS, _LINE_WORDS = 11.0, 0.34, 12.0, 11.0
_STYLES = ("--", ":", "-.")


def chart_scores(results: pd.DataFrame, cuts: pd.DataFrame) -> Chart | None:
    """Draw the committee's score of each candidate, the best rank first, with the cut lines.

    Parameters
    ----------
    results : DataFrame, columns name holder rubric_id score rank eligible
        One row per candidate, best rank first; candidates of different rubrics are drawn apart, for they share no
        ranking. A candidate without a score is named without a bar; one that is not eligible is hatched. No reviewer.
    cuts : DataFrame, columns rubric_id form line
        How many candidates lie above each line.

    Returns
    -------
    Chart or None
        None where nobody has a score.
    """
    scored = results[results["rubric_id"].isin(results.loc[results["score"].notna(), "rubric_id"])]
    if scored.empty:
        return None
    digits = max(map(_digits, scored["score"].dropna()), default=0)
    highest = float(scored["score"].max())

    def draw(axes: Axes, part: pd.DataFrame, lines: pd.DataFrame) -> None:
        bars = axes.barh(range(len(part)), part["score"].fillna(0), 0.66, edgecolor=LINE)
        for bar, eligible in zip(bars, part["eligible"], strict=True):
            bar.set_facecolor(SOLID if eligible else LIGHT)
            bar.set_hatch("" if eligible else "////")
        rows = zip(part["score"], part["eligible"], strict=True)
        axes.bar_label(bars, [_score_words(score, ok, digits) for score, ok in rows], padding=5, fontsize=11)
        bare(axes)
        axes.set_xlim(0, 1.3 * max(1.0, highest))
        _draw_lines(axes, lines)

    return _panels(scored, cuts, draw, "Điểm chung của hội đồng")


def chart_rank_intervals(intervals: pd.DataFrame, cuts: pd.DataFrame) -> Chart | None:
    """Draw the interval in which each candidate's rank lies, with the cut lines: a forest plot.

    Parameters
    ----------
    intervals : DataFrame, columns rubric_id holder name rank rank_low rank_high p_top in_zone
        Best rank first. The dot is the committee's rank: empty where the side of a line is open, with the chance to
        belong above it.
    cuts : DataFrame, columns rubric_id form line

    Returns
    -------
    Chart or None
        None where no interval is known.
    """
    known = intervals[intervals["rank_low"].notna()]
    if known.empty:
        return None

    def draw(axes: Axes, part: pd.DataFrame, lines: pd.DataFrame) -> None:
        places = range(len(part))
        low, high, rank = (part[name].astype(float).tolist() for name in ("rank_low", "rank_high", "rank"))
        axes.hlines(places, low, high, color=LINE, linewidth=2.2)
        for place, at, zone, chance, right in zip(places, rank, part["in_zone"], part["p_top"], high, strict=True):
            axes.plot(at, place, "o", markersize=8, color=LINE, markerfacecolor=LIGHT if zone else LINE)
            if zone:
                axes.annotate(
                    f"{100 * chance:.0f}%", (right, place), xytext=(8, 0), textcoords="offset points", va="center",
                    fontsize=11, fontweight="bold",
                )  # fmt: skip
        axes.spines[["top", "right"]].set_visible(False)
        axes.set_xlim(min(low) - 0.8, max(high) + 0.12 * (max(high) - min(low)) + 3)
        axes.set_xlabel("Hạng (1 là cao nhất)", fontsize=11)
        axes.xaxis.set_major_locator(MaxNLocator(integer=True))
        _draw_lines(axes, lines)

    return _panels(known, cuts, draw, "Khoảng hạng của từng hồ sơ (90%)")


def chart_leniency(reviewers: pd.DataFrame) -> Chart | None:
    """Draw how far each reviewer lies above or below the common level, with the 95 % interval: for the chair only.

    Parameters
    ----------
    reviewers : DataFrame, columns rubric_id holder reviewer effect low high clear
        The highest first. A filled dot is clear of zero.

    Returns
    -------
    Chart or None
        None where nothing could be measured.
    """
    if reviewers.empty:
        return None

    def draw(axes: Axes, part: pd.DataFrame, _: pd.DataFrame) -> None:
        places = range(len(part))
        axes.axvline(0, color=LINE, linewidth=1)
        axes.hlines(places, part["low"], part["high"], color=LINE, linewidth=2.2)
        rows = zip(places, part["effect"], part["high"], part["clear"], strict=True)
        for place, effect, right, clear in rows:
            axes.plot(effect, place, "o", markersize=8, color=LINE, markerfacecolor=LINE if clear else LIGHT)
            shown = round(effect, 1)
            words = f"{'+' if shown > 0 else '−' if shown < 0 else ''}{format_number(abs(effect), 1)}"
            axes.annotate(words, (right, place), xytext=(8, 0), textcoords="offset points", va="center", fontsize=11)
        axes.spines[["top", "right"]].set_visible(False)
        axes.set_xlabel("Điểm so với mức chung (chấm đặc: khác rõ, khoảng tin cậy 95% không chứa 0)", fontsize=11)
        axes.margins(x=0.12)

    renamed = reviewers.rename(columns={"reviewer": "name"})
    return _panels(renamed, pd.DataFrame(columns=["rubric_id", "form", "line"]), draw, "Mức chấm của từng thành viên")


def around_lines(ranked: pd.DataFrame, lines: Iterable[int], most: int = MOST_ROWS) -> pd.DataFrame:
    """Return the rows nearest to a cut line, in their order, if there are more than can be read.

    Parameters
    ----------
    ranked : DataFrame
        The candidates of one rubric, best first; without a line the first ones are returned.
    lines : iterable of int
        How many rows lie above each line.
    most : int
    """
    if len(ranked) <= most:
        return ranked
    known = list(lines) or [0]
    distance = [min(abs(place + 0.5 - line) for line in known) for place in range(len(ranked))]
    nearest = sorted(range(len(ranked)), key=lambda place: (distance[place], place))[:most]
    return ranked.iloc[sorted(nearest)]


def rows_said(holder: str, shown: int, number: int) -> str:
    """Return the title of one rubric's part, which says if not all candidates are drawn."""
    title = capitalised(word_of("holder", holder))
    return title if shown == number else f"{title}: {shown} hồ sơ quanh ranh giới, trong {format_number(number)} hồ sơ"


def _panels(
    rows: pd.DataFrame, cuts: pd.DataFrame, draw: Callable[[Axes, pd.DataFrame, pd.DataFrame], None], title: str
) -> Chart:
    """Draw the rows of each rubric below one another."""
    wholes = [part for _, part in rows.groupby("rubric_id", sort=False)]
    lines = [cuts[cuts["rubric_id"] == whole["rubric_id"].iloc[0]] for whole in wholes]
    parts = [around_lines(whole, cut["line"]) for whole, cut in zip(wholes, lines, strict=True)]
    heights = [len(part) + 3 for part in parts]
    figure = Chart(figsize=(_WIDTH, 1.0 + _ROW * sum(heights)), layout="constrained")
    panels = figure.subplots(len(parts), 1, squeeze=False, height_ratios=heights)
    for axes, part, whole, cut in zip(panels[:, 0], parts, wholes, lines, strict=True):
        name_rows(axes, part["name"], letters=_LETTERS)
        place = {row: number for number, row in enumerate(part.index)}
        # A line is drawn where its last candidate above is drawn, whatever was left out before it.
        above = [_place_of(whole, line, place) for line in cut["line"]]
        draw(axes, part, cut.assign(above=above))
        axes.set_ylim(len(part) - 0.3, -0.7)
        axes.set_title(rows_said(str(part["holder"].iloc[0]), len(part), len(whole)), loc="left", fontsize=13)
    figure.suptitle(title, fontsize=14, fontweight="bold")
    return _with_font(figure)


def _place_of(whole: pd.DataFrame, line: int, place: dict[object, int]) -> float:
    """Return after which drawn row a line lies, NaN if it lies nowhere."""
    if not 0 < line <= len(whole):
        return float("nan")
    return float(place.get(whole.index[line - 1], float("nan")))


def _draw_lines(axes: Axes, lines: pd.DataFrame) -> None:
    """Draw each cut line below its last candidate; its words stand at its right end, lines of one place share them."""
    drawn = lines[lines["above"].notna()]
    for number, (above, own) in enumerate(drawn.groupby("above", sort=True)):
        axes.axhline(float(str(above)) + 0.5, color=LINE, linestyle=_STYLES[number % len(_STYLES)], linewidth=1.4)
        words = ", ".join(f"{form}: {line} hồ sơ" for form, line in zip(own["form"], own["line"], strict=True))
        axes.annotate(
            f"ranh giới {words}",
            (1.0, float(str(above)) + 0.5),
            xycoords=axes.get_yaxis_transform(),
            xytext=(5, 0),
            textcoords="offset points",
            va="center",
            fontsize=_LINE_WORDS,
        )


def _score_words(score: float, eligible: bool, digits: int) -> str:
    if pd.isna(score):
        return "chưa đủ phiếu"
    return format_number(score, digits) + ("" if eligible else " – không đủ điều kiện")


def _digits(score: float) -> int:
    """Return how many digits a score has after the comma."""
    return max(0, -int(Decimal(str(score)).normalize().as_tuple().exponent))


def _with_font(figure: Chart) -> Chart:
    set_font(figure)
    return figure
