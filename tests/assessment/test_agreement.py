from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from danvan_tools.assessment import (
    AGREEMENT_SCALES,
    compare_reviewers,
    describe_agreement,
    describe_sheets,
    krippendorff_alpha,
    tabulate_totals,
)


@pytest.mark.parametrize(
    ("value", "word"), [(0.01, "thấp"), (0.5, "trung bình"), (0.74, "trung bình"), (0.75, "tốt"), (0.9, "rất tốt")]
)
def test_the_word_is_that_of_the_convention_which_is_named_as_one(value: float, word: str) -> None:
    sentence = describe_agreement(value, "icc")
    assert f": mức {word} (theo Koo và Li, 2016; đây là quy ước thường dùng, không phải quy định)." in sentence


def test_the_whole_sentence_with_an_interval() -> None:
    assert describe_agreement(0.6204, "icc", 0.07, 0.927) == (
        "Độ thống nhất giữa các phiếu chấm (hệ số tương quan nội lớp ICC) là 0,62, khoảng tin cậy 95%: 0,07 đến 0,93: "
        "mức trung bình (theo Koo và Li, 2016; đây là quy ước thường dùng, không phải quy định)."
    )


@pytest.mark.parametrize("measure", list(AGREEMENT_SCALES))
@pytest.mark.parametrize(("value", "written"), [(-0.314, "−0,31"), (0.0, "0,00"), (-0.001, "0,00"), (0.004, "0,00")])
def test_nothing_or_less_is_no_agreement_and_is_printed_as_it_is(measure: str, value: float, written: str) -> None:
    sentence = describe_agreement(value, measure)
    assert f"là {written}: không có sự thống nhất" in sentence
    assert "quy ước" not in sentence


def test_what_is_not_defined_says_what_it_needs() -> None:
    assert describe_agreement(np.nan, "alpha").startswith("Chưa tính được độ thống nhất giữa các phiếu chấm")


def test_sheets_of_everybody_are_described_by_the_committee_s_mean_and_those_with_gaps_by_alpha() -> None:
    full = pd.DataFrame([[9, 2, 5, 8], [6, 1, 3, 2], [8, 4, 6, 8], [7, 1, 2, 6], [10, 5, 6, 9], [6, 2, 4, 7.0]])
    assert "(hệ số tương quan nội lớp ICC) là 0,62, khoảng tin cậy 95%: 0,07 đến 0,93" in describe_sheets(full)
    gaps = full.mask(np.eye(6, 4, dtype=bool))
    alpha = f"{krippendorff_alpha(gaps, 'interval'):.2f}".replace(".", ",").replace("-", "−")
    assert f"(hệ số alpha của Krippendorff) là {alpha}" in describe_sheets(gaps)
    assert describe_sheets(pd.DataFrame()).startswith("Chưa tính được")


def test_totals_are_laid_out_and_nothing_is_averaged() -> None:
    sheets = [("M2", "TV2", 70.0), ("M1", "TV1", 80.0), ("M2", "TV1", 75.0), ("M3", "", np.nan), ("M1", "TV2", np.nan)]
    totals = pd.DataFrame(sheets, columns=["candidate_id", "reviewer_id", "total"])
    table = tabulate_totals(totals)
    assert (table.index.tolist(), table.columns.tolist()) == (["M2", "M1", "M3"], ["TV1", "TV2"])
    np.testing.assert_array_equal(table, [[75, 70], [80, np.nan], [np.nan, np.nan]])
    assert tabulate_totals(totals[:0]).shape == (0, 0)
    with pytest.raises(ValueError, match="duplicate"):
        tabulate_totals(pd.concat([totals, totals]))
    with pytest.raises(ValueError, match=r"\['CN', 'TT'\]"):
        tabulate_totals(totals.assign(rubric_id=["TT", "CN", "TT", "TT", "TT"]))


def test_each_reviewer_beside_the_others() -> None:
    points = pd.DataFrame({"TV1": [80.0, 70, 60, 50], "TV2": [82.0, 72, 62, np.nan], "TV3": [50.0, 60, 70, np.nan]})
    found = compare_reviewers(points.assign(TV4=np.nan)).set_index("reviewer_id")
    assert found["shared"].tolist() == [3, 3, 3, 0]
    assert found.loc["TV1", "difference"] == pytest.approx(70 - (66 + 66 + 66) / 3)
    assert found.loc["TV3", "agreement"] == pytest.approx(-1)
    assert found.loc["TV3", "alpha_without"] == krippendorff_alpha(points[["TV1", "TV2"]], "interval")
    assert found.loc["TV4", ["difference", "agreement"]].isna().all()
    assert compare_reviewers(pd.DataFrame()).empty
