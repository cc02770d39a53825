"""The page's server as a process of its own, beside an installation that runs."""

import os
import subprocess
import sys
import time
from collections.abc import Mapping
from types import TracebackType
from typing import Self

from tests.simulator_process import ROOT, free_port


class PageServer:
    """environment: what the product's clock command needs; without it there is no clock.

    clock: another command than the product's.
    """

    def __init__(
        self,
        telegram: str,
        modem: str = "",
        environment: Mapping[str, str] | None = None,
        clock: str = "",
        whatsapp: str = "",
    ) -> None:
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self._environment = dict(os.environ if environment is None else environment)
        self._command = [sys.executable, "-m", "simulators", "page", "--listen", f"127.0.0.1:{self.port}"]
        self._command += ["--telegram", telegram, "--modem", modem, "--whatsapp", whatsapp]
        if clock or environment is not None:
            self._command += ["--clock", clock or f"{sys.executable} -m models clock"]
        self._process: subprocess.Popen[str] | None = None

    def start(self) -> Self:
        """Returns once it listens."""
        self._process = subprocess.Popen(
            self._command, cwd=ROOT, env=self._environment, stdout=subprocess.PIPE, text=True
        )
        assert self._process.stdout is not None
        assert self.url in self._process.stdout.readline(), "the page does not start"
        return self

    def stop(self) -> int:
        """Its exit code; 0 as well when it was stopped before."""
        if self._process is None:
            return 0
        self._process.terminate()
        return self._over()

    def kill(self) -> None:
        assert self._process is not None
        self._process.kill()
        self._over()

    def _over(self) -> int:
        assert self._process is not None
        code = self._process.wait(timeout=40)
        assert self._process.stdout is not None
        self._process.stdout.close()
        self._process = None
        return code

    def children(self) -> list[int]:
        """Pids of what it started."""
        import psutil

        assert self._process is not None
        return [child.pid for child in psutil.Process(self._process.pid).children()]

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()


def gone(pid: int, seconds: float = 90) -> bool:
    """Whether the process ends in time."""
    import psutil

    until = time.monotonic() + seconds
    while psutil.pid_exists(pid) and psutil.Process(pid).status() != psutil.STATUS_ZOMBIE:
        if time.monotonic() > until:
            return False
        time.sleep(0.03)
    return True
