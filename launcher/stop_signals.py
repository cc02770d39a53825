"""INT, TERM, HUP, a lost terminal and a lost parent all mean the same: stop everything."""

import os
import select
import signal
import sys
from types import FrameType

from launcher.die_with_parent import ask_for_signal_at_parents_death


class StopAsked(Exception):
    """Raised where the launcher waits; `reason` is INT, TERM, HUP, terminal or parent."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class StopSignals:
    """Turns signals into something to look at between two waits.

    wakeup: a file descriptor that becomes readable as soon as a signal came.
    interrupts: how many times INT came; a second Ctrl-C means "at once".
    """

    def __init__(self, parent: int | None = None) -> None:
        """parent: process id whose end stops the set too (the `make` between the terminal and us)."""
        self.reason: str | None = None
        self.interrupts = 0
        self._parent = parent
        self._parent_gone = False
        # the terminal that shows us, if any: whoever redirects output (nohup, a service) wants no such stop
        self._terminal = next((fd for fd in (1, 2) if os.isatty(fd)), None)
        self.wakeup, writing_end = os.pipe()
        os.set_blocking(writing_end, False)
        os.set_blocking(self.wakeup, False)
        signal.set_wakeup_fd(writing_end, warn_on_full_buffer=False)
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            # nohup starts us with HUP ignored: so it stays. A script's background job has INT ignored too, but
            # whoever sends us one means it
            if number != signal.SIGHUP or signal.getsignal(number) is not signal.SIG_IGN:
                signal.signal(number, self._note)
        if parent is not None and not ask_for_signal_at_parents_death(signal.SIGTERM, parent):
            self._parent_gone = True

    def _note(self, number: int, _: FrameType | None) -> None:
        self.reason = self.reason or signal.Signals(number).name.removeprefix("SIG")
        self.interrupts += number == signal.SIGINT

    def wait(self, seconds: float) -> None:
        """Less when a signal comes."""
        if select.select([self.wakeup], [], [], seconds)[0]:
            os.read(self.wakeup, 1024)

    def check(self) -> None:
        """Raises StopAsked once there is a reason to stop."""
        if self.reason is None and self._parent is not None:
            self._parent_gone = self._parent_gone or os.getppid() != self._parent
            self.reason = "parent" if self._parent_gone else None
        if self.reason is None and self._terminal is not None and _is_hung_up(self._terminal):
            self.reason = "terminal"
        if self.reason is not None:
            raise StopAsked(self.reason)


def _is_hung_up(terminal: int) -> bool:
    poll = select.poll()
    poll.register(terminal, 0)
    return any(events & (select.POLLHUP | select.POLLERR | select.POLLNVAL) for _, events in poll.poll(0))


def say(*lines: str) -> None:
    """Prints, or not: a terminal that is gone must not keep the launcher from stopping the set."""
    try:
        print(*lines, sep="\n", flush=True)
    except OSError:
        # the next print and the interpreter's own flush at exit would fail again
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
