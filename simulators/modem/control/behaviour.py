"""How modem, SIM and network behave: reports, orders to misbehave, cable, PIN, room, signal, the clock."""

from collections.abc import Callable
from typing import Any

from aiohttp import web

from simulators.modem.control.reading import WORLD, Refused, answer, asked, choice, flag, number, text, whole
from simulators.modem.network import DELIVERED, FAILED, MODES
from simulators.modem.orders import AT_ONCE, DIAL_REFUSALS, KINDS
from simulators.modem.parts import Cutting, cut_text
from simulators.modem.pdu import deliver, submit
from simulators.modem.sim import MEMORIES, PIN_ATTEMPTS
from simulators.modem.world import World

_ORDER = ("kind", "command", "count", "after_ctrl_z", "seconds", "code", "lines", "line", "where", "hex", "slot")
_DIALLING = ("result", "after_ok")


async def set_reports(request: web.Request) -> web.StreamResponse:
    """mode for all numbers, or for one (`to`) until the mode for all is set again."""
    network = request.app[WORLD].network
    value = await asked(request, "mode", "delay", "to")
    network.delay = number(value, "delay", 0, 3600, network.delay)
    if "to" in value:
        network.modes[text(value, "to")] = choice(value, "mode", MODES)
    elif "mode" in value:
        network.modes.clear()
        network.mode = choice(value, "mode", MODES)
    return answer({"mode": network.mode, "delay": network.delay, "numbers": network.modes})


async def send_reports(request: web.Request) -> web.StreamResponse:
    """Those that were held back go now. status: delivered or failed."""
    value = await asked(request, "status", "to")
    to = text(value, "to") if "to" in value else None
    verdict = choice(value, "status", (DELIVERED, FAILED), DELIVERED)
    return answer({"reports": request.app[WORLD].network.send_held_reports(verdict, to)})


async def give_order(request: web.Request) -> web.StreamResponse:
    world = request.app[WORLD]
    value = await asked(request, *_ORDER, *_DIALLING)
    kind = choice(value, "kind", (*KINDS, *AT_ONCE))
    if kind == "reboot_into_text_mode":
        world.modem.reboot(text_mode=True)
        return answer({"kind": kind, "done": 1}, 201)
    if kind == "corrupt_slot" and "slot" in value:
        if not world.damage(number_of_slot := whole(value, "slot", 1, 1000)):
            raise Refused(f"slot: {number_of_slot} is empty")
        return answer({"kind": kind, "done": 1}, 201)
    order = world.orders.give(kind, **_details(value))
    if kind == "unsolicited_flood" and not order.command:
        order.take()
        world.modem.terminal.flood(order)
        world.orders.cancel(order.id)
    return answer(order.shown(), 201)


def _details(value: dict[str, Any]) -> dict[str, Any]:
    """Only what was given: the rest has its own defaults."""
    readers: dict[str, Callable[[], Any]] = {
        "command": lambda: text(value, "command"),
        "count": lambda: None if value["count"] is None else whole(value, "count", 1, 1_000_000),
        "after_ctrl_z": lambda: flag(value, "after_ctrl_z"),
        "seconds": lambda: number(value, "seconds", 0, 3600),
        "code": lambda: whole(value, "code", 0, 999),
        "lines": lambda: whole(value, "lines", 1, 100_000),
        "line": lambda: text(value, "line"),
        "where": lambda: choice(value, "where", ("before", "inside")),
        "hex": lambda: _hex(text(value, "hex")),
        "result": lambda: choice(value, "result", DIAL_REFUSALS),
        "after_ok": lambda: flag(value, "after_ok"),
    }
    if "slot" in value:
        raise Refused("slot: only for corrupt_slot")
    return {name: read() for name, read in readers.items() if name in value}


def _hex(digits: str) -> str:
    try:
        return bytes.fromhex(digits).hex()
    except ValueError as error:
        raise Refused(f"hex: {error}") from None


async def list_orders(request: web.Request) -> web.StreamResponse:
    return answer({"orders": [order.shown() for order in request.app[WORLD].orders.standing.values()]})


async def cancel_orders(request: web.Request) -> web.StreamResponse:
    """A modem that hung speaks again, and gets what waited for it."""
    world = request.app[WORLD]
    number_given = request.match_info.get("order_id")
    world.orders.cancel(int(number_given) if number_given else None)
    world.network.hand_over_soon()
    return answer({"orders": len(world.orders.standing)})


