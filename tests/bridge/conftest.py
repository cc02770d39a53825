"""One simulated modem and one bridge for each file of tests: libGammu needs four seconds to begin."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.bridge.bridge import Bridge
from tests.simulated_modem import SimulatedModem


@pytest.fixture(scope="module")
def modem(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SimulatedModem]:
    with SimulatedModem(tmp_path_factory.mktemp("modem")) as modem:
        yield modem


@pytest.fixture(scope="module")
def running_bridge(
    tmp_path_factory: pytest.TempPathFactory, modem: SimulatedModem, migrated_sqlite: Path
) -> Iterator[Bridge]:
    with Bridge(tmp_path_factory.mktemp("bridge"), modem, migrated_sqlite) as bridge:
        yield bridge


@pytest.fixture
def bridge(running_bridge: Bridge) -> Iterator[Bridge]:
    """At work, and the modem behaves again after each test."""
    yield running_bridge
    running_bridge.modem.speaks_again()
    running_bridge.modem.reports("delivered", delay=0.05)
    running_bridge.drops_what_waits()
