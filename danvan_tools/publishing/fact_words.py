"""The words of the counts that sentences name, and how their numbers are written."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal

from danvan_tools.language import format_number
from danvan_tools.schema import HOLDERS, LEVELS, OCCASIONS, STANDARD_SECTORS, UNIT_KINDS, Fact

Facts = Mapping[str, Fact]

SECTORS = {key: word for word, key in STANDARD_SECTORS.items()}
# The part of a count without a sector; the table lists it only when there is one.
NO_SECTOR = {"no_sector": "chưa xác định lĩnh vực"}
HOLDERS_OF = {key: word for word, key in HOLDERS.items()}
# The ledger keeps what was decided for a candidate that the list has lost since.
UNLISTED = {"unlisted": "trường hợp không còn trong danh sách"}
LEVELS_OF = {key: word for word, key in LEVELS.items()}
OCCASIONS_OF = {key: word for word, key in OCCASIONS.items()}
UNIT_KINDS_OF = {key: word for word, key in UNIT_KINDS.items()}


def printed(fact: Fact) -> str:
    """Write the number of a fact: the one way by which numbers reach a document."""
    exponent = fact.value.normalize().as_tuple().exponent if isinstance(fact.value, Decimal) else 0
    return format_number(fact.value, max(0, -int(exponent)))


def share(facts: Facts, key: str, words: str) -> str:
    """Return " (93,2% số mô hình đã xây dựng)" of a count, "" where the percentage says nothing."""
    fact = facts.get(f"{key}.share")
    return f" ({printed(fact)}%{words})" if fact is not None and 0 < fact.value < 100 else ""


def present(facts: Facts, whole: str, parts: Iterable[str]) -> list[str]:
    """Return the parts of a count that are known and not zero."""
    return [part for part in parts if f"{whole}.{part}" in facts and facts[f"{whole}.{part}"].value]


def adds_up(facts: Facts, whole: str, parts: Iterable[str]) -> bool:
    """Tell whether these parts of a count make it whole: only then a sentence says "gồm"."""
    return sum(facts[f"{whole}.{part}"].value for part in present(facts, whole, parts)) == facts[whole].value
