"""What a set is made of: programs that stay, steps that end, and the folders they write to."""

import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import IntEnum
from pathlib import Path

from launcher.die_with_parent import __file__ as wrapper
from launcher.redis_server import RedisAddress


class StopOrder(IntEnum):
    """Higher stops first: those who talk before those they talk to."""

    FOUNDATION = 1
    SURROUNDINGS = 2
    PRODUCT = 3


@dataclass(frozen=True)
class Program:
    """A process that is started again whenever it ends, until the whole set is stopped.

    stop_seconds: how long TERM may take before KILL.
    ping_at: of a Redis-compatible server, which can't announce readiness itself; every other program touches
    READY_DIR/name.
    imports: modules that it needs, if it is a module itself (launcher/forked.py).
    """

    name: str
    command: tuple[str, ...]
    stop_order: StopOrder = StopOrder.PRODUCT
    stop_seconds: int = 6
    ping_at: RedisAddress | None = None
    imports: tuple[str, ...] = ()


@dataclass(frozen=True)
class Step:
    """A command that ends by itself."""

    name: str
    command: tuple[str, ...]


@dataclass(frozen=True)
class Folders:
    """var/ and what the launcher keeps in it."""

    var: Path

    @property
    def run(self) -> Path:
        return self.var / "run"

    @property
    def ready(self) -> Path:
        return self.run / "ready"

    @property
    def starts(self) -> Path:
        return self.run / "starts"

    @property
    def logs(self) -> Path:
        return self.var / "log"

    def log_of(self, name: str) -> Path:
        return self.logs / f"{name}.log"


@dataclass(frozen=True)
class ProgramSet:
    """Everything that one `make run` starts.

    before: steps that must succeed before any program starts.
    after: steps once everything is ready; a failure is shown and stops nothing.
    welcome: lines printed when all is ready. health: where the set says what is wrong with it; empty: nowhere.
    """

    programs: tuple[Program, ...]
    environment: Mapping[str, str] = field(default_factory=dict)
    before: tuple[Step, ...] = ()
    after: tuple[Step, ...] = ()
    welcome: tuple[str, ...] = ()
    health: str = ""

    @property
    def imports(self) -> tuple[str, ...]:
        """Of all programs, each once."""
        return tuple(dict.fromkeys(name for program in self.programs for name in program.imports))


def dying_with_parent(command: tuple[str, ...], stamp: Path | None = None) -> tuple[str, ...]:
    """The same command, bound to the life of whoever starts it."""
    marks = () if stamp is None else (f"--stamp={stamp}",)
    return (sys.executable, "-I", "-S", wrapper, *marks, *command)
