"""One whole installation for the fault tests that ask for nothing special; each test leaves it working."""

from collections.abc import Iterator

import pytest

from tests.installation import Installation


@pytest.fixture(scope="session")
def installation(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    with Installation(tmp_path_factory.mktemp("otklik")) as running:
        yield running


@pytest.fixture
def otklik(installation: Installation) -> Iterator[Installation]:
    """All of it runs, and the simulated world behaves, whatever the test before did."""
    installation.revive()
    yield installation
    installation.telegram.cancel()
    installation.telegram.limits()
