"""The ingest loop: asks for updates, stores them, and only then confirms them by asking for the next."""

import asyncio
import logging
import time
from typing import Any

from bot.telegram.arrivals import Arrivals
from bot.telegram.calls import BotApi, NoAnswer, Refused
from bot.telegram.updates import ALLOWED_UPDATES
from models.db import unreachable

POLL_SECONDS = 25
_BACK_OFF_SECONDS = 1.0
_REFUSED_SECONDS = 5.0
#: What does not change is said so rarely: two programs that poll with one token take turns for days.
_SAY_AGAIN_SECONDS = 3600.0
_CONFLICT = 409
_CONFLICT_WORDS = "another program takes this bot's updates, and we never see them: stop it, or give it its own bot"

log = logging.getLogger(__name__)


class Ingest:
    """Long polling for one bot account. Nothing is confirmed that is not on disk."""

    def __init__(self, api: BotApi, arrivals: Arrivals) -> None:
        self._api = api
        self._arrivals = arrivals
        self._said_at: dict[int, float] = {}

    async def run(self) -> None:
        """Until cancelled. Being cancelled between storing and confirming only makes Telegram repeat itself."""
        offset: int | None = None
        wait = 0  # the first answer comes at once: whether there was a gap is known before somebody writes
        while True:
            try:
                updates = await self._ask(offset, wait)
            except Refused as error:
                self._say(error)
                await asyncio.sleep(_REFUSED_SECONDS)
                continue
            except NoAnswer as error:
                log.warning("bot %s: getUpdates failed: %s", self._arrivals.account, error)
                await asyncio.sleep(_BACK_OFF_SECONDS)
                continue
            if updates:
                await self._store(updates)
                offset = max(update["update_id"] for update in updates) + 1
            await self._arrivals.heard()
            wait = POLL_SECONDS

    async def _ask(self, offset: int | None, wait: int) -> list[dict[str, Any]]:
        question: dict[str, Any] = {
            "timeout": wait,
            "limit": 100,
            "allowed_updates": ALLOWED_UPDATES,
        }
        if offset is not None:
            question["offset"] = offset
        updates = await self._api.call("getUpdates", question, seconds=wait + 10)
        # their numbers say in which order they happened, whatever order they came in
        return sorted(updates, key=lambda update: int(update["update_id"]))

    def _say(self, error: Refused) -> None:
        now = time.monotonic()
        if now - self._said_at.get(error.code, -_SAY_AGAIN_SECONDS) >= _SAY_AGAIN_SECONDS:
            self._said_at[error.code] = now
            why = f": {_CONFLICT_WORDS}" if error.code == _CONFLICT else ""
            log.error("bot %s: getUpdates refused: %s%s", self._arrivals.account, error, why)

    async def _store(self, updates: list[dict[str, Any]]) -> None:
        while True:
            try:
                await self._arrivals.store(updates)
            except Exception as error:  # Telegram keeps the updates, and we keep trying
                if unreachable(error):
                    log.warning("updates not stored, the database is away: %s", type(error).__name__)
                else:
                    log.exception("updates not stored, trying again")
                await asyncio.sleep(_BACK_OFF_SECONDS)
            else:
                return
