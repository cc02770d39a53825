"""GET and POST /whatsapp: what Meta brings for our numbers, stored durably before it is answered with 200."""

import hashlib
import hmac
import json
import logging
import time
from collections.abc import Sequence
from typing import Any, Final

from aiohttp import web

from bot.whatsapp.arrivals import Arrivals
from bot.whatsapp.batches import split
from models.rules.desk.whatsapp_numbers import WhatsAppNumber

PATH: Final = "/whatsapp"
SIGNATURE_HEADER: Final = "X-Hub-Signature-256"
_SAY_EVERY_SECONDS: Final = 60.0

log = logging.getLogger(__name__)


class WhatsAppWebhook:
    """Of all numbers of this process: an app of Meta's has one address for all of its numbers."""

    def __init__(self, numbers: Sequence[WhatsAppNumber], arrivals: Arrivals) -> None:
        self._arrivals = arrivals
        self._by_secret: dict[bytes, set[str]] = {}
        for number in numbers:
            secret = number.app_secret.get_secret_value().encode()
            self._by_secret.setdefault(secret, set()).add(number.account)
        self._verify_tokens = {number.verify_token.get_secret_value().encode() for number in numbers}
        self._strangers = 0
        self._said_at = -_SAY_EVERY_SECONDS

    def routes(self) -> list[web.RouteDef]:
        return [web.get(PATH, self.verify, allow_head=False), web.post(PATH, self.take)]

    async def verify(self, request: web.Request) -> web.Response:
        """Meta asks so whether the address is ours. 200 with its challenge, or 403."""
        shown = request.query.get("hub.verify_token", "").encode("utf-8", "surrogateescape")
        known = [hmac.compare_digest(shown, token) for token in self._verify_tokens]
        if request.query.get("hub.mode") != "subscribe" or not any(known):
            self._stranger()
            return web.Response(status=403)
        return web.Response(text=request.query.get("hub.challenge", ""))

    async def take(self, request: web.Request) -> web.Response:
        """200 stored, 400 no JSON, 403 wrong signature, 413 too long, 503 not stored: Meta repeats it."""
        shown = request.headers.get(SIGNATURE_HEADER, "").encode("utf-8", "surrogateescape")
        if not shown:
            self._stranger()
            return web.Response(status=403)
        body = await request.read()
        served = self._served_by(shown, body)
        if not served:
            self._stranger()
            return web.Response(status=403)
        try:
            batch = json.loads(body)
        except (ValueError, RecursionError):
            log.error("WhatsApp's request of %s bytes is no JSON", len(body))
            return web.Response(status=400)
        return await self._store(batch, served)

    def _served_by(self, shown: bytes, body: bytes) -> set[str]:
        """The numbers that whoever signed so may bring something for: one organisation's secret opens no other's."""
        served: set[str] = set()
        for secret, accounts in self._by_secret.items():
            right = "sha256=" + hmac.new(secret, body, hashlib.sha256).hexdigest()
            if hmac.compare_digest(shown, right.encode()):
                served |= accounts
        return served

    async def _store(self, batch: Any, served: set[str]) -> web.Response:
        found = split(batch, served)
        for account, count in found.elsewhere.items():
            log.warning(
                "%s things for the WhatsApp number %.40r, which is not served here, were left out", count, account
            )
        if found.kept:
            try:
                await self._arrivals.store(found.kept)
            except Exception:
                log.exception("what WhatsApp brought is not stored: it will repeat it")
                return web.Response(status=503)
        return web.Response()

    def _stranger(self) -> None:
        """Anybody can knock as often as they like: that must not fill the log."""
        self._strangers += 1
        now = time.monotonic()
        if now - self._said_at >= _SAY_EVERY_SECONDS:
            log.warning("%s requests without our signature were refused at %s", self._strangers, PATH)
            self._said_at, self._strangers = now, 0
