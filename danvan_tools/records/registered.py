"""A candidate as the ledger knows it: what a row of the list is recognised by."""

from __future__ import annotations

from typing import NamedTuple

__all__ = ["Registered"]


class Registered(NamedTuple):
    """A candidate as the ledger knows it.

    Attributes
    ----------
    candidate_id, name, unit_id, kind : str
        As in the last load that recorded the candidate.
    former : tuple of (str, str)
        Names and units it had before.
    withdrawn : bool
        Withdrawn from the review or merged into another: it may be missing from the list.
    into, left_at : str
        What it was merged into, and when it left; blank for one that did not.
    """

    candidate_id: str
    name: str
    unit_id: str
    kind: str
    former: tuple[tuple[str, str], ...] = ()
    withdrawn: bool = False
    into: str = ""
    left_at: str = ""

    def renamed(self, name: str, unit_id: str, kind: str) -> Registered:
        """Return the candidate under what it is called now."""
        former = (*self.former, (self.name, self.unit_id))
        return self._replace(name=name, unit_id=unit_id, kind=kind, former=former)
