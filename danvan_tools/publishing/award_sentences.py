"""The paragraphs on praise and commendation: a reader who adds their numbers up finds them explained."""

from __future__ import annotations

from collections.abc import Mapping

from danvan_tools.language import capitalised, format_date, join_list, uncapitalised
from danvan_tools.publishing.fact_words import (
    HOLDERS_OF,
    LEVELS_OF,
    OCCASIONS_OF,
    UNLISTED,
    Facts,
    adds_up,
    present,
    printed,
)
from danvan_tools.schema import Fact, Settings

_AWARDS = "awards_on_occasions"
_PERIODS = {
    "by_period.before": "trước kỳ xét",
    "by_period.within": "trong kỳ xét",
    "by_period.after": "sau kỳ xét",
}


def awards(facts: Facts, settings: Settings) -> list[str]:
    """Write II.3: praise and commendation, "đã" after the decisions and "đề nghị" before them."""
    occasions = facts["recognised_on_occasions"]
    if not occasions.value:
        first = (
            "Ngoài hội nghị, trong kỳ chưa ghi nhận trường hợp nào được Mặt trận Tổ quốc, đoàn thể, cơ quan "
            "biểu dương, khen thưởng."
        )
        return [first, *_at_conference(facts, settings)]
    first = (
        f"{_when(facts, settings)}, {printed(occasions)} mô hình, điển hình được Mặt trận Tổ quốc, đoàn thể, cơ quan "
        "biểu dương, khen thưởng nhân các dịp, chưa kể hội nghị nêu dưới đây."
    )
    return [first, *_on_occasions(facts), *_at_conference(facts, settings)]


def _when(facts: Facts, settings: Settings) -> str:
    """Return "Trong kỳ" where all the awards are of the period, else the day up to which they are counted."""
    periods = present(facts, _AWARDS, _PERIODS)
    return "Trong kỳ" if periods in ([], ["by_period.within"]) else f"Tính đến {format_date(settings.as_of, long=True)}"


def _on_occasions(facts: Facts) -> list[str]:
    """Say how many awards these were, and why there are more of them than of those who got them."""
    given, repeated = facts.get(_AWARDS), facts.get("recognised_on_occasions.repeated")
    if given is None or not given.value:
        return []
    first = f"Các mô hình, điển hình này được biểu dương, khen thưởng {printed(given)} lượt"
    periods = present(facts, _AWARDS, _PERIODS)
    if periods not in ([], ["by_period.within"]):
        numbers = [f"{printed(facts[f'{_AWARDS}.{key}'])} lượt {_PERIODS[key]}" for key in periods]
        first += f", gồm {join_list(numbers)}"
    if repeated is not None and repeated.value:
        first += f"; có {printed(repeated)} mô hình, điển hình được khen từ hai lần trở lên"
    forms = [key.removeprefix(f"{_AWARDS}.by_form.") for key in facts if key.startswith(f"{_AWARDS}.by_form.")]
    listed = [
        _listed(facts, "occasion", {key: _occasion(word) for key, word in OCCASIONS_OF.items()}, "dịp"),
        _listed(facts, "form", {form: uncapitalised(form) for form in forms}, "hình thức"),
        _listed(facts, "level", {key: f"ở cấp {word}" for key, word in LEVELS_OF.items()}, "cấp khen"),
    ]
    return [" ".join([f"{first}.", *(sentence for sentence in listed if sentence)])]


def _listed(facts: Facts, dimension: str, words: Mapping[str, str], title: str) -> str:
    """Return "Theo hình thức, có 14 lượt giấy khen và 10 lượt biểu dương.", the most first; "" for one kind alone."""
    parts = {f"by_{dimension}.{value}": word for value, word in words.items()}
    parts[f"no_{dimension}"] = f"chưa xác định {title}"
    there = sorted(present(facts, _AWARDS, parts), key=lambda key: -facts[f"{_AWARDS}.{key}"].value)
    if len(there) < 2:
        return ""
    named = [f"{printed(facts[f'{_AWARDS}.{key}'])} lượt {parts[key]}" for key in there]
    # Names of occasions hold commas.
    joined = "; ".join(named) if any("," in name for name in named) else join_list(named)
    return f"Theo {title}, có {joined}."


