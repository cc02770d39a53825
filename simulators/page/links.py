"""The simulators as the page reaches them: questions over HTTP, and a feed of what happens."""

import asyncio
import re
from collections.abc import Callable
from typing import Any
from urllib.parse import unquote

import aiohttp

Wire = dict[str, Any]
Told = Callable[[Wire], None]
VERBS = ("GET", "POST", "PUT", "PATCH", "DELETE")
_PATH = re.compile(r"/[\w/@.,=&?%+-]*")
_WAIT_SECONDS = 20.0
_AGAIN_SECONDS = 0.7
#: Nothing tells when a cable is pulled or a report has come: they are looked at this often.
_LOOK_SECONDS = 1.0
_NOW = 1 << 53


class Refused(Exception):
    """The simulator did not do it; its own words."""


class Unreachable(Exception):
    """No simulator answers there."""


class Link:
    """One simulator. `tell` hears `{"link", "up"}` and, from `follow`, what happens."""

    def __init__(self, name: str, url: str, tell: Told) -> None:
        self.name = name
        self.url = url.rstrip("/")
        self.up = False
        self._tell = tell
        self._session: aiohttp.ClientSession | None = None

    @property
    def session(self) -> aiohttp.ClientSession:
        if self._session is None:
            # a proxy of the machine must not stand between loopback ports: trust_env stays off
            self._session = aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=60))
        return self._session

    async def close(self) -> None:
        if self._session is not None:
            await self._session.close()

    async def ask(self, verb: str, path: str, value: Wire | None = None) -> Any:
        """Raises Refused or Unreachable."""
        if verb not in VERBS or not _PATH.fullmatch(path) or ".." in unquote(path):
            raise Refused(f"{verb} {path}: not a question to a simulator")
        body, _ = await self._exchange(verb, path, value)
        return body

    async def file(self, path: str) -> tuple[bytes, str]:
        """Its bytes and its MIME type."""
        try:
            async with self.session.get(self.url + path) as response:
                if response.status >= 400:
                    raise Refused((await response.text())[:500])
                return await response.read(), response.content_type
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            raise Unreachable(self.name) from error

    async def _exchange(self, verb: str, path: str, value: Wire | None) -> tuple[Any, int]:
        if value is None and verb in ("POST", "PUT", "PATCH"):
            value = {}  # they take nothing but JSON
        try:
            async with self.session.request(verb, self.url + path, json=value) as response:
                body = await response.json(content_type=None)
        except (aiohttp.ClientError, TimeoutError, OSError, ValueError) as error:
            raise Unreachable(self.name) from error
        if response.status >= 400:
            raise Refused(str(body.get("error", body) if isinstance(body, dict) else body))
        return body, response.status

    async def follow(self) -> None:
        """Until cancelled; a simulator that is away is waited for."""
        while True:
            try:
                await self.news()
                self._is_up(True)
            except (Unreachable, Refused, KeyError, TypeError):
                # somebody else may answer at that port
                self._is_up(False)
                await asyncio.sleep(_AGAIN_SECONDS)

    def _is_up(self, up: bool) -> None:
        if up != self.up:
            self.up = up
            self.say({"link": self.name, "up": up})

    def say(self, told: Wire) -> None:
        self._tell(told)

    async def news(self) -> None:
        """One look at what has happened since the last."""
        raise NotImplementedError

    async def move_clock(self, ahead: float) -> None:
        """Its stamps run so many seconds ahead from now on. Raises Refused or Unreachable."""
        raise NotImplementedError


class ControlLink(Link):
    """A simulator with the control API that Telegram's and WhatsApp's share."""

    def __init__(self, name: str, url: str, tell: Told) -> None:
        super().__init__(name, f"{url.rstrip('/')}/control", tell)
        self._seen = "now"

    async def move_clock(self, ahead: float) -> None:
        await self.ask("PUT", "/clock", {"offset_seconds": ahead})

    async def news(self) -> None:
        wait = _WAIT_SECONDS if self.up else 0
        answer = await self.ask("GET", f"/events?since={self._seen}&timeout={wait}")
        self._seen = str(answer["last"])
        for event in answer["events"]:
            self.say({"from": self.name, "event": event})


class ModemLink(Link):
    """Besides events it watches the modem's state, and reports on what was sent."""

    def __init__(self, url: str, tell: Told) -> None:
        super().__init__("modem", url, tell)
        self._seen = _NOW
        self._state: Wire = {}
        self._sent: dict[int, Wire] = {}

    async def move_clock(self, ahead: float) -> None:
        await self.ask("POST", "/clock", {"ahead_seconds": ahead})

    async def news(self) -> None:
        wait = _LOOK_SECONDS if self.up else 0
        answer = await self.ask("GET", f"/events?after={self._seen}&wait={wait}")
        self._seen = answer["last"]
        await self._look()
        for event in answer["events"]:
            self.say({"from": self.name, "event": event})

    async def _look(self) -> None:
        state = await self.ask("GET", "/state")
        if state != self._state:
            self._state = state
            self.say({"modem": state})
        sent = {message["id"]: message for message in (await self.ask("GET", "/sent"))["sent"]}
        changed = [message for number, message in sent.items() if self._sent.get(number) != message]
        self._sent = sent
        if changed:
            self.say({"sent": changed})
