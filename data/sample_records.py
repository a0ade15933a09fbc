"""The records of the sample review: who is in the list and how far each candidate came.

Everything is invented. The constants below steer how many candidates reach each step; the figures
of the report are counted from what comes out, never taken from here.
"""

from __future__ import annotations

import random
import tomllib
from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from pathlib import Path
from typing import Any

TEXTS = Path(__file__).parent / "sample_texts"
AS_OF = date(2015, 12, 31)
MOVEMENT = "Dân vận khéo"

# What all the others belong to; it takes no part itself.
TOWN = ("TX", "Thị xã Sông Vân", "thị xã")
UNITS = [
    ("P01", "Phường Vân Giang", "phường"),
    ("P02", "Phường Vân Thịnh", "phường"),
    ("P03", "Phường Bến Đò", "phường"),
    ("P04", "Phường Cầu Gỗ", "phường"),
    ("P05", "Phường Hòa Vân", "phường"),
    ("X01", "Xã Vân Khê", "xã"),
    ("X02", "Xã Vân Lộc", "xã"),
    ("X03", "Xã Gò Sậy", "xã"),
    ("X04", "Xã Bàu Sen", "xã"),
    ("X05", "Xã Trảng Lau", "xã"),
    ("X06", "Xã Rạch Mít", "xã"),
    ("X07", "Xã Cồn Bắp", "xã"),
    ("CQ01", "Ban Dân vận Thị ủy", "agency"),
    ("CQ02", "Phòng Giáo dục và Đào tạo thị xã", "agency"),
    ("CQ03", "Trung tâm Y tế thị xã", "agency"),
    ("CQ04", "Công an thị xã", "armed_forces"),
    ("CQ05", "Ban Chỉ huy Quân sự thị xã", "armed_forces"),
    ("CQ06", "Phòng Tài nguyên và Môi trường thị xã", "agency"),
    ("CQ07", "Phòng Lao động - Thương binh và Xã hội thị xã", "agency"),
    ("MT01", "Ủy ban Mặt trận Tổ quốc Việt Nam thị xã", "front"),
    ("DT01", "Hội Nông dân thị xã", "association"),
    ("DT02", "Hội Liên hiệp Phụ nữ thị xã", "association"),
    ("DT03", "Thị đoàn Sông Vân", "association"),
    ("DT04", "Hội Cựu chiến binh thị xã", "association"),
    ("DT05", "Liên đoàn Lao động thị xã", "association"),
]
COMMUNES = [unit_id for unit_id, _, kind in UNITS if kind in ("phường", "xã")]

# How many of each group (kind, sector) of the movement are nominated and recognised.
NOMINATED = {
    ("model", "KT"): 10, ("model", "VHXH"): 10, ("model", "QPAN"): 5, ("model", "HTCT"): 3,
    ("exemplar", "KT"): 4, ("exemplar", "VHXH"): 4, ("exemplar", "QPAN"): 2, ("exemplar", "HTCT"): 1,
}  # fmt: skip
RECOGNISED = {
    ("model", "KT"): 8, ("model", "VHXH"): 8, ("model", "QPAN"): 3,
    ("exemplar", "KT"): 2, ("exemplar", "VHXH"): 2, ("exemplar", "QPAN"): 2,
}  # fmt: skip
OUTSTANDING = 7
AWARDED_ON_OCCASIONS = 18
AWARDED_TWICE = 6

