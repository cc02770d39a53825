"""How a simulated service brings webhooks: side by side, until it is stopped."""

import asyncio
import contextlib
from collections.abc import Callable, Mapping
from typing import Any

import aiohttp


async def deliver(
    changed: asyncio.Event,
    under_way: Mapping[Any, "asyncio.Task[None]"],
    send_what_may_go: Callable[[aiohttp.ClientSession], float],
) -> None:
    """Until cancelled. What is under way then was perhaps received, and comes again.

    changed: something is new. send_what_may_go: begins what may leave; the seconds until something else may.
    """
    connector = aiohttp.TCPConnector(limit=0)
    async with aiohttp.ClientSession(connector=connector) as session:
        try:
            while True:
                changed.clear()
                wait = send_what_may_go(session)
                # not wait_for: in Python 3.11 it may swallow being cancelled in the moment of being woken
                with contextlib.suppress(TimeoutError):
                    async with asyncio.timeout(wait):
                        await changed.wait()
        finally:
            for task in under_way.values():
                task.cancel()
            await asyncio.gather(*under_way.values(), return_exceptions=True)
