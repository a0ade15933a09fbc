"""Names of units, and names gathered into the text of one cell."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from danvan_tools.records import units_on
from danvan_tools.schema import Tables


def unit_names(tables: Tables) -> pd.Series:
    """Return the names of the units on the day of the figures, by ``unit_id``."""
    return units_on(tables.units, tables.settings.as_of).set_index("unit_id")["name"]


def names_where(names: Sequence[str], chosen: NDArray[np.bool_]) -> pd.Series:
    """Return for each row the names of its chosen columns, joined by "; " (names hold commas).

    Parameters
    ----------
    names : sequence of str, length n_names
    chosen : ndarray of bool, shape (n_rows, n_names)

    Returns
    -------
    Series of str, shape (n_rows,)
    """
    text = np.full(len(chosen), "", dtype=object)
    for name, here in zip(names, chosen.T, strict=True):
        text[here & (text != "")] += "; "
        text[here] += name
    return pd.Series(text, dtype="str")
