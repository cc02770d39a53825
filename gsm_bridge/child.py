"""One running child as its core sees it: a process, the pipe it beats through, and what it said last."""

import contextlib
import os
import signal
import subprocess
import sys
import time

from gsm_bridge.beats import Activity, Pulse


class Child:
    """Started at once. The pipe's other end is the child's alone, so its end is the end of the pipe."""

    def __init__(self, device: str) -> None:
        self.device = device
        read_end, write_end = os.pipe2(os.O_CLOEXEC)
        os.set_blocking(read_end, False)
        command = [sys.executable, "-m", "gsm_bridge.modem", device]
        command += ["--beats", str(write_end), "--parent", str(os.getpid())]
        try:
            self._process = subprocess.Popen(command, stdin=subprocess.DEVNULL, pass_fds=(write_end,))
        except BaseException:
            os.close(read_end)
            raise
        finally:
            os.close(write_end)
        self._pipe = read_end
        self.pulse = Pulse(Activity.START, time.monotonic())

    def fileno(self) -> int:
        return self._pipe

    @property
    def pid(self) -> int:
        return self._process.pid

    def hear(self) -> bool:
        """Reads what it said. False: it has ended, or will in a moment."""
        try:
            octets = os.read(self._pipe, 65536)
        except BlockingIOError:
            return True
        self.pulse.heard(octets, time.monotonic())
        return bool(octets)

    def overran(self, now: float) -> bool:
        return now > self.pulse.overrun_at

    def ask_to_stop(self) -> None:
        with contextlib.suppress(ProcessLookupError):
            self._process.send_signal(signal.SIGTERM)

    def kill(self) -> None:
        with contextlib.suppress(ProcessLookupError):
            self._process.kill()

    def bury(self) -> int:
        """Its exit code, negative for a signal. It must have ended or been killed."""
        code = self._process.wait()
        os.close(self._pipe)
        return code
