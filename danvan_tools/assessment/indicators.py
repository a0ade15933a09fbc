"""Indicators of dân vận chính quyền, summed over units and periods."""

from __future__ import annotations

from decimal import Decimal

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from danvan_tools.assessment.dimensions import words_of
from danvan_tools.language import comparison_key, parse_period
from danvan_tools.schema import Fact, Tables

_SERIES = ["unit_id", "indicator_key", "measure_key"]


def sum_indicators(tables: Tables) -> list[Fact]:
    """Sum each indicator over the units, in the periods that lie within the review's.

    Where a unit gives a period and also shorter ones inside it (a year and its quarters), the
    longer counts alone. Percentages are left out: their sum means nothing.

    Parameters
    ----------
    tables : Tables

    Returns
    -------
    list of Fact
        ``indicator.1`` … in the order in which the sheet first names them, one for each indicator
        and measure; ``record_ids`` are "unit/indicator/period".

    Raises
    ------
    ValueError
        If a period cannot be read, or a unit gives one twice: records should have said so.
    """
    return [_sum_fact(key, rows) for key, rows in counted_indicators(tables)]


def sum_indicators_by_unit(tables: Tables) -> list[Fact]:
    """Sum each indicator for each unit that gave it: ``indicator.1.by_unit.P01`` …, parts of ``indicator.1``.

    Raises
    ------
    ValueError
        As :func:`sum_indicators`.
    """
    names = words_of("unit", tables)
    return [
        _sum_fact(f"{key}.by_unit.{unit}", rows, places, names.get(unit, unit))
        for key, rows in counted_indicators(tables)
        for unit, places in _places_of(rows["unit_id"]).items()
    ]


def counted_indicators(tables: Tables) -> list[tuple[str, pd.DataFrame]]:
    """Return the rows of :func:`indicator_rows` that each sum adds up, with its key: the longest periods."""
    rows = indicator_rows(tables)
    covered = contained_periods(rows)["index"]
    groups = rows[~rows.index.isin(covered)].groupby(["indicator_key", "measure_key"], sort=False)
    return [(f"indicator.{number}", group) for number, (_, group) in enumerate(groups, start=1)]


def indicator_rows(tables: Tables) -> pd.DataFrame:
    """Return the indicators of periods within the review's, percentages left out.

    Returns
    -------
    DataFrame
        The columns of ``tables.indicators``, record_id ("unit/indicator/period"), first and last
        (days of the period), indicator_key and measure_key (to compare by), amount (Decimal).

    Raises
    ------
    ValueError
        If a period cannot be read, or a unit gives one twice: records should have said so.
    """
    rows = tables.indicators[tables.indicators["measure"].str.strip() != "%"].reset_index(drop=True)
    rows = rows.join(_read_periods(rows["period"])).assign(
        indicator_key=_keys(rows["indicator"]),
        measure_key=_keys(rows["measure"]),
        record_id=rows["unit_id"] + "/" + rows["indicator"] + "/" + rows["period"],
        amount=rows["value"].map(str).astype("object").map(Decimal),
    )
    repeated = rows.duplicated([*_SERIES, "first", "last"])
    if repeated.any():
        msg = f"indicators given twice for one period: {rows.loc[repeated, 'period'].tolist()}"
        raise ValueError(msg)
    start, end = pd.Timestamp(tables.settings.period_start), pd.Timestamp(tables.settings.period_end)
    return rows[(rows["first"] >= start) & (rows["last"] <= end)]


def contained_periods(rows: pd.DataFrame) -> pd.DataFrame:
    """Return each period that lies inside a longer one of the same unit, indicator and measure.

    Parameters
    ----------
    rows : DataFrame
        From :func:`indicator_rows`.

    Returns
    -------
    DataFrame
        index, first and last, amount (of the shorter); index_of_longer, first_of_longer,
        last_of_longer, amount_of_longer. One row per pair.
    """
    columns = ["index", *_SERIES, "first", "last", "amount"]
    numbered = rows.reset_index()[columns]
    pairs = numbered.merge(numbered, on=_SERIES, suffixes=("", "_of_longer"))
    inside = (pairs["first_of_longer"] <= pairs["first"]) & (pairs["last"] <= pairs["last_of_longer"])
    longer = pairs["last_of_longer"] - pairs["first_of_longer"] > pairs["last"] - pairs["first"]
    return pairs[inside & longer]


def whole_or_decimal(total: Decimal) -> int | Decimal:
    """Return an amount as facts hold it: 17, 0.3."""
    return int(total) if total == int(total) else total.normalize()


def _read_periods(periods: pd.Series) -> pd.DataFrame:
    """Return the first and the last day of each period."""
    read = {text: parse_period(text) for text in periods.unique()}
    unread = [text for text, span in read.items() if span is None]
    if unread:
        msg = f"periods of indicators that cannot be read: {unread}"
        raise ValueError(msg)
    days = {
        name: {text: span[place] for text, span in read.items() if span is not None}
        for place, name in enumerate(("first", "last"))
    }
    return pd.DataFrame({name: pd.to_datetime(periods.map(known)) for name, known in days.items()})


def _keys(texts: pd.Series) -> pd.Series:
    """Return the comparison keys; a sheet repeats few texts many times."""
    return texts.map({text: comparison_key(text) for text in texts.unique()})


def _places_of(values: pd.Series) -> dict[str, NDArray[np.intp]]:
    """Return the places of each value, from 0."""
    return {str(value): np.asarray(places) for value, places in values.groupby(values).indices.items()}


def _sum_fact(key: str, rows: pd.DataFrame, places: NDArray[np.intp] | slice = slice(None), unit: str = "") -> Fact:
    """Add up one indicator exactly, over all its rows or over those of one unit."""
    indicator, measure = str(rows["indicator"].iloc[0]), str(rows["measure"].iloc[0])
    return Fact(
        key=key,
        value=whole_or_decimal(sum(rows["amount"].array[places], Decimal(0))),
        label=_label(indicator, measure) + (f" của {unit}" if unit else ""),
        formula=f"Cộng chỉ tiêu “{indicator}” của {unit or 'các đơn vị'} trong những kỳ nằm trọn trong kỳ xét; "
        "đã có kỳ dài thì không cộng kỳ ngắn nằm trong đó.",
        record_ids=tuple(sorted(rows["record_id"].array[places])),
    )


def _label(indicator: str, measure: str) -> str:
    """Say what is measured after its number: "đơn thư đã giải quyết" of "Đơn thư đã giải quyết", in "đơn"."""
    if indicator.lower() == measure.lower() or indicator.lower().startswith(f"{measure.lower()} "):
        return measure + indicator[len(measure) :]
    return f"{measure} ({indicator})"
