"""Rules that cannot all be kept, and the sentence that names them."""

from __future__ import annotations

import numpy as np

from danvan_tools.assessment.exact_programme import ImpossibleError
from danvan_tools.assessment.selection_rules import Rule, SelectionRules, describe_form, describe_quota
from danvan_tools.errors import DanvanError
from danvan_tools.language import capitalised
from danvan_tools.schema import AWARDS, vietnamese


class ImpossibleRulesError(DanvanError):
    """Quotas, places and tiers that no selection keeps; ``rules`` is a smallest set of them that clashes."""

    def __init__(self, rules: list[Rule], sentence: str) -> None:
        self.rules = rules
        super().__init__(sentence)

    @classmethod
    def of(cls, rules: SelectionRules) -> ImpossibleRulesError:
        """Return the error that names the clash of some rules."""
        clash = clashing_rules(rules)
        words = [_describe(rules, rule) for rule in clash]
        if len(words) == 1:
            what = f"{capitalised(words[0])} nên không thể bảo đảm"
        else:
            what = f"Không thể cùng lúc bảo đảm: {'; '.join(words)}"
        sheets = [
            sheet
            for sheet, kinds in (("Chỉ tiêu", {"at_least", "at_most"}), ("Hình thức", {"places", "minimum"}))
            if any(rule.kind in kinds for rule in clash)
        ]
        remedy = f"Sửa ở trang {' hoặc '.join(sheets)} của review.xlsx rồi chạy lại."
        return cls(clash, f"{what}. {remedy}")


def clashing_rules(rules: SelectionRules) -> list[Rule]:
    """Return a smallest set of rules that clash: without any one of them the others could be kept.

    Each rule is left out in turn, and stays out where the rest is impossible all the same.
    """
    every = rules.all_rules()
    dropped: set[Rule] = set()
    for rule in every:
        try:
            rules.programme(dropped | {rule})
        except ImpossibleError:
            dropped.add(rule)
    return [rule for rule in reversed(every) if rule not in dropped]


def _describe(rules: SelectionRules, rule: Rule) -> str:
    """Say a rule with its numbers, and of how many candidates a quota can choose."""
    if rule.kind == "places":
        return f"số lượng {describe_form(rules.awards, rule.row)} là {rules.awards['places'].iloc[rule.row]}"
    if rule.kind == "minimum":
        least = rules.awards["tiers"].iloc[rule.row][-1]
        return f"xếp loại tối thiểu của {describe_form(rules.awards, rule.row)} là {least}"
    quota = rules.quotas.iloc[rule.row]
    limit = f"nhiều nhất {quota['at_most']}" if rule.kind == "at_most" else f"ít nhất {quota['at_least']}"
    named = f"{describe_quota(rules.quotas, rule.row)} ({vietnamese(AWARDS, quota['award'])}) {limit}"
    if rule.kind == "at_most":
        return named
    counted = rules.counts_by_quota()[rule.row].toarray()[0] > 0
    able = np.unique(rules.candidate[counted & ~rules.below]).size
    return f"{named} mà chỉ có {able} hồ sơ đủ điều kiện" if able < quota["at_least"] else named
