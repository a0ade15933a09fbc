"""Facts of praise and commendation: who got it, on what occasion, in what form, from what level.

`parts` are those of the candidates, from :func:`danvan_tools.assessment.dimensions.candidate_parts`.
"""

from __future__ import annotations

import pandas as pd

from danvan_tools.assessment.awards import awards_given, conference_awards
from danvan_tools.assessment.counting import Count
from danvan_tools.assessment.dimensions import award_parts
from danvan_tools.language import format_date
from danvan_tools.schema import Fact, Tables

_OUTSIDE = ("front", "association", "agency")
_OF_CANDIDATE = ("sector", "holder", "kind", "unit", "unit_kind", "unit_level")
_OF_AWARD = ("sector", "holder", "unit", "level", "form", "occasion", "authority_kind", "period")


def count_occasions(tables: Tables, parts: pd.DataFrame) -> list[Fact]:
    """Count who was praised or commended outside the conference, and how many times."""
    given = awards_given(tables)
    outside = given[given["authority_kind"].isin(_OUTSIDE) & (given["occasion"] != "conference")]
    rule = (
        "Mặt trận Tổ quốc, đoàn thể hoặc cơ quan, ban ngành quyết định ngoài hội nghị, "
        f"đến ngày {format_date(tables.settings.as_of)}"
    )
    people = Count(
        key="recognised_on_occasions",
        label="mô hình, điển hình{part} được biểu dương, khen thưởng nhân các dịp",
        formula=f"Đếm hồ sơ{{part}} được biểu dương, khen thưởng ít nhất một lần, do {rule}.",
        record_ids=outside["candidate_id"],
        parts=parts,
    )
    awards = Count(
        key="awards_on_occasions",
        label="lượt biểu dương, khen thưởng ngoài hội nghị{part}",
        formula=f"Đếm lượt biểu dương, khen thưởng{{part}} do {rule}.",
        record_ids=outside["record_id"],
        parts=award_parts(tables, outside, parts),
    )
    return [
        people.whole(),
        *people.by(tables, *_OF_CANDIDATE),
        _repeated("recognised_on_occasions", outside, "được biểu dương, khen thưởng nhân các dịp từ hai lần trở lên"),
        awards.whole(),
        *awards.by(tables, *_OF_AWARD),
    ]


def count_conference(
    tables: Tables, parts: pd.DataFrame, exemplars: tuple[str, ...], on_occasions: tuple[str, ...]
) -> list[Fact]:
    """Count who was commended and praised at the conference, apart and together.

    `exemplars` and `on_occasions` are the candidates that a reader compares them with.
    """
    decided = conference_awards(tables)
    rule = f"tại hội nghị, tính đến ngày {format_date(tables.settings.as_of)}"
    facts = []
    for key, award, word in (
        ("conference_commended", "commendation", "khen thưởng"),
        ("conference_praised", "praise", "biểu dương"),
        ("conference_awarded", "", "khen thưởng, biểu dương"),
    ):
        count = Count(
            key=key,
            label=f"mô hình, điển hình{{part}} được {word} tại hội nghị",
            formula=f"Đếm hồ sơ{{part}} được đảng ủy xã, phường quyết định {word} {rule}.",
            record_ids=decided.loc[(decided["award"] == award) | (award == ""), "candidate_id"],
            parts=parts,
        )
        facts += [count.whole(), *count.by(tables, *_OF_CANDIDATE)]
    awarded = set(decided["candidate_id"])
    for key, word, ids in (
        ("not_exemplars", "mà chưa được công nhận “Dân vận khéo”", awarded - set(exemplars)),
        ("also_on_occasions", "và cũng được biểu dương, khen thưởng nhân các dịp khác", awarded & set(on_occasions)),
    ):
        count = Count(
            key=f"conference_awarded.{key}",
            label=f"mô hình, điển hình được khen thưởng, biểu dương tại hội nghị {word}",
            formula=f"Đếm hồ sơ được đảng ủy xã, phường quyết định khen thưởng, biểu dương {rule}, {word}.",
            record_ids=ids,
        )
        facts.append(count.whole())
    return facts


def count_recognitions(tables: Tables, parts: pd.DataFrame) -> list[Fact]:
    """Count the awards on the sheet **Khen thưởng**, and the candidates they went to."""
    recognitions = tables.recognitions.rename(columns={"recognition_id": "record_id"})
    known = recognitions[pd.to_datetime(recognitions["decided_on"]) <= pd.Timestamp(tables.settings.as_of)]
    rule = f"ở trang Khen thưởng có quyết định đến ngày {format_date(tables.settings.as_of)}"
    awards = Count(
        key="recognitions",
        label="lượt biểu dương, khen thưởng đã ghi nhận{part}",
        formula=f"Đếm dòng{{part}} {rule}.",
        record_ids=known["record_id"],
        parts=award_parts(tables, known, parts),
    )
    people = Count(
        key="candidates_with_recognitions",
        label="hồ sơ{part} đã được biểu dương, khen thưởng",
        formula=f"Đếm hồ sơ{{part}} có ít nhất một dòng {rule}.",
        record_ids=known["candidate_id"],
        parts=parts,
    )
    return [
        awards.whole(),
        *awards.by(tables, *_OF_AWARD),
        people.whole(),
        *people.by(tables, "sector", "holder", "kind"),
        _repeated("candidates_with_recognitions", known, "có từ hai dòng trở lên ở trang Khen thưởng"),
    ]


def _repeated(key: str, awards: pd.DataFrame, word: str) -> Fact:
    """Count the candidates with more than one of these awards."""
    times = awards.drop_duplicates("record_id").groupby("candidate_id").size()
    return Count(
        key=f"{key}.repeated",
        label=f"mô hình, điển hình {word}",
        formula=f"Đếm hồ sơ {word}.",
        record_ids=times.index[times > 1],
    ).whole()
