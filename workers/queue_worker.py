"""An RQ worker for exactly one queue, in its own process: a second queue would lose jobs on a kill (LESSONS.md).

A job is only a ring. What it carries is not loaded, so it can name no code: Redis may be open to others.
"""

import contextlib
import json
import logging
import threading
import time
import zlib
from collections.abc import Callable
from datetime import UTC, datetime
from types import FrameType
from typing import Any, Self

from redis import Redis
from redis.client import Pipeline
from redis.exceptions import RedisError
from rq import Queue, SimpleWorker, worker_registration
from rq.exceptions import StopRequested
from rq.job import Job
from rq.serializers import JSONSerializer
from rq.timeouts import JobTimeoutException
from rq.worker import WorkerStatus

from bell.redis_bell import JOB_OF, TIMEOUT_SECONDS_OF, answer_bell, clear_the_way
from models.db import unreachable

_TRY_AGAIN_SECONDS = 0.5
#: RQ says for each job three times that its worker lives, and people wait meanwhile; it holds for 90 seconds.
_BEAT_SECONDS = 10.0
#: Longer than RQ waits for a job in one go (worker_ttl less 15 s): the library's own default is shorter, and each
#: idle wait would end as an error with a second's pause.
_ANSWERS_WITHIN_SECONDS = 25.0
#: What a ring of ours carries is shorter.
_LONGEST = 1000
_CARRIED = ("data", "success_callback_name", "failure_callback_name", "stopped_callback_name")

log = logging.getLogger(__name__)


class _Calmly(logging.Filter):
    """A Redis that is away is no error of ours: it is waited for."""

    def filter(self, record: logging.LogRecord) -> bool:
        if "Redis" in record.getMessage():
            record.levelno, record.levelname = logging.WARNING, "WARNING"
        return True


_CALMLY = _Calmly()


class Ring(Job):
    """A job of which nothing is read but where it lies. number: as the queue names it, whatever it looks like."""

    number: str

    @classmethod
    def fetch(cls, id: str, connection: Redis | None = None, serializer: Any = None) -> Self:
        ring = cls(connection=connection, serializer=serializer)
        ring.number = id
        return ring

    @property
    def lies_at(self) -> str:
        return f"{self.redis_job_namespace_prefix}{self.number}"


def _is_ours(carried: Any, queue_name: str) -> bool:
    """Whether the bell made it: it names the queue's function, without arguments and callbacks.

    carried: `_CARRIED` as they lay there; an error when something else lay there.
    """
    try:
        packed, *callbacks = carried
        named = zlib.decompressobj().decompress(packed or b"", _LONGEST)
        return json.loads(named) == [JOB_OF[queue_name], None, [], {}] and not any(callbacks)
    except (TypeError, ValueError, RecursionError, zlib.error):
        return False


