"""How long the lanes of a killed sender stand: `takeover_s` of the relay."""

import random
import statistics
import time
from collections.abc import Callable
from typing import Any

from sqlalchemy import text as sql

from tests.installation import Installation

KILLS = 5
_PEOPLE = 20
#: Telegram takes so long for each message that something is always on the way.
_SLOW_MILLISECONDS = 300
_PATIENCE_SECONDS = 60.0
_HELD = sql("SELECT count(*) FROM lane WHERE queue = 'deliver' AND lease IS NOT NULL")


def measure_takeover(otklik: Installation, wait_for_quiet: Callable[[], None]) -> dict[str, float]:
    """kill -9 of the worker that sends, at random moments while it has messages in its hands; another one at once.

    From the kill until everything that was written before it is in its topic: the median of several kills, and the
    longest.
    """
    people = [otklik.telegram.person(f"Наследник {n}", language_code="ru") for n in range(_PEOPLE)]
    _arrived(otklik, _written(otklik, people, "первое"))
    wait_for_quiet()
    seconds = sorted(_one_kill(otklik, people, time_, wait_for_quiet) for time_ in range(KILLS))
    return {"takeover_s": statistics.median(seconds), "takeover_longest_s": seconds[-1]}


def _one_kill(
    otklik: Installation, people: list[dict[str, Any]], time_: int, wait_for_quiet: Callable[[], None]
) -> float:
    otklik.telegram.order("slow", method="sendMessage", milliseconds=_SLOW_MILLISECONDS)
    typed = _written(otklik, people, f"нож {time_}")
    otklik.wait_for(lambda: _held(otklik) >= _PEOPLE / 2, "lanes in its hands", _PATIENCE_SECONDS)
    time.sleep(random.uniform(0, _SLOW_MILLISECONDS / 1000))
    otklik.kill("deliver")
    killed_at = float(otklik.telegram.get("/control/clock")["monotonic"])
    otklik.telegram.cancel()
    otklik.start("deliver")
    last = _arrived(otklik, typed)
    wait_for_quiet()
    return max(0.0, last - killed_at)


def _written(otklik: Installation, people: list[dict[str, Any]], word: str) -> dict[str, float]:
    """Each writes twice: one copy is on the way, another waits behind it."""
    texts = [(person["id"], f"{word} {n} {which}") for which in "аб" for n, person in enumerate(people)]
    rows = otklik.telegram.batch([{"chat_id": chat, "text": text} for chat, text in texts])
    return {text: row[2] for (_, text), row in zip(texts, rows, strict=True)}


def _arrived(otklik: Installation, typed: dict[str, float]) -> float:
    """When the last of them was first seen in its topic."""

    def all_of_them() -> float | None:
        first: dict[str, float] = {}
        for _, _, _, _, by_bot, at, text in otklik.telegram.timeline(min(typed.values()), of="groups"):
            words = (text or "").rpartition("\n")[2]
            if by_bot and words in typed:
                first.setdefault(words, at)
        return max(first.values()) if len(first) == len(typed) else None

    return otklik.wait_for(all_of_them, "all that was written", _PATIENCE_SECONDS) or 0.0


def _held(otklik: Installation) -> int:
    database = otklik.database
    with database.read() as tx:
        held = tx.execute(_HELD).scalar_one()
    database.close()
    return int(held)
