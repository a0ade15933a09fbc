from __future__ import annotations

import krippendorff
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from danvan_tools.assessment import krippendorff_alpha

_ = np.nan
# Twelve units, four observers (Krippendorff 2011, "Computing Krippendorff's Alpha-Reliability", C).
CANONICAL = pd.DataFrame(
    [
        [1, 2, 3, 3, 2, 1, 4, 1, 2, _, _, _],
        [1, 2, 3, 3, 2, 2, 4, 1, 2, 5, _, 3],
        [_, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, _],
        [1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, _],
    ]
).T
LEVELS = ["nominal", "ordinal", "interval", "ratio"]


@pytest.mark.parametrize(("level", "value"), list(zip(LEVELS, [0.743, 0.815, 0.849, 0.797], strict=True)))
def test_the_canonical_data(level: str, value: float) -> None:
    assert round(krippendorff_alpha(CANONICAL, level), 3) == value


@pytest.mark.parametrize("level", LEVELS)
@pytest.mark.parametrize("seed", range(5))
def test_the_same_as_the_reference_on_random_marks_with_gaps(level: str, seed: int) -> None:
    rng = np.random.default_rng(seed)
    marks = rng.integers(0, rng.integers(2, 12), (rng.integers(5, 60), rng.integers(2, 9))) / 4
    marks[rng.random(marks.shape) < 0.4] = np.nan
    expected = krippendorff.alpha(marks.T, level_of_measurement=level)
    assert krippendorff_alpha(pd.DataFrame(marks), level) == pytest.approx(expected, abs=1e-12)


def test_words_have_a_nominal_value() -> None:
    words = pd.DataFrame([["đạt", "đạt"], ["tốt", "tốt"], ["đạt", None]])
    assert krippendorff_alpha(words, "nominal") == 1.0
    codes = pd.DataFrame([[1.0, 1.0, 2.0], [3.0, 2.0, 1.0]])
    assert krippendorff_alpha(codes.map({1.0: "a", 2.0: "b", 3.0: "c"}.get), "nominal") == krippendorff_alpha(
        codes, "nominal"
    )


@settings(max_examples=40, deadline=None)
@given(
    st.lists(st.lists(st.sampled_from([0.0, 1.0, 2.5, 7.0, np.nan]), min_size=3, max_size=3), min_size=2, max_size=8)
)
def test_neither_the_order_of_rows_nor_that_of_columns_matters(rows: list[list[float]]) -> None:
    points = pd.DataFrame(rows)
    for level in LEVELS:
        here, turned = krippendorff_alpha(points, level), krippendorff_alpha(points.iloc[::-1, ::-1], level)
        assert here == pytest.approx(turned, nan_ok=True)
        assert np.isnan(here) or here <= 1


@pytest.mark.parametrize("level", LEVELS)
@pytest.mark.parametrize(
    "points",
    [pd.DataFrame(), pd.DataFrame([[1.0], [2.0]]), pd.DataFrame([[3.0, 3.0]] * 4), pd.DataFrame([[1.0, _], [_, 2.0]])],
    ids=["nobody marked", "one reviewer", "all equal", "nobody marked together"],
)
def test_without_pairs_or_variation_it_is_not_defined(points: pd.DataFrame, level: str) -> None:
    assert np.isnan(krippendorff_alpha(points, level))


def test_marks_that_a_level_does_not_allow_are_refused() -> None:
    with pytest.raises(ValueError, match="logarithmic"):
        krippendorff_alpha(CANONICAL, "logarithmic")
    with pytest.raises(ValueError, match=r"-1\.0"):
        krippendorff_alpha(pd.DataFrame([[-1.0, 2.0]]), "ratio")
    with pytest.raises(ValueError, match="inf"):
        krippendorff_alpha(pd.DataFrame([[np.inf, 2.0]]), "interval")
