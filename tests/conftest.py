"""What all tests share: databases, whole installations, and the order of files.

SQLite always, PostgreSQL where TEST_POSTGRESQL_URL names a server (in CI it must).
"""

import importlib
import os
import secrets
import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from functools import cache, partial
from pathlib import Path

import pytest
from hypothesis import settings
from sqlalchemy import create_engine, make_url, text

from models.db import Database
from models.migrations.to_newest import upgrade
from models.tables import metadata
from tests import migrated, nursery, sql_heard
from tests.payload_types import misfits
from tests.running import Running

#: Folders whose files take long, and mostly wait.
LONG_ONES = ("faults", "bridge", "page", "journeys", "upgrades", "backup", "contracts")
#: So much of the other files stands between them: while the long ones wait, these compute. The rest comes last, or
#: one long file alone would keep the others waiting at the end.
_BETWEEN = 0.7

# how long an example takes says more about the machine than about us
settings.register_profile("unhurried", deadline=None)
settings.load_profile("unhurried")


@pytest.hookimpl(tryfirst=True)
def pytest_collection(session: pytest.Session) -> None:
    """Of several workers each begins with other files: in a fresh clone what one has compiled, the others only read.

    Together they would compile all of them at the same time, each for itself.
    """
    worker = getattr(session.config, "workerinput", None)
    if worker is None or session.config.args != session.config.getini("testpaths"):
        return
    files = sorted(Path(__file__).parent.rglob("test_*.py"))
    for file in files[int(worker["workerid"].removeprefix("gw")) :: worker["workercount"]]:
        name = ".".join(file.relative_to(session.config.rootpath).with_suffix("").parts)
        with suppress(Exception, pytest.skip.Exception):  # it comes again, and is told then
            importlib.import_module(name)


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    items[:] = [item for file in _mixed(items) for item in file]
    if os.environ.get("SOAK", "") != "1":
        for item in items:
            if item.get_closest_marker("soak") is not None:
                item.add_marker(pytest.mark.skip(reason="a soak: SOAK=1, as in .ci/run"))


def _mixed(items: list[pytest.Item]) -> list[list[pytest.Item]]:
    """Files: the longest first, with short ones between them."""
    files: dict[Path, list[pytest.Item]] = {}
    for item in items:
        files.setdefault(item.path, []).append(item)
    long = sorted((path for path in files if path.parent.name in LONG_ONES), key=_folder)
    short = [path for path in files if path.parent.name not in LONG_ONES]
    mixed = list[Path]()
    for number, path in enumerate(long):
        before, after = (int(len(short) * _BETWEEN * n / len(long)) for n in (number, number + 1))
        mixed += [path, *short[before:after]]
    left = short[int(len(short) * _BETWEEN) :] if long else short
    return [files[path] for path in [*mixed, *left]]


def _folder(path: Path) -> int:
    return LONG_ONES.index(path.parent.name)


@pytest.fixture(scope="session", autouse=True)
def _nursery(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """It begins with the first process that is asked of it."""
    nursery.shared = nursery.Nursery(tmp_path_factory.mktemp("walls") / "heard")
    yield
    nursery.shared.close()
    nursery.shared = None


@pytest.fixture(scope="session", autouse=True)
def _walls_of_all() -> None:
    sql_heard.listen()


@pytest.fixture(autouse=True)
def _walls() -> Iterator[None]:
    """Every statement of the product names the organisation whose rows it is about (tests/sql_walls.py)."""
    yield
    heard = sql_heard.take()
    if nursery.shared is not None and nursery.shared.walls.exists():
        heard += nursery.shared.walls.read_text().splitlines()
        nursery.shared.walls.unlink()
    assert not heard, "statements that name no organisation"


@pytest.fixture(scope="session")
def running() -> Iterator[Running]:
    """Installations that files of tests share."""
    alive = Running()
    yield alive
    alive.close()


_POSTGRESQL = pytest.param("postgresql", marks=pytest.mark.postgresql)
ENGINES = ("sqlite", _POSTGRESQL)
#: Marks a test whose `database` is PostgreSQL alone.
ONLY_POSTGRESQL = pytest.mark.parametrize("database", [_POSTGRESQL], indirect=True)


def postgresql_url() -> str:
    """Of the server's maintenance database. Skips without one; in CI that is a failure."""
    given = os.environ.get("TEST_POSTGRESQL_URL", "")
    if not given:
        if os.environ.get("CI"):
            pytest.fail("TEST_POSTGRESQL_URL is not set, and CI has to test PostgreSQL")
        pytest.skip("TEST_POSTGRESQL_URL is not set")
    return make_url(given).set(drivername="postgresql+psycopg").render_as_string(hide_password=False)


@contextmanager
def new_postgresql() -> Iterator[str]:
    """The URL of a new database without any table; gone afterwards."""
    url = make_url(postgresql_url())
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


@pytest.fixture(scope="session")
def migrated_postgresql() -> Iterator[str]:
    with new_postgresql() as url:
        database = Database(url)
        upgrade(database)
        database.close()
        yield url


@pytest.fixture(scope="session")
def migrated_sqlite() -> Path:
    return migrated.migrated_sqlite()


@cache
def _tables() -> Sequence[str]:
    """Those that refer to others before those others."""
    return tuple(table.name for table in reversed(metadata.sorted_tables))


def _empty(database: Database) -> None:
    """As it was migrated. TRUNCATE, which makes the files of all tables anew, takes three times as long."""
    names = _tables()
    with database.write() as tx:
        having = " UNION ALL ".join(f"SELECT '{name}' WHERE EXISTS (SELECT FROM \"{name}\")" for name in names)
        filled = set(tx.execute(text(having)).scalars())
        for name in names:
            if name in filled:
                tx.execute(text(f'DELETE FROM "{name}"'))
        tx.execute(text("SELECT setval(oid, 1, false) FROM pg_class WHERE relkind = 'S'"))


@pytest.fixture(scope="session")
def shared_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Database:
    """Its file is another one for each test. One engine for all, because each compiles every statement anew."""
    return Database(f"sqlite:///{tmp_path_factory.mktemp('database') / 'otklik.db'}")


@pytest.fixture(scope="session")
def shared_postgresql(migrated_postgresql: str) -> Iterator[Database]:
    """Its connections stay open: each new one would read the whole catalogue and plan every statement anew."""
    database = Database(migrated_postgresql)
    yield database
    database.close()


@pytest.fixture(params=ENGINES)
def database(request: pytest.FixtureRequest) -> Iterator[Database]:
    """Migrated and empty, on each engine in turn."""
    database = _fresh(request)
    yield database
    with database.read() as tx:
        found = misfits(tx)
    if database.is_sqlite:  # the next test has another file
        database.close()
    assert not found, "payloads that are not what their types say"


@pytest.fixture(params=ENGINES)
def databases(request: pytest.FixtureRequest) -> Callable[[], Database]:
    """The same, empty again each time that it is asked for."""
    return partial(_fresh, request)


def _fresh(request: pytest.FixtureRequest) -> Database:
    database: Database = request.getfixturevalue(f"shared_{request.param}")
    if request.param == "sqlite":
        database.close()
        file = Path(str(database.url.database))
        for suffix in ("", "-wal", "-shm"):  # not the lock, which threads of ours have open
            file.with_name(file.name + suffix).unlink(missing_ok=True)
        shutil.copy(request.getfixturevalue("migrated_sqlite"), file)
    else:
        _empty(database)
    return database
