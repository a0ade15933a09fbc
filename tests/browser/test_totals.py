"""The total that a browser shows of what is typed is the one the kernel would give."""

from __future__ import annotations

import random
from decimal import Decimal

import pytest

from danvan_tools.display.scripts import script_of
from danvan_tools.language import format_points
from danvan_tools.schema import add_up

pytestmark = pytest.mark.browser
WEIGHTS = ["1", "2", "0.33", "0.1", "1.25", "-1", "-0.5", "-1.15"]
ADD = "\nreturn sheets.map((sheet) => writeTotal(addUp(sheet, (one) => one.points)));"


def test_the_browser_adds_up_by_the_same_rule(chromium):
    draw = random.Random(1)  # noqa: S311
    sheets = [
        [(Decimal(draw.choice(WEIGHTS)), Decimal(draw.randint(0, 400)) / draw.choice([10, 4, 2, 1])) for _ in range(7)]
        for _ in range(300)
    ]
    sent = [[{"factor": float(weight), "points": format_points(points)} for weight, points in one] for one in sheets]
    # A blank is no zero, and what is no number is not added.
    sent.append([{"factor": 1, "points": ""}, {"factor": -2, "points": "1,5"}, {"factor": 1, "points": "7.5"}])
    script = script_of("kernel_messages.js", "totals.js") + ADD
    page = chromium.new_page()
    shown = page.evaluate("([script, sheets]) => new Function('sheets', script)(sheets)", [script, sent])
    page.close()
    totals = [
        add_up(
            {str(place): points for place, (_, points) in enumerate(one)}, {str(n): w for n, (w, _) in enumerate(one)}
        )
        for one in sheets
    ]
    assert shown == [*map(format_points, totals), "-3"]
