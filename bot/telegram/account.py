"""Asking Telegram who we are: nobody is served by a bot before it has said so."""

import asyncio
import logging
from collections.abc import Callable
from functools import partial

from bot.telegram.calls import BotApi, NoAnswer, Refused
from models.actions.desk.bots import remember_bot
from models.clock import Clock
from models.db import DATABASE_AWAY
from models.rules.regulation.organisations import OrganisationId
from models.writer import Writer

_TRY_AGAIN_SECONDS = 2.0
_REFUSED_SECONDS = 5.0

log = logging.getLogger(__name__)


async def own_name(api: BotApi, waits: Callable[[str], None]) -> str:
    """The bot's @name. Asks until Telegram answers; waits: is told why it did not."""
    while True:
        try:
            me = await api.call("getMe", {})
            if isinstance(me, dict):
                return str(me.get("username") or "")
            raise NoAnswer("no bot in the answer")
        except NoAnswer as error:
            waits(f"getMe failed: {error}")
            await asyncio.sleep(_TRY_AGAIN_SECONDS)
        except Refused as error:
            waits(f"getMe refused: {error}")
            await asyncio.sleep(_REFUSED_SECONDS)


async def remember(
    account: str, organisation_id: OrganisationId, username: str, writer: Writer, clock: Clock
) -> None:
    """Tries until the database is there."""
    while True:
        now = clock.read().now
        try:
            return await writer.run(
                partial(remember_bot, organisation_id=organisation_id, account=account, username=username, now=now)
            )
        except DATABASE_AWAY as error:
            log.warning("not remembered who we are, the database is away: %s", type(error).__name__)
            await asyncio.sleep(_TRY_AGAIN_SECONDS)
