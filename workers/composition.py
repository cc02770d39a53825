"""What a worker process is made of. RQ's jobs take no arguments: they find it here."""

import asyncio
import threading
from dataclasses import dataclass, field

from redis import Redis
from redis.asyncio import Redis as AsyncRedis

from bell.redis_bell import RedisBell, connect
from models.actions.queue.dispatching import Dispatch
from models.clock import Clock
from models.db import Database
from models.rules.delivery.send_results import FailedTemporarily
from models.rules.delivery.transports import Transports
from models.settings import Settings
from models.writer import Writer
from workers.holder import Holder
from workers.rate_budget import RateBudget
from workers.transports.port import Senders
from workers.transports.telegram import TelegramSender
from workers.transports.whatsapp import WhatsAppSender

_ANOTHER_ACCOUNT_SECONDS = 60.0


@dataclass(frozen=True)
class Worker:
    """Built once per process. runner: the only event loop of the process, kept between jobs (LESSONS.md).

    stopping: a signal came; the job under way begins nothing new.
    """

    settings: Settings
    database: Database
    clock: Clock
    redis: Redis
    bell: RedisBell
    writer: Writer
    runner: asyncio.Runner
    budget: RateBudget
    senders: Senders
    holder: Holder
    stopping: threading.Event = field(default_factory=threading.Event)

    def close(self) -> None:
        """After the last job."""
        self.runner.run(self.senders.close())
        self.runner.run(self.budget.close())
        self.runner.close()
        self.writer.close()
        self.database.close()
        self.holder.close()


_worker: Worker | None = None


def senders_of(settings: Settings) -> Senders:
    """Of every account that the settings name."""
    url, proxy, limits = settings.telegram_api_url, settings.proxy(), settings.telegram_rate_limits
    files, graph_url, graph_limits = settings.files_dir, settings.whatsapp_api_url, settings.whatsapp_rate_limits
    bots = [TelegramSender(bot.token.get_secret_value(), url, proxy, limits, files) for bot in settings.telegram_bots]
    numbers = [
        WhatsAppSender(number.token.get_secret_value(), number.account, graph_url, graph_limits, files)
        for number in settings.whatsapp_numbers
    ]
    return Senders([*bots, *numbers])


def nobody_sends(dispatch: Dispatch) -> FailedTemporarily:
    """Its account is none of ours: its ids mean other messages and files to ours, and its people know only it."""
    return FailedTemporarily(_ANOTHER_ACCOUNT_SECONDS, f"no sender for {dispatch.transport} {dispatch.account}")


def build(role: str, settings: Settings, senders: Senders, transports: Transports | None = None) -> Worker:
    """senders: of the accounts that this process serves. transports: those that it knows; None: the settings'."""
    global _worker
    redis = connect(settings.redis_url)
    database = Database(settings.database, role, transports or settings.transports)
    _worker = Worker(
        settings=settings,
        database=database,
        clock=Clock(),
        redis=redis,
        bell=RedisBell(redis),
        writer=Writer(database),
        runner=asyncio.Runner(),
        budget=RateBudget(
            AsyncRedis.from_url(settings.redis_url, socket_connect_timeout=1.0, socket_timeout=2.0),
            senders.limits_of,
        ),
        senders=senders,
        holder=Holder(settings.holders_dir),
    )
    return _worker


def worker() -> Worker:
    """Raises RuntimeError outside a worker process."""
    if _worker is None:
        raise RuntimeError("jobs run in a process started by python -m workers")
    return _worker
