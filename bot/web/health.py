"""GET /health: whether this process can do its work, for monitors and load balancers; nothing about anybody."""

import asyncio

from aiohttp import web
from sqlalchemy import text

from models.db import Database

_PATIENCE_SECONDS = 3.0


class Health:
    def __init__(self, database: Database) -> None:
        self._database = database

    def routes(self) -> list[web.RouteDef]:
        return [web.get("/health", self.tell)]

    async def tell(self, _request: web.Request) -> web.Response:
        """200 {"status": "ok"}, or 503 {"status": "database away"}."""
        try:
            async with asyncio.timeout(_PATIENCE_SECONDS):
                await asyncio.to_thread(self._look)
        except Exception as error:  # whatever it is, nothing can be stored
            return web.json_response({"status": "database away", "error": type(error).__name__}, status=503)
        return web.json_response({"status": "ok"})

    def _look(self) -> None:
        with self._database.read() as tx:
            tx.execute(text("SELECT 1"))