class QueueWorker(SimpleWorker):
    """Comes back within a second once Redis is there again; the stock one doubles its wait to a minute.

    answer: the one function of its queue.
    """

    max_connection_wait_time = 1.0
    answer: Callable[[], None]
    stopping: threading.Event
    _beat_at = -_BEAT_SECONDS

    def heartbeat(self, timeout: int | None = None, pipeline: "Pipeline | None" = None) -> None:
        if pipeline is not None:
            super().heartbeat(timeout, pipeline)
        elif time.monotonic() - self._beat_at < _BEAT_SECONDS:
            return
        else:
            with self.connection.pipeline(transaction=False) as together:
                super().heartbeat(timeout, together)
                together.execute()
        self._beat_at = time.monotonic()

    def request_stop(self, signum: int, frame: FrameType | None) -> None:
        """The job under way is told too: whoever stops us does not wait for a whole drain before the kill."""
        self.stopping.set()
        with contextlib.suppress(RedisError):  # it wants to note the wish in Redis
            super().request_stop(signum, frame)  # type: ignore[no-untyped-call]

    def check_for_suspension(self, burst: bool) -> None:
        """`rq suspend` is no way to stop us: whoever reaches Redis could."""

    def subscribe(self) -> None:
        """Nor are commands, which may even end the process."""

    def execute_job(self, job: Job, queue: Queue) -> None:
        """Without RQ's results, retries, callbacks and registries: a ring that is lost is rung again."""
        assert isinstance(job, Ring)
        seconds = TIMEOUT_SECONDS_OF[queue.name]
        carried, *others = self._begin(job, queue, seconds)
        for answer in others:
            if isinstance(answer, Exception):
                raise answer
        if not _is_ours(carried, queue.name):
            log.error("a job in %s was not made by the bell: what it names is not run", queue.name)
        try:
            with self.death_penalty_class(seconds, JobTimeoutException):
                self.answer()
        except Exception as error:  # the sweeper rings again
            if isinstance(error, RedisError) or unreachable(error):
                log.warning("the job of %s broke off, what it needs is away: %s", queue.name, type(error).__name__)
            else:
                log.exception("the job of %s raised", queue.name)

    def _begin(self, job: Ring, queue: Queue, seconds: int) -> list[Any]:
        """Answers the bell, and all else that begins a job, in one question, as people wait for what was rung for.

        Returns what the job carried, and what Redis said to the rest, errors too.
        """
        with self.connection.pipeline() as pipeline:
            pipeline.hmget(job.lies_at, _CARRIED)
            self.set_state(WorkerStatus.BUSY, pipeline)
            self.heartbeat(seconds + 60, pipeline)
            pipeline.delete(job.lies_at)
            pipeline.lrem(queue.intermediate_queue_key, 1, job.number)
            answer_bell(pipeline, queue.name)
            return pipeline.execute(raise_on_error=False)

    def run_maintenance_tasks(self) -> None:
        """RQ's own would load what jobs carry. All that is left behind here is workers that were killed."""
        for queue in self.queues:
            worker_registration.clean_worker_registry(queue)
        self.last_cleaned_at = datetime.now(UTC)  # type: ignore[assignment]


def worker_of(queue_name: str, answer: Callable[[], None], redis: Redis, stopping: threading.Event) -> QueueWorker:
    loads: Any = {"connection": redis, "job_class": Ring, "serializer": JSONSerializer}
    worker = QueueWorker([Queue(queue_name, **loads)], maintenance_interval=30, worker_ttl=30, **loads)
    worker.answer = answer
    worker.stopping = stopping
    return worker


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


def work(queue_name: str, answer: Callable[[], None], redis_url: str, stopping: threading.Event) -> None:
    """Until a signal stops it, after the job it is at. answer: what a ring starts. stopping: set at that signal."""
    logging.getLogger("rq.worker").addFilter(_CALMLY)
    # its own connection: blocking reads must not meet the short time-outs of those who ring
    # a signal may come while no worker is at work
    with (
        Redis.from_url(redis_url, socket_timeout=_ANSWERS_WITHIN_SECONDS) as redis,
        contextlib.suppress(StopRequested),
    ):
        while not stopping.is_set():
            _wait_for(redis)
            _work_until_trouble(queue_name, answer, redis, stopping)
            stopping.wait(_TRY_AGAIN_SECONDS)


def _work_until_trouble(queue_name: str, answer: Callable[[], None], redis: Redis, stopping: threading.Event) -> None:
    """RQ's worker quits when Redis goes away in the middle of a job: the next one takes its place."""
    worker = worker_of(queue_name, answer, redis, stopping)
    try:
        clear_the_way(redis, worker.queues[0])
        redis.delete(worker.queues[0].intermediate_queue_key)  # what a killed worker took the sweeper rings again
        worker.work(logging_level="WARNING", with_scheduler=False)
    except (RedisError, OSError) as error:  # not even its farewell was heard
        log.warning("Redis went away: %s", type(error).__name__)
