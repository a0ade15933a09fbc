"""The desk with 3,000 candidates in the queue: `python tests/benchmarks/bench_desk.py`.

What the kernel takes; what the browser adds – drawing one page of rows and one dossier – does not grow with the queue.
"""

from __future__ import annotations

import sys
from datetime import date
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from time import perf_counter

from measuring import print_bar, print_table

from danvan_tools import display, records
from danvan_tools.display.desk_queue import DeskQueue

CANDIDATES, UNITS, REVIEWERS, CARDS = 3_000, 300, 9, 20
_TEXT = "vận động Nhân dân tham gia xây dựng đường giao thông nông thôn hiến đất trồng cây xanh dọc tuyến " * 6


def main() -> None:
    """Write a folder in which everybody has marked everything but TV1, and open TV1's desk."""
    with TemporaryDirectory() as place:
        write_folder(Path(place))
        review = records.open_review(place)
        mark_all(review)
        started = perf_counter()
        desk = display.review_desk(review, "TV1")
        first = perf_counter() - started
        queue = next(child for child in desk.children[-1].children if isinstance(child, DeskQueue))
        following = median(_seconds(queue, {"kind": "next"}) for _ in range(CARDS))
        searches = median(_seconds(queue, {"kind": "filter", "query": f"so {number}"}) for number in range(CARDS))
    figures = {"first card after login": first, "next card": following, "search": searches}
    rows = [(name, f"{seconds * 1000:.0f}") for name, seconds in figures.items()]
    print_table(f"{CANDIDATES:,} candidates, {REVIEWERS} reviewers", ("step", "milliseconds in the kernel"), rows)
    print_bar("first card, seconds", first, at_most=1)
    print_bar("next card, seconds", following, at_most=0.1)


def _seconds(queue: DeskQueue, message: dict[str, str]) -> float:
    started = perf_counter()
    queue._handle_custom_msg(message, [])
    return perf_counter() - started


def write_folder(folder: Path) -> None:
    """Write both workbooks."""
    settings, tables = records.starter_tables()
    settings |= {
        "review_id": "DVK-LON",
        "title": "Xét chọn cả tỉnh (dựng)",
        "locality": "tỉnh Thử",
        "period_start": date(2015, 1, 1),
        "period_end": date(2015, 12, 31),
        "as_of": date(2015, 12, 31),
        "conference": "Hội nghị tổng kết",
    }
    sectors = [row["sector"] for row in tables["sectors"]]
    tables["units"] = [
        {"unit_id": f"X{number:03}", "name": f"Xã Tân {number}", "unit_kind": "xã", "level": "commune"}
        for number in range(UNITS)
    ]
    tables["committee"] = [
        {
            "reviewer_id": f"TV{number}",
            "name": f"Người Thứ {number}",
            "position": "Ủy viên",
            "role": "chair" if number == 1 else "member",
        }
        for number in range(1, REVIEWERS + 1)
    ]
    tables["documents"] = [
        {
            "document": "report",
            "subject": "tổng kết năm 2015",
            "layout": "hd36",
            "issuer": "Ban Dân vận",
            "place": "Thử",
            "symbol": "BC/BDV",
            "state": "draft",
            "signer_position": "TRƯỞNG BAN",
        }
    ]
    candidates = [
        {
            "candidate_id": f"MH-{number:04}",
            "name": f"Mô hình tự quản số {number} của tổ dân cư",
            "unit_id": f"X{number % UNITS:03}",
            "kind": "model",
            "holder": "collective",
            "movement": "Dân vận khéo",
            "sector": sectors[number % len(sectors)],
            "started_on": date(2014, 5, 1),
            **dict.fromkeys(("situation", "goals", "method", "results"), _TEXT),
        }
        for number in range(CANDIDATES)
    ]
    steps = (("registered", date(2014, 4, 1)), ("built", date(2014, 6, 1)), ("nominated", date(2015, 10, 1)))
    milestones = [
        {"candidate_id": row["candidate_id"], "step": step, "on": day} for row in candidates for step, day in steps
    ]
    records.write_review_workbook(folder / "review.xlsx", settings, tables)
    content = {"candidates": candidates, "milestones": milestones}
    records.write_candidates_workbook(folder / "candidates.xlsx", "DANH SÁCH", content)


def mark_all(review: records.Review) -> None:
    """Let every reviewer but TV1 mark every criterion, TV1 half of the candidates."""
    criteria = review.rubrics["collective"].criteria["criterion_id"].tolist()
    for reviewer in review.committee["reviewer_id"]:
        keys = review.candidates["candidate_id"].tolist()
        marks = [
            (
                "mark",
                {
                    "stage": "committee",
                    "candidate_id": key,
                    "criterion_id": criterion,
                    "points": "4",
                    "no_mark": "",
                    "comment": "",
                    "source": "desk",
                    "entered_by": reviewer,
                    "holder": "collective",
                },
            )
            for key in (keys[: len(keys) // 2] if reviewer == "TV1" else keys)
            for criterion in criteria
        ]
        review.ledger.append_many(f"reviewer:{reviewer}", marks, expected_seq=0)


if __name__ == "__main__":
    sys.exit(main())