def _occasion(word: str) -> str:
    """Return "nhân Ngày thành lập …", "nhân dịp sơ kết …": a named day keeps its capital."""
    return f"nhân {word}" if word.startswith("Ngày") else f"nhân dịp {uncapitalised(word)}"


def _at_conference(facts: Facts, settings: Settings) -> list[str]:
    conference = uncapitalised(settings.conference)
    given = _awarded(facts["conference_commended"], facts["conference_praised"])
    if given:
        decided = f"Tại {conference}, đảng ủy các xã, phường đã {given} mô hình, điển hình"
        return [f"{decided}{_waiting(facts)}.{_holders(facts)}", *_explained(facts)]
    proposed = _awarded(*_by_award(facts, "recommended"))
    if proposed:
        return [
            f"Hội đồng xét chọn đề nghị {proposed} mô hình, điển hình tại {conference}; việc khen thưởng, biểu dương "
            "do cấp có thẩm quyền quyết định."
        ]
    return [f"Việc khen thưởng, biểu dương tại {conference} chờ quyết định của cấp có thẩm quyền."]


def _waiting(facts: Facts) -> str:
    """Return "; còn 2 mô hình, điển hình được đề nghị khen thưởng, chờ quyết định …", "" where all are decided."""
    words = zip(("khen thưởng", "biểu dương"), _by_award(facts, "undecided"), strict=True)
    parts = [(printed(fact), f"được đề nghị {word}") for word, fact in words if fact is not None and fact.value]
    if not parts:
        return ""
    (number, first), *others = parts
    named = [f"{number} mô hình, điển hình {first}", *(f"{number} {words}" for number, words in others)]
    return f"; còn {join_list(named)}, chờ quyết định của cấp có thẩm quyền"


def _holders(facts: Facts) -> str:
    """Return " Số được khen thưởng gồm 16 tập thể và 6 cá nhân; số …", "" unless that accounts for all of them."""
    words = HOLDERS_OF | UNLISTED
    named = []
    for key, award in (("conference_commended", "khen thưởng"), ("conference_praised", "biểu dương")):
        there = present(facts, key, words)
        if there and adds_up(facts, key, words):
            holders = [f"{printed(facts[f'{key}.{part}'])} {words[part]}" for part in there]
            named.append(f"số được {award} gồm {join_list(holders)}")
    return f" {capitalised('; '.join(named))}." if named else ""


def _by_award(facts: Facts, whole: str) -> list[Fact | None]:
    return [facts.get(f"{whole}.{award}") for award in ("commendation", "praise")]


def _awarded(commended: Fact | None, praised: Fact | None) -> str:
    """Return "khen thưởng 22 và biểu dương 9", without what is zero or unknown."""
    words = (("khen thưởng", commended), ("biểu dương", praised))
    return " và ".join(f"{word} {printed(fact)}" for word, fact in words if fact is not None and fact.value)


def _explained(facts: Facts) -> list[str]:
    """Explain who is awarded without being recognised, or twice: a reader adds the numbers up."""
    awarded = {*facts["conference_commended"].record_ids, *facts["conference_praised"].record_ids}
    texts = []
    if not awarded <= set(facts["exemplars"].record_ids):
        outside, whole = facts.get("conference_awarded.not_exemplars"), facts.get("conference_awarded")
        who = (
            f"Trong {printed(whole)} mô hình, điển hình được khen tại hội nghị có {printed(outside)} chưa qua công "
            "nhận “Dân vận khéo”: việc khen thưởng, biểu dương do cấp ủy cơ sở quyết định theo thẩm quyền"
            if outside is not None and whole is not None
            else "Việc khen thưởng, biểu dương do cấp ủy cơ sở quyết định theo thẩm quyền, gồm cả mô hình, điển hình "
            "chưa qua công nhận “Dân vận khéo”"
        )
        texts.append(f"{who}, nên không cộng gộp với số đã công nhận nêu trên.")
    twice = facts.get("conference_awarded.also_on_occasions")
    if twice is not None and twice.value:
        texts.append(
            f"Có {printed(twice)} mô hình, điển hình vừa được khen tại hội nghị vừa được khen nhân các dịp khác, nên "
            "hai số này không cộng với nhau."
        )
    return [" ".join(texts)] if texts else []
