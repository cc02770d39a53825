"""Bursts of messages through an installation, typed and seen in its simulated Telegram: how fast, how dear.

Of ours, and of the bare bot for comparison.
"""

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from sqlalchemy import text as sql

from benchmarks.bare_bot import BareBot
from benchmarks.processor_time import processor_ms
from tests.installation import Installation
from tests.simulated_telegram import SimulatedTelegram

_BARE_TOKEN = "7012345679:AAHsimulatedTokenOfBareBot012345678"
_PATIENCE_SECONDS = 120.0
_WAITING = sql(
    "SELECT (SELECT count(*) FROM inbox WHERE state = 'pending')"
    " + (SELECT count(*) FROM outbox WHERE state IN ('pending', 'sending', 'failed_temporarily'))"
)

Typed = dict[str, float]
Seen = list[tuple[int, str, float]]


@dataclass(frozen=True)
class Carried:
    """A burst: messages in a second, and processor time for one of them."""

    per_s: float
    ms: float


class Bursts:
    """By people who came last, or by one."""

    def __init__(self, otklik: Installation, people: int, turn: Callable[[], None]) -> None:
        self._otklik = otklik
        self._turn = turn
        self._telegram = otklik.telegram
        self._bare = SimulatedTelegram.at(self._telegram.url, _BARE_TOKEN)
        self._in_a_wave = people
        self._waves = 0
        self._people: list[dict[str, Any]] = []
        self._anna = self._somebody("Анна")
        self._send({"первое сообщение": self._anna["id"]}, "groups")

    def newcomers(self) -> None:
        self._waves += 1
        names = [f"{self._names()}{number}" for number in range(self._in_a_wave)]
        self._people = [self._somebody(name) for name in names]

    def _somebody(self, name: str) -> dict[str, Any]:
        return self._telegram.person(name, language_code="ru")

    def _names(self) -> str:
        """How the names of those who came last begin."""
        return f"Абонент{self._waves}н"

    def one_at_a_time(self, count: int) -> list[float]:
        """Everything else at rest; milliseconds, the quickest first."""
        latencies = []
        self._turn()
        for number in range(count):
            text = f"в тишине {number}"
            typed, seen = self._send({text: self._anna["id"]}, "groups")
            latencies.append((seen[0][2] - typed[text]) * 1000)
            time.sleep(0.05)
        return sorted(latencies)

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
    def bare_bot(self) -> Iterator[BareBot]:
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


def _per_second(typed: Typed, seen: Seen) -> float:
    first_seen: dict[str, float] = {}
    for _, text, at in seen:
        first_seen.setdefault(text, at)
    return len(first_seen) / (max(first_seen.values()) - min(typed.values()))
