"""Drives a stand-in set from outside, as a shell or a person would."""

import os
import pty
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import psutil

from launcher.leftovers import find_leftovers

ROOT = Path(__file__).resolve().parents[2]
PATIENCE = 40.0


def eventually(true: Callable[[], object], what: str, seconds: float = PATIENCE) -> None:
    until = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < until, f"never happened: {what}"
        time.sleep(0.02)


@contextmanager
def _hang_up_as_usual() -> Iterator[None]:
    """Tests that run under nohup inherit HUP as ignored, and would pass that on to what they start."""
    before = signal.signal(signal.SIGHUP, signal.SIG_DFL)
    try:
        yield
    finally:
        signal.signal(signal.SIGHUP, before)


class LaunchedSet:
    """One launcher over stand-in programs; `output` is what a person saw."""

    def __init__(
        self, var: Path, *programs: str, terminal: bool = False, wrap: str = "", make: bool = False, **extra: str
    ) -> None:
        """terminal: in a new pseudo-terminal, as its session's leader, instead of writing to a file.
        wrap: a shell command line with {launcher} in it, to stand between us and it.
        make: `make run` with the real programs, instead of stand-ins.
        extra: environment.
        """
        self.var = var.resolve()
        self._seen = self.var.parent / f"seen-{time.monotonic_ns()}"
        command = [sys.executable, "-m", "tests.faults.launcher_stand_in", str(var), *programs]
        if wrap:
            command = ["sh", "-c", wrap.format(launcher=" ".join(command))]
        if make:
            # what is installed here is what the tests run with
            command = ["make", "--old-file=.venv/.installed-run", "run", f"PY={sys.executable}"]
            extra = {"VAR_DIR": str(var), "MAKEFLAGS": "", **extra}
        environment = {**os.environ, **extra, "PYTHONUNBUFFERED": "1"}
        with _hang_up_as_usual():
            self._start(command, environment, terminal=terminal)

    def _start(self, command: list[str], environment: Mapping[str, str], *, terminal: bool) -> None:
        if terminal:
            self._start_in_terminal(command, environment)
        else:
            with self._seen.open("wb") as seen:
                self.process = psutil.Popen(
                    command, cwd=ROOT, env=environment, stdin=subprocess.DEVNULL, stdout=seen, stderr=seen
                )

    def _start_in_terminal(self, command: list[str], environment: Mapping[str, str]) -> None:
        self.terminal, inner = pty.openpty()
        self.process = psutil.Popen(
            # the first open of a terminal by a session's leader makes it the controlling one
            ["sh", "-c", f'exec "$@" <"{os.ttyname(inner)}" >"{os.ttyname(inner)}" 2>&1', "sh", *command],
            cwd=ROOT,
            env=environment,
            start_new_session=True,
        )
        self._inner = inner

    def close_terminal(self) -> None:
        os.close(self._inner)
        os.close(self.terminal)

    @property
    def output(self) -> str:
        return self._seen.read_text(errors="replace")

    def shows(self, pattern: str, times: int = 1) -> bool:
        return len(re.findall(pattern, self.output)) >= times

    def wait_until_ready(self, *names: str) -> "LaunchedSet":
        eventually(lambda: set(names) <= set(self.ready), f"readiness of {names}")
        return self

    @property
    def ready(self) -> list[str]:
        folder = self.var / "run" / "ready"
        return sorted(file.name for file in folder.iterdir()) if folder.exists() else []

    @property
    def members(self) -> list[int]:
        """Everything that carries the mark of this set: supervisord, its programs, steps."""
        return find_leftovers(self.var)

    def member(self, name: str) -> psutil.Process:
        """A process by what its command line holds, such as "supervisord.conf"."""
        for pid in self.members:
            if name in self._command_line(pid):
                return psutil.Process(pid)
        raise LookupError(name)

    def program(self, name: str) -> psutil.Process:
        """The program's own process, past the wrapper that it began as."""
        for pid in self.members:
            line = self._command_line(pid)
            if f"'program {name}'" in line and "die_with_parent" not in line:
                return psutil.Process(pid)
        raise LookupError(name)

    @staticmethod
    def _command_line(pid: int) -> str:
        try:
            return " ".join(psutil.Process(pid).cmdline())
        except psutil.NoSuchProcess:
            return ""

    def ends(self) -> int:
        """Waits for the launcher to end by itself and for nothing to be left; its exit status."""
        status = self.process.wait(PATIENCE)
        eventually(lambda: not self.members, f"nothing left, but there is {self.members}")
        assert status is not None
        return int(status)

    def clean_up(self) -> None:
        """For a test that failed: leaves nothing behind, and says what a person would have seen."""
        if self._seen.exists():
            print(self.output)
        if self.process.poll() is None:
            self.process.kill()
            self.process.wait(PATIENCE)
        self.end_all_of(self.var)

    @staticmethod
    def end_all_of(var: Path) -> None:
        for pid in find_leftovers(var.resolve()):
            try:
                os.kill(pid, signal.SIGKILL)
            except ProcessLookupError:
                continue
