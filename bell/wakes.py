"""Says "look into SQL" to processes that wait by themselves, over Redis publish/subscribe. Losing a word loses
nothing: whoever listens looks about once a second anyway."""

import asyncio
import contextlib
import logging
import socket
import threading
import time
from collections.abc import Callable
from typing import Any

from redis import Redis
from redis import asyncio as redis_asyncio
from redis.asyncio.retry import Retry as AsyncRetry
from redis.backoff import NoBackoff
from redis.exceptions import RedisError
from redis.retry import Retry

INBOX = "inbox"
SMS = "sms"

_REST_AFTER_ERROR_SECONDS = 1.0
_LISTEN_SECONDS = 1.0
_AGAIN_SECONDS = 0.5
#: Connecting anew is ours, without the library's retries: whoever listens is told that something may be missed.
_SUBSCRIBER: Any = {"socket_connect_timeout": 1.0, "socket_keepalive": True, "health_check_interval": 10}

log = logging.getLogger(__name__)


class Wakes:
    """The one who says it."""

    def __init__(self, redis_url: str) -> None:
        self._redis = Redis.from_url(redis_url, socket_connect_timeout=1.0, socket_timeout=2.0)
        self._rest_until = 0.0
        self._outage = _Outage("nobody is woken")

    def wake(self, name: str) -> None:
        """After a commit. Never raises; when Redis was away, it is left alone for a second."""
        if time.monotonic() < self._rest_until:
            return
        try:
            self._redis.publish(_spoken_as(name), b"")
            self._outage.is_over()
        except (RedisError, OSError) as error:
            self._rest_until = time.monotonic() + _REST_AFTER_ERROR_SECONDS
            self._outage.goes_on(error)

    def close(self) -> None:
        self._redis.close()


class Listener:
    """Listens in a thread of its own, so that nobody waits for a Redis that is away; `fileno` can be polled.

    Heard once at every (re)connection too: what was said before may have been missed.
    """

    def __init__(self, redis_url: str, name: str) -> None:
        self._url, self._name = redis_url, name
        self._ear, self._mouth = socket.socketpair()
        self._ear.setblocking(False)
        self._mouth.setblocking(False)
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._listen, name=f"wakes {name}", daemon=True)
        self._thread.start()

    def fileno(self) -> int:
        return self._ear.fileno()

    def heard(self) -> bool:
        """Whether anything was said since the last question. Never blocks."""
        try:
            return bool(self._ear.recv(65536))
        except BlockingIOError:
            return False

    def close(self) -> None:
        self._stopped.set()
        self._thread.join(_LISTEN_SECONDS * 2)
        self._ear.close()
        self._mouth.close()

    def _listen(self) -> None:
        outage = _Outage(f"deaf to {self._name}")
        while not self._stopped.is_set():
            try:
                self._listen_once(outage)
            except (RedisError, OSError) as error:
                outage.goes_on(error)
            self._stopped.wait(_AGAIN_SECONDS)

    def _listen_once(self, outage: "_Outage") -> None:
        with Redis.from_url(self._url, socket_timeout=2.0, retry=Retry(NoBackoff(), 0), **_SUBSCRIBER) as redis:
            subscription = redis.pubsub(ignore_subscribe_messages=True)
            with contextlib.closing(subscription):
                subscription.subscribe(_spoken_as(self._name))
                outage.is_over()
                self._tell()
                while not self._stopped.is_set():
                    if subscription.get_message(timeout=_LISTEN_SECONDS):
                        self._tell()

    def _tell(self) -> None:
        # a full pipe has been told already
        with contextlib.suppress(BlockingIOError):
            self._mouth.send(b"!")


async def listen(redis_url: str, name: str, wake: Callable[[], None]) -> None:
    """Calls wake() whenever `name` is said, and once at every (re)connection. Ends only by being cancelled."""
    outage = _Outage(f"deaf to {name}")
    while True:
        try:
            await _listen(redis_url, name, wake, outage)
        except (RedisError, OSError) as error:
            outage.goes_on(error)
        await asyncio.sleep(_AGAIN_SECONDS)


async def _listen(redis_url: str, name: str, wake: Callable[[], None], outage: "_Outage") -> None:
    redis = redis_asyncio.Redis.from_url(redis_url, retry=AsyncRetry(NoBackoff(), 0), **_SUBSCRIBER)
    try:
        subscription = redis.pubsub(ignore_subscribe_messages=True)
        await subscription.subscribe(_spoken_as(name))
        outage.is_over()
        wake()
        while True:
            if await subscription.get_message(timeout=_LISTEN_SECONDS):
                wake()
    finally:
        await redis.aclose()


class _Outage:
    """One line in the log when Redis goes and one when it is back, however long it lasts. of: what does not work."""

    def __init__(self, of: str) -> None:
        self._of = of
        self._lasts = False

    def goes_on(self, error: Exception) -> None:
        if not self._lasts:
            log.warning("%s until Redis is back: %s", self._of, type(error).__name__)
        self._lasts = True

    def is_over(self) -> None:
        if self._lasts:
            log.info("over: %s", self._of)
        self._lasts = False


def _spoken_as(name: str) -> str:
    return f"otklik:wake:{name}"
