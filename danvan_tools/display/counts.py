"""Small tables of counts as plain text and HTML: what a notebook stores, and nbval compares."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import pandas as pd

from danvan_tools.display.tables import word_of
from danvan_tools.schema import Fact

_FACT_HEADINGS = {"value": "Số liệu", "label": "Nội dung"}


@dataclass(frozen=True)
class CountTable:
    """A small table whose text and HTML are always the same for the same counts."""

    frame: pd.DataFrame

    def __repr__(self) -> str:
        return self.frame.to_string()

    def _repr_html_(self) -> str:
        # pandas would cut words after 50 letters.
        with pd.option_context("display.max_colwidth", None):
            return self.frame.to_html()


def count_table(counts: pd.Series, headings: Mapping[str, str]) -> CountTable:
    """Return counts by group in Vietnamese words.

    Parameters
    ----------
    counts : Series of int
        Indexed by the groups, as ``groupby(…).size()`` gives it.
    headings : mapping of str to str
        Name of each level → Vietnamese heading.

    Returns
    -------
    CountTable
        One level of the index per group, then "Số lượng"; a blank group shows as "–".
    """
    table = counts.rename("count").reset_index()
    worded = {
        heading: [word_of(level, str(value)) or "–" for value in table[level]] for level, heading in headings.items()
    }
    shown = pd.DataFrame({**worded, "Số lượng": table["count"]})
    return CountTable(shown.set_index(list(headings.values())))


def fact_table(facts: Iterable[Fact], keys: Iterable[str]) -> CountTable:
    """Return the facts of these keys, in this order: the number, then what it counts."""
    known = {fact.key: fact for fact in facts}
    rows = [{heading: getattr(known[key], name) for name, heading in _FACT_HEADINGS.items()} for key in keys]
    return CountTable(pd.DataFrame(rows).set_index("Số liệu"))
