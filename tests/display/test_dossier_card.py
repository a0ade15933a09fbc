from __future__ import annotations

from dataclasses import replace

import pytest
from lxml import html

from danvan_tools.display.dossier_card import dossier_html
from danvan_tools.records import merge_candidates
from danvan_tools.schema import FORM_ITEMS


@pytest.fixture
def card(small_review):
    return html.fromstring(f"<section>{dossier_html(small_review, 'MH-002')}</section>")


def test_who_and_where(card):
    assert card.xpath("string(h3)") == "Vườn & <i>rau</i> an toàn"
    assert dict(zip(card.xpath("dl/dt/text()"), card.xpath("dl/dd/text()"), strict=True)) == {
        "Mã hồ sơ": "MH-002",
        "Loại": "mô hình, tập thể",
        "Đơn vị đăng ký": "Xã Một",
        "Lĩnh vực": "Kinh tế",
        "Phong trào": "Dân vận khéo",
        "Bắt đầu từ": "01/05/2014",
    }


def test_the_eight_texts_in_the_order_of_the_form(card):
    assert card.xpath("h4/text()")[:8] == [item.heading for item in FORM_ITEMS]
    assert [
        text.text_content() for text in card.xpath("h4[position() > 1 and position() < 9]/following-sibling::p[1]")
    ][:7] == ["Hồ sơ không ghi."] * 7


def test_no_text_becomes_markup_and_line_breaks_stay(card):
    assert card.xpath("h4[1]/following-sibling::p[1]/text()") == [
        '<script>alert("1")</script> R&D {{ 7*7 }}',
        'Dòng thứ hai "ngoặc" & =1+1',
    ]
    assert card.xpath("count(.//script)") == 0


def test_sites_and_earlier_recognitions(card):
    assert card.xpath(".//li/text()") == [
        "Ấp 3 (Xã Một), từ 03/02/2015",
        "Giấy khen – Ủy ban nhân dân xã Một, 12/QĐ-UBND, 09/03/2015; Sơ kết, tổng kết nhiệm vụ",
    ]


def test_a_dossier_without_them_says_so(small_review):
    card = html.fromstring(f"<section>{dossier_html(small_review, 'MH-001')}</section>")
    assert [text.text for text in card.xpath("p")][-2:] == ["Không có.", "Không có."]


def test_a_blind_dossier_says_that_the_unit_is_hidden(small_review):
    small_review.settings = replace(small_review.settings, blind="yes")
    card = html.fromstring(f"<section>{dossier_html(small_review, 'MH-002')}</section>")
    assert card.xpath("string(h3)") == "Hồ sơ 02"
    assert "không hiện: đợt xét chấm không biết tên" in card.text_content()
    assert card.xpath(".//li/text()") == [
        "Ấp 3, từ 03/02/2015",
        "Giấy khen – Ủy ban nhân dân [đơn vị], 12/QĐ-UBND, 09/03/2015; Sơ kết, tổng kết nhiệm vụ",
    ]


def test_a_merged_candidate_lends_its_sites_and_recognitions_to_its_survivor(small_review):
    merge_candidates(
        small_review,
        candidate_id="MH-002",
        into="MH-001",
        reason="Cùng một mô hình",
        expected_seq=small_review.ledger.head("secretary")[0],
        entered_by="TV2",
    )
    card = html.fromstring(f"<section>{dossier_html(small_review, 'MH-001')}</section>")
    assert card.xpath(".//li/text()")[0] == "Ấp 3 (Xã Một), từ 03/02/2015"
