"""Messages through the whole house: simulator → bot → database → RQ → worker → simulator, everything durable.

    python -m benchmarks relay [--parts idle cpu burst killed takeover limited] [--people 500] [--engine both]
    python -m benchmarks relay --messenger whatsapp [--people 500]      (benchmarks/messengers.py)

The simulator has no limits (but in the part `limited`) and a delay of none; a desk with one kind and no required
fields. Times are the simulator's own monotonic stamps: when a person typed, when the bot's message appeared.
Processor time is of bot and deliver. In between a bare bot, which keeps nothing, carries as many messages in the same
simulator: it shows what the machine is able to do in this run (`bare_per_s`, `cpu_ms_bare`), and `cpu_ratio_…` is
ours by its. Engines: benchmarks/engines.py.

It drives any commit (benchmarks/compare.py), so it knows no more of the product than Installation and two tables.
"""

import argparse
import statistics
import tempfile
from collections import Counter
from collections.abc import Callable, Sequence
from itertools import pairwise
from pathlib import Path

from benchmarks import engines
from benchmarks.bursts import Bursts, Carried
from benchmarks.limited import measure_limited
from benchmarks.messengers import measure_beside_telegram
from benchmarks.own_postgresql import ENGINES, database_of
from benchmarks.takeover import measure_takeover
from benchmarks.turns import Numbers, ask_for_a_turn, at_once
from benchmarks.two_workers import measure_two_workers
from tests.installation import Installation

PARTS = ("idle", "cpu", "burst", "killed", "takeover", "limited", "two_workers")
#: Of the engine that many machines share alone.
_OF_POSTGRESQL = ("two_workers",)
PEOPLE = 500
IDLE_MESSAGES = 100
BURST, BURSTS = 50, 5
_ON_A_LATE_WIRE = 200
#: How many waves of people come one after another, and how often they write again; figures are the medians.
WAVES, WARM_TIMES = 3, 2


def measure(*options: str) -> Numbers:
    parser = argparse.ArgumentParser(prog="python -m benchmarks relay")
    parser.add_argument("--parts", nargs="+", choices=PARTS)
    parser.add_argument("--people", type=int, default=PEOPLE)
    parser.add_argument("--in-turn", action="store_true", help="before each burst: say `turn`, wait for a line")
    parser.add_argument("--engine", choices=(*ENGINES, engines.BOTH), default=ENGINES[0])
    parser.add_argument("--postgresql", default="", metavar="URL", help="a server instead of one of our own")
    parser.add_argument("--messenger", choices=("telegram", "whatsapp"), default="telegram")
    asked = parser.parse_args(options)
    if asked.messenger == "whatsapp":
        return _beside_telegram(asked.people)
    if asked.engine == engines.BOTH:
        return engines.measure_both(options, {engine: _parts(engine, asked.parts or PARTS) for engine in ENGINES})
    parts = asked.parts or _parts(asked.engine, PARTS)
    with (
        tempfile.TemporaryDirectory() as folder,
        database_of(asked.engine, asked.postgresql) as url,
        Installation(Path(folder), database_url=url) as otklik,
    ):
        return measure_on(otklik, asked.people, parts, ask_for_a_turn if asked.in_turn else at_once)


def _beside_telegram(people: int) -> Numbers:
    """On SQLite."""
    with tempfile.TemporaryDirectory() as folder, Installation(Path(folder), whatsapp=True) as otklik:
        return measure_beside_telegram(otklik, people, at_once)


def _parts(engine: str, parts: Sequence[str]) -> Sequence[str]:
    """Those of the parts that this engine is made for; all, if it is made for none."""
    return [part for part in parts if engine != "sqlite" or part not in _OF_POSTGRESQL] or parts


def measure_on(
    otklik: Installation, people: int, parts: Sequence[str], turn: Callable[[], None] = at_once
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
        "limited": relay.limited,
        "two_workers": relay.two_workers,
    }
    results = [measured[part]() for part in PARTS if part in parts]
    figures = {name: value for one in results for name, value in one.items()}
    return {name: round(value, 3) for name, value in {**figures, **_by_warm(figures)}.items()}


def _by_warm(figures: Numbers) -> Numbers:
    """How fast the rest is, held against messages of many people who are known."""
    warm = figures.get("warm_per_s")
    if warm is None:
        return {}
    by_warm = {"answers_to_warm": figures["answers_per_s"] / warm}
    if "burst_50_s" in figures:
        by_warm["burst_to_warm"] = BURST / figures["burst_50_s"] / warm
    return by_warm


class Relay(Bursts):
    """One set, measured in turn: each part finds what the former left."""

    def idle(self) -> Numbers:
        """One message at a time, everything else at rest."""
        latencies = self.one_at_a_time(IDLE_MESSAGES)
        return {
            "idle_p50_ms": statistics.median(latencies),
            "idle_p95_ms": latencies[int(len(latencies) * 0.95)],
        }

    def traffic(self) -> Numbers:
        """All write for the first time at once: a ticket and a topic each. All write again, and again. One agent
        answers in every topic. In between they write to the bare bot. And others come and do the same.
        """
        new, warm, answers, bare = (list[Carried]() for _ in range(4))
        with self.bare_bot() as bare_bot:
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

    def limited(self) -> Numbers:
        self._turn()
        return measure_limited(self._otklik, self._anna, self._wait_for_quiet)

    def two_workers(self) -> Numbers:
        """With as many people as write in some seconds on that wire."""
        if not self._people:
            self.newcomers()
        all_of_them, self._people = self._people, self._people[:_ON_A_LATE_WIRE]
        self._turn()
        figures = measure_two_workers(self._otklik, lambda word: self.carries(word).per_s)
        self._people = all_of_them
        return figures


def _median(bursts: list[Carried]) -> Carried:
    return Carried(statistics.median(one.per_s for one in bursts), statistics.median(one.ms for one in bursts))
