"""Reading a journal back into a World, so that a restart continues where the last answer stopped."""

from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import TypeVar

from simulators.journal import Row
from simulators.modem.records import Call, DialledCall, SentMessage, SentPart, Slot, Waiting, Wire
from simulators.modem.world import Air, World

Thing = TypeVar("Thing")


def open_world(folder: Path, device: Path, own_number: str) -> World:
    """Raises StateIsInUse when another simulator holds the folder."""
    world = World(folder, device, own_number)
    for kind, key, value in world.journal.read():
        _remember(world, kind, key, value)
    for call in world.calls.incoming.values():
        if not call.over:
            call.state, call.over = ("missed" if call.state == "ringing" else call.state), True
    for dialled in world.calls.dialled.values():
        dialled.ended_by = dialled.ended_by or "network"
    live = list(_rows(world))
    worth_shrinking = world.journal.rows_read > 2 * len(live) + 1_000
    world.journal.open_for_writing(live if worth_shrinking else None)
    return world


def _remember(world: World, kind: str, key: str, value: object) -> None:
    """A row without a value says that the thing is gone."""
    match kind, value:
        case "number", int(number):
            world.numbers[key] = number
        case "event", dict(event):
            world.feed.remember(event)
        case "slot", _:
            memory, _, place = key.partition(":")
            _keep(world.sim.storages[memory].slots, int(place), Slot(**value) if isinstance(value, dict) else None)
        case "waiting", _:
            _keep(world.network.waiting, int(key), Waiting(**value) if isinstance(value, dict) else None)
        case "sent", dict(message):
            parts = [SentPart(**part) for part in message.pop("parts")]
            world.network.sent[int(key)] = SentMessage(**message, parts=parts)
        case "call", dict(call):
            world.calls.incoming[int(key)] = Call(**call)
        case "dialled", dict(call):
            world.calls.dialled[int(key)] = DialledCall(**call)
        case "settings", dict(settings):
            _read_settings(world, settings)
        case _:
            raise ValueError(f"the journal holds a row that is not understood: {kind!r}")


def _keep(things: dict[int, Thing], number: int, thing: Thing | None) -> None:
    if thing is None:
        things.pop(number, None)
    else:
        things[number] = thing


def _read_settings(world: World, settings: Wire) -> None:
    sim = settings["sim"]
    world.ahead_seconds, world.air = settings["ahead"], Air(**settings["air"])
    world.sim.smsc, world.sim.pin, world.sim.attempts = sim["smsc"], sim["pin"], sim["attempts"]
    for name, capacity in sim["capacities"].items():
        world.sim.storages[name].capacity = capacity


def _rows(world: World) -> Iterator[Row]:
    """What still matters, for a journal that should shrink."""
    for name, number in world.numbers.items():
        yield "number", name, number
    for event in world.feed.events:
        yield "event", "", event
    for storage in world.sim.storages.values():
        for place, slot in storage.slots.items():
            yield "slot", f"{storage.name}:{place}", asdict(slot)
    for item in world.network.waiting.values():
        yield "waiting", str(item.id), asdict(item)
    for message in world.network.sent.values():
        yield "sent", str(message.id), asdict(message)
    for call in world.calls.incoming.values():
        yield "call", str(call.id), asdict(call)
    for dialled in world.calls.dialled.values():
        yield "dialled", str(dialled.id), asdict(dialled)
    yield "settings", "", world.settings()
