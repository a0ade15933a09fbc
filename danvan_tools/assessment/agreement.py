"""What the agreement between score sheets means, in a sentence and reviewer by reviewer."""

from __future__ import annotations

from typing import Literal, NamedTuple

import numpy as np
import pandas as pd

from danvan_tools.assessment.intraclass import icc
from danvan_tools.assessment.krippendorff import krippendorff_alpha
from danvan_tools.language import format_number

Measure = Literal["icc", "alpha", "kappa", "w"]
NO_AGREEMENT = "không có sự thống nhất"


class Scale(NamedTuple):
    """A convention for reading a measure: words from a value on, lowest first, and where they come from."""

    name: str
    words: tuple[tuple[float, str], ...]
    source: str


# Conventions of the literature, no rules: no text obliges a committee to reach any of these values.
AGREEMENT_SCALES: dict[Measure, Scale] = {
    "icc": Scale(
        "hệ số tương quan nội lớp ICC",
        ((0.0, "thấp"), (0.5, "trung bình"), (0.75, "tốt"), (0.9, "rất tốt")),
        "Koo và Li, 2016",
    ),
    "alpha": Scale(
        "hệ số alpha của Krippendorff",
        ((0.0, "thấp, chưa đủ tin cậy"), (0.667, "tạm chấp nhận"), (0.8, "đủ tin cậy")),
        "Krippendorff, 2019",
    ),
    "kappa": Scale(
        "hệ số kappa của Fleiss",
        ((0.0, "rất thấp"), (0.21, "thấp"), (0.41, "trung bình"), (0.61, "khá"), (0.81, "gần như hoàn toàn")),
        "Landis và Koch, 1977",
    ),
    "w": Scale(
        "hệ số W của Kendall",
        ((0.0, "rất thấp"), (0.3, "thấp"), (0.5, "trung bình"), (0.7, "cao"), (0.9, "rất cao")),
        "Schmidt, 1997",
    ),
}


def tabulate_totals(totals: pd.DataFrame) -> pd.DataFrame:
    """Lay totals out as the measures of agreement and a heat map need them.

    Parameters
    ----------
    totals : DataFrame, columns candidate_id reviewer_id total
        One row per sheet, of one rubric; a NaN total is a sheet without marks.

    Returns
    -------
    DataFrame of float, shape (n_candidates, n_reviewers)
        NaN where there is no total. Candidates in their order of appearance, also those without any; reviewers with
        at least one total, by id.

    Raises
    ------
    ValueError
        If rubrics are mixed or a sheet has two totals.
    """
    rubrics = sorted(totals["rubric_id"].unique()) if "rubric_id" in totals else []
    if len(rubrics) > 1:
        msg = f"totals of different rubrics are never compared: {rubrics}"
        raise ValueError(msg)
    known = totals[totals["total"].notna()].set_index(["candidate_id", "reviewer_id"])["total"]
    # Unlike a pivot table this refuses two totals of one sheet, and averages nothing.
    table = known.astype(float).unstack()  # noqa: PD010
    return table.reindex(totals["candidate_id"].unique()).sort_index(axis=1)


def describe_agreement(value: float, measure: Measure, low: float = np.nan, high: float = np.nan) -> str:
    """Say in one Vietnamese sentence what a measure of agreement means, without any name.

    A value of zero or less is said to be no agreement, and the value itself is printed as it is. The word for other
    values is that of :data:`AGREEMENT_SCALES`, and the sentence says that this is a convention.

    Parameters
    ----------
    value : float
        NaN: not defined.
    measure : {"icc", "alpha", "kappa", "w"}
    low, high : float, optional
        95 % interval, printed if known.
    """
    scale = AGREEMENT_SCALES[measure]
    if np.isnan(value):
        return (
            f"Chưa tính được độ thống nhất giữa các phiếu chấm ({scale.name}): cần ít nhất hai người cùng chấm một số "
            "hồ sơ và điểm không bằng nhau tất cả."
        )
    interval = "" if np.isnan(low) or np.isnan(high) else f", khoảng tin cậy 95%: {_write(low)} đến {_write(high)}"
    stated = f"Độ thống nhất giữa các phiếu chấm ({scale.name}) là {_write(value)}{interval}"
    # What is printed decides the word: 0,004 is printed as 0,00.
    shown = round(value, 2)
    if shown <= 0:
        return (
            f"{stated}: {NO_AGREEMENT}, các phiếu của cùng một hồ sơ không gần nhau hơn phiếu của các hồ sơ khác nhau."
        )
    word = [word for least, word in scale.words if value >= least][-1]
    return f"{stated}: mức {word} (theo {scale.source}; đây là quy ước thường dùng, không phải quy định)."


def describe_sheets(points: pd.DataFrame) -> str:
    """Say how far the sheets agree, by the measure that fits them.

    The reliability of the committee's mean (ICC2k) where at least two thirds of the candidates that anybody marked
    have a mark of every reviewer who marked; otherwise Krippendorff's alpha, which uses incomplete rows too.

    Parameters
    ----------
    points : DataFrame of float, shape (n_candidates, n_reviewers)
        Totals; NaN is a missing sheet.
    """
    table = icc(points)
    row = table.loc[table["form"] == "ICC2k", ["icc", "low", "high", "candidates"]].to_numpy(dtype=float)[0]
    value, low, high, candidates = (float(cell) for cell in row)
    if 3 * candidates >= 2 * points.notna().any(axis=1).sum() and not np.isnan(value):
        return describe_agreement(value, "icc", low, high)
    return describe_agreement(krippendorff_alpha(points, "interval"), "alpha")


def compare_reviewers(points: pd.DataFrame) -> pd.DataFrame:
    """Compare each reviewer with the mean of the others on the candidates they share: for the chair only.

    Parameters
    ----------
    points : DataFrame of float, shape (n_candidates, n_reviewers)
        Totals with reviewer ids as columns; NaN is a missing sheet.

    Returns
    -------
    DataFrame, one row per reviewer, in the order of the columns
        reviewer_id; shared (candidates that others marked too); difference (mean of own less others', points);
        agreement (Pearson correlation with the others' mean, NaN below three shared candidates or without
        variation); alpha_without (Krippendorff's alpha, interval, of the others: higher than that of all means that
        this reviewer lowers it).
    """
    sums, counts = points.sum(axis=1), points.notna().sum(axis=1)
    rows = []
    for reviewer in points.columns:
        own = points[reviewer]
        others = (sums - own) / (counts - 1).where(counts > 1)
        shared = own.notna() & others.notna()
        mine, theirs = own[shared].to_numpy(dtype=float), others[shared].to_numpy(dtype=float)
        rows.append(
            {
                "reviewer_id": reviewer,
                "shared": int(shared.sum()),
                "difference": float((mine - theirs).mean()) if len(mine) else np.nan,
                "agreement": _correlation(mine, theirs),
                "alpha_without": krippendorff_alpha(points.drop(columns=reviewer), "interval"),
            }
        )
    columns = ["reviewer_id", "shared", "difference", "agreement", "alpha_without"]
    return pd.DataFrame(rows, columns=columns)


def _correlation(a: np.ndarray, b: np.ndarray) -> float:
    if len(a) < 3 or np.ptp(a) == 0 or np.ptp(b) == 0:
        return np.nan
    return float(np.corrcoef(a, b)[0, 1])


def _write(value: float) -> str:
    """Write a coefficient with two digits and the sign of print."""
    if np.isinf(value):
        return "âm vô cùng"
    return format_number(round(value, 2) + 0.0, 2).replace("-", "−")
