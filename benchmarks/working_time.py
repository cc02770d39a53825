"""Microseconds for one `add` of 16 working hours and one `between`.

In the calendar of source system A9: 9:30–18:30 in Moscow on working days of Russia, over random instants of 2025 and
2026. The reference is a loop with one bisection of a thousand whole numbers, run in between: the ratio to it holds on
any machine. Every figure is the best of many rounds, part by part, since machines have other things to do.
"""

import gc
import time
from bisect import bisect_right
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Final

from models.rules.hours.calendars import WEEKDAYS, Calendar, Week, parse_interval
from models.rules.hours.working_time import WorkingTime

INSTANTS: Final = 100_000
SPAN: Final = timedelta(hours=16)
_PART: Final = 5_000
_ROUNDS: Final = 25
_HOURS: Final = (parse_interval("09:30-18:30"),)
_FIRST: Final = datetime(2024, 12, 31, 21, tzinfo=UTC)
_YEARS: Final = timedelta(days=730)
_MICROSECOND: Final = timedelta(microseconds=1)


def measure() -> dict[str, float]:
    week = Week(**dict.fromkeys(WEEKDAYS[:5], _HOURS))
    hours = WorkingTime(Calendar(timezone="Europe/Moscow", week=week, holidays="RU"))
    random = Random(2025)
    starts, ends = (
        [_FIRST + random.randrange(_YEARS // _MICROSECOND) * _MICROSECOND for _ in range(INSTANTS)] for _ in "ab"
    )
    _agree(hours, starts)
    steps = list(range(0, 10**9, 10**6))
    asked = [random.randrange(10**9) for _ in range(INSTANTS)]
    parts = [slice(first, first + _PART) for first in range(0, INSTANTS, _PART)]
    best = _best(
        {
            "add_us": [_adding(hours, starts[part]) for part in parts],
            "between_us": [_measuring(hours, starts[part], ends[part]) for part in parts],
            "reference_us": [_looking_up(steps, asked[part]) for part in parts],
        }
    )
    for name, value in best.items():
        print(f"{name:18} {value:7.3f} µs   {value / best['reference_us']:5.2f} × the reference")
    return {name: round(value, 4) for name, value in best.items()}


def _best(measured: dict[str, list[Callable[[], object]]]) -> dict[str, float]:
    """Microseconds for each of the instants: of every part its quickest round."""
    seconds = {name: [float("inf")] * len(parts) for name, parts in measured.items()}
    gc.disable()
    try:
        for _ in range(_ROUNDS):
            for name, parts in measured.items():
                seconds[name] = [min(best, _timed(part)) for best, part in zip(seconds[name], parts, strict=True)]
    finally:
        gc.enable()
    return {name: sum(best) / INSTANTS * 1e6 for name, best in seconds.items()}


def _timed(run: Callable[[], object]) -> float:
    began = time.perf_counter()
    run()
    return time.perf_counter() - began


def _adding(hours: WorkingTime, starts: Sequence[datetime]) -> Callable[[], None]:
    def run() -> None:
        for start in starts:
            hours.add(start, SPAN)

    return run


def _measuring(hours: WorkingTime, starts: Sequence[datetime], ends: Sequence[datetime]) -> Callable[[], None]:
    def run() -> None:
        for start, end in zip(starts, ends, strict=True):
            hours.between(start, end)

    return run


def _looking_up(steps: Sequence[int], asked: Sequence[int]) -> Callable[[], None]:
    def run() -> None:
        for number in asked:
            bisect_right(steps, number)

    return run


def _agree(hours: WorkingTime, starts: Sequence[datetime]) -> None:
    """Quick answers are worth nothing when they differ. It warms the table, too. Raises RuntimeError."""
    if any(hours.between(start, hours.add(start, SPAN)) != SPAN for start in starts):
        raise RuntimeError("what was added is not what is measured")
