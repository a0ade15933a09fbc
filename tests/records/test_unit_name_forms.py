from __future__ import annotations

import pytest

from danvan_tools.records.unit_name_forms import unit_initials, unit_word_forms

_PLACES = ["Thị xã Sông Vân", "Phường Bến Đò", "Xã Gò Sậy"]


def forms(name: str) -> set[str]:
    return {" ".join(words) for words in unit_word_forms(name, [*_PLACES, name])}


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Xã Gò Sậy", {"xa go say", "go say"}),
        ("Thị xã Sông Vân", {"thi xa song van", "song van"}),
        ("Công an thị xã", {"cong an thi xa", "cong an"}),
        (
            "Phòng Giáo dục và Đào tạo thị xã Sông Vân",
            {
                "phong giao duc va dao tao thi xa song van", "phong giao duc va dao tao", "giao duc va dao tao",
                "phong giao duc", "nganh giao duc",
            },
        ),
        ("Hội Cựu chiến binh thị xã", {"hoi cuu chien binh thi xa", "hoi cuu chien binh", "hoi ccb"}),
    ],
)  # fmt: skip
def test_a_unit_is_called_by_its_name_without_the_place_and_by_usual_short_names(name: str, expected: set[str]) -> None:
    assert forms(name) == expected


def test_the_youth_union_goes_by_its_level() -> None:
    assert {"thi doan", "doan thanh nien", "doan tncs", "thi doan song van"} <= forms("Thị đoàn Sông Vân")
    assert "thi doan" in forms("Đoàn Thanh niên Cộng sản Hồ Chí Minh thị xã")
    assert "thi doan" not in forms("Liên đoàn Lao động thị xã")


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Phòng Giáo dục và Đào tạo thị xã", {"pgddt", "gddt"}),
        ("Phòng Lao động - Thương binh và Xã hội thị xã", {"pldtbxh", "ldtbxh"}),
        ("Hội Cựu chiến binh thị xã", {"hccb", "ccb"}),
        ("Liên đoàn Lao động thị xã", {"ldld"}),
        ("Xã Gò Sậy", set()),
        ("Thị xã Sông Vân", set()),
    ],
)
def test_initials_are_made_of_what_is_not_the_place(name: str, expected: set[str]) -> None:
    assert unit_initials(name, [*_PLACES, name]) == expected
