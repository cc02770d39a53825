"""The relay on SQLite and on PostgreSQL in one run, burst by burst in turn: what PostgreSQL is by SQLite.

Plain names are SQLite's figures; PostgreSQL's begin with `postgresql_`, but for those that only it has. Its own
server's processor time is not in `cpu_ms_…`: that is of bot and deliver.
"""

from collections.abc import Mapping, Sequence
from pathlib import Path

from benchmarks.own_postgresql import ENGINES
from benchmarks.turns import Numbers, in_turn

ROOT = Path(__file__).parent.parent
BOTH = "both"


def measure_both(options: Sequence[str], parts: Mapping[str, Sequence[str]]) -> Numbers:
    """options: of the relay; the last --engine and the last --parts count. parts: of each engine."""
    runs = [(ROOT, ["relay", *options, "--in-turn", "--engine", one, "--parts", *parts[one]]) for one in ENGINES]
    sqlite, postgresql = in_turn(runs)
    return with_postgresql(sqlite, postgresql)


def with_postgresql(sqlite: Numbers, postgresql: Numbers) -> Numbers:
    named = {name if name not in sqlite else f"postgresql_{name}": value for name, value in postgresql.items()}
    ratios = {
        f"postgresql_{word}_ratio": round(postgresql[rate] / sqlite[rate], 3)
        for word in ("warm", "answers")
        if (rate := f"{word}_per_s") in sqlite
    }
    return {**sqlite, **named, **ratios}
