"""The best selection under its rules, and what every other best one may have instead."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from danvan_tools.assessment.exact_programme import ExactProgramme, Whole
from danvan_tools.assessment.selection_rules import GENERAL, Rule, SelectionRules

_NO_FORM = -1


@dataclass(frozen=True, eq=False)
class Outcome:
    """All best selections at once.

    Attributes
    ----------
    programme : ExactProgramme
        Still open to further criteria.
    possible : ndarray of bool, shape (n_candidates, n_forms + 1)
        Which forms a candidate holds in some best selection; the last column is none.
    outside : ndarray of bool, shape (n_candidates,)
        Who is on a place outside the number of the form in every best selection.
    """

    programme: ExactProgramme
    possible: NDArray[np.bool_]
    outside: NDArray[np.bool_]

    @property
    def form(self) -> Whole:
        """Form of each candidate that holds the same in every best selection, -1 for none or for an open one."""
        first = np.argmax(self.possible, axis=1)
        return np.where(self.is_open | self.possible[:, -1], _NO_FORM, first)

    @property
    def is_open(self) -> NDArray[np.bool_]:
        """Which candidates hold one thing in one best selection and another in the next."""
        return np.asarray(self.possible.sum(axis=1) > 1)


def find_best(rules: SelectionRules, ranks: Whole, without: Collection[Rule] = ()) -> Outcome:
    """Return all best selections.

    The forms are filled in the order of their first rows, of each first the general places, then those outside their
    number: as many places as the rules allow, then the highest total of scores, then as many as possible of the
    first rank, of the second … What is still equal then is open.
    """
    programme = rules.programme(without)
    for part in rules.parts():
        maximise_score(programme, rules, part)
        _prefer_ranks(programme, rules, ranks, part)
    every = np.ones(len(rules.form), dtype=bool)
    possible = _possible(programme, rules, every, rules.form, rules.awards["form"].nunique())
    if not rules.is_outside.any():
        return Outcome(programme, possible, np.zeros(len(possible), dtype=bool))
    outside = _possible(programme, rules, every, (rules.place != GENERAL).astype(np.int64), 2)
    return Outcome(programme, possible, outside[:, 1] & (outside.sum(axis=1) == 1))


def maximise_score(programme: ExactProgramme, rules: SelectionRules, part: NDArray[np.bool_]) -> None:
    """Fill one part: the number of its places, then their total score."""
    programme.maximise(part.astype(np.int64))
    scores = rules.whole_scores[rules.candidate]
    # With the number kept, points above the lowest score decide as the scores do, and are smaller numbers.
    above = np.where(part, scores - scores[part].min(), 0)
    programme.maximise(above // max(1, int(np.gcd.reduce(above))))


def _prefer_ranks(programme: ExactProgramme, rules: SelectionRules, ranks: Whole, part: NDArray[np.bool_]) -> None:
    """Prefer better ranks, one after another, among the candidates that are in some best selections only."""
    undecided = _possible(programme, rules, part, rules.form * 0, 1).all(axis=1)
    for rank in np.unique(ranks[undecided]):
        these = undecided & (ranks == rank)
        programme.maximise((part & these[rules.candidate]).astype(np.int64))


def _possible(
    programme: ExactProgramme, rules: SelectionRules, counted: NDArray[np.bool_], labels: Whole, none: int
) -> NDArray[np.bool_]:
    """Return which labels below `none` of the options counted each candidate may hold, and in column `none` if none.

    Each search looks for as much as possible that was not seen yet, until there is nothing.
    """
    of_candidate, label = rules.candidate[counted], labels[counted]
    seen = np.zeros((len(rules.candidates), none + 1), dtype=bool)
    while True:
        held = programme.x[counted] == 1
        seen[of_candidate[held], label[held]] = True
        without = np.ones(len(seen), dtype=bool)
        without[of_candidate[held]] = False
        seen[without, none] = True
        worth = np.zeros(len(labels), dtype=np.int64)
        # A label that is new counts for one; so does holding none, where that is new.
        worth[counted] = (~seen[of_candidate, label]).astype(np.int64) - ~seen[of_candidate, none]
        if programme.highest(worth) + int((~seen[:, none]).sum()) == 0:
            return seen


def nearest_selection(outcome: Outcome, liked: Whole) -> Whole:
    """Return a best selection that keeps as many as possible of the options liked."""
    outcome.programme.highest(liked)
    return outcome.programme.x


def plain_rules(rules: SelectionRules) -> SelectionRules:
    """Return the rules without quotas, and without the places these give."""
    keep = rules.place == GENERAL
    options = {name: getattr(rules, name)[keep] for name in ("candidate", "award", "place", "below")}
    return replace(rules, quotas=rules.quotas.head(0), members=rules.members[:0], **options)
