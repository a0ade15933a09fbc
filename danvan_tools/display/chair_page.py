"""The one page for the chair: what to decide, on one sheet of A4."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping, Sequence
from html import escape
from pathlib import Path
from typing import Any

import pandas as pd

from danvan_tools.display.states import state_html
from danvan_tools.display.tables import ShownTable, word_of
from danvan_tools.errors import Fault
from danvan_tools.language import format_date, format_points
from danvan_tools.records.safe_files import written_whole
from danvan_tools.schema import Settings

__all__ = ["chair_page", "save_page"]

# What fits on one sheet with lines of usual length; the rest is counted, and stands in the notebook.
_MOST_LINES, _MOST_ROWS, _LETTERS = 6, 7, 105
_LONGEST_LINE, _LONGEST_NAME, _LONGEST_WHY = 300, 60, 75
_STYLE = """
@page { size: A4 portrait; margin: 10mm 15mm; }
.trang-chu-tich { width: 180mm; color: #000; background: #fff;
  font: 10pt/1.22 "Times New Roman", "Liberation Serif", serif; }
.trang-chu-tich h1 { font-size: 15pt; text-align: center; margin: 0 0 1mm; }
.trang-chu-tich h2 { font-size: 12pt; margin: 2mm 0 .8mm; border-bottom: .3mm solid #000; }
.trang-chu-tich p { margin: 0 0 1mm; }
.trang-chu-tich ul { margin: 0; padding-left: 5mm; }
.trang-chu-tich table { border-collapse: collapse; width: 100%; font-size: 9pt; }
.trang-chu-tich th, .trang-chu-tich td { border: .2mm solid #000; padding: .6mm 1.2mm; text-align: left; }
.trang-chu-tich td { vertical-align: top; }
"""


def chair_page(
    settings: Settings,
    *,
    answer: Sequence[str],
    cuts: Sequence[str],
    agenda_said: Sequence[str],
    agenda: pd.DataFrame,
    discuss: Sequence[str],
    faults: Iterable[Fault],
) -> ShownTable:
    """Return the page: the answer, the cut lines, whom to talk about, what else to know, warnings.

    Parameters
    ----------
    settings : Settings
    answer, cuts, agenda_said, discuss : sequence of str
        Sentences of ``assessment``, the most important first.
    agenda : DataFrame, columns holder rank candidate_id name score proposed why
    faults : iterable of Fault
        Warnings about the round and about sheets that wait for confirmation.

    Returns
    -------
    ShownTable
        One sheet of A4 however long the lists are: what does not fit is counted.
    """
    warnings = [f"{fault.what[:1].upper()}{fault.what[1:]}." for fault in faults]
    parts = [
        "<h1>Tóm tắt cho Chủ tịch Hội đồng</h1>",
        f"<p style='text-align:center'>{escape(settings.title)} – số liệu đến ngày {format_date(settings.as_of)}</p>",
        _part("1. Kết quả", _lines(answer)),
        _part("2. Ranh giới", _lines(cuts)),
        _part("3. Hồ sơ cần bàn", _lines(agenda_said) + _rows(agenda)),
        _part("4. Cần biết khi kết luận", _lines(discuss)),
        _part("5. Lưu ý", _lines(warnings or ["Không có lưu ý nào."])),
    ]
    return ShownTable(f'<style>{_STYLE}</style><div class="trang-chu-tich">{"".join(parts)}</div>')


def save_page(page: ShownTable, path: Path | str) -> ShownTable:
    """Write a page to a file that any browser opens and prints; without a path write nothing, and say how to.

    Raises
    ------
    DanvanError
        If the folder is missing, or the file may not be written.
    """
    if not str(path):
        how = (
            "Trang này chưa được ghi. Muốn in: ghi đường dẫn một tệp .html vào tham số page ở đầu sổ tay rồi chạy lại."
        )
        return ShownTable(state_html(how))
    target = Path(path).absolute()
    whole = (
        f'<!doctype html><html lang="vi"><meta charset="utf-8"><title>Tóm tắt</title><body>{page.html}</body></html>'
    )
    with written_whole(target) as draft:
        draft.write_text(whole, encoding="utf-8")
    return ShownTable(state_html(f"{target}. Mở tệp bằng trình duyệt rồi in.", "Đã ghi: "))


def _part(heading: str, content: str) -> str:
    return f"<h2>{heading}</h2>{content}"


def _lines(sentences: Sequence[str]) -> str:
    """Return as many sentences as six printed lines hold, and how many there are besides."""
    shown: list[str] = []
    used = 0
    for sentence in sentences:
        text = _short(sentence, _LONGEST_LINE)
        used += 1 + len(text) // _LETTERS
        if used > _MOST_LINES:
            break
        shown.append(text)
    rest = len(sentences) - len(shown)
    more = [f"Còn {rest} điều nữa, xem sổ tay."] if rest else []
    return f"<ul>{''.join(f'<li>{escape(line)}</li>' for line in [*shown, *more])}</ul>"


def _rows(agenda: pd.DataFrame) -> str:
    if agenda.empty:
        return ""
    head = "".join(f"<th>{name}</th>" for name in ("Hạng", "Hồ sơ", "Điểm", "Tính theo điểm", "Vì sao cần bàn"))
    body = "".join(_row(row) for row in agenda.head(_MOST_ROWS).to_dict("records"))
    rest = len(agenda) - _MOST_ROWS
    more = f"<p>Còn {rest} hồ sơ nữa, xem sổ tay.</p>" if rest > 0 else ""
    return f"<table><tr>{head}</tr>{body}</table>{more}"


def _row(row: Mapping[Hashable, Any]) -> str:
    rank = "–" if pd.isna(row["rank"]) else f"{row['rank']} ({word_of('holder', str(row['holder']))})"
    score = "–" if pd.isna(row["score"]) else format_points(row["score"])
    name = f"{row['candidate_id']} – {_short(str(row['name']), _LONGEST_NAME)}"
    cells = (rank, name, score, str(row["proposed"]) or "–", _short(str(row["why"]), _LONGEST_WHY))
    return "<tr>" + "".join(f"<td>{escape(str(cell))}</td>" for cell in cells) + "</tr>"


def _short(text: str, most: int) -> str:
    return text if len(text) <= most else f"{text[: most - 1].rstrip()}…"
