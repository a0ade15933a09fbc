"""Forms of award, and the awards the records and the ledger hold."""

from __future__ import annotations

import pandas as pd

from danvan_tools.schema import Tables

_GIVEN = ["candidate_id", "occasion", "form", "authority_kind", "level"]


def award_of(tables: Tables, candidate_ids: pd.Series, forms: pd.Series) -> pd.Series:
    """Return praise or commendation for each form given to a candidate, "" where there is none.

    A form is looked up for the candidate's holder, and where the sheet **Hình thức** does not
    list it for that holder, for any.

    Parameters
    ----------
    tables : Tables
    candidate_ids, forms : Series of str, the same index

    Returns
    -------
    Series of str
    """
    holders = tables.candidates.set_index("candidate_id")["holder"].reindex(candidate_ids)
    award = tables.awards.drop_duplicates(["form", "holder"]).set_index(["form", "holder"])["award"]
    own = award.reindex(pd.MultiIndex.from_arrays([forms, holders])).set_axis(forms.index)
    first = tables.awards.drop_duplicates("form").set_index("form")["award"]
    of_any = first.reindex(forms).set_axis(forms.index)
    return own.fillna(of_any).fillna("").astype("str")


def awards_given(tables: Tables) -> pd.DataFrame:
    """Return the awards decided by ``as_of``: recognitions on record and decisions of the ledger.

    Returns
    -------
    DataFrame
        candidate_id, occasion, form, authority_kind, level, award ("praise" or "commendation", ""
        for a form that is none of the review's).
    """
    as_of = pd.Timestamp(tables.settings.as_of)
    known = [
        table.loc[pd.to_datetime(table["decided_on"]) <= as_of, _GIVEN].astype("str")
        for table in (tables.recognitions, tables.decisions)
    ]
    given = pd.concat(known, ignore_index=True)
    return given.assign(award=award_of(tables, given["candidate_id"], given["form"]))


def conference_awards(tables: Tables) -> pd.DataFrame:
    """Return what the Party committees of communes and wards decided for the conference by ``as_of``.

    The one answer to "what is decided?": the figures, the sentences and the table of a report all
    stand on it.

    Returns
    -------
    DataFrame
        candidate_id, form, award ("praise" or "commendation"), each combination once and sorted.
    """
    given = awards_given(tables)
    local = (given["occasion"] == "conference") & (given["authority_kind"] == "party") & (given["level"] == "commune")
    columns = ["candidate_id", "form", "award"]
    decided = given.loc[local & (given["award"] != ""), columns]
    return decided.drop_duplicates().sort_values(columns, ignore_index=True)
