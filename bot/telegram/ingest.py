"""The ingest loop: asks for updates, stores them, and only then confirms them by asking for the next."""

import asyncio
import json
import logging
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Any

import aiohttp

from bot.telegram.updates import ALLOWED_UPDATES, storable, to_raw_inbound
from models.actions.inbox import store_inbound
from models.clock import Clock
from models.writer import Writer

POLL_SECONDS = 25
_BACK_OFF_SECONDS = 1.0
_REFUSED_SECONDS = 5.0

log = logging.getLogger(__name__)


class UpdatesRefused(Exception):
    """Telegram answered, but not with updates: a wrong token, another poller."""


class NoAnswer(Exception):
    """What came back was not Telegram's: its servers, or something before them, are in trouble."""


class Ingest:
    """Long polling for one bot account. Nothing is confirmed that is not on disk."""

    def __init__(
        self,
        session: aiohttp.ClientSession,
        bot_url: str,
        account: str,
        writer: Writer,
        clock: Clock,
        wake: Callable[[], None],
    ) -> None:
        self._session = session
        self._url = f"{bot_url}/getUpdates"
        self._account = account
        self._writer = writer
        self._clock = clock
        self._wake = wake

    async def run(self) -> None:
        """Until cancelled. Being cancelled between storing and confirming only makes Telegram repeat itself."""
        offset: int | None = None
        while True:
            try:
                updates = await self._ask(offset)
            except UpdatesRefused as error:
                log.error("getUpdates refused: %s", error)
                await asyncio.sleep(_REFUSED_SECONDS)
                continue
            except (aiohttp.ClientError, TimeoutError, NoAnswer) as error:
                # of the client's own errors only the name: some of them name the address, and that holds the token
                log.warning("getUpdates failed: %s", error if isinstance(error, NoAnswer) else type(error).__name__)
                await asyncio.sleep(_BACK_OFF_SECONDS)
                continue
            if updates:
                await self._store(updates)
                offset = max(update["update_id"] for update in updates) + 1

    async def _ask(self, offset: int | None) -> list[dict[str, Any]]:
        question: dict[str, Any] = {
            "timeout": POLL_SECONDS,
            "limit": 100,
            "allowed_updates": ALLOWED_UPDATES,
        }
        if offset is not None:
            question["offset"] = offset
        timeout = aiohttp.ClientTimeout(total=POLL_SECONDS + 10, sock_connect=5)
        async with self._session.post(self._url, json=question, timeout=timeout) as response:
            answer = _read(response.status, await response.read())
        if not answer.get("ok"):
            raise UpdatesRefused(f"{answer.get('error_code')} {answer.get('description')}")
        # their numbers say in which order they happened, whatever order they came in
        return sorted(answer["result"], key=lambda update: int(update["update_id"]))

    async def _store(self, updates: list[dict[str, Any]]) -> None:
        items = [to_raw_inbound(update) for update in updates]
        real = self._clock.read().real
        while True:
            try:
                await self._writer.run(
                    partial(store_inbound, transport="telegram", account=self._account, items=items, real=real),
                    durable=True,
                )
            except Exception:  # the database is away: Telegram keeps the updates, and we keep asking it
                log.exception("updates not stored, trying again")
                await asyncio.sleep(_BACK_OFF_SECONDS)
                # or something in them can't be stored at all: it must not stop everybody for ever
                items = [replace(item, payload=storable(item.payload)) for item in items]
            else:
                break
        self._wake()


def _read(status: int, body: bytes) -> dict[str, Any]:
    try:
        answer = json.loads(body)
    except ValueError:
        answer = None
    if status >= 500 or not isinstance(answer, dict):
        raise NoAnswer(f"status {status}")
    return answer
