"""Facts that the list of candidates, their steps and their sites answer.

`parts` are those of the candidates, from :func:`danvan_tools.assessment.dimensions.candidate_parts`.
"""

from __future__ import annotations

import pandas as pd

from danvan_tools.assessment.counting import Count, share_of
from danvan_tools.assessment.dimensions import record_ids, site_parts, unit_parts
from danvan_tools.assessment.milestones import reached
from danvan_tools.language import comparison_key, format_date
from danvan_tools.schema import Fact, Tables

_MOVEMENT = "Dân vận khéo"
_UNITS = ("unit", "unit_kind", "unit_level")


def count_models(tables: Tables, parts: pd.DataFrame) -> list[Fact]:
    """Count the models built, of any movement and whatever became of them."""
    count = Count(
        key="models_built",
        label="mô hình đã xây dựng{part}",
        formula=f"Đếm mô hình{{part}} có bước “xây dựng” {_until(tables)}, mọi phong trào, kể cả mô hình đã dừng.",
        record_ids=_models_built(tables),
        parts=parts,
    )
    return [count.whole(), *count.by(tables, "sector", "holder", *_UNITS)]


def count_exemplars(tables: Tables, parts: pd.DataFrame) -> list[Fact]:
    """Count the models and exemplars recognised as "Dân vận khéo"."""
    # The movement is typed by hand: quotation marks around it do not make it another one.
    written = {text: comparison_key(text).strip('"') for text in tables.candidates["movement"].unique()}
    movement = tables.candidates["movement"].map(written)
    recognised = tables.candidates["candidate_id"].isin(reached(tables, "recognised"))
    count = Count(
        key="exemplars",
        label="mô hình, điển hình “Dân vận khéo”{part}",
        formula=f"Đếm hồ sơ{{part}} trong phong trào “Dân vận khéo” có bước “công nhận” {_until(tables)}.",
        record_ids=tables.candidates.loc[(movement == comparison_key(_MOVEMENT)) & recognised, "candidate_id"],
        parts=parts,
    )
    return [count.whole(), *count.by(tables, "sector", "holder", "kind", *_UNITS)]


def count_steps(tables: Tables, parts: pd.DataFrame) -> list[Fact]:
    """Count the candidates that were registered, recognised (in any movement) and outstanding."""
    ids = tables.candidates["candidate_id"]
    facts = []
    for key, word in (("registered", "đăng ký"), ("recognised", "công nhận"), ("outstanding", "tiêu biểu")):
        count = Count(
            key=key,
            label=f"hồ sơ{{part}} đã qua bước {word}",
            formula=f"Đếm hồ sơ{{part}} ở trang Danh sách có bước “{word}” {_until(tables)}, mọi phong trào.",
            record_ids=ids[ids.isin(reached(tables, key))],
            parts=parts,
        )
        facts += [count.whole(), *count.by(tables, "sector", "holder", "kind")]
    return facts


def count_list(tables: Tables, parts: pd.DataFrame) -> list[Fact]:
    """Count the candidates on the list and the units they come from."""
    candidates = tables.candidates
    ids = candidates["candidate_id"]
    listed = Count(
        key="candidates",
        label="hồ sơ{part}",
        formula="Đếm hồ sơ{part} ở trang Danh sách.",
        record_ids=ids,
        parts=parts,
    )
    kinds = [
        Count(
            key=f"candidates.{kind}s",
            label=f"hồ sơ {word}",
            formula=f"Đếm hồ sơ loại {word} ở trang Danh sách.",
            record_ids=ids[candidates["kind"] == kind],
        )
        for kind, word in (("model", "mô hình"), ("exemplar", "điển hình"))
    ]
    known = candidates["unit_id"].drop_duplicates()
    units = Count(
        key="units_taking_part",
        label="đơn vị{part} có hồ sơ",
        formula="Đếm đơn vị{part} đăng ký ít nhất một hồ sơ ở trang Danh sách.",
        record_ids=known,
        parts=unit_parts(tables, known).set_axis(pd.Index(known, dtype="str")),
    )
    return [
        listed.whole(),
        *(count.whole() for count in kinds),
        *listed.by(tables, "sector", "holder", *_UNITS),
        units.whole(),
        *units.by(tables, "unit_kind", "unit_level"),
    ]


def count_sites(tables: Tables, parts: pd.DataFrame) -> list[Fact]:
    """Count the sites where built models are applied, and the models that have any; never mixed.

    By sector a site goes with its model; by unit with the unit it lies in, which may be another.
    """
    as_of = pd.Timestamp(tables.settings.as_of)
    known = (tables.sites["since"] <= as_of) | tables.sites["since"].isna()
    built = _models_built(tables)
    sites = tables.sites[known & tables.sites["candidate_id"].isin(built)]
    ids, own = record_ids(sites, "site"), site_parts(tables, sites, parts)
    rule = f"Đếm điểm nhân rộng{{}}, tính {_until(tables)} hoặc không ghi ngày, của mô hình đã xây dựng{{}}."
    label = "điểm nhân rộng{part}"
    of_model = Count(key="sites", label=label, formula=rule.format("", "{part}"), record_ids=ids, parts=own)
    of_unit = Count(key="sites", label=label, formula=rule.format("{part}", ""), record_ids=ids, parts=own)
    models = Count(
        key="models_with_sites",
        label="mô hình{part} được nhân rộng",
        formula=f"Đếm mô hình đã xây dựng{{part}} có ít nhất một điểm nhân rộng {_until(tables)}.",
        record_ids=sites["candidate_id"],
        parts=parts,
    )
    return [
        of_model.whole(),
        *of_model.by(tables, "sector"),
        *of_unit.by(tables, *_UNITS),
        models.whole(),
        *models.by(tables, "sector", "holder"),
        *share_of(models.whole(), len(built), "mô hình đã xây dựng"),
    ]


def _models_built(tables: Tables) -> pd.Series:
    """Return the ids of the models built by ``as_of``."""
    ids = tables.candidates["candidate_id"]
    return ids[(tables.candidates["kind"] == "model") & ids.isin(reached(tables, "built"))]


def _until(tables: Tables) -> str:
    return f"đến ngày {format_date(tables.settings.as_of)}"