_OCCASIONS = [
    ("founding_day", "Biểu dương", "Ủy ban Mặt trận Tổ quốc Việt Nam thị xã", "front", "MTTQ-BTT", date(2015, 11, 18)),
    ("founding_day", "Giấy khen", "Hội Liên hiệp Phụ nữ thị xã", "association", "PN", date(2015, 10, 20)),
    ("founding_day", "Giấy khen", "Hội Nông dân thị xã", "association", "HND", date(2015, 10, 14)),
    ("founding_day", "Biểu dương", "Hội Cựu chiến binh thị xã", "association", "CCB", date(2015, 12, 6)),
    ("work_review", "Giấy khen", "Thị đoàn Sông Vân", "association", "ĐTN", date(2015, 7, 10)),
    ("work_review", "Giấy khen", "Công an thị xã", "agency", "CATX", date(2015, 7, 3)),
    ("work_review", "Giấy khen", "Phòng Giáo dục và Đào tạo thị xã", "agency", "PGDĐT", date(2015, 6, 12)),
    ("tradition_day", "Biểu dương", "Liên đoàn Lao động thị xã", "association", "LĐLĐ", date(2015, 10, 15)),
    ("exemplars_conference", "Giấy khen", "Ủy ban Mặt trận Tổ quốc Việt Nam thị xã", "front", "MTTQ-BTT",
     date(2015, 8, 28)),
]  # fmt: skip
# Form of the first award → places in the list above that a second one may come from.
_SECOND = {"Biểu dương": (2, 4, 8), "Giấy khen": (7, 3, 0)}
# Government and Party bodies: real awards, but not what the report counts as given by the people's organisations.
_OTHER_AWARDS = [
    (
        "work_review",
        "Giấy khen",
        "Ủy ban nhân dân thị xã Sông Vân",
        "government",
        "district",
        "UBND",
        date(2015, 7, 24),
    ),
    ("exemplars_conference", "Bằng khen", "Ủy ban nhân dân tỉnh", "government", "province", "UBND", date(2015, 9, 9)),
    ("tradition_day", "Biểu dương", "Thị ủy Sông Vân", "party", "district", "TU", date(2015, 10, 15)),
]
_INDICATORS = [
    ("Đơn thư khiếu nại, tố cáo tiếp nhận", "đơn", 9, 34),
    ("Đơn thư khiếu nại, tố cáo đã giải quyết", "đơn", 0, 0),
    ("Thủ tục hành chính được rút ngắn thời gian giải quyết", "thủ tục", 6, 28),
    ("Cuộc đối thoại với Nhân dân", "cuộc", 2, 7),
    ("Lượt người tham gia góp ý, phản ánh", "lượt người", 120, 640),
]


def load_candidates(rng: random.Random) -> list[dict[str, Any]]:
    """Return all candidates in the order an office would have collected them, with their ids."""
    found = [row for path in sorted(TEXTS.glob("*.toml")) for row in _load(path).get("candidates", [])]
    order = {unit_id: place for place, (unit_id, _, _) in enumerate(UNITS)}
    rng.shuffle(found)
    found.sort(key=lambda row: order[row["unit"]])
    numbers = {"model": 0, "exemplar": 0}
    for row in found:
        numbers[row["kind"]] += 1
        prefix = "MH" if row["kind"] == "model" else "DH"
        row["candidate_id"] = f"{prefix}-{numbers[row['kind']]:03d}"
        row["unit_id"] = row.pop("unit")
        row.update({name: text.strip() for name, text in row.items() if isinstance(text, str)})
    return found


def level_of(unit_id: str) -> str:
    """Return the level of one of the sample's units."""
    return "commune" if unit_id in COMMUNES else "district"


def _load(path: Path) -> dict[str, Any]:
    return tomllib.loads(path.read_text(encoding="utf-8"))


def load_report_texts() -> list[dict[str, str]]:
    """Return the paragraphs people wrote for the report."""
    found = _load(TEXTS / "report_paragraphs.toml")["paragraphs"]
    return [{"document": "report", "section": row["section"], "text": row["text"].strip()} for row in found]


def load_committee() -> tuple[list[dict[str, str]], list[dict[str, str]]]:
    """Return the committee and its declared conflicts (candidates by name)."""
    content = _load(TEXTS / "committee.toml")
    reviewers = [row | {"unit_id": row["unit"]} for row in content["reviewers"]]
    return reviewers, content["conflicts"]


def choose_steps(candidates: list[dict[str, Any]], rng: random.Random) -> dict[str, set[str]]:
    """Return step → ids of the candidates that reached it, for the steps not all of them reach."""
    steps: dict[str, set[str]] = {"nominated": set(), "recognised": set()}
    # Those that worked longest come first: a late starter is rarely put forward.
    own = sorted((row for row in candidates if row["movement"] == MOVEMENT), key=lambda row: row["started_on"])
    for group, count in NOMINATED.items():
        steps["nominated"].update(_first(own, group, count))
    for group, count in RECOGNISED.items():
        steps["recognised"].update(_first(own, group, count))
    recognised = sorted(steps["recognised"])
    steps["outstanding"] = set(rng.sample(recognised, OUTSTANDING))
    models = [row["candidate_id"] for row in candidates if row["kind"] == "model"]
    aside = [candidate_id for candidate_id in models if candidate_id not in steps["nominated"] | steps["recognised"]]
    steps["stopped"] = set(rng.sample(aside, 2))
    doubtful = sorted(steps["nominated"] - steps["recognised"])
    steps["violation"] = {next(candidate_id for candidate_id in doubtful if candidate_id in models)}
    return steps


def _first(rows: list[dict[str, Any]], group: tuple[str, str], count: int) -> list[str]:
    ids = [row["candidate_id"] for row in rows if (row["kind"], row["sector"]) == group]
    return ids[:count]


