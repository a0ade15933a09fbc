from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from danvan_tools.publishing import sentences
from danvan_tools.schema import Fact, Settings

Facts = dict[str, Fact]


def with_counts(facts: Facts, **counts: int) -> Facts:
    """Facts with other values; "__" stands for the point of a key."""
    changed = dict(facts)
    for name, value in counts.items():
        key = name.replace("__", ".")
        changed[key] = replace(
            facts["exemplars"], key=key, value=value, record_ids=facts["exemplars"].record_ids[:value]
        )
    return changed


@pytest.mark.parametrize(
    ("value", "text"), [(59, "59"), (1234, "1.234"), (Decimal("12.5"), "12,5"), (Decimal(20), "20"), (0, "0")]
)
def test_a_number_is_printed_as_officials_write_it(facts: Facts, value: int | Decimal, text: str) -> None:
    assert sentences.printed(replace(facts["exemplars"], value=value)) == text


def test_models_and_exemplars_by_sector(facts: Facts, settings: Settings) -> None:
    assert sentences.by_sector(facts, settings) == [
        "Tính đến ngày 31 tháng 12 năm 2015, trên địa bàn thị xã Sông Vân đã có 59 mô hình xây dựng từ các phong trào "
        "thi đua, gồm 20 mô hình về kinh tế, 21 về văn hoá - xã hội, 10 về quốc phòng - an ninh và 8 về xây dựng hệ "
        "thống chính trị.",
        "Có 25 mô hình, điển hình “Dân vận khéo” được công nhận trên lĩnh vực kinh tế, văn hoá - xã hội "
        "và quốc phòng - an ninh; nhiều nhất là lĩnh vực kinh tế với 10 mô hình, điển hình.",
    ]


def test_parts_that_do_not_add_up_are_not_said_to(facts: Facts, settings: Settings) -> None:
    first, _ = sentences.by_sector(with_counts(facts, models_built=60), settings)
    assert ", trong đó có 20 mô hình về kinh tế" in first
    assert "gồm" not in first


def test_no_sector_is_the_largest_when_two_are(facts: Facts, settings: Settings) -> None:
    _, second = sentences.by_sector(with_counts(facts, exemplars__culture_society=10), settings)
    assert second.endswith("văn hoá - xã hội và quốc phòng - an ninh.")


def test_nothing_built_and_nothing_recognised(facts: Facts, settings: Settings) -> None:
    none = {key: replace(fact, value=0) for key, fact in facts.items()}
    assert sentences.by_sector(none, settings) == [
        "Tính đến ngày 31 tháng 12 năm 2015, trên địa bàn thị xã Sông Vân chưa có mô hình nào được xây dựng.",
        "Trong kỳ chưa có mô hình, điển hình “Dân vận khéo” nào được công nhận.",
    ]
    assert sentences.by_holder(none) == ["Chưa ghi nhận điểm nhân rộng nào."]
    assert sentences.selection(none) == ["Đến nay chưa có hồ sơ nào được đề nghị xét chọn."]
    assert sentences.chart_finding(none) == "Chưa có mô hình nào được xây dựng"


def test_holders_that_there_are_and_the_sites(facts: Facts) -> None:
    assert sentences.by_holder(facts) == [
        "Số mô hình, điển hình “Dân vận khéo” được công nhận gồm 19 tập thể và 6 cá nhân.",
        "Cách làm của 41 mô hình đã được nhân rộng tại 96 điểm ở khu phố, ấp, cơ quan, đơn vị.",
    ]


def test_awards_after_the_decisions(facts: Facts, settings: Settings) -> None:
    occasions, conference, explained = sentences.awards(facts, settings)
    assert occasions.startswith("Trong kỳ, 18 mô hình, điển hình được Mặt trận Tổ quốc, đoàn thể, cơ quan biểu dương,")
    assert conference == (
        "Tại hội nghị tổng kết phong trào thi đua “Dân vận khéo” năm 2015, đảng ủy các xã, phường đã khen thưởng 22 và "
        "biểu dương 9 mô hình, điển hình."
    )
    assert "không cộng gộp" in explained


def test_only_what_was_awarded_is_named(facts: Facts, settings: Settings) -> None:
    praised = with_counts(facts, conference_commended=0, conference_praised=3)
    _, conference = sentences.awards(praised, settings)
    assert conference.endswith("đảng ủy các xã, phường đã biểu dương 3 mô hình, điển hình.")


