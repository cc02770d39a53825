"""One simulated WhatsApp for a session; each test has a business, a number and a webhook of its own."""

from collections.abc import Iterator

import pytest

from tests.contracts.webhook_listener import WebhookListener
from tests.simulated_whatsapp import SimulatedWhatsApp


@pytest.fixture(scope="session")
def simulated_whatsapp(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SimulatedWhatsApp]:
    with SimulatedWhatsApp(tmp_path_factory.mktemp("whatsapp")) as running:
        yield running


@pytest.fixture
def whatsapp(simulated_whatsapp: SimulatedWhatsApp) -> Iterator[SimulatedWhatsApp]:
    account = simulated_whatsapp.other_account()
    simulated_whatsapp.number(account=account["id"])
    yield SimulatedWhatsApp.at(simulated_whatsapp.url, account["token"])
    simulated_whatsapp.cancel()
    simulated_whatsapp.limits()
    simulated_whatsapp.clock(0)
    simulated_whatsapp.behaves(window="at_once", statuses="normal", status_delay=0.02, service_billable=True)


@pytest.fixture
def heard(whatsapp: SimulatedWhatsApp) -> Iterator[WebhookListener]:
    """What the business is told."""
    with WebhookListener(whatsapp.verify_token) as listener:
        whatsapp.webhook(listener.url)
        yield listener
        whatsapp.no_webhook()
