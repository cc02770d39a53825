"""What the doctor asks WhatsApp about a number, held against the simulator."""

from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import replace

import pytest

from models.rules.delivery.rate_limits import RateLimits
from models.rules.health.number_health import NumberFacts
from tests.contracts.webhook_listener import WebhookListener
from tests.simulated_telegram import free_port
from tests.simulated_whatsapp import SimulatedWhatsApp
from workers.transports.whatsapp import WhatsAppSender

NO_LIMITS = RateLimits(None, None, None)
Asked = Callable[[], Awaitable[NumberFacts]]


@pytest.fixture
async def asked(whatsapp: SimulatedWhatsApp) -> AsyncIterator[Asked]:
    sender = WhatsAppSender(whatsapp.token, whatsapp.phone_id, whatsapp.url, NO_LIMITS)

    async def ask() -> NumberFacts:
        return NumberFacts.of_json(await sender.told_about())

    yield ask
    await sender.close()


async def test_of_a_number_as_the_guide_makes_it_everything_is_known(
    whatsapp: SimulatedWhatsApp, heard: WebhookListener, asked: Asked
) -> None:
    whatsapp.template("may_we", "Прислать ответ?", language="ru")
    whatsapp.template("may_we", "Hello {{1}}, may we?", language="en", status="PENDING")
    facts = await asked()
    assert replace(facts, templates=None, shown="") == NumberFacts(
        "whatsapp", whatsapp.phone_id, quality="GREEN", callback=heard.url, subscribed=True
    )
    assert facts.shown.isdecimal()
    found = {(one.name, one.language): (one.status, one.category, one.parameters) for one in facts.templates or ()}
    assert found["may_we", "ru"] == ("APPROVED", "UTILITY", 0)
    assert found["may_we", "en"] == ("PENDING", "UTILITY", 1)


async def test_a_token_that_ended_is_named_by_its_code(whatsapp: SimulatedWhatsApp, asked: Asked) -> None:
    whatsapp.change_account(expired=True)
    assert (await asked()).refused == "190"


async def test_a_number_of_somebody_else_is_refused(
    simulated_whatsapp: SimulatedWhatsApp, whatsapp: SimulatedWhatsApp
) -> None:
    theirs = simulated_whatsapp.number(account=simulated_whatsapp.other_account()["id"])
    sender = WhatsAppSender(whatsapp.token, theirs["id"], whatsapp.url, NO_LIMITS)
    facts = await sender.told_about()
    await sender.close()
    assert facts["refused"] == "100"


async def test_what_changed_there_is_seen(whatsapp: SimulatedWhatsApp, asked: Asked) -> None:
    whatsapp.change_number(quality_rating="RED", registered=False, allowed=["79160000001"])
    whatsapp.change_account(subscribed=False, callback_url="")
    facts = await asked()
    assert (facts.quality, facts.registered, facts.test_only) == ("RED", False, True)
    assert (facts.subscribed, facts.callback) == (False, "")


async def test_nobody_there_is_an_answer_too_and_names_no_token() -> None:
    sender = WhatsAppSender("EAAsecret", "1001", f"http://127.0.0.1:{free_port()}", NO_LIMITS)
    facts = await sender.told_about()
    await sender.close()
    assert facts["refused"]
    assert "EAAsecret" not in str(facts)
