"""Where a shared ledger is: ``postgresql://host:port/database``, never with a password in it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import SplitResult, unquote, urlsplit

from danvan_tools.errors import DanvanError

__all__ = ["SHARED", "ServerAddress", "address_fault", "is_server", "server_address", "spoken_name"]

# What a sentence says of a ledger that is no file in place of its name: nobody who marks knows an address.
SHARED = "Sổ ghi chung"
_SCHEME = re.compile(r"\s*[a-z][a-z0-9+.-]*://", re.IGNORECASE)
_FORM = "postgresql://máy-chủ:5432/tên-cơ-sở-dữ-liệu"
_DEFAULT_PORT = 5432
_LONGEST_NAME = 40
# Names of roles are made from it, and PostgreSQL cuts longer ones without a word.
_DATABASE = re.compile(r"[a-z][a-z0-9_]*")


@dataclass(frozen=True)
class ServerAddress:
    """A database on a PostgreSQL server, and the account its address names (blank: none)."""

    host: str
    port: int
    database: str
    user: str

    def __str__(self) -> str:
        return f"postgresql://{self.host}:{self.port}/{self.database}"


def is_server(address: object) -> bool:
    """Tell an address of a server from a path."""
    return isinstance(address, str) and _SCHEME.match(address) is not None


def spoken_name(name: str) -> str:
    """Return how a sentence calls the ledger `name`: a file by its name, a server's without its address."""
    return SHARED if is_server(name) else name


def server_address(address: str) -> ServerAddress:
    """Read an address.

    Raises
    ------
    DanvanError
        If it is none, or holds a password. The sentence does not repeat the password.
    """
    what, remedy = address_fault(address)
    if what:
        msg = f"Sổ ghi chung: {what}. {remedy}"
        raise DanvanError(msg)
    parts = urlsplit(address.strip())
    return ServerAddress(
        host=parts.hostname or "",
        port=parts.port or _DEFAULT_PORT,
        database=parts.path.removeprefix("/"),
        user=unquote(parts.username or ""),
    )


def address_fault(address: str) -> tuple[str, str]:
    """Return what is wrong with the address of a shared ledger, and what to do; blank for a sound one."""
    try:
        parts = urlsplit(address.strip())
        sound = bool(parts.hostname) and parts.port != 0
    except ValueError:
        return "địa chỉ không đọc được", f"Ghi theo mẫu {_FORM}."
    if parts.password is not None or "password" in parts.query.casefold():
        return (
            "địa chỉ có chứa mật khẩu, ai đọc tệp cũng thấy",
            "Xóa mật khẩu khỏi địa chỉ, đổi mật khẩu ấy, và để mật khẩu mới trong tệp mà biến PGPASSFILE chỉ đến.",
        )
    if not sound or parts.scheme != "postgresql":
        return f'"{_shown(parts)}" không phải địa chỉ của một sổ ghi chung', f"Ghi theo mẫu {_FORM}."
    if parts.query or parts.fragment:
        return f'địa chỉ có phần thừa sau tên cơ sở dữ liệu ("{parts.query or parts.fragment}")', "Xóa phần ấy."
    database = parts.path.removeprefix("/")
    if not _DATABASE.fullmatch(database) or len(database) > _LONGEST_NAME:
        return (
            f'tên cơ sở dữ liệu "{database}" không dùng được',
            f"Đặt tên bằng chữ thường không dấu, chữ số, dấu gạch dưới, không quá {_LONGEST_NAME} ký tự.",
        )
    return "", ""


def _shown(parts: SplitResult) -> str:
    """Write an address without what might be a secret."""
    return parts._replace(netloc=parts.netloc.rpartition("@")[2]).geturl()
