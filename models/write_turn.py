"""Whose turn it is to write on SQLite: a lock on a file beside the database, fair, with patience, and a name in it.

SQLite's own busy wait is unfair: one writer can starve (LESSONS.md). The kernel frees the lock on a kill. A process
that is frozen keeps it, and everybody should learn who that is.
"""

import contextlib
import fcntl
import os
import threading
from collections.abc import Iterator
from pathlib import Path

#: Writers hold it for milliseconds; a migration or a restore, for which everything is stopped, may take longer.
PATIENCE_SECONDS = 20.0
_NAME_LENGTH = 64
_STATES = {"T": "stopped", "t": "stopped", "D": "waits for its disk", "Z": "dead"}


class TurnNotCome(Exception):
    """Somebody else held the lock all the time, or it can't be opened. The words name who."""


class WriteTurn:
    """role: what the process is called; who waits in vain names the process that holds the lock by it."""

    def __init__(self, path: Path, role: str) -> None:
        self._path = path
        self._name = f"{os.getpid()} {role}"[: _NAME_LENGTH - 1].ljust(_NAME_LENGTH - 1) + "\n"
        self._places = threading.local()

    @contextlib.contextmanager
    def taken(self, patience_seconds: float | None = None) -> Iterator[None]:
        """Raises TurnNotCome."""
        place, patience_seconds = self._place(), patience_seconds or PATIENCE_SECONDS
        if not place.take(patience_seconds):
            raise TurnNotCome(f"no turn to write in {patience_seconds:g} s: {self._holder(place.file)} holds it")
        with contextlib.suppress(OSError):  # a full disk: only the name is missing
            os.pwrite(place.file, self._name.encode(), 0)
        try:
            yield
        finally:
            fcntl.flock(place.file, fcntl.LOCK_UN)

    def _place(self) -> "_Place":
        place: _Place | None = getattr(self._places, "mine", None)
        if place is None:
            try:
                place = self._places.mine = _Place(self._path)
            except OSError as error:
                raise TurnNotCome(f"{self._path}: {error.strerror}") from error
        return place

    def _holder(self, file: int) -> str:
        pid, _, role = os.pread(file, _NAME_LENGTH, 0).decode(errors="replace").strip().partition(" ")
        return f"{role or 'somebody'} (pid {pid}, {_state_of(pid)})"


class _Place:
    """One thread's place among those who wait: threads that shared a descriptor would share its lock.

    flock knows no patience, so a thread of its own waits; it outlives an impatient take, and serves the next one.
    """

    def __init__(self, path: Path) -> None:
        self.file = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        self._changed = threading.Condition()
        self._waits = self._wanted = self._held = False

    def take(self, patience_seconds: float) -> bool:
        with self._changed:
            if not self._waits and self._is_free():
                return True
            self._wanted = True
            if not self._waits:
                self._waits = True
                threading.Thread(target=self._wait, name="write turn", daemon=True).start()
            self._changed.wait_for(lambda: self._held, patience_seconds)
            held, self._held, self._wanted = self._held, False, False
            return held

    def _is_free(self) -> bool:
        try:
            fcntl.flock(self.file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True

    def _wait(self) -> None:
        fcntl.flock(self.file, fcntl.LOCK_EX)
        with self._changed:
            self._waits = False
            self._held = self._wanted
            if not self._held:
                fcntl.flock(self.file, fcntl.LOCK_UN)
            self._changed.notify()

    def __del__(self) -> None:
        with contextlib.suppress(AttributeError, OSError):
            os.close(self.file)


def _state_of(pid: str) -> str:
    """What the kernel says of a process."""
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except (OSError, IndexError):
        return "not seen from here"
    return _STATES.get(state, "runs")
