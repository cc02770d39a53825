"""POST /telegram/<bot id>: one update of Telegram, stored durably before it is answered with 200."""

import hmac
import json
import logging
import time
from typing import Any

from aiohttp import web

from bot.telegram.arrivals import Arrivals

SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"
_LARGEST_ID = 2**63
_SAY_EVERY_SECONDS = 60.0

log = logging.getLogger(__name__)


def path_of(account: str) -> str:
    """Several bots may share one name: each has a path and a secret of its own."""
    return f"/telegram/{account}"


class TelegramWebhook:
    def __init__(self, secret: str, arrivals: Arrivals) -> None:
        self._secret = secret.encode()
        self._arrivals = arrivals
        self._strangers = 0
        self._said_at = -_SAY_EVERY_SECONDS

    def routes(self) -> list[web.RouteDef]:
        return [web.post(path_of(self._arrivals.account), self.take)]

    async def take(self, request: web.Request) -> web.Response:
        """200 stored, 400 no update, 403 wrong secret, 413 too long, 503 not stored: Telegram repeats it."""
        shown = request.headers.get(SECRET_HEADER, "").encode("utf-8", "surrogateescape")
        if not hmac.compare_digest(shown, self._secret):
            self._stranger()
            return web.Response(status=403)
        update = _update_in(await request.read())
        if update is None:
            log.error("Telegram's request holds no update")
            return web.Response(status=400)
        try:
            await self._arrivals.store([update])
        except Exception:
            log.exception("update not stored: Telegram will repeat it")
            return web.Response(status=503)
        await self._arrivals.heard()
        return web.Response()

    def _stranger(self) -> None:
        """Anybody can knock as often as they like: that must not fill the log."""
        self._strangers += 1
        now = time.monotonic()
        if now - self._said_at >= _SAY_EVERY_SECONDS:
            log.warning("%s requests without our secret were refused", self._strangers)
            self._said_at, self._strangers = now, 0


def _update_in(body: bytes) -> dict[str, Any] | None:
    try:
        update = json.loads(body)
    except (ValueError, RecursionError):
        return None
    number = update.get("update_id") if isinstance(update, dict) else None
    is_number = isinstance(number, int) and not isinstance(number, bool) and 0 <= number < _LARGEST_ID
    return update if is_number else None
