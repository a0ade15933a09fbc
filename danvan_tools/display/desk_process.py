"""The process behind the desk: Voilà, with what it lacks for a committee on a network.

It speaks TLS where there is a certificate, ends the kernels that no browser is connected to, and starts no more of
them than a machine can bear. It is run by its path and imports nothing of the package: a server draws no charts.
"""

from __future__ import annotations

import logging
from functools import partial
from typing import Any

from jupyter_server.services.kernels.kernelmanager import AsyncMappingKernelManager
from tornado.web import HTTPError
from traitlets import Int, Unicode
from voila.app import Voila


class DeskKernels(AsyncMappingKernelManager):
    """One kernel a page, as long as a browser is connected to it."""

    most_kernels = Int(100, help="How many pages may be open at once.").tag(config=True)

    async def start_kernel(self, **kwargs: Any) -> str:  # type: ignore[override]
        """Start a kernel; a crowd, or somebody who reloads for ever, does not bring the machine down."""
        if len(self) >= self.most_kernels:
            raise HTTPError(503)
        return await self._async_start_kernel(**kwargs)

    def track_message_type(self, message_type: str) -> bool:
        """Count nothing as activity: a desk that shows others' progress speaks by itself, also to nobody.

        What keeps a kernel is the connection of its browser (``cull_connected`` in ``voila.json``).
        """
        return False


class Desk(Voila):  # type: ignore[misc]
    """Voilà with TLS."""

    certfile = Unicode("", help="The server's certificate, PEM.").tag(config=True)
    keyfile = Unicode("", help="Its private key, PEM.").tag(config=True)

    def init_settings(self) -> dict[str, Any]:
        """Return Voilà's settings, with our manager of kernels."""
        self.voila_configuration.multi_kernel_manager_class = DeskKernels
        settings: dict[str, Any] = super().init_settings()
        return settings

    def listen(self) -> None:
        """Listen as Voilà does, and encrypted if there is a certificate."""
        if self.certfile:
            files = {"certfile": self.certfile, "keyfile": self.keyfile}
            self.app.listen = partial(self.app.listen, ssl_options=files)
        super().listen()


if __name__ == "__main__":
    # A stranger's odd request is no matter of whoever sits at this terminal.
    logging.getLogger("tornado").setLevel(logging.ERROR)
    Desk.launch_instance()
