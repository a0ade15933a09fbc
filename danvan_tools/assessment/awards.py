"""Forms of award, and the awards the records and the ledger hold."""

from __future__ import annotations

import pandas as pd

from danvan_tools.schema import Tables

# What tells one award from another, and makes the id of a decision: the ledger has one in force for each.
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

    A decision that is on record too, of the same day and kind, is one award.

    Returns
    -------
    DataFrame
        record_id (recognition_id, or "candidate/occasion/form/kind of authority/level" of a
        decision), candidate_id, occasion, form, authority_kind, level, decided_on, award ("praise"
        or "commendation", "" for a form that is none of the review's).
    """
    recorded = tables.recognitions.rename(columns={"recognition_id": "record_id"})
    decided = tables.decisions.astype(dict.fromkeys(_GIVEN, "str"))
    decided = decided.assign(record_id=decided["candidate_id"].str.cat(decided[_GIVEN[1:]], sep="/"))
    columns = ["record_id", *_GIVEN, "decided_on"]
    both = [
        table[columns].assign(decided_on=pd.to_datetime(table["decided_on"]).dt.as_unit("us"), recorded=own)
        for own, table in ((True, recorded), (False, decided))
    ]
    given = pd.concat([table for table in both if not table.empty] or both, ignore_index=True)
    given = given[given["decided_on"] <= pd.Timestamp(tables.settings.as_of)].astype(dict.fromkeys(columns[:-1], "str"))
    twice = ~given["recorded"].astype("bool") & given.duplicated([*_GIVEN, "decided_on"])
    given = given[~twice].drop(columns="recorded").reset_index(drop=True)
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
