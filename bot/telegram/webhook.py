"""Telling Telegram where to deliver, seeing that it does, and telling it to stop."""

import asyncio
import logging
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from bot.telegram.arrivals import Arrivals
from bot.telegram.calls import BotApi, NoAnswer, Refused
from bot.telegram.updates import ALLOWED_UPDATES

#: Chats that Telegram may serve side by side: what comes together shares a commit.
_CONNECTIONS = 40
_LOOK_EVERY_SECONDS = 30.0
_TRY_AGAIN_SECONDS = 2.0
_REFUSED_SECONDS = 30.0

log = logging.getLogger(__name__)


class Webhook:
    """Keeps Telegram delivering to our address. What was not delivered yet is never dropped."""

    def __init__(self, api: BotApi, url: str, secret: str, arrivals: Arrivals) -> None:
        self._api = api
        self._url = url
        self._secret = secret
        self._arrivals = arrivals
        self._told_of = 0

    async def run(self) -> None:
        """Until cancelled."""
        wanted = True
        while True:
            try:
                if wanted:
                    await self._set()
                    log.info("Telegram delivers to %s", self._url)
                wanted = await self._look()
                wait = 0.0 if wanted else _LOOK_EVERY_SECONDS
            except Refused as error:
                log.error("bot %s: the webhook was refused: %s", self._arrivals.account, error)
                wait = _REFUSED_SECONDS
            except NoAnswer as error:
                log.warning("bot %s: the webhook was not set or seen: %s", self._arrivals.account, error)
                wait = _TRY_AGAIN_SECONDS
            await asyncio.sleep(wait)

    async def _set(self) -> None:
        question = {
            "url": self._url,
            "secret_token": self._secret,
            "allowed_updates": ALLOWED_UPDATES,
            "max_connections": _CONNECTIONS,
        }
        await self._api.call("setWebhook", question)

    async def _look(self) -> bool:
        """True: it has to be set anew, somebody else changed it."""
        seen = await self._api.call("getWebhookInfo", {})
        if seen.get("url") != self._url:
            log.error("somebody else changed the webhook of this bot (now: %s): set again", host_of(seen) or "none")
            return True
        if not seen.get("pending_update_count"):
            await self._arrivals.heard()
        self._tell_of_trouble(seen)
        return False

    def _tell_of_trouble(self, seen: Mapping[str, Any]) -> None:
        """What Telegram could not deliver is in nobody's log but its own."""
        failed_at = int(seen.get("last_error_date") or 0)
        if failed_at > self._told_of:
            words, waiting = seen.get("last_error_message"), seen.get("pending_update_count")
            log.warning("Telegram could not deliver to %s: %s; %s updates wait", self._url, words, waiting)
        self._told_of = max(self._told_of, failed_at)


async def leave_webhook(api: BotApi) -> None:
    """Before polling: a webhook left from earlier days is deleted, and what waits for it comes by polling."""
    while True:
        try:
            seen = await api.call("getWebhookInfo", {})
            if seen.get("url"):
                log.warning("PUBLIC_URL is empty: the webhook to %s is deleted, updates are polled", host_of(seen))
                await api.call("deleteWebhook", {"drop_pending_updates": False})
            return
        except (NoAnswer, Refused) as error:
            log.warning("not known whether a webhook is set: %s", error)
        await asyncio.sleep(_TRY_AGAIN_SECONDS)


def host_of(seen: Mapping[str, Any]) -> str:
    """Without the path: other people keep secrets there."""
    return urlsplit(str(seen.get("url") or "")).hostname or ""
