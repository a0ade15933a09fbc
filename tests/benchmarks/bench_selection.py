"""Selection and assignment of a country's size: `python tests/benchmarks/bench_selection.py`.

300 of 3,000 candidates under ten quotas, and 2,000 candidates × 60 reviewers × 3 sheets each. A plain sort and a plain
round robin, which keep no rule at all, stand beside them: what the rules cost in time.
"""

from __future__ import annotations

import resource
from time import perf_counter, process_time

import numpy as np
import pandas as pd
from measuring import print_bar, print_table

from danvan_tools.assessment import assign_reviewers, quota_costs, select

CANDIDATES, PLACES, SELECTION_SECONDS = 3_000, 300, 10
ASSIGNED, REVIEWERS, SHEETS, ASSIGNMENT_SECONDS = 2_000, 60, 3, 20
_QUOTAS = [
    ("sector", "D", 40, None),
    ("sector", "A", None, 80),
    ("sector", "B", 70, 90),
    ("unit_kind", "agency", 30, None),
    ("unit_kind", "xã", None, 100),
    ("unit_kind", "phường", 60, 110),
    ("unit_id", "5", 3, None),
    ("unit_id", "7", 3, None),
    ("unit_id", "9", None, 1),
    ("unit_id", "11", 2, 4),
]


def main() -> None:
    """Measure both, wall and processor time."""
    rows, bars = [], []
    for name, decimals in (("scores of two decimals", 2), ("whole scores, many ties", 0)):
        candidates, awards, quotas, ties = selection(decimals)
        sorting = timed(lambda table=candidates: table.sort_values("score", ascending=False).head(PLACES))
        chosen = timed(lambda one=(candidates, awards, quotas, ties): select(*one))
        costs = timed(lambda one=(candidates, awards, quotas): quota_costs(*one))
        rows.append((f"select, {name}", *shown(chosen), *shown(sorting)))
        rows.append((f"cost of each quota, {name}", *shown(costs), *shown(sorting)))
        bars += [(f"select, {name}", chosen[0], SELECTION_SECONDS)]
    candidates, committee, conflicts = assignment()
    robin = timed(lambda: [(n * SHEETS + k) % REVIEWERS for n in range(ASSIGNED) for k in range(SHEETS)])
    first = timed(lambda: assign_reviewers(candidates, committee, conflicts, SHEETS))
    before = assign_reviewers(candidates, committee, conflicts, SHEETS).pairs
    fewer = committee.iloc[1:]
    again = timed(lambda: assign_reviewers(candidates, fewer, conflicts, SHEETS, kept=before))
    rows.append(("assign, nobody assigned yet", *shown(first), *shown(robin)))
    rows.append(("assign again, one reviewer left", *shown(again), *shown(robin)))
    bars += [("assign", first[0], ASSIGNMENT_SECONDS), ("assign again", again[0], ASSIGNMENT_SECONDS)]
    print_table(
        f"{PLACES} of {CANDIDATES:,} under ten quotas; {ASSIGNED:,} × {REVIEWERS} × {SHEETS}",
        ("step", "seconds", "processor", "plain", "processor"),
        rows,
    )
    for name, seconds, most in bars:
        print_bar(f"{name}, seconds", seconds, at_most=most)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"  highest memory of all this: {peak:.0f} MiB, imports included")


def selection(decimals: int) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    """Return candidates whose units and sectors differ in size, two forms, ten quotas."""
    rng = np.random.default_rng(5)
    candidates = pd.DataFrame(
        {
            "candidate_id": [f"M{n:04}" for n in range(CANDIDATES)],
            "rubric_id": "TT",
            "holder": "collective",
            "score": np.round(rng.normal(80, 6, CANDIDATES), decimals),
            "eligible": True,
            "tier": "",
            "sector": rng.choice(list("ABCD"), CANDIDATES, p=[0.5, 0.3, 0.15, 0.05]),
            "unit_id": rng.integers(0, 200, CANDIDATES).astype(str),
            "unit_kind": rng.choice(["xã", "phường", "agency"], CANDIDATES, p=[0.6, 0.3, 0.1]),
        }
    )
    places = {"places": [PLACES * 2 // 3, PLACES // 3], "tiers": [(), ()], "holder": "collective"}
    awards = pd.DataFrame({"form": ["Giấy khen", "Biểu dương"], "award": ["commendation", "praise"], **places})
    quotas = pd.DataFrame(_QUOTAS, columns=["scope", "value", "at_least", "at_most"]).assign(award="commendation")
    quotas = quotas.astype({"at_least": "Int64", "at_most": "Int64"})
    return candidates, awards, quotas, pd.DataFrame(columns=["rubric_id", "order", "criterion_id"])


def assignment() -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    """Return candidates of six sectors, reviewers who know two each, and one pair in twenty of a conflict."""
    rng = np.random.default_rng(6)
    ids, reviewers = np.array([f"M{n:04}" for n in range(ASSIGNED)]), np.array([f"TV{n:02}" for n in range(REVIEWERS)])
    candidates = pd.DataFrame({"candidate_id": ids, "sector": rng.choice(list("ABCDEF"), ASSIGNED)})
    known = [";".join(rng.choice(list("ABCDEF"), 2, replace=False)) for _ in reviewers]
    committee = pd.DataFrame({"reviewer_id": reviewers, "name": reviewers, "sectors": known})
    candidate, reviewer = np.nonzero(rng.random((ASSIGNED, REVIEWERS)) < 0.05)
    return candidates, committee, pd.DataFrame({"reviewer_id": reviewers[reviewer], "candidate_id": ids[candidate]})


def timed(step) -> tuple[float, float]:
    """Return wall and processor seconds of one step."""
    wall, processor = perf_counter(), process_time()
    step()
    return perf_counter() - wall, process_time() - processor


def shown(seconds: tuple[float, float]) -> tuple[str, str]:
    """Write both times."""
    return f"{seconds[0]:.3f}", f"{seconds[1]:.3f}"


if __name__ == "__main__":
    main()
