from __future__ import annotations

import unicodedata
from dataclasses import replace
from pathlib import Path

import pytest

from danvan_tools.records.blinding import blind_names, blinded
from danvan_tools.records.review import Review, open_review


@pytest.fixture
def review(folder: Path) -> Review:
    opened = open_review(folder)
    candidates = opened.candidates.copy()
    texts = {
        "Hẻm sáng": "Mô hình HẺM  SÁNG ở phường Hoà Hai; hem sang, P. Hòa Hai; ánh sáng của hẻm.",
        "Vườn rau an toàn": unicodedata.normalize("NFD", "Xã Một có vườn rau an toàn; một xã khác."),
        "Hồ Văn Chín": "Ông Chín (Hồ Văn Chín), đồng chí Văn Chín; chín hộ; ông Chín; đ/c Chín, đồng chí Chín.",
    }
    candidates["situation"] = [texts.get(name, "") for name in candidates["name"]]
    return replace(opened, candidates=candidates, settings=replace(opened.settings, blind="yes"))


def test_names_persons_and_units_are_hidden_however_they_are_typed(review: Review) -> None:
    found = blinded(review, review.candidates)
    assert found["name"].tolist() == ["Hồ sơ 01", "Hồ sơ 02", "Hồ sơ 03", "Hồ sơ 04"]
    assert found["unit_id"].tolist() == [""] * 4
    assert found["situation"].tolist() == [
        "Mô hình Hồ sơ 01 ở [đơn vị]; Hồ sơ 01, P. [đơn vị]; ánh sáng của hẻm.",
        "[đơn vị] có Hồ sơ 02; một xã khác.",
        "[người được xét] ([người được xét]), đồng chí [người được xét]; chín hộ; [người được xét]; "
        "[người được xét], [người được xét].",
        "",
    ]
    assert found.columns.tolist() == review.candidates.columns.tolist()
    assert found["holder"].tolist() == review.candidates["holder"].tolist()


def test_child_rows_are_hidden_by_their_candidates(review: Review) -> None:
    assert blinded(review, review.recognitions)["authority"].tolist() == ["Ủy ban nhân dân [đơn vị]"]
    assert blinded(review, review.sites)["unit_id"].tolist() == ["", ""]
    some = blinded(review, review.candidates.loc[[2], ["candidate_id", "name"]])
    assert some.to_numpy().tolist() == [[review.candidates["candidate_id"].iloc[2], "Hồ sơ 03"]]
    assert some.index.tolist() == [2]


def test_a_review_that_is_not_blind_shows_everything(review: Review) -> None:
    open_one = replace(review, settings=replace(review.settings, blind="no"))
    assert blinded(open_one, open_one.candidates) is open_one.candidates


def test_numbers_stay_when_the_list_is_sorted_anew(review: Review) -> None:
    before = blind_names(review)
    turned = replace(review, candidates=review.candidates[::-1].reset_index(drop=True))
    assert blind_names(turned) == before
    assert blinded(turned, turned.candidates)["name"].tolist() == ["Hồ sơ 04", "Hồ sơ 03", "Hồ sơ 02", "Hồ sơ 01"]


def test_a_unit_is_hidden_by_short_names_and_initials_too(review: Review) -> None:
    units = review.units.copy()
    units.loc[units["unit_id"] == "X01", "name"] = "Phòng Lao động - Thương binh và Xã hội thị xã"
    candidates = review.candidates.copy()
    candidates.loc[candidates["name"] == "Vườn rau an toàn", "situation"] = (
        "Chi bộ Phòng Lao động, Thương binh và Xã hội; Phòng LĐ-TB&XH; phòng LĐTBXH; P.LĐ - TBXH; lao động và xã hội."
    )
    found = blinded(replace(review, units=units, candidates=candidates), candidates)["situation"].tolist()[1]
    assert found == "Chi bộ [đơn vị]; Phòng [đơn vị]; phòng [đơn vị]; [đơn vị]; lao động và xã hội."


def test_a_household_is_hidden_by_the_name_of_its_head(review: Review) -> None:
    candidates = review.candidates.copy()
    named = candidates["name"] == "Hồ Văn Chín"
    candidates.loc[named, ["name", "holder"]] = ["Hộ ông Trần Văn Tám", "household"]
    candidates.loc[named, "situation"] = "Ông Tám hiến đất; hộ ông Trần Văn Tám; Văn Tám; gia đình Tám; tám hộ khác."
    found = blinded(replace(review, candidates=candidates), candidates)["situation"].tolist()[2]
    assert found == ("[người được xét] hiến đất; [người được xét]; [người được xét]; [người được xét]; tám hộ khác.")
