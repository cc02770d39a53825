"""The bridge beside a modem that is about to fail; tests/bridge/bridge.py says how it is asked."""

from collections.abc import Iterator

import pytest

from tests.bridge.bridge import Bridge
from tests.bridge.conftest import modem, running_bridge

__all__ = ["bridge", "modem", "running_bridge"]


@pytest.fixture
def bridge(running_bridge: Bridge, request: pytest.FixtureRequest) -> Iterator[Bridge]:
    """At work, and put right after each test without being started again: that is what is tested.

    Only after a failure it is started anew: its child may still hang on what the test ordered.
    """
    running_bridge.modem.reports("delivered", delay=0.05)
    running_bridge.waits_for_state("working", seconds=60)
    failed = request.session.testsfailed
    yield running_bridge
    running_bridge.modem.speaks_again()
    running_bridge.modem.puts_cable_back()
    running_bridge.drops_what_waits()
    if running_bridge.process is not None and request.session.testsfailed > failed:
        running_bridge.kill()
    if running_bridge.process is None:
        running_bridge.start()
