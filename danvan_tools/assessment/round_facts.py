"""Facts of the review round itself: nominated candidates, sheets, tiers."""

from __future__ import annotations

import pandas as pd

from danvan_tools.assessment.awards import award_of, conference_awards
from danvan_tools.assessment.counting import Count, share_of
from danvan_tools.assessment.dimensions import record_ids
from danvan_tools.assessment.milestones import nominated_candidates
from danvan_tools.assessment.scores import combine_scores
from danvan_tools.assessment.sheets import excused_sheets, expected_sheets, unfinished_sheets
from danvan_tools.language import format_date
from danvan_tools.schema import AWARDS, Fact, Tables


def count_nominated(tables: Tables, parts: pd.DataFrame) -> list[Fact]:
    """Count the candidates under review."""
    as_of = format_date(tables.settings.as_of)
    count = Count(
        key="nominated",
        label="hồ sơ{part} được đề nghị xét",
        formula=f"Đếm hồ sơ{{part}} có bước “đề nghị” đến ngày {as_of} và không dừng sau đó.",
        record_ids=nominated_candidates(tables)["candidate_id"],
        parts=parts,
    )
    return [count.whole(), *count.by(tables, "sector", "holder", "kind", "unit", "unit_kind", "unit_level")]


def count_sheets(tables: Tables) -> list[Fact]:
    """Count the reviewers, the score sheets they owe, those complete, those that lack evidence alone, and recusals."""
    owed = expected_sheets(tables)
    expected = record_ids(owed, "reviewer_id")
    unfinished = unfinished_sheets(tables)
    lacking = record_ids(unfinished[unfinished["declared"]], "reviewer_id")
    still_open = record_ids(unfinished, "reviewer_id")
    rows = (
        ("reviewers", "thành viên hội đồng", "thành viên ở trang Hội đồng", tables.committee["reviewer_id"]),
        (
            "sheets_expected",
            "phiếu chấm phải có",
            "phiếu của mỗi thành viên với mỗi hồ sơ được đề nghị, trừ trường hợp có liên quan không tham gia chấm",
            expected,
        ),
        (
            "sheets_complete",
            "phiếu chấm đủ điểm",
            "phiếu phải có đã chấm đủ mọi tiêu chí của bộ tiêu chí",
            expected.difference(still_open),
        ),
        (
            "sheets_without_evidence",
            "phiếu ghi không đủ minh chứng",
            "phiếu phải có mà mọi tiêu chí chưa có điểm đều được ghi “không đủ minh chứng”",
            lacking,
        ),
        (
            "sheets_unfinished",
            "phiếu chưa chấm xong",
            "phiếu phải có còn tiêu chí chưa có điểm mà chưa ghi “không đủ minh chứng”",
            expected.intersection(still_open).difference(lacking),
        ),
        (
            "sheets_recused",
            "phiếu xin không chấm vì có liên quan",
            "phiếu của thành viên với hồ sơ được đề nghị mà thành viên ấy có liên quan, hoặc đã ghi “xin không chấm”",
            record_ids(excused_sheets(tables), "reviewer_id"),
        ),
    )
    facts = [
        Count(key=key, label=label, formula=f"Đếm {what}.", record_ids=ids).whole() for key, label, what, ids in rows
    ]
    complete = next(fact for fact in facts if fact.key == "sheets_complete")
    return [*facts, *share_of(complete, len(expected.unique()), "phiếu chấm phải có")]


def count_recommended(tables: Tables) -> list[Fact]:
    """Count whom the meeting recommends: for commendation, for praise, not decided yet, and against the proposal."""
    advice = tables.recommendations
    given = award_of(tables, advice["candidate_id"], advice["form"])
    waiting = ~advice["candidate_id"].isin(conference_awards(tables)["candidate_id"])
    as_of = format_date(tables.settings.as_of)
    counts = []
    for word, award in reversed(AWARDS.items()):
        recommended = Count(
            key=f"recommended.{award}",
            label=f"mô hình, điển hình được đề nghị {word}",
            formula=f"Đếm hồ sơ mà hội đồng đề nghị {word}, theo mục đề nghị cuối cùng trong sổ.",
            record_ids=advice.loc[given == award, "candidate_id"],
        )
        undecided = Count(
            key=f"undecided.{award}",
            label=f"mô hình, điển hình được đề nghị {word}, chưa có quyết định",
            formula=f"Đếm hồ sơ mà hội đồng đề nghị {word} nhưng đến ngày {as_of} đảng ủy xã, phường chưa quyết định "
            "khen thưởng hay biểu dương tại hội nghị.",
            record_ids=advice.loc[(given == award) & waiting, "candidate_id"],
        )
        counts += [recommended, undecided]
    amended = Count(
        key="recommended.amended",
        label="hồ sơ được hội đồng điều chỉnh so với kết quả tính theo điểm",
        formula="Đếm hồ sơ mà hình thức hội đồng đề nghị khác hình thức tính theo điểm, theo mục đề nghị cuối cùng.",
        record_ids=advice.loc[advice["form"] != advice["proposed_form"], "candidate_id"],
    )
    return [count.whole() for count in [*counts, amended]]


def count_tiers(tables: Tables) -> list[Fact]:
    """Count the nominated candidates of each tier, and those in none: they add up to all of them."""
    scores = combine_scores(tables)
    tiers = tables.tiers["tier"].drop_duplicates().tolist()
    counts = [
        Count(
            key=f"tier.{tier}",
            label=f"hồ sơ xếp loại {tier}",
            formula=f"Đếm hồ sơ đủ điều kiện có điểm chung, sau khi làm tròn, thuộc loại {tier}.",
            record_ids=scores.loc[scores["tier"] == tier, "candidate_id"],
        )
        for tier in tiers
    ]
    none = Count(
        key="tier.none",
        label="hồ sơ chưa xếp loại",
        formula="Đếm hồ sơ được đề nghị nhưng không đủ điều kiện, dưới mức sàn, chưa có phiếu đủ điểm "
        "hoặc dưới mọi mức xếp loại.",
        record_ids=scores.loc[scores["tier"] == "", "candidate_id"],
    )
    return [count.whole() for count in (*counts, none)]
