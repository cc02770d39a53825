"""One set per var/: two owners of one database file, one bot token or one modem spoil each other's work."""

import fcntl
import os
import time
from datetime import timedelta
from pathlib import Path


class AlreadyRunning(Exception):
    """Another launcher holds this var/; `owner` is what it wrote about itself (its process id and start)."""

    def __init__(self, owner: str) -> None:
        super().__init__(owner)
        self.owner = owner


class SetLock:
    """Held from construction until the process ends, however it ends; the file itself stays."""

    def __init__(self, path: Path, owner: str, patience: timedelta = timedelta(seconds=1)) -> None:
        """patience: a launcher that was just told to stop may need a moment. Raises AlreadyRunning."""
        path.parent.mkdir(parents=True, exist_ok=True)
        # not inherited by children: the lock must end with the launcher
        self._file = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        until = time.monotonic() + patience.total_seconds()
        while not self._taken():
            if time.monotonic() > until:
                found = os.read(self._file, 200).decode(errors="replace").strip()
                os.close(self._file)
                raise AlreadyRunning(found)
            time.sleep(0.05)
        os.ftruncate(self._file, 0)
        os.write(self._file, f"{owner}\n".encode())

    def _taken(self) -> bool:
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True

    def close(self) -> None:
        os.close(self._file)
