"""The rules of a review and their digests: what may not change unseen once a round is open."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pandas as pd

from danvan_tools.records.ledger_entries import canonical_text, decimal_text
from danvan_tools.records.review_memory import same

if TYPE_CHECKING:
    from danvan_tools.records.review import Review

__all__ = ["RULE_PARTS", "changed_rules", "rubric_digest", "rule_digests", "rules_digest"]

# Part of the rules → as a secretary knows it.
RULE_PARTS = {
    "criteria": "Bộ tiêu chí",
    "tiers": "Xếp loại",
    "awards": "Hình thức",
    "quotas": "Chỉ tiêu",
    "ties": "Khi bằng điểm",
    "ballot_rules": "Biểu quyết",
    "settings": "Đợt xét (bước điểm, cách tính điểm chung, số chữ số thập phân, các bước chấm)",
}
_SETTINGS = ("step", "aggregation", "decimals", "stages")
# Columns that came later: blank throughout they are no part of a rule, so that a round stays open over an update.
_LATER = frozenset(
    {
        *("weight", "penalty", "marked_by", "unit_class", "counting"),
        *("quorum", "in_writing", "recused", "equal_votes", "more_than_places", "valid_from", "valid_to"),
    }
)


def rules_digest(review: Review) -> str:
    """Return one digest of all rules: rubrics, tiers, awards and places, quotas, ties, ballots, step, aggregation."""
    return _digest(rule_digests(review))


def rule_digests(review: Review) -> dict[str, str]:
    """Return the digest of each part of the rules.

    And, of what a reviewer reads while marking, the digests of each holder's rubric as ``rubric:<holder>`` and of
    each criterion as ``criterion:<holder>:<criterion_id>``.
    """
    tables = [getattr(review, name) for name in RULE_PARTS if name != "settings"]
    made_from = (review.settings, *tables)
    known = review.memory.rules
    if known is None or not same(known[0], made_from):
        known = review.memory.rules = (made_from, _rule_digests(review))
    return known[1]


def changed_rules(review: Review, parts: Mapping[str, str]) -> tuple[str, ...]:
    """Return the parts of the rules whose digests differ from those kept in an opening, as a secretary knows them."""
    now = rule_digests(review)
    return tuple(words for name, words in RULE_PARTS.items() if now[name] != parts.get(name))


def rubric_digest(review: Review, holder: str) -> str:
    """Return the digest of a holder's criteria; blank without a rubric."""
    return rule_digests(review).get(f"rubric:{holder}", "")


def _rule_digests(review: Review) -> dict[str, str]:
    names = (*_SETTINGS, "trim") if review.settings.aggregation == "trimmed_mean" else _SETTINGS
    settings = {name: _plain(getattr(review.settings, name)) for name in names}
    found = {name: _digest(_rows(getattr(review, name))) for name in RULE_PARTS if name != "settings"}
    found["settings"] = _digest(settings)
    for holder, rows in review.criteria[review.criteria["gate"] == ""].groupby("holder", sort=False):
        # What a reviewer reads while marking; a floor, for one, is looked at only afterwards.
        read, more = rows[["criterion_id", "name", "max_points", "anchors", "bonus"]], rows[sorted(_LATER & {*rows})]
        later = [
            {name: _plain(value) for name, value in row.items() if _given(value)} for row in more.to_dict("records")
        ]
        versions = {
            str(row[0]): _digest([_plain(value) for value in row] + ([told] if told else []))
            for row, told in zip(read.itertuples(index=False), later, strict=True)
        }
        found |= {f"criterion:{holder}:{key}": digest for key, digest in versions.items()}
        found[f"rubric:{holder}"] = _digest(versions)
    return found


def _rows(table: pd.DataFrame) -> list[list[Any]]:
    kept = table[[name for name in table if name not in _LATER or table[name].map(_given).any()]]
    return [list(kept.columns), *([_plain(value) for value in row] for row in kept.itertuples(index=False))]


def _given(value: Any) -> bool:
    """Tell whether a cell holds anything."""
    return bool(pd.notna(value)) and value != ""


def _plain(value: Any) -> Any:
    """Return a cell as text, so that 15 and 15.0 are one number; None for a blank."""
    if isinstance(value, str):
        return value
    if pd.isna(value):
        return None
    if isinstance(value, pd.Timestamp):
        return f"{value:%Y-%m-%d}"
    return decimal_text(Decimal(str(value)))


def _digest(value: Any) -> str:
    return hashlib.sha256(canonical_text(value).encode("utf-8")).hexdigest()