async def set_cable(request: web.Request) -> web.StreamResponse:
    """Out: the modem has no power, and its device is gone. In: a new device under the same path."""
    world = request.app[WORLD]
    if flag(await asked(request, "plugged"), "plugged"):
        world.plug()
    else:
        world.unplug()
    return answer({"plugged": world.port.plugged})


async def set_sim(request: web.Request) -> web.StreamResponse:
    """A PIN is wanted from the next power on: the modem is switched off and on at once."""
    world = request.app[WORLD]
    value = await asked(request, "capacity", "me_capacity", "smsc", "pin", "full", "filler")
    for name, field in zip(MEMORIES, ("capacity", "me_capacity"), strict=True):
        if field in value:
            world.sim.storages[name].capacity = whole(value, field, 0, 1000)
    if "smsc" in value:
        world.sim.smsc = text(value, "smsc")
    if "full" in value:
        _fill(world, flag(value, "full"), choice(value, "filler", ("drafts", "received"), "drafts"))
    if "pin" in value:
        pin = text(value, "pin")
        if pin and not (pin.isdecimal() and 4 <= len(pin) <= 8):
            raise Refused(f"pin: found {pin!r}; allowed: 4 to 8 digits, or nothing")
        world.sim.pin, world.sim.attempts = pin, PIN_ATTEMPTS
        world.modem.reboot()
    world.save_settings()
    world.network.hand_over_soon()
    return answer(state_of(world))


def _fill(world: World, full: bool, filler: str) -> None:
    if not full:
        world.sim.remove_filler()
        return
    draft = submit("+79000000000", cut_text("Черновик", Cutting(0))[0], world.sim.smsc)
    old = deliver("Operator", cut_text("Старое сообщение", Cutting(0))[0], world.now(), world.sim.smsc)
    world.sim.fill(draft, old if filler == "received" else None)


async def set_network(request: web.Request) -> web.StreamResponse:
    """ussd: answers by code; balance_text is that of *100#."""
    world = request.app[WORLD]
    value = await asked(request, "signal", "registered", "operator", "balance_text", "ussd", "caller_id")
    air = world.air
    if "signal" in value:
        air.signal = 99 if value["signal"] == 99 else whole(value, "signal", 0, 31)
    if "caller_id" in value:
        air.caller_id = flag(value, "caller_id")
    if "operator" in value:
        air.operator = text(value, "operator")
    if "balance_text" in value:
        air.ussd["*100#"] = text(value, "balance_text")
    if not isinstance(answers := value.get("ussd", {}), dict):
        raise Refused(f"ussd: found {answers!r}; allowed: an object, code to answer")
    air.ussd |= {str(code): str(shown) for code, shown in answers.items()}
    if "registered" in value:
        before, air.registered = air.registered, flag(value, "registered")
        if before != air.registered:
            world.modem.registration_changed()
    world.save_settings()
    return answer(state_of(world))


async def set_clock(request: web.Request) -> web.StreamResponse:
    """What the network stamps on messages; waits and calls stay in real time."""
    world = request.app[WORLD]
    world.ahead_seconds = number(await asked(request, "ahead_seconds"), "ahead_seconds", -1e10, 1e10)
    world.save_settings()
    return answer({"ahead_seconds": world.ahead_seconds, "now": world.now().isoformat()})


async def show_state(request: web.Request) -> web.StreamResponse:
    return answer(state_of(request.app[WORLD]))


def state_of(world: World) -> dict[str, Any]:
    settings, sim, air = world.modem.settings, world.sim, world.air
    slots = {name: {"used": len(one.slots), "capacity": one.capacity} for name, one in sim.storages.items()}
    return {
        "device": str(world.port.path),
        "number": world.own_number,
        "cable": world.port.plugged,
        "watchers": world.feed.watchers,
        "unread": world.port.unread,
        "slots": slots,
        "waiting": len(world.network.waiting),
        "echo": settings.echo,
        "cmgf": int(settings.text_mode),
        "cnmi": list(settings.cnmi),
        "clip": settings.clip,
        "registered": air.registered,
        "signal": air.signal,
        "operator": air.operator,
        "pin": "wanted" if sim.locked else "ready",
        "pin_attempts": sim.attempts,
        "smsc": sim.smsc,
        "hung": world.orders.hung,
        "ahead_seconds": world.ahead_seconds,
    }
