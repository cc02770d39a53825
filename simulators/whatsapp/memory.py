"""Reading a journal back into a World, so that a restart continues where the last answer stopped."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from simulators.whatsapp.postman import Envelope
from simulators.whatsapp.records import Account, Message, Number, Person, Template
from simulators.whatsapp.world import World


def open_world(folder: Path) -> World:
    """Raises StateIsInUse when another simulator holds the folder."""
    world = World(folder)
    for kind, key, value in world.journal.read():
        _READERS[kind](world, key, value)
    world.postman.all_due()
    live = list(world.rows())
    worth_shrinking = world.journal.rows_read > 2 * len(live) + 1_000
    world.journal.open_for_writing(live if worth_shrinking else None)
    return world


def _read_counter(world: World, key: str, value: Any) -> None:
    world.counters[key] = value


def _read_clock(world: World, key: str, value: Any) -> None:
    world.clock_offset = value


def _read_behaviour(world: World, key: str, value: Any) -> None:
    world.behaviour |= value


def _read_account(world: World, key: str, value: Any) -> None:
    world.accounts[key] = Account(**value)


def _read_number(world: World, key: str, value: Any) -> None:
    world.numbers[key] = Number(**value)


def _read_template(world: World, key: str, value: Any) -> None:
    world.templates[key] = Template(**value)


def _read_person(world: World, key: str, value: Any) -> None:
    world.place_person(Person(**value))


def _read_media(world: World, key: str, value: Any) -> None:
    world.media.remember(value)


def _read_message(world: World, key: str, value: Any) -> None:
    world.place(Message(**value))


def _read_heard(world: World, key: str, value: Any) -> None:
    number, _, person = key.partition(" ")
    world.last_heard[number, int(person)] = value


def _read_envelope(world: World, key: str, value: Any) -> None:
    account_id, body, created = value
    world.postman.waiting[int(key)] = Envelope(int(key), account_id, body, created, created)


def _read_told(world: World, key: str, value: Any) -> None:
    world.postman.waiting.pop(int(key), None)


_READERS: dict[str, Callable[[World, str, Any], None]] = {
    "counter": _read_counter,
    "clock": _read_clock,
    "behaviour": _read_behaviour,
    "account": _read_account,
    "number": _read_number,
    "template": _read_template,
    "person": _read_person,
    "media": _read_media,
    "message": _read_message,
    "heard": _read_heard,
    "envelope": _read_envelope,
    "told": _read_told,
}
