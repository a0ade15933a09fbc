"""The computed paragraphs of a report: wording chosen by the numbers, every number from a fact."""

from __future__ import annotations

from collections.abc import Mapping

from danvan_tools.language import capitalised, format_date, join_list
from danvan_tools.publishing.award_sentences import awards
from danvan_tools.publishing.fact_words import (
    HOLDERS_OF,
    NO_SECTOR,
    SECTORS,
    UNIT_KINDS_OF,
    Facts,
    adds_up,
    present,
    printed,
    share,
)
from danvan_tools.schema import Settings

__all__ = [
    "Facts",
    "awards",
    "by_holder",
    "by_sector",
    "chart_finding",
    "government",
    "printed",
    "sector_rows",
    "sector_total",
    "selection",
]

_SKILFUL = "mô hình, điển hình “Dân vận khéo”"


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
        f"thi đua{_parts(facts, 'models_built', SECTORS, 'mô hình về')}."
        if built.value
        else f"Tính đến {day}, trên địa bàn {settings.locality} chưa có mô hình nào được xây dựng."
    )
    if not skilful.value:
        return [first, f"Trong kỳ chưa có {_SKILFUL} nào được công nhận."]
    sectors = [SECTORS[key] for key in present(facts, "exemplars", SECTORS)]
    where = f" trên lĩnh vực {join_list(sectors)}" if sectors else ""
    return [first, f"Có {printed(skilful)} {_SKILFUL} được công nhận{where}{_most(facts)}{_no_sector(facts)}."]


def by_holder(facts: Facts) -> list[str]:
    """Write II.2: who the exemplary ones are, and where models are applied."""
    skilful, sites, spread = facts["exemplars"], facts["sites"], facts["models_with_sites"]
    paragraphs = []
    if skilful.value:
        holders = [
            f"{printed(facts[f'exemplars.{key}'])} {HOLDERS_OF[key]}" for key in present(facts, "exemplars", HOLDERS_OF)
        ]
        paragraphs = [f"Số {_SKILFUL} được công nhận gồm {join_list(holders)}."] if holders else []
    if not sites.value:
        return [*paragraphs, "Chưa ghi nhận điểm nhân rộng nào."]
    part = share(facts, "models_with_sites", " số mô hình đã xây dựng")
    return [
        *paragraphs,
        f"Cách làm của {printed(spread)} mô hình{part} đã được nhân rộng tại {printed(sites)} điểm ở khu phố, ấp, "
        f"cơ quan, đơn vị{_site_units(facts)}.",
    ]


def _site_units(facts: Facts) -> str:
    """Return ", gồm 74 điểm thuộc khối xã và 51 điểm thuộc khối phường", if there is more than one kind."""
    parts = {f"by_unit_kind.{key}": word for key, word in UNIT_KINDS_OF.items()}
    there = present(facts, "sites", parts)
    if len(there) < 2 or not adds_up(facts, "sites", parts):
        return ""
    named = [f"{printed(facts[f'sites.{key}'])} điểm thuộc khối {parts[key]}" for key in there]
    return f", gồm {join_list(named)}"


def government(facts: Facts) -> list[str]:
    """Write II.4: the indicators of dân vận chính quyền, one line each."""
    lines = [f"- {printed(fact)} {fact.label};" for key, fact in facts.items() if _is_indicator(key)]
    if not lines:
        return ["Các đơn vị chưa báo cáo chỉ tiêu dân vận chính quyền trong kỳ."]
    return ["Số liệu các đơn vị báo cáo trong kỳ như sau:", *lines[:-1], f"{lines[-1][:-1]}."]


def _is_indicator(key: str) -> bool:
    """Tell an indicator from what one unit gave of it."""
    return key.startswith("indicator.") and ".by_" not in key


