"""Names of units, and names gathered into the text of one cell."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from danvan_tools.language import name_sort_key, sort_key
from danvan_tools.records import unit_names_on, units_on
from danvan_tools.schema import Tables


def unit_names(tables: Tables) -> pd.Series:
    """Return the names of the units on the day of the figures, by ``unit_id``."""
    return units_on(tables.units, tables.settings.as_of).set_index("unit_id")["name"]


def candidate_unit_names(tables: Tables, candidates: pd.DataFrame) -> pd.Series:
    """Return the name of each candidate's unit as it was when the candidate began; "" where there is none.

    Parameters
    ----------
    tables : Tables
    candidates : DataFrame, columns unit_id started_on
        One that does not say when it began takes the name on the day of the figures.
    """
    ids = candidates["unit_id"].fillna("")
    names = unit_names_on(tables.units, ids, candidates["started_on"], tables.settings.as_of)
    return pd.Series(names, index=candidates.index, dtype="str")


def name_order(candidates: pd.DataFrame) -> list[int]:
    """Return the places of candidates in the order of their names: individuals by given name.

    Parameters
    ----------
    candidates : DataFrame, columns candidate_id name holder
        Equal names are in the order of their ids.
    """
    rows = zip(candidates["name"], candidates["holder"], candidates["candidate_id"], strict=True)
    keys = [(name_sort_key(name) if holder == "individual" else sort_key(name), key) for name, holder, key in rows]
    return sorted(range(len(keys)), key=keys.__getitem__)


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
