"""Answers on real communes; that the whole table is right is proved in tests/repository."""

from __future__ import annotations

import pytest

from danvan_tools.records.unit_changes import followed_by, named_now, province_now
from danvan_tools.records.unit_names import read_name


@pytest.mark.parametrize(
    "text", ["Phường Phúc Xá, Quận Ba Đình, Thành phố Hà Nội", "P. Phúc Xá, Q. Ba Đình", "phúc xá, Hà Nội"]
)
def test_a_commune_is_found_by_whatever_tells_it_apart(text: str) -> None:
    (change,) = followed_by(text)
    assert change.names == ("Phường Phúc Xá", "Quận Ba Đình", "Thành phố Hà Nội")
    assert change.successors == ("Phường Hồng Hà, thành phố Hà Nội",)


def test_a_name_alone_gives_no_answer() -> None:
    assert followed_by("Phường Phúc Xá") == ()
    assert named_now("Phường Hồng Hà") == ()


def test_another_type_or_district_is_another_commune() -> None:
    assert followed_by("Xã Phúc Xá, Quận Ba Đình") == ()
    assert followed_by("Phường Phúc Xá, Quận Đống Đa, Hà Nội") == ()


def test_a_name_without_its_district_may_be_several_communes() -> None:
    districts = [change.names[1] for change in followed_by("Xã Hồng Phong, tỉnh Hải Dương")]
    assert districts == ["Huyện Nam Sách", "Huyện Ninh Giang", "Huyện Thanh Miện"]


def test_what_a_unit_belongs_to_may_stand_apart_from_its_name() -> None:
    (change,) = followed_by("TT Cờ Đỏ", read_name("H. Cờ Đỏ"))
    assert change.successors == ("Xã Cờ Đỏ, thành phố Cần Thơ",)


def test_an_island_district_without_communes_became_one_unit() -> None:
    (change,) = followed_by("Huyện Lý Sơn, tỉnh Quảng Ngãi")
    assert change.successors == ("Đặc khu Lý Sơn, tỉnh Quảng Ngãi",)


@pytest.mark.parametrize("text", ["Phường Hồng Hà, Hà Nội", "P. Hồng Hà, TP. Hà Nội"])
def test_a_unit_of_today_is_found_with_its_province(text: str) -> None:
    assert named_now(text) == ("Phường Hồng Hà, thành phố Hà Nội",)
    assert named_now("Phường Hồng Hà, Quận Ba Đình, Hà Nội") == ()


@pytest.mark.parametrize(
    ("old", "now"),
    [
        ("Tỉnh Hà Giang", ("Tỉnh Tuyên Quang",)),
        ("hà giang", ("Tỉnh Tuyên Quang",)),
        ("TP. Đà Nẵng", ("Thành phố Đà Nẵng",)),
        ("Tỉnh Sông Vân", ()),
    ],
)
def test_a_province_and_what_it_is_part_of(old: str, now: tuple[str, ...]) -> None:
    assert province_now(old) == now
