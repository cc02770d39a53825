"""Running the page: one aiohttp server on loopback, stopped at once by TERM or INT."""

import asyncio
import os
import signal
from dataclasses import dataclass
from pathlib import Path

from aiohttp import web

from simulators.page.clock import RehearsalClock
from simulators.page.conversation import Conversation, Listeners
from simulators.page.doors import as_sent_by_a_stranger, is_our_page, only_ourselves
from simulators.page.links import ControlLink, Link, ModemLink, Refused, Unreachable

_STATIC = Path(__file__).parent / "static"


@dataclass(frozen=True)
class Addresses:
    """modem, whatsapp, clock: empty where there is none."""

    port: int
    telegram: str
    modem: str
    whatsapp: str
    clock: str


class Page:
    """Everything that one running page holds."""

    def __init__(self, addresses: Addresses) -> None:
        self.port = addresses.port
        self.listeners = Listeners()
        self.links: dict[str, Link] = {"telegram": ControlLink("telegram", addresses.telegram, self._heard)}
        if addresses.whatsapp:
            self.links["whatsapp"] = ControlLink("whatsapp", addresses.whatsapp, self._heard)
        if addresses.modem:
            self.links["modem"] = ModemLink(addresses.modem, self._heard)
        self.clock = RehearsalClock(addresses.clock, self.listeners.tell, self._move_clocks)
        self.conversation = Conversation(self.links, self.clock, self.listeners)
        self._moving: set[asyncio.Task[None]] = set()

    def _heard(self, told: dict[str, object]) -> None:
        self.listeners.tell(told)
        if told.get("up") and self.clock.ahead is not None:
            # a simulator that was away may show another time
            task = asyncio.create_task(self._move_clocks(self.clock.ahead))
            self._moving.add(task)
            task.add_done_callback(self._moving.discard)

    async def _move_clocks(self, ahead: float) -> None:
        """Stamps of the messengers and of the mobile network agree with the organisation's clock."""
        for link in self.links.values():
            try:
                await link.move_clock(ahead)
            except (Refused, Unreachable):
                continue  # told again when it is back

    def application(self) -> web.Application:
        app = web.Application(middlewares=[only_ourselves(self.port)])
        app.router.add_get("/", self._index)
        app.router.add_get("/static/{name:[a-z_]+\\.(js|css|svg)}", self._static)
        app.router.add_get("/files/{link:[a-z]+}/{name:[\\w-]+}", self._file)
        app.router.add_get("/socket", self._socket)
        return app

    async def _index(self, _request: web.Request) -> web.StreamResponse:
        return web.FileResponse(_STATIC / "index.html")

    async def _static(self, request: web.Request) -> web.StreamResponse:
        file = _STATIC / request.match_info["name"]
        if not file.is_file():
            raise web.HTTPNotFound
        return web.FileResponse(file)

    async def _file(self, request: web.Request) -> web.StreamResponse:
        named = request.match_info
        link = self.links.get(named["link"])
        if link is None:
            raise web.HTTPNotFound
        try:
            content, mime_type = await link.file(f"/files/{named['name']}")
        except Refused as refused:
            raise web.HTTPNotFound(text=str(refused)) from None
        except Unreachable:
            raise web.HTTPBadGateway(text=f"the simulator of {link.name} does not answer") from None
        return as_sent_by_a_stranger(content, mime_type)

    async def _socket(self, request: web.Request) -> web.StreamResponse:
        if not is_our_page(request, self.port):
            raise web.HTTPForbidden(text="Origin: only this page may open its socket\n")
        return await self.conversation.hold(request)


async def serve(addresses: Addresses) -> None:
    """Until TERM or INT. Raises OSError when the port is taken."""
    page = Page(addresses)
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    runner = web.AppRunner(page.application(), access_log=None, handler_cancellation=True, shutdown_timeout=0.5)
    following: list[asyncio.Task[None]] = []
    try:
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", addresses.port, reuse_address=True).start()
        following = [asyncio.create_task(link.follow()) for link in page.links.values()]
        following.append(asyncio.create_task(page.clock.follow()))
        _announce(addresses.port)
        await stop.wait()
    finally:
        for task in following:
            task.cancel()
        await asyncio.gather(*following, return_exceptions=True)
        await page.listeners.close()
        await runner.cleanup()
        for link in page.links.values():
            await link.close()


def _announce(port: int) -> None:
    print(f"the phones and the staff group: http://127.0.0.1:{port}", flush=True)
    ready = os.environ.get("OTKLIK_READY_DIR")
    if ready:
        Path(ready).mkdir(parents=True, exist_ok=True)
        (Path(ready) / "page").touch()
