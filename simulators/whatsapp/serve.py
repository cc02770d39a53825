"""Running the simulator: one aiohttp server on loopback, stopped at once by TERM or INT."""

import asyncio
import contextlib
import gc
import json
import os
import signal
from dataclasses import dataclass
from pathlib import Path

from aiohttp import web
from aiohttp.typedefs import Middleware

from simulators.doors import for_programs
from simulators.whatsapp.calls import asking, media, sending
from simulators.whatsapp.calls.call import Call
from simulators.whatsapp.control.businesses import new_account, new_number
from simulators.whatsapp.control.routes import control_routes
from simulators.whatsapp.download import download
from simulators.whatsapp.endpoint import WORLD, graph, unknown_path
from simulators.whatsapp.files import LARGEST
from simulators.whatsapp.memory import open_world
from simulators.whatsapp.phones import catch_up
from simulators.whatsapp.records import Wire
from simulators.whatsapp.world import World

DEFAULT_TOKEN = "EAAsimulatedTokenOfOtklik0123456789"
_VERSION = r"/{version:v\d+\.\d+}"


@dataclass(frozen=True, slots=True)
class Business:
    """An account that is there from the beginning; what is empty is made up, or stays as it was.

    numbers: more of phone_ids: id, display and verified_name of each.
    """

    token: str = DEFAULT_TOKEN
    phone_ids: tuple[str, ...] = ()
    app_secret: str = ""
    verify_token: str = ""
    callback_url: str = ""
    numbers: tuple[Wire, ...] = ()


def businesses_in(file: Path) -> list[Business]:
    """Of a JSON file: `token`, `app_secret`, `verify_token`, `callback_url`, `numbers` of each. A list of processes
    would show what stands on a command line. Raises OSError, ValueError.
    """
    names = ("token", "app_secret", "verify_token", "callback_url")
    given = json.loads(file.read_text(encoding="utf-8"))
    return [Business(**{name: one[name] for name in names}, numbers=tuple(one["numbers"])) for one in given]


def _send(call: Call) -> Wire:
    return sending.send(call.world, call.account, call.number(), call.params)


def _media_or_object(call: Call) -> Wire:
    return media.look_up(call) if call.id in call.world.media.all else asking.one_object(call)


def application(world: World, door: Middleware) -> web.Application:
    app = web.Application(client_max_size=LARGEST + 10 * 1024 * 1024, middlewares=[door])
    app[WORLD] = world
    app.router.add_routes(control_routes())
    app.router.add_get("/whatsapp_business/attachments/", download)
    for base in (_VERSION, ""):  # who names no version gets the oldest that the app may have
        app.router.add_get(f"{base}/debug_token", graph("token", asking.debug_token))
        app.router.add_get(f"{base}/me", graph("token", asking.me))
        one = base + r"/{id:\d+}"
        app.router.add_post(f"{one}/messages", graph("messages", _send))
        app.router.add_post(f"{one}/media", graph("upload", media.upload))
        app.router.add_get(f"{one}/message_templates", graph("templates", asking.templates))
        app.router.add_get(f"{one}/phone_numbers", graph("account", asking.numbers))
        for verb in ("GET", "POST", "DELETE"):
            app.router.add_route(verb, f"{one}/subscribed_apps", graph("account", asking.subscribed_apps))
        app.router.add_get(one, graph("media", _media_or_object))
        app.router.add_delete(one, graph("delete_media", media.delete))
    app.router.add_route("*", "/{path:.*}", unknown_path)
    return app


def _of_the_graph_api(path: str) -> bool:
    return not path.startswith("/control")


def settle(world: World, business: Business) -> None:
    """A business of the command line, found by its token or made."""
    account = next((one for one in world.accounts.values() if one.token == business.token), None)
    account = account or new_account(world, business.token)
    for name in ("app_secret", "verify_token", "callback_url"):
        if given := getattr(business, name):
            setattr(account, name, given)
    world.save("account", account.id, account)
    for phone_id in (*business.phone_ids, *(one["id"] for one in business.numbers)):
        if phone_id not in world.numbers:
            new_number(world, account, phone_id)
    for one in business.numbers:
        number = world.numbers[one["id"]]
        number.display, number.verified_name = one["display"], one["verified_name"]
        world.save("number", number.id, number)
    if not world.numbers_of(account):
        new_number(world, account)
    world.journal.flush()


async def serve(host: str, port: int, folder: Path, businesses: list[Business], names: list[str]) -> None:
    """Serves until TERM or INT. names: other names that lead to the Graph API.

    Raises StateIsInUse or OSError (the port is taken) before it listens.
    """
    world = open_world(folder)
    for business in businesses:
        settle(world, business)
    gc.set_threshold(50_000, 20, 50)  # what is remembered lives long
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    app = application(world, for_programs(port, names, _of_the_graph_api))
    runner = web.AppRunner(app, access_log=None, handler_cancellation=True, shutdown_timeout=0.5)
    postman = asyncio.create_task(world.postman.run())
    try:
        await runner.setup()
        await web.TCPSite(runner, host, port, backlog=1024, reuse_address=True).start()
        for person in world.persons.values():
            catch_up(world, person)
        _announce(host, port, world)
        await stop.wait()
        world.closing.set()
        world.events.wake()
        postman.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await postman
        await runner.cleanup()
    finally:
        world.close()


def _announce(host: str, port: int, world: World) -> None:
    numbers = ", ".join(f"+{number.display} ({number.id})" for number in world.numbers.values())
    print(f"simulated WhatsApp on http://{host}:{port} for {numbers}", flush=True)
    ready = os.environ.get("OTKLIK_READY_DIR")
    if ready:
        Path(ready).mkdir(parents=True, exist_ok=True)
        (Path(ready) / "whatsapp").touch()
