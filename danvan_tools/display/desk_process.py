"""The process behind the desk: Voilà, with what it lacks for a committee on a network.

It speaks TLS where there is a certificate, answers to its own names only, starts a kernel only for a browser that shows
the desk as a page, ends the kernels that no browser is connected to, and starts no more of them than the machine can
bear. It is run by its path and imports nothing of the package: a server draws no charts.
"""

from __future__ import annotations

import logging
import re
import secrets
from contextvars import ContextVar
from functools import partial
from ipaddress import ip_address
from typing import Any
from urllib.parse import urlsplit

import psutil
from jupyter_server.base.handlers import APIHandler
from jupyter_server.services.kernels.kernelmanager import AsyncMappingKernelManager
from tornado.httputil import HTTPServerRequest
from tornado.routing import Matcher, Rule
from tornado.web import HTTPError, RequestHandler
from tornado.websocket import WebSocketHandler
from traitlets import Dict, Int, List, Unicode, default
from voila.app import Voila
from voila.static_file_handler import TemplateStaticFileHandler
from voila.tornado.handler import TornadoVoilaHandler

_BYTES_OF_A_PAGE = 190 * 1024 * 1024
"""Of memory, measured: a kernel takes 142 MiB before anybody logs in, 180 MiB with a desk on 3,000 candidates."""
_MOST_PAGES, _LEAST_PAGES = 100, 3
# True, and nothing that whoever sits at the terminal can act on: that loopback is not encrypted, and the like.
_QUIET = ["--IPKernelApp.log_level=ERROR"]

_caller: ContextVar[str] = ContextVar("caller", default="")


class DeskKernels(AsyncMappingKernelManager):
    """One kernel a page, as long as a browser is connected to it."""

    most_kernels = Int(help="How many pages may be open at once; by default as many as fit into free memory.").tag(
        config=True
    )
    most_of_one = Int(_MOST_PAGES, help="How many of them one address may hold.").tag(config=True)
    # Kernel → the address it was started for; and the addresses whose kernels are about to be there.
    _callers: Dict[str, str] = Dict()
    _starting: List[str] = List()

    @default("most_kernels")
    def _as_many_as_fit(self) -> int:
        fitting = int(psutil.virtual_memory().available) // _BYTES_OF_A_PAGE
        return max(_LEAST_PAGES, min(_MOST_PAGES, fitting))

    async def start_kernel(self, **kwargs: Any) -> str:  # type: ignore[override]
        """Start a kernel; a crowd, or somebody who reloads for ever, does not bring the machine down."""
        caller = _caller.get()
        self._callers = {kernel: one for kernel, one in self._callers.items() if kernel in self}
        held = [*self._callers.values(), *self._starting]
        if len(held) >= self.most_kernels:
            raise HTTPError(503)
        if held.count(caller) >= self.most_of_one:
            raise HTTPError(429)
        self._starting.append(caller)
        try:
            kernel_id = await self._async_start_kernel(**kwargs, extra_arguments=_QUIET)
            self._callers[kernel_id] = caller
        finally:
            self._starting.remove(caller)
        return kernel_id

    def track_message_type(self, message_type: str) -> bool:
        """Count nothing as activity: a desk that shows others' progress speaks by itself, also to nobody.

        What keeps a kernel is the connection of its browser (``cull_connected`` in ``voila.json``).
        """
        return False


class _OwnPages(RequestHandler):
    """Answers in Vietnamese where a server's own pages are English."""

    def show(self, template: str, **values: Any) -> None:
        """Finish with a page of the template; no browser keeps it."""
        self.set_header("Content-Type", "text/html; charset=UTF-8")
        self.set_header("Cache-Control", "no-store")
        self.set_header("Content-Security-Policy", "frame-ancestors 'none'")
        page = self.settings["voila_jinja2_env"].get_template(template)
        self.finish(page.render(base_url=self.settings["base_url"], **values))

    def write_error(self, status_code: int, **_: Any) -> None:
        """Say what to do instead."""
        self.show("error.html", status_code=status_code)


class _StrangeName(Matcher):
    """Matches a request for a name that is none of this server's.

    A page of the internet can let its own name point to this machine, and then counts as the desk for the browser.
    Numbers are no names: nobody can let them point elsewhere.
    """

    def __init__(self, names: list[str]) -> None:
        self._names = {name.lower() for name in names}

    def match(self, request: HTTPServerRequest) -> dict[str, Any] | None:
        name = _host_name(request.host)
        return None if "*" in self._names or name in self._names or _is_number(name) else {}


class _StrangeNamePage(_OwnPages):
    def prepare(self) -> None:
        self.set_status(421)
        self.show("error.html", status_code=421, name=_host_name(self.request.host))


