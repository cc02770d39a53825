"""A simulator as a process of its own, and its HTTP; tests/simulated_telegram.py and others give it its verbs."""

import http.client
import json
import os
import secrets
import signal
import socket
import subprocess
import time
from collections import deque
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import Any, Self, TypeVar
from urllib.parse import urlsplit

from tests.nursery import Born, begin

Wire = dict[str, Any]
Found = TypeVar("Found")
TOKEN = "7012345678:AAHsimulatedTokenOfOtklik0123456789"
ROOT = Path(__file__).parent.parent
_given: deque[int] = deque(maxlen=300)


class NothingCame(AssertionError):
    """What a test waited for did not happen in time."""


class ControlRefused(Exception):
    """The control API did not do what was asked."""


class ControlledProcess:
    """state: its folder. Of each simulator, `command` says how it starts."""

    def __init__(self, state: Path, port: int = 0) -> None:
        self.state = state
        self.port = port or free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self._process: subprocess.Popen[bytes] | Born | None = None

    def command(self) -> list[str]:
        """As after `python -m`."""
        raise NotImplementedError

    # -- the process

    def start(self, seconds: float = 90) -> Self:
        environment = {name: value for name, value in os.environ.items() if name != "OTKLIK_READY_DIR"}
        self._process = begin(self.command(), environment, Path(os.devnull))
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            if self._process.poll() is not None:
                raise RuntimeError(f"the simulator ended with {self._process.returncode}")
            try:
                self.get("/control/clock")
            except OSError:
                time.sleep(0.03)
            else:
                return self
        raise TimeoutError("the simulator does not answer")

    def stop(self) -> None:
        self._end(signal.SIGTERM)

    def kill(self) -> None:
        """kill -9, as a power cut or the kernel would."""
        self._end(signal.SIGKILL)

    def _end(self, number: int) -> None:
        if self._process is not None:
            self._process.send_signal(number)
            self._process.wait(timeout=40)
            self._process = None

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    # -- the wire

    def get(self, path: str) -> Wire:
        found: Wire = json.loads(self._request("GET", path))
        return found

    def post(self, path: str, **value: Any) -> Wire:
        return self._json("POST", path, value)

    def _json(self, verb: str, path: str, value: Wire) -> Wire:
        answer: Wire = json.loads(self._request(verb, path, json.dumps(value).encode()))
        return answer

    def _request(self, verb: str, path: str, body: bytes | None = None, api: bool = False) -> bytes:
        status, content = self._asked(verb, path, body, {"Content-Type": "application/json"})
        if status >= 400 and not api:
            raise ControlRefused(f"{verb} {path}: {content.decode()}")
        return content

    def _asked(self, verb: str, path: str, body: bytes | None, headers: dict[str, str]) -> tuple[int, bytes]:
        address = urlsplit(self.url)
        connection = http.client.HTTPConnection(address.hostname or "127.0.0.1", address.port, timeout=90)
        try:
            connection.request(verb, path, body, headers)
            response = connection.getresponse()
            return response.status, response.read()
        finally:
            connection.close()

    # -- how the world behaves, whichever messenger it is

    def orders(self) -> list[Wire]:
        """Standing orders, with how often each was `seen` and `done`."""
        standing: list[Wire] = self.get("/control/orders")["orders"]
        return standing

    def cancel(self, order_id: int | None = None) -> None:
        self._request("DELETE", "/control/orders" if order_id is None else f"/control/orders/{order_id}")

    def clock(self, offset_seconds: float) -> None:
        self._json("PUT", "/control/clock", {"offset_seconds": offset_seconds})

    def log_calls(self, enabled: bool) -> None:
        self._json("PATCH", "/control/calls", {"enabled": enabled})

    # -- waiting

    def wait_for(self, found: Callable[[], Found], seconds: float = 90) -> Found:
        """The first true value of found(). Raises NothingCame."""
        until = time.monotonic() + seconds
        while not (value := found()):
            if time.monotonic() > until:
                raise NothingCame(f"waited {seconds} s; the last value was {value!r}")
            time.sleep(0.03)
        return value


class SimulatorProcess(ControlledProcess):
    """Of Telegram."""

    def __init__(self, state: Path, *, tokens: tuple[str, ...] = (TOKEN,), port: int = 0) -> None:
        super().__init__(state, port)
        self.tokens = tokens
        self.token = tokens[0]
        self.names: tuple[str, ...] = ()  # under which a proxy leads here

    @classmethod
    def at(cls, url: str, token: str = TOKEN) -> Self:
        """A simulator that somebody else runs."""
        telegram = cls(Path(), tokens=(token,), port=urlsplit(url).port or 80)
        telegram.url = url.rstrip("/")
        return telegram

    def command(self) -> list[str]:
        command = ["simulators", "serve", "--listen", f"127.0.0.1:{self.port}", "--state", str(self.state)]
        tokens = [part for token in self.tokens for part in ("--token", token)]
        return command + tokens + [part for name in self.names for part in ("--name", name)]

    def _request(self, verb: str, path: str, body: bytes | None = None, api: bool = False) -> bytes:
        if path.startswith(("/control/chats/", "/control/batch")):  # each bot has private chats of its own
            path += f"{'&' if '?' in path else '?'}bot={self.token.partition(':')[0]}"
        return super()._request(verb, path, body, api)


def free_port() -> int:
    """Of a range that the kernel does not take from for whoever connects: while its server is not up yet, or dead for
    a while, nobody else gets it. Each worker of xdist has a range of its own.
    """
    worker = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0")[2:]) % 16
    while True:
        port = 12_000 + worker * 1_200 + secrets.randbelow(1_200)
        with socket.socket() as probe:
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
        if port not in _given:
            _given.append(port)
            return port
