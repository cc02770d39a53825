"""What a monitor should hear of: queues that grow old, roles that are silent, modems in trouble."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta

from models.rules.delivery.outgoing import DEADLINES, DELIVER, SLOW
from models.rules.health.group_load import GroupLoad
from models.rules.health.modem_health import GOOD, Condition

#: Roles say every ten seconds that they live.
BEAT_SECONDS = 10.0
_SILENT_AFTER_SECONDS = 45.0
SWEEPER = "sweeper"
WORKERS = (DELIVER, DEADLINES, SLOW)
#: A lane that has to wait longer was told so by the service, or all of it is.
LONG_WAIT = timedelta(minutes=1)
_INBOX_OLD_SECONDS = 30.0
_OLD_SECONDS = {DELIVER: 60.0, DEADLINES: 30.0}
_OTHERS_OLD_SECONDS = 600.0


@dataclass(frozen=True)
class Queue:
    """due: how many lanes could go now. age_seconds: of the oldest of them. held: lanes told to wait for long."""

    due: int = 0
    age_seconds: float = 0.0
    held: int = 0


@dataclass(frozen=True)
class SilentBot:
    """A bot that serves nobody. waiting: how many lanes wait for it; they are kept."""

    account: str
    why: str
    waiting: int


@dataclass(frozen=True)
class WatchedGroup:
    """A staff group under the number that `desk groups` shows. is_behind: for long (group_load.py)."""

    number: int
    load: GroupLoad
    is_behind: bool


@dataclass(frozen=True)
class Vitals:
    """beats: seconds since each role was last heard. modems: the condition of each that is in use.

    strays: by account that nobody serves, how many lanes wait for it.
    """

    inbox: Queue
    queues: Mapping[str, Queue]
    beats: Mapping[str, float]
    modems: tuple[Condition, ...]
    strays: Mapping[str, int] = field(default_factory=dict)
    silent_bots: tuple[SilentBot, ...] = ()
    groups: tuple[WatchedGroup, ...] = ()


def lives(beats: Mapping[str, float], role: str) -> bool:
    return beats.get(role, _SILENT_AFTER_SECONDS) < _SILENT_AFTER_SECONDS


def troubles(vitals: Vitals, *, redis: bool) -> list[str]:
    """One line each, for whoever is woken by it; empty when all is well."""
    found = [] if redis else ["redis is away"]
    found += [f"{role} is silent" for role in (SWEEPER, *WORKERS) if not lives(vitals.beats, role)]
    if vitals.inbox.age_seconds > _INBOX_OLD_SECONDS:
        found.append(f"inbox is {vitals.inbox.age_seconds:.0f} s behind")
    for name, queue in sorted(vitals.queues.items()):
        if queue.age_seconds > _OLD_SECONDS.get(name, _OTHERS_OLD_SECONDS):
            found.append(f"queue {name} is {queue.age_seconds:.0f} s behind")
        if queue.held:
            found.append(f"queue {name} holds {queue.held} lanes that were told to wait")
    for account, count in sorted(vitals.strays.items()):
        found.append(f"{count} lanes wait for account {account}, which is not configured")
    for bot in vitals.silent_bots:
        found.append(f"bot {bot.account} serves nobody: {bot.why}; {bot.waiting} lanes wait for it")
    for group in vitals.groups:
        if group.is_behind and group.load.is_delayed:
            minutes = group.load.age // timedelta(minutes=1)
            found.append(f"group {group.number} is {minutes} min behind: {group.load.waiting} posts wait")
    modems = enumerate(vitals.modems, start=1)
    return found + [f"modem {number} is {condition}" for number, condition in modems if condition not in GOOD]