class _Arrival(Matcher):
    """Matches a request for the desk that does not come from a page of the desk, or not for a page at all."""

    def __init__(self, base_url: str, cookie: str, value: str) -> None:
        self._path, self._cookie, self._value = base_url, cookie, value

    def match(self, request: HTTPServerRequest) -> dict[str, Any] | None:
        if request.path != self._path or request.method != "GET":
            return None
        shown = request.cookies.get(self._cookie)
        known = shown is not None and secrets.compare_digest(shown.value.encode(), self._value.encode())
        return None if known and _is_page(request) else {"target_kwargs": {"cookie": (self._cookie, self._value)}}


class _ArrivalPage(_OwnPages):
    """Costs nothing, unlike the desk: only a browser that shows it as a page comes back with its cookie."""

    def initialize(self, cookie: tuple[str, str]) -> None:
        self._cookie = cookie

    def get(self) -> None:
        """Hand the cookie to a page; of a picture or a frame in another page nothing is answered."""
        if not _is_page(self.request):
            raise HTTPError(403)
        self.set_cookie(*self._cookie, path=self.settings["base_url"], samesite="Strict")
        self.show("arrival.html", cookie=self._cookie[0])


class _DeskPage(TornadoVoilaHandler):  # type: ignore[misc]
    """The desk, and who asks for it."""

    async def get(self, path: str | None = None) -> None:
        _caller.set(self.request.remote_ip or "")
        await super().get(path)


class _TemplateFiles(TemplateStaticFileHandler):  # type: ignore[misc]
    def parse_url_path(self, path: str) -> str:
        """Refuse what is no file of a template; Voilà would fail."""
        if not re.fullmatch(r"[\w-]+/static/.+", path):
            raise HTTPError(404)
        return str(super().parse_url_path(path))


_IN_PLACE_OF: dict[type[RequestHandler], type[RequestHandler]] = {
    TornadoVoilaHandler: _DeskPage,
    TemplateStaticFileHandler: _TemplateFiles,
}


def _speaking(handler: type[RequestHandler]) -> type[RequestHandler]:
    """Return a handler of pages or files with error pages of ours."""
    handler = _IN_PLACE_OF.get(handler, handler)
    if issubclass(handler, (APIHandler, WebSocketHandler)):
        return handler
    return type(handler.__name__, (handler,), {"show": _OwnPages.show, "write_error": _OwnPages.write_error})


def _is_page(request: HTTPServerRequest) -> bool:
    """Tell whether a browser shows the answer as a page; one that does not say so (no TLS, an old one) may."""
    return request.headers.get("Sec-Fetch-Dest", "document") == "document"


def _host_name(host: str) -> str:
    """Return the name in a header ``Host``, without port and brackets; blank if there is none."""
    try:
        return (urlsplit(f"//{host}").hostname or "").rstrip(".")
    except ValueError:
        return ""


def _is_number(name: str) -> bool:
    try:
        ip_address(name)
    except ValueError:
        return False
    return True


class Desk(Voila):  # type: ignore[misc]
    """Voilà with TLS and a door."""

    certfile = Unicode("", help="The server's certificate, PEM.").tag(config=True)
    keyfile = Unicode("", help="Its private key, PEM.").tag(config=True)
    names = List(Unicode(), ["localhost"], help="The names by which browsers may call it; * for any.").tag(config=True)

    def init_settings(self) -> dict[str, Any]:
        """Return Voilà's settings, with our manager of kernels."""
        self.voila_configuration.multi_kernel_manager_class = DeskKernels
        settings: dict[str, Any] = super().init_settings()
        return settings

    def init_handlers(self) -> list[Any]:
        """Return Voilà's handlers without its pages to log in and out: the desk has a door of its own."""
        own = {handler for _, handler, *_ in self.identity_provider.get_handlers()}
        return [
            (path, _speaking(handler), *more) for path, handler, *more in super().init_handlers() if handler not in own
        ]

    def listen(self) -> None:
        """Listen as Voilà does, behind the door, and encrypted if there is a certificate."""
        cookie, value = f"danvan-{self.port}", secrets.token_urlsafe(24)
        self.app.default_router.rules[:0] = [
            Rule(_StrangeName(self.names), _StrangeNamePage),
            Rule(_Arrival(self.base_url, cookie, value), _ArrivalPage),
        ]
        if self.certfile:
            files = {"certfile": self.certfile, "keyfile": self.keyfile}
            self.app.listen = partial(self.app.listen, ssl_options=files)
        super().listen()


if __name__ == "__main__":
    # A stranger's odd request is no matter of whoever sits at this terminal.
    logging.getLogger("tornado").setLevel(logging.ERROR)
    Desk.launch_instance()
