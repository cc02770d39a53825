"""`python -m bot`: receives from messengers, runs the dialogues of every transport, and rings for whoever sends."""

import asyncio
import contextlib
import logging
import signal
import sys
from collections.abc import Coroutine, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

import aiohttp

from bell.redis_bell import RedisBell, connect
from bell.wakes import INBOX, Wakes, listen
from bell.wakes import SMS as SMS_OUT
from bot.beginning import AnotherBotServes, Begun, ServedBot, begin
from bot.inbox_loop import InboxLoop, Processed
from bot.rehearsal import follow_rehearsal
from bot.requester.heard import PressAnswer, Readers
from bot.requester.stored import handle
from bot.requester.unreadable import set_aside
from bot.sms import reader as sms
from bot.telegram import door as telegram
from bot.telegram.arrivals import Arrivals
from bot.telegram.calls import BotApi
from bot.telegram_bot import TelegramBot
from bot.web.health import Health
from bot.web.server import CannotListen, serving
from bot.whatsapp import reader as whatsapp
from bot.whatsapp.arrivals import Arrivals as WhatsAppArrivals
from bot.whatsapp_numbers import WhatsAppNumbers
from models import logs
from models.actions.reach.sms_words import GSM_ACCOUNT
from models.clock import Clock
from models.db import DATABASE_AWAY, Database
from models.readiness import announce_ready
from models.rules.delivery.outgoing import DELIVER, SLOW
from models.rules.desk.bot_owners import BotsRefused
from models.settings import Settings, read_settings
from models.shared_clock import follow, keep_following
from models.writer import Writer

_DATABASE_AWAY_SECONDS = 2.0
_KNOWN_WITHIN_SECONDS = 5.0

log = logging.getLogger("bot")


READERS: Readers = {reader.transport: reader for reader in (telegram.READER, sms.READER, whatsapp.READER)}


@dataclass(frozen=True)
class Shop:
    """What the parts of this process share."""

    settings: Settings
    database: Database
    writer: Writer
    clock: Clock
    bell: RedisBell


async def serve(settings: Settings) -> None:
    """Until INT or TERM. Raises CannotListen, AnotherBotServes, BotsRefused."""
    database = Database(settings.database, "bot", settings.transports)
    shop = Shop(settings, database, Writer(database), Clock(), RedisBell(connect(settings.redis_url)))
    begun = await _begun(shop)
    follow(shop.clock, database)
    async with aiohttp.ClientSession(proxy=settings.proxy()) as session:
        answers: dict[str, asyncio.Queue[PressAnswer]] = {one.settings.account: asyncio.Queue() for one in begun.bots}
        loop = _inbox_loop(shop, answers, begun)
        bots = [_telegram_bot(shop, session, one, answers[one.settings.account], loop) for one in begun.bots]
        numbers = _whatsapp_numbers(shop, begun, loop)
        health = _health(shop, loop, bots, numbers)
        parts = [loop.run(), listen(settings.redis_url, INBOX, loop.wake), *_parts_of(bots, shop, loop)]
        parts += numbers.parts(shop.writer, shop.clock)
        routes = [*health.routes(), *numbers.routes(), *(route for bot in bots for route in bot.routes())]
        parts.append(keep_following(shop.clock, database))
        if settings.rehearsal:
            parts.append(follow_rehearsal(database, shop.clock))
        is_brought = bool(numbers.accounts or (bots and settings.public_url))
        try:
            async with serving(routes, settings.listen_at, needed=is_brought):
                await _until_stopped(parts, bots)
        finally:
            for part in parts:
                part.close()  # of those that never began
    shop.writer.close()
    database.close()


async def _begun(shop: Shop) -> Begun:
    """A database that is away, or on a full disk, is waited for."""
    while True:
        try:
            return begin(shop.database, shop.settings, shop.clock.read().now)
        except DATABASE_AWAY as error:
            log.warning("not begun, the database is away: %s", type(error).__name__)
            await asyncio.sleep(_DATABASE_AWAY_SECONDS)


def _telegram_bot(
    shop: Shop,
    session: aiohttp.ClientSession,
    served: ServedBot,
    answers: "asyncio.Queue[PressAnswer]",
    loop: InboxLoop,
) -> TelegramBot:
    token = served.settings.token.get_secret_value()
    api = BotApi(session, f"{shop.settings.telegram_api_url.rstrip('/')}/bot{token}")
    arrivals = Arrivals(served.settings.account, shop.writer, shop.clock, loop.wake)
    return TelegramBot(served, api, arrivals, answers, shop.settings.public_url)


