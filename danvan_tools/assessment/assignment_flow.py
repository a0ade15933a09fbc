"""Reviewers to candidates as a flow: candidates that nothing tells apart travel together."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from danvan_tools.assessment.network import Network, Whole

Pairs = NDArray[np.bool_]

# How many loads on each side of the mean are told apart at first.
_WINDOW = 8


class Demand(NamedTuple):
    """What an assignment has to look at; matrices of candidates × reviewers.

    ``seats`` is how many reviewers each candidate gets: never more than are ``allowed``, never fewer than have
    ``begun``. ``expert`` tells who knows the candidate's sector; one of the seats is theirs if possible. ``capacity``
    is the most that each reviewer takes, by the committee's own word.
    """

    seats: Whole
    allowed: Pairs
    begun: Pairs
    kept: Pairs
    expert: Pairs
    capacity: Whole


def assign_seats(demand: Demand) -> Pairs:
    """Return who marks what: a matrix of candidates × reviewers.

    In this order as low as possible: what is beyond the capacities in sum, candidates without an expert, the sum
    of squared loads, and assignments not kept. Each is a minimal cost flow, so every stage is exact.
    """
    if not demand.allowed.size:
        return np.zeros_like(demand.allowed)
    keys = np.column_stack([demand.seats, demand.allowed, demand.begun, demand.kept, demand.expert])
    _, first, group, sizes = np.unique(keys, axis=0, return_index=True, return_inverse=True, return_counts=True)
    kinds = Demand(
        demand.seats[first],
        demand.allowed[first],
        demand.begun[first],
        demand.kept[first],
        demand.expert[first],
        demand.capacity,
    )
    taken = _solve(kinds, sizes.astype(np.int64))
    return _deal(taken, kinds.expert, group.reshape(-1))


def _solve(kinds: Demand, sizes: Whole) -> Whole:
    """Return how many candidates of each kind each reviewer gets, shape (n_kinds, n_reviewers)."""
    mean = int((kinds.seats * sizes).sum()) // len(kinds.capacity)
    low, width = max(0, mean - _WINDOW), 2 * _WINDOW
    while True:
        flow = _Flow(kinds, sizes, low, width)
        taken = flow.solve()
        loads = taken.sum(axis=0)
        if (loads >= low - 1).all() and (loads <= low + width + 1).all():
            return taken
        # Outside the window the cost was too low: only inside is what was found the best.
        high = int(loads.max()) + _WINDOW
        low = max(0, min(low, int(loads.min()) - _WINDOW))
        width = max(2 * width, high - low)


class _Flow:
    """The network: kind → experts or others → reviewer → within or beyond capacity → load."""

    def __init__(self, kinds: Demand, sizes: Whole, low: int, width: int) -> None:
        n_kinds, n_reviewers = kinds.allowed.shape
        self._kinds, self._shape = kinds, kinds.allowed.shape
        self._kind, self._reviewer = np.nonzero(kinds.allowed)
        expert = kinds.expert[self._kind, self._reviewer]
        everybody, reviewers, ends = np.arange(n_kinds), np.arange(n_reviewers), np.arange(width + 2)
        # Nodes: kinds, their others, reviewers, their loads. Flows from one node to another, -1 for out.
        others, desks, sums = n_kinds, 2 * n_kinds, 2 * n_kinds + n_reviewers
        total = int((kinds.seats * sizes).sum())
        spare = np.maximum(kinds.seats - 1, 0) * sizes
        parts = [
            (np.where(expert, self._kind, others + self._kind), desks + self._reviewer, sizes[self._kind]),
            (everybody, others + everybody, spare),
            (everybody, others + everybody, kinds.seats * sizes - spare),
            (desks + reviewers, sums + reviewers, np.minimum(kinds.capacity, total)),
            (desks + reviewers, sums + reviewers, np.full(n_reviewers, total)),
            (
                np.repeat(sums + reviewers, width + 2),
                np.full(n_reviewers * (width + 2), -1),
                _steps(n_reviewers, low, width, total),
            ),
        ]
        lengths = [len(part[0]) for part in parts]
        self._starts = np.cumsum([0, *lengths])
        start, end, most = (np.concatenate([part[n] for part in parts]) for n in range(3))
        arrives = np.flatnonzero(end >= 0)
        balance = sparse.csr_matrix(
            (
                np.concatenate([np.ones(len(start)), -np.ones(len(arrives))]).astype(np.int64),
                (np.concatenate([start, end[arrives]]), np.concatenate([np.arange(len(start)), arrives])),
            ),
            shape=(sums + n_reviewers, len(start)),
        )
        supply = np.zeros(sums + n_reviewers, dtype=np.int64)
        supply[:n_kinds] = kinds.seats * sizes
        self._network = Network(balance, supply, most.astype(np.int64))
        begun = np.flatnonzero(kinds.begun[self._kind, self._reviewer])
        self._network.least[begun] = sizes[self._kind[begun]]
        # The n-th candidate of a reviewer adds 2n - 1 to the square of the load.
        self._marginal = np.tile(2 * (low + ends) - 1, n_reviewers)
        self._low, self._width = low, width

    def solve(self) -> Whole:
        """Minimise one cost after another and return what each reviewer gets of each kind."""
        network, kinds = self._network, self._kinds
        if (network.most[self._part(3)] < network.most[self._part(4)]).any():
            network.minimise(self._cost(4, 1))
        if not kinds.expert.all():
            network.minimise(self._cost(2, 1))
        network.minimise(self._cost(5, self._marginal))
        # Where the cost of a load is known exactly, no further.
        steps = self._part(5)
        network.least[steps][:: self._width + 2] = np.maximum(network.least[steps][:: self._width + 2], self._low - 1)
        last = network.most[steps][self._width + 1 :: self._width + 2]
        network.most[steps][self._width + 1 :: self._width + 2] = np.minimum(last, 1)
        if kinds.kept.any():
            network.minimise(self._cost(0, -kinds.kept[self._kind, self._reviewer].astype(np.int64)))
        taken = np.zeros(self._shape, dtype=np.int64)
        taken[self._kind, self._reviewer] = network.flow[self._part(0)]
        return taken

    def _part(self, number: int) -> slice:
        return slice(int(self._starts[number]), int(self._starts[number + 1]))

    def _cost(self, number: int, values: Whole | int) -> Whole:
        cost = np.zeros(int(self._starts[-1]), dtype=np.int64)
        cost[self._part(number)] = values
        return cost


def _steps(n_reviewers: int, low: int, width: int, total: int) -> Whole:
    """Return how much each step of a load holds: all below the window, one each within, all above."""
    return np.tile(np.concatenate([[low], np.ones(width, dtype=np.int64), [total]]), n_reviewers)


def _deal(taken: Whole, expert: Pairs, group: Whole) -> Pairs:
    """Deal the seats of each kind out to its candidates in turn, experts first: each gets different reviewers."""
    pairs = np.zeros((len(group), taken.shape[1]), dtype=bool)
    for kind, row in enumerate(taken):
        members = np.flatnonzero(group == kind)
        order = np.argsort(~expert[kind], kind="stable")
        seats = np.repeat(order, row[order])
        pairs[members[np.arange(len(seats)) % len(members)], seats] = True
    return pairs
