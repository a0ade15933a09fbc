"""Scores of five million marks, beside the same rules in pandas: `python tests/benchmarks/bench_scores.py`.

166,000 candidates, 5 reviewers each marks all of them on 6 criteria; one sheet in fifty has a blank. The rival adds up
complete sheets, takes means per candidate and criterion, rounds half up, and finds floors missed and tiers by plain
group-bys; both get the same tables, and must come to the same scores. Each is timed in a process of its own.

Then the robustness of the order of 3,000 of them: 5 reviewers, 6 criteria and 2 ways of combining left out or changed.
"""

from __future__ import annotations

import sys
from datetime import date
from decimal import Decimal
from pathlib import Path
from statistics import median

import numpy as np
import pandas as pd
from measuring import Figure, measure, print_bar, print_table

from danvan_tools.schema import CANDIDATE_TABLES, REVIEW_TABLES, Settings, Tables

CANDIDATES, REVIEWERS, CRITERIA, RUNS = 166_000, 5, 6, 3
COMPARED, PLACES, ROBUSTNESS_SECONDS = 3_000, 300, 10
_KINDS = {"text": "str", "choice": "str", "reference": "str", "decimal": "float64", "integer": "Int64"}
_MOST, _FLOOR = (15.0, 20.0, 15.0, 30.0, 10.0, 10.0), (7.5, 10.0, 7.5, 15.0, 5.0, 5.0)


def main() -> None:
    """Time the package, the rival and the bare sum of a matrix."""
    names = {
        "combine_scores": "combine_scores(tables)",
        "plain pandas group-bys": "plain_pandas(tables)",
        "bare numpy weighted sum": "weighted_sum(points)",
    }
    setup = (
        f"import sys; sys.path.insert(0, {str(Path(__file__).parent)!r})\n"
        "from bench_scores import big_tables, plain_pandas, points_of, weighted_sum\n"
        "from danvan_tools.assessment import combine_scores\n"
        "tables = big_tables(); points = points_of(tables)"
    )
    found = {
        name: best([measure(f"result = {step}", setup=setup) for _ in range(RUNS)]) for name, step in names.items()
    }
    rows = [(name, f"{one.seconds:.3f}", f"{one.mebibytes:.0f}") for name, one in found.items()]
    print_table(f"{CANDIDATES * REVIEWERS * CRITERIA:,} marks", ("step", "seconds", "MiB at most"), rows)
    print(f"  same scores: {measure('same = same_scores(tables)', setup=setup + same_setup(), note='same').note}")
    ours, rival, bare = (one.seconds for one in found.values())
    print_bar("combine_scores / plain pandas", ours / rival, at_most=2)
    print(f"  combine_scores / bare numpy: {ours / bare:.0f}")
    robust = measure(
        "moves = check_robustness(tables)",
        setup=f"{setup.partition('tables =')[0]}from danvan_tools.assessment import check_robustness\n"
        f"tables = big_tables({COMPARED})",
        note="f'{moves.crosses.ne(str()).sum()} crossings of the cut line'",
    )
    print(f"\nRobustness of {COMPARED:,} × {REVIEWERS} × {CRITERIA}: {robust.note}, {robust.mebibytes:.0f} MiB")
    print_bar("check_robustness, seconds", robust.seconds, at_most=ROBUSTNESS_SECONDS)


def same_setup() -> str:
    return "\nfrom bench_scores import same_scores"


def best(figures: list[Figure]) -> Figure:
    """Return the figure of the median time."""
    middle = median(one.seconds for one in figures)
    return min(figures, key=lambda one: abs(one.seconds - middle))


def same_scores(tables: Tables) -> bool:
    """Tell whether the rival comes to the same scores, eligibility and tiers."""
    from danvan_tools.assessment import combine_scores

    ours, rival = combine_scores(tables).set_index("candidate_id"), plain_pandas(tables)
    columns = ["score", "eligible", "tier"]
    pd.testing.assert_frame_equal(ours[columns], rival[columns], check_dtype=False, check_names=False)
    return True


def plain_pandas(tables: Tables) -> pd.DataFrame:
    """Apply the same rules with group-bys, as an analyst writes them."""
    marks = tables.marks[tables.marks["stage"] == "committee"]
    criteria = tables.criteria[tables.criteria["gate"] == ""].set_index("criterion_id")
    steps = tables.milestones
    gone = set(tables.withdrawals["candidate_id"])
    ids = [key for key in steps.loc[steps["step"] == "nominated", "candidate_id"].unique() if key not in gone]
    marks = marks[marks["candidate_id"].isin(ids) & marks["reviewer_id"].isin(tables.committee["reviewer_id"])]
    sheets = marks.groupby(["reviewer_id", "candidate_id"])["points"].agg(["sum", "count"]).reset_index()
    complete = sheets[sheets["count"] == len(criteria)]
    scores = complete.groupby("candidate_id")["sum"].agg(["mean", "size"]).reindex(ids)
    score = np.floor(scores["mean"] * 100 + 0.5 + 1e-9) / 100
    counted = marks.merge(complete[["reviewer_id", "candidate_id"]], on=["reviewer_id", "candidate_id"])
    means = counted.groupby(["candidate_id", "criterion_id"])["points"].mean().reset_index()
    means["points"] = np.floor(means["points"] * 100 + 0.5 + 1e-9) / 100
    below = set(means.loc[means["points"] < means["criterion_id"].map(criteria["floor"]), "candidate_id"])
    registered = set(steps.loc[steps["step"] == "registered", "candidate_id"])
    eligible = score.notna() & pd.Series([key in registered and key not in below for key in ids], index=ids)
    tiers = tables.tiers.sort_values("threshold")
    bands = pd.cut(score, [*tiers["threshold"], np.inf], right=False, labels=tiers["tier"])
    tier = bands.astype("object").where(eligible, "").fillna("")
    return pd.DataFrame({"score": score, "eligible": eligible, "tier": tier})


