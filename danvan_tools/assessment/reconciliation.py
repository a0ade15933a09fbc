"""The reconciliation of a review's counts: what adds up, and what has to be explained."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from decimal import Decimal

import pandas as pd

from danvan_tools.assessment.award_relations import conference, decided_and_recommended, repeated_awards
from danvan_tools.assessment.indicators import contained_periods, counted_indicators, indicator_rows, whole_or_decimal
from danvan_tools.assessment.relations import Relation, parts_of_wholes, subsets
from danvan_tools.errors import Fault
from danvan_tools.language import capitalised
from danvan_tools.schema import CANDIDATES_FILE, Fact, Tables

AGREES, TO_EXPLAIN = "khớp", "cần giải trình"

_COLUMNS = [
    "check", "whole_key", "whole", "parts", "sum", "difference", "kind", "verdict", "explanation", "record_ids",
]  # fmt: skip
_MOST_NAMED = 5
_REMEDY = "Giải trình khi báo cáo; nếu do ghi sót, ghi nhầm thì sửa ở sổ tính rồi chạy lại."


def reconcile(facts: Sequence[Fact], tables: Tables) -> pd.DataFrame:
    """Compare the counts of a review with their parts, and with the counts they should lie in.

    Verdicts come from the records behind the numbers. Nothing is ever called wrong: counts by
    several authorities need not lie in one another, but a reader who adds them up asks why.

    Parameters
    ----------
    facts : sequence of Fact
        From :func:`compute_facts`.
    tables : Tables
        For the periods of indicators.

    Returns
    -------
    DataFrame
        One row per relation; those to explain first.

        - check: what is compared, in Vietnamese;
        - whole_key, whole: the count compared with, "" and the number of distinct records where
          no fact is the whole;
        - parts, sum: "22 + 9" and 31;
        - kind: "adds_up" (parts make the whole) · "subset" (the parts should lie in the whole) ·
          "superset" (awards, and the fewer candidates they went to) · "not_additive" (counts of
          different things that share records);
        - difference: sum − whole; of a subset the number of records outside, of a superset how many
          more there are;
        - verdict: "khớp" or "cần giải trình"; explanation: a sentence for the second;
        - record_ids: tuple, the records to explain.
    """
    known = {fact.key: fact for fact in facts}
    relations = [
        *conference(known),
        *subsets(known),
        *decided_and_recommended(known),
        *repeated_awards(known),
        *_periods(tables, known),
        *parts_of_wholes(known),
    ]
    rows = [asdict(relation) | {"verdict": _verdict(relation)} for relation in relations]
    rows.sort(key=lambda row: row["verdict"] == AGREES)
    return pd.DataFrame(rows, columns=_COLUMNS)


def reconciliation_faults(reconciled: pd.DataFrame) -> list[Fault]:
    """Return a warning for each row of :func:`reconcile` that has to be explained."""
    rows = reconciled[reconciled["verdict"] == TO_EXPLAIN]
    return [
        Fault(
            file=CANDIDATES_FILE,
            kind="count",
            severity="warning",
            value=f"{row.parts} / {row.whole}",
            what=f"{row.check}: {str(row.explanation).rstrip('.')}",
            remedy=_REMEDY,
        )
        for row in rows.itertuples()
    ]


def _verdict(relation: Relation) -> str:
    return TO_EXPLAIN if relation.difference or relation.record_ids else AGREES


def _periods(tables: Tables, facts: Mapping[str, Fact]) -> Iterator[Relation]:
    """Compare what units gave for a long period with the shorter ones they gave for all of it.

    A year is compared with its halves, its quarters or its months: with any that are all there.
    """
    rows = indicator_rows(tables)
    compared = _long_and_short(rows)
    for key, counted in counted_indicators(tables):
        own = compared[compared.index.isin(_series(rows, counted))]
        if own.empty:
            continue
        ids = tuple(sorted(rows.loc[own.index[own["given"] != own["total"]].unique(), "record_id"]))
        whole, total = (sum(own[name], Decimal(0)) for name in ("given", "total"))
        named = f"{'; '.join(ids[:_MOST_NAMED])}{' …' if len(ids) > _MOST_NAMED else ''}"
        text = (
            f"{len(ids)} số liệu của kỳ dài không bằng cộng các kỳ ngắn của chính đơn vị đó ({named}); báo cáo lấy số "
            "của kỳ dài."
        )
        yield Relation(
            check=f"{capitalised(facts[key].label if key in facts else key)}: kỳ dài, so với cộng các kỳ ngắn",
            whole_key=key,
            whole=whole_or_decimal(whole),
            parts=f"{len(own)} kỳ",
            sum=whole_or_decimal(total),
            difference=whole_or_decimal(total - whole),
            kind="adds_up",
            explanation=text if ids else "",
            record_ids=ids,
        )


def _long_and_short(rows: pd.DataFrame) -> pd.DataFrame:
    """Return what was given for a long period and the total of the shorter ones that fill it, by index of the long."""
    pairs = contained_periods(rows)
    day = pd.Timedelta(days=1)
    # Periods of one length do not overlap: they fill a longer one if their days add up to its.
    pairs = pairs.assign(
        days=pairs["last"] - pairs["first"] + day,
        days_of_longer=pairs["last_of_longer"] - pairs["first_of_longer"] + day,
        months=(pairs["last"].dt.year - pairs["first"].dt.year) * 12 + pairs["last"].dt.month - pairs["first"].dt.month,
    )
    totals = pairs.groupby(["index_of_longer", "months"]).agg(
        given=("amount_of_longer", "first"),
        total=("amount", "sum"),
        days=("days", "sum"),
        days_of_longer=("days_of_longer", "first"),
    )
    filled = totals[totals["days"] == totals["days_of_longer"]]
    return filled.droplevel("months")[["given", "total"]]


def _series(rows: pd.DataFrame, counted: pd.DataFrame) -> pd.Index:
    """Return the index of all rows of the indicator and measure that `counted` sums."""
    keys = ["indicator_key", "measure_key"]
    same: pd.Series = (rows[keys] == counted[keys].iloc[0]).all(axis="columns")
    return rows.index[same.to_numpy()]
