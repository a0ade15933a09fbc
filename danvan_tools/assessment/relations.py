"""How the counts of a review relate: parts to wholes, sets to the sets they should lie in."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from danvan_tools.assessment.counting import UNLISTED
from danvan_tools.assessment.dimensions import DIMENSIONS
from danvan_tools.language import capitalised, format_points, join_list
from danvan_tools.schema import Fact

Facts = Mapping[str, Fact]
Kind = Literal["adds_up", "subset", "superset", "not_additive"]

_MOST_NAMED = 8
_MOST_PARTS = 6
_NOUNS = {
    "sites": "điểm nhân rộng",
    "recognitions": "lượt",
    "awards_on_occasions": "lượt",
    "units_taking_part": "đơn vị",
    "indicator": "dòng số liệu",
    "sheets_expected": "phiếu",
}
_IN_FULL = {value: dimension for dimension in DIMENSIONS.values() if dimension.in_full for value in dimension.words}
# A set, the set it should lie in, and what a record outside is.
_SUBSETS = (
    ("models_with_sites", "models_built", "mô hình được nhân rộng mà không thuộc số mô hình đã xây dựng"),
    ("exemplars.by_kind.model", "models_built", "mô hình được công nhận mà không có bước “xây dựng”"),
    ("nominated", "registered", "hồ sơ được đề nghị xét mà không có bước “đăng ký”"),
    ("outstanding", "recognised", "hồ sơ có bước “tiêu biểu” mà không có bước “công nhận”"),
    ("conference_awarded", "nominated", "hồ sơ được khen tại hội nghị mà không thuộc số được đề nghị xét"),
)


@dataclass(frozen=True, kw_only=True)
class Relation:
    """One relation: the columns of a reconciliation, as :func:`danvan_tools.assessment.reconcile` describes them."""

    check: str
    whole_key: str
    whole: int | Decimal
    parts: str
    sum: int | Decimal
    difference: int | Decimal
    kind: Kind
    explanation: str = ""
    record_ids: tuple[str, ...] = ()


def parts_of_wholes(facts: Facts) -> Iterator[Relation]:
    """Compare each count with its parts, dimension by dimension."""
    for (whole_key, title), parts in _partitions(facts).items():
        whole = facts[whole_key]
        total = sum((fact.value for fact in parts), 0)
        times = Counter(record for fact in parts for record in fact.record_ids)
        own = set(whole.record_ids)
        odd = {
            "không thuộc phần nào": own - times.keys(),
            "thuộc nhiều phần": {record for record, found in times.items() if found > 1},
            "không có trong tổng số": times.keys() - own,
        }
        noun = _NOUNS.get(whole_key.partition(".")[0], "hồ sơ")
        texts = [f"{len(ids)} {noun} {words}{named_ids(ids)}" for words, ids in odd.items() if ids]
        explanation = (
            f"Cộng các phần được {format_points(total)}, tổng số là {format_points(whole.value)}"
            f"{f': {join_list(texts)}' if texts else ''}."
            if texts or total != whole.value
            else ""
        )
        yield Relation(
            check=f"{capitalised(whole.label)}, theo {title}",
            whole_key=whole_key,
            whole=whole.value,
            parts=written_parts(parts),
            sum=total,
            difference=total - whole.value,
            kind="adds_up",
            explanation=explanation,
            record_ids=tuple(sorted(set().union(*odd.values()))),
        )


def _partitions(facts: Facts) -> dict[tuple[str, str], list[Fact]]:
    """Return the parts of each count by (key of the whole, title of the dimension): one pass over the keys."""
    found: dict[tuple[str, str], list[Fact]] = {}
    lost: dict[str, Fact] = {}
    for fact in facts.values():
        whole, name = _whole_and_dimension(fact.key)
        if name == UNLISTED:
            lost[whole] = fact
        elif name and whole in facts and facts[whole].value:
            found.setdefault((whole, DIMENSIONS[name].title), []).append(fact)
    own = {dimension.title for dimension in DIMENSIONS.values() if not dimension.of_candidate}
    for (whole, title), parts in found.items():
        if whole in lost and title not in own:
            parts.append(lost[whole])
    named = {
        ("candidates", "loại"): ["candidates.models", "candidates.exemplars"],
        ("conference_awarded", "hình thức"): ["conference_commended", "conference_praised"],
        ("sheets_expected", "tình trạng"): ["sheets_complete", "sheets_without_evidence", "sheets_unfinished"],
        ("nominated", "xếp loại"): [key for key in facts if key.startswith("tier.")],
    }
    for (whole, title), keys in named.items():
        if whole in facts and facts[whole].value and all(key in facts for key in keys) and keys:
            found[whole, title] = [facts[key] for key in keys]
    return found


def _whole_and_dimension(key: str) -> tuple[str, str]:
    """Return the key of the whole and the name of the dimension of a part, "" for what is no part."""
    whole, _, rest = key.partition(".by_")
    if (name := rest.partition(".")[0]) in DIMENSIONS:
        return whole, name
    whole, _, part = key.rpartition(".")
    if part == UNLISTED:
        return whole, UNLISTED
    if part in _IN_FULL:
        return whole, _IN_FULL[part].name
    name = part.removeprefix("no_")
    return (whole, name) if part.startswith("no_") and name in DIMENSIONS else (whole, "")


def subsets(facts: Facts) -> Iterator[Relation]:
    """Compare sets with the sets they should lie in."""
    for key, whole_key, outside in _SUBSETS:
        if key in facts and whole_key in facts and facts[key].value:
            ids = set(facts[key].record_ids) - set(facts[whole_key].record_ids)
            explanation = f"Có {len(ids)} {outside}{named_ids(ids)}." if ids else ""
            check = f"{capitalised(facts[key].label)}, so với {facts[whole_key].label}"
            yield subset(check, facts[whole_key], [facts[key]], ids, explanation)


def subset(check: str, whole: Fact, parts: Sequence[Fact], outside: set[str], explanation: str) -> Relation:
    """Return the relation of sets to the one they should lie in, and the records outside."""
    return Relation(
        check=check,
        whole_key=whole.key,
        whole=whole.value,
        parts=written_parts(parts),
        sum=sum((fact.value for fact in parts), 0),
        difference=len(outside),
        kind="subset",
        explanation=explanation,
        record_ids=tuple(sorted(outside)),
    )


def written_parts(parts: Sequence[Fact]) -> str:
    """Return "20 + 21 + 10 + 8", or how many parts there are; those of nothing are left out."""
    values = [format_points(fact.value) for fact in parts if fact.value]
    return " + ".join(values) if len(values) <= _MOST_PARTS else f"{len(values)} phần"


def named_ids(ids: Iterable[str]) -> str:
    """Return " (MH-001, MH-002 và 7 hồ sơ khác)", "" for none."""
    named = sorted(ids)
    if not named:
        return ""
    rest = f" và {len(named) - _MOST_NAMED} hồ sơ khác" if len(named) > _MOST_NAMED else ""
    return f" ({', '.join(named[:_MOST_NAMED])}{rest})"
