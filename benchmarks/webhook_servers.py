"""What benchmarks/webhook.py measures: the webhook with its storing, or a handler that checks signatures.

python -m benchmarks.webhook_servers ours | bare PORT DATABASE
"""

import asyncio
import hashlib
import hmac
import sys
from collections.abc import Sequence

from aiohttp import web
from pydantic import SecretStr

from benchmarks.webhook import SECRET
from bot.web.server import serving
from bot.web.whatsapp_webhook import PATH, SIGNATURE_HEADER, WhatsAppWebhook
from bot.whatsapp.arrivals import Arrivals
from models.clock import Clock
from models.db import Database
from models.rules.desk.whatsapp_numbers import WhatsAppNumber
from models.writer import Writer
from tests.contracts.whatsapp_requests import PHONE_ID


def _ours(database: str) -> Sequence[web.RouteDef]:
    known = SecretStr(SECRET)
    number = WhatsAppNumber("", PHONE_ID, "", known, known, known)
    writer = Writer(Database(f"sqlite:///{database}", "bot"))
    return WhatsAppWebhook([number], Arrivals(writer, Clock(), lambda: None)).routes()


async def _checks(request: web.Request) -> web.Response:
    body = await request.read()
    right = "sha256=" + hmac.new(SECRET.encode(), body, hashlib.sha256).hexdigest()
    return web.Response(status=200 if hmac.compare_digest(request.headers[SIGNATURE_HEADER], right) else 403)


async def _serve(routes: Sequence[web.RouteDef], port: int) -> None:
    async with serving(routes, ("127.0.0.1", port), needed=True):
        await asyncio.Event().wait()


if __name__ == "__main__":
    which, port, database = sys.argv[1:]
    asyncio.run(_serve(_ours(database) if which == "ours" else [web.post(PATH, _checks)], int(port)))