def selection(facts: Facts) -> list[str]:
    """Write II.5: how many were reviewed, by whom, and how many score sheets count."""
    nominated = facts["nominated"]
    if not nominated.value:
        return ["Đến nay chưa có hồ sơ nào được đề nghị xét chọn."]
    opening = (
        f"Trong {printed(facts['candidates'])} hồ sơ của {printed(facts['units_taking_part'])} đơn vị, "
        f"{printed(nominated)} hồ sơ được đề nghị xét chọn{_parts(facts, 'nominated', HOLDERS_OF, '', ' hồ sơ của')}. "
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
    left = facts.get("sheets_unfinished")
    number = f"{printed(left)} " if left is not None else ""
    kinds = [f"{number}phiếu chưa chấm xong"] if complete.value + lacking.value < expected.value else []
    kinds += [f"{printed(lacking)} phiếu ghi không đủ minh chứng"] if lacking.value else []
    counted = f"đã có {printed(complete)} trên {printed(expected)} phiếu chấm đủ điểm"
    counted += share(facts, "sheets_complete", "")
    return f"{counted}; {join_list(kinds)} không tính vào điểm chung"


def _apart(facts: Facts) -> str:
    """Say that holders are judged apart, where there is more than one kind."""
    holders = [HOLDERS_OF[key] for key in present(facts, "nominated", HOLDERS_OF)]
    if len(holders) < 2:
        return ""
    return f" {capitalised(join_list(holders))} được chấm theo bộ tiêu chí riêng và xếp thứ tự riêng."


def sector_rows(facts: Facts) -> list[dict[str, str]]:
    """Return the rows of the table by sector, without its total."""
    extra = [key for key in NO_SECTOR if present(facts, "models_built", [key]) or present(facts, "exemplars", [key])]
    words = SECTORS | {key: NO_SECTOR[key] for key in extra}
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
    counts = {key: facts[f"models_built.{key}"].value for key in present(facts, "models_built", SECTORS)}
    most = [key for key, count in counts.items() if count == max(counts.values())]
    if not most:
        return "Chưa có mô hình nào được xây dựng"
    names = join_list([SECTORS[key] for key in most])
    number = printed(facts[f"models_built.{most[0]}"])
    each = "cùng có" if len(most) > 1 else "có"
    return f"Lĩnh vực {names} {each} nhiều mô hình nhất: {number} mô hình"


def _most(facts: Facts) -> str:
    """Name the sector with the most exemplary ones, if one alone has them and there are others."""
    there = sorted(present(facts, "exemplars", SECTORS), key=lambda key: -facts[f"exemplars.{key}"].value)
    if len(there) < 2:
        return ""
    first, second = (facts[f"exemplars.{key}"] for key in there[:2])
    if first.value == second.value:
        return ""
    return f"; nhiều nhất là lĩnh vực {SECTORS[there[0]]} với {printed(first)} mô hình, điển hình"


def _no_sector(facts: Facts) -> str:
    """Return "; 2 mô hình, điển hình chưa xác định lĩnh vực", "" where each has one."""
    there = present(facts, "exemplars", NO_SECTOR)
    return "".join(f"; {printed(facts[f'exemplars.{key}'])} mô hình, điển hình {NO_SECTOR[key]}" for key in there)


def _parts(facts: Facts, whole: str, words: Mapping[str, str], noun: str, short: str = " về") -> str:
    """Return ", gồm 20 mô hình về kinh tế, 21 về …": parts that add up; "trong đó" if they do not."""
    there = present(facts, whole, words)
    if not there:
        return ""
    named = [
        f"{printed(facts[f'{whole}.{key}'])}{f' {noun}' if noun and number == 0 else short} {words[key]}"
        for number, key in enumerate(there)
    ]
    rest = present(facts, whole, NO_SECTOR) if words is SECTORS else []
    named += [f"{printed(facts[f'{whole}.{key}'])} {NO_SECTOR[key]}" for key in rest]
    return f"{', gồm' if adds_up(facts, whole, [*words, *rest]) else ', trong đó có'} {join_list(named)}"
