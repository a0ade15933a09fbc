"""A desk that follows what others write, as long as it is the last one built in its kernel."""

from __future__ import annotations

import asyncio
import gc
from collections.abc import Callable

from danvan_tools.errors import DanvanError

# A look reads the ends of a few streams. Nothing is sent unless a word on the screen changed.
_SECONDS = 5.0
# By then a page has drawn its first card, and nobody has read it.
_DRAWN_SECONDS = 0.8
_watch: asyncio.Task[None] | None = None


def watch_with(look: Callable[[], None]) -> None:
    """Look every few seconds, where the kernel runs a loop; the desk built before in this kernel is left alone."""
    global _watch  # noqa: PLW0603 - one desk is watched in a kernel
    try:
        loop = asyncio.get_running_loop()
    except RuntimeError:
        return

    async def watch() -> None:
        await asyncio.sleep(_DRAWN_SECONDS)
        # What a review stands on lives as long as its kernel. Looked through for garbage with the rest, it would keep
        # a reviewer waiting for a tenth of a second every now and then.
        gc.collect()
        gc.freeze()
        while True:
            await asyncio.sleep(_SECONDS)
            try:
                look()
            except DanvanError:
                # The ledger cannot be read just now: whoever saves is told; the next look may succeed.
                continue

    if _watch is not None:
        _watch.cancel()
    _watch = loop.create_task(watch())
