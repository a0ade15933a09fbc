"""The records behind one fact, counted by any dimensions."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from danvan_tools.assessment.awards import awards_given
from danvan_tools.assessment.dimensions import (
    award_parts,
    candidate_parts,
    site_parts,
    unit_parts,
    words_of,
)
from danvan_tools.schema import Fact, Tables

_UNKNOWN, _UNLISTED = "chưa xác định", "không còn trong danh sách"
# No value of a record: those have no line breaks.
_LOST = "\n"


def count_records(facts: Sequence[Fact], tables: Tables, key: str, *names: str) -> pd.Series:
    """Count the records behind a fact by one dimension or several together.

    Parameters
    ----------
    facts : sequence of Fact
        From :func:`compute_facts`.
    tables : Tables
        The tables they were computed from.
    key : str
        Any count of candidates, sites, awards or units: "exemplars", "sites.economy" …
    *names : str
        sector, holder, kind, unit, unit_kind, unit_level; of sites all but kind; of awards
        (``recognitions``, ``awards_on_occasions``) also level, form, occasion, authority_kind,
        period; of ``units_taking_part`` unit, unit_kind, unit_level.

    Returns
    -------
    Series of int
        Indexed by the Vietnamese words of the dimensions, one level each, named as they are and in
        their order; adds up to the fact. ``unstack(fill_value=0)`` makes a table of two.

    Raises
    ------
    ValueError
        If there is no such count or its records know no such dimension.
    """
    known = {fact.key: fact for fact in facts}
    parts = _parts_of(key, tables)
    unknown = [name for name in names if name not in parts.columns]
    if key not in known or key.endswith(".share") or key.startswith("indicator.") or unknown or not names:
        msg = f"no count {key!r} by {list(unknown or names)}: counts are {sorted(known)[:5]}…, dimensions {[*parts]}"
        raise ValueError(msg)
    rows = parts.reindex(pd.Index(known[key].record_ids, dtype="str"))
    keyed = {name: _ordered(rows[name], words_of(name, tables)) for name in names}
    counts = pd.DataFrame(keyed).groupby(list(names), observed=True).size().rename("count")
    words = {name: {"": _UNKNOWN, _LOST: _UNLISTED, **words_of(name, tables)} for name in names}
    levels = [counts.index.get_level_values(name).astype("object").map(words[name]) for name in names]
    return counts.set_axis(pd.MultiIndex.from_arrays(levels, names=list(names)))


def _parts_of(key: str, tables: Tables) -> pd.DataFrame:
    """Return the parts of the records that a count counts, by record id."""
    match key.partition(".")[0]:
        case "sites":
            return site_parts(tables, tables.sites, candidate_parts(tables))
        case "recognitions":
            awards = tables.recognitions.rename(columns={"recognition_id": "record_id"})
            return award_parts(tables, awards, candidate_parts(tables))
        case "awards_on_occasions":
            return award_parts(tables, awards_given(tables), candidate_parts(tables))
        case "units_taking_part":
            ids = pd.concat([tables.units["unit_id"], tables.candidates["unit_id"]]).drop_duplicates()
            return unit_parts(tables, ids).set_axis(pd.Index(ids, dtype="str"))
        case _:
            return candidate_parts(tables)


def _ordered(values: pd.Series, words: dict[str, str]) -> pd.Series:
    """Return the values in the order of their words; what has none comes last."""
    known = values.where(values.isin(list(words)) | values.isna(), "").astype("object")
    return known.fillna(_LOST).astype(pd.CategoricalDtype([*words, "", _LOST], ordered=True))
