"""Where the processor time of one message and of one answer goes: statements, HTTP, Redis, the rest of Python.

    python -m benchmarks shares [--people 150] [--engine postgresql]

Bot and deliver run under a profiler (benchmarks/profiled/), which makes calls of Python dearer than they are: the
shares tell where to look, and `relay` what it costs. Milliseconds of processor time for one message, one answer.
"""

import argparse
import json
import re
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

from benchmarks.bursts import Bursts
from benchmarks.own_postgresql import ENGINES, database_of
from benchmarks.turns import at_once
from tests.installation import ROOT, Installation

PEOPLE = 150
#: The first that matches a function's file or name says what it is for.
_PARTS = (
    ("the database at work", r"sqlite3\.|psycopg"),
    ("SQLAlchemy", r"sqlalchemy"),
    ("Redis and RQ", r"/redis/|/rq/|redis"),
    ("Telegram's types", r"aiogram|pydantic|/telegram/"),
    ("HTTP and asyncio", r"aiohttp|asyncio|/yarl|/multidict|socket|select\.|ssl|frozenlist|propcache|http/"),
    ("ours: models", rf"{ROOT}/models/"),
    ("ours: bot", rf"{ROOT}/bot/"),
    ("ours: workers", rf"{ROOT}/(workers|bell)/"),
)
_REST = "the rest of Python"

Numbers = dict[str, dict[str, float]]


class Profiled(Installation):
    imports_anew = True

    def __init__(self, folder: Path, **more: Any) -> None:
        super().__init__(folder, **more)
        self.shares = folder / "shares"
        self.shares.mkdir()
        self.environment |= {"PYTHONPATH": str(ROOT / "benchmarks" / "profiled"), "SHARES_DIR": str(self.shares)}

    def used(self) -> Counter[str]:
        """Microseconds by function, of bot and deliver together, until now."""
        pids = [self.pid("bot"), self.pid("deliver")]
        for pid in pids:
            (self.shares / f"{pid}.json").unlink(missing_ok=True)
        (self.shares / "ask").write_text(str(time.time()))
        files = [self.shares / f"{pid}.json" for pid in pids]
        self.wait_for(lambda: all(file.exists() for file in files), "the figures of bot and deliver", 60)
        return sum((Counter(json.loads(file.read_text())) for file in files), Counter())


def measure(*options: str) -> Numbers:
    parser = argparse.ArgumentParser(prog="python -m benchmarks shares")
    parser.add_argument("--people", type=int, default=PEOPLE)
    parser.add_argument("--functions", type=int, default=0, help="name so many functions that use most as well")
    parser.add_argument("--engine", choices=ENGINES, default=ENGINES[0])
    asked = parser.parse_args(options)
    with (
        tempfile.TemporaryDirectory() as folder,
        database_of(asked.engine) as url,
        Profiled(Path(folder), database_url=url) as otklik,
    ):
        otklik.telegram.log_calls(False)
        relay = Bursts(otklik, asked.people, at_once)
        relay.newcomers()
        relay.carries("новый")
        relay.carries("для разгона")
        relay.answers()
        message = _shares(otklik, asked, lambda: relay.carries("ещё раз"))
        answer = _shares(otklik, asked, relay.answers)
    return {"message_ms": message, "answer_ms": answer}


def _shares(otklik: Profiled, asked: argparse.Namespace, burst: Callable[[], object]) -> dict[str, float]:
    before = otklik.used()
    burst()
    used = otklik.used() - before
    parts: Counter[str] = Counter()
    for name, us in used.items():
        parts[_part_of(name)] += us
    for name, us in used.most_common(asked.functions):
        print(f"{us / 1000 / asked.people:.3f}  {name}")
    parts["all"] = sum(parts.values())
    return {name: round(us / 1000 / asked.people, 3) for name, us in parts.most_common()}


def _part_of(name: str) -> str:
    return next((part for part, pattern in _PARTS if re.search(pattern, name)), _REST)
