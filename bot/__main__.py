"""`python -m bot`: receives from Telegram, runs the dialogues of every transport, and rings for whoever sends."""

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
from bell.wakes import INBOX, Wakes, listen
from bell.wakes import SMS as SMS_OUT
from bot.first_edition import adopt_first_edition
from bot.inbox_loop import InboxLoop, Processed
from bot.rehearsal import follow_rehearsal
from bot.requester.heard import PressAnswer, Readers
from bot.requester.stored import handle
from bot.requester.unreadable import set_aside
from bot.sms import reader as sms
from bot.telegram import door as telegram
from bot.telegram.account import Account, AnotherBotServes, identify
from bot.telegram.arrivals import Arrivals
from bot.telegram.ingest import Ingest
from bot.telegram.presses import answer_presses
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


READERS: Readers = {reader.transport: reader for reader in (telegram.READER, sms.READER)}


@dataclass(frozen=True)
class Shop:
    """What the parts of this process share."""

    settings: Settings
    database: Database
    writer: Writer
    clock: Clock
    bell: RedisBell


@dataclass(frozen=True)
class TelegramBot:
    """answers: to presses, sent after the commit."""

    session: aiohttp.ClientSession
    url: str
    account: Account
    answers: "asyncio.Queue[PressAnswer]"


async def serve(settings: Settings) -> None:
    """Until INT or TERM. Raises CannotListen, AnotherBotServes."""
    database = Database(settings.database, "bot")
    shop = Shop(settings, database, Writer(database), Clock(), RedisBell(connect(settings.redis_url)))
    await _first_edition(database, settings, shop.clock)
    async with aiohttp.ClientSession(proxy=settings.proxy()) as session:
        bot = await _telegram(shop, session) if settings.telegram_account else None
        loop = _inbox_loop(shop, bot)
        parts = [loop.run(), listen(settings.redis_url, INBOX, loop.wake)]
        routes = Health(database, settings.redis_url, shop.clock, loop.accounts, loop.troubles).routes()
        if bot is not None:
            arrivals = Arrivals(bot.account.id, shop.writer, shop.clock, loop.wake)
            parts += [answer_presses(session, bot.url, bot.answers), _receiving(shop, bot, arrivals)]
            parts.append(_learning_to_read(loop, bot.account.id))
            if settings.public_url:
                routes += TelegramWebhook(settings.webhook_secret(), arrivals).routes()
        if settings.rehearsal:
            parts.append(follow_rehearsal(database, shop.clock))
        try:
            async with serving(routes, settings.listen_at, needed=bot is not None and bool(settings.public_url)):
                await _until_stopped(parts)
        finally:
            for part in parts:
                part.close()  # of those that never began
    shop.writer.close()
    database.close()


async def _telegram(shop: Shop, session: aiohttp.ClientSession) -> TelegramBot:
    token = shop.settings.telegram_bot_token.get_secret_value()
    url = f"{shop.settings.telegram_api_url.rstrip('/')}/bot{token}"
    account = await identify(session, url, shop.writer, shop.clock)
    log.info("serving account %s", account.id)
    return TelegramBot(session, url, account, asyncio.Queue())


async def _first_edition(database: Database, settings: Settings, clock: Clock) -> None:
    """A database that is away, or on a full disk, is waited for."""
    while True:
        try:
            return adopt_first_edition(database, settings.regulation_file, clock.read().now)
        except DATABASE_AWAY as error:
            log.warning("not begun, the database is away: %s", type(error).__name__)
            await asyncio.sleep(_DATABASE_AWAY_SECONDS)


def _inbox_loop(shop: Shop, bot: TelegramBot | None) -> InboxLoop:
    """Of everything that came in, whatever it came by."""
    wakes = Wakes(shop.settings.redis_url)

    def committed(done: Processed) -> None:
        if bot is not None:
            for answer in done.answers:
                bot.answers.put_nowait(answer)
        loop = asyncio.get_running_loop()
        # in a thread: ringing is a round trip, and Redis may be away
        for queue in (DELIVER, SLOW) if done.files else (DELIVER,):
            loop.run_in_executor(None, shop.bell.ring, queue)
        loop.run_in_executor(None, wakes.wake, SMS_OUT)

    accounts = [GSM_ACCOUNT] if bot is None else [bot.account.id, GSM_ACCOUNT]
    loop = InboxLoop(
        accounts, shop.writer, shop.clock, partial(handle, READERS), partial(set_aside, READERS), committed
    )
    if bot is not None:
        loop.waits_for_reader(bot.account.id)
    return loop


async def _receiving(shop: Shop, bot: TelegramBot, arrivals: Arrivals) -> None:
    """Telegram comes to us when it has an address for that; otherwise we ask."""
    if shop.settings.public_url:
        url = shop.settings.public_url + path_of(bot.account.id)
        await Webhook(bot.session, bot.url, url, shop.settings.webhook_secret(), arrivals).run()
    await leave_webhook(bot.session, bot.url)
    await Ingest(bot.session, bot.url, arrivals).run()


async def _learning_to_read(loop: InboxLoop, account: str) -> None:
    """The library takes seconds to load; what phones say does not wait for it. A part that ended would end us all."""
    try:
        await asyncio.to_thread(telegram.load)
    except Exception:
        log.exception("what comes from Telegram is kept and not read: its library does not load")
        loop.waits_for_reader(account, "what comes from Telegram is not read")
    else:
        loop.has_reader(account)
    await asyncio.Event().wait()


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
    if not settings.telegram_account and not settings.gsm_modem_device:
        print(
            "Nothing to serve: set TELEGRAM_BOT_TOKEN, or GSM_MODEM_DEVICE for SMS alone; see .env.example",
            file=sys.stderr,
        )
        return 2
    try:
        asyncio.run(serve(settings))
    except (CannotListen, AnotherBotServes) as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
