"""Which process holds a lane: its leases carry its name, and a file of that name stays locked while it lives.

The kernel takes the lock away when its owner is dead, and never before: so the leases of a file that is not locked
need not be waited for. A process that is frozen keeps its lock, and one that runs on another host has no file here:
their leases end by their time alone.
"""

import contextlib
import fcntl
import logging
import os
import platform
import secrets
from collections.abc import Callable
from pathlib import Path

from models.actions.queue import lanes
from models.clock import Clock
from models.db import Database

log = logging.getLogger(__name__)


class Holder:
    """This process. Its lock ends with it, or with close(); its file is removed by whoever buries it."""

    def __init__(self, folder: Path) -> None:
        """folder: of all processes of this installation on this host."""
        self.name = secrets.token_hex(6)
        self._file: int | None = None
        try:
            folder.mkdir(parents=True, exist_ok=True)
            while not self._make_file(folder):
                self.name = secrets.token_hex(6)
        except OSError as error:  # a full disk: whoever comes after us waits for our leases to end
            log.warning("no file says that this process lives: %s", error.strerror)

    def close(self) -> None:
        if self._file is not None:
            os.close(self._file)
        self._file = None

    def _make_file(self, folder: Path) -> bool:
        """False: it was buried before it was locked."""
        path = folder / f"{_kernel()}.{self.name}"
        self._file = os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
        if _locked(self._file) and path.exists():
            return True
        self.close()
        return False


def take_over_from_the_dead(folder: Path, database: Database, clock: Clock) -> None:
    """What they held is due in a moment. Cheap when nobody died: no database is asked."""

    def end_leases_of(name: str) -> None:
        with database.write() as tx:
            count = lanes.end_leases_held_by(tx, name, clock.read().real)
        if count:
            log.warning("a process that sends is dead: %s lanes are taken over", count)

    bury_the_dead(folder, end_leases_of)


def bury_the_dead(folder: Path, end_leases_of: Callable[[str], None]) -> None:
    """Says the name of each holder that is known to be dead: once, or again when that raised."""
    for path in _files(folder):
        with contextlib.ExitStack() as stack:
            try:
                file = stack.enter_context(path.open("rb"))
                if not _locked(file.fileno()):
                    continue  # it lives, or somebody else buries it
            except OSError:
                continue  # buried a moment ago; or nothing can be known here, and leases end by their time
            kernel, _, name = path.name.partition(".")
            if kernel == _kernel():  # a lock says nothing of another host that sees the same folder
                end_leases_of(name)
            with contextlib.suppress(OSError):
                path.unlink()


def _files(folder: Path) -> list[Path]:
    try:
        return sorted(folder.iterdir())
    except OSError:
        return []  # nobody has ever held anything


def _locked(file: int) -> bool:
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _kernel() -> str:
    """What tells this host, since its last start, from any other."""
    try:
        return Path("/proc/sys/kernel/random/boot_id").read_text()[:8]
    except OSError:
        return platform.node().replace(".", "-")
