"""The order in which a browser sorts a column: Vietnamese for text, of time for days and moments."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from decimal import Decimal
from numbers import Real
from typing import Any

import pandas as pd

from danvan_tools.language import name_sort_key, sort_key

# Columns that hold people's names and nothing else.
_PEOPLE = frozenset({"by", "signer"})


def in_order(written: Sequence[str], values: pd.Series, column: str) -> pd.Categorical[str] | None:
    """Return the written cells of a column with their ranks; None where they are numbers, which sort by themselves.

    Equal ranks are equal texts. A blank comes first: it is what one looks for.

    Parameters
    ----------
    written : sequence of str, length n
        The cells as HTML.
    values : Series, shape (n,)
        What was written.
    column : str
    """
    known = [value for value in values.tolist() if not (pd.api.types.is_scalar(value) and pd.isna(value))]
    if any(isinstance(value, Real | Decimal) and not isinstance(value, bool) for value in known):
        return None
    key = _key_of(known, column)
    # Long lists repeat their words.
    cells = dict(zip(written, values.tolist(), strict=True))
    keys = {text: key(value, text) if text else () for text, value in cells.items()}
    return pd.Categorical(list(written), categories=sorted(keys, key=keys.__getitem__), ordered=True)


def _key_of(known: Sequence[Any], column: str) -> Callable[[Any, str], tuple[Any, ...]]:
    if known and all(isinstance(value, date) for value in known):
        return lambda value, _: (value.isoformat(),)
    if column in _PEOPLE:
        return lambda _, text: name_sort_key(text)
    return lambda _, text: sort_key(text)
