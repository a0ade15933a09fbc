"""Indicators of dân vận chính quyền, summed over units and periods."""

from __future__ import annotations

import re
from decimal import Decimal

import pandas as pd

from danvan_tools.errors import Fault, FaultyFilesError
from danvan_tools.language import comparison_key
from danvan_tools.schema import CANDIDATES_FILE, Fact, Tables

_YEAR = re.compile(r"(?:năm )?(?P<year>\d{4})")
_QUARTER = re.compile(r"quý (?P<quarter>i{1,3}|iv|[1-4])(?: ?/ ?|-| năm | )(?P<year>\d{4})")
_ROMAN = {"i": 1, "ii": 2, "iii": 3, "iv": 4}
_SERIES = ["unit_id", "indicator_key", "measure_key", "year"]


def sum_indicators(tables: Tables) -> list[Fact]:
    """Sum each indicator over the units, in the periods that lie within the review's.

    Where a unit gives a year and also its quarters, the year counts alone. Percentages are left
    out: their sum means nothing.

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
    FaultyFilesError
        If a period is neither a year nor a quarter, or a unit gives one twice.
    """
    rows = tables.indicators[tables.indicators["measure"].str.strip() != "%"].reset_index(drop=True)
    periods = pd.DataFrame([_read_period(text) for text in rows["period"]], columns=["year", "quarter"])
    _refuse(rows["period"][periods["year"] == 0], 'không phải năm hay quý. Ghi như "2015" hoặc "Quý III/2015"')
    rows = rows.join(periods).assign(
        indicator_key=rows["indicator"].map(comparison_key), measure_key=rows["measure"].map(comparison_key)
    )
    _refuse(rows["period"][rows.duplicated([*_SERIES, "quarter"])], "được ghi hai lần cho cùng đơn vị và chỉ tiêu")
    rows = rows[_lies_within(rows, tables)]
    # Quarter 0 is the whole year: where there is one, the quarters are already in it.
    has_year = rows.groupby(_SERIES)["quarter"].transform("min") == 0
    groups = rows[(rows["quarter"] == 0) | ~has_year].groupby(["indicator_key", "measure_key"], sort=False)
    return [_sum_fact(f"indicator.{number}", group) for number, (_, group) in enumerate(groups, start=1)]


def _read_period(text: str) -> tuple[int, int]:
    """Return year and quarter of a period, quarter 0 for a whole year, (0, 0) for neither."""
    plain = comparison_key(text)
    if found := _YEAR.fullmatch(plain):
        return int(found["year"]), 0
    if found := _QUARTER.fullmatch(plain):
        quarter = found["quarter"]
        return int(found["year"]), _ROMAN.get(quarter) or int(quarter)
    return 0, 0


def _lies_within(rows: pd.DataFrame, tables: Tables) -> pd.Series:
    """Tell which rows are of a period inside the review's."""
    first_month = (rows["quarter"].clip(lower=1) - 1) * 3 + 1
    months = rows["quarter"].map(lambda quarter: 3 if quarter else 12)
    start = pd.to_datetime(pd.DataFrame({"year": rows["year"], "month": first_month, "day": 1}))
    last_month = pd.DataFrame({"year": rows["year"], "month": first_month + months - 1, "day": 1})
    end = pd.to_datetime(last_month) + pd.offsets.MonthEnd(0)
    settings = tables.settings
    return (start >= pd.Timestamp(settings.period_start)) & (end <= pd.Timestamp(settings.period_end))


def _sum_fact(key: str, rows: pd.DataFrame) -> Fact:
    """Add up one indicator exactly."""
    total = sum((Decimal(str(value)) for value in rows["value"]), Decimal(0))
    indicator, measure = rows["indicator"].iloc[0], rows["measure"].iloc[0]
    ids = rows["unit_id"] + "/" + rows["indicator"] + "/" + rows["period"]
    return Fact(
        key=key,
        value=int(total) if total == int(total) else total.normalize(),
        label=_label(indicator, measure),
        formula=f"Cộng chỉ tiêu “{indicator}” của các đơn vị trong những năm, quý nằm trong kỳ xét.",
        record_ids=tuple(sorted(ids)),
    )


def _label(indicator: str, measure: str) -> str:
    """Say what is measured after its number: "đơn thư đã giải quyết" of "Đơn thư đã giải quyết", in "đơn"."""
    if indicator.lower() == measure.lower() or indicator.lower().startswith(f"{measure.lower()} "):
        return measure + indicator[len(measure) :]
    return f"{measure} ({indicator})"


def _refuse(periods: pd.Series, what: str) -> None:
    if len(periods) == 0:
        return
    raise FaultyFilesError(
        [
            Fault(
                file=CANDIDATES_FILE,
                sheet="Chỉ tiêu",
                column="Kỳ",
                value=period,
                what=f'"{period}" {what}',
                remedy="Sửa ô rồi chạy lại.",
            )
            for period in periods.unique()
        ]
    )
