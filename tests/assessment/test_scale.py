"""A large review comes out right; how fast is measured elsewhere, never in a test."""

from __future__ import annotations

import dataclasses

import numpy as np
import pandas as pd
import pytest

from danvan_tools.assessment import combine_scores, propose_awards, rank_candidates, unfinished_sheets
from danvan_tools.schema import Tables

CANDIDATES, REVIEWERS, CRITERIA = 5_000, 9, 7


@pytest.fixture
def large(build_tables) -> Tables:
    ids = pd.Series([f"M{n:05}" for n in range(CANDIDATES)], dtype="str")
    rubric = {"rubric_id": "TT", "holder": "collective", "gate": ""}
    names = [f"C{n}" for n in range(CRITERIA)]
    tables = build_tables(
        committee=[{"reviewer_id": f"TV{n}"} for n in range(REVIEWERS)],
        criteria=[{**rubric, "criterion_id": name, "name": name, "max_points": 15.0} for name in names],
        awards=[{"form": "Giấy khen", "award": "commendation", "holder": "collective", "places": 300}],
    )
    marks = pd.DataFrame(
        {
            "stage": "committee",
            "reviewer_id": np.tile(np.repeat([f"TV{n}" for n in range(REVIEWERS)], CRITERIA), CANDIDATES),
            "candidate_id": ids.repeat(REVIEWERS * CRITERIA).to_numpy(),
            "criterion_id": np.tile(names, CANDIDATES * REVIEWERS),
            "points": np.random.default_rng(2015).integers(0, 61, CANDIDATES * REVIEWERS * CRITERIA) / 4,
            "no_mark": "",
        }
    )
    places = {"unit_id": "X01", "kind": "model", "sector": "KT"}
    candidates = pd.DataFrame({"candidate_id": ids, "holder": "collective", **places})
    milestones = pd.DataFrame({"candidate_id": ids, "step": "nominated", "on": pd.Timestamp("2015-10-01")})
    return dataclasses.replace(tables, candidates=candidates, milestones=milestones, marks=marks.iloc[:-1])


def test_a_large_review_is_scored_ranked_and_proposed(large: Tables) -> None:
    proposal = propose_awards(rank_candidates(combine_scores(large), large), large)
    unfinished = unfinished_sheets(large)
    assert proposal["sheets"].sum() == CANDIDATES * REVIEWERS - 1
    assert 0 < (proposal["form"] == "Giấy khen").sum() <= 300
    assert unfinished.to_numpy().tolist() == [
        [f"TV{REVIEWERS - 1}", f"M{CANDIDATES - 1:05}", f"C{CRITERIA - 1}", False]
    ]
