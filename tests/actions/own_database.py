"""A database of one's own on a named engine, and moments in seconds: for tests of races, faults and repeated work."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

from models.clock import Instant
from models.db import Database
from models.migrations.to_newest import upgrade
from tests.actions.office import NOON
from tests.conftest import new_postgresql

#: Of the benchmarks: open day and night, an answer is due in an hour.
REGULATION = Path("examples/regulations/benchmark.toml").read_text(encoding="utf-8")
ENGINES = ["sqlite", "postgresql"]


def at(seconds: float = 0, *, ahead: float = 0) -> Instant:
    """seconds: of real time after noon. ahead: how far the organisation's clock runs before the real one."""
    real = NOON + timedelta(seconds=seconds)
    return Instant(real + timedelta(seconds=ahead), real)


@contextmanager
def fresh_database(engine: str, folder: Path) -> Iterator[Database]:
    """Migrated and empty."""
    if engine == "postgresql":
        with new_postgresql() as url:
            yield from _migrated(url)
    else:
        yield from _migrated(f"sqlite:///{folder}/otklik.db")


def _migrated(url: str) -> Iterator[Database]:
    database = Database(url)
    try:
        upgrade(database)
        yield database
    finally:
        database.close()
