"""Facts that the records alone answer."""

from __future__ import annotations

import pandas as pd

from danvan_tools.assessment.awards import awards_given, conference_awards
from danvan_tools.assessment.counting import Count, child_records
from danvan_tools.assessment.milestones import reached
from danvan_tools.language import comparison_key, format_date
from danvan_tools.schema import Fact, Tables

_MOVEMENT = "Dân vận khéo"
_OUTSIDE = ("front", "association", "agency")


def count_models(tables: Tables) -> list[Fact]:
    """Count the models built, of any movement and whatever became of them, by sector."""
    count = Count(
        key="models_built",
        label="mô hình đã xây dựng{part}",
        formula=f"Đếm mô hình{{part}} có bước “xây dựng” {_until(tables)}, mọi phong trào, kể cả mô hình đã dừng.",
        record_ids=_models_built(tables),
    )
    return [count.whole(), *count.by_sector(tables)]


def count_exemplars(tables: Tables) -> list[Fact]:
    """Count the models and exemplars recognised as "Dân vận khéo", by sector and by holder."""
    # The movement is typed by hand: quotation marks around it do not make it another one.
    movement = tables.candidates["movement"].map(lambda text: comparison_key(text).strip('"'))
    recognised = tables.candidates["candidate_id"].isin(reached(tables, "recognised"))
    count = Count(
        key="exemplars",
        label="mô hình, điển hình “Dân vận khéo”{part}",
        formula=f"Đếm hồ sơ{{part}} trong phong trào “Dân vận khéo” có bước “công nhận” {_until(tables)}.",
        record_ids=tables.candidates.loc[(movement == comparison_key(_MOVEMENT)) & recognised, "candidate_id"],
    )
    return [count.whole(), *count.by_sector(tables), *count.by_holder(tables)]


def count_awards(tables: Tables) -> list[Fact]:
    """Count who was praised and commended: on various occasions, and at the conference."""
    given = awards_given(tables)
    conference = given["occasion"] == "conference"
    decided = conference_awards(tables)
    outside = Count(
        key="recognised_on_occasions",
        label="mô hình, điển hình được biểu dương, khen thưởng nhân các dịp",
        formula="Đếm hồ sơ được Mặt trận Tổ quốc, đoàn thể hoặc cơ quan, ban ngành biểu dương, khen thưởng ít nhất "
        f"một lần ngoài hội nghị, quyết định {_until(tables)}.",
        record_ids=given.loc[given["authority_kind"].isin(_OUTSIDE) & ~conference, "candidate_id"],
    )
    facts = [outside.whole()]
    for key, award, word in (
        ("conference_commended", "commendation", "khen thưởng"),
        ("conference_praised", "praise", "biểu dương"),
    ):
        count = Count(
            key=key,
            label=f"mô hình, điển hình{{part}} được {word} tại hội nghị",
            formula=f"Đếm hồ sơ{{part}} được đảng ủy xã, phường quyết định {word} tại hội nghị, tính {_until(tables)}.",
            record_ids=decided.loc[decided["award"] == award, "candidate_id"],
        )
        facts += [count.whole(), *count.by_holder(tables)]
    return facts


def count_records(tables: Tables) -> list[Fact]:
    """Count the candidates on the list, the units they come from and the recognitions on record."""
    candidates, recognitions = tables.candidates, tables.recognitions
    known = pd.to_datetime(recognitions["decided_on"]) <= pd.Timestamp(tables.settings.as_of)
    ids = candidates["candidate_id"]
    counts = [
        Count(key="candidates", label="hồ sơ", formula="Đếm hồ sơ ở trang Danh sách.", record_ids=ids),
        Count(
            key="candidates.models",
            label="hồ sơ mô hình",
            formula="Đếm hồ sơ loại mô hình ở trang Danh sách.",
            record_ids=ids[candidates["kind"] == "model"],
        ),
        Count(
            key="candidates.exemplars",
            label="hồ sơ điển hình",
            formula="Đếm hồ sơ loại điển hình ở trang Danh sách.",
            record_ids=ids[candidates["kind"] == "exemplar"],
        ),
        Count(
            key="units_taking_part",
            label="đơn vị có hồ sơ",
            formula="Đếm đơn vị đăng ký ít nhất một hồ sơ ở trang Danh sách.",
            record_ids=candidates["unit_id"],
        ),
        Count(
            key="recognitions",
            label="lượt biểu dương, khen thưởng đã ghi nhận",
            formula=f"Đếm dòng ở trang Khen thưởng có quyết định {_until(tables)}.",
            record_ids=recognitions.loc[known, "recognition_id"],
        ),
    ]
    return [count.whole() for count in counts]


def count_sites(tables: Tables) -> list[Fact]:
    """Count the sites where built models are applied, and the models that have any; never mixed."""
    as_of = pd.Timestamp(tables.settings.as_of)
    known = (tables.sites["since"] <= as_of) | tables.sites["since"].isna()
    sites = tables.sites[known & tables.sites["candidate_id"].isin(_models_built(tables))]
    owners = child_records(sites["candidate_id"], sites["site"])
    count = Count(
        key="sites",
        label="điểm nhân rộng{part}",
        formula=f"Đếm điểm nhân rộng, tính {_until(tables)} hoặc không ghi ngày, của mô hình đã xây dựng{{part}}.",
        record_ids=owners,
        candidate_of=owners,
    )
    models = Count(
        key="models_with_sites",
        label="mô hình được nhân rộng{part}",
        formula=f"Đếm mô hình đã xây dựng{{part}} có ít nhất một điểm nhân rộng {_until(tables)}.",
        record_ids=sites["candidate_id"],
    )
    return [count.whole(), *count.by_sector(tables), models.whole(), *models.by_sector(tables)]


def _models_built(tables: Tables) -> pd.Series:
    """Return the ids of the models built by ``as_of``."""
    ids = tables.candidates["candidate_id"]
    return ids[(tables.candidates["kind"] == "model") & ids.isin(reached(tables, "built"))]


def _until(tables: Tables) -> str:
    return f"đến ngày {format_date(tables.settings.as_of)}"
