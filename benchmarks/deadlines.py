"""A million open timers: what an idle tick costs, and how late those fire that are due in the same second.

For each engine one installation: the real processes, a Redis of its own, the simulated Telegram, the product's own
rate limits. Lateness is read off the real clock: from the second that was due to the moment at which another process
sees the escalation committed, so the commit is in it, and up to 10 ms of looking. `machine_second_…`: how many
seconds the machine needed meanwhile for a bare loop that takes one when nothing else runs; promises are held against
those.

    python -m benchmarks deadlines [--timers 1000000] [--burst 1000 --burst 10000] [--engine sqlite]
        [--postgresql URL]
"""

import argparse
import os
import statistics
import sys
import tempfile
import time
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import psutil
from redis import Redis
from sqlalchemy import Row, func, select

from bell.redis_bell import RedisBell
from benchmarks.bare_loop import machine_second
from benchmarks.many_tickets import ManyTickets
from benchmarks.own_postgresql import ENGINES, database_of
from models.clock import Clock
from models.db import Database
from models.tables.lanes import inbox
from models.tables.tickets import topic
from models.tables.timers import escalation
from tests.installation import ROLES, Installation
from workers.sweeper import Sweeper

TIMERS, FEW_TIMERS, TICKS = 1_000_000, 1_000, 2_000
BURSTS = (1_000, 10_000)
_WARM_UP_TICKS = 100
_LOOK_SECONDS = 0.01
#: From now to the second in which they will be due; and how soon before it all of them have to be told so.
_AHEAD = timedelta(seconds=10)
_AT_LEAST = timedelta(seconds=2)
_PATIENCE_SECONDS = 180.0

Numbers = dict[str, float]


def measure(*options: str) -> Numbers:
    """Keys end with the engine; the plain `late_…` is the worse of the two. `early`: on both together."""
    asked = _options(options)
    by_engine: dict[str, Numbers] = {}
    early = 0
    for engine in asked.engine or ENGINES:
        with _installation(engine, asked.postgresql) as otklik:
            by_engine[engine], too_early = measure_one(otklik, asked.timers, asked.burst or BURSTS)
            early += too_early
        print(f"{engine}: {_with_worst({engine: by_engine[engine]})}", file=sys.stderr)
    return {**_with_worst(by_engine), "early": early}


def measure_one(otklik: Installation, timers: int, bursts: Sequence[int], ticks: int = TICKS) -> tuple[Numbers, int]:
    """On an installation whose processes run: `tick_ms_1k`, `tick_ms_1m`, `late_p50_s_1000`…; how many were early."""
    template_id = _first_ticket(otklik)
    otklik.stop(*ROLES)  # or a lane that one of them opens has an id that one of ours will have
    many = ManyTickets(otklik.database, template_id)
    results: Numbers = {}
    for name, count in (("1k", min(FEW_TIMERS, timers)), ("1m", timers)):
        began = time.monotonic()
        many.grow(count)
        grown = time.monotonic() - began
        tick = results[f"tick_ms_{name}"] = _tick_ms(otklik, ticks)
        print(f"{count} timers open after {grown:.0f} s, an idle tick takes {tick:.3f} ms", file=sys.stderr)
    otklik.start(*ROLES)
    early, first = 0, 1
    for count in bursts:
        lateness, too_early = _Burst(otklik, many, range(first, first + count)).measure()
        results |= lateness
        early += too_early
        first += count
    return results, early


@contextmanager
def _installation(engine: str, postgresql: str) -> Iterator[Installation]:
    with (
        tempfile.TemporaryDirectory() as folder,
        database_of(engine, postgresql) as url,
        make_installation(Path(folder), url) as otklik,
    ):
        yield otklik


def make_installation(folder: Path, database_url: str = "") -> Installation:
    """With the product's own rate limits, and the clock that everybody has."""
    otklik = Installation(folder, database_url=database_url, rate_limits="")
    otklik.environment["REHEARSAL"] = ""
    return otklik


def _first_ticket(otklik: Installation) -> int:
    """Anna writes; the id of her ticket once its topic and its card stand."""
    otklik.telegram.types(otklik.person("Анна"), "Не работает интернет")
    otklik.wait_for_topic("Анна")
    database = otklik.database

    def shown() -> int | None:
        with database.read() as tx:
            found: int | None = tx.execute(
                select(topic.c.ticket_id).where(topic.c.card_provider_id.is_not(None))
            ).scalar()
            return found

    found = otklik.wait_for(shown, "the card", 60)
    database.close()
    return found


def _tick_ms(otklik: Installation, ticks: int) -> float:
    """The median of idle ticks, one after the other, nothing else running."""
    database = otklik.database
    redis = Redis.from_url(otklik.redis.url)
    sweeper = Sweeper(database, RedisBell(redis), Clock(), rehearsal=False)
    spent = []
    for _ in range(_WARM_UP_TICKS + ticks):
        began = time.perf_counter()
        sweeper.tick()
        spent.append((time.perf_counter() - began) * 1000)
    redis.close()
    database.close()
    return statistics.median(spent[_WARM_UP_TICKS:])


def _unread(database: Database) -> bool:
    with database.read() as tx:
        return tx.execute(select(inbox.c.id).where(inbox.c.state == "pending").limit(1)).first() is not None


