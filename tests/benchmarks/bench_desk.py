"""The desk with 3,000 candidates in the queue and 180,000 marks in the ledger, and twenty desks opening at once.

Measured in a real Voilà and a real Chromium, from a click to the first frame drawn behind what was waited for. First
card: the page is there with its kernel, a member enters, the review is opened and the card stands on the screen. Next
card: the title of the dossier is the next candidate's, and a new card stands on the screen; also straight after a mark
that was typed and not yet sent.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import Any

from measuring import loaded, memories_of, print_bar, print_table
from playwright.sync_api import Browser, Page, sync_playwright

sys.path.insert(0, str(Path(__file__).parents[2]))

from danvan_tools import records
from danvan_tools.display.desk_queue import DeskQueue
from danvan_tools.display.review_desk import review_desk
from danvan_tools.publishing import prepare_notebook
from tests.browser.conftest import ARGUMENTS, SERVE, end, free_port

CANDIDATES, UNITS, REVIEWERS, CRITERIA, CARDS, DESKS, RUNS = 3_000, 300, 12, 5, 20, 20, 5
_TEXT = "vận động Nhân dân tham gia xây dựng đường giao thông nông thôn hiến đất trồng cây xanh dọc tuyến " * 6
_MEMBER, _ENTER, _NEXT = "Họ tên hoặc mã thành viên", "Vào bàn chấm", ".danvan-next"
# Resolves with the milliseconds from a click to the frame behind the moment at which the page shows what is wanted.
_TIMED = """([button, wanted, mark]) => new Promise(resolve => {
    const title = document.querySelector(".danvan-dossier h3")?.textContent ?? "";
    const card = document.querySelector(".danvan-card");
    const shows = {
        card: () => document.querySelector(".danvan-card fieldset") !== null,
        next: () => (document.querySelector(".danvan-dossier h3")?.textContent ?? title) !== title
            && ![null, card].includes(document.querySelector(".danvan-card")),
    }[wanted];
    if (mark) {
        const field = document.querySelector(".danvan-points input:not([type=radio]):not([type=checkbox])");
        field.value = mark;
        for (const kind of ["input", "change"]) field.dispatchEvent(new Event(kind, { bubbles: true }));
    }
    const began = performance.now();
    const look = () => {
        if (!shows()) return;
        watch.disconnect();
        requestAnimationFrame(() => setTimeout(() => resolve(performance.now() - began)));
    };
    const watch = new MutationObserver(look);
    watch.observe(document.body, { childList: true, subtree: true, characterData: true, attributes: true });
    [...document.querySelectorAll("button")].find(one => one.matches(button) || one.textContent === button).click();
    look();
})"""


def main() -> None:
    """Write a folder in which everybody has marked, and open desks on it."""
    with TemporaryDirectory() as place:
        folder = Path(place) / "review"
        folder.mkdir()
        write_folder(folder)
        review = records.open_review(folder)
        mark_all(review)
        entries = sum(seq for seq, _ in review.ledger.heads().values())
        in_the_kernel(folder)
        notebook = prepare_notebook("2_review_candidates", {"folder": str(folder)}, Path(place) / "desk.ipynb")
        with served(notebook) as (address, server), chromium() as browser:
            print(f"\n{CANDIDATES:,} candidates, {entries:,} entries of {REVIEWERS} reviewers; {loaded()}")
            one_desk(browser, address, review.ledger)
            many_desks(browser, address, server)


def in_the_kernel(folder: Path) -> None:
    """Print what the steps take without a browser."""
    started = time.perf_counter()
    review = records.open_review(folder)
    opened = time.perf_counter()
    desk = review_desk(review, "TV1")
    built = time.perf_counter()
    queue = next(child for child in desk.children[-1].children if isinstance(child, DeskQueue))
    following = median(_seconds(queue, {"kind": "next"}) for _ in range(CARDS))
    searches = median(_seconds(queue, {"kind": "filter", "query": f"so {number}"}) for number in range(CARDS))
    figures = {"open the review": opened - started, "desk": built - opened, "next card": following, "search": searches}
    rows = [(name, f"{seconds * 1000:.0f}") for name, seconds in figures.items()]
    print_table(f"In the kernel; {loaded()}", ("step", "milliseconds"), rows)


def _seconds(queue: DeskQueue, message: dict[str, str]) -> float:
    started = time.perf_counter()
    queue._handle_custom_msg(message, [])
    return time.perf_counter() - started


def one_desk(browser: Browser, address: str, ledger: records.Ledger) -> None:
    """Print first and next card of one desk, as its page sees them."""
    firsts, following, marked = [], [], []
    for number in range(RUNS):
        page = door_of(browser, address)
        firsts.append(timed(page, _ENTER, "card"))
        page.wait_for_timeout(1000)
        following += [timed(page, _NEXT, "next") for _ in range(CARDS)]
        before = ledger.head("reviewer:TV1")[0]
        # Points that no run before left there: a mark typed again as it stands writes nothing.
        marked += [timed(page, _NEXT, "next", f"{5 + number},5") for _ in range(CARDS)]
        page.wait_for_timeout(3000)
        assert ledger.head("reviewer:TV1")[0] == before + CARDS
        page.close()
    for name, figure in (("best", min), ("median", median), ("worst", max)):
        print_bar(f"first card, seconds ({name} of {RUNS})", figure(firsts) / 1000, at_most=1)
    for what, times in (("next card", following), ("next card straight after a mark", marked)):
        times.sort()
        print_bar(f"{what}, milliseconds (median)", median(times), at_most=100)
        print_bar(f"{what}, milliseconds (19 of 20)", times[int(len(times) * 0.95)], at_most=100)
        print_bar(f"{what}, milliseconds (worst of {len(times)})", times[-1], at_most=100)


def many_desks(browser: Browser, address: str, server: subprocess.Popen[bytes]) -> None:
    """Print what twenty desks take that open at once, on this machine and with twenty pages of one browser on it."""
    began = time.perf_counter()
    pages = [browser.new_page() for _ in range(DESKS)]
    for page in pages:
        page.set_default_timeout(300_000)
        page.goto(address, wait_until="commit")
    for page in pages:
        page.get_by_label(_MEMBER).wait_for()
    doors = time.perf_counter() - began
    for number, page in enumerate(pages):
        page.get_by_label(_MEMBER).fill(f"TV{number % REVIEWERS + 1}")
    before = memories_of(server.pid, "ipykernel_launcher")
    at = time.time() * 1000 + 1000
    # All click at one moment, each page by its own clock.
    begin = (
        "([button, wanted, at]) => { setTimeout(() => { window.timed = (%s)([button, wanted]); }, at - Date.now()); }"
    )
    for page in pages:
        page.evaluate(begin % _TIMED, [_ENTER, "card", at])
    for page in pages:
        page.wait_for_function("window.timed")
    times = sorted(float(page.evaluate("window.timed")) / 1000 for page in pages)
    after = memories_of(server.pid, "ipykernel_launcher")
    rows = [
        ("pages asked for at once → last login form (kernels started), s", f"{doors:.1f}"),
        ("all enter at once → first card, each desk, s", " ".join(f"{one:.1f}" for one in times)),
        ("PSS of each kernel before login, MiB", " ".join(f"{one:.0f}" for one in before)),
        ("PSS of each kernel with its desk, MiB", " ".join(f"{one:.0f}" for one in after)),
        ("… of all, MiB", f"{sum(after):.0f}"),
    ]
    print_table(f"{DESKS} desks opening at once, {os.cpu_count()} processors; {loaded()}", ("what", "figure"), rows)
    for page in pages:
        page.close()


def door_of(browser: Browser, address: str) -> Page:
    """Return a page at which the login form waits, with the first member typed in."""
    page = browser.new_page(viewport={"width": 1366, "height": 768})
    page.set_default_timeout(120_000)
    page.goto(address)
    page.get_by_label(_MEMBER).fill("TV1")
    page.wait_for_timeout(1000)
    return page


def timed(page: Page, button: str, wanted: str, mark: str = "") -> float:
    """Type a mark, press a button and return the milliseconds until the page shows what is wanted."""
    return float(page.evaluate(_TIMED, [button, wanted, mark]))


@contextmanager
def chromium() -> Iterator[Browser]:
    """Run the system's browser."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=ARGUMENTS)
        yield browser
        browser.close()


