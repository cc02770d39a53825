"""`python -m bot`: receives from Telegram, stores, runs dialogues, and rings for whoever sends."""

import asyncio
import contextlib
import logging
import signal
import sys
from collections.abc import Coroutine
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
from bot.telegram.account import Account, identify
from bot.telegram.ingest import Ingest
from bot.telegram.presses import answer_presses
from bot.telegram.router import handle
from bot.telegram.set_aside import set_aside
from models import logs
from models.actions.sms_words import GSM_ACCOUNT
from models.clock import Clock
from models.db import Database
from models.readiness import announce_ready
from models.rules.outgoing import DELIVER, SLOW
from models.settings import Settings
from models.writer import Writer

log = logging.getLogger("bot")


async def serve(settings: Settings) -> None:
    """Until INT or TERM."""
    database, clock = Database(settings.database), Clock()
    writer = Writer(database)
    bell = RedisBell(connect(settings.redis_url))
    adopt_first_edition(database, settings.regulation_file, clock.read().now)
    token = settings.telegram_bot_token.get_secret_value()
    bot_url = f"{settings.telegram_api_url.rstrip('/')}/bot{token}"
    async with aiohttp.ClientSession() as session:
        account = await identify(session, bot_url, writer, clock)
        log.info("serving account %s", account.id)
        await _until_stopped(_parts(settings, session, bot_url, account, database, writer, clock, bell))
    writer.close()
    database.close()


def _parts(
    settings: Settings,
    session: aiohttp.ClientSession,
    bot_url: str,
    account: Account,
    database: Database,
    writer: Writer,
    clock: Clock,
    bell: RedisBell,
) -> list[Coroutine[Any, Any, None]]:
    """What runs side by side in this process."""
    answers: asyncio.Queue[PressAnswer] = asyncio.Queue()
    wakes = Wakes(settings.redis_url)

    def committed(done: Processed) -> None:
        for answer in done.answers:
            answers.put_nowait(answer)
        loop = asyncio.get_running_loop()
        # in a thread: ringing is a round trip, and Redis may be away
        for queue in (DELIVER, SLOW) if done.files else (DELIVER,):
            loop.run_in_executor(None, bell.ring, queue)
        loop.run_in_executor(None, wakes.wake, SMS)

    chats = InboxLoop(account.id, writer, clock, partial(handle, account.id), set_aside, committed)
    phones = InboxLoop(GSM_ACCOUNT, writer, clock, sms_router.handle, sms_set_aside.set_aside, committed)
    parts = [
        Ingest(session, bot_url, account.id, writer, clock, chats.wake).run(),
        chats.run(),
        phones.run(),
        listen(settings.redis_url, INBOX, phones.wake),
        answer_presses(session, bot_url, answers),
    ]
    if settings.rehearsal:
        parts.append(follow_rehearsal(database, clock))
    return parts


async def _until_stopped(parts: list[Coroutine[Any, Any, None]]) -> None:
    stopped = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stopped.set)
    tasks = [asyncio.create_task(part) for part in parts]
    announce_ready("bot")
    waiting = asyncio.create_task(stopped.wait())
    await asyncio.wait([*tasks, waiting], return_when=asyncio.FIRST_COMPLETED)
    for task in [*tasks, waiting]:
        task.cancel()
    for task in tasks:
        with contextlib.suppress(asyncio.CancelledError):
            await task


def main() -> int:
    logs.set_up("bot")
    settings = Settings()
    if not settings.telegram_bot_token.get_secret_value():
        print("TELEGRAM_BOT_TOKEN is not set: see .env.example", file=sys.stderr)
        return 2
    asyncio.run(serve(settings))
    return 0


if __name__ == "__main__":
    sys.exit(main())
