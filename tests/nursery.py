"""Processes of ours that begin with everything imported: forked from one that did the importing.

A role takes more than a second of a processor to import, and a run of all tests starts several hundred. What is
forked is a process like any other: it has a pid, a log, signals, and its own way to die. The launcher does the same.

    role = begin(["workers", "deliver"], environment, log, log)   # as of Popen: pid, poll, wait, send_signal, kill
"""

import contextlib
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from launcher.forked import import_all, live_as
from tests import sql_heard

ROOT = Path(__file__).parent.parent
#: Where they live. A developer's own `.env` is not there: what it says of organisations can't be hidden otherwise.
HOME = Path(__file__).parent
#: What the roles import, at once or later; their __main__ is run anew in each child.
MODULES = (
    "bot.__main__",
    "bot.telegram.reader",
    "workers.__main__",
    "workers.composition",
    "workers.queue_worker",
    "workers.sweeper",
    "workers.jobs.deliver",
    "workers.jobs.enforce_due",
    "workers.jobs.fetch_file",
    "gsm_bridge.__main__",
    "simulators.__main__",
    "simulators.telegram.serve",
    "simulators.modem.serve",
    "simulators.whatsapp.serve",
    "models.__main__",
    "models.migrations.to_newest",
    "sqlalchemy.dialects.sqlite",
    "sqlalchemy.dialects.postgresql.psycopg",
)


class Born:
    """A process of the nursery, with what tests use of Popen."""

    def __init__(self, nursery: "Nursery", pid: int) -> None:
        self.pid = pid
        self.returncode: int | None = None
        self._nursery = nursery

    def poll(self) -> int | None:
        if self.returncode is None:
            self.returncode = self._nursery.asks(ended=self.pid)
        return self.returncode

    def wait(self, timeout: float | None = None) -> int:
        """Raises subprocess.TimeoutExpired."""
        until = None if timeout is None else time.monotonic() + timeout
        while (code := self.poll()) is None:
            if until is not None and time.monotonic() > until:
                raise subprocess.TimeoutExpired(str(self.pid), timeout or 0)
            time.sleep(0.01)
        return code

    def send_signal(self, number: int) -> None:
        if self.poll() is None:
            os.kill(self.pid, number)

    def terminate(self) -> None:
        self.send_signal(signal.SIGTERM)

    def kill(self) -> None:
        self.send_signal(signal.SIGKILL)


class Nursery:
    """The process that imports, once it is needed. It takes its children along when it ends."""

    def __init__(self, walls: Path) -> None:
        """walls: the file for statements of its children that name no organisation (tests/sql_heard.py)."""
        self.walls = walls
        self._process: subprocess.Popen[str] | None = None

    def starts(self, command: Sequence[str], environment: Mapping[str, str], out: Path, err: Path | None) -> Born:
        files = {"out": str(out), "err": str(err) if err is not None else None}
        return Born(self, self.asks(command=list(command), environment=dict(environment), **files))

    def asks(self, **request: Any) -> Any:
        if self._process is None:
            pipes: dict[str, Any] = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
            self._process = subprocess.Popen(
                [sys.executable, "-m", "tests.nursery", str(self.walls)], cwd=ROOT, **pipes
            )
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps(request) + "\n")
        self._process.stdin.flush()
        answer = self._process.stdout.readline()
        assert answer, "the nursery ended; what it could not import is on stderr"
        return json.loads(answer)

    def close(self) -> None:
        if self._process is not None:
            self._process.communicate()
            self._process = None


#: Open while tests run (tests/conftest.py). What is measured imports for itself, as under the launcher.
shared: Nursery | None = None


def begin(
    command: Sequence[str], environment: Mapping[str, str], out: Path, err: Path | None = None, *, anew: bool = False
) -> "Born | subprocess.Popen[bytes]":
    """command: as after `python -m`. out, err: appended to; without err it goes where ours does. anew: imports for
    itself, because what it imports looks at the environment.
    """
    if shared is not None and not anew:
        return shared.starts(command, environment, out, err)
    with contextlib.ExitStack() as stack:
        log = stack.enter_context(out.open("ab"))
        errors = stack.enter_context(err.open("ab")) if err is not None else None
        found = _found_from_home(environment)
        return subprocess.Popen([sys.executable, "-m", *command], cwd=HOME, env=found, stdout=log, stderr=errors)


def _found_from_home(environment: Mapping[str, str]) -> dict[str, str]:
    """With our packages, which they and the processes that they begin themselves would not find from there."""
    # behind what is to be found before us (benchmarks/profiled/)
    path = os.pathsep.join(one for one in (environment.get("PYTHONPATH"), str(ROOT)) if one)
    return {**environment, "PYTHONPATH": path}


def _serve() -> dict[str, Any] | None:
    """Answers until the input ends, and returns None; in a child, at once, what it was born for."""
    children: set[int] = set()
    for line in sys.stdin:
        request: dict[str, Any] = json.loads(line)
        if "ended" in request:
            answer = _code_of(request["ended"])
            children -= {request["ended"]} if answer is not None else set()
        else:
            answer = os.fork()
            if not answer:
                return request
            children.add(answer)
        print(json.dumps(answer), flush=True)
    for pid in children:
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
    return None


def _code_of(pid: int) -> int | None:
    """As Popen has it: below zero for a signal; None while it runs."""
    ended, status = os.waitpid(pid, os.WNOHANG)
    return os.waitstatus_to_exitcode(status) if ended else None


def _become(request: dict[str, Any]) -> None:
    for descriptor, path in ((0, os.devnull), (1, request["out"]), (2, request["err"])):
        if path is not None:
            opened = os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND)
            os.dup2(opened, descriptor)
            os.close(opened)
    os.chdir(HOME)
    os.environ.clear()
    os.environ.update(_found_from_home(request["environment"]))
    time.tzset()


if __name__ == "__main__":
    import_all(MODULES)
    born_for = _serve()
    if born_for is not None:
        _become(born_for)
        sql_heard.listen(Path(sys.argv[1]))
        live_as(*born_for["command"])
