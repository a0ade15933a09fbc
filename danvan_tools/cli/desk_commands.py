"""``danvan access``, ``review`` and ``lab``: the reviewers' codes, their desk, and the secretary's notebooks."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated

import typer

from danvan_tools import display, publishing, records
from danvan_tools.cli.words import Folder, say

NoBrowser = Annotated[bool, typer.Option("--no-browser", help="Không mở trình duyệt.")]


def access(
    folder: Folder,
    slips: Annotated[
        Path | None,
        typer.Option(
            "--print", metavar="TỆP", help="Cấp mã cho thành viên chưa có mã và ghi phiếu để in (HTML, khổ A4)."
        ),
    ] = None,
    revoke: Annotated[
        list[str] | None,
        typer.Option(metavar="MÃ", help="Thu hồi mã của thành viên này; kèm --print thì cấp mã mới. Có thể lặp lại."),
    ] = None,
    address: Annotated[
        str, typer.Option(help="Địa chỉ bàn chấm in trên phiếu; bỏ trống thì in dòng chấm để ghi tay.")
    ] = "",
) -> None:
    """Cấp, in và thu hồi mã truy cập của các thành viên hội đồng."""
    opened = records.open_review(folder)
    revoked = records.code_holders(opened, revoke or [])
    records.revoke_codes(opened.ledger, revoked)
    members = set(opened.committee["reviewer_id"])
    # Whoever lost a code is among those without one only after the revocation.
    fresh = dict.fromkeys([*records.members_without_code(opened), *(one for one in revoked if one in members)])
    if slips and fresh:
        records.issue_codes(
            opened.ledger, fresh, hand_out=lambda codes: display.write_slips(codes, opened, slips, address)
        )
        typer.echo(f"Đã cấp mã cho {len(fresh)} thành viên. Phiếu để in: {slips}")
        say("In xong, trao tận tay rồi xoá tệp: phần mềm không giữ mã nên không in lại được.")
    elif slips:
        say("Mọi thành viên đã có mã. Cấp lại cho một người: --revoke MÃ --print TỆP.")
    for line in display.access_lines(opened):
        typer.echo(line)


def review(
    folder: Folder,
    host: Annotated[str, typer.Option(help="Địa chỉ mở bàn chấm; mặc định chỉ máy này vào được.")] = "127.0.0.1",
    port: Annotated[int | None, typer.Option(help="Cổng; mặc định tự chọn.")] = None,
    certfile: Annotated[Path | None, typer.Option(help="Chứng thư TLS (PEM); đi cùng --keyfile.")] = None,
    keyfile: Annotated[Path | None, typer.Option(help="Khoá riêng của chứng thư (PEM, không đặt mật khẩu).")] = None,
    user_header: Annotated[
        str, typer.Option(help="Tiêu đề HTTP mà máy chủ chuyển tiếp ở ngay máy này ghi tên đăng nhập.")
    ] = "",
    name: Annotated[
        list[str] | None,
        typer.Option(metavar="TÊN-MÁY", help="Tên máy mà máy chủ chuyển tiếp dùng cho bàn chấm. Có thể lặp lại."),
    ] = None,
    no_browser: NoBrowser = False,
) -> None:
    """Mở bàn chấm điểm của các thành viên trên trình duyệt."""
    door = records.open_door(folder)
    if not door.ledger.shared:
        # Whoever comes in later finds no fault that is not said here.
        records.open_review(folder)
    with TemporaryDirectory() as place:
        notebook = Path(place) / "2_review_candidates.ipynb"
        publishing.prepare_notebook("2_review_candidates", {"folder": str(folder.absolute())}, notebook)
        display.serve_desk(
            notebook,
            host=host,
            port=port,
            certfile=certfile,
            keyfile=keyfile,
            user_header=user_header,
            names=name or [],
            codes_issued=records.asks_for_codes(door.ledger),
            open_browser=not no_browser,
        )


def lab(folder: Folder, no_browser: NoBrowser = False) -> None:
    """Mở các sổ tay của thư ký cho đợt xét này: vòng chấm, phiếu giấy, thẩm định."""
    place, kept = publishing.copy_notebooks(folder)
    for copy in kept:
        say(f"Sổ tay có bản mới; bản cũ giữ ở {copy}")
    typer.echo(f"Các sổ tay ở {place}. Giữ cửa sổ này; bấm Ctrl+C để đóng.")
    display.serve_lab(place, open_browser=not no_browser)
