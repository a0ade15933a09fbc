from __future__ import annotations

from itertools import combinations

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from danvan_tools.records.name_words import name_words
from danvan_tools.records.near_names import name_similarity, near_words

SYLLABLES = ["an", "bình", "camera", "dừa", "gà", "giếng", "hẻm", "khéo", "lúa", "ngõ", "nước", "lành", "quê"]
SYLLABLES += ["rau", "sáng", "tiếng", "vườn", "xanh"]
names = st.lists(st.sampled_from(SYLLABLES), min_size=2, max_size=10).map(" ".join)


def near_names(listed: list[str]) -> pd.DataFrame:
    return near_words([name_words(name) for name in listed])


def similarity(one: str, other: str) -> float:
    return name_similarity(name_words(one), name_words(other))


SAME = [
    ("Vườn rau an toàn", "Mô hình “Vườn rau an toàn”"),
    ("Vườn rau an toàn", "VƯỜN RAU AN TOÀN"),
    ("Phụ nữ tiết kiệm điện", "Tiết kiệm điện phụ nữ"),
    ("Hoà giải ở cơ sở", "Câu lạc bộ hòa giải ở cơ sở"),
    ("Nguyễn Văn Chín", "Ông Nguyễn Văn Chín"),
    ("Camera an ninh ấp 03", "Camera an ninh Ấp 3"),
    ("Camera an ninh khu phố II", "Camera an ninh khu phố 2"),
    ("Camera an ninh tổ số một", "Camera an ninh tổ số một"),
]


@pytest.mark.parametrize(("one", "other"), SAME)
def test_same_words_are_one_name(one: str, other: str) -> None:
    assert similarity(one, other) == 100


TWO_THINGS = [
    ("Camera an ninh ấp 3", "Camera an ninh ấp 4"),
    ("Đường hoa khu phố 1", "Đường hoa khu phố 2"),
    ("Tuyến đường hoa Ấp Khê Trung", "Tuyến đường hoa Ấp Khê Hạ"),
    ("TUYẾN ĐƯỜNG HOA ẤP KHÊ TRUNG", "TUYẾN ĐƯỜNG HOA ẤP KHÊ HẠ"),
    ("Nhóm hộ liên kết A", "Nhóm hộ liên kết B"),
    ("", ""),
    ("“…”", "!"),
]


@pytest.mark.parametrize(("one", "other"), TWO_THINGS)
def test_numbers_and_places_make_two_things(one: str, other: str) -> None:
    assert similarity(one, other) == 0


def test_what_any_name_begins_with_makes_no_pair() -> None:
    leads = ("Mô hình", "Câu lạc bộ", "Dân vận khéo trong vận động", "Điển hình")
    assert near_names(
        [f"{lead} {rest}" for lead in leads for rest in ("nuôi gà", "trồng sen")]
    ).to_numpy().tolist() == [
        [0, 2, 100],
        [0, 4, 100],
        [0, 6, 100],
        [1, 3, 100],
        [1, 5, 100],
        [1, 7, 100],
    ]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Vận động hiến đất làm đường giao thông nông thôn", "Vận động hiến đất mở đường giao thông nông thôn"),
        ("Tuyến phố kinh doanh nền nếp", "Tuyến phố kinhdoanh nền nếp"),
        ("Thắp sáng đường quê", "Thap sang duong que"),
        ("Kỹ thuật trồng rau an toàn", "Kĩ thuật trồng rau an toàn"),
    ],
)
def test_near_names_are_found_among_others(one: str, other: str) -> None:
    ((first, second, score),) = near_names([one, "Sân chung ba thế hệ", other, "Giờ thứ chín"]).to_numpy().tolist()
    assert (first, second) == (0, 2)
    assert 90 <= score < 100


@settings(max_examples=60, deadline=None)
@given(st.lists(names, max_size=14), st.data())
def test_nothing_near_is_missed_and_nothing_else_is_found(listed: list[str], data: st.DataObject) -> None:
    for name in listed[:5]:
        words = data.draw(st.permutations(name.split()))
        place = data.draw(st.integers(0, len(words) - 1))
        listed = [
            *listed,
            " ".join(words),
            " ".join([*words[:place], data.draw(st.sampled_from(SYLLABLES)), *words[place + 1 :]]),
        ]
    found = {(one, other): score for one, other, score in near_names(listed).itertuples(index=False, name=None)}
    words = [name_words(name) for name in listed]
    first = {}
    for place, name in enumerate(words):
        first.setdefault(name.ordered, place)
    expected = {}
    for one, other in combinations(range(len(listed)), 2):
        changed = len(words[other].free) - len(_common(words[one].free, words[other].free))
        score = name_similarity(words[one], words[other])
        if score == 100 and one == first[words[other].ordered]:
            expected[one, other] = 100.0
        firsts = one == first[words[one].ordered] and other == first[words[other].ordered]
        if 90 <= score < 100 and firsts and (changed <= 1 or (one, other) in found):
            expected[one, other] = score
    assert found == pytest.approx(expected)


def _common(one: tuple[str, ...], other: tuple[str, ...]) -> list[str]:
    left = list(one)
    return [left.pop(left.index(word)) for word in other if word in left]


def test_a_name_that_many_bear_does_not_grow_with_its_square() -> None:
    pairs = near_names(
        ["Hẻm sáng"] * 3_000 + [f"Vườn rau an toàn {chr(97 + n % 26)}{chr(97 + n // 26)}u" for n in range(600)]
    )
    assert (pairs["similarity"] == 100).sum() == 2_999
    assert (pairs["similarity"] < 100).sum() <= 40 * 600
