"""Messages through the whole house: simulator → bot → SQLite → RQ → worker → simulator, everything durable.

    python -m benchmarks relay [--parts idle cpu burst killed takeover] [--people 500]

The simulator has no limits and a delay of none; a desk with one kind and no required fields. Times are the
simulator's own monotonic stamps: when a person typed, when the bot's message appeared. Processor time is of bot and
deliver. In between a bare bot, which keeps nothing, carries as many messages in the same simulator: it shows what
the machine is able to do in this run (`bare_per_s`, `cpu_ms_bare`), and `cpu_ratio_…` is ours by its.

It drives any commit (benchmarks/compare.py), so it knows no more of the product than Installation and two tables.
"""

import argparse
import statistics
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

from sqlalchemy import text as sql

from benchmarks.bare_bot import BareBot
from benchmarks.processor_time import processor_ms
from benchmarks.takeover import measure_takeover
from tests.installation import Installation
from tests.simulated_telegram import SimulatedTelegram

PARTS = ("idle", "cpu", "burst", "killed", "takeover")
PEOPLE = 500
IDLE_MESSAGES = 100
BURST, BURSTS = 50, 5
#: How many waves of people come one after another, and how often they write again; figures are the medians.
WAVES, WARM_TIMES = 3, 2
_BARE_TOKEN = "7012345679:AAHsimulatedTokenOfBareBot012345678"
_PATIENCE_SECONDS = 120.0
_WAITING = sql(
    "SELECT (SELECT count(*) FROM inbox WHERE state = 'pending')"
    " + (SELECT count(*) FROM outbox WHERE state IN ('pending', 'sending', 'failed_temporarily'))"
)

Numbers = dict[str, float]
Typed = dict[str, float]
Seen = list[tuple[int, str, float]]


def measure(*options: str) -> Numbers:
    parser = argparse.ArgumentParser(prog="python -m benchmarks relay")
    parser.add_argument("--parts", nargs="+", choices=PARTS, default=PARTS)
    parser.add_argument("--people", type=int, default=PEOPLE)
    parser.add_argument("--in-turn", action="store_true", help="before each burst: say `turn`, wait for a line")
    asked = parser.parse_args(options)
    with tempfile.TemporaryDirectory() as folder, Installation(Path(folder)) as otklik:
        return measure_on(otklik, asked.people, asked.parts, _ask_for_a_turn if asked.in_turn else _at_once)


def _at_once() -> None:
    """Nobody else measures."""


def _ask_for_a_turn() -> None:
    print("turn", flush=True)
    if not sys.stdin.readline():
        raise SystemExit("whoever gave turns is gone")


def measure_on(
    otklik: Installation, people: int, parts: Sequence[str] = PARTS, turn: Callable[[], None] = _at_once
) -> Numbers:
    """On an installation whose processes run, with no limits. turn: returns when the next burst may begin."""
    otklik.telegram.log_calls(False)
    relay = Relay(otklik, people, turn)
    measured: dict[str, Callable[[], Numbers]] = {
        "idle": relay.idle,
        "cpu": relay.traffic,
        "burst": relay.burst,
        "killed": relay.killed,
        "takeover": relay.takeover,
    }
    results = [measured[part]() for part in PARTS if part in parts]
    return {name: round(value, 3) for one in results for name, value in one.items()}


@dataclass(frozen=True)
class Carried:
    """A burst: messages in a second, and processor time for one of them."""

    per_s: float
    ms: float


