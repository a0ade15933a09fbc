"""Indicators of dân vận chính quyền, summed over units and periods."""

from __future__ import annotations

from decimal import Decimal

import pandas as pd

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
    rows = tables.indicators[tables.indicators["measure"].str.strip() != "%"].reset_index(drop=True)
    rows = rows.join(_read_periods(rows["period"])).assign(
        indicator_key=rows["indicator"].map(comparison_key), measure_key=rows["measure"].map(comparison_key)
    )
    repeated = rows.duplicated([*_SERIES, "first", "last"])
    if repeated.any():
        msg = f"indicators given twice for one period: {rows.loc[repeated, 'period'].tolist()}"
        raise ValueError(msg)
    start, end = pd.Timestamp(tables.settings.period_start), pd.Timestamp(tables.settings.period_end)
    rows = _without_contained(rows[(rows["first"] >= start) & (rows["last"] <= end)])
    groups = rows.groupby(["indicator_key", "measure_key"], sort=False)
    return [_sum_fact(f"indicator.{number}", group) for number, (_, group) in enumerate(groups, start=1)]


def _read_periods(periods: pd.Series) -> pd.DataFrame:
    """Return the first and the last day of each period."""
    read = [parse_period(text) for text in periods]
    spans = [span for span in read if span is not None]
    if len(spans) < len(read):
        unread = [text for text, span in zip(periods, read, strict=True) if span is None]
        msg = f"periods of indicators that cannot be read: {unread}"
        raise ValueError(msg)
    days = {"first": [first for first, _ in spans], "last": [last for _, last in spans]}
    return pd.DataFrame({name: pd.to_datetime(column) for name, column in days.items()})


def _without_contained(rows: pd.DataFrame) -> pd.DataFrame:
    """Leave out the rows whose period lies inside a longer one of the same unit, indicator and measure."""
    pairs = rows.reset_index().merge(rows[[*_SERIES, "first", "last"]], on=_SERIES, suffixes=("", "_of_other"))
    inside = (pairs["first_of_other"] <= pairs["first"]) & (pairs["last"] <= pairs["last_of_other"])
    longer = pairs["last_of_other"] - pairs["first_of_other"] > pairs["last"] - pairs["first"]
    return rows[~rows.index.isin(pairs.loc[inside & longer, "index"])]


def _sum_fact(key: str, rows: pd.DataFrame) -> Fact:
    """Add up one indicator exactly."""
    total = sum((Decimal(str(value)) for value in rows["value"]), Decimal(0))
    indicator, measure = rows["indicator"].iloc[0], rows["measure"].iloc[0]
    ids = rows["unit_id"] + "/" + rows["indicator"] + "/" + rows["period"]
    return Fact(
        key=key,
        value=int(total) if total == int(total) else total.normalize(),
        label=_label(indicator, measure),
        formula=f"Cộng chỉ tiêu “{indicator}” của các đơn vị trong những kỳ nằm trọn trong kỳ xét; "
        "đã có kỳ dài thì không cộng kỳ ngắn nằm trong đó.",
        record_ids=tuple(sorted(ids)),
    )


def _label(indicator: str, measure: str) -> str:
    """Say what is measured after its number: "đơn thư đã giải quyết" of "Đơn thư đã giải quyết", in "đơn"."""
    if indicator.lower() == measure.lower() or indicator.lower().startswith(f"{measure.lower()} "):
        return measure + indicator[len(measure) :]
    return f"{measure} ({indicator})"
