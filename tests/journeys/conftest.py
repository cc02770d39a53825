"""Worlds that journeys take place in, each started at its first use."""

from collections.abc import Callable
from typing import Any

import pytest

from tests.journeys import regulations
from tests.journeys.world import World
from tests.running import Running

Start = Callable[..., World]


@pytest.fixture
def start(running: Running, tmp_path_factory: pytest.TempPathFactory) -> Start:
    """start(name, regulation, …): the world of that name, which may be at work already; its journey begins anew."""

    def started(name: str, regulation: str | None = None, **how: Any) -> World:
        def make() -> World:
            folder = tmp_path_factory.mktemp(name)
            if regulation is None:
                return World(folder, name, **how)
            path = folder / "regulation.toml"
            path.write_text(regulation, encoding="utf-8")
            return World(folder, path, **how)

        world = running.of(name, make)
        world.begins_anew()
        return world

    return started


@pytest.fixture
def reception(start: Start) -> World:
    """Like `world`, with a modem for people who text and ring."""
    return start("reception", regulations.RUSSIAN, modem=True)


@pytest.fixture
def office(start: Start) -> World:
    """Like `world`, with a number of WhatsApp."""
    return start("office", regulations.RUSSIAN, whatsapp=True)


@pytest.fixture
def isp(start: Start) -> World:
    """The internet provider of examples/regulations/a1_isp.toml: five kinds, some with questions; open by day."""
    return start("a1_isp")


@pytest.fixture
def world(start: Start) -> World:
    """Around the clock, one kind, nothing to ask; staff speak Russian. Nobody moves its clock."""
    return start("russian", regulations.RUSSIAN)


@pytest.fixture
def busy(start: Start) -> World:
    """Like `world`; its group takes three posts a second."""
    return start("busy", regulations.RUSSIAN, rate_limits="none,none,3/1s")


@pytest.fixture
def english(start: Start) -> World:
    """The same with a desk that speaks English."""
    return start("english", regulations.ENGLISH, staff_language="en")


@pytest.fixture
def clockwork(start: Start) -> World:
    """Like `world`, for journeys that move the clock."""
    return start("clockwork", regulations.RUSSIAN)
