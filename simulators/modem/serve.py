"""Running the modem: its cable and one aiohttp server on loopback, stopped at once by TERM or INT."""

import asyncio
import os
import signal
from pathlib import Path

from aiohttp import web
from aiohttp.typedefs import Middleware

from simulators.doors import for_programs
from simulators.modem.control.reading import WORLD
from simulators.modem.control.routes import control_routes
from simulators.modem.memory import open_world
from simulators.modem.world import World

OWN_NUMBER = "+79000000001"


def application(world: World, door: Middleware) -> web.Application:
    app = web.Application(middlewares=[door])
    app[WORLD] = world
    app.router.add_routes(control_routes())
    return app


async def serve(host: str, port: int, folder: Path, device: Path, own_number: str = OWN_NUMBER) -> None:
    """Serves until TERM or INT. Raises StateIsInUse or OSError (port or path is taken) before it listens."""
    world = open_world(folder, device, own_number)
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    # cancellation: a client that went away must not leave its long poll behind
    runner = web.AppRunner(
        application(world, for_programs(port)), access_log=None, handler_cancellation=True, shutdown_timeout=0.5
    )
    try:
        await runner.setup()
        await web.TCPSite(runner, host, port, reuse_address=True).start()
        world.plug()
        world.network.restart()
        _announce(host, port, world)
        await stop.wait()
        world.feed.wake()
        await runner.cleanup()
    finally:
        world.unplug()
        world.journal.close()


def _announce(host: str, port: int, world: World) -> None:
    print(f"simulated modem {world.own_number} on {world.port.path}, its control on http://{host}:{port}", flush=True)
    ready = os.environ.get("OTKLIK_READY_DIR")
    if ready:
        Path(ready).mkdir(parents=True, exist_ok=True)
        (Path(ready) / "modem").touch()
