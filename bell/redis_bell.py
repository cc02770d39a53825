"""Rings a queue: one RQ job without arguments that means "look into SQL". Losing a ring loses nothing."""

import logging
import time

from redis import Redis
from redis.exceptions import RedisError
from rq import Queue
from rq.serializers import JSONSerializer

#: What each queue's worker runs, whatever a job says. By name: who rings must not import what the worker needs.
JOB_OF = {
    "deliver": "workers.jobs.deliver.deliver",
    "slow": "workers.jobs.deliver.deliver_slow",
    "deadlines": "workers.jobs.enforce_due.enforce_due",
}
#: A file may take its time: what is given up is one that stands still (workers/transports/aiohttp_request.py).
TIMEOUT_SECONDS_OF = {"deliver": 30, "slow": 900, "deadlines": 30}
_QUIET_SECONDS = 2
_REST_AFTER_ERROR_SECONDS = 1.0

log = logging.getLogger(__name__)


def connect(redis_url: str) -> Redis:
    """Short timeouts: whoever rings has better things to do than to wait for Redis."""
    return Redis.from_url(redis_url, socket_connect_timeout=1.0, socket_timeout=2.0)


class RedisBell:
    """Many rings within two seconds are one, until the worker answers (it deletes the bell before it looks)."""

    def __init__(self, redis: Redis) -> None:
        self._redis = redis
        # as text: RQ's own way is pickle, which runs what it loads
        self._queues = {name: Queue(name, connection=redis, serializer=JSONSerializer) for name in JOB_OF}
        self._rest_until = 0.0

    def ring(self, queue: str) -> None:
        """After a commit. Never raises: when Redis is away, the sweeper rings once it is back."""
        self._ring(queue, only_if_quiet=True)

    def ring_again(self, queue: str) -> None:
        """The sweeper's ring: something is due, whatever was rung before. At most one job waits."""
        self._ring(queue, only_if_quiet=False)

    def answered(self, queue: str) -> None:
        """The worker looks now: whoever commits from here on must ring anew."""
        self._redis.delete(_key(queue))

    def _ring(self, queue: str, *, only_if_quiet: bool) -> None:
        if time.monotonic() < self._rest_until:
            return
        try:
            if only_if_quiet and not self._redis.set(_key(queue), 1, nx=True, ex=_QUIET_SECONDS):
                return
            # a job that waits will look later than we committed; jobs must not pile up behind a worker that is gone
            if self._queues[queue].count:
                return
            self._queues[queue].enqueue_call(JOB_OF[queue], description=queue)
        except (RedisError, OSError) as error:
            self._rest_until = time.monotonic() + _REST_AFTER_ERROR_SECONDS
            log.warning("bell not rung for %s: %s", queue, type(error).__name__)


def _key(queue: str) -> str:
    return f"otklik:bell:{queue}"