def _parts_of(bots: list[TelegramBot], shop: Shop, loop: InboxLoop) -> list[Coroutine[Any, Any, None]]:
    """Each bot's own, and the one library that reads what comes to all of them."""
    parts = [part for bot in bots for part in (bot.receive(shop.writer, shop.clock), bot.answer())]
    return [*parts, _learning_to_read(loop, [bot.account for bot in bots])] if bots else []


def _whatsapp_numbers(shop: Shop, begun: Begun, loop: InboxLoop) -> WhatsAppNumbers:
    arrivals = WhatsAppArrivals(shop.writer, shop.clock, loop.wake)
    return WhatsAppNumbers(begun.numbers, shop.settings.whatsapp_api_url, arrivals)


def _health(shop: Shop, loop: InboxLoop, bots: list[TelegramBot], numbers: WhatsAppNumbers) -> Health:
    return Health(
        shop.database,
        shop.settings.redis_url,
        shop.clock,
        loop.accounts,
        lambda: [*loop.troubles(), *numbers.troubles()],
        lambda: {bot.account: why for bot in bots if (why := bot.trouble()) is not None},
    )


def _inbox_loop(shop: Shop, answers: Mapping[str, "asyncio.Queue[PressAnswer]"], begun: Begun) -> InboxLoop:
    """Of everything that came in, whatever it came by. answers: to presses, by the bot that they came to."""
    wakes = Wakes(shop.settings.redis_url)

    def committed(done: Processed) -> None:
        for account, answer in done.answers:
            answers[account].put_nowait(answer)
        # in a thread: ringing is a round trip, and Redis may be away; in one, as two would only take turns
        asyncio.get_running_loop().run_in_executor(None, ring, (DELIVER, SLOW) if done.files else (DELIVER,))

    def ring(queues: Sequence[str]) -> None:
        for queue in queues:
            shop.bell.ring(queue)
        wakes.wake(SMS_OUT)

    loop = InboxLoop(
        [*answers, *(one.settings.account for one in begun.numbers), GSM_ACCOUNT],
        shop.writer,
        shop.clock,
        partial(handle, READERS),
        partial(set_aside, READERS),
        committed,
    )
    for account in answers:
        loop.waits_for_reader(account)
    return loop


async def _learning_to_read(loop: InboxLoop, accounts: list[str]) -> None:
    """The library takes seconds to load; what phones say does not wait for it. A part that ended would end us all."""
    try:
        await asyncio.to_thread(telegram.load)
    except Exception:
        log.exception("what comes from Telegram is kept and not read: its library does not load")
        for account in accounts:
            loop.waits_for_reader(account, "what comes from Telegram is not read")
    else:
        for account in accounts:
            loop.has_reader(account)
    await asyncio.Event().wait()


async def _announce(bots: list[TelegramBot]) -> None:
    """Once all of it works; a bot that Telegram does not know, or whose answer does not come, is not waited for."""
    try:
        async with asyncio.timeout(_KNOWN_WITHIN_SECONDS):
            for bot in bots:
                await bot.known.wait()
    except TimeoutError:
        for bot in bots:
            if not bot.known.is_set():
                bot.is_not_waited_for()
    announce_ready("bot")


async def _until_stopped(parts: list[Coroutine[Any, Any, None]], bots: list[TelegramBot]) -> None:
    stopped = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stopped.set)
    tasks = [asyncio.create_task(part) for part in parts]
    announcing = asyncio.create_task(_announce(bots))
    waiting = asyncio.create_task(stopped.wait())
    await asyncio.wait([*tasks, waiting], return_when=asyncio.FIRST_COMPLETED)
    waiting.cancel()
    announcing.cancel()
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
    if not (settings.telegram_bots or settings.gsm_modem_device or settings.whatsapp_numbers):
        print(
            "Nothing to serve: set TELEGRAM_BOT_TOKEN, or GSM_MODEM_DEVICE for SMS alone; see .env.example",
            file=sys.stderr,
        )
        return 2
    if settings.whatsapp_numbers and not settings.telegram_bots:
        log.warning("staff work in Telegram: without TELEGRAM_BOT_TOKEN nobody sees what comes by WhatsApp")
    try:
        asyncio.run(serve(settings))
    except (CannotListen, AnotherBotServes, BotsRefused) as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
