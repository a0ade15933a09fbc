"""What the quotas change, swap by swap against the plain ranking."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.optimize import linear_sum_assignment

from danvan_tools.assessment.exact_programme import Whole
from danvan_tools.assessment.rounding import from_whole
from danvan_tools.assessment.selection_rules import GENERAL, SelectionRules, describe_form, describe_quota
from danvan_tools.assessment.selection_search import Outcome, nearest_selection
from danvan_tools.language import capitalised, format_points, join_list

_NOBODY = -1
_MANY = "nhiều chỉ tiêu cùng lúc"
SWAP_COLUMNS = ["form", "holder", "candidate_in", "candidate_out", "quotas", "points", "open", "sentence"]


class _Seats(NamedTuple):
    """Row of **Hình thức** and kind of place of each candidate; award -1 for none."""

    award: Whole
    place: Whole

    @classmethod
    def of(cls, rules: SelectionRules, x: Whole) -> _Seats:
        award, place = np.full((2, len(rules.candidates)), _NOBODY)
        award[rules.candidate[x == 1]] = rules.award[x == 1]
        place[rules.candidate[x == 1]] = rules.place[x == 1]
        return cls(award, place)

    def on(self, award: int) -> NDArray[np.bool_]:
        """Return who holds a general place of a form."""
        return np.asarray((self.award == award) & (self.place == GENERAL))


def list_swaps(
    rules: SelectionRules, outcome: Outcome, plain_rules: SelectionRules, plain: Outcome, ranks: Whole
) -> pd.DataFrame:
    """List what differs from the selection without quotas, in one sentence each.

    Where several selections are equally good, two that are much alike are compared, and the sentence says that the
    committee decides.

    Parameters
    ----------
    rules, plain_rules : SelectionRules
        With and without quotas.
    outcome, plain : Outcome
        The best selections under each.
    ranks : ndarray of int, shape (n_candidates,)

    Returns
    -------
    DataFrame, one row per difference, form by form
        form, holder; candidate_in, candidate_out (ids; "" for nobody: a place that stays open, that the plain ranking
        leaves open, or outside the number of the form); quotas (words of those this swap is for: undoing it alone
        would break them); points (score of the first less the other's, NaN with nobody on one side); open (bool:
        somebody of equal rank may stand for one of them); sentence.
    """
    general = rules.place == GENERAL
    liked = np.zeros(len(general), dtype=np.int64)
    liked[general] = nearest_selection(plain, outcome.programme.x[general])
    chosen = nearest_selection(outcome, liked)
    before, after = _Seats.of(plain_rules, nearest_selection(plain, chosen[general])), _Seats.of(rules, chosen)
    counts = rules.quota_counts(after.award, after.place)
    compared = _Comparison(rules, before, after, ranks, outcome.is_open | plain.is_open, counts)
    rows = [row for award in range(len(rules.awards)) for row in compared.rows(award)]
    found = pd.DataFrame(rows, columns=SWAP_COLUMNS)
    return found.astype({"points": float, "open": bool} | dict.fromkeys(["candidate_in", "candidate_out"], "str"))


class _Comparison(NamedTuple):
    """One selection without quotas and one with them; ``counts`` says how many each quota counts in the second."""

    rules: SelectionRules
    before: _Seats
    after: _Seats
    ranks: Whole
    opened: NDArray[np.bool_]
    counts: list[int]

    def rows(self, award: int) -> Iterator[list[Any]]:
        """Yield the rows of one form: who comes in for whom, then who is outside its number."""
        for pair in self._pairs(award):
            yield self._swap(award, pair)
        for who in np.flatnonzero((self.after.award == award) & (self.after.place != GENERAL)).tolist():
            yield self._added(award, who)

    def _pairs(self, award: int) -> Iterator[tuple[int, int]]:
        """Pair those who come in with those who go, so that as many swaps as possible are asked for by a quota."""
        was, now = self.before.on(award), self.after.on(award)
        coming, going = (
            who[np.argsort(self.ranks[who], kind="stable")] for who in map(np.flatnonzero, (now & ~was, was & ~now))
        )
        asked = [[bool(self._broken(award, one, other)) for other in going.tolist()] for one in coming.tolist()]
        apart = np.abs(np.arange(len(coming))[:, np.newaxis] - np.arange(len(going)))
        unasked = ~np.array(asked, dtype=bool).reshape(apart.shape)
        ones, others = linear_sum_assignment(apart + unasked * (apart.size * len(apart) + 1))
        yield from zip(coming[ones].tolist(), going[others].tolist(), strict=True)
        yield from ((_NOBODY, other) for other in np.delete(going, others).tolist())
        yield from ((one, _NOBODY) for one in np.delete(coming, ones).tolist())

    def _broken(self, award: int, one: int, other: int) -> list[int]:
        """Return the quotas that break if one gives the place of a form back to the other, and takes the other's."""
        rules, broken = self.rules, []
        kinds, on_general = rules.kinds, other != _NOBODY and self.after.place[other] == GENERAL
        theirs = int(self.after.award[other]) if on_general else _NOBODY
        for quota, (kind, least, most) in rules.inside_quotas.items():
            change = int(other != _NOBODY and rules.members[quota, other])
            change -= int(one != _NOBODY and rules.members[quota, one])
            change *= int(kinds[award] == kind) - int(theirs != _NOBODY and kinds[theirs] == kind)
            if change and not least <= self.counts[quota] + change <= most:
                broken.append(quota)
        return broken

    def _swap(self, award: int, pair: tuple[int, int]) -> list[Any]:
        """Return the row of one who comes in and one who goes."""
        one, other = pair
        ids, form = self.rules.candidates["candidate_id"].tolist(), describe_form(self.rules.awards, award)
        words = join_list([describe_quota(self.rules.quotas, quota) for quota in self._broken(award, one, other)])
        points = np.nan
        if one == _NOBODY:
            what = f"{ids[other]} không được xếp, một chỗ {form} để trống: {words or _MANY}"
        elif other == _NOBODY:
            what = f"{ids[one]} vào một chỗ {form} còn trống sau khi đổi theo chỉ tiêu"
        else:
            scores = self.rules.whole_scores
            points = float(from_whole(scores[[one]] - scores[[other]])[0])
            what = f"{ids[one]} vào thay {ids[other]} ở {form}: {words or _MANY}, {_signed(points)}"
        undecided = any(who != _NOBODY and bool(self.opened[who]) for who in pair)
        names = ["" if who == _NOBODY else ids[who] for who in pair]
        return self._row(award, names, words, points, _decided(what, undecided))

    def _added(self, award: int, who: int) -> list[Any]:
        """Return the row of one on a place outside the number of a form."""
        name = str(self.rules.candidates["candidate_id"].iloc[who])
        words = describe_quota(self.rules.quotas, int(self.after.place[who]))
        verb = "chuyển sang" if self.before.award[who] == award else "vào"
        what = f"{name} {verb} một chỗ {describe_form(self.rules.awards, award)} ngoài số lượng chung: {words}"
        return self._row(award, [name, ""], words, np.nan, _decided(what, bool(self.opened[who])))

    def _row(self, award: int, names: list[str], words: str, points: float, said: tuple[bool, str]) -> list[Any]:
        form, holder = self.rules.awards[["form", "holder"]].iloc[award]
        return [form, holder, *names, words, points, *said]


def _decided(what: str, undecided: bool) -> tuple[bool, str]:
    """Return whether the committee has to decide, and the sentence."""
    decide = "; có hồ sơ bằng nhau, hội đồng quyết định" if undecided else ""
    return undecided, f"{capitalised(what)}{decide}."


def _signed(points: float) -> str:
    """Write a difference of scores: "−1,5 điểm"."""
    if points == 0:
        return "bằng điểm"
    return f"{'−' if points < 0 else '+'}{format_points(abs(points))} điểm"