def test_awards_before_the_decisions_are_proposals(facts: Facts, settings: Settings) -> None:
    undecided = with_counts(facts, conference_commended=0, conference_praised=0)
    _, waiting = sentences.awards(undecided, settings)
    proposed = with_counts(undecided, recommended__commendation=22, recommended__praise=9)
    _, proposal = sentences.awards(proposed, settings)
    assert waiting.endswith("chờ quyết định của cấp có thẩm quyền.")
    assert proposal.startswith(
        "Hội đồng xét chọn đề nghị khen thưởng 22 và biểu dương 9 mô hình, điển hình tại hội nghị"
    )
    assert "đã" not in f"{waiting} {proposal}".split()


@pytest.mark.parametrize(
    ("counts", "rest"),
    [
        ({"undecided__commendation": 2}, "2 mô hình, điển hình được đề nghị khen thưởng"),
        ({"undecided__praise": 1, "undecided__commendation": 0}, "1 mô hình, điển hình được đề nghị biểu dương"),
        (
            {"undecided__commendation": 2, "undecided__praise": 1},
            "2 mô hình, điển hình được đề nghị khen thưởng và 1 được đề nghị biểu dương",
        ),
    ],
)
def test_awards_decided_in_part(facts: Facts, settings: Settings, counts: dict[str, int], rest: str) -> None:
    _, conference, _ = sentences.awards(with_counts(facts, **counts), settings)
    assert conference == (
        "Tại hội nghị tổng kết phong trào thi đua “Dân vận khéo” năm 2015, đảng ủy các xã, phường đã khen thưởng 22 và "
        f"biểu dương 9 mô hình, điển hình; còn {rest}, chờ quyết định của cấp có thẩm quyền."
    )


def test_an_abbreviation_keeps_its_capitals_inside_a_sentence(facts: Facts, settings: Settings) -> None:
    _, conference, _ = sentences.awards(facts, replace(settings, conference="HN tổng kết"))
    assert conference.startswith("Tại HN tổng kết, đảng ủy")


def test_indicators_are_listed_with_their_measures(facts: Facts) -> None:
    assert sentences.government(facts) == [
        "Số liệu các đơn vị báo cáo trong kỳ như sau:",
        "- 1.234 đơn thư khiếu nại, tố cáo đã giải quyết;",
        "- 12,5 tỷ đồng Nhân dân đóng góp làm đường.",
    ]
    assert sentences.government({}) == ["Các đơn vị chưa báo cáo chỉ tiêu dân vận chính quyền trong kỳ."]


def test_unfinished_sheets_are_said(facts: Facts) -> None:
    (unfinished,) = sentences.selection(facts)
    (finished,) = sentences.selection(with_counts(facts, sheets_complete=25, sheets_expected=25))
    assert "39 hồ sơ được đề nghị xét chọn, gồm 28 hồ sơ của tập thể và 11 hồ sơ của cá nhân." in unfinished
    assert "đã có 341 trên 347 phiếu chấm đủ điểm; phiếu chưa chấm xong không tính vào điểm chung." in unfinished
    assert "đã có đủ 25 phiếu chấm." in finished


def test_what_the_meeting_changed_is_said(facts: Facts) -> None:
    _, changed = sentences.selection(with_counts(facts, recommended__amended=4))
    assert "điều chỉnh hình thức đề nghị của 4 hồ sơ so với kết quả tính theo điểm" in changed
    assert len(sentences.selection(with_counts(facts, recommended__amended=0))) == 1


@pytest.mark.parametrize(
    ("complete", "words"),
    [(18, "phiếu chưa chấm xong và 5 phiếu ghi không đủ minh chứng"), (20, "5 phiếu ghi không đủ minh chứng")],
)
def test_a_sheet_that_lacks_evidence_is_not_called_unfinished(facts: Facts, complete: int, words: str) -> None:
    counts = {"sheets_complete": complete, "sheets_expected": 25, "sheets_without_evidence": 5}
    (text,) = sentences.selection(with_counts(facts, **counts))
    assert f"đã có {complete} trên 25 phiếu chấm đủ điểm; {words} không tính vào điểm chung." in text


@pytest.mark.parametrize(
    ("counts", "holders"),
    [
        ({}, "Tập thể và cá nhân"),
        ({"nominated__household": 2}, "Tập thể, cá nhân và hộ gia đình"),
        ({"nominated__collective": 0, "nominated__household": 2}, "Cá nhân và hộ gia đình"),
    ],
)
def test_holders_that_are_nominated_are_judged_apart(facts: Facts, counts: dict[str, int], holders: str) -> None:
    (text,) = sentences.selection(with_counts(facts, **counts))
    assert text.endswith(f" {holders} được chấm theo bộ tiêu chí riêng và xếp thứ tự riêng.")


