"""Programs that begin as copies of supervisord, in which everything is imported already.

To import what a program of ours needs takes a second or two of a processor and some 60 MB. Done once, before the
first of them begins, it costs that once: copies share the memory, and one that crashed is back in a moment. A copy is
a process like any other, with a pid, signals, a log and an end of its own.

On other systems than Linux, for what is no module of Python, and if anything that was imported began a thread, a
program is started as ever.
"""

import atexit
import contextlib
import ctypes
import gc
import importlib
import os
import runpy
import signal
import sys
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn

from launcher.die_with_parent import PARENT, ask_for_signal_at_parents_death, pause_before_start

#: Of /proc/self/stat, past the name: where the command line lies in memory, as proc(5) counts them from 3.
_ARG_START, _ARG_END = 48 - 3, 49 - 3


@dataclass(frozen=True)
class Module:
    """`python -m name arguments`. stamp: of die_with_parent.py."""

    stamp: Path
    name: str
    arguments: tuple[str, ...]


def import_all(names: Sequence[str]) -> None:
    """What can't be imported is left to the program that needs it, which says so itself."""
    for name in names:
        with contextlib.suppress(Exception):
            importlib.import_module(name)
        if name.endswith("__main__"):
            sys.modules.pop(name, None)  # each program runs its own
    gc.freeze()  # what the copies share is looked through by none of them


def is_alone() -> bool:
    """Whether this process has no thread but one: a copy of another would have half of what its threads were at."""
    return len(os.listdir("/proc/self/task")) == 1


def module_of(command: Sequence[str], imported: Sequence[str]) -> Module | None:
    """What a command of `dying_with_parent` runs, if a copy can run it. imported: names, as for `import_all`."""
    match tuple(command):
        case (_, "-I", "-S", _, mark, python, "-m", name, *arguments) if python == sys.executable:
            stamp = Path(mark.removeprefix("--stamp="))
            return Module(stamp, name, tuple(arguments)) if f"{name}.__main__" in imported else None
    return None


def become(module: Module, environment: Mapping[str, str]) -> NoReturn:
    """In a copy that was just forked: what `die_with_parent.py` and then `python -m` would do."""
    for number in (signal.SIGTERM, signal.SIGQUIT, signal.SIGHUP, signal.SIGCHLD, signal.SIGUSR2):
        signal.signal(number, signal.SIG_DFL)  # exec does that
    signal.signal(signal.SIGINT, signal.default_int_handler)
    if not ask_for_signal_at_parents_death(signal.SIGKILL, int(environment.get(PARENT) or os.getppid())):
        os._exit(1)
    show_as((sys.executable, "-m", module.name, *module.arguments))
    time.sleep(pause_before_start(module.stamp, time.time()))
    with contextlib.suppress(OSError):
        os.utime(module.stamp)  # the life begins after the pause
    os.environ.clear()
    os.environ.update(environment)
    os.environ[PARENT] = str(os.getpid())
    live_as(module.name, *module.arguments)


def live_as(name: str, *arguments: str) -> NoReturn:
    """As `python -m` does it, but for the end: to take apart all that was imported takes half a second."""
    sys.argv = [name, *arguments]
    code: object = 0
    try:
        runpy.run_module(name, run_name="__main__", alter_sys=True)
    except SystemExit as end:
        code = end.code or 0
        if not isinstance(code, int):
            print(code, file=sys.stderr)
    except BaseException:
        sys.excepthook(*sys.exc_info())  # the program's own: it knows what must not stand in a log
        code = 1
    threading._shutdown()  # type: ignore[attr-defined]
    atexit._run_exitfuncs()
    with contextlib.suppress(OSError):
        sys.stdout.flush()
        sys.stderr.flush()
    os._exit(code if isinstance(code, int) else 1)


def show_as(command: Sequence[str]) -> None:
    """In `ps` and to whoever looks for a process by its command line, as far as there is room."""
    try:
        fields = Path("/proc/self/stat").read_text().rpartition(")")[2].split()
        start, end = int(fields[_ARG_START]), int(fields[_ARG_END])
    except (OSError, IndexError, ValueError):
        return
    if 0 < start < end:
        shown = "\0".join(command).encode()[: end - start - 1]
        ctypes.memmove(start, shown.ljust(end - start, b"\0"), end - start)
