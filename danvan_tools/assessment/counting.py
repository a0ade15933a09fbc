"""A count and its parts, worded once."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from danvan_tools.assessment.dimensions import DIMENSIONS, Dimension, words_of
from danvan_tools.schema import Fact, Tables

UNLISTED = "unlisted"
"""Part of the records whose candidate the list has lost since: the ledger keeps what was decided."""

_PART = "{part}"
_UNLISTED_PHRASE = " không còn trong danh sách"
_REST_PHRASE = " chưa xác định {title}"


@dataclass(frozen=True, kw_only=True)
class Count:
    """Distinct records counted under one key.

    ``label`` and ``formula`` hold "{part}" where the words of a part stand (" của tập thể"); the
    whole prints nothing there. ``parts`` says which part of each dimension a record belongs to.
    """

    key: str
    label: str
    formula: str
    record_ids: Iterable[str]
    parts: pd.DataFrame = field(default_factory=pd.DataFrame)

    def whole(self) -> Fact:
        """Return the count as a fact."""
        return self._fact(self.key, "", tuple(self._ids.tolist()))

    def by(self, tables: Tables, *names: str) -> list[Fact]:
        """Return the parts by each of these dimensions: those of one dimension add up to the whole.

        A record without a value is in the part ``no_<dimension>``; one whose candidate is no longer
        listed is in ``unlisted``, which all dimensions share. Parts of nothing are left out, but for
        sector and holder.
        """
        facts = [fact for name in names for fact in self._by(DIMENSIONS[name], words_of(name, tables))]
        owned = [name for name in names if DIMENSIONS[name].of_candidate]
        lost = tuple(self._ids[self._rows[owned[0]].isna().to_numpy()].tolist()) if owned else ()
        if lost or "holder" in names:
            facts.append(self._fact(f"{self.key}.{UNLISTED}", _UNLISTED_PHRASE, lost))
        return facts

    def _by(self, dimension: Dimension, words: dict[str, str]) -> list[Fact]:
        groups = self._groups(dimension, words)
        facts = [
            self._fact(f"{self.key}.{dimension.part(value)}", dimension.phrase.format(word=word), groups.get(value, ()))
            for value, word in words.items()
            if dimension.in_full or value in groups
        ]
        # Sectors are optional, so a template may count on this part.
        if "" in groups or dimension.name == "sector":
            rest = _REST_PHRASE.format(title=dimension.title)
            facts.append(self._fact(f"{self.key}.{dimension.rest}", rest, groups.get("", ())))
        return facts

    def _groups(self, dimension: Dimension, words: dict[str, str]) -> dict[str, tuple[str, ...]]:
        """Return the sorted ids by value, "" for what has no known one.

        One pass over the records, however many parts there are.
        """
        values = self._rows[dimension.name]
        values = values.where(values.isin(list(words)) | values.isna(), "")
        codes, found = pd.factorize(values)
        ends = np.cumsum(np.bincount(codes + 1, minlength=len(found) + 1))
        ids = np.split(self._ids[np.argsort(codes, kind="stable")], ends[:-1])
        # The first lot has no candidate on the list.
        return {str(value): tuple(part.tolist()) for value, part in zip(found, ids[1:], strict=True)}

    @cached_property
    def _ids(self) -> NDArray[Any]:
        """The distinct record ids, sorted."""
        return np.array(sorted(set(self.record_ids)), dtype=object)

    @cached_property
    def _rows(self) -> pd.DataFrame:
        """The parts of the records counted, in the order of their ids."""
        return self.parts.reindex(pd.Index(self._ids, dtype="str"))

    def _fact(self, key: str, part: str, ids: tuple[str, ...]) -> Fact:
        label, formula = (text.replace(_PART, part) for text in (self.label, self.formula))
        return Fact(key=key, value=len(ids), label=label, formula=formula, record_ids=ids)


def share_of(fact: Fact, whole: int, word: str) -> list[Fact]:
    """Return what percentage of `whole` a count is, rounded half up to one decimal; nothing of nothing.

    ``record_ids`` are those counted: a percentage has no records of its own.
    """
    if not whole:
        return []
    share = (Decimal(fact.value) * 100 / whole).quantize(Decimal("0.1"), rounding=ROUND_HALF_UP)
    return [
        Fact(
            key=f"{fact.key}.share",
            value=share,
            label=f"% số {word}",
            formula=f"Lấy số {fact.label} chia cho số {word}, nhân 100, làm tròn một chữ số thập phân.",
            record_ids=fact.record_ids,
        )
    ]
