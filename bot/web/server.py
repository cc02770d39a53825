"""Listening at HTTP_LISTEN, behind a reverse proxy that speaks TLS."""

import asyncio
import logging
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager

from aiohttp import web

#: More than any update of Telegram's, and than a batch of WhatsApp's, which may take 3 MB.
LARGEST_BODY = 4 * 1024 * 1024
#: Each takes a file of ours, and a process has 1024 unless somebody gave it more.
MOST_CONNECTIONS = 200
_SHUTDOWN_SECONDS = 3.0

log = logging.getLogger(__name__)


class CannotListen(Exception):
    """HTTP_LISTEN is taken, or not an address of this machine."""


@asynccontextmanager
async def serving(routes: Sequence[web.RouteDef], at: tuple[str, int], *, needed: bool) -> AsyncIterator[None]:
    """Serves inside. needed: raises CannotListen; otherwise it is only said, and nothing is served."""
    app = web.Application(client_max_size=LARGEST_BODY)
    app.add_routes(routes)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=_SHUTDOWN_SECONDS)
    await runner.setup()
    listening = None
    try:
        try:
            listening = await asyncio.get_running_loop().create_server(_door(runner), *at, reuse_address=True)
        except OSError as error:
            if needed:
                raise CannotListen(f"HTTP_LISTEN={at[0]}:{at[1]}: {error.strerror}") from error
            log.warning("HTTP_LISTEN=%s:%s: %s: no /health", *at, error.strerror)
        yield
    finally:
        if listening is not None:
            listening.close()
        await runner.cleanup()


def _door(runner: web.AppRunner) -> Callable[[], asyncio.Protocol]:
    """Takes in whoever connects. Above the limit the oldest connections end for it.

    Nobody can keep others out by holding connections open, and a provider repeats what was cut off.
    """
    server = runner.server
    assert server is not None  # it is set up

    def take_in() -> asyncio.Protocol:
        transports = [one.transport for one in server.connections if one.transport is not None]
        for oldest in transports[: max(0, len(transports) + 1 - MOST_CONNECTIONS)]:
            oldest.abort()
        return server()

    return take_in
