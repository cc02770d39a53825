"""One whole installation for the fault tests that ask for nothing special; each test leaves it working."""

import secrets
from collections.abc import Iterator

import pytest
from sqlalchemy import create_engine, make_url, text

from tests.conftest import ENGINES, postgresql_url
from tests.installation import Installation


@pytest.fixture(scope="session")
def installation(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    with Installation(tmp_path_factory.mktemp("otklik")) as running:
        yield running


@pytest.fixture(scope="session")
def installation_on_postgresql(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    """In a database of its own, gone afterwards."""
    url = make_url(postgresql_url())
    name = f"otklik_{secrets.token_hex(6)}"
    server = create_engine(url, isolation_level="AUTOCOMMIT")
    with server.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name}"))
    own = url.set(database=name).render_as_string(hide_password=False)
    with Installation(tmp_path_factory.mktemp("otklik"), database_url=own) as running:
        yield running
    with server.connect() as connection:
        connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))
    server.dispose()


@pytest.fixture
def otklik(installation: Installation) -> Iterator[Installation]:
    """All of it runs, and the simulated world behaves, whatever the test before did."""
    yield from _in_order(installation)


@pytest.fixture(params=ENGINES)
def otklik_on_each(request: pytest.FixtureRequest) -> Iterator[Installation]:
    """The same on each engine in turn."""
    name = "installation" if request.param == "sqlite" else "installation_on_postgresql"
    yield from _in_order(request.getfixturevalue(name))


def _in_order(running: Installation) -> Iterator[Installation]:
    running.revive()
    yield running
    running.telegram.cancel()
    running.telegram.limits()
