"""Every transport that the product comes with keeps what its row of traits promises: the journey of all, over its own
reader, sender and wire. A new row needs a wire here, or this file fails.
"""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from bot.__main__ import READERS
from bot.telegram.updates import to_raw_inbound
from models.actions.delivery.sms_departures import Departure
from models.actions.queue.inbox import store_inbound
from models.actions.reach.sms_words import GSM_ACCOUNT
from models.clock import Instant
from models.rules.delivery.send_results import SendResult, Sent
from models.rules.delivery.states import DeliveryState
from models.rules.delivery.transports import SHIPPED, SMS, TELEGRAM, WHATSAPP
from tests.actions.office import at
from tests.actions.sms_office import GALYA
from tests.contracts.transport_journey import TransportJourney
from tests.contracts.transport_office import Shown, TransportOffice, Wire
from tests.contracts.webhook_listener import WebhookListener
from tests.contracts.whatsapp_wire import WhatsAppWire
from tests.simulated_telegram import SimulatedTelegram, file
from tests.simulated_whatsapp import SimulatedWhatsApp
from workers.transports.telegram import TelegramSender

pytestmark = pytest.mark.filterwarnings("ignore:Please use 'Bot:telegram.warnings.PTBUserWarning")


class TelegramWire:
    """The simulated Telegram, where Anna talks with a bot that is none of the staff's."""

    traits, reader = TELEGRAM, None

    def __init__(self, telegram: SimulatedTelegram, folder: Path) -> None:
        self.folder, self._telegram = folder, telegram
        self._anna = telegram.person("Анна", language_code="ru")
        telegram.starts(self._anna)
        telegram.api("getUpdates", offset=-1)
        self.account, self.address = str(telegram.bot_id), str(self._anna["id"])
        self.sender = TelegramSender(telegram.token, telegram.url, files_dir=folder)
        self.screen: list[Shown] = []
        self._offset = 0

    def says(self, office: TransportOffice, text: str, when: Instant, photo: bytes | None) -> str:
        self._at(when)
        with_photo: dict[str, Any] = (
            {} if photo is None else {"photo": file(photo, "router.jpg", "image/jpeg"), "caption": text}
        )
        said = self._telegram.types(self._anna, "" if with_photo else text, **with_photo)
        self._arrives(office, when)
        return str(said["message_id"])

    def presses(self, office: TransportOffice, shown: Shown, label: str, when: Instant) -> None:
        self._at(when)
        self._telegram.presses(self._message(shown.id), label, wait_seconds=0)
        self._arrives(office, when)

    def corrects(self, office: TransportOffice, said: str, text: str, when: Instant) -> bool:
        self._at(when)
        self._telegram.edits(self._message(said), text)
        self._arrives(office, when)
        return True

    def reports(self, office: TransportOffice, shown: Shown, state: DeliveryState, when: Instant) -> None:
        raise AssertionError("Telegram says nothing later")

    def settles(self, office: TransportOffice, when: Instant) -> None:
        messages = [one for one in self._telegram.messages(self._anna) if one["sender_id"] == self._telegram.bot_id]
        self.screen[:] = [self._shown(message) for message in messages]

    def _shown(self, message: dict[str, Any]) -> Shown:
        rows = message.get("reply_markup", {}).get("inline_keyboard", ())
        files = [message["document"]] if "document" in message else []
        return Shown(
            str(message["message_id"]),
            message.get("text") or message.get("caption") or "",
            tuple(button["text"] for row in rows for button in row),
            tuple(self._telegram.file(one["file_unique_id"]) for one in files),
        )

    def _message(self, provider_id: str) -> dict[str, Any]:
        return next(one for one in self._telegram.messages(self._anna) if str(one["message_id"]) == provider_id)

    def _at(self, when: Instant) -> None:
        self._telegram.clock((when.real - datetime.now(UTC)).total_seconds())

    def _arrives(self, office: TransportOffice, when: Instant) -> None:
        for update in self._telegram.api("getUpdates", offset=self._offset)["result"]:
            self._offset = update["update_id"] + 1
            with office.database.write(durable=True) as tx:
                store_inbound(tx, TELEGRAM.name, self.account, [to_raw_inbound(update)], when.real)


#: The network's name for the first part that it takes (SmsOffice).
_FIRST = 7


class SmsWire:
    """A modem's tables: what lay on the SIM came in, and parts leave by it."""

    traits, reader, sender, account, address = SMS, None, None, GSM_ACCOUNT, GALYA

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.screen: list[Shown] = []
        self._parts: list[Departure] = []

    def says(self, office: TransportOffice, text: str, when: Instant, photo: bytes | None) -> str:
        assert photo is None
        office.hears(text, GALYA, when)
        return ""

    def presses(self, office: TransportOffice, shown: Shown, label: str, when: Instant) -> None:
        raise AssertionError("a phone has no buttons")

    def corrects(self, office: TransportOffice, said: str, text: str, when: Instant) -> bool:
        return False

    def reports(self, office: TransportOffice, shown: Shown, state: DeliveryState, when: Instant) -> None:
        assert state is DeliveryState.DELIVERED
        for reference in shown.id.split():
            office.reports(int(reference), 0, GALYA, when)

    def settles(self, office: TransportOffice, when: Instant) -> None:
        """A phone shows the parts of a message as one, as soon as the last is there."""

        def gone(part: Departure) -> SendResult:
            if office.fates:
                return office.fates.pop(0)
            self._parts.append(part)
            return Sent()

        office.texts(when, gone)
        self.screen[:] = [
            Shown(" ".join(str(_FIRST + self._parts.index(part)) for part in parts), "".join(p.text for p in parts))
            for parts in self._messages()
        ]

    def _messages(self) -> Iterator[list[Departure]]:
        """Parts that are there, message by message."""
        whole: list[Departure] = []
        for part in self._parts:
            whole.append(part)
            if part.part == part.of:
                yield whole
                whole = []


WIRES = {TELEGRAM.name: TelegramWire, SMS.name: SmsWire, WHATSAPP.name: WhatsAppWire}


@pytest.mark.parametrize("name", SHIPPED)
def test_every_row_has_a_wire_that_plays_the_journey(name: str) -> None:
    assert name in WIRES
    assert name in READERS


class TestTelegram(TransportJourney):
    @pytest.fixture
    def wire(self, telegram: SimulatedTelegram, tmp_path: Path) -> Wire:
        return TelegramWire(telegram, tmp_path)


class TestSms(TransportJourney):
    @pytest.fixture
    def wire(self, tmp_path: Path) -> Wire:
        return SmsWire(tmp_path)


class TestWhatsApp(TransportJourney):
    @pytest.fixture
    def wire(self, whatsapp: SimulatedWhatsApp, heard: WebhookListener, tmp_path: Path) -> Wire:
        return WhatsAppWire(whatsapp, heard, tmp_path)

    def test_staff_are_told_that_she_changed_her_phone(
        self, office: TransportOffice, wire: WhatsAppWire, ticket_id: int
    ) -> None:
        wire.moves(office, at("1m"))
        office.goes_on(at("1m"))
        assert "WhatsApp: абонент сменил номер телефона" in office.staff_told(ticket_id)