def _cpu_seconds(otklik: Installation) -> dict[str, float]:
    spent = {role: psutil.Process(otklik.pid(role)).cpu_times() for role in ROLES}
    return {role: times.user + times.system for role, times in spent.items()}


class _Burst:
    """Tickets whose first response is due in one second; each breach is to fire once, and not before."""

    def __init__(self, otklik: Installation, many: ManyTickets, numbers: range) -> None:
        self._otklik = otklik
        self._many = many
        self._numbers = numbers

    def measure(self) -> tuple[Numbers, int]:
        """p50, p99 and the longest lateness in seconds; how many steps fired before their time."""
        self._many.give_threads(self._numbers, [self._topic() for _ in self._numbers])
        database = self._otklik.database
        # the bot is told of each topic, and is to be at rest
        self._otklik.wait_for(lambda: not _unread(database), "a bot at rest", _PATIENCE_SECONDS)
        slowness = [machine_second()]
        spent = _cpu_seconds(self._otklik)
        with database.read() as tx:
            before = tx.execute(select(func.coalesce(func.max(escalation.c.id), 0))).scalar_one()
        due = datetime.now(UTC).replace(microsecond=0) + _AHEAD
        steps = self._many.fall_due(self._numbers, due)
        if datetime.now(UTC) > due - _AT_LEAST:
            raise RuntimeError("the tickets took so long to fall due that the second was there")
        seen = _watch(database, before, len(self._numbers) * steps)
        slowness.append(machine_second())
        with database.read() as tx:
            fired = tx.execute(select(escalation).where(escalation.c.id > before).order_by(escalation.c.id)).all()
        database.close()
        spent = {role: round(now - spent[role], 1) for role, now in _cpu_seconds(self._otklik).items()}
        load = os.getloadavg()[0]
        print(f"{len(self._numbers)} due at once: CPU seconds {spent}, load average {load:.1f}", file=sys.stderr)
        lateness, early = self._judge(due, steps, seen, fired)
        return {**lateness, f"machine_second_s_{len(self._numbers)}": max(slowness)}, early

    def _topic(self) -> int:
        telegram, group = self._otklik.telegram, self._otklik.group["id"]
        made = telegram.post(f"/bot{telegram.token}/createForumTopic", chat_id=group, name="Замер")
        return int(made["result"]["message_thread_id"])

    def _judge(
        self, due: datetime, steps: int, seen: list[tuple[int, datetime]], fired: Sequence[Row[Any]]
    ) -> tuple[Numbers, int]:
        of_ticket = Counter(row.ticket_id for row in fired)
        if of_ticket != {self._many.id_of(number): steps for number in self._numbers}:
            raise RuntimeError(f"of {len(self._numbers)} tickets {len(of_ticket)} fired, or some more than once")
        newest = [row_id for row_id, _ in seen]
        there = {row.id: seen[bisect_left(newest, row.id)][1] for row in fired}
        late: dict[int, float] = {}
        for row in fired:
            late.setdefault(row.ticket_id, (there[row.id] - due).total_seconds())
        lateness = sorted(late.values())
        early = sum(row.fired_at < row.due_at or there[row.id] < row.due_at for row in fired)
        count = len(lateness)
        return {
            f"late_p50_s_{count}": statistics.median(lateness),
            f"late_p99_s_{count}": lateness[int(count * 0.99)],
            f"late_max_s_{count}": lateness[-1],
        }, early


def _watch(database: Database, before: int, wanted: int) -> list[tuple[int, datetime]]:
    """Until so many escalations are there: the newest at each look, and when that was."""
    seen: list[tuple[int, datetime]] = []
    until = time.monotonic() + _PATIENCE_SECONDS
    found = 0
    while found < wanted:
        if time.monotonic() > until:
            raise RuntimeError(f"of {wanted} steps only {found} fired in {_PATIENCE_SECONDS:.0f} s")
        with database.read() as tx:
            newest = tx.execute(select(func.max(escalation.c.id))).scalar_one() or 0
            if newest > max(before, seen[-1][0] if seen else 0):
                seen.append((newest, datetime.now(UTC)))
            if newest - before >= wanted:  # counted only then: it is we who must not be in the way
                found = tx.execute(select(func.count()).where(escalation.c.id > before)).scalar_one()
        time.sleep(_LOOK_SECONDS)
    return seen


def _with_worst(by_engine: dict[str, Numbers]) -> Numbers:
    """Each number under its engine's name; of the lateness also the worse of the engines under the plain name."""
    results = {f"{name}_{engine}": value for engine, found in by_engine.items() for name, value in found.items()}
    for found in by_engine.values():
        for name, value in found.items():
            if name.startswith(("late_", "machine_second_")):
                results[name] = max(value, results.get(name, 0.0))
    return {name: round(value, 3) for name, value in sorted(results.items())}


def _options(options: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks deadlines")
    parser.add_argument("--timers", type=int, default=TIMERS, help="open in all")
    parser.add_argument("--burst", type=int, action="append", help="due in the same second; more than once: in turn")
    parser.add_argument("--engine", choices=ENGINES, action="append", help="one only")
    given = os.environ.get("TEST_POSTGRESQL_URL", "")
    parser.add_argument("--postgresql", default=given, metavar="URL", help="of a server; without it one is started")
    return parser.parse_args(options)
