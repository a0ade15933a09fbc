"""What a table, a column, a review's settings and a fact are."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Literal

import pandas as pd

from danvan_tools.schema.totals import reach_of


@dataclass(frozen=True, kw_only=True)
class Column:
    """One column of a spreadsheet and the name code knows it by.

    Attributes
    ----------
    name, heading : str
        In code; in the spreadsheet.
    synonyms : tuple of str
        Other headings under which committees send the column; case, tone marks, line breaks, "và",
        dashes and a unit in brackets are no difference and need no synonym.
    kind : str
        ``text`` · ``integer`` · ``decimal`` · ``date`` · ``choice`` · ``reference``.
    required : bool
        A blank cell is a fault.
    words : Mapping
        For ``choice``: Vietnamese word → value in code.
    refers_to : str
        For ``reference``: the table whose key or name the cell must hold; the tidy table gets the key.
        For ``text``: the table whose name stands here as written, so that merged cells hold for every row.
    minimum : int or None
        Least allowed number.
    meaning : str
        One sentence for the secretary, shown with the heading.
    width : int
        Of the spreadsheet's column, in characters.
    """

    name: str
    heading: str
    synonyms: tuple[str, ...] = ()
    kind: Literal["text", "integer", "decimal", "date", "choice", "reference"] = "text"
    required: bool = False
    words: Mapping[str, str] = field(default_factory=dict)
    refers_to: str = ""
    minimum: int | None = None
    meaning: str = ""
    width: int = 14


@dataclass(frozen=True, kw_only=True)
class Table:
    """One sheet: a title, headings, records. The software writes them to row 1, row 2 and from row 3 on.

    ``key`` names the columns that together identify a row (empty: rows may repeat); ``label`` is
    the column a person knows a row by; ``may_be_empty`` allows a sheet without records.
    """

    name: str
    sheet: str
    title: str
    columns: tuple[Column, ...]
    key: tuple[str, ...] = ()
    label: str = ""
    may_be_empty: bool = True

    def __getitem__(self, name: str) -> Column:
        return {column.name: column for column in self.columns}[name]

    @property
    def known_by(self) -> str:
        """Name of the column that a person writes to refer to a record of this table.

        The label, where a row is a record or, with a date in the key, what a record was for a time; a rubric has a
        row per criterion, a form one per holder: they are known by the first column of the key.
        """
        one_record = sum(self[name].kind != "date" for name in self.key) == 1
        return self.label if self.label and one_record else self.key[0]

    @property
    def names(self) -> list[str]:
        """Names of the columns, in the order of the sheet."""
        return [column.name for column in self.columns]


@dataclass(frozen=True, kw_only=True)
class Settings:
    """The sheet **Đợt xét**: one review round.

    ``as_of`` is the only "today"; ``step`` the smallest difference between two points;
    ``aggregation`` how the sheets of a candidate become one score, ``trim`` the share of sheets that a trimmed mean
    leaves out at each end; ``decimals`` the digits of a score after the comma; ``stages`` names who gives points, in
    this order, with spaces between; ``blind`` hides names from those who mark; ``per_candidate`` is how many reviewers
    mark each candidate, None for all. What has a default may be
    missing from the sheet.
    """

    format: int
    review_id: str
    title: str
    review_type: Literal["interim", "final"]
    locality: str
    period_start: date
    period_end: date
    as_of: date
    conference: str
    step: Decimal
    aggregation: Literal["mean", "median", "trimmed_mean", "drop_extremes"]
    decimals: int
    stages: str = "committee"
    blind: Literal["yes", "no"] = "no"
    ledger: str = ""
    trim: Decimal = Decimal("0.2")
    per_candidate: int | None = None


def _no_given() -> pd.DataFrame:
    kinds = {"max_points": "float64", "floor": "float64", "bonus": "bool", "weight": "float64", "penalty": "bool"}
    columns = ("criterion_id", "name", "max_points", "floor", "bonus", "weight", "penalty", "marked_by")
    return pd.DataFrame({name: pd.Series(dtype=kinds.get(name, "str")) for name in columns})


@dataclass(frozen=True, kw_only=True)
class Rubric:
    """What candidates of one holder are judged by.

    Attributes
    ----------
    rubric_id, holder, source : str
        ``source`` says where the rubric comes from and is printed with it.
    criteria : DataFrame, columns criterion_id name max_points floor anchors bonus weight penalty
        What the committee marks, in the sheet's order; ``floor`` in points, NaN for none; ``weight`` (1 for a
        blank) multiplies the points where they are added up; ``bonus`` and ``penalty`` are bool.
    gates : DataFrame, columns criterion_id name gate floor
        Eligibility conditions; ``floor`` is the number a condition needs (months), NaN for none.
    tiers : DataFrame, columns tier threshold unit_class
        Highest threshold first; ``unit_class`` is the class of units a row is for, "" for all that have none of
        their own.
    given : DataFrame, columns criterion_id name max_points floor bonus weight penalty marked_by
        What others than the committee give points for: the verification team, or an index on record.
    """

    rubric_id: str
    holder: str
    source: str
    criteria: pd.DataFrame
    gates: pd.DataFrame
    tiers: pd.DataFrame
    given: pd.DataFrame = field(default_factory=_no_given)

    @cached_property
    def factors(self) -> dict[str, Decimal]:
        """What the points of each criterion are multiplied by in a total: its weight, below zero for a penalty."""
        both = [part[["criterion_id", "weight", "penalty"]] for part in (self.criteria, self.given)]
        rows = [row for part in both for row in part.itertuples(index=False, name=None)]
        return {key: -Decimal(str(weight)) if penalty else Decimal(str(weight)) for key, weight, penalty in rows}

    @property
    def total(self) -> float:
        """Highest total of a score sheet without its bonus, in points."""
        return float(reach_of(self.criteria).points)


# Of one count sheet: the committee's members; of them present, of these not taking part for a conflict; ballots of
# those who are absent and vote in writing; ballots in the room.
BALLOT_NUMBERS = (
    *("members", "present", "recused", "in_writing", "in_writing_for", "in_writing_against"),
    *("issued", "returned", "valid", "invalid", "votes_for", "votes_against", "votes_blank"),
)
# One count sheet: what was voted on, when, in which round; the members; the ballots; who counted.
BALLOT_COLUMNS = (
    *("candidate_id", "form", "round", "matter", "held_on"),
    *BALLOT_NUMBERS,
    *("tellers", "reason", "entered_by", "at"),
)


@dataclass(frozen=True, kw_only=True)
class Tables:
    """Everything a computation may see of a review, as it stood at one moment.

    Each attribute but ``settings`` is a tidy DataFrame with the columns that
    :data:`REVIEW_TABLES` and :data:`CANDIDATE_TABLES` name. From the ledger come
    ``marks`` (``stage reviewer_id candidate_id criterion_id points no_mark comment source
    entered_by holder at``), ``recommendations`` (``candidate_id proposed_form form reason at``),
    ``decisions`` (``candidate_id form occasion authority authority_kind level decision_no
    decided_on signer at``), ``assignments`` (``reviewer_id candidate_id``: who marks what; None where
    everybody marks every candidate), ``withdrawals`` (``candidate_id into reason at``: who left the review,
    withdrawn or merged), ``reopened`` (``stage reviewer_id candidate_id``: sheets to be marked
    again because the holder changed), ``struck`` (``candidate_id authority reason at``: recommended, and an authority
    decided that nothing is given) and ``ballots`` (:data:`BALLOT_COLUMNS`: the count sheets in force).
    """

    settings: Settings
    sectors: pd.DataFrame
    units: pd.DataFrame
    committee: pd.DataFrame
    conflicts: pd.DataFrame
    criteria: pd.DataFrame
    tiers: pd.DataFrame
    awards: pd.DataFrame
    quotas: pd.DataFrame
    ties: pd.DataFrame
    ballot_rules: pd.DataFrame
    documents: pd.DataFrame
    paragraphs: pd.DataFrame
    candidates: pd.DataFrame
    sites: pd.DataFrame
    milestones: pd.DataFrame
    recognitions: pd.DataFrame
    indicators: pd.DataFrame
    marks: pd.DataFrame
    recommendations: pd.DataFrame
    decisions: pd.DataFrame
    withdrawals: pd.DataFrame = field(default_factory=lambda: _no_rows("candidate_id", "into", "reason", "at"))
    reopened: pd.DataFrame = field(default_factory=lambda: _no_rows("stage", "reviewer_id", "candidate_id"))
    assignments: pd.DataFrame | None = None
    struck: pd.DataFrame = field(default_factory=lambda: _no_rows("candidate_id", "authority", "reason", "at"))
    ballots: pd.DataFrame = field(default_factory=lambda: _no_rows(*BALLOT_COLUMNS))


def _no_rows(*columns: str) -> pd.DataFrame:
    return pd.DataFrame(columns=list(columns), dtype="str")


@dataclass(frozen=True, kw_only=True)
class Fact:
    """A number a document prints, with the records behind it.

    Attributes
    ----------
    key : str
        Stable name, e.g. ``models_built``.
    value : int or Decimal
    label : str
        What is counted, in Vietnamese, as it follows the number in a sentence.
    formula : str
        How it was counted, in one Vietnamese sentence.
    record_ids : tuple of str
        The records counted, sorted; for a count ``len(record_ids) == value``.
    """

    key: str
    value: int | Decimal
    label: str
    formula: str
    record_ids: tuple[str, ...]
