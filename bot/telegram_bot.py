"""One Telegram bot of this process: asks who it is, stores what comes, answers presses, and says what is wrong.

Its number, which stands beside every provider id as the account, is known from its token. So nothing waits for
Telegram to answer it: phones and the other bots are served meanwhile.
"""

import asyncio
import logging

from aiohttp import web

from bot.beginning import ServedBot
from bot.requester.heard import PressAnswer
from bot.telegram.account import own_name, remember
from bot.telegram.arrivals import Arrivals
from bot.telegram.calls import BotApi
from bot.telegram.ingest import Ingest
from bot.telegram.presses import answer_presses
from bot.telegram.webhook import Webhook, leave_webhook
from bot.web.telegram_webhook import TelegramWebhook, path_of
from models.clock import Clock
from models.writer import Writer

log = logging.getLogger(__name__)


class TelegramBot:
    """known: Telegram has said who it is."""

    def __init__(
        self,
        served: ServedBot,
        api: BotApi,
        arrivals: Arrivals,
        answers: "asyncio.Queue[PressAnswer]",
        public_url: str,
    ) -> None:
        """answers: to presses, sent after the commit. public_url: where Telegram brings updates; empty: we ask."""
        self.account = served.settings.account
        self.known = asyncio.Event()
        self._served = served
        self._answers = answers
        self._api = api
        self._arrivals = arrivals
        self._public_url = public_url
        self._waits = ""

    def routes(self) -> list[web.RouteDef]:
        if not self._public_url:
            return []
        return TelegramWebhook(self._served.settings.webhook_secret, self._arrivals).routes()

    async def receive(self, writer: Writer, clock: Clock) -> None:
        """Until cancelled. Telegram comes to us when it has an address for that; otherwise we ask."""
        username = await own_name(self._api, self.waits)
        await remember(self.account, self._served.organisation_id, username, writer, clock)
        self._waits = ""
        self.known.set()
        log.info("serving account %s", self.account)
        if self._public_url:
            url = self._public_url + path_of(self.account)
            await Webhook(self._api, url, self._served.settings.webhook_secret, self._arrivals).run()
        await leave_webhook(self._api)
        await Ingest(self._api, self._arrivals).run()

    async def answer(self) -> None:
        """Until cancelled."""
        await answer_presses(self._api, self._answers)

    def is_not_waited_for(self) -> None:
        """The others serve now."""
        if not self._waits:
            self.waits("getMe has no answer")

    def waits(self, why: str) -> None:
        """Telegram has not said yet who it is. Each reason is logged once."""
        if why != self._waits:
            log.error("bot %s (%s) does not serve yet: %s", self.account, self._served.settings.setting, why)
        self._waits = why

    def trouble(self) -> str | None:
        """Why nobody is served by it, in the words of /health; None: it serves."""
        if self._api.refused:
            return f"Telegram refuses {self._served.settings.setting} ({self._api.refused})"
        return self._waits or None
