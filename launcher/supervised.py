"""supervisord as our child: started, listened to, stopped."""

import contextlib
import os
import selectors
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping

from launcher.die_with_parent import PARENT
from launcher.program import Folders, ProgramSet, Step, dying_with_parent
from launcher.stop_signals import StopSignals
from launcher.supervisor_conf import render_conf


class Child:
    """One process of ours and what it prints; it dies with us."""

    def __init__(self, command: tuple[str, ...], environment: Mapping[str, str], *, waits: bool = False) -> None:
        """Must be called in the main thread: the kernel watches the thread that forks, not the process.

        waits: until it is told to go on.
        """
        self._process = subprocess.Popen(
            dying_with_parent(command),
            env={**environment, PARENT: str(os.getpid())},
            bufsize=0,
            stdin=subprocess.PIPE if waits else subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            # its own session: Ctrl-C and a hang-up reach us alone, and we decide about the order
            start_new_session=True,
        )
        assert self._process.stdout is not None
        self._output = self._process.stdout
        os.set_blocking(self._output.fileno(), False)
        self._rest = b""

    def go(self) -> None:
        assert self._process.stdin is not None
        with contextlib.suppress(OSError):  # it ended, which is noticed elsewhere
            self._process.stdin.write(b"go\n")
            self._process.stdin.close()

    @property
    def pid(self) -> int:
        return self._process.pid

    @property
    def exit_status(self) -> int | None:
        """None while it lives; negative: the signal that ended it."""
        return self._process.poll()

    def lines(self, signals: StopSignals, seconds: float) -> Iterator[str]:
        """Whole lines that came; waits at most `seconds`, less when a line or a signal comes."""
        with selectors.DefaultSelector() as selector:
            selector.register(signals.wakeup, selectors.EVENT_READ)
            selector.register(self._output, selectors.EVENT_READ)
            ready = {key.fd for key, _ in selector.select(seconds)}
        if signals.wakeup in ready:
            os.read(signals.wakeup, 1024)
        if self._output.fileno() in ready:
            chunk = self._output.read(65536)
            if not chunk and self.exit_status is None:
                time.sleep(0.01)  # it closed its output and is about to end: select would spin
            *whole, self._rest = (self._rest + (chunk or b"")).split(b"\n")
            yield from (line.decode(errors="replace") for line in whole)

    def terminate(self) -> None:
        self._process.terminate()

    def kill(self) -> None:
        """Its children have asked the kernel to go with it."""
        self._process.kill()
        self._process.wait()

    def close(self) -> None:
        if self.exit_status is None:
            self.kill()
        self._output.close()
        if self._process.stdin is not None:
            self._process.stdin.close()


def start_supervisord(program_set: ProgramSet, folders: Folders, environment: Mapping[str, str]) -> Child:
    """It imports what its programs need, and starts them once it is told to go."""
    conf = folders.run / "supervisord.conf"
    conf.write_text(render_conf(program_set, folders))
    for stamp in folders.starts.iterdir():
        stamp.unlink()
    imports = (f"--import={name}" for name in program_set.imports)
    command = (sys.executable, "-m", "launcher.supervisord", *imports, "-n", "-c", str(conf))
    return Child(command, environment, waits=True)


def start_step(step: Step, environment: Mapping[str, str]) -> Child:
    return Child(step.command, environment)


def how_it_ended(exit_status: int | None) -> str:
    if exit_status is not None and exit_status < 0:
        return signal.Signals(-exit_status).name
    return f"exit status {exit_status}"
