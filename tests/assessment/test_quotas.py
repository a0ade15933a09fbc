from __future__ import annotations

import pandas as pd
import pytest

from danvan_tools.assessment import check_quotas


@pytest.fixture
def review(build_tables, candidate):
    def make(*quotas):
        keys = ("award", "scope", "value", "at_least", "at_most")
        return build_tables(
            candidates=[
                candidate("M1"),
                candidate("M2", sector="MT"),
                candidate("P1", holder="individual", unit_id="CQ1"),
                candidate("M4"),
            ],
            awards=[
                {"form": "Giấy khen", "award": "commendation", "holder": "collective"},
                {"form": "Giấy khen", "award": "commendation", "holder": "individual"},
                {"form": "Tuyên dương", "award": "praise", "holder": "collective"},
            ],
            quotas=[dict(zip(keys, quota, strict=True)) for quota in quotas],
        )

    return make


PROPOSAL = pd.DataFrame(
    {
        "candidate_id": pd.Series(["M1", "M2", "P1", "M4"], dtype="str"),
        "form": pd.Series(["Giấy khen", "Tuyên dương", "Giấy khen", ""], dtype="str"),
    }
)


def test_each_row_is_counted_by_its_scope(review) -> None:
    tables = review(
        ("commendation", "sector", "Kinh tế", 3, None),
        ("commendation", "sector", "môi trường", None, 0),
        ("commendation", "unit_id", "Phường Hoà Vân", 1, 1),  # the tone placed the other way
        ("praise", "unit_kind", "phường", 1, None),
        ("commendation", "holder", "cá nhân", 0, 0),
        ("praise", "holder", "tập thể", None, None),
        ("praise", "sector", "Thuỷ sản", None, 5),
    )
    checked = check_quotas(PROPOSAL, tables)
    assert checked.columns.tolist() == ["award", "scope", "value", "counted", "allowed", "met"]
    assert checked["counted"].fillna(-1).tolist() == [2, 0, 1, 1, 1, 1, -1]
    assert checked["allowed"].tolist() == [
        "ít nhất 3",
        "nhiều nhất 0",
        "từ 1 đến 1",
        "ít nhất 1",
        "từ 0 đến 0",
        "",
        "nhiều nhất 5",
    ]
    assert checked["met"].tolist() == [False, True, True, True, False, True, False]


def test_no_quotas(review) -> None:
    checked = check_quotas(PROPOSAL, review())
    assert len(checked) == 0
    full = check_quotas(PROPOSAL, review(("praise", "holder", "tập thể", 1, 1)))
    assert checked.dtypes.to_dict() == full.dtypes.to_dict()


def test_nothing_proposed(review) -> None:
    checked = check_quotas(PROPOSAL.assign(form=""), review(("praise", "holder", "tập thể", 1, None)))
    assert checked[["counted", "met"]].to_numpy().tolist() == [[0, False]]
