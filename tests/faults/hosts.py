"""Hosts inside one machine: network namespaces that a bridge joins, and cables that can be cut.

Only in namespaces of one's own (`alone`): the kernel removes hosts, cables and processes as soon as the first process
in them ends, however it ends. Nobody else sees them, and nothing in them is reached from outside.

    unshare … python -m tests.faults.three_hosts …      # in it:
    hosts = Hosts(["database", "desk"])                 # we are "the internet", at hosts.internet
    subprocess.Popen([*hosts.within("desk"), "python", "-m", "bot"])
    hosts.cut("desk")
    hosts.join("desk")
"""

import asyncio
import os
import shutil
import subprocess
import threading
from collections.abc import Sequence
from pathlib import Path

import pytest

#: Namespaces for everything that could be left behind, or be in somebody's way; they go when whoever asked for them
#: dies, too.
ALONE = (
    "setpriv",
    "--pdeathsig",
    "KILL",
    "unshare",
    "--net",
    "--mount",
    "--pid",
    "--fork",
    "--kill-child",
    "--mount-proc",
)
_NETWORK = "10.77.0"
_NAMES = Path("/run/netns")


def alone(command: Sequence[str]) -> list[str]:
    return [*ALONE, *command]


def need_namespaces() -> None:
    """Skips where hosts can't be made; in CI as root that is a failure."""
    if reason := _what_is_missing():
        if os.environ.get("CI") and os.geteuid() == 0:
            pytest.fail(reason)
        pytest.skip(reason)


def _what_is_missing() -> str:
    if shutil.which("ip") is None:
        return "no hosts can be made here: the program ip (iproute2) is not installed"
    attempt = "mkdir -p /run/netns && mount -t tmpfs tmpfs /run/netns && ip netns add one && ip netns exec one true"
    tried = subprocess.run(alone(["sh", "-c", attempt]), capture_output=True, text=True)
    return f"no hosts can be made here: {tried.stderr.strip()}" if tried.returncode else ""


class Hosts:
    """What is cut off vanishes without a word: no packet arrives, and no error either, until the cable is back."""

    def __init__(self, names: Sequence[str]) -> None:
        self._addresses = {name: f"{_NETWORK}.{number}" for number, name in enumerate(names, 2)}
        self.internet = f"{_NETWORK}.1"
        _NAMES.mkdir(exist_ok=True)
        subprocess.run(["mount", "-t", "tmpfs", "tmpfs", str(_NAMES)], check=True)
        _ip("link set lo up")
        _ip(f"link add internet address {_mac(self.internet)} type bridge")
        _ip(f"addr add {self.internet}/24 dev internet")
        _ip("link set internet up")
        for name in names:
            self._add(name)
        self._introduce()

    def _add(self, name: str) -> None:
        address = self._addresses[name]
        _ip(f"netns add {name}")
        _ip(f"link add to-{name} type veth peer name wire address {_mac(address)} netns {name}")
        _ip(f"link set to-{name} master internet up")
        for command in ("link set lo up", f"addr add {address}/24 dev wire", "link set wire up"):
            _ip(f"-n {name} {command}")

    def _introduce(self) -> None:
        """Everybody knows for good who is where, as a router far away would: nobody is told that one is missing."""
        for name, address in self._addresses.items():
            _ip(f"neigh replace {address} lladdr {_mac(address)} dev internet nud permanent")
            for other in (self.internet, *self._addresses.values()):
                if other != address:
                    _ip(f"-n {name} neigh replace {other} lladdr {_mac(other)} dev wire nud permanent")

    def address(self, name: str) -> str:
        return self._addresses[name]

    @property
    def network(self) -> str:
        return f"{_NETWORK}.0/24"

    def within(self, name: str) -> tuple[str, ...]:
        """What a command begins with that runs there."""
        return ("ip", "netns", "exec", name)

    def cut(self, name: str) -> None:
        _ip(f"link set to-{name} nomaster")

    def join(self, name: str) -> None:
        _ip(f"link set to-{name} master internet")


def _ip(command: str) -> None:
    subprocess.run(["ip", *command.split()], check=True)


def _mac(address: str) -> str:
    return f"02:00:00:00:00:{int(address.rpartition('.')[2]):02x}"


class Forwarder:
    """Leads a port of one address to the same port of 127.0.0.1, where the simulator listens."""

    def __init__(self, address: str, port: int) -> None:
        self._address, self._port = address, port
        self._loop = asyncio.new_event_loop()
        self._pipes: set[asyncio.Task[None]] = set()
        threading.Thread(target=self._loop.run_forever, daemon=True).start()
        serving = asyncio.start_server(self._serve, address, port)
        asyncio.run_coroutine_threadsafe(serving, self._loop).result(10)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        answers, questions = await asyncio.open_connection("127.0.0.1", self._port)
        for source, target in ((reader, questions), (answers, writer)):
            pipe = asyncio.create_task(_pipe(source, target))
            self._pipes.add(pipe)
            pipe.add_done_callback(self._pipes.discard)


async def _pipe(source: asyncio.StreamReader, target: asyncio.StreamWriter) -> None:
    try:
        while data := await source.read(65536):
            target.write(data)
            await target.drain()
    except OSError:
        target.transport.abort()
    else:
        target.close()
