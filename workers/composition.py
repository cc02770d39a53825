"""What a worker process is made of. RQ's jobs take no arguments: they find it here."""

import asyncio
import threading
from dataclasses import dataclass, field

from redis import Redis
from redis.asyncio import Redis as AsyncRedis

from bell.redis_bell import RedisBell, connect
from models.clock import Clock
from models.db import Database
from models.settings import Settings
from models.writer import Writer
from workers.rate_budget import RateBudget
from workers.transports.telegram import TelegramSender


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
    sender: TelegramSender | None
    stopping: threading.Event = field(default_factory=threading.Event)

    def close(self) -> None:
        """After the last job."""
        if self.sender is not None:
            self.runner.run(self.sender.close())
        self.runner.run(self.budget.close())
        self.runner.close()
        self.writer.close()
        self.database.close()


_worker: Worker | None = None


def build(role: str, settings: Settings) -> Worker:
    global _worker
    redis = connect(settings.redis_url)
    database = Database(settings.database, role)
    token = settings.telegram_bot_token.get_secret_value()
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
            settings.telegram_rate_limits,
        ),
        sender=TelegramSender(token, settings.telegram_api_url, settings.proxy()) if token else None,
    )
    return _worker


def worker() -> Worker:
    """Raises RuntimeError outside a worker process."""
    if _worker is None:
        raise RuntimeError("jobs run in a process started by python -m workers")
    return _worker
