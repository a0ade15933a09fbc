"""What each quota costs."""

from __future__ import annotations

from collections.abc import Collection

import numpy as np
import pandas as pd

from danvan_tools.assessment.exact_programme import ImpossibleError
from danvan_tools.assessment.rounding import from_whole
from danvan_tools.assessment.selection_clash import ImpossibleRulesError
from danvan_tools.assessment.selection_rules import Rule, SelectionRules, describe_quota
from danvan_tools.assessment.selection_search import maximise_score
from danvan_tools.language import capitalised, format_points
from danvan_tools.schema import AWARDS, vietnamese


def quota_costs(candidates: pd.DataFrame, awards: pd.DataFrame, quotas: pd.DataFrame) -> pd.DataFrame:
    """Compare the best selection with the best one without each quota.

    Parameters
    ----------
    candidates, awards, quotas : DataFrame
        As for :func:`danvan_tools.assessment.select`.

    Returns
    -------
    DataFrame, one row per quota, in the order of the sheet
        award, scope, value; places_lost (how many more places would be filled without it); points_lost (how much higher
        the total score of all who get a form would be, in points); sentence. A quota outside the number of the forms
        takes nothing from anybody: its places stay when it is compared.

    Raises
    ------
    ImpossibleRulesError
        If no selection keeps the rules.
    """
    rules = SelectionRules.of(candidates, awards, quotas)
    try:
        filled, total = _value(rules, ())
    except ImpossibleError:
        raise ImpossibleRulesError.of(rules) from None
    rows = []
    for quota in range(len(quotas)):
        lifted = [Rule("at_least", quota), *([] if rules.is_outside[quota] else [Rule("at_most", quota)])]
        more, higher = _value(rules, lifted)
        rows.append((more - filled, float(from_whole(np.array([higher - total]))[0])))
    costs = rules.quotas[["award", "scope", "value"]].copy()
    costs["places_lost"] = pd.Series([row[0] for row in rows], dtype="int64")
    costs["points_lost"] = pd.Series([row[1] for row in rows], dtype="float64")
    words = [_sentence(rules, quota, *row) for quota, row in enumerate(rows)]
    return costs.assign(sentence=pd.Series(words, dtype="str"))


def _value(rules: SelectionRules, without: Collection[Rule]) -> tuple[int, int]:
    """Return how many places the best selection fills, and its total score in ten-thousandths."""
    programme = rules.programme(without)
    for part in rules.parts():
        maximise_score(programme, rules, part)
    return int(programme.x.sum()), int(rules.whole_scores[rules.candidate] @ programme.x)


def _sentence(rules: SelectionRules, quota: int, places: int, points: float) -> str:
    kind = vietnamese(AWARDS, rules.quotas["award"].iloc[quota])
    named = f"{capitalised(describe_quota(rules.quotas, quota))} ({kind})"
    if places == 0 and points == 0:
        return f"{named} không làm giảm kết quả."
    lost = [f"số hồ sơ được xếp {'ít' if places > 0 else 'nhiều'} hơn {abs(places)}"] if places else []
    lost += [f"tổng điểm {'thấp' if points > 0 else 'cao'} hơn {format_points(abs(points))} điểm"] if points else []
    return f"{named}: {', '.join(lost)} so với khi không có chỉ tiêu này."
