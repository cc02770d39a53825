"""Processes of an earlier run that are still there, which should never happen: ended before a new start."""

import os
import signal
import time
from datetime import timedelta
from pathlib import Path

MARK = "OTKLIK_SET"


def find_leftovers(var: Path) -> list[int]:
    """Process ids that carry the mark of this var/ in their environment; only our own user's are readable."""
    mark = f"{MARK}={var}".encode()
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            environment = (folder / "environ").read_bytes().split(b"\0")
        except OSError:
            continue
        if mark in environment and int(folder.name) != os.getpid():
            found.append(int(folder.name))
    return sorted(found)


def end_leftovers(var: Path, patience: timedelta = timedelta(seconds=2)) -> list[int]:
    """Waits for them to die of their parent's death, then kills; returns those that had to be killed."""
    until = time.monotonic() + patience.total_seconds()
    left = find_leftovers(var)
    while left and time.monotonic() < until:
        time.sleep(0.02)
        left = find_leftovers(var)
    for pid in left:
        try:
            os.kill(pid, signal.SIGKILL)
        except ProcessLookupError:
            continue
    return left
