"""Becomes COMMAND, which the kernel then kills when whoever started it dies, however that happens.

python -I -S die_with_parent.py [--stamp=FILE] COMMAND [ARGUMENT ...]

supervisord leaves orphans when it is killed by SIGKILL; two owners of one modem or one queue are worse than
none. The mark set here (PR_SET_PDEATHSIG) survives exec. Standard library only and no site: it runs before
every process of the set.

FILE remembers the last start: a program that keeps dying young is held back a little, up to 5 s, without end.
"""

import contextlib
import ctypes
import os
import signal
import sys
import time
from pathlib import Path

PR_SET_PDEATHSIG = 1
PARENT = "OTKLIK_PARENT"
YOUNG = 10.0
LONGEST_PAUSE = 5.0


def ask_for_signal_at_parents_death(number: int, parent: int) -> bool:
    """True if the parent is still `parent`; False if it died before the kernel was asked (then die too)."""
    if sys.platform == "linux":
        ctypes.CDLL(None, use_errno=True).prctl(PR_SET_PDEATHSIG, number, 0, 0, 0)
    return os.getppid() == parent


def pause_before_start(stamp: Path, now: float) -> float:
    """Seconds to wait: nothing after a long life, then 0.5, 1, 2, 4, 5, 5 … while lives are short."""
    try:
        deaths, lived = int(stamp.read_text()), now - stamp.stat().st_mtime
    except (OSError, ValueError):
        deaths, lived = 0, YOUNG
    # a clock that was set back gives a negative life: better to start than to wait
    deaths = deaths + 1 if 0 <= lived < YOUNG else 0
    try:
        stamp.write_text(str(deaths))
    except OSError:
        return LONGEST_PAUSE  # a full disk forgets how often it died: it must not die in circles
    return min(0.25 * 2**deaths, LONGEST_PAUSE) if deaths else 0.0


def main(arguments: list[str]) -> None:
    parent = int(os.environ.get(PARENT) or os.getppid())
    if not ask_for_signal_at_parents_death(signal.SIGKILL, parent):
        sys.exit(f"{arguments[-1]}: the parent {parent} is gone")
    if arguments[0].startswith("--stamp="):
        stamp = Path(arguments.pop(0).removeprefix("--stamp="))
        time.sleep(pause_before_start(stamp, time.time()))
        with contextlib.suppress(OSError):
            os.utime(stamp)  # the life begins after the pause
    # exec keeps the process id: what the command starts through this file finds its parent here
    os.environ[PARENT] = str(os.getpid())
    os.execvp(arguments[0], arguments)


if __name__ == "__main__":
    main(sys.argv[1:])
