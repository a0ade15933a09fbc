"""Marks, recommendations and decisions of the sample: invented, with severity and gaps as they occur.

Written through the package's own functions, so that whatever the ledger refuses cannot be in the sample.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

import pandas as pd
from sample_records import COMMUNES, UNITS

from danvan_tools import assessment, records

# Strict and lenient by this share of the points; the others lie in between.
_SEVERITY = {"TV02": -0.05, "TV06": -0.04, "TV08": 0.045}
_COMMENTS = [
    "Số liệu khớp với biên bản thẩm định.",
    "Cần bổ sung xác nhận của Ban Công tác Mặt trận.",
    "Cách làm hay, nên mời báo cáo tại hội nghị.",
    "Kết quả tốt nhưng mới ở một địa bàn.",
    "Đã trao đổi với tổ thẩm định, giữ mức điểm này.",
    "Minh chứng chủ yếu là ảnh, thiếu sổ theo dõi.",
]
# Invented, like everyone here: the one who signs for each commune's or ward's Party committee.
_SIGNERS = [
    "Huỳnh Tấn Phước", "Đoàn Thị Mỹ Lệ", "Võ Hoàng Ân", "Lâm Quốc Thạnh", "Phan Thị Kim Xuyến", "Bùi Văn Thới",
    "Trịnh Công Lý", "Nguyễn Thị Út Mười", "Đặng Hữu Tường", "Mai Thanh Bửu", "Hồ Thị Diễm Thu", "Lương Minh Khải",
]  # fmt: skip
_PREFERRED = "Kết quả bền vững hơn qua kiểm tra thực tế của tổ thẩm định; điểm hai hồ sơ chênh nhau không đáng kể."
_YIELDED = "Điểm sát hồ sơ xếp ngay sau, nhưng qua kiểm tra thực tế tính bền vững chưa bằng."
_MOVED_UP = "Xếp ngay sau, thay hồ sơ được đơn vị xin rút."
_WITHDREW = "Đơn vị xin rút để dành suất cho hồ sơ xếp ngay sau; hội đồng nhất trí."


@dataclass
class Pen:
    """Writes one reviewer's marks, a few minutes apart."""

    review: Any
    reviewer_id: str
    clock: datetime
    seq: int = 0

    def save(self, candidate_id: str, criterion_id: str, points: Decimal | None, **more: str) -> None:
        records.save_mark(
            self.review,
            reviewer_id=self.reviewer_id,
            candidate_id=candidate_id,
            criterion_id=criterion_id,
            points=points,
            expected_seq=self.seq,
            entered_by=self.reviewer_id,
            at=self.clock,
            **more,
        )
        self.seq += 1
        self.clock += timedelta(seconds=70)


def enter_marks(review: Any, rng: random.Random) -> None:
    """Let every reviewer mark the nominated candidates, but for declared conflicts and a few gaps."""
    nominated = _nominated(review)
    quality = _qualities(review, nominated, rng)
    conflicts = set(zip(review.conflicts["reviewer_id"], review.conflicts["candidate_id"], strict=True))
    for place, reviewer_id in enumerate(review.committee["reviewer_id"]):
        pen = Pen(
            review, reviewer_id, datetime(2015, 12, 1, 1, 30, tzinfo=UTC) + timedelta(days=place % 4, minutes=place)
        )
        free = [one for one in nominated if (reviewer_id, one) not in conflicts]
        severity = _SEVERITY.get(reviewer_id, rng.uniform(-0.012, 0.012))
        # One reviewer never opened the last two dossiers, another left three sheets unfinished.
        marked = free[:-2] if reviewer_id == "TV07" else free
        unfinished = set(free[4:20:7]) if reviewer_id == "TV05" else set()
        for candidate_id in marked:
            _mark_sheet(pen, candidate_id, quality[candidate_id] + severity, rng, stop_early=candidate_id in unfinished)
            pen.clock += timedelta(minutes=rng.randint(4, 25))
        _correct_a_mark(pen, marked[rng.randrange(len(marked))], rng)


def _nominated(review: Any) -> list[str]:
    steps = review.milestones
    found = set(steps.loc[steps["step"] == "nominated", "candidate_id"])
    return [one for one in review.candidates["candidate_id"] if one in found]


def _qualities(review: Any, nominated: list[str], rng: random.Random) -> dict[str, float]:
    """Return a latent quality per candidate: an even spread within each holder, recognised ones rather higher."""
    steps = review.milestones
    recognised = set(steps.loc[steps["step"] == "recognised", "candidate_id"])
    kinds = dict(zip(review.candidates["candidate_id"], review.candidates["holder"], strict=True))
    found = {}
    for holder in ("collective", "individual"):
        group = [one for one in nominated if kinds[one] == holder]
        group.sort(key=lambda one: (one not in recognised) * 0.6 + rng.random())
        found.update({one: 0.95 - 0.23 * place / (len(group) - 1) for place, one in enumerate(group)})
    return found


