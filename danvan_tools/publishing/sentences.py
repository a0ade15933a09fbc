"""The computed paragraphs of a report: wording chosen by the numbers, every number from a fact."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal

from danvan_tools.language import capitalised, format_date, format_number, join_list, uncapitalised
from danvan_tools.schema import HOLDERS, STANDARD_SECTORS, Fact, Settings

Facts = Mapping[str, Fact]

_SECTORS = {key: word for word, key in STANDARD_SECTORS.items()}
# The part of a count without a sector; the table lists it only when there is one.
_NO_SECTOR = {"no_sector": "chưa xác định lĩnh vực"}
_HOLDERS = {key: word for word, key in HOLDERS.items()}
_SKILFUL = "mô hình, điển hình “Dân vận khéo”"


def printed(fact: Fact) -> str:
    """Write the number of a fact: the one way by which numbers reach a document."""
    exponent = fact.value.normalize().as_tuple().exponent if isinstance(fact.value, Decimal) else 0
    return format_number(fact.value, max(0, -int(exponent)))


def by_sector(facts: Facts, settings: Settings) -> list[str]:
    """Write II.1: the models built and those recognised as "Dân vận khéo", by sector.

    Parameters
    ----------
    facts : mapping of key to Fact
        As :func:`danvan_tools.assessment.compute_facts` names them.
    settings : Settings
    """
    built, skilful = facts["models_built"], facts["exemplars"]
    day = format_date(settings.as_of, long=True)
    first = (
        f"Tính đến {day}, trên địa bàn {settings.locality} đã có {printed(built)} mô hình xây dựng từ các phong trào "
        f"thi đua{_parts(facts, 'models_built', _SECTORS, 'mô hình về')}."
        if built.value
        else f"Tính đến {day}, trên địa bàn {settings.locality} chưa có mô hình nào được xây dựng."
    )
    if not skilful.value:
        return [first, f"Trong kỳ chưa có {_SKILFUL} nào được công nhận."]
    sectors = [_SECTORS[key] for key in _present(facts, "exemplars", _SECTORS)]
    where = f" trên lĩnh vực {join_list(sectors)}" if sectors else ""
    return [first, f"Có {printed(skilful)} {_SKILFUL} được công nhận{where}{_most(facts)}."]


def by_holder(facts: Facts) -> list[str]:
    """Write II.2: who the exemplary ones are, and where models are applied."""
    skilful, sites, spread = facts["exemplars"], facts["sites"], facts["models_with_sites"]
    paragraphs = []
    if skilful.value:
        holders = [
            f"{printed(facts[f'exemplars.{key}'])} {_HOLDERS[key]}" for key in _present_holders(facts, "exemplars")
        ]
        paragraphs = [f"Số {_SKILFUL} được công nhận gồm {join_list(holders)}."] if holders else []
    if not sites.value:
        return [*paragraphs, "Chưa ghi nhận điểm nhân rộng nào."]
    return [
        *paragraphs,
        f"Cách làm của {printed(spread)} mô hình đã được nhân rộng tại {printed(sites)} điểm ở khu phố, ấp, cơ quan, "
        "đơn vị.",
    ]


def awards(facts: Facts, settings: Settings) -> list[str]:
    """Write II.3: praise and commendation, "đã" after the decisions and "đề nghị" before them."""
    occasions = facts["recognised_on_occasions"]
    first = (
        f"Trong kỳ, {printed(occasions)} mô hình, điển hình được Mặt trận Tổ quốc, đoàn thể, cơ quan biểu dương, "
        "khen thưởng nhân các dịp, chưa kể hội nghị nêu dưới đây."
        if occasions.value
        else "Ngoài hội nghị, trong kỳ chưa ghi nhận trường hợp nào được Mặt trận Tổ quốc, đoàn thể, cơ quan "
        "biểu dương, khen thưởng."
    )
    return [first, *_at_conference(facts, settings)]


def _at_conference(facts: Facts, settings: Settings) -> list[str]:
    conference = uncapitalised(settings.conference)
    given = _awarded(facts["conference_commended"], facts["conference_praised"])
    if given:
        decided = f"Tại {conference}, đảng ủy các xã, phường đã {given} mô hình, điển hình"
        return [f"{decided}{_waiting(facts)}.", *_explained(facts)]
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


def _by_award(facts: Facts, whole: str) -> list[Fact | None]:
    return [facts.get(f"{whole}.{award}") for award in ("commendation", "praise")]


def _awarded(commended: Fact | None, praised: Fact | None) -> str:
    """Return "khen thưởng 22 và biểu dương 9", without what is zero or unknown."""
    words = (("khen thưởng", commended), ("biểu dương", praised))
    return " và ".join(f"{word} {printed(fact)}" for word, fact in words if fact is not None and fact.value)


def _explained(facts: Facts) -> list[str]:
    """Explain awards to candidates that are not among the recognised ones: a reader adds the numbers up."""
    awarded = {*facts["conference_commended"].record_ids, *facts["conference_praised"].record_ids}
    if awarded <= set(facts["exemplars"].record_ids):
        return []
    return [
        "Việc khen thưởng, biểu dương do cấp ủy cơ sở quyết định theo thẩm quyền, gồm cả mô hình, điển hình chưa "
        "qua công nhận “Dân vận khéo”, nên không cộng gộp với số đã công nhận nêu trên."
    ]


def government(facts: Facts) -> list[str]:
    """Write II.4: the indicators of dân vận chính quyền, one line each."""
    lines = [f"- {printed(fact)} {fact.label};" for key, fact in facts.items() if key.startswith("indicator.")]
    if not lines:
        return ["Các đơn vị chưa báo cáo chỉ tiêu dân vận chính quyền trong kỳ."]
    return ["Số liệu các đơn vị báo cáo trong kỳ như sau:", *lines[:-1], f"{lines[-1][:-1]}."]


def selection(facts: Facts) -> list[str]:
    """Write II.5: how many were reviewed, by whom, and how many score sheets count."""
    nominated = facts["nominated"]
    if not nominated.value:
        return ["Đến nay chưa có hồ sơ nào được đề nghị xét chọn."]
    opening = (
        f"Trong {printed(facts['candidates'])} hồ sơ của {printed(facts['units_taking_part'])} đơn vị, "
        f"{printed(nominated)} hồ sơ được đề nghị xét chọn{_parts(facts, 'nominated', _HOLDERS, '', ' hồ sơ của')}. "
        f"Hội đồng xét chọn có {printed(facts['reviewers'])} thành viên; {_sheets(facts)}.{_apart(facts)}"
    )
    amended = facts.get("recommended.amended")
    if amended is None or not amended.value:
        return [opening]
    return [
        opening,
        f"Sau khi thảo luận, hội đồng điều chỉnh hình thức đề nghị của {printed(amended)} hồ sơ so với kết quả tính "
        "theo điểm; lý do từng trường hợp được ghi trong sổ của đợt xét.",
    ]


def _sheets(facts: Facts) -> str:
    """Say how many score sheets count, and which do not: a reviewer who lacks evidence has finished."""
    complete, expected, lacking = (facts[f"sheets_{key}"] for key in ("complete", "expected", "without_evidence"))
    if complete.value == expected.value:
        return f"đã có đủ {printed(expected)} phiếu chấm"
    kinds = ["phiếu chưa chấm xong"] if complete.value + lacking.value < expected.value else []
    kinds += [f"{printed(lacking)} phiếu ghi không đủ minh chứng"] if lacking.value else []
    counted = f"đã có {printed(complete)} trên {printed(expected)} phiếu chấm đủ điểm"
    return f"{counted}; {join_list(kinds)} không tính vào điểm chung"


def _apart(facts: Facts) -> str:
    """Say that holders are judged apart, where there is more than one kind."""
    holders = [_HOLDERS[key] for key in _present_holders(facts, "nominated")]
    if len(holders) < 2:
        return ""
    return f" {capitalised(join_list(holders))} được chấm theo bộ tiêu chí riêng và xếp thứ tự riêng."


def sector_rows(facts: Facts) -> list[dict[str, str]]:
    """Return the rows of the table by sector, without its total."""
    extra = [key for key in _NO_SECTOR if _present(facts, "models_built", [key]) or _present(facts, "exemplars", [key])]
    words = _SECTORS | {key: _NO_SECTOR[key] for key in extra}
    return [
        {
            "position": str(number),
            "sector": capitalised(word),
            "models": printed(facts[f"models_built.{key}"]),
            "exemplars": printed(facts[f"exemplars.{key}"]),
        }
        for number, (key, word) in enumerate(words.items(), start=1)
    ]


def sector_total(facts: Facts) -> dict[str, str]:
    """Return the last row of the table by sector."""
    return {"models": printed(facts["models_built"]), "exemplars": printed(facts["exemplars"])}


def chart_finding(facts: Facts) -> str:
    """Return the finding of the chart by sector in one sentence, for its caption and its description."""
    counts = {key: facts[f"models_built.{key}"].value for key in _present(facts, "models_built", _SECTORS)}
    most = [key for key, count in counts.items() if count == max(counts.values())]
    if not most:
        return "Chưa có mô hình nào được xây dựng"
    names = join_list([_SECTORS[key] for key in most])
    number = printed(facts[f"models_built.{most[0]}"])
    each = "cùng có" if len(most) > 1 else "có"
    return f"Lĩnh vực {names} {each} nhiều mô hình nhất: {number} mô hình"


def _most(facts: Facts) -> str:
    """Name the sector with the most exemplary ones, if one alone has them and there are others."""
    present = sorted(_present(facts, "exemplars", _SECTORS), key=lambda key: -facts[f"exemplars.{key}"].value)
    if len(present) < 2:
        return ""
    first, second = (facts[f"exemplars.{key}"] for key in present[:2])
    if first.value == second.value:
        return ""
    return f"; nhiều nhất là lĩnh vực {_SECTORS[present[0]]} với {printed(first)} mô hình, điển hình"


def _parts(facts: Facts, whole: str, words: Mapping[str, str], noun: str, short: str = " về") -> str:
    """Return ", gồm 20 mô hình về kinh tế, 21 về …": parts that add up; "trong đó" if they do not."""
    present = _present(facts, whole, words)
    if not present:
        return ""
    named = [
        f"{printed(facts[f'{whole}.{key}'])}{f' {noun}' if noun and number == 0 else short} {words[key]}"
        for number, key in enumerate(present)
    ]
    adds_up = sum(facts[f"{whole}.{key}"].value for key in present) == facts[whole].value
    return f"{', gồm' if adds_up else ', trong đó có'} {join_list(named)}"


def _present_holders(facts: Facts, whole: str) -> list[str]:
    return _present(facts, whole, _HOLDERS)


def _present(facts: Facts, whole: str, parts: Iterable[str]) -> list[str]:
    """Return the parts of a count that are known and not zero."""
    return [part for part in parts if f"{whole}.{part}" in facts and facts[f"{whole}.{part}"].value]
