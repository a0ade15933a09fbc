"""What records are counted by: sector, holder, unit … and the Vietnamese words of each part."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import pandas as pd

from danvan_tools.language import uncapitalised
from danvan_tools.schema import (
    AUTHORITY_KINDS,
    HOLDERS,
    KINDS,
    LEVELS,
    OCCASIONS,
    STANDARD_SECTORS,
    UNIT_KINDS,
    Tables,
)

_UNIT = ["unit", "unit_kind", "unit_level"]
_BEFORE, _WITHIN, _AFTER = "before", "within", "after"


@dataclass(frozen=True, kw_only=True)
class Dimension:
    """One way to part a count.

    Attributes
    ----------
    name : str
        As it stands in keys and as a column of the records counted.
    title : str
        "lĩnh vực", as in "theo lĩnh vực".
    phrase : str
        What a part adds to the label of its whole; "{word}" is the word of the part.
    words : Mapping of str to str
        Value → word, in the order of the facts; empty where only the review's tables know them.
    of_candidate : bool
        The value is the candidate's, so it is lost with a candidate that is no longer on the list.
    in_full : bool
        Parts are keyed ``<count>.<value>``, those of nothing too; a few values that templates name.
    """

    name: str
    title: str
    phrase: str
    words: Mapping[str, str] = field(default_factory=dict)
    of_candidate: bool = True
    in_full: bool = False

    @property
    def rest(self) -> str:
        """Key of the part that holds the records without a value."""
        return f"no_{self.name}"

    def part(self, value: str) -> str:
        """Return the key of a part after its whole's."""
        return value if self.in_full else f"by_{self.name}.{value}"


def _words(schema_words: Mapping[str, str]) -> dict[str, str]:
    return {value: word for word, value in schema_words.items()}


DIMENSIONS = {
    dimension.name: dimension
    for dimension in (
        Dimension(
            name="sector",
            title="lĩnh vực",
            phrase=" thuộc lĩnh vực {word}",
            words=_words(STANDARD_SECTORS),
            in_full=True,
        ),
        Dimension(name="holder", title="chủ thể", phrase=" của {word}", words=_words(HOLDERS), in_full=True),
        Dimension(name="kind", title="loại", phrase=" thuộc loại {word}", words=_words(KINDS)),
        Dimension(name="unit", title="đơn vị", phrase=" của {word}"),
        Dimension(name="unit_kind", title="loại đơn vị", phrase=" thuộc khối {word}", words=_words(UNIT_KINDS)),
        Dimension(name="unit_level", title="cấp của đơn vị", phrase=" thuộc cấp {word}", words=_words(LEVELS)),
        Dimension(name="level", title="cấp khen", phrase=" ở cấp {word}", words=_words(LEVELS), of_candidate=False),
        Dimension(name="form", title="hình thức", phrase=" với hình thức {word}", of_candidate=False),
        Dimension(
            name="occasion",
            title="dịp",
            phrase=" dịp {word}",
            # A named day keeps its capital inside a sentence.
            words={
                value: word if word.startswith("Ngày") else uncapitalised(word)
                for value, word in _words(OCCASIONS).items()
            },
            of_candidate=False,
        ),
        Dimension(
            name="authority_kind",
            title="cơ quan khen",
            phrase=" do {word} quyết định",
            words=_words(AUTHORITY_KINDS),
            of_candidate=False,
        ),
        Dimension(
            name="period",
            title="kỳ",
            phrase=" {word}",
            words={_BEFORE: "trước kỳ xét", _WITHIN: "trong kỳ xét", _AFTER: "sau kỳ xét"},
            of_candidate=False,
        ),
    )
}
"""Every dimension by name, in the order in which parts are listed."""


def words_of(name: str, tables: Tables) -> dict[str, str]:
    """Return value → word of a dimension in a review: units and forms are the review's own."""
    if name == "unit":
        units = _units_known(tables)
        return dict(zip(units["unit_id"], units["name"], strict=True))
    if name == "form":
        forms = pd.concat([table["form"] for table in (tables.awards, tables.recognitions, tables.decisions)])
        return {form: form for form in forms.dropna().unique() if form}
    return dict(DIMENSIONS[name].words)


