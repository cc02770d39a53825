"""An RQ worker for exactly one queue, in its own process: a second queue would lose jobs on a kill (LESSONS.md)."""

import contextlib
import logging
import threading
import time
from types import FrameType
from typing import Any

from redis import Redis
from redis.exceptions import RedisError
from rq import Queue, SimpleWorker
from rq.exceptions import StopRequested
from rq.job import Job

_TRY_AGAIN_SECONDS = 0.5

log = logging.getLogger(__name__)


class QueueWorker(SimpleWorker):
    """Comes back within a second once Redis is there again; the stock one doubles its wait to a minute."""

    max_connection_wait_time = 1.0
    stopping: threading.Event

    def request_stop(self, signum: int, frame: FrameType | None) -> None:
        """The job under way is told too: whoever stops us does not wait for a whole drain before the kill."""
        self.stopping.set()
        with contextlib.suppress(RedisError):  # it wants to note the wish in Redis
            super().request_stop(signum, frame)  # type: ignore[no-untyped-call]

    def handle_exception(self, job: Job, *raised: Any) -> None:
        """Told by our own log, which knows what must not stand in it; the sweeper rings again in a second."""
        log.error("job %s raised", job.description, exc_info=raised)


def _wait_for(redis: Redis) -> None:
    """RQ gives up when Redis is not there at the start; SQL holds what waits, so there is no hurry to die."""
    while True:
        try:
            redis.ping()
        except RedisError as error:
            log.warning("Redis is away: %s", type(error).__name__)
            time.sleep(_TRY_AGAIN_SECONDS)
        else:
            return


def work(queue_name: str, redis_url: str, stopping: threading.Event) -> None:
    """Until a signal stops it, after the job it is at. stopping: set when that signal comes."""
    # its own connection: blocking reads must not meet the short time-outs of those who ring
    redis = Redis.from_url(redis_url)
    with contextlib.suppress(StopRequested):  # the signal may come while no worker is at work
        while not stopping.is_set():
            _wait_for(redis)
            _work_until_trouble(queue_name, redis, stopping)
            stopping.wait(_TRY_AGAIN_SECONDS)


def _work_until_trouble(queue_name: str, redis: Redis, stopping: threading.Event) -> None:
    """RQ's worker quits when Redis goes away in the middle of a job: the next one takes its place."""
    worker = QueueWorker(
        [Queue(queue_name, connection=redis)], connection=redis, maintenance_interval=30, worker_ttl=30
    )
    worker.stopping = stopping
    try:
        worker.work(logging_level="WARNING", with_scheduler=False)
    except (RedisError, OSError) as error:  # not even its farewell was heard
        log.warning("Redis went away: %s", type(error).__name__)
    finally:
        listener: Any = worker.pubsub_thread
        if listener is not None:
            listener.stop()  # a farewell that failed leaves it listening for ever