def test_one_kind_of_holder_has_nobody_to_be_judged_apart_from(facts: Facts) -> None:
    (text,) = sentences.selection(with_counts(facts, nominated__individual=0))
    assert text.endswith("không tính vào điểm chung.")


def test_the_table_by_sector_shows_what_has_no_sector_only_when_there_is_some(facts: Facts) -> None:
    assert [row["sector"] for row in sentences.sector_rows(facts)] == [
        "Kinh tế",
        "Văn hoá - xã hội",
        "Quốc phòng - an ninh",
        "Xây dựng hệ thống chính trị",
    ]
    assert sentences.sector_rows(with_counts(facts, exemplars__no_sector=1))[4] == {
        "position": "5",
        "sector": "Chưa xác định lĩnh vực",
        "models": "0",
        "exemplars": "1",
    }
    assert sentences.sector_total(facts) == {"models": "59", "exemplars": "25"}


def test_the_finding_of_the_chart(facts: Facts) -> None:
    finding = "Lĩnh vực văn hoá - xã hội có nhiều mô hình nhất: 21 mô hình"
    assert sentences.chart_finding(facts) == finding
    tie = with_counts(facts, models_built__culture_society=20)
    assert sentences.chart_finding(tie) == "Lĩnh vực kinh tế và văn hoá - xã hội cùng có nhiều mô hình nhất: 20 mô hình"


def occasions_counted(facts: Facts, **counts: int) -> Facts:
    """Facts with the awards outside the conference: 24 to 18, six of them more than once."""
    given = {
        "awards_on_occasions": 24,
        "awards_on_occasions.by_occasion.work_review": 6,
        "awards_on_occasions.by_occasion.founding_day": 14,
        "awards_on_occasions.by_occasion.exemplars_conference": 4,
        "awards_on_occasions.by_form.Giấy khen": 14,
        "awards_on_occasions.by_form.Biểu dương": 10,
        "awards_on_occasions.by_level.district": 24,
        "awards_on_occasions.by_period.within": 24,
        "recognised_on_occasions.repeated": 6,
    }
    return with_counts(facts, **given, **counts)


def test_awards_outside_the_conference_by_occasion_and_form(facts: Facts, settings: Settings) -> None:
    first, second, *_ = sentences.awards(occasions_counted(facts), settings)
    assert first.startswith("Trong kỳ, 18 mô hình, điển hình")
    assert second == (
        "Các mô hình, điển hình này được biểu dương, khen thưởng 24 lượt; có 6 mô hình, điển hình được khen từ hai lần "
        "trở lên. Theo dịp, có 14 lượt nhân Ngày thành lập Mặt trận, đoàn thể; 6 lượt nhân dịp sơ kết, tổng kết nhiệm "
        "vụ; 4 lượt nhân dịp hội nghị điển hình tiên tiến. Theo hình thức, có 14 lượt giấy khen và 10 lượt biểu dương."
    )


def test_awards_before_the_period_are_not_said_to_be_of_it(facts: Facts, settings: Settings) -> None:
    earlier = {"awards_on_occasions__by_period__within": 20, "awards_on_occasions__by_period__before": 4}
    first, second, *_ = sentences.awards(occasions_counted(facts, **earlier), settings)
    assert first.startswith("Tính đến ngày 31 tháng 12 năm 2015, 18 mô hình, điển hình")
    assert "khen thưởng 24 lượt, gồm 4 lượt trước kỳ xét và 20 lượt trong kỳ xét; có 6" in second


def test_awards_from_several_levels_and_without_an_occasion(facts: Facts, settings: Settings) -> None:
    counts = {
        "awards_on_occasions__by_level__district": 20,
        "awards_on_occasions__by_level__province": 4,
        "awards_on_occasions__by_occasion__work_review": 5,
        "awards_on_occasions__no_occasion": 1,
        "recognised_on_occasions__repeated": 0,
    }
    _, second, *_ = sentences.awards(occasions_counted(facts, **counts), settings)
    assert second.startswith("Các mô hình, điển hình này được biểu dương, khen thưởng 24 lượt. Theo dịp")
    assert "; 1 lượt chưa xác định dịp. Theo hình thức" in second
    assert second.endswith("Theo cấp khen, có 20 lượt ở cấp thị xã, huyện, quận; 4 lượt ở cấp tỉnh, thành phố.")


