from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from danvan_tools.language import comparison_key
from danvan_tools.records.unit_names import commune_of_body, plain_name, read_name, same_unit


@pytest.mark.parametrize(
    ("short", "full"),
    [
        ("P. Vân Khê", "Phường Vân Khê"),
        ("P.Vân Khê", "phường  Vân Khê"),
        ("X Vân Khê", "Xã Vân Khê"),
        ("TT Vân Khê", "Thị trấn Vân Khê"),
        ("TT.Vân Khê", "Thị trấn Vân Khê"),
        ("TX Sông Vân", "Thị xã Sông Vân"),
        ("TP. Huế", "Thành phố Huế"),
        ("H. Châu Thành", "Huyện Châu Thành"),
        ("Q1", "Quận 1"),
        ("P.05", "Phường 5"),
        ("T. Long An", "Tỉnh Long An"),
        ("ĐK Lý Sơn", "Đặc khu Lý Sơn"),
        ("P. Hoà Vân, TX. Sông Vân", "Phường Hòa Vân, thị xã Sông Vân"),
        ("P. Hoà Vân - TX. Sông Vân", "Phường Hòa Vân, thị xã Sông Vân"),
        ("Hòa Vân (TX Sông Vân – tỉnh A)", "Hòa Vân, thị xã Sông Vân, tỉnh A"),
    ],
)
def test_a_short_form_reads_as_the_full_one(short: str, full: str) -> None:
    assert read_name(short) == read_name(full)


@pytest.mark.parametrize(
    "text",
    [
        "Vân Khê",
        "T Long An",
        "Phòng Tư pháp",
        "Xã",
        "P.",
        "Tân Phú",
        "TTC Đông",
        "Hội An",
        "Bà Rịa - Vũng Tàu",
        "Trường Vân Khê (cơ sở 2)",
        "()",
    ],
)
def test_what_is_no_type_stays_in_the_name(text: str) -> None:
    assert read_name(text) == (("", comparison_key(text)),)


def test_a_type_that_is_not_written_may_be_any_and_another_type_is_another_unit() -> None:
    (ward,), (commune,), (bare,) = read_name("Phường Vân Khê"), read_name("Xã Vân Khê"), read_name("Vân Khê")
    assert same_unit(bare, ward) and same_unit(bare, commune)
    assert not same_unit(ward, commune) and not same_unit(ward, bare)


@pytest.mark.parametrize(
    ("text", "commune"),
    [
        ("Đảng uỷ phường Vân Khê", "phường vân khê"),
        ("ĐU P.Vân Khê", "p.vân khê"),
        ("Đảng ủy, UBND xã Vân Khê", "xã vân khê"),
        ("HĐND - Ủy ban nhân dân Vân Khê", "vân khê"),
        ("Đảng bộ xã Vân Khê", "xã vân khê"),
        ("UBMTTQ xã Vân Khê", ""),
        ("Hội Nông dân xã Vân Khê", ""),
        ("Đảng ủy", ""),
        ("UBNDX", ""),
    ],
)
def test_the_bodies_of_a_commune_name_it(text: str, commune: str) -> None:
    assert commune_of_body(text) == comparison_key(commune)


@given(st.text(max_size=30))
def test_any_text_reads_as_its_parts(text: str) -> None:
    assert len(read_name(text)) >= plain_name(text).count(",") + 1
