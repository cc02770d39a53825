"""One simulator for the session; each test has a bot, people and groups of its own."""

import secrets
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.contracts.bot_clients import CLIENTS, BotClient
from tests.contracts.whatsapp_fixtures import heard as heard
from tests.contracts.whatsapp_fixtures import simulated_whatsapp as simulated_whatsapp
from tests.contracts.whatsapp_fixtures import whatsapp as whatsapp
from tests.simulated_telegram import SimulatedTelegram


@pytest.fixture(scope="session")
def simulator(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SimulatedTelegram]:
    with SimulatedTelegram(tmp_path_factory.mktemp("simulated")) as running:
        yield running


@pytest.fixture
def telegram(simulator: SimulatedTelegram) -> Iterator[SimulatedTelegram]:
    token = f"{7_100_000_000 + secrets.randbelow(800_000_000)}:{secrets.token_hex(17)}x"
    simulator.post("/control/bots", token=token, username=f"test_{secrets.token_hex(4)}_bot")
    yield SimulatedTelegram.at(simulator.url, token)
    simulator.cancel()
    simulator.limits()
    simulator.clock(0)


@pytest.fixture(params=sorted(CLIENTS))
async def bot(request: pytest.FixtureRequest, telegram: SimulatedTelegram) -> AsyncIterator[BotClient]:
    client = CLIENTS[request.param](telegram.url, telegram.token)
    yield client
    await client.close()


@pytest.fixture
def anna(telegram: SimulatedTelegram) -> dict[str, Any]:
    """A requester who has started the bot."""
    person = telegram.person("Анна", last_name="Петрова")
    telegram.starts(person)
    return person


@pytest.fixture
def ivan(telegram: SimulatedTelegram) -> dict[str, Any]:
    return telegram.person("Иван")


@pytest.fixture
def staff(telegram: SimulatedTelegram, ivan: dict[str, Any]) -> dict[str, Any]:
    """A forum group with Ivan in it and the bot as administrator."""
    return telegram.group("Поддержка", [ivan])


@pytest.fixture
def state(tmp_path: Path) -> Path:
    return tmp_path / "state"
