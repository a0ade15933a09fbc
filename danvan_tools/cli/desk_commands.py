"""``danvan access`` and ``review``: the reviewers' codes and their desk."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated

import typer

from danvan_tools import display, publishing, records
from danvan_tools.cli.words import Folder, say
from danvan_tools.errors import DanvanError

_CODE_STATES = {"issued": "đã cấp mã", "revoked": "mã đã thu hồi"}


def access(
    folder: Folder,
    slips: Annotated[
        Path | None, typer.Option("--print", metavar="TỆP", help="Cấp mã và ghi trang phiếu để in (.html).")
    ] = None,
    only: Annotated[list[str] | None, typer.Option(help="Chỉ cấp cho thành viên có mã này; có thể lặp lại.")] = None,
    revoke: Annotated[list[str] | None, typer.Option(metavar="MÃ", help="Thu hồi mã của thành viên này.")] = None,
) -> None:
    """Cấp, in và thu hồi mã truy cập bàn chấm của từng thành viên."""
    opened = records.open_review(folder)
    names = dict(zip(opened.committee["reviewer_id"], opened.committee["name"], strict=True))
    for reviewer_id in [*(only or ()), *(revoke or ())]:
        if reviewer_id not in names:
            known = ", ".join(names)
            msg = f'danvan access: không có thành viên "{reviewer_id}" trong Hội đồng. Chọn một trong: {known}.'
            raise DanvanError(msg)
    if revoke:
        records.revoke_codes(opened.ledger, revoke)
    if slips:
        records.issue_codes(
            opened.ledger,
            [one for one in only or names if one not in (revoke or ())],
            hand_out=lambda codes: display.write_slips(codes, opened, slips),
        )
        typer.echo(f"Đã cấp mã và ghi phiếu để in: {slips}")
        say("Mã cũ của những thành viên này không dùng được nữa. In xong thì xoá tệp.")
    states = records.access_states(opened.ledger).set_index("reviewer_id")
    for reviewer_id, name in names.items():
        known = states.loc[reviewer_id] if reviewer_id in states.index else None
        state = "chưa có mã" if known is None else _CODE_STATES[known["state"]]
        failures = 0 if known is None else int(known["failures"])
        tries = f"; gõ sai {failures} lần" if failures else ""
        typer.echo(f"{reviewer_id}  {name}: {state}{tries}")


def review(
    folder: Folder,
    host: Annotated[str, typer.Option(help="Địa chỉ mở bàn chấm; mặc định chỉ máy này vào được.")] = "127.0.0.1",
    port: Annotated[int | None, typer.Option(help="Cổng; mặc định tự chọn.")] = None,
    no_browser: Annotated[bool, typer.Option("--no-browser", help="Không mở trình duyệt.")] = False,
) -> None:
    """Mở bàn chấm điểm của các thành viên trên trình duyệt."""
    records.open_review(folder)
    with TemporaryDirectory() as place:
        notebook = Path(place) / "2_review_candidates.ipynb"
        publishing.prepare_notebook("2_review_candidates", {"folder": str(folder.absolute())}, notebook)
        display.serve_desk(notebook, host=host, port=port, open_browser=not no_browser)
