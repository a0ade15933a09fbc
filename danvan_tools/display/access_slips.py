"""Access codes for people: a slip of paper for each member, and a list of who has one."""

from __future__ import annotations

import os
from collections.abc import Mapping
from html import escape
from pathlib import Path
from typing import Any

from danvan_tools.language import format_moment
from danvan_tools.records import Review, access_states, written_whole

_STYLE = """
@page { size: A4; margin: 12mm; }
* { box-sizing: border-box; }
body { color: #000; font: 12pt/1.45 "Noto Sans", "Segoe UI", Arial, sans-serif; margin: 0 auto; max-width: 186mm; }
.keep { border: 1pt solid #000; margin: 0 0 6mm; padding: 2mm 4mm; }
.slip { border-bottom: 1pt dashed #000; break-inside: avoid; padding: 6mm 2mm; }
.slip h2 { font-size: 14pt; margin: 0; }
.slip p { margin: 1.5mm 0; }
.code { font: bold 22pt/1.3 "Noto Sans Mono", Consolas, "DejaVu Sans Mono", monospace; letter-spacing: 1pt; }
.address { font-family: "Noto Sans Mono", Consolas, "DejaVu Sans Mono", monospace; overflow-wrap: anywhere; }
@media print { .keep { display: none; } }
"""
_KEEP = (
    "Trang này có mã của từng người. In ra, cắt theo đường gạch, trao tận tay từng thành viên, rồi xóa tệp này; "
    "phần mềm không giữ mã nên không in lại được. Ai mất phiếu thì được cấp mã mới."
)
_HOW = (
    "Mở địa chỉ trên bằng trình duyệt, gõ họ tên (hoặc mã thành viên) và mã truy cập rồi bấm “Vào bàn chấm”. "
    "Mã là của riêng đồng chí: không đưa cho người khác; nếu mất, báo ngay thư ký để thu hồi và cấp mã mới."
)
_STATE_WORDS = {"issued": "có mã từ", "revoked": "đã thu hồi mã lúc"}
_BLANK_ADDRESS = "." * 60


def write_slips(codes: Mapping[str, str], review: Review, file: str | Path, address: str = "") -> Path:
    """Write a page of slips to print on A4: name, position, address of the desk, code, and how to get in.

    Parameters
    ----------
    codes : Mapping
        Reviewer → code, as :func:`danvan_tools.records.issue_codes` returns them.
    review : Review
    file : str or Path
        The HTML page; appears whole, readable by its owner alone where the system can say so.
    address : str, optional
        Where the desk will be; a dotted line to fill in by hand if not given.

    Returns
    -------
    Path
        `file`. The same arguments give the same bytes.

    Raises
    ------
    DanvanError
        If it cannot be written.
    ValueError
        If a code is of nobody in the committee.
    """
    members: dict[str, Any] = {row["reviewer_id"]: row for row in review.committee.to_dict("records")}
    unknown = [reviewer_id for reviewer_id in codes if reviewer_id not in members]
    if unknown:
        msg = f"codes of {unknown}, who are not in the committee"
        raise ValueError(msg)
    title = escape(review.settings.title)
    slips = [_slip(title, members[reviewer_id], code, address) for reviewer_id, code in codes.items()]
    page = (
        '<!DOCTYPE html>\n<html lang="vi">\n<head>\n<meta charset="utf-8">\n'
        f"<title>Phiếu mã truy cập – {title}</title>\n<style>{_STYLE}</style>\n</head>\n<body>\n"
        f'<p class="keep">{_KEEP}</p>\n{"".join(slips)}</body>\n</html>\n'
    )
    path = Path(file)
    # Private from its first byte on.
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL
    with written_whole(path) as draft, os.fdopen(os.open(draft, flags, 0o600), "wb") as target:
        target.write(page.encode())
    return path


def access_lines(review: Review) -> list[str]:
    """Return one line for each member, and each former one who was given a code: whether a code is in force."""
    states = {row["reviewer_id"]: row for row in access_states(review.ledger).to_dict("records")}
    names = dict(zip(review.committee["reviewer_id"], review.committee["name"], strict=True))
    lines = []
    for reviewer_id in [*names, *(one for one in states if one not in names)]:
        state = states.get(reviewer_id)
        word = "chưa có mã" if state is None else f"{_STATE_WORDS[state['state']]} {format_moment(state['since'])}"
        if state and state["failures"]:
            word += f", {state['failures']} lần gõ sai gần đây"
        lines.append(f"{reviewer_id}  {names.get(reviewer_id, '(không còn ở trang Hội đồng)')}: {word}")
    return lines


def _slip(title: str, member: dict[str, Any], code: str, address: str) -> str:
    name, position, reviewer_id = (escape(str(member[column])) for column in ("name", "position", "reviewer_id"))
    place = f'<span class="address">{escape(address)}</span>' if address else _BLANK_ADDRESS
    return (
        '<section class="slip">\n'
        f"<p>{title}</p>\n"
        f"<h2>{name}</h2>\n<p>{position} – mã thành viên: <strong>{reviewer_id}</strong></p>\n"
        f"<p>Địa chỉ bàn chấm: {place}</p>\n"
        f'<p>Mã truy cập: <span class="code">{escape(code)}</span></p>\n'
        f"<p>{_HOW}</p>\n</section>\n"
    )