def _mark_sheet(pen: Pen, candidate_id: str, level: float, rng: random.Random, *, stop_early: bool) -> None:
    rubric = pen.review.rubrics[_holder(pen.review, candidate_id)]
    criteria = rubric.criteria
    last = len(criteria) - (3 if stop_early else 0)
    for criterion in criteria.head(last).itertuples():
        if criterion.bonus:
            points = Decimal(max(0, rng.randint(-4, 3)))
        else:
            points = _on_step(criterion.max_points * (level + rng.gauss(0, 0.035)), criterion.max_points)
        comment = rng.choice(_COMMENTS) if rng.random() < 0.03 else ""
        if pen.reviewer_id == "TV03" and candidate_id.endswith("9") and criterion.name.startswith("Tính bền"):
            pen.save(candidate_id, criterion.criterion_id, None, no_mark="insufficient_evidence", comment=_COMMENTS[5])
        else:
            pen.save(candidate_id, criterion.criterion_id, points, comment=comment)


def _correct_a_mark(pen: Pen, candidate_id: str, rng: random.Random) -> None:
    """Enter one mark anew, as somebody does who reads the dossier a second time."""
    first = pen.review.rubrics[_holder(pen.review, candidate_id)].criteria.iloc[0]
    points = _on_step(first["max_points"] * rng.uniform(0.75, 0.95), first["max_points"])
    pen.save(candidate_id, first["criterion_id"], points, comment="Sửa sau khi xem lại kế hoạch của cấp ủy.")


def _on_step(points: float, max_points: float) -> Decimal:
    halves = (Decimal(str(points)) * 2).quantize(Decimal(1), rounding=ROUND_HALF_UP) / 2
    return min(max(halves, Decimal(0)), Decimal(str(max_points)))


def _holder(review: Any, candidate_id: str) -> str:
    return str(review.candidates.set_index("candidate_id").loc[candidate_id, "holder"])


def enter_recommendations(review: Any) -> dict[str, str]:
    """Record the meeting's recommendation on the computed proposal; return candidate → form recommended."""
    tables = review.tables()
    proposal = assessment.propose_awards(assessment.rank_candidates(assessment.combine_scores(tables), tables), tables)
    proposed = dict(zip(proposal["candidate_id"], proposal["form"], strict=True))
    amended = {candidate_id: (form, reason) for candidate_id, form, reason in _amendments(proposal)}
    final = {}
    clock = datetime(2015, 12, 17, 2, 0, tzinfo=UTC)
    touched = [one for one in proposed if proposed[one] or one in amended]
    for seq, candidate_id in enumerate(touched):
        form, reason = amended.get(candidate_id, (proposed[candidate_id], ""))
        records.save_recommendation(
            review,
            candidate_id=candidate_id,
            proposed_form=proposed[candidate_id],
            form=form,
            reason=reason,
            entered_by="TV09",
            expected_seq=seq,
            at=clock + timedelta(minutes=2 * seq),
        )
        if form:
            final[candidate_id] = form
    return final


def _amendments(proposal: pd.DataFrame) -> Iterator[tuple[str, str, str]]:
    """Yield what the meeting changed: the two collectives at the cut change places; one unit withdraws."""
    ranked = proposal[proposal["rank"].notna()].sort_values("rank")
    group = ranked[ranked["rubric_id"] == "TT"]
    commended = group[group["form"] == "Giấy khen"]
    praised = group[group["form"] == "Biểu dương"]
    if praised.iloc[0]["tier"] != "Tốt":
        msg = "the sample's first praised candidate does not reach the tier that a giấy khen asks for"
        raise ValueError(msg)
    yield commended.iloc[-1]["candidate_id"], "Biểu dương", _YIELDED
    yield praised.iloc[0]["candidate_id"], "Giấy khen", _PREFERRED
    waiting = group[group["form"] == ""]
    yield praised.iloc[-1]["candidate_id"], "", _WITHDREW
    yield waiting.iloc[0]["candidate_id"], "Biểu dương", _MOVED_UP


def enter_decisions(review: Any, recommended: dict[str, str], *, seq: int) -> None:
    """Record the decisions of the commune and ward Party committees."""
    names = {unit_id: name for unit_id, name, _ in UNITS}
    numbers = dict.fromkeys(COMMUNES, 40)
    for place, (candidate_id, form) in enumerate(sorted(recommended.items())):
        unit_id = _commune(review, candidate_id)
        numbers[unit_id] += 3
        name = names[unit_id]
        records.save_decision(
            review,
            candidate_id=candidate_id,
            form=form,
            occasion="conference",
            authority=f"Đảng ủy {name[0].lower()}{name[1:]}",
            authority_kind="party",
            level="commune",
            decision_no=f"{numbers[unit_id]}-QĐ/ĐU",
            decided_on=date(2015, 12, 21 + COMMUNES.index(unit_id) % 4),
            signer=_SIGNERS[COMMUNES.index(unit_id)],
            entered_by="TV09",
            expected_seq=seq + place,
            at=datetime(2015, 12, 25, 2, 0, tzinfo=UTC) + timedelta(minutes=place),
        )


def _commune(review: Any, candidate_id: str) -> str:
    """Return the commune or ward where a candidate works: its own unit, else the first of its sites."""
    unit_id = str(review.candidates.set_index("candidate_id").loc[candidate_id, "unit_id"])
    if unit_id in COMMUNES:
        return unit_id
    sites = review.sites.loc[review.sites["candidate_id"] == candidate_id, "unit_id"]
    return next((str(one) for one in sites if one in COMMUNES), "P01")
