"""Listening at HTTP_LISTEN, behind a reverse proxy that speaks TLS."""

import logging
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

from aiohttp import web

#: More than any update of Telegram's.
LARGEST_BODY = 1024 * 1024
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
    try:
        try:
            await web.TCPSite(runner, *at, reuse_address=True).start()
        except OSError as error:
            if needed:
                raise CannotListen(f"HTTP_LISTEN={at[0]}:{at[1]}: {error.strerror}") from error
            log.warning("HTTP_LISTEN=%s:%s: %s: no /health", *at, error.strerror)
        yield
    finally:
        await runner.cleanup()
