"""The device file of a modem: is it there, is it still the same, and is it ours alone."""

import fcntl
import os
import stat
import time
from collections.abc import Callable
from pathlib import Path

_HAND_OVER_SECONDS = 2.0


def is_plugged(device: str) -> bool:
    return os.path.exists(device)


def identity(device: str) -> tuple[int, int] | None:
    """Of the terminal behind the path, links followed; None when nothing is there. A cable that was pulled and put
    back gives another one, or none for a moment."""
    try:
        found = os.stat(device)
    except OSError:
        return None
    return (found.st_rdev, found.st_ino)


def descriptor_of(device: str) -> int | None:
    """Our open descriptor of that terminal, to wait on; libGammu opens it and does not tell.

    Only for waiting: what is read from it would be missing for libGammu.
    """
    wanted = identity(device)
    for name in os.listdir("/proc/self/fd"):
        try:
            found = os.fstat(int(name))
        except OSError:
            continue
        if stat.S_ISCHR(found.st_mode) and (found.st_rdev, found.st_ino) == wanted:
            return int(name)
    return None


def take(device: str, locks: Path, pause: Callable[[float], None] = time.sleep) -> int | None:
    """The lock on a modem, freed by the kernel when its holder ends; None if another process keeps it.

    A child that was killed a moment ago is given the time to be gone.
    """
    locks.mkdir(parents=True, exist_ok=True)
    name = os.path.realpath(device).strip("/").replace("/", "_")
    lock = os.open(locks / f"modem-{name}.lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    until = time.monotonic() + _HAND_OVER_SECONDS
    while True:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() > until:
                os.close(lock)
                return None
            pause(0.05)
        else:
            return lock
