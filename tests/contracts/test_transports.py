"""Every transport that the product comes with keeps what its row of traits promises: the journey of all, over its own
reader, sender and wire. A new row needs a wire here, or this file fails.
"""

from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from bot.__main__ import READERS
from bot.telegram.updates import to_raw_inbound
from bot.whatsapp.batches import split
from models.actions.delivery.sms_departures import Departure
from models.actions.queue.dispatching import Dispatch
from models.actions.queue.inbox import store_inbound
from models.actions.reach.sms_words import GSM_ACCOUNT
from models.clock import Instant
from models.rules.delivery.payloads import as_post
from models.rules.delivery.rate_limits import RateLimits
from models.rules.delivery.send_results import SendResult, Sent
from models.rules.delivery.states import DeliveryState
from models.rules.delivery.transports import SHIPPED, SMS, TELEGRAM, WHATSAPP
from tests.actions.office import at
from tests.actions.sms_office import GALYA
from tests.contracts.transport_journey import TransportJourney
from tests.contracts.transport_office import Shown, TransportOffice, Wire
from tests.simulated_telegram import SimulatedTelegram, file
from workers.transports.port import RemoteFile
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


class WhatsAppWire:
    """What its webhook brings, and a sender that shows everything at once."""

    traits, reader, account, address = WHATSAPP, None, "106540352242922", "RU.13491208655302741918"

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.sender = WhatsAppSender(self)
        self.screen: list[Shown] = []
        self.photos: dict[str, bytes] = {}
        self._keys: dict[tuple[str, str], str] = {}
        self._ids = count(1)

    def shows(self, dispatch: Dispatch) -> str:
        post = as_post(dispatch.payload)
        choices = [choice for row in post.get("choices", ()) for choice in row]
        shown = Shown(f"wamid.out{next(self._ids)}", post.get("text", ""))
        shown.choices = tuple(choice["label"] for choice in choices)
        self._keys |= {(shown.id, choice["label"]): choice["key"] for choice in choices}
        shown.files = tuple((self.folder / str(file.path)).read_bytes() for file in dispatch.files)
        self.screen.append(shown)
        return shown.id

    def says(self, office: TransportOffice, text: str, when: Instant, photo: bytes | None) -> str:
        if photo is None:
            return self._brings(office, when, {"type": "text", "text": {"body": text}})
        media_id = f"media{next(self._ids)}"
        self.photos[media_id] = photo
        image = {"id": media_id, "mime_type": "image/jpeg", "sha256": "x", "caption": text}
        return self._brings(office, when, {"type": "image", "image": image})

    def presses(self, office: TransportOffice, shown: Shown, label: str, when: Instant) -> None:
        reply = {"id": self._keys[shown.id, label], "title": label}
        kind = "button_reply" if len(shown.choices) <= 3 else "list_reply"
        context = {"from": "15550783881", "id": shown.id}
        interactive = {"type": kind, kind: reply}
        self._brings(office, when, {"type": "interactive", "interactive": interactive, "context": context})

    def corrects(self, office: TransportOffice, said: str, text: str, when: Instant) -> bool:
        return False

    def reports(self, office: TransportOffice, shown: Shown, state: DeliveryState, when: Instant) -> None:
        word = "delivered" if state is DeliveryState.DELIVERED else "failed"
        status = {"id": shown.id, "status": word, "recipient_user_id": self.address, "recipient_id": ""}
        self._posts(office, when, {"statuses": [{**status, "timestamp": str(int(when.real.timestamp()))}]})

    def moves(self, office: TransportOffice, when: Instant) -> None:
        """Anna has another phone, and so another BSUID."""
        system = {
            "type": "user_changed_number",
            "wa_id": "79009",
            "user_id": "RU.2",
            "previous_user_id": self.address,
        }
        self._brings(office, when, {"type": "system", "system": system})

    def settles(self, office: TransportOffice, when: Instant) -> None: ...

    def _brings(self, office: TransportOffice, when: Instant, said: dict[str, Any]) -> str:
        wamid = f"wamid.in{next(self._ids)}"
        message = {"id": wamid, "from_user_id": self.address, "timestamp": str(int(when.real.timestamp())), **said}
        contacts = [{"profile": {"name": "Анна"}, "user_id": self.address}]
        self._posts(office, when, {"contacts": contacts, "messages": [message]})
        return wamid

    def _posts(self, office: TransportOffice, when: Instant, value: dict[str, Any]) -> None:
        metadata = {"display_phone_number": "15550783881", "phone_number_id": self.account}
        change = {"field": "messages", "value": {"messaging_product": "whatsapp", "metadata": metadata, **value}}
        found = split({"entry": [{"id": "1", "changes": [change]}]}, {self.account})
        with office.database.write(durable=True) as tx:
            store_inbound(tx, WHATSAPP.name, self.account, found.kept[self.account], when.real)


class WhatsAppSender:
    transport, limits = WHATSAPP.name, RateLimits(None, None, None)

    def __init__(self, wire: WhatsAppWire) -> None:
        self._wire, self.account = wire, wire.account

    async def send(self, dispatch: Dispatch) -> SendResult:
        return Sent((self._wire.shows(dispatch),))

    async def find_file(self, file_id: str) -> RemoteFile:
        return RemoteFile(file_id, len(self._wire.photos[file_id]))

    async def bytes_of(self, found: RemoteFile) -> AsyncIterator[bytes]:
        yield self._wire.photos[found.path]

    async def close(self) -> None: ...


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
    def wire(self, tmp_path: Path) -> Wire:
        return WhatsAppWire(tmp_path)

    def test_staff_are_told_that_she_changed_her_phone(
        self, office: TransportOffice, wire: WhatsAppWire, ticket_id: int
    ) -> None:
        wire.moves(office, at("1m"))
        office.goes_on(at("1m"))
        assert "WhatsApp: абонент сменил номер телефона" in office.staff_told(ticket_id)