def points_of(tables: Tables) -> np.ndarray:
    return tables.marks["points"].to_numpy().reshape(-1, CRITERIA)


def weighted_sum(points: np.ndarray) -> np.ndarray:
    """Multiply a ready matrix of points by weights and take means: no keys, no rules."""
    totals = points @ np.ones(CRITERIA)
    return totals.reshape(REVIEWERS, CANDIDATES).mean(axis=0)


def big_tables(n_candidates: int = CANDIDATES) -> Tables:
    """Return a review of one rubric, by default with five million marks; the same at every call."""
    rng = np.random.default_rng(2015)
    candidates = np.array([f"MH-{number:06}" for number in range(n_candidates)])
    reviewers = np.array([f"TV{number}" for number in range(1, REVIEWERS + 1)])
    level = rng.normal(0.8, 0.08, (1, n_candidates, 1)) + rng.normal(0, 0.05, (REVIEWERS, n_candidates, CRITERIA))
    points = np.clip(np.round(level * np.array(_MOST) * 2) / 2, 0, _MOST)
    points[rng.random((REVIEWERS, n_candidates)) < 0.02, 0] = np.nan
    size = REVIEWERS * n_candidates * CRITERIA
    keys = [f"TT{number}" for number in range(1, CRITERIA + 1)]
    marks = pd.DataFrame(
        {
            "stage": pd.Series("committee", index=range(size), dtype="str"),
            "reviewer_id": pd.Series(np.repeat(reviewers, n_candidates * CRITERIA), dtype="str"),
            "candidate_id": pd.Series(np.tile(np.repeat(candidates, CRITERIA), REVIEWERS), dtype="str"),
            "criterion_id": pd.Series(np.tile(np.array(keys), REVIEWERS * n_candidates), dtype="str"),
            "points": points.reshape(-1),
            "no_mark": pd.Series("", index=range(size), dtype="str"),
        }
    )
    given = {
        "candidates": {"candidate_id": candidates, "name": candidates, "area": candidates, "sector": "KT"}
        | {"holder": "collective", "unit_id": "X1"},
        "milestones": {
            "candidate_id": np.repeat(candidates, 2),
            "step": np.tile(np.array(["registered", "nominated"]), n_candidates),
            "on": pd.Timestamp("2015-03-01"),
        },
        "committee": {"reviewer_id": reviewers},
        "units": {"unit_id": ["X1"], "name": ["Xã Một"], "unit_kind": ["xã"], "level": ["commune"]},
        "criteria": {
            "rubric_id": "TT",
            "holder": "collective",
            "criterion_id": ["DK", *keys],
            "name": ["Đã đăng ký", *keys],
            "gate": ["registered", *[""] * CRITERIA],
            "max_points": [np.nan, *_MOST],
            "floor": [np.nan, *_FLOOR],
            "source": "MẪU DỰNG",
        },
        "awards": {"form": ["Giấy khen"], "award": "commendation", "holder": "collective", "places": [PLACES]},
        "tiers": {"rubric_id": "TT", "tier": ["đạt", "tốt", "xuất sắc"], "threshold": [65.0, 80.0, 90.0]},
    }
    tables = {table.name: _table(table, given.get(table.name, {})) for table in (*REVIEW_TABLES, *CANDIDATE_TABLES)}
    nothing = pd.DataFrame({"candidate_id": pd.Series(dtype="str")})
    return Tables(settings=_SETTINGS, marks=marks, recommendations=nothing, decisions=nothing, **tables)


def _table(table: object, given: dict[str, object]) -> pd.DataFrame:
    """Return a table of the schema: columns not given are blank."""
    columns = {column.name: _KINDS.get(column.kind, "datetime64[us]") for column in table.columns}
    columns |= {name: "str" for name in given if name not in columns}
    size = max((len(value) for value in given.values() if not isinstance(value, (str, pd.Timestamp))), default=0)
    blank = {"str": "", "float64": np.nan, "Int64": pd.NA, "datetime64[us]": pd.NaT}
    made = {
        name: pd.Series(given.get(name, blank[kind]), index=range(size), dtype=kind) for name, kind in columns.items()
    }
    return pd.DataFrame(made)


_SETTINGS = Settings(
    format=1,
    review_id="DVK-LON",
    title="Xét chọn cả nước (dựng)",
    review_type="final",
    locality="Thử",
    period_start=date(2015, 1, 1),
    period_end=date(2015, 12, 31),
    as_of=date(2015, 12, 31),
    conference="Hội nghị tổng kết",
    step=Decimal("0.5"),
    aggregation="mean",
    decimals=2,
)


if __name__ == "__main__":
    sys.exit(main())
