"""A PostgreSQL server of a test's own, to be killed, frozen and left away. Needs the server's programs installed.

with OwnPostgresql() as server:
    Database(server.url, "bot")
    server.kill()
    server.start()
"""

import contextlib
import os
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import Self

import psutil
import pytest

from tests.simulator_process import free_port


def programs() -> Path:
    """The folder with initdb, newest version first. Skips without one; in CI that is a failure."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    here = found[-1] if found else Path(shutil.which("initdb") or "")
    if not here.is_file():
        if os.environ.get("CI"):
            pytest.fail("no initdb, and CI has to test PostgreSQL")
        pytest.skip("the PostgreSQL server is not installed")
    return here.resolve().parent


class OwnPostgresql:
    def __init__(self, address: str = "127.0.0.1", within: Sequence[str] = (), trusted: str = "") -> None:
        """within: what its commands begin with, where it is on a host of its own (tests/faults/hosts.py).

        trusted: the network whose hosts may come in, beside its own.
        """
        self.address = address
        self.port = free_port()
        self._within, self._trusted = within, trusted
        self._programs = programs()
        # not in pytest's folder: the account that the server runs under may not look into it
        self._folder = Path(tempfile.mkdtemp(prefix="otklik-postgresql."))

    @property
    def url(self) -> str:
        return self.url_at(self.port)

    def url_at(self, port: int) -> str:
        return f"postgresql+psycopg://otklik@{self.address}:{port}/postgres"

    def __enter__(self) -> Self:
        if os.geteuid() == 0:
            shutil.chown(self._folder, "postgres")
        self._run("initdb", "-D", "db", "-U", "otklik", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "-N")
        if self._trusted:
            with (self._folder / "db" / "pg_hba.conf").open("a") as allowed:
                allowed.write(f"host all all {self._trusted} trust\n")
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.kill()
        shutil.rmtree(self._folder)

    def start(self, port: int | None = None) -> None:
        """port: another one than usual, where only the test finds it."""
        options = f"-p {port or self.port} -c listen_addresses={self.address} -c unix_socket_directories=''"
        options += " -c fsync=off -c max_connections=60"
        self._run("pg_ctl", "-D", "db", "-w", "-t", "60", "-l", str(self._folder / "log"), "start", "-o", options)

    def kill(self) -> None:
        """All of it at once, as by a power cut. Does nothing when it is not there."""
        psutil.wait_procs(self._sends(signal.SIGKILL), timeout=10)

    def stop(self) -> None:
        self._run("pg_ctl", "-D", "db", "-w", "-m", "fast", "stop")

    def freeze(self) -> None:
        """Its host still takes connections and bytes; nobody answers."""
        self._sends(signal.SIGSTOP)

    def thaw(self) -> None:
        self._sends(signal.SIGCONT)

    def _sends(self, number: signal.Signals) -> list[psutil.Process]:
        processes = self._processes()
        for process in processes:
            with contextlib.suppress(psutil.NoSuchProcess):  # a backend that ended a moment ago
                process.send_signal(number)
        return processes

    def _processes(self) -> list[psutil.Process]:
        try:
            first = psutil.Process(int((self._folder / "db" / "postmaster.pid").read_text().split()[0]))
            return [first, *first.children(recursive=True)]
        except (OSError, psutil.NoSuchProcess):
            return []

    def _run(self, program: str, *arguments: str) -> None:
        command = [str(self._programs / program), *arguments]
        if os.geteuid() == 0:
            command = [*self._within, "runuser", "-u", "postgres", "--", *command]
        with (self._folder / "said").open("wb") as said:
            code = subprocess.run(
                command, cwd=self._folder, stdout=said, stderr=said, stdin=subprocess.DEVNULL
            ).returncode
        assert code == 0, (self._folder / "said").read_text()
