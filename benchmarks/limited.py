"""How long a burst of one person takes where Telegram's limits hold: `limited_burst_s` of the relay."""

import statistics
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import pairwise
from typing import Any

from tests.installation import Installation

BURST, BURSTS = 50, 3
#: What Telegram is known to enforce (models/rules/delivery/rate_limits.py), on both sides of the wire.
_TRUE_LIMITS = "30/1s,1/1s,20/60s"
_PATIENCE_SECONDS = 300.0


def measure_limited(
    otklik: Installation, person: dict[str, Any], wait_for_quiet: Callable[[], None]
) -> dict[str, float]:
    """Fifty messages of one person at once, several times within a minute: the median of the seconds until all words
    are in the topic, the posts that it took for each burst, and how often Telegram said 429."""
    with _limits(otklik):
        bursts = [_burst(otklik, person, f"залп {time_}") for time_ in range(BURSTS)]
        wait_for_quiet()
        refused = sum("Too Many Requests" in str(call["answer"]) for call in otklik.telegram.calls())
    seconds, posts, wrong = zip(*bursts, strict=True)
    return {
        "limited_burst_s": statistics.median(seconds),
        "limited_posts": statistics.median(posts),
        "limited_refused": refused,
        "limited_lost_doubled_or_astray": sum(wrong),
    }


@contextmanager
def _limits(otklik: Installation) -> Iterator[None]:
    before = otklik.environment["TELEGRAM_RATE_LIMITS"]
    _restart_sender(otklik, _TRUE_LIMITS)
    otklik.telegram.limits(true=True)
    otklik.telegram.log_calls(True)
    yield
    otklik.telegram.log_calls(False)
    otklik.telegram.limits()
    _restart_sender(otklik, before)


def _restart_sender(otklik: Installation, limits: str) -> None:
    otklik.stop("deliver")
    otklik.environment["TELEGRAM_RATE_LIMITS"] = limits
    otklik.start("deliver")


def _burst(otklik: Installation, person: dict[str, Any], word: str) -> tuple[float, int, int]:
    """Seconds, posts, and how many of the texts are not there exactly once and in their order."""
    texts = [f"{word}, строка {number:02}." for number in range(BURST)]
    rows = otklik.telegram.batch([{"chat_id": person["id"], "text": text} for text in texts])
    began = min(row[2] for row in rows)

    def posts() -> list[tuple[float, str]]:
        timeline = otklik.telegram.timeline(began, of="groups")
        return [(at, text) for _, _, _, _, by_bot, at, text in timeline if by_bot and word in (text or "")]

    def all_of_them() -> list[tuple[float, str]] | None:
        seen = posts()
        there = "\n".join(text for _, text in seen)
        return seen if all(text in there for text in texts) else None

    seen = otklik.wait_for(all_of_them, "all words", _PATIENCE_SECONDS) or []
    shown = "\n".join(text for _, text in seen)
    often = Counter({text: shown.count(text) for text in texts})
    wrong = sum(count != 1 for count in often.values())
    wrong += sum(shown.index(one) > shown.index(next_) for one, next_ in pairwise(texts))
    return max(at for at, _ in seen) - began, len(seen), wrong
