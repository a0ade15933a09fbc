"""The names by which a browser may call the desk."""

from __future__ import annotations

import re
import socket
from collections.abc import Sequence

from danvan_tools.display.desk_door import DeskServerError

ANY_NAME = "*"
_NAME = re.compile(r"[A-Za-z0-9_]([A-Za-z0-9_.-]{0,251}[A-Za-z0-9_])?")


def own_names(host: str, more: Sequence[str], *, networked: bool, encrypted: bool) -> list[str]:
    """Return the names the desk answers to, besides addresses in numbers.

    Parameters
    ----------
    host : str
        The address it listens on.
    more : sequence of str
        Names under which a proxy is called that hands requests on.
    networked : bool
        Whether others reach it: then this machine's own name is among them.
    encrypted : bool
        Whether it has a certificate: then the browser looks after the name, and any will do.

    Raises
    ------
    DeskServerError
        If one of `more` is no name of a machine.
    """
    for name in more:
        if not _NAME.fullmatch(name):
            msg = (
                f'bàn chấm: "{name[:100]}" không phải là tên máy. '
                "Ghi tên như cham-diem.xa.vn, không kèm http:// và cổng, rồi chạy lại."
            )
            raise DeskServerError(msg)
    if encrypted:
        return [ANY_NAME]
    own = socket.gethostname() if networked else ""
    return list(dict.fromkeys(filter(None, ["localhost", host, own, own and f"{own}.local", *more])))
