"""How far a reviewer is, how long the rest may take, and where the round stands – in words."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from html import escape
from itertools import pairwise
from statistics import median

from danvan_tools.display.desk_rows import QueueRow
from danvan_tools.language import format_moment
from danvan_tools.records import RoundState

_DONE = ("saved", "locked")
# Longer than this between two sheets was a pause; shorter than this they were not read one by one.
_LONGEST_MINUTES, _SHORTEST_MINUTES = 45.0, 0.2
_LEAST_GAPS = 2


def progress_html(rows: Iterable[QueueRow], finished_at: Iterable[datetime]) -> str:
    """Return the bar, the figures beside it and the time the rest may take.

    Parameters
    ----------
    rows : iterable of QueueRow
    finished_at : iterable of datetime
        When each finished sheet got its last mark.
    """
    states = [row.state for row in rows if row.state != "recused"]
    done, locked = sum(state in _DONE for state in states), states.count("locked")
    if not states:
        return ""
    minutes = minutes_left(finished_at, len(states) - done)
    rest = "" if minutes is None else f" · cần thêm {duration_words(minutes)}"
    return (
        f'<p class="danvan-progress" role="status"><progress max="{len(states)}" value="{done}" aria-hidden="true">'
        f"</progress> Chấm đủ <strong>{done}/{len(states)}</strong> hồ sơ, đã khoá <strong>{locked}</strong>"
        f"{rest}</p>"
    )


def minutes_left(finished_at: Iterable[datetime], left: int) -> int | None:
    """Return the minutes that `left` more sheets take at the pace so far; None if there is no pace yet.

    The pace is the median time between two finished sheets, pauses left out.
    """
    moments = sorted(finished_at)
    gaps = [(after - before).total_seconds() / 60 for before, after in pairwise(moments)]
    worked = [gap for gap in gaps if _SHORTEST_MINUTES <= gap <= _LONGEST_MINUTES]
    if left == 0 or len(worked) < _LEAST_GAPS:
        return None
    return max(1, round(median(worked) * left))


def duration_words(minutes: int) -> str:
    """Return minutes as one says them: "khoảng 4 phút", "khoảng 25 phút", "khoảng 3 giờ 30 phút", "khoảng 12 giờ"."""
    step = 1 if minutes < 10 else 5 if minutes < 60 else 10 if minutes < 180 else 30 if minutes < 600 else 60
    rounded = max(step, round(minutes / step) * step)
    hours, rest = divmod(rounded, 60)
    words = [f"{hours} giờ" if hours else "", f"{rest} phút" if rest else ""]
    return f"khoảng {' '.join(filter(None, words))}"


def deadline_html(state: RoundState, now: datetime) -> str:
    """Return until when is marked, and how far off that is; blank where no deadline is set."""
    if state.deadline is None or state.state != "open" or now > state.deadline:
        return ""
    minutes = int((state.deadline - now).total_seconds() // 60)
    rest = f"còn {minutes // 1440} ngày" if minutes >= 2880 else f"còn {duration_words(minutes)}"
    if minutes < 1:
        rest = "còn chưa đầy 1 phút"
    return f'<p class="danvan-deadline">Hạn chấm: <strong>{format_moment(state.deadline)}</strong> ({rest})</p>'


def round_html(state: RoundState, now: datetime) -> str:
    """Return what the reviewer must know of the round: closed, past its deadline, a consensus, or nothing."""
    what = ""
    if state.state == "closed":
        closed = f" lúc {format_moment(state.closed_at)}" if state.closed_at else ""
        what = (
            f"Vòng chấm đã đóng{closed}. Đồng chí vẫn xem được hồ sơ và phiếu của mình, nhưng không ghi thêm được. "
            "Nếu cần sửa, đề nghị thư ký hội đồng mở lại."
        )
    elif state.deadline is not None and now > state.deadline:
        what = (
            f"Đã quá hạn chấm {format_moment(state.deadline)}. Điểm đã ghi vẫn còn trong sổ; không ghi thêm được. "
            "Nếu chưa chấm xong, đề nghị thư ký hội đồng gia hạn hoặc mở lại phiếu."
        )
    elif state.state == "open" and state.stage == "consensus":
        what = (
            "Vòng trao đổi để thống nhất: ở hồ sơ đã khoá phiếu, đồng chí xem được điểm của các phiếu khác. "
            "Sửa điểm thì ghi lý do; cả điểm cũ và điểm mới đều được giữ."
        )
    return f'<p class="danvan-round" role="status">{escape(what)}</p>' if what else ""
