"""Running the simulator: one aiohttp server on loopback, stopped at once by TERM or INT."""

import asyncio
import gc
import os
import signal
from pathlib import Path

from aiohttp import web
from aiohttp.typedefs import Middleware

from simulators.doors import for_programs
from simulators.telegram.control.routes import control_routes
from simulators.telegram.endpoint import WORLD, answer_call, download, unknown_path
from simulators.telegram.files import LARGEST_UPLOAD
from simulators.telegram.memory import open_world
from simulators.telegram.world import World

# Looks real on purpose: <bot id>:<35 characters>.
DEFAULT_TOKEN = "7012345678:AAHsimulatedTokenOfOtklik0123456789"


def application(world: World, door: Middleware) -> web.Application:
    app = web.Application(client_max_size=LARGEST_UPLOAD + 10 * 1024 * 1024, middlewares=[door])
    app[WORLD] = world
    app.router.add_route("*", r"/bot{token:[^/]+}/{method}", answer_call)
    app.router.add_get(r"/file/bot{token:[^/]+}/{path:.+}", download)
    app.router.add_routes(control_routes())
    app.router.add_route("*", "/{path:.*}", unknown_path)
    return app


async def serve(host: str, port: int, folder: Path, tokens: list[str], names: list[str]) -> None:
    """Serves until TERM or INT. names: other names that lead to the Bot API.

    Raises StateIsInUse or OSError (the port is taken) before it listens.
    """
    world = open_world(folder)
    for token in tokens or [DEFAULT_TOKEN]:
        world.add_bot(token)
    world.journal.flush()
    # what is remembered lives long: rare collections keep a burst of thousands of messages even
    gc.set_threshold(50_000, 20, 50)
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    # cancellation: a client that went away must not leave its long poll behind
    app = application(world, for_programs(port, names))
    runner = web.AppRunner(app, access_log=None, handler_cancellation=True, shutdown_timeout=0.5)
    try:
        await runner.setup()
        await web.TCPSite(runner, host, port, backlog=1024, reuse_address=True).start()
        world.post_office.open()
        _announce(host, port, world)
        await stop.wait()
        world.closing.set()
        world.events.wake()
        for queue in world.queues.values():
            queue.wake()
        await world.post_office.close()
        await runner.cleanup()
    finally:
        world.close()


def _announce(host: str, port: int, world: World) -> None:
    names = ", ".join(f"@{bot.username}" for bot in world.bots.values())
    print(f"simulated Telegram on http://{host}:{port} for {names}", flush=True)
    ready = os.environ.get("OTKLIK_READY_DIR")
    if ready:
        Path(ready).mkdir(parents=True, exist_ok=True)
        (Path(ready) / "simulators").touch()
