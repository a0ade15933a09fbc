"""Faults counted in words: what stands above a table of faults, below a list of them, and in a marked copy."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from danvan_tools.errors import Fault
from danvan_tools.schema.words import FAULT_KINDS, vietnamese

__all__ = ["SEVERITIES", "summarise_faults"]

SEVERITIES = {"lỗi": "error", "lưu ý": "warning"}


def summarise_faults(faults: Iterable[Fault]) -> str:
    """Return how many faults there are and of which kinds, the most frequent first.

    Returns
    -------
    str
        "12 lỗi, 3 lưu ý: không có trong danh mục 10; cần giải trình 5", without a full stop; kinds
        equally frequent in the order of the vocabulary. "" if there is no fault.
    """
    counted = Counter((fault.severity, fault.kind) for fault in faults)
    severities = [
        f"{_grouped(number)} {word}"
        for word, severity in SEVERITIES.items()
        if (number := sum(count for (own, _), count in counted.items() if own == severity))
    ]
    kinds: Counter[str] = Counter()
    for kind in FAULT_KINDS.values():
        kinds[kind] = sum(count for (_, own), count in counted.items() if own == kind)
    listed = [f"{vietnamese(FAULT_KINDS, kind)} {_grouped(number)}" for kind, number in kinds.most_common() if number]
    return f"{', '.join(severities)}: {'; '.join(listed)}" if listed else ""


def _grouped(number: int) -> str:
    return f"{number:,}".replace(",", ".")
