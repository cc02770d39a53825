"""The simulated WhatsApp between a test's office and Anna's phone: signed webhooks come in, our sender writes."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from bot.whatsapp.batches import split
from models.actions.queue.inbox import store_inbound
from models.clock import Instant
from models.rules.delivery.rate_limits import RateLimits
from models.rules.delivery.states import DeliveryState
from models.rules.delivery.transports import WHATSAPP
from tests.contracts.transport_office import Shown, TransportOffice
from tests.contracts.webhook_listener import WebhookListener
from tests.simulated_whatsapp import SimulatedWhatsApp, file
from workers.transports.whatsapp import WhatsAppSender


class WhatsAppWire:
    traits, reader = WHATSAPP, None

    def __init__(self, whatsapp: SimulatedWhatsApp, heard: WebhookListener, folder: Path) -> None:
        self.folder, self._whatsapp, self._heard = folder, whatsapp, heard
        whatsapp.behaves(statuses="withheld")  # what arrived is said when a test says so
        self._anna = whatsapp.person("Анна")
        self.account, self.address = whatsapp.phone_id, str(self._anna["user_id"])
        limits = RateLimits(None, None, None)
        self.sender = WhatsAppSender(whatsapp.token, self.account, whatsapp.url, limits, folder)
        self.screen: list[Shown] = []
        self._taken = 0

    def says(self, office: TransportOffice, text: str, when: Instant, photo: bytes | None) -> str:
        self._at(when)
        if photo is None:
            said = self._whatsapp.types(self._anna, text)
        else:
            said = self._whatsapp.types(self._anna, image=file(photo, "router.jpg", "image/jpeg"), caption=text)
        self._arrives(office, when)
        return str(said["id"])

    def presses(self, office: TransportOffice, shown: Shown, label: str, when: Instant) -> None:
        """A row of a list may say more than its title."""
        self._at(when)
        message = self._message(shown.id)
        for row in message["rows"]:
            if label in (row["title"], row.get("description")):
                self._whatsapp.chooses(self._anna, row["title"], message_id=shown.id)
        if not message["rows"]:
            self._whatsapp.presses(self._anna, label, message_id=shown.id)
        self._arrives(office, when)

    def corrects(self, office: TransportOffice, said: str, text: str, when: Instant) -> bool:
        return False

    def reports(self, office: TransportOffice, shown: Shown, state: DeliveryState, when: Instant) -> None:
        self._at(when)
        word = "delivered" if state is DeliveryState.DELIVERED else "failed"
        status = {"id": shown.id, "status": word, "recipient_user_id": self.address, "recipient_id": ""}
        stamped = {**status, "timestamp": str(int(when.real.timestamp()))}
        self._whatsapp.posts_webhook(number=self.account, items=[{"part": "statuses", "body": stamped}])
        self._arrives(office, when)

    def moves(self, office: TransportOffice, when: Instant) -> None:
        """Anna has another phone, and so another BSUID."""
        self._at(when)
        self._whatsapp.changes_phone(self._anna, f"7999{self._anna['id']:07}")
        self._arrives(office, when)

    def hears(self, office: TransportOffice, when: Instant, word: str) -> None:
        """What the service says by itself, until there is that status."""
        self._whatsapp.wait_for(lambda: word in [one["status"] for one in self._heard.statuses()], 60)
        self._arrives(office, when)

    def settles(self, office: TransportOffice, when: Instant) -> None:
        """The simulated clock is the office's, as the window closes by it."""
        self._at(when)
        self.screen[:] = [self._shown(message) for message in self._whatsapp.received(self._anna)]

    def _shown(self, message: dict[str, Any]) -> Shown:
        rows = [row.get("description") or row["title"] for row in message["rows"]]
        labels = rows or [button["title"] for button in message["buttons"]]
        content = message["content"]
        media = content.get(content["type"], {}).get("id") if content["type"] in ("image", "document") else None
        files = () if media is None else (self._whatsapp.file(media),)
        return Shown(message["id"], message["text"], tuple(labels), files)

    def _message(self, provider_id: str) -> dict[str, Any]:
        return next(one for one in self._whatsapp.messages(self._anna) if one["id"] == provider_id)

    def _at(self, when: Instant) -> None:
        self._whatsapp.clock((when.real - datetime.now(UTC)).total_seconds())

    def _arrives(self, office: TransportOffice, when: Instant) -> None:
        self._whatsapp.all_told()
        bodies, self._taken = self._heard.bodies[self._taken :], len(self._heard.bodies)
        assert bodies, "nothing came"
        for body, _ in bodies:
            found = split(json.loads(body), {self.account})
            with office.database.write(durable=True) as tx:
                store_inbound(tx, WHATSAPP.name, self.account, found.kept[self.account], when.real)
