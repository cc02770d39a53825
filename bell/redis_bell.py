"""Rings a queue: one RQ job without arguments that means "look into SQL". Losing a ring loses nothing."""

import logging
import time
from uuid import uuid4

from redis import Redis
from redis.client import Pipeline
from redis.exceptions import RedisError, ResponseError
from rq import Queue
from rq.serializers import JSONSerializer
from rq.utils import now, utcformat
from rq.worker_registration import REDIS_WORKER_KEYS, WORKERS_BY_QUEUE_KEY

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

# One question, as people wait for it. KEYS: bell, queue, RQ's set of queues, job. ARGV: 1: only if it is quiet; for
# how many seconds the bell is heard; the job's number; its fields, as RQ lays them. A job that waits will look later
# than we committed; jobs must not pile up behind a worker that is gone.
_RING = """
if ARGV[1] == '1' and not redis.call('SET', KEYS[1], 1, 'NX', 'EX', ARGV[2]) then return end
if redis.call('LLEN', KEYS[2]) > 0 then return end
redis.call('SADD', KEYS[3], KEYS[2])
redis.call('HSET', KEYS[4], unpack(ARGV, 4))
redis.call('RPUSH', KEYS[2], ARGV[3])
"""

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
        self._fields = {name: _fields(queue) for name, queue in self._queues.items()}
        self._script = redis.register_script(_RING)
        self._rest_until = 0.0

    def ring(self, queue: str) -> None:
        """After a commit. Never raises: when Redis is away, the sweeper rings once it is back."""
        self._ring(queue, only_if_quiet=True)

    def ring_again(self, queue: str) -> None:
        """The sweeper's ring: something is due, whatever was rung before. At most one job waits."""
        self._ring(queue, only_if_quiet=False)

    def _ring(self, queue: str, *, only_if_quiet: bool) -> None:
        if time.monotonic() < self._rest_until:
            return
        try:
            try:
                self._lay_job(self._queues[queue], only_if_quiet=only_if_quiet)
            except ResponseError:
                if not clear_the_way(self._redis, self._queues[queue]):
                    raise
                self._lay_job(self._queues[queue], only_if_quiet=False)
        except (RedisError, OSError) as error:
            self._rest_until = time.monotonic() + _REST_AFTER_ERROR_SECONDS
            log.warning("bell not rung for %s: %s", queue, type(error).__name__)

    def _lay_job(self, queue: Queue, *, only_if_quiet: bool) -> None:
        number, at = str(uuid4()), utcformat(now())
        fields = [*self._fields[queue.name], "created_at", at, "enqueued_at", at]
        keys = [
            _key(queue.name),
            queue.key,
            queue.redis_queues_keys,
            f"{queue.job_class.redis_job_namespace_prefix}{number}",
        ]
        self._script(keys=keys, args=[int(only_if_quiet), _QUIET_SECONDS, number, *fields])


def answer_bell(redis: "Redis | Pipeline", queue: str) -> None:
    """The worker looks after this: whoever commits from here on must ring anew."""
    redis.delete(_key(queue))


def _fields(queue: Queue) -> list[str | bytes | int]:
    """Names and values of a job, as RQ would lay it; RQ takes longer to make one than Redis to take it."""
    job = queue.create_job(JOB_OF[queue.name], timeout=TIMEOUT_SECONDS_OF[queue.name], description=queue.name)
    job.origin = queue.name
    of_each = {"created_at", "enqueued_at"}
    return [part for name, value in job.to_dict().items() if name not in of_each for part in (name, value)]


def clear_the_way(redis: Redis, queue: Queue) -> bool:
    """Removes what has another type than RQ expects: whoever reaches Redis would stop every ring and every worker.

    Returns whether there was something to remove.
    """
    lists = (queue.key, queue.intermediate_queue_key)
    sets = (queue.redis_queues_keys, REDIS_WORKER_KEYS, WORKERS_BY_QUEUE_KEY % queue.name)
    expected = [(key, "list") for key in lists] + [(key, "set") for key in sets]
    found = [(key, kind) for key, kind in expected if redis.type(key) not in (kind.encode(), b"none")]
    for key, kind in found:
        log.error("%s in Redis was no %s: removed", key, kind)
        redis.delete(key)
    return bool(found)


def _key(queue: str) -> str:
    return f"otklik:bell:{queue}"
