"""The cable: a pseudo-terminal whose other end is found under a path of our choice."""

import asyncio
import contextlib
import fcntl
import os
import termios
import tty
from collections.abc import Callable
from pathlib import Path

#: A reader that takes nothing for so long is gone; what it did not read is lost, as on a real line.
PATIENCE = 2.0
#: A killed client leaves the line marked exclusive, because our own end keeps it open; see `_stay_open_to_others`.
_TICK = 0.25


class Port:
    """received: called with what the other end wrote. Needs a running event loop from `plug` on."""

    def __init__(self, path: Path, received: Callable[[bytes], None]) -> None:
        self.path = path
        self._received = received
        self._master = self._slave = -1
        self._waiting = bytearray()
        self._tick: asyncio.TimerHandle | None = None
        self._giving_up: asyncio.TimerHandle | None = None

    @property
    def plugged(self) -> bool:
        return self._master >= 0

    @property
    def unread(self) -> int:
        """Bytes that the other end leaves waiting, beyond what the terminal holds."""
        return len(self._waiting)

    def plug(self) -> None:
        """Raises FileExistsError where something else than an old link is in the way."""
        if self.plugged:
            return
        if self.path.exists() and not self.path.is_symlink():
            raise FileExistsError(f"{self.path} is there already, and it is no link to a terminal")
        self.path.parent.mkdir(parents=True, exist_ok=True)
        self._master, self._slave = os.openpty()
        tty.setraw(self._slave)
        os.set_blocking(self._master, False)
        asyncio.get_running_loop().add_reader(self._master, self._read)
        fresh = self.path.with_name(f".{self.path.name}.new")
        fresh.unlink(missing_ok=True)
        fresh.symlink_to(os.ttyname(self._slave))
        fresh.replace(self.path)
        self._stay_open_to_others()

    def unplug(self) -> None:
        if not self.plugged:
            return
        self._forget_waiting()
        if self._tick is not None:
            self._tick.cancel()
        asyncio.get_running_loop().remove_reader(self._master)
        self.path.unlink(missing_ok=True)
        os.close(self._master)
        os.close(self._slave)
        self._master = self._slave = -1

    def write(self, octets: bytes) -> None:
        """Never blocks. Nothing is written while the cable is out."""
        if not self.plugged:
            return
        self._waiting += octets
        if self._giving_up is None:
            self._write()

    def _write(self) -> None:
        loop = asyncio.get_running_loop()
        while self._waiting:
            try:
                written = os.write(self._master, self._waiting)
            except BlockingIOError:
                if self._giving_up is None:
                    loop.add_writer(self._master, self._write)
                else:
                    self._giving_up.cancel()
                self._giving_up = loop.call_later(PATIENCE, self._forget_waiting)
                return
            del self._waiting[:written]
        self._forget_waiting()

    def _forget_waiting(self) -> None:
        self._waiting.clear()
        if self._giving_up is not None:
            self._giving_up.cancel()
            self._giving_up = None
            asyncio.get_running_loop().remove_writer(self._master)

    def _read(self) -> None:
        with contextlib.suppress(BlockingIOError):
            self._received(os.read(self._master, 65536))

    def _stay_open_to_others(self) -> None:
        fcntl.ioctl(self._slave, termios.TIOCNXCL)
        self._tick = asyncio.get_running_loop().call_later(_TICK, self._stay_open_to_others)
