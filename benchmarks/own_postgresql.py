"""A PostgreSQL to measure on: a new database on a given server, or a server of our own for as long as it takes."""

import os
import secrets
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import create_engine, make_url, text

from tests.simulated_telegram import free_port

ENGINES = ("sqlite", "postgresql")
_ACCOUNT = "postgres"


class NoPostgresql(RuntimeError):
    """Neither a server's URL nor the programs of one."""


@contextmanager
def database_of(engine: str, server_url: str = "") -> Iterator[str]:
    """The URL of an empty one for an installation; empty for SQLite: its own file. server_url: see database_on."""
    if engine == "sqlite":
        yield ""
    elif server_url:
        with database_on(server_url) as url:
            yield url
    else:
        with own_server() as server, database_on(server) as url:
            yield url


@contextmanager
def database_on(server_url: str) -> Iterator[str]:
    """The SQLAlchemy URL of a new database; gone afterwards. server_url: of any database of that server."""
    url = make_url(server_url).set(drivername="postgresql+psycopg")
    name = f"otklik_{secrets.token_hex(6)}"
    server = create_engine(url, isolation_level="AUTOCOMMIT")
    with server.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name}"))
    try:
        yield url.set(database=name).render_as_string(hide_password=False)
    finally:
        with server.connect() as connection:
            connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))
        server.dispose()


@contextmanager
def own_server() -> Iterator[str]:
    """The URL of a server on loopback with the settings that it comes with, fsync included. Raises NoPostgresql."""
    programs = _programs()
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        port = free_port()
        if os.geteuid() == 0:
            shutil.chown(folder, _ACCOUNT)
        _run(programs / "initdb", "-D", folder / "db", "-U", "otklik", "-A", "trust", "-E", "UTF8", folder=folder)
        options = f"-p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories=''"
        log = folder / "server.log"
        _run(programs / "pg_ctl", "-D", folder / "db", "-w", "-l", log, "start", "-o", options, folder=folder)
        try:
            yield f"postgresql://otklik@127.0.0.1:{port}/postgres"
        finally:
            _run(programs / "pg_ctl", "-D", folder / "db", "-w", "-m", "immediate", "stop", folder=folder)


def _programs() -> Path:
    """The folder of the newest version; Debian keeps it off the PATH."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: float(path.parts[-3]))
    if found:
        return found[-1].parent
    on_path = shutil.which("initdb")
    if on_path is None:
        raise NoPostgresql("no PostgreSQL: install Debian's package postgresql, or name a server by --postgresql URL")
    return Path(on_path).resolve().parent


def _run(program: Path, *arguments: object, folder: Path) -> None:
    """As the package's own account when we are root, which it refuses."""
    command = [str(program), *map(str, arguments)]
    if os.geteuid() == 0:
        command = ["runuser", "-u", _ACCOUNT, "--", *command]
    said = folder / "said.log"
    with said.open("ab") as log:
        done = subprocess.run(command, cwd=folder, stdin=subprocess.DEVNULL, stdout=log, stderr=log, check=False)
    if done.returncode:
        raise NoPostgresql(f"{program.name} failed: {said.read_text(errors='replace')[-2000:]}")
