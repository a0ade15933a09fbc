"""Who sits on the committee, and who has a conflict with whom, as the last opening of the round has it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

import pandas as pd

if TYPE_CHECKING:
    from danvan_tools.records.ledger_entries import Entry
    from danvan_tools.records.review import Review

__all__ = ["Sitting", "sitting_of", "sitting_parts"]

_PAIR = ["reviewer_id", "candidate_id"]
Pairs = tuple[tuple[str, str], ...]


class Sitting(NamedTuple):
    """Whose sheets count: as the last opening has it, before any opening as the files have it.

    Attributes
    ----------
    committee : DataFrame
        With the columns of ``review.committee``; who was taken off the sheet since has a row of id and name.
    conflicts : DataFrame
        With the columns of ``review.conflicts``.
    joined, left : tuple of str
        Reviewers that are on the sheet "Hội đồng" now and were not then, and the other way round.
    declared, withdrawn : tuple of (str, str)
        Reviewer and candidate of a conflict on the sheet "Có liên quan" now and not then, and the other way round.
    """

    committee: pd.DataFrame
    conflicts: pd.DataFrame
    joined: tuple[str, ...] = ()
    left: tuple[str, ...] = ()
    declared: Pairs = ()
    withdrawn: Pairs = ()

    @property
    def changed_sheets(self) -> list[str]:
        """The sheets of ``review.xlsx`` that differ from the last opening."""
        changed = {"Hội đồng": self.joined or self.left, "Có liên quan": self.declared or self.withdrawn}
        return [sheet for sheet, differs in changed.items() if differs]


def sitting_parts(review: Review) -> dict[str, Any]:
    """Return what an opening holds of the two sheets: ids and names of the members, pairs of declared conflicts."""
    ids, names = review.committee["reviewer_id"].tolist(), review.committee["name"].tolist()
    pairs = [list(pair) for pair in _pairs(review.conflicts)]
    return {"committee": ids, "names": dict(zip(ids, names, strict=True)), "conflicts": pairs}


def sitting_of(review: Review, openings: Sequence[Entry]) -> Sitting:
    """Return whose sheets count after these openings of the round."""
    if not openings:
        return Sitting(review.committee, review.conflicts)
    body = openings[-1].body
    then, now = body["committee"], review.committee["reviewer_id"].tolist()
    declared_now = _pairs(review.conflicts)
    # Openings once did not hold the conflicts.
    declared_then = [(pair[0], pair[1]) for pair in body.get("conflicts", declared_now)]
    return Sitting(
        _committee(review.committee, then, body.get("names", {})),
        _conflicts(review.conflicts, declared_then),
        joined=tuple(key for key in now if key not in then),
        left=tuple(key for key in then if key not in now),
        declared=tuple(pair for pair in declared_now if pair not in declared_then),
        withdrawn=tuple(pair for pair in declared_then if pair not in declared_now),
    )


def _committee(now: pd.DataFrame, members: Sequence[str], names: dict[str, str]) -> pd.DataFrame:
    known = {row["reviewer_id"]: row for row in now.to_dict("records")}
    rows = [known.get(key, {"reviewer_id": key, "name": names.get(key, key)}) for key in members]
    return _like(now, pd.DataFrame(rows, columns=now.columns))


def _conflicts(now: pd.DataFrame, pairs: Sequence[tuple[str, str]]) -> pd.DataFrame:
    named = now.drop_duplicates(_PAIR)
    return _like(now, pd.DataFrame(pairs, columns=_PAIR).merge(named, on=_PAIR, how="left"))


def _like(known: pd.DataFrame, table: pd.DataFrame) -> pd.DataFrame:
    """Return rows as another table has them: its columns, their types, blanks of words as blank texts."""
    words = {name: "" for name, kind in known.dtypes.items() if kind == "str"}
    return table[list(known.columns)].fillna(words).astype(known.dtypes.to_dict())


def _pairs(conflicts: pd.DataFrame) -> list[tuple[str, str]]:
    return list(dict.fromkeys(conflicts[_PAIR].itertuples(index=False, name=None)))