def candidate_parts(tables: Tables) -> pd.DataFrame:
    """Return which part of each dimension a candidate belongs to.

    Returns
    -------
    DataFrame
        Indexed by candidate_id: sector (standard), holder, kind, unit, unit_kind, unit_level; ""
        where the records do not say.
    """
    candidates = tables.candidates.drop_duplicates("candidate_id").set_index("candidate_id")
    standard = tables.sectors.drop_duplicates("sector").set_index("sector")["standard"]
    sectors = standard.reindex(candidates["sector"]).fillna("").astype("str").set_axis(candidates.index)
    # A table put together by hand may lack what a count does not ask for.
    return pd.DataFrame(
        {"sector": sectors, "holder": candidates["holder"], "kind": candidates["kind"]}, dtype="str"
    ).join(unit_parts(tables, candidates["unit_id"]))


def unit_parts(tables: Tables, unit_ids: pd.Series) -> pd.DataFrame:
    """Return unit, unit_kind and unit_level of each unit id, "" for a unit that is not listed."""
    units = _units_known(tables).set_index("unit_id")
    parts = units[["unit_kind", "level"]].reindex(unit_ids).fillna("").set_axis(unit_ids.index)
    parts = parts.set_axis(["unit_kind", "unit_level"], axis=1)
    return parts.assign(unit=unit_ids.where(unit_ids.isin(units.index), ""))[_UNIT].astype("str")


def _units_known(tables: Tables) -> pd.DataFrame:
    """Return one row per unit, as it was on ``as_of``: one that was renamed or raised stays one unit."""
    units = tables.units
    known = units["valid_from"].isna() | (units["valid_from"] <= pd.Timestamp(tables.settings.as_of))
    ordered = units.assign(known=known).sort_values(["known", "valid_from"], kind="stable", na_position="first")
    return ordered.drop_duplicates("unit_id", keep="last").sort_index()


def site_parts(tables: Tables, sites: pd.DataFrame, candidates: pd.DataFrame) -> pd.DataFrame:
    """Return the parts of sites, indexed by "candidate/site"; a site is counted at its own unit.

    `candidates` are the parts of the candidates, from :func:`candidate_parts`.
    """
    owners = candidates[["sector", "holder"]].reindex(sites["candidate_id"]).set_axis(sites.index)
    parts = owners.join(unit_parts(tables, sites["unit_id"])).set_axis(record_ids(sites, "site"))
    return parts[~parts.index.duplicated()]


def award_parts(tables: Tables, awards: pd.DataFrame, candidates: pd.DataFrame) -> pd.DataFrame:
    """Return the parts of awards: their own, and those of the candidates they went to.

    Parameters
    ----------
    tables : Tables
    awards : DataFrame, columns record_id candidate_id occasion form authority_kind level decided_on
    candidates : DataFrame
        From :func:`candidate_parts`.

    Returns
    -------
    DataFrame
        Indexed by record_id; what is the candidate's is NaN where the list has lost the candidate.
    """
    owners = candidates.reindex(awards["candidate_id"]).set_axis(awards.index)
    days = pd.to_datetime(awards["decided_on"])
    period = pd.Series(_WITHIN, index=awards.index, dtype="str")
    period = period.mask(days < pd.Timestamp(tables.settings.period_start), _BEFORE)
    period = period.mask(days > pd.Timestamp(tables.settings.period_end), _AFTER)
    own = awards[["occasion", "form", "authority_kind", "level"]].assign(period=period).fillna("").astype("str")
    parts = owners.join(own).set_axis(pd.Index(awards["record_id"], dtype="str"))
    return parts[~parts.index.duplicated()]


def record_ids(rows: pd.DataFrame, child: str) -> pd.Index:
    """Return the ids of records that belong to a candidate: "MH-001/Ấp 3"."""
    return pd.Index(rows["candidate_id"] + "/" + rows[child], dtype="str")
