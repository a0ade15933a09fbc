"""``danvan access``, ``review`` and ``lab``: the reviewers' codes, their desk, and the secretary's notebooks."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated

import typer

from danvan_tools import display, publishing, records
from danvan_tools.cli.words import Folder, say
from danvan_tools.errors import DanvanError

# An access code has fifteen letters and digits; some may be forgotten.
_NEAR_A_CODE = 10

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
        typer.Option(
            metavar="MÃ-THÀNH-VIÊN", help="Thu hồi mã của thành viên này; kèm --print thì cấp mã mới. Có thể lặp lại."
        ),
    ] = None,
    address: Annotated[
        str,
        typer.Option(metavar="ĐỊA-CHỈ", help="Địa chỉ bàn chấm in trên phiếu; bỏ trống thì in dòng chấm để ghi tay."),
    ] = "",
) -> None:
    """Cấp, in và thu hồi mã truy cập của các thành viên hội đồng."""
    opened = records.open_review(folder)
    _refuse_codes(opened, revoke or [])
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
        say("In xong, trao tận tay rồi xóa tệp: phần mềm không giữ mã nên không in lại được.")
    elif slips:
        say("Mọi thành viên đã có mã. Cấp lại cho một người: --revoke MÃ-THÀNH-VIÊN --print TỆP.")
    for line in display.access_lines(opened):
        typer.echo(line)


def _refuse_codes(opened: records.Review, typed: list[str]) -> None:
    """Refuse what may be an access code typed for a member's id, and do not show it again."""
    members = set(opened.committee["reviewer_id"])
    if any(one not in members and sum(map(str.isalnum, one)) >= _NEAR_A_CODE for one in typed):
        msg = "--revoke: ghi mã thành viên, như TV01 ở trang Hội đồng, không ghi mã truy cập. Sửa rồi chạy lại."
        raise DanvanError(msg)


def review(
    folder: Folder,
    host: Annotated[
        str, typer.Option(metavar="ĐỊA-CHỈ", help="Địa chỉ mở bàn chấm; mặc định 127.0.0.1, chỉ máy này vào được.")
    ] = "127.0.0.1",
    port: Annotated[int | None, typer.Option(metavar="CỔNG", help="Cổng; mặc định tự chọn.")] = None,
    certfile: Annotated[
        Path | None, typer.Option(metavar="TỆP", help="Chứng thư TLS (PEM); đi cùng --keyfile.")
    ] = None,
    keyfile: Annotated[
        Path | None, typer.Option(metavar="TỆP", help="Khoá riêng của chứng thư (PEM, không đặt mật khẩu).")
    ] = None,
    user_header: Annotated[
        str,
        typer.Option(metavar="TIÊU-ĐỀ", help="Tiêu đề HTTP mà máy chủ chuyển tiếp ở ngay máy này ghi tên đăng nhập."),
    ] = "",
    name: Annotated[
        list[str] | None,
        typer.Option(metavar="TÊN-MÁY", help="Tên máy mà máy chủ chuyển tiếp dùng cho bàn chấm. Có thể lặp lại."),
    ] = None,
    no_browser: NoBrowser = False,
) -> None:
    """Mở bàn chấm điểm của các thành viên trên trình duyệt."""
    if not records.ledger_address(folder):
        # Whoever comes in later finds no fault that is not said here. A door makes no ledger.
        records.open_review(folder)
    door = records.open_door(folder)
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
            ledger_seen=records.ledger_id(door.ledger),
            open_browser=not no_browser,
        )


def lab(folder: Folder, no_browser: NoBrowser = False) -> None:
    """Mở các sổ tay của thư ký cho đợt xét này: vòng chấm, phiếu giấy, thẩm định."""
    place, kept = publishing.copy_notebooks(folder)
    for copy in kept:
        say(f"Sổ tay có bản mới; bản cũ giữ ở {copy}")
    typer.echo(f"Các sổ tay ở {place}. Giữ cửa sổ này; bấm Ctrl+C để đóng.")
    display.serve_lab(place, open_browser=not no_browser)