def milestone_rows(
    candidates: list[dict[str, Any]], steps: Mapping[str, set[str]], rng: random.Random
) -> list[dict[str, Any]]:
    """Return what happened to each candidate and when."""
    rows = []
    for row in candidates:
        started = row["started_on"]
        number = rng.randint(5, 98)
        happened = [
            ("registered", started - timedelta(days=rng.randint(20, 50)), "Phiếu đăng ký"),
            ("approved", started - timedelta(days=rng.randint(2, 15)), f"{number}-TB/ĐU"),
        ]
        built = started + timedelta(days=rng.randint(30, 75))
        if row["kind"] == "model":
            happened.append(("built", built, f"{number + 1:02d}-BC/ĐU"))
        recognised = min(built + timedelta(days=rng.randint(200, 420)), date(2015, 10, rng.randint(5, 28)))
        dated = {
            "recognised": (recognised, f"{rng.randint(110, 480)}-QĐ/TU"),
            "nominated": (date(2015, 11, rng.randint(2, 13)), f"{number + 2:02d}-TTr/ĐU"),
            "outstanding": (date(2015, 11, 30), "512-QĐ/TU"),
            "stopped": (date(2015, 8, rng.randint(3, 28)), f"{number + 3:02d}-TB/ĐU"),
            "violation": (date(2015, 7, 21), "Biên bản kiểm tra số 04-BB/ĐU"),
        }
        for step, (on, document) in dated.items():
            if row["candidate_id"] in steps[step]:
                happened.append((step, on, document))
        if row["candidate_id"] in steps["nominated"]:
            happened.append(("verified", date(2015, 11, rng.randint(18, 27)), "Biên bản thẩm định"))
        rows += [
            {"candidate_id": row["candidate_id"], "candidate_name": row["name"], "step": step, "on": on, "document": no}
            for step, on, no in sorted(happened, key=lambda entry: entry[1])
        ]
    return rows


def site_rows(candidates: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Return one row per place where a model is applied."""
    return [
        {
            "candidate_id": row["candidate_id"],
            "candidate_name": row["name"],
            "site": site["site"],
            "unit_id": site["unit"],
            "since": site.get("since"),
        }
        for row in candidates
        for site in row.get("sites", [])
    ]


def recognition_rows(
    candidates: list[dict[str, Any]], steps: Mapping[str, set[str]], rng: random.Random
) -> list[dict[str, Any]]:
    """Return the praise and commendations of the year before the conference."""
    own = sorted(row["candidate_id"] for row in candidates if row["movement"] == MOVEMENT)
    likely = [candidate_id for candidate_id in own if candidate_id in steps["recognised"]]
    early = {row["candidate_id"] for row in candidates if row["started_on"] < date(2014, 12, 1)}
    others = [candidate_id for candidate_id in own if candidate_id in early - steps["recognised"]]
    chosen = rng.sample(likely, 13) + rng.sample(others, AWARDED_ON_OCCASIONS - 13)
    given = [
        (candidate_id, *_OCCASIONS[place % len(_OCCASIONS)], "district") for place, candidate_id in enumerate(chosen)
    ]
    # A second award comes from another body and has another form.
    given += [
        (candidate_id, *_OCCASIONS[_SECOND[_OCCASIONS[place][1]][place % 3]], "district")
        for place, candidate_id in enumerate(chosen[:AWARDED_TWICE])
    ]
    outside = rng.sample(chosen, 2) + rng.sample([one for one in own if one not in chosen], 3)
    for place, candidate_id in enumerate(outside):
        occasion, form, authority, kind, level, office, day = _OTHER_AWARDS[place % len(_OTHER_AWARDS)]
        given.append((candidate_id, occasion, form, authority, kind, office, day, level))
    names = {row["candidate_id"]: row["name"] for row in candidates}
    given.sort(key=lambda entry: (entry[6], entry[3], entry[0]))
    numbers = {day: number for number, day in enumerate(sorted({entry[6] for entry in given}), start=31)}
    return [
        {
            "candidate_id": candidate_id,
            "candidate_name": names[candidate_id],
            "occasion": occasion,
            "form": form,
            "authority": authority,
            "authority_kind": kind,
            "level": level,
            "decision_no": f"{numbers[day]}/QĐ-{office}" if kind == "government" else f"{numbers[day]}-QĐ/{office}",
            "decided_on": day,
        }
        for candidate_id, occasion, form, authority, kind, office, day, level in given
    ]


def indicator_rows(rng: random.Random) -> list[dict[str, Any]]:
    """Return the indicators of dân vận chính quyền, per commune for the year."""
    rows = []
    for unit_id in COMMUNES:
        received = 0
        for indicator, measure, low, high in _INDICATORS:
            value = rng.randint(low, high) if high else received - rng.randint(0, 2)
            received = value
            rows.append(
                {"unit_id": unit_id, "indicator": indicator, "period": "2015", "value": value, "measure": measure}
            )
    return rows
