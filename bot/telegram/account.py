"""Which bot we are: its id is the account that stands beside every provider id."""

import asyncio
import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial

import aiohttp
from sqlalchemy import Connection

from models.actions.desk.staff import remember_bot
from models.clock import Clock
from models.db import DATABASE_AWAY
from models.queries.bots import FormerBot, former_bots
from models.queries.organisations import organisation_of_bot, organisations
from models.rules.delivery.transports import STAFF_TRANSPORT
from models.writer import Writer

_TRY_AGAIN_SECONDS = 2.0

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Account:
    id: str
    username: str


class AnotherBotServes(Exception):
    """TELEGRAM_BOT_TOKEN is of a bot that the groups and requesters here do not know."""

    def __init__(self, account: Account, former: Sequence[FormerBot]) -> None:
        served = "; ".join(
            f"@{bot.username} ({bot.account}): groups {bot.groups}, open tickets {bot.tickets}" for bot in former
        )
        super().__init__(
            f"TELEGRAM_BOT_TOKEN is of @{account.username} ({account.id}), but another bot serves here: {served}.\n"
            "Put its token back into .env; or, to move groups and open tickets to the new bot, stop Otklik and run:"
            " python -m models bot replace"
        )


async def identify(session: aiohttp.ClientSession, bot_url: str, writer: Writer, clock: Clock) -> Account:
    """Asks until Telegram answers: without it there is nothing to do. Raises AnotherBotServes."""
    while True:
        try:
            async with session.post(f"{bot_url}/getMe", timeout=aiohttp.ClientTimeout(total=10)) as response:
                answer = await response.json(content_type=None)
        except (aiohttp.ClientError, TimeoutError, ValueError) as error:
            log.warning("getMe failed: %s", type(error).__name__)
        else:
            if answer.get("ok"):
                me = answer["result"]
                account = Account(str(me["id"]), me.get("username", ""))
                await _remember(account, writer, clock)
                return account
            log.error("getMe refused: %s %s", answer.get("error_code"), answer.get("description"))
        await asyncio.sleep(_TRY_AGAIN_SECONDS)


async def _remember(account: Account, writer: Writer, clock: Clock) -> None:
    """Raises AnotherBotServes."""
    while True:
        now = clock.read().now
        try:
            former = await writer.run(partial(former_bots, account=account.id))
            if former:
                raise AnotherBotServes(account, former)
            return await writer.run(partial(_introduce, account=account, now=now))
        except DATABASE_AWAY as error:
            log.warning("not remembered who we are, the database is away: %s", type(error).__name__)
            await asyncio.sleep(_TRY_AGAIN_SECONDS)


def _introduce(tx: Connection, account: Account, now: datetime) -> None:
    """A bot whose organisation nobody knows yet serves the one that adopted first."""
    owner = organisation_of_bot(tx, STAFF_TRANSPORT, account.id)
    remember_bot(tx, owner or organisations(tx)[0].id, account.id, account.username, now)