def test_the_holders_of_an_award_are_named_where_they_account_for_all_of_it(facts: Facts, settings: Settings) -> None:
    counts = {
        "conference_commended__collective": 16,
        "conference_commended__individual": 6,
        "conference_praised__collective": 7,
        "conference_praised__unlisted": 2,
    }
    _, conference, _ = sentences.awards(with_counts(facts, **counts), settings)
    assert conference.endswith(
        "mô hình, điển hình. Số được khen thưởng gồm 16 tập thể và 6 cá nhân; số được biểu dương gồm 7 tập thể và 2 "
        "trường hợp không còn trong danh sách."
    )
    _, partly, _ = sentences.awards(with_counts(facts, **counts | {"conference_praised__unlisted": 1}), settings)
    assert partly.endswith("Số được khen thưởng gồm 16 tập thể và 6 cá nhân.")


def test_numbers_that_a_reader_must_not_add_up_are_explained_with_their_numbers(
    facts: Facts, settings: Settings
) -> None:
    counts = {
        "conference_awarded": 31,
        "conference_awarded__not_exemplars": 6,
        "conference_awarded__also_on_occasions": 15,
    }
    *_, explained = sentences.awards(with_counts(facts, **counts), settings)
    assert explained == (
        "Trong 31 mô hình, điển hình được khen tại hội nghị có 6 chưa qua công nhận “Dân vận khéo”: việc khen thưởng, "
        "biểu dương do cấp ủy cơ sở quyết định theo thẩm quyền, nên không cộng gộp với số đã công nhận nêu trên. Có 15 "
        "mô hình, điển hình vừa được khen tại hội nghị vừa được khen nhân các dịp khác, nên hai số này không cộng với "
        "nhau."
    )


def test_awards_within_the_recognised_need_no_explanation(facts: Facts, settings: Settings) -> None:
    within = {"conference_commended": 20, "conference_praised": 5}  # the first of the recognised
    assert len(sentences.awards(with_counts(facts, **within), settings)) == 2


def test_what_has_no_sector_is_said(facts: Facts, settings: Settings) -> None:
    counts = {"models_built": 61, "models_built__no_sector": 2, "exemplars__no_sector": 1}
    first, second = sentences.by_sector(with_counts(facts, **counts), settings)
    assert first.endswith(
        ", gồm 20 mô hình về kinh tế, 21 về văn hoá - xã hội, 10 về quốc phòng - an ninh, 8 về xây dựng hệ thống chính "
        "trị và 2 chưa xác định lĩnh vực."
    )
    assert second.endswith("; 1 mô hình, điển hình chưa xác định lĩnh vực.")


@pytest.mark.parametrize(
    ("percent", "words"), [("69.5", "41 mô hình (69,5% số mô hình đã xây dựng) đã"), ("100.0", "41 mô hình đã")]
)
def test_the_share_of_models_with_sites(facts: Facts, percent: str, words: str) -> None:
    share = replace(facts["models_with_sites"], key="models_with_sites.share", value=Decimal(percent))
    assert f"Cách làm của {words} được nhân rộng" in sentences.by_holder({**facts, share.key: share})[1]


@pytest.mark.parametrize(
    ("communes", "end"), [(60, ", gồm 60 điểm thuộc khối xã và 36 điểm thuộc khối phường."), (50, "cơ quan, đơn vị.")]
)
def test_where_the_sites_are_if_that_accounts_for_all(facts: Facts, communes: int, end: str) -> None:
    # Numbers alone are read here, so any records will do.
    kinds = {"sites.by_unit_kind.xã": communes, "sites.by_unit_kind.phường": 36}
    parts = {key: replace(facts["sites"], key=key, value=value) for key, value in kinds.items()}
    assert sentences.by_holder(facts | parts)[1].endswith(end)


def test_what_one_unit_gave_is_no_line_of_its_own(facts: Facts) -> None:
    one = replace(facts["indicator.1"], key="indicator.1.by_unit.P01")
    assert sentences.government({**facts, one.key: one}) == sentences.government(facts)


def test_unfinished_sheets_are_counted_and_the_complete_ones_have_a_share(facts: Facts) -> None:
    counts = {"sheets_complete": 18, "sheets_expected": 25, "sheets_without_evidence": 5, "sheets_unfinished": 2}
    changed = with_counts(facts, **counts)
    share = replace(facts["exemplars"], key="sheets_complete.share", value=Decimal("72.0"))
    (text,) = sentences.selection({**changed, share.key: share})
    assert (
        "đã có 18 trên 25 phiếu chấm đủ điểm (72%); 2 phiếu chưa chấm xong và 5 phiếu ghi không đủ minh chứng không "
        "tính vào điểm chung."
    ) in text


def test_a_missing_fact_is_a_mistake_and_never_a_zero(facts: Facts, settings: Settings) -> None:
    del facts["conference_praised"]
    with pytest.raises(KeyError, match="conference_praised"):
        sentences.awards(facts, settings)
