"""Rules that are others than those the round was opened under."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from danvan_tools.errors import Fault
from danvan_tools.language import format_moment
from danvan_tools.records.review_memory import secretary_log
from danvan_tools.records.rounds import round_state
from danvan_tools.schema import REVIEW_FILE

if TYPE_CHECKING:
    from danvan_tools.records.review import Review

__all__ = ["warn_of_changed_rules"]


def warn_of_changed_rules(review: Review) -> list[Fault]:
    """Warn of each sheet of ``review.xlsx`` whose rules were changed since the round was opened.

    Returns
    -------
    list of Fault
        None before the first round. While it is open nobody can mark on; after it, results follow rules
        that the marks were not given under.
    """
    state = round_state(review)
    if not state.rules_changed:
        return []
    opened = format_moment(datetime.fromisoformat(secretary_log(review).openings[-1].at))
    follows = {
        "open": "nên chưa ai chấm tiếp được",
        "closed": "nên kết quả tính theo quy tắc khác với khi chấm",
    }[state.state]
    warnings = []
    for words in state.changed_rules:
        sheet, _, items = words.removesuffix(")").partition(" (")
        what = f"đã sửa sau khi mở vòng chấm lúc {opened}{f' ({items})' if items else ''}, {follows}"
        warnings.append(
            Fault(
                file=REVIEW_FILE,
                kind="rule",
                sheet=sheet,
                what=what,
                remedy="Nếu sửa nhầm, sửa lại như trước; nếu không, mở lại vòng chấm có ghi lý do ở sổ tay 2b.",
                severity="warning",
            )
        )
    return warnings
