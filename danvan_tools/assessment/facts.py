"""Every number a document prints, counted from the records."""

from __future__ import annotations

from danvan_tools.assessment.indicators import sum_indicators
from danvan_tools.assessment.record_facts import (
    count_awards,
    count_exemplars,
    count_models,
    count_records,
    count_sites,
)
from danvan_tools.assessment.round_facts import count_nominated, count_recommended, count_sheets, count_tiers
from danvan_tools.schema import Fact, Tables

MAIN_FACTS = ("models_built", "exemplars", "recognised_on_occasions", "conference_commended", "conference_praised")
"""Keys of the figures that a reader of the conference report looks for first."""

_COUNTS = (
    count_models,
    count_exemplars,
    count_awards,
    count_sites,
    count_records,
    count_nominated,
    count_sheets,
    count_recommended,
    count_tiers,
    sum_indicators,
)


def compute_facts(tables: Tables) -> list[Fact]:
    """Compute the facts of a review as it stood on ``settings.as_of``.

    Each count is of distinct records, and its parts (``models_built.economy``,
    ``exemplars.collective`` …) add up to it. Records dated after ``as_of`` are not known yet.

    Parameters
    ----------
    tables : Tables
        Never modified.

    Returns
    -------
    list of Fact
        Keys are unique and always in the same order; ``len(record_ids) == value`` for each but
        ``indicator.<n>``, which is a sum. Counts are of candidates, except
        ``units_taking_part`` (units), ``reviewers``, ``recognitions``, and ``sites`` and
        ``sheets_*`` ("candidate/site", "candidate/reviewer").
    """
    return [fact for count in _COUNTS for fact in count(tables)]
