"""A count and its parts, worded once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

import pandas as pd

from danvan_tools.schema import HOLDERS, STANDARD_SECTORS, Fact, Tables

_PART = "{part}"
_SECTORS = {sector: f" thuộc lĩnh vực {word}" for word, sector in STANDARD_SECTORS.items()}
_NO_SECTOR = {"no_sector": " chưa xác định lĩnh vực"}
_HOLDERS = {holder: f" của {word}" for word, holder in HOLDERS.items()}
# The ledger keeps what was decided for a candidate that the list has lost since.
_UNLISTED = {"unlisted": " không còn trong danh sách"}


@dataclass(frozen=True, kw_only=True)
class Count:
    """Distinct records counted under one key.

    ``label`` and ``formula`` hold "{part}" where the words of a part stand (" của tập thể"); the
    whole prints nothing there. ``candidate_of`` tells whose a record is, if it is no candidate.
    """

    key: str
    label: str
    formula: str
    record_ids: Iterable[str]
    candidate_of: Mapping[str, str] = field(default_factory=dict)

    def whole(self) -> Fact:
        """Return the count as a fact."""
        return self._fact(self.key, "", self.record_ids)

    def by_sector(self, tables: Tables) -> list[Fact]:
        """Return one fact per standard sector and one for records without a sector: they add up."""
        standard = tables.sectors.set_index("sector")["standard"]
        sectors = standard.reindex(tables.candidates["sector"]).fillna("no_sector")
        return self._by(sectors.set_axis(tables.candidates["candidate_id"]), {**_SECTORS, **_NO_SECTOR})

    def by_holder(self, tables: Tables) -> list[Fact]:
        """Return one fact per kind of holder and one for candidates no longer on the list: they add up."""
        return self._by(tables.candidates.set_index("candidate_id")["holder"], {**_HOLDERS, **_UNLISTED})

    def _by(self, part_of: pd.Series, words: Mapping[str, str]) -> list[Fact]:
        parts: dict[str, list[str]] = {part: [] for part in words}
        for record_id in set(self.record_ids):
            parts[str(part_of.get(self.candidate_of.get(record_id, record_id), "unlisted"))].append(record_id)
        return [self._fact(f"{self.key}.{part}", words[part], ids) for part, ids in parts.items()]

    def _fact(self, key: str, part: str, record_ids: Iterable[str]) -> Fact:
        ids = tuple(sorted(set(record_ids)))
        label, formula = (text.replace(_PART, part) for text in (self.label, self.formula))
        return Fact(key=key, value=len(ids), label=label, formula=formula, record_ids=ids)


def child_records(candidate_ids: Iterable[str], children: Iterable[str]) -> dict[str, str]:
    """Return ids of records that belong to a candidate, "MH-001/Ấp 3", with its own id."""
    pairs = zip(candidate_ids, children, strict=True)
    return {f"{candidate_id}/{child}": candidate_id for candidate_id, child in pairs}
