"""Messages through the whole house: simulator → bot → SQLite → RQ → worker → simulator, everything durable.

The simulator has no limits and a delay of none; a desk with one kind and no required fields. Times are the
simulator's own monotonic stamps: when a person typed, when the bot's message appeared.
"""

import statistics
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path
from typing import Any

from sqlalchemy import func, select

from models.tables.lanes import inbox, outbox
from tests.installation import Installation

USERS = 500
IDLE_MESSAGES = 100
_PATIENCE_SECONDS = 120.0

Typed = dict[str, float]
Seen = list[tuple[int, str, float]]


def measure() -> dict[str, float]:
    with tempfile.TemporaryDirectory() as folder, Installation(Path(folder)) as otklik:
        otklik.telegram.log_calls(False)
        relay = Relay(otklik)
        relay.meet()
        results = relay.idle() | relay.new() | relay.warm() | relay.answers() | relay.killed()
    return {name: round(value, 1) for name, value in results.items()}


class Relay:
    """One set, measured in turn: each part finds what the former left (500 people with a topic each)."""

    def __init__(self, otklik: Installation) -> None:
        self._otklik = otklik
        self._telegram = otklik.telegram
        self._people: list[dict[str, Any]] = []

    def meet(self) -> None:
        self._people = [self._telegram.person(f"Абонент{n}", language_code="ru") for n in range(USERS)]
        anna = self._otklik.person("Анна")
        self._send({"первое сообщение": anna["id"]}, "groups")

    def idle(self) -> dict[str, float]:
        """One message at a time, everything else at rest."""
        anna, latencies = self._otklik.person("Анна"), []
        for number in range(IDLE_MESSAGES):
            text = f"в тишине {number}"
            typed, seen = self._send({text: anna["id"]}, "groups")
            latencies.append((seen[0][2] - typed[text]) * 1000)
            time.sleep(0.05)
        latencies.sort()
        return {
            "idle_p50_ms": statistics.median(latencies),
            "idle_p95_ms": latencies[int(len(latencies) * 0.95)],
        }

    def new(self) -> dict[str, float]:
        """500 people write for the first time at once: a ticket and a topic each."""
        return {"new_per_s": self._rate("новый", "groups")}

    def warm(self) -> dict[str, float]:
        """The same people write again."""
        return {"warm_per_s": self._rate("ещё", "groups")}

    def answers(self) -> dict[str, float]:
        """One agent answers in every topic."""
        ivan, group = self._otklik.person("Иван"), self._otklik.group["id"]
        orders = [
            {"chat_id": group, "as": ivan["id"], "message_thread_id": t["message_thread_id"], "text": f"ответ {n}"}
            for n, t in enumerate(self._topics())
        ]
        rows = self._telegram.batch(orders)
        typed = {order["text"]: row[2] for order, row in zip(orders, rows, strict=True)}
        return {"answers_per_s": _per_second(typed, self._wait(typed, "private"))}

    def killed(self) -> dict[str, float]:
        """kill -9 of bot and worker in the middle of a burst of 500, then both again."""
        texts = {f"под нож {n}": person["id"] for n, person in enumerate(self._people)}
        after = self._now()
        self._type(texts)
        self._otklik.wait_for(lambda: len(self._seen(texts, "groups", after)) > USERS // 4, "a quarter", 60)
        self._otklik.kill("bot", "deliver")
        self._otklik.start("bot", "deliver")
        self._wait_for_quiet()
        arrived = Counter(text for _, text, _ in self._seen(texts, "groups", after))
        return {
            "lost_after_kill": len(texts) - len(arrived) - self._waiting(),
            "repeated_after_kill": sum(arrived.values()) - len(arrived),
        }

    def _topics(self) -> list[dict[str, Any]]:
        return [t for t in self._telegram.topics(self._otklik.group) if "Абонент" in t["name"]]

    def _rate(self, word: str, of: str) -> float:
        typed, seen = self._send({f"{word} {n}": p["id"] for n, p in enumerate(self._people)}, of)
        self._wait_for_quiet()
        return _per_second(typed, seen)

    def _send(self, texts: dict[str, int], of: str) -> tuple[Typed, Seen]:
        typed = self._type(texts)
        return typed, self._wait(typed, of)

    def _type(self, texts: dict[str, int]) -> Typed:
        rows = self._telegram.batch([{"chat_id": chat, "text": text} for text, chat in texts.items()])
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
        self._otklik.wait_for(lambda: self._waiting() == 0, "quiet", _PATIENCE_SECONDS)

    def _waiting(self) -> int:
        """Stored and not yet processed or sent."""
        database = self._otklik.database
        with database.read() as tx:
            inward = select(func.count()).where(inbox.c.state == "pending")
            outward = select(func.count()).where(outbox.c.state.in_(("pending", "sending", "failed_temporarily")))
            waiting = tx.execute(inward).scalar_one() + tx.execute(outward).scalar_one()
        database.close()
        return int(waiting)


def _per_second(typed: Typed, seen: Seen) -> float:
    first_seen: dict[str, float] = {}
    for _, text, at in seen:
        first_seen.setdefault(text, at)
    return len(first_seen) / (max(first_seen.values()) - min(typed.values()))
