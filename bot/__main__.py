"""`python -m bot`: receives from Telegram, stores, runs dialogues, and rings for whoever sends."""

import asyncio
import contextlib
import logging
import signal
import sys
from collections.abc import Coroutine
from dataclasses import dataclass
from functools import partial
from typing import Any

import aiohttp

from bell.redis_bell import RedisBell, connect
from bell.wakes import INBOX, SMS, Wakes, listen
from bot.first_edition import adopt_first_edition
from bot.inbox_loop import InboxLoop, PressAnswer, Processed
from bot.rehearsal import follow_rehearsal
from bot.sms import router as sms_router
from bot.sms import set_aside as sms_set_aside
from bot.telegram.account import Account, AnotherBotServes, identify
from bot.telegram.arrivals import Arrivals
from bot.telegram.ingest import Ingest
from bot.telegram.presses import answer_presses
from bot.telegram.router import handle
from bot.telegram.set_aside import set_aside
from bot.telegram.webhook import Webhook, leave_webhook
from bot.web.health import Health
from bot.web.server import CannotListen, serving
from bot.web.telegram_webhook import TelegramWebhook, path_of
from models import logs
from models.actions.reach.sms_words import GSM_ACCOUNT
from models.clock import Clock
from models.db import DATABASE_AWAY, Database
from models.readiness import announce_ready
from models.rules.delivery.outgoing import DELIVER, SLOW
from models.settings import Settings, read_settings
from models.writer import Writer

_DATABASE_AWAY_SECONDS = 2.0

log = logging.getLogger("bot")


@dataclass(frozen=True)
class Shop:
    """What the parts of this process share."""

    settings: Settings
    session: aiohttp.ClientSession
    bot_url: str
    account: Account
    database: Database
    writer: Writer
    clock: Clock
    bell: RedisBell


async def serve(settings: Settings) -> None:
    """Until INT or TERM. Raises CannotListen, AnotherBotServes."""
    database, clock = Database(settings.database, "bot"), Clock()
    writer = Writer(database)
    bell = RedisBell(connect(settings.redis_url))
    await _first_edition(database, settings, clock)
    token = settings.telegram_bot_token.get_secret_value()
    bot_url = f"{settings.telegram_api_url.rstrip('/')}/bot{token}"
    async with aiohttp.ClientSession(proxy=settings.proxy()) as session:
        account = await identify(session, bot_url, writer, clock)
        log.info("serving account %s", account.id)
        shop = Shop(settings, session, bot_url, account, database, writer, clock, bell)
        parts, arrivals = _working(shop)
        routes = Health(database, settings.redis_url, clock).routes()
        if settings.public_url:
            routes += TelegramWebhook(settings.webhook_secret(), arrivals).routes()
        parts.append(_receiving(shop, arrivals))
        try:
            async with serving(routes, settings.listen_at, needed=bool(settings.public_url)):
                await _until_stopped(parts)
        finally:
            for part in parts:
                part.close()  # of those that never began
    writer.close()
    database.close()


async def _first_edition(database: Database, settings: Settings, clock: Clock) -> None:
    """A database that is away, or on a full disk, is waited for."""
    while True:
        try:
            return adopt_first_edition(database, settings.regulation_file, clock.read().now)
        except DATABASE_AWAY as error:
            log.warning("not begun, the database is away: %s", type(error).__name__)
            await asyncio.sleep(_DATABASE_AWAY_SECONDS)


def _working(shop: Shop) -> tuple[list[Coroutine[Any, Any, None]], Arrivals]:
    """What runs side by side in this process, and where updates go."""
    answers: asyncio.Queue[PressAnswer] = asyncio.Queue()
    wakes = Wakes(shop.settings.redis_url)

    def committed(done: Processed) -> None:
        for answer in done.answers:
            answers.put_nowait(answer)
        loop = asyncio.get_running_loop()
        # in a thread: ringing is a round trip, and Redis may be away
        for queue in (DELIVER, SLOW) if done.files else (DELIVER,):
            loop.run_in_executor(None, shop.bell.ring, queue)
        loop.run_in_executor(None, wakes.wake, SMS)

    of_account = partial(handle, shop.account.id)
    aside = partial(set_aside, shop.account.id)
    chats = InboxLoop(shop.account.id, shop.writer, shop.clock, of_account, aside, committed)
    phones = InboxLoop(GSM_ACCOUNT, shop.writer, shop.clock, sms_router.handle, sms_set_aside.set_aside, committed)
    parts = [
        chats.run(),
        phones.run(),
        listen(shop.settings.redis_url, INBOX, phones.wake),
        answer_presses(shop.session, shop.bot_url, answers),
    ]
    if shop.settings.rehearsal:
        parts.append(follow_rehearsal(shop.database, shop.clock))
    return parts, Arrivals(shop.account.id, shop.writer, shop.clock, chats.wake)


async def _receiving(shop: Shop, arrivals: Arrivals) -> None:
    """Telegram comes to us when it has an address for that; otherwise we ask."""
    if shop.settings.public_url:
        url = shop.settings.public_url + path_of(shop.account.id)
        await Webhook(shop.session, shop.bot_url, url, shop.settings.webhook_secret(), arrivals).run()
    await leave_webhook(shop.session, shop.bot_url)
    await Ingest(shop.session, shop.bot_url, arrivals).run()


async def _until_stopped(parts: list[Coroutine[Any, Any, None]]) -> None:
    stopped = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stopped.set)
    tasks = [asyncio.create_task(part) for part in parts]
    announce_ready("bot")
    waiting = asyncio.create_task(stopped.wait())
    await asyncio.wait([*tasks, waiting], return_when=asyncio.FIRST_COMPLETED)
    waiting.cancel()
    left = set(tasks)
    while left:
        for task in left:
            task.cancel()
        # again and again: in Python 3.11 wait_for may swallow being cancelled in the moment of being woken
        _, left = await asyncio.wait(left, timeout=1)
    for task in tasks:
        with contextlib.suppress(asyncio.CancelledError):
            task.result()


def main() -> int:
    logs.set_up("bot")
    settings = read_settings()
    if not settings.telegram_bot_token.get_secret_value():
        print("TELEGRAM_BOT_TOKEN is not set: see .env.example", file=sys.stderr)
        return 2
    try:
        asyncio.run(serve(settings))
    except (CannotListen, AnotherBotServes) as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
