from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from danvan_tools.records.review import Review
from danvan_tools.records.rule_warnings import warn_of_changed_rules
from tests.records.round_steps import close, start, start_consensus

_REMEDY = "Nếu sửa nhầm, sửa lại như trước; nếu không, mở lại vòng chấm có ghi lý do ở sổ tay 2b."


def changed(review: Review) -> Review:
    criteria = review.criteria.copy()
    criteria.loc[criteria["criterion_id"] == "TT4", "max_points"] = 25
    return replace(review, criteria=criteria, settings=replace(review.settings, step=Decimal("0.25")))


def sentences(review: Review) -> list[str]:
    return [str(fault) for fault in warn_of_changed_rules(review)]


def test_the_rules_of_the_opening_are_no_warning_nor_are_any_before_it(review: Review) -> None:
    assert warn_of_changed_rules(changed(review)) == []
    start(review)
    assert warn_of_changed_rules(review) == []


def test_each_changed_sheet_is_named_and_what_to_do(review: Review) -> None:
    start(review)
    assert sentences(changed(review)) == [
        'review.xlsx, trang "Bộ tiêu chí": đã sửa sau khi mở vòng chấm lúc 01/12/2015 15:00, '
        f"nên chưa ai chấm tiếp được. {_REMEDY}",
        'review.xlsx, trang "Đợt xét": đã sửa sau khi mở vòng chấm lúc 01/12/2015 15:00 (bước điểm, cách tính điểm '
        f"chung, số chữ số thập phân, các bước chấm), nên chưa ai chấm tiếp được. {_REMEDY}",
    ]
    assert {(fault.severity, fault.kind) for fault in warn_of_changed_rules(changed(review))} == {("warning", "rule")}


def test_after_the_round_results_would_follow_other_rules(review: Review) -> None:
    start(review)
    close(review)
    assert "nên kết quả tính theo quy tắc khác với khi chấm." in sentences(changed(review))[0]
    # A consensus names the opening of the round, not its own.
    start_consensus(review)
    assert "vòng chấm lúc 01/12/2015 15:00, nên chưa ai chấm tiếp được." in sentences(changed(review))[0]


def test_opening_again_with_a_reason_settles_it(review: Review) -> None:
    start(review)
    start(changed(review), reason="Theo kết luận của Thường trực")
    assert warn_of_changed_rules(changed(review)) == []
    assert sentences(review)[0].startswith('review.xlsx, trang "Bộ tiêu chí": đã sửa sau khi mở vòng chấm')