@contextmanager
def served(notebook: Path) -> Iterator[tuple[str, subprocess.Popen[bytes]]]:
    """Serve a notebook as the desk; give its address and the process."""
    port = free_port()
    command = [sys.executable, "-c", SERVE, str(notebook), str(port), "{}", "{}"]
    server = subprocess.Popen(command, stdout=subprocess.PIPE, start_new_session=True)
    try:
        assert server.stdout is not None
        server.stdout.readline()
        yield f"http://127.0.0.1:{port}/", server
    finally:
        end(server)


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
    """Let every reviewer mark five criteria of every candidate; the totals of two neighbours differ."""
    criteria = review.rubrics["collective"].criteria["criterion_id"].tolist()[:CRITERIA]
    for reviewer in review.committee["reviewer_id"]:
        marks = [
            ("mark", _mark(reviewer, key, criterion, str(number % 5 if criterion == criteria[0] else 4)))
            for number, key in enumerate(review.candidates["candidate_id"].tolist())
            for criterion in criteria
        ]
        review.ledger.append_many(f"reviewer:{reviewer}", marks, expected_seq=0)


def _mark(reviewer_id: str, candidate_id: str, criterion_id: str, points: str) -> dict[str, Any]:
    return {
        "stage": "committee",
        "candidate_id": candidate_id,
        "criterion_id": criterion_id,
        "points": points,
        "no_mark": "",
        "comment": "",
        "source": "desk",
        "entered_by": reviewer_id,
        "holder": "collective",
    }


if __name__ == "__main__":
    sys.exit(main())
