"""A Redis of one's own, with a password as the launcher gives one, which can be killed and started again."""

import subprocess
import time
from pathlib import Path
from types import TracebackType
from typing import Self

from redis import Redis

from launcher.redis_server import RedisAddress, redis_command
from tests.simulator_process import free_port


class RedisServer:
    def __init__(self, folder: Path) -> None:
        self.address = RedisAddress(free_port())
        self.url = self.address.url
        self._command = redis_command(self.address, folder)
        self._process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._process is not None:
            self.kill()

    def start(self, seconds: float = 90) -> None:
        """Returns once it answers."""
        self._process = subprocess.Popen(self._command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        until = time.monotonic() + seconds
        while not self.address.answers():
            assert time.monotonic() < until, "Redis does not answer"
            time.sleep(0.02)

    def kill(self) -> None:
        assert self._process is not None
        self._process.kill()
        self._process.wait()
        self._process = None

    def connect(self) -> Redis:
        return Redis.from_url(self.url)
