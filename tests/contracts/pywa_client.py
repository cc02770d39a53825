"""pywa, a WhatsApp library that is none of ours, with the simulator in place of Meta's server."""

import logging
from typing import Any

import httpx
from pywa.client import WhatsApp

from tests.contracts.webhook_listener import WebhookListener
from tests.simulated_whatsapp import SimulatedWhatsApp

logging.getLogger("httpx").setLevel(logging.WARNING)


class Pywa:
    """Its sending side is `client`; what it makes of webhooks is in `heard`."""

    def __init__(self, whatsapp: SimulatedWhatsApp) -> None:
        self._session = httpx.Client(timeout=20, trust_env=False)
        self.client = WhatsApp(
            phone_id=whatsapp.phone_id,
            token=whatsapp.token,
            session=self._session,
            verify_token=whatsapp.verify_token,
            app_secret=whatsapp.app_secret,
            waba_id=whatsapp.account()["id"],
        )
        self._session.base_url = httpx.URL(f"{whatsapp.url}/v25.0")
        self.heard: list[Any] = []
        for hook in ("message", "callback_button", "callback_selection", "message_status", "phone_number_change"):
            getattr(self.client, f"on_{hook}")(self._hear)
        self._fed = 0

    def _hear(self, client: WhatsApp, update: Any) -> None:
        self.heard.append(update)

    def listens(self, listener: WebhookListener) -> list[Any]:
        """Takes what came since, byte by byte, signature included. Returns all that it has heard."""
        for body, signature in list(listener.bodies)[self._fed :]:
            assert self.client.webhook_update_validator(body, signature) is None
            assert self.client.webhook_update_handler(body) == ("ok", 200)
            self._fed += 1
        return self.heard

    def close(self) -> None:
        self._session.close()