class Relay:
    """One set, measured in turn: each part finds what the former left."""

    def __init__(self, otklik: Installation, people: int, turn: Callable[[], None]) -> None:
        self._otklik = otklik
        self._turn = turn
        self._telegram = otklik.telegram
        self._bare = SimulatedTelegram.at(self._telegram.url, _BARE_TOKEN)
        self._in_a_wave = people
        self._waves = 0
        self._people: list[dict[str, Any]] = []
        self._anna = otklik.person("Анна")
        self._send({"первое сообщение": self._anna["id"]}, "groups")

    # -- the parts

    def idle(self) -> Numbers:
        """One message at a time, everything else at rest."""
        latencies = []
        self._turn()
        for number in range(IDLE_MESSAGES):
            text = f"в тишине {number}"
            typed, seen = self._send({text: self._anna["id"]}, "groups")
            latencies.append((seen[0][2] - typed[text]) * 1000)
            time.sleep(0.05)
        latencies.sort()
        return {
            "idle_p50_ms": statistics.median(latencies),
            "idle_p95_ms": latencies[int(len(latencies) * 0.95)],
        }

    def traffic(self) -> Numbers:
        """All write for the first time at once: a ticket and a topic each. All write again, and again. One agent
        answers in every topic. In between they write to the bare bot. And others come and do the same.
        """
        new, warm, answers, bare = (list[Carried]() for _ in range(4))
        with self._bare_bot() as bare_bot:
            for _ in range(WAVES):
                self.newcomers()
                new.append(self.carries("новый"))
                for time_ in range(WARM_TIMES):
                    warm.append(self.carries(f"ещё {time_}"))
                    bare.append(self.carries(f"голому {time_}", bare_bot))
                answers.append(self.answers())
                bare.append(self.carries("голому напоследок", bare_bot))
        first, message, answer, by_bare = map(_median, (new, warm, answers, bare))
        return {
            "new_per_s": first.per_s,
            "warm_per_s": message.per_s,
            "answers_per_s": answer.per_s,
            "bare_per_s": by_bare.per_s,
            "cpu_ms_message": message.ms,
            "cpu_ms_answer": answer.ms,
            "cpu_ms_bare": by_bare.ms,
            "cpu_ratio_message": message.ms / by_bare.ms,
            "cpu_ratio_answer": answer.ms / by_bare.ms,
        }

    def burst(self) -> Numbers:
        """One person writes 50 messages at once, several times; the median of the seconds until all are in the topic,
        and how many in all stand before one that was typed earlier.
        """
        seconds, astray = [], 0
        self._turn()
        for time_ in range(BURSTS):
            texts = [f"залпом {time_} {n}" for n in range(BURST)]
            typed, seen = self._send({text: self._anna["id"] for text in texts}, "groups")
            seconds.append(seen[-1][2] - min(typed.values()))
            places = [texts.index(text) for _, text, _ in seen]
            astray += sum(one > next_ for one, next_ in pairwise(places))
            self._wait_for_quiet()
        return {"burst_50_s": statistics.median(seconds), "burst_out_of_order": astray}

    def killed(self) -> Numbers:
        """kill -9 of bot and worker in the middle of a burst of 500, then both again."""
        if not self._people:
            self.newcomers()
        texts = {f"под нож {n}": person["id"] for n, person in enumerate(self._people)}
        self._turn()
        after = self._now()
        self._type(texts)
        self._otklik.wait_for(lambda: len(self._seen(texts, "groups", after)) > len(texts) // 4, "a quarter", 60)
        self._otklik.kill("bot", "deliver")
        self._otklik.start("bot", "deliver")
        self._wait_for_quiet()
        arrived = Counter(text for _, text, _ in self._seen(texts, "groups", after))
        return {
            "lost_after_kill": len(texts) - len(arrived) - self._waiting(),
            "repeated_after_kill": sum(arrived.values()) - len(arrived),
        }

    def takeover(self) -> Numbers:
        self._turn()
        return measure_takeover(self._otklik, self._wait_for_quiet)

    # -- what they are made of

    def newcomers(self) -> None:
        self._waves += 1
        names = [f"{self._names()}{number}" for number in range(self._in_a_wave)]
        self._people = [self._telegram.person(name, language_code="ru") for name in names]

    def _names(self) -> str:
        """How the names of those who came last begin."""
        return f"Абонент{self._waves}н"

    def answers(self) -> Carried:
        """One agent answers in every topic of those who came last."""
        return self._measured(self._answers, self._ours())

    def _answers(self) -> tuple[Typed, Seen]:
        ivan, group = self._otklik.person("Иван"), self._otklik.group["id"]
        orders = [
            {"chat_id": group, "as": ivan["id"], "message_thread_id": t["message_thread_id"], "text": f"ответ {n}"}
            for n, t in enumerate(self._topics())
        ]
        rows = self._telegram.batch(orders)
        typed = {order["text"]: row[2] for order, row in zip(orders, rows, strict=True)}
        return typed, self._wait(typed, "private")

    def _topics(self) -> list[dict[str, Any]]:
        return [t for t in self._telegram.topics(self._otklik.group) if self._names() in t["name"]]

    @contextmanager
    def _bare_bot(self) -> Iterator[BareBot]:
        """At work: it has carried its first message."""
        self._telegram.post("/control/bots", token=_BARE_TOKEN)
        group = self._bare.group("Без памяти", [self._anna])
        with BareBot(self._telegram.url, _BARE_TOKEN, group["id"]) as bare_bot:
            self._send({"голому первое": self._anna["id"]}, "groups", self._bare)
            yield bare_bot

    def carries(self, word: str, bare_bot: BareBot | None = None) -> Carried:
        """All write once, to ours or to the bare one."""
        texts = {f"{word} {n}": person["id"] for n, person in enumerate(self._people)}
        to, pids = (self._bare, [bare_bot.pid]) if bare_bot is not None else (self._telegram, self._ours())
        return self._measured(lambda: self._send(texts, "groups", to), pids)

    def _measured(self, burst: Callable[[], tuple[Typed, Seen]], pids: list[int]) -> Carried:
        """All that the burst led to, until it is quiet."""
        self._turn()
        before = processor_ms(pids)
        typed, seen = burst()
        self._wait_for_quiet()
        return Carried(_per_second(typed, seen), (processor_ms(pids) - before) / len(typed))

    def _ours(self) -> list[int]:
        return [self._otklik.pid("bot"), self._otklik.pid("deliver")]

    def _send(self, texts: dict[str, int], of: str, bot: SimulatedTelegram | None = None) -> tuple[Typed, Seen]:
        typed = self._type(texts, bot)
        return typed, self._wait(typed, of)

    def _type(self, texts: dict[str, int], bot: SimulatedTelegram | None = None) -> Typed:
        """bot: whose private chats; ours."""
        rows = (bot or self._telegram).batch([{"chat_id": chat, "text": text} for text, chat in texts.items()])
        return {text: row[2] for text, row in zip(texts, rows, strict=True)}

    def _wait(self, typed: Typed, of: str) -> Seen:
        """Until each text was seen from the bot; asks rarely, so as not to take part in the race."""
        after, until = min(typed.values()), time.monotonic() + _PATIENCE_SECONDS
        while time.monotonic() < until:
            seen = self._seen(typed, of, after)
            if len({text for _, text, _ in seen}) == len(typed):
                return seen
            time.sleep(0.01 if len(typed) == 1 else 0.2)
        print(f"of {len(typed)} messages only {len(seen)} arrived", file=sys.stderr)
        return seen

    def _seen(self, typed: dict[str, Any], of: str, after: float) -> Seen:
        """What the bot posted; a card ends with the first message, other copies are the message."""
        rows = self._telegram.timeline(after, of=of)
        found = [(chat, (text or "").rpartition("\n")[2], at) for chat, _, _, _, by_bot, at, text in rows if by_bot]
        return [one for one in found if one[1] in typed]

    def _now(self) -> float:
        return float(self._telegram.get("/control/clock")["monotonic"])

    def _wait_for_quiet(self) -> None:
        until = time.monotonic() + _PATIENCE_SECONDS
        while self._waiting():
            assert time.monotonic() < until, "it does not become quiet"
            time.sleep(0.1)

    def _waiting(self) -> int:
        """Stored and not yet processed or sent."""
        database = self._otklik.database
        with database.read() as tx:
            waiting = tx.execute(_WAITING).scalar_one()
        database.close()
        return int(waiting)


def _median(bursts: list[Carried]) -> Carried:
    return Carried(statistics.median(one.per_s for one in bursts), statistics.median(one.ms for one in bursts))


def _per_second(typed: Typed, seen: Seen) -> float:
    first_seen: dict[str, float] = {}
    for _, text, at in seen:
        first_seen.setdefault(text, at)
    return len(first_seen) / (max(first_seen.values()) - min(typed.values()))
