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
        ("commendation", "sector", "KT", 3, None),
        ("commendation", "sector", "MT", None, 0),
        ("commendation", "unit_id", "P01", 1, 1),
        ("praise", "unit_kind", "phường", 1, None),
        ("commendation", "holder", "individual", 0, 0),
        ("praise", "holder", "collective", None, None),
    )
    checked = check_quotas(PROPOSAL, tables)
    assert checked.columns.tolist() == ["award", "scope", "value", "group", "counted", "allowed", "met"]
    assert checked["group"].tolist() == ["Kinh tế", "Môi trường", "Phường Hòa Vân", "phường", "cá nhân", "tập thể"]
    assert checked["counted"].tolist() == [2, 0, 1, 1, 1, 1]
    assert checked["allowed"].tolist() == [
        "ít nhất 3",
        "nhiều nhất 0",
        "từ 1 đến 1",
        "ít nhất 1",
        "từ 0 đến 0",
        "",
    ]
    assert checked["met"].tolist() == [False, True, True, True, False, True]


def test_no_quotas(review) -> None:
    checked = check_quotas(PROPOSAL, review())
    assert len(checked) == 0
    full = check_quotas(PROPOSAL, review(("praise", "holder", "collective", 1, 1)))
    assert checked.dtypes.to_dict() == full.dtypes.to_dict()


def test_nothing_proposed(review) -> None:
    checked = check_quotas(PROPOSAL.assign(form=""), review(("praise", "holder", "collective", 1, None)))
    assert checked[["counted", "met"]].to_numpy().tolist() == [[0, False]]
