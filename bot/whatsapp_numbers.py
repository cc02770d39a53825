"""The WhatsApp numbers of this process: one webhook for all of them; each asks what it is called, and says what is
wrong. What comes for them waits for none of that.
"""

import asyncio
import logging
from collections.abc import Coroutine, Sequence
from functools import partial
from typing import Any, Final

import aiohttp
from aiohttp import web

from bot.beginning import ServedNumber
from bot.web.whatsapp_webhook import WhatsAppWebhook
from bot.whatsapp.arrivals import Arrivals
from bot.whatsapp.graph import Graph, NoAnswer, Refused
from models.actions.desk.bots import remember_bot
from models.clock import Clock
from models.rules.delivery.transports import WHATSAPP
from models.writer import Writer

_TRY_AGAIN_SECONDS: Final = 5.0
#: A token that ends in the middle of an evening is known after so long, if nothing was sent meanwhile.
_ASK_AGAIN_SECONDS: Final = 600.0

log = logging.getLogger(__name__)


class WhatsAppNumbers:
    """Nothing is served when there are none."""

    def __init__(self, served: Sequence[ServedNumber], api_url: str, arrivals: Arrivals) -> None:
        self.accounts = [one.settings.account for one in served]
        self._served, self._api_url, self._arrivals = served, api_url, arrivals
        #: By account, what the service last said of it when it did not take our token.
        self._wrong: dict[str, str] = {}

    def routes(self) -> list[web.RouteDef]:
        if not self._served:
            return []
        return WhatsAppWebhook([one.settings for one in self._served], self._arrivals).routes()

    def parts(self, writer: Writer, clock: Clock) -> list[Coroutine[Any, Any, None]]:
        return [self._watch(one, writer, clock) for one in self._served]

    def troubles(self) -> list[str]:
        """In the words of /health. What comes in is stored and read all the same."""
        return [f"WhatsApp number {account}: {why}" for account, why in sorted(self._wrong.items())]

    async def _watch(self, served: ServedNumber, writer: Writer, clock: Clock) -> None:
        """Until cancelled."""
        number = served.settings
        async with aiohttp.ClientSession() as session:
            graph = Graph(session, self._api_url, number.account, number.token.get_secret_value())
            while True:
                is_good = await self._ask(graph, served, writer, clock)
                await asyncio.sleep(_ASK_AGAIN_SECONDS if is_good else _TRY_AGAIN_SECONDS)

    async def _ask(self, graph: Graph, served: ServedNumber, writer: Writer, clock: Clock) -> bool:
        account = served.settings.account
        try:
            digits = await graph.own_number()
        except Refused as error:
            return self._is_wrong(
                served, f"WhatsApp refuses the token or the number of {served.settings.setting} ({error})"
            )
        except NoAnswer as error:
            return self._is_wrong(served, f"WhatsApp does not answer: {error}")
        now = clock.read().now
        known = partial(remember_bot, organisation_id=served.organisation_id, account=account, username=digits)
        try:
            await writer.run(partial(known, now=now, transport=WHATSAPP.name))
        except Exception as error:  # the number works; what it is called is written down the next time
            log.warning("not remembered what number %s is called: %s", account, type(error).__name__)
            return False
        self._wrong.pop(account, None)
        return True

    def _is_wrong(self, served: ServedNumber, why: str) -> bool:
        """Each reason is logged once."""
        account = served.settings.account
        if self._wrong.get(account) != why:
            log.error("number %s: %s", account, why)
        self._wrong[account] = why
        return False
