"""What of the list and the ledger counts, after withdrawals, merges and changes of holder."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from danvan_tools.errors import Fault
from danvan_tools.language import comparison_key
from danvan_tools.records.loads import LastLoad
from danvan_tools.schema import CANDIDATES_FILE

__all__ = ["attach_to_survivors", "split_marks", "warn_of_reopened", "with_recusals", "withdrawals_table"]

_PAIR = ["reviewer_id", "candidate_id"]
_SHEET = ["stage", *_PAIR]
# What makes two child rows of one candidate the same row.
_SAME = {
    "sites": ["site"],
    "milestones": ["step", "on"],
    "recognitions": ["occasion", "form", "authority", "decision_no", "decided_on"],
    "conflicts": ["reviewer_id"],
}


def attach_to_survivors(tables: Mapping[str, pd.DataFrame], last: LastLoad) -> dict[str, pd.DataFrame]:
    """Take merged candidates out of the list and give their child rows to the survivors, none twice.

    A row that the survivor has itself is kept as it has it. Withdrawn candidates stay: they are
    records, though no longer under review.

    Parameters
    ----------
    tables : Mapping
        Name → tidy table; those without candidates are returned as they are.
    last : LastLoad
    """
    survivors = {key: last.survivor_of(key) for key, withdrawal in last.withdrawn.items() if withdrawal.into}
    found = dict(tables)
    if survivors:
        candidates = found["candidates"]
        found["candidates"] = candidates[~candidates["candidate_id"].isin(survivors)].reset_index(drop=True)
        found |= {name: _attached(found[name], key, survivors) for name, key in _SAME.items() if name in found}
    return found


def _attached(table: pd.DataFrame, same: list[str], survivors: Mapping[str, str]) -> pd.DataFrame:
    """Give the rows of merged candidates to their survivors, except those that these have."""
    moved = table["candidate_id"].isin(survivors)
    if not moved.any():
        return table
    owners = [survivors.get(key, key) for key in table["candidate_id"]]
    attached = table.assign(candidate_id=pd.Series(owners, index=table.index, dtype=table["candidate_id"].dtype))
    family = attached[attached["candidate_id"].isin(survivors.values())]
    own_first = family.loc[moved[family.index].sort_values(kind="stable").index]
    keys = pd.DataFrame({name: own_first[name].map(_comparable) for name in ["candidate_id", *same]})
    repeated = keys.index[keys.duplicated()].intersection(table.index[moved])
    return attached.drop(index=repeated).reset_index(drop=True)


def _comparable(value: Any) -> Any:
    return comparison_key(value) if isinstance(value, str) else value


def with_recusals(conflicts: pd.DataFrame, marks: pd.DataFrame, last: LastLoad) -> pd.DataFrame:
    """Add the recusals from merged candidates: who has a conflict with one has it with its survivor.

    Parameters
    ----------
    conflicts : DataFrame, columns reviewer_id candidate_id reason
        As :func:`attach_to_survivors` returns them.
    marks : DataFrame
        From :meth:`Ledger.current_marks`.
    last : LastLoad
    """
    merged = [key for key, withdrawal in last.withdrawn.items() if withdrawal.into]
    if not merged:
        return conflicts
    recused = marks.loc[(marks["no_mark"] == "recused") & marks["candidate_id"].isin(merged), _PAIR].drop_duplicates()
    inherited = recused.assign(
        candidate_id=recused["candidate_id"].map(last.survivor_of),
        reason="xin không chấm hồ sơ " + recused["candidate_id"] + ", nay nhập vào hồ sơ này",
    )
    return pd.concat([conflicts, inherited.astype("str")]).drop_duplicates(_PAIR, ignore_index=True)


def split_marks(marks: pd.DataFrame, candidates: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Tell the marks that count from those given while the candidate had another holder.

    Another holder is judged by another rubric, even where ids of criteria coincide. A recusal is
    of a person and holds under any rubric; a mark that does not say its holder counts.

    Parameters
    ----------
    marks : DataFrame
        From :meth:`Ledger.current_marks`.
    candidates : DataFrame
        With the columns ``candidate_id`` and ``holder``.

    Returns
    -------
    DataFrame
        The marks that count.
    DataFrame
        ``stage reviewer_id candidate_id``: the sheets to be marked again on which nothing counts yet.
    """
    holders = dict(zip(candidates["candidate_id"], candidates["holder"], strict=True))
    now = marks["candidate_id"].map(holders).fillna(marks["holder"])
    stale = (marks["holder"] != "") & (marks["holder"] != now) & (marks["no_mark"] != "recused")
    counted = marks[~stale].reset_index(drop=True)
    # A blank mark without a reason was taken back.
    given = marks["points"].notna() | (marks["no_mark"] != "")
    again = marks.loc[stale & given, _SHEET].drop_duplicates()
    begun = pd.MultiIndex.from_frame(marks.loc[~stale & given, _SHEET])
    return counted, again[~pd.MultiIndex.from_frame(again).isin(begun)].reset_index(drop=True)


def withdrawals_table(last: LastLoad) -> pd.DataFrame:
    """Return who left the review: ``candidate_id into reason at``, `into` blank for a withdrawal."""
    rows = [(key, one.into, one.reason, one.at) for key, one in last.withdrawn.items()]
    table = pd.DataFrame(rows, columns=["candidate_id", "into", "reason", "at"], dtype="str")
    table["at"] = pd.to_datetime(table["at"], utc=True, format="ISO8601").astype("datetime64[ms, UTC]")
    return table


def warn_of_reopened(candidates: pd.DataFrame, marks: pd.DataFrame, last: LastLoad) -> list[Fault]:
    """Warn of candidates whose holder changed after they were marked: their sheets are open again."""
    _, again = split_marks(marks, candidates)
    counts = again.loc[~again["candidate_id"].isin(list(last.withdrawn)), "candidate_id"].value_counts()
    names = dict(zip(candidates["candidate_id"], candidates["name"], strict=True))
    return [
        Fault(
            file=CANDIDATES_FILE,
            kind="ledger",
            column="Chủ thể",
            value=str(key),
            what=f'hồ sơ {key} "{names[key]}" đổi chủ thể sau khi đã chấm, {count} phiếu theo bộ tiêu chí trước '
            "không tính: chấm lại vì đổi chủ thể",
            remedy="Đề nghị các thành viên chấm lại, hoặc ghi lại chủ thể như trước nếu sửa nhầm.",
            severity="warning",
        )
        for key, count in counts.sort_index().items()
    ]
