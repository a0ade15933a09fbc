"""Flows in whole numbers at the least cost, proved in whole numbers."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy import optimize, sparse

Whole = NDArray[np.int64]


class Network:
    """Flows with ``balance @ flow == supply`` and ``least <= flow <= most``, in whole numbers.

    Every column of `balance` has at most one +1 and one -1, so that the simplex method ends at whole flows and whole
    prices. :meth:`minimise` finds the least cost, proves it in whole numbers – each flow whose cost at these prices is
    above zero is at its least, each below zero at its most – and fixes those: what is left are exactly the flows
    of least cost, and the next cost chooses among them.

    Parameters
    ----------
    balance : sparse matrix of int, shape (n_nodes, n_flows)
    supply : ndarray of int, shape (n_nodes,)
    most : ndarray of int, shape (n_flows,)

    Attributes
    ----------
    flow : ndarray of int, shape (n_flows,)
        Of least cost by every cost so far.
    least, most : ndarray of int, shape (n_flows,)
    """

    def __init__(self, balance: sparse.csr_matrix, supply: Whole, most: Whole) -> None:
        self._balance, self._supply = balance, supply
        self.least, self.most = np.zeros_like(most), most
        self.flow = np.zeros_like(most)

    def minimise(self, cost: Whole) -> int:
        """Return the least ``cost @ flow``; from now on only flows that reach it are looked at.

        Raises
        ------
        ArithmeticError
            If there is no flow, or the least cost could not be proved.
        """
        found = optimize.linprog(
            cost,
            A_eq=self._balance,
            b_eq=self._supply,
            bounds=np.column_stack([self.least, self.most]),
            method="highs-ds",
        )
        if found.status:
            msg = f"no flow of least cost: {found.message}"
            raise ArithmeticError(msg)
        self.flow = np.rint(found.x).astype(np.int64)
        prices = np.rint(found.eqlin.marginals).astype(np.int64)
        reduced = cost - self._balance.T @ prices
        kept = (self._balance @ self.flow == self._supply).all()
        kept &= ((self.least <= self.flow) & (self.flow <= self.most)).all()
        proved = (self.flow == self.least)[reduced > 0].all() and (self.flow == self.most)[reduced < 0].all()
        if not (kept and proved):
            msg = "the flow found is not proved to be of least cost"
            raise ArithmeticError(msg)
        self.most = np.where(reduced > 0, self.flow, self.most)
        self.least = np.where(reduced < 0, self.flow, self.least)
        return int(cost @ self.flow)
