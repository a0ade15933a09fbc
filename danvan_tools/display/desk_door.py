"""To whom the desk opens, over what line, and how the terminal says so."""

from __future__ import annotations

import re
import socket
import ssl
from contextlib import suppress
from ipaddress import IPv4Address, IPv6Address
from pathlib import Path

from danvan_tools.errors import DanvanError

Address = IPv4Address | IPv6Address


class DeskServerError(DanvanError):
    """The desk could not be opened."""


def checked_tls(certfile: Path | None, keyfile: Path | None) -> bool:
    """Return whether the desk speaks TLS; refuse files that do not serve."""
    if certfile is None and keyfile is None:
        return False
    if certfile is None or keyfile is None:
        missing = "--certfile" if certfile is None else "--keyfile"
        msg = f"bàn chấm: thiếu tuỳ chọn {missing}. Ghi cả --certfile và --keyfile, hoặc bỏ cả hai."
        raise DeskServerError(msg)
    for path in (certfile, keyfile):
        try:
            path.read_bytes()
        except OSError as error:
            msg = f"{path}: không đọc được tệp này. Kiểm tra đường dẫn và quyền đọc rồi chạy lại."
            raise DeskServerError(msg) from error
    try:
        # A key that needs a password would be asked for on a terminal that nobody may be sitting at.
        ssl.create_default_context(ssl.Purpose.CLIENT_AUTH).load_cert_chain(certfile, keyfile, password=lambda: "")
    except (ssl.SSLError, ValueError) as error:
        msg = (
            f"{certfile}, {keyfile}: không phải một cặp chứng thư và khoá PEM khớp nhau, không đặt mật khẩu. "
            "Xin người quản trị mạng cấp lại hai tệp rồi chạy lại."
        )
        raise DeskServerError(msg) from error
    return True


def check_door(host: str, networked: bool, codes_issued: bool, user_header: str) -> None:
    """Refuse a desk into which anybody on the network could walk."""
    if user_header and not re.fullmatch(r"[A-Za-z0-9-]{1,100}", user_header):
        msg = f'bàn chấm: "{user_header}" không phải là tên tiêu đề HTTP. Ghi tên như X-Remote-User.'
        raise DeskServerError(msg)
    if user_header and networked:
        msg = (
            f'bàn chấm: mở cho cả mạng tại "{host}" thì máy nào cũng tự gửi được tiêu đề {user_header} để mạo danh. '
            "Bỏ tuỳ chọn --host: máy chủ chuyển tiếp đặt ở ngay máy này."
        )
        raise DeskServerError(msg)
    if networked and not codes_issued:
        msg = (
            f'bàn chấm: địa chỉ "{host}" mở cho cả mạng mà đợt xét chưa cấp mã truy cập. Cấp mã bằng lệnh '
            "danvan access (thêm --print để in phiếu) rồi chạy lại; nếu chỉ chấm trên máy này, bỏ tuỳ chọn --host."
        )
        raise DeskServerError(msg)


def web_address(host: str, port: int, encrypted: bool = False) -> str:
    """Return the address to type into a browser."""
    return f"{'https' if encrypted else 'http'}://{f'[{host}]' if ':' in host else host}:{port}/"


def network_lines(listener: Address, reachable: str, port: int, encrypted: bool) -> list[str]:
    """Say how other machines reach the desk, and what everybody between can read."""
    lines = []
    if listener.is_unspecified:
        own = _own_address(listener)
        where = f": {web_address(own, port, encrypted)}" if own else f", thay {reachable} bằng địa chỉ của máy này."
        lines.append(f"Từ máy khác trong mạng{where}")
    if not encrypted:
        lines.append(
            "CHÚ Ý: đường truyền chưa mã hoá, người trong mạng có thể đọc trộm mã truy cập và điểm. "
            "Chỉ mở như vậy trong mạng riêng của hội đồng, hoặc thêm --certfile và --keyfile."
        )
    return lines


def _own_address(listener: Address) -> str:
    """Return the address under which other machines most likely know this one; blank if it has none."""
    family, elsewhere = (socket.AF_INET6, "2001:db8::1") if listener.version == 6 else (socket.AF_INET, "192.0.2.1")
    # Nothing is sent: only the system's choice of an address is asked for.
    with suppress(OSError), socket.socket(family, socket.SOCK_DGRAM) as probe:
        probe.connect((elsewhere, 9))
        return str(probe.getsockname()[0])
    return ""


def door_line(codes_issued: bool, user_header: str, hub: bool) -> str:
    """Say how members get in."""
    if user_header:
        return f"Thành viên vào bằng tài khoản mà máy chủ chuyển tiếp ghi ở tiêu đề {user_header}."
    if hub:
        return "Vào bằng tài khoản JupyterHub của mình, nếu tên tài khoản là một mã thành viên."
    if codes_issued:
        return "Thành viên vào bằng họ tên và mã truy cập in trên phiếu của mình."
    return "Chưa cấp mã truy cập: ai ngồi ở máy này cũng chọn được tên bất kỳ để chấm. Cấp mã: danvan access."
