from __future__ import annotations

from dataclasses import replace

import pandas as pd
import pytest

from danvan_tools.assessment import next_dossier, next_reviews, review_gains

NAN = float("nan")


@pytest.fixture
def review(build_tables, candidate, milestones, sheet):
    """One place, three reviewers; M1 leads, M2 is close behind with one sheet, M3 is far off."""

    def make(places=1, **totals):
        names = ("M1", "M2", "M3", "M4")
        marks = [
            row
            for name, sheets in totals.items()
            for n, total in enumerate(sheets, start=1)
            for row in sheet(f"TV{n}", name, A=min(total, 40), B=max(total - 40, 0), T=0)
        ]
        return build_tables(
            candidates=[candidate(name) for name in names],
            milestones=milestones(*names, registered="2014-01-01", nominated="2015-10-01"),
            awards=[{"form": "Giấy khen", "award": "commendation", "holder": "collective", "places": places}],
            marks=marks,
        )

    return make


def test_the_dossier_nearest_to_the_cut_line_comes_first(review) -> None:
    found = review_gains(review(M1=(90, 88), M2=(85, 86), M3=(75, 72), M4=(10, 12, 11)))
    assert found["candidate_id"].tolist() == ["M1", "M2", "M3"]
    assert found["cut"].unique().tolist() == [87.25]
    assert found["chance"].between(0, 0.5).all()
    assert found["chance"].iloc[0] > found["chance"].iloc[2]
    assert found["waits_for"].tolist() == ["TV3"] * 3
    assert found["reason"].iloc[1] == "mới có 2/3 phiếu, điểm hiện nay cách ranh giới 1,75 điểm"


def test_what_is_settled_tells_nothing_more(review) -> None:
    found = review_gains(review(places=2, M1=(104, 100, 96), M2=(97, 95, 93), M3=(40, 40), M4=(92, 90)))
    assert dict(zip(found["candidate_id"], found["chance"] > 0, strict=True)) == {"M3": False, "M4": True}
    assert found["reason"].iloc[-1] == "mới có 2/3 phiếu, kết quả không còn phụ thuộc phiếu thiếu"


def test_nobody_marked_anything(review) -> None:
    found = review_gains(review())
    assert found["chance"].tolist() == [1.0] * 4
    assert found["waits_for"].tolist() == ["TV1; TV2; TV3"] * 4


def test_all_marks_equal(review) -> None:
    found = review_gains(review(M1=(80, 80), M2=(80, 80), M3=(80, 80), M4=(80, 80)))
    assert found["chance"].tolist() == [0.5] * 4


def test_each_free_reviewer_without_a_conflict_gets_one(review) -> None:
    tables = review(M1=(90, 88), M2=(85, 86), M3=(75, 72), M4=(10, 12, 11))
    conflict = pd.DataFrame([{"reviewer_id": "TV3", "candidate_id": "M1", "reason": "cùng đơn vị"}])
    found = next_reviews(replace(tables, conflicts=conflict))
    assert found[["reviewer_id", "candidate_id"]].to_numpy().tolist() == [["TV3", "M2"]]


def test_nobody_is_sent_to_a_candidate_of_the_own_unit(review) -> None:
    tables = review(M1=(90, 88), M2=(85, 86), M3=(75, 72), M4=(10, 12, 11))
    own_unit = tables.candidates["unit_id"].where(tables.candidates["candidate_id"] != "M1", "CQ1")
    tables = replace(tables, candidates=tables.candidates.assign(unit_id=own_unit))
    of_unit = tables.committee["reviewer_id"].map({"TV3": "CQ1"}).fillna("").astype("str")
    found = next_reviews(replace(tables, committee=tables.committee.assign(unit_id=of_unit)))
    assert found[["reviewer_id", "candidate_id"]].to_numpy().tolist() == [["TV3", "M2"]]


def queue(*rows: tuple[str, str, bool]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=["candidate_id", "state", "skipped"])


def test_the_desk_opens_the_next_in_the_list_or_the_one_that_tells_most() -> None:
    table = queue(("M1", "saved", False), ("M2", "not_marked", False), ("M3", "draft", False), ("M4", "draft", True))
    gains = pd.DataFrame({"candidate_id": ["M4", "M3", "M2"], "chance": [0.4, 0.3, 0.1]})
    assert next_dossier(table, "") == "M2"
    assert next_dossier(table, "M2") == "M3"
    assert next_dossier(table, "M2", gains) == "M3"
    assert next_dossier(table, "", gains) == "M3"
    # Put off: last, however much it would tell.
    assert next_dossier(table.iloc[[0, 3]], "", gains) == "M4"
    assert next_dossier(table.iloc[:1], "", gains) == ""
