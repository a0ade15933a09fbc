"""How the awards of a review relate: at the conference and elsewhere, recommended and decided."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from danvan_tools.assessment.relations import Facts, Relation, named_ids, subset, written_parts
from danvan_tools.language import capitalised, format_points, join_list
from danvan_tools.schema import Fact

_CONFERENCE = ("conference_commended", "conference_praised")
# Awards, and the candidates they went to.
_REPEATS = (
    ("awards_on_occasions", "recognised_on_occasions"),
    ("recognitions", "candidates_with_recognitions"),
)
_DECIDED = (("commendation", "conference_commended"), ("praise", "conference_praised"))


def conference(facts: Facts) -> Iterator[Relation]:
    """Compare the awards of the conference with who was recognised, and with who was awarded on other occasions.

    They are cumulative counts by several authorities: what lies outside is to be explained, never wrong.
    """
    given = [facts[key] for key in _CONFERENCE if key in facts]
    awarded = {record for fact in given for record in fact.record_ids}
    if not awarded:
        return
    why = "do nhiều cấp ủy cơ sở quyết định theo thẩm quyền, là số cộng dồn"
    if "exemplars" in facts:
        exemplars = facts["exemplars"]
        outside = awarded - set(exemplars.record_ids)
        text = (
            f"Tại hội nghị có {len(awarded)} mô hình, điển hình được khen thưởng, biểu dương, {why}; trong đó "
            f"{len(outside)} chưa được công nhận “Dân vận khéo”{named_ids(outside)}, nên không so với số "
            f"{format_points(exemplars.value)} đã công nhận."
        )
        check = "Khen thưởng và biểu dương tại hội nghị, so với mô hình, điển hình “Dân vận khéo” đã công nhận"
        yield subset(check, exemplars, given, outside, text if outside else "")
    if "recognised_on_occasions" in facts and facts["recognised_on_occasions"].value:
        yield _overlap(given, facts["recognised_on_occasions"], awarded, why)


def _overlap(given: Sequence[Fact], occasions: Fact, awarded: set[str], why: str) -> Relation:
    """Say who is counted both at the conference and on other occasions."""
    both = awarded & set(occasions.record_ids)
    distinct = len(awarded | set(occasions.record_ids))
    total = sum((fact.value for fact in given), occasions.value)
    text = (
        f"{len(both)} mô hình, điển hình vừa được khen nhân các dịp vừa được khen tại hội nghị{named_ids(both)}: "
        f"{why}, nên không cộng hai số; cả thảy có {distinct} mô hình, điển hình khác nhau."
    )
    return Relation(
        check="Mô hình, điển hình được biểu dương, khen thưởng nhân các dịp và tại hội nghị",
        whole_key="",
        whole=distinct,
        parts=written_parts([occasions, *given]),
        sum=total,
        difference=total - distinct,
        kind="not_additive",
        explanation=text if both else "",
        record_ids=tuple(sorted(both)),
    )


def repeated_awards(facts: Facts) -> Iterator[Relation]:
    """Compare awards with the candidates they went to: one candidate may have several."""
    for awards_key, people_key in _REPEATS:
        if awards_key not in facts or people_key not in facts or not facts[awards_key].value:
            continue
        awards, people = facts[awards_key], facts[people_key]
        repeated = facts[f"{people_key}.repeated"].record_ids if f"{people_key}.repeated" in facts else ()
        difference = awards.value - people.value
        text = (
            f"{format_points(awards.value)} lượt là của {format_points(people.value)} hồ sơ: {len(repeated)} hồ sơ "
            f"được khen từ hai lần trở lên{named_ids(repeated)}."
        )
        yield Relation(
            check=f"{capitalised(awards.label)}, so với số hồ sơ",
            whole_key=awards_key,
            whole=awards.value,
            parts=format_points(people.value),
            sum=people.value,
            difference=difference,
            kind="superset",
            explanation=text if difference else "",
            record_ids=tuple(repeated) if difference else (),
        )


def decided_and_recommended(facts: Facts) -> Iterator[Relation]:
    """Compare what was decided for the conference with what the meeting recommended, once both are there."""
    if not any(facts[key].value for _, key in _DECIDED if key in facts):
        return
    for award, decided_key in _DECIDED:
        if f"recommended.{award}" not in facts or decided_key not in facts:
            continue
        advice, decided = facts[f"recommended.{award}"], facts[decided_key]
        waiting = set(advice.record_ids) - set(decided.record_ids)
        otherwise = set(decided.record_ids) - set(advice.record_ids)
        if not advice.value:
            continue
        texts = [
            f"{len(ids)} hồ sơ {words}{named_ids(ids)}"
            for ids, words in (
                (waiting, "được đề nghị mà chưa được quyết định như vậy"),
                (otherwise, "được quyết định mà hội đồng không đề nghị như vậy"),
            )
            if ids
        ]
        yield Relation(
            check=f"{capitalised(decided.label)}, so với đề nghị của hội đồng",
            whole_key=advice.key,
            whole=advice.value,
            parts=format_points(decided.value),
            sum=decided.value,
            difference=decided.value - advice.value,
            kind="subset",
            explanation=f"Có {join_list(texts)}." if texts else "",
            record_ids=tuple(sorted(waiting | otherwise)),
        )
