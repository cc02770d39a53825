"""What the bot asks WhatsApp of a number: what it is called, and whether our token is good for it."""

import asyncio
import logging
from collections.abc import Callable

import pytest
from pydantic import SecretStr

from bot import whatsapp_numbers
from bot.beginning import ServedNumber
from bot.whatsapp.arrivals import Arrivals
from bot.whatsapp_numbers import WhatsAppNumbers
from models.clock import Clock
from models.db import Database
from models.queries.bots import bot_name_of
from models.rules.delivery.transports import WHATSAPP
from models.rules.desk.whatsapp_numbers import WhatsAppNumber
from models.writer import Writer
from tests.actions.office import Office
from tests.simulated_whatsapp import SimulatedWhatsApp

PATIENCE_SECONDS = 60


async def until(found: Callable[[], bool]) -> None:
    async with asyncio.timeout(PATIENCE_SECONDS):
        while not found():
            await asyncio.sleep(0.02)


@pytest.mark.parametrize("token", ["", "EAAnobodys"])
async def test_a_token_that_is_not_taken_is_told_to_monitors_until_it_is_and_never_shown(
    database: Database,
    whatsapp: SimulatedWhatsApp,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    token: str,
) -> None:
    """token: another one; empty: ours, which is over for a while."""
    caplog.set_level(logging.ERROR)
    monkeypatch.setattr(whatsapp_numbers, "_TRY_AGAIN_SECONDS", 0.05)
    organisation = Office(database).edition.organisation_id
    writer, secret = Writer(database), SecretStr(token or whatsapp.token)
    number = WhatsAppNumber("", whatsapp.phone_id, "", secret, SecretStr("x"), SecretStr("y"))
    arrivals = Arrivals(writer, Clock(), lambda: None)
    numbers = WhatsAppNumbers([ServedNumber(number, organisation)], whatsapp.url, arrivals)
    whatsapp.change_account(expired=True)
    watching = [asyncio.create_task(part) for part in numbers.parts(writer, Clock())]
    await until(lambda: bool(numbers.troubles()))
    (said,) = numbers.troubles()
    assert said.startswith(f"WhatsApp number {whatsapp.phone_id}: WhatsApp refuses the token or the number")
    whatsapp.change_account(expired=False)
    if not token:
        await until(lambda: not numbers.troubles())
        with database.read() as tx:
            name = bot_name_of(tx, organisation, WHATSAPP.name)
        assert name is not None
        assert name.isdecimal()
    assert secret.get_secret_value() not in caplog.text + str(numbers.troubles())
    for task in watching:
        task.cancel()
    await asyncio.gather(*watching, return_exceptions=True)
    writer.close()
