"""The core: keeps every modem of this host served, survives whatever happens to a child, and stops in order."""

import contextlib
import logging
import os
import selectors
import signal
import time
import types
from collections.abc import Sequence

from gsm_bridge.keeper import Keeper, Witness

#: Seconds that children have to end by themselves; the launcher kills all of us after six.
_STOP_PATIENCE = 4.0
_REST_AFTER_ERROR = 1.0
_HEARTBEAT_EVERY = 10.0

log = logging.getLogger(__name__)


class Core:
    """One thread: the kernel kills children when the thread that started them ends."""

    def __init__(self, devices: Sequence[str], witness: Witness) -> None:
        self._witness = witness
        self._devices = tuple(devices)
        self._keepers = [Keeper(device, witness) for device in devices]
        self._begun = False
        self._heartbeat_at = 0.0
        self._stopping = False
        self._bell, self._bell_rope = os.pipe2(os.O_CLOEXEC | os.O_NONBLOCK)

    def run(self) -> None:
        """Until INT or TERM."""
        signal.set_wakeup_fd(self._bell_rope, warn_on_full_buffer=False)
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGCHLD):
            signal.signal(number, self._signalled)
        while not self._stopping:
            self._wait(self._tick())
        self._stop()

    def _signalled(self, number: int, _frame: types.FrameType | None) -> None:
        self._stopping = self._stopping or number != signal.SIGCHLD

    def _tick(self) -> float:
        now = time.monotonic()
        if now >= self._heartbeat_at:
            self._heartbeat_at = now + _HEARTBEAT_EVERY
            self._beat()
        return min(self._heartbeat_at, *(self._one_tick(keeper, now) for keeper in self._keepers))

    def _beat(self) -> None:
        """Staff are told when this stops."""
        if self._begun:
            self._witness.serves()
        else:
            self._begun = self._witness.begin(self._devices)

    def _one_tick(self, keeper: Keeper, now: float) -> float:
        try:
            return keeper.tick(now)
        except Exception:
            log.exception("modem %s: going on all the same", keeper.device)
            return now + _REST_AFTER_ERROR

    def _wait(self, until: float) -> None:
        with selectors.DefaultSelector() as selector:
            selector.register(self._bell, selectors.EVENT_READ)
            for keeper in self._keepers:
                if keeper.child is not None:
                    selector.register(keeper.child.fileno(), selectors.EVENT_READ)
            selector.select(max(0.0, until - time.monotonic()))
        with contextlib.suppress(BlockingIOError):
            os.read(self._bell, 4096)

    def _stop(self) -> None:
        children = [keeper.child for keeper in self._keepers if keeper.child is not None]
        for child in children:
            child.ask_to_stop()
        until = time.monotonic() + _STOP_PATIENCE
        for child in children:
            while child.hear() and time.monotonic() < until:
                time.sleep(0.02)
            child.kill()
            log.info("modem %s: child ended with %s", child.device, child.bury())
