"""Every number a document prints, counted from the records."""

from __future__ import annotations

from danvan_tools.assessment.award_facts import count_conference, count_occasions, count_recognitions
from danvan_tools.assessment.dimensions import candidate_parts
from danvan_tools.assessment.indicators import sum_indicators, sum_indicators_by_unit
from danvan_tools.assessment.record_facts import (
    count_exemplars,
    count_list,
    count_models,
    count_sites,
    count_steps,
)
from danvan_tools.assessment.round_facts import count_nominated, count_recommended, count_sheets, count_tiers
from danvan_tools.schema import Fact, Tables

MAIN_FACTS = ("models_built", "exemplars", "recognised_on_occasions", "conference_commended", "conference_praised")
"""Keys of the figures that a reader of the conference report looks for first."""

_OF_CANDIDATES = (count_sites, count_list, count_steps, count_recognitions, count_nominated)
_COUNTS = (
    count_sheets,
    count_recommended,
    count_tiers,
    sum_indicators,
    sum_indicators_by_unit,
)


def compute_facts(tables: Tables) -> list[Fact]:
    """Compute the facts of a review as it stood on ``settings.as_of``.

    Each count is of distinct records, and its parts add up to it, dimension by dimension. Records
    dated after ``as_of`` are not known yet. The key of a part can be guessed from its whole's:

    - ``<count>.<sector>`` and ``<count>.<holder>`` – ``models_built.economy``,
      ``exemplars.collective`` – are always there, zeros too, for templates name them;
    - ``<count>.by_<dimension>.<value>`` – ``models_built.by_unit.P01``, ``sites.by_unit_kind.xã``,
      ``awards_on_occasions.by_form.Giấy khen`` – only where there is something to count. What
      follows the second point is the value as it stands in the records, whatever it holds, so no
      two keys meet;
    - ``<count>.no_<dimension>`` and ``<count>.unlisted`` take the rest: no (known) value, or a
      candidate that is no longer on the list.

    Other keys with a point (``recommended.amended``, ``recognised_on_occasions.repeated``,
    ``conference_awarded.not_exemplars``) are counts of their own and no parts.

    Parameters
    ----------
    tables : Tables
        Never modified.

    Returns
    -------
    list of Fact
        Keys are unique and always in the same order; ``len(record_ids) == value`` for each but
        ``indicator.<n>`` and its parts, which are sums, and ``<count>.share``, a percentage. Counts
        are of candidates, except ``units_taking_part`` (units), ``reviewers``, ``recognitions`` and
        ``awards_on_occasions`` (awards), ``sites`` and ``sheets_*`` ("candidate/site",
        "candidate/reviewer").
    """
    parts = candidate_parts(tables)
    models, exemplars, occasions = (count(tables, parts) for count in (count_models, count_exemplars, count_occasions))
    conference = count_conference(tables, parts, exemplars[0].record_ids, occasions[0].record_ids)
    records = [fact for count in _OF_CANDIDATES for fact in count(tables, parts)]
    others = [fact for count in _COUNTS for fact in count(tables)]
    return [*models, *exemplars, *occasions, *conference, *records, *others]
