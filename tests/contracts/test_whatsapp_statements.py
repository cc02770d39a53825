"""What comes by WhatsApp in one batch of the inbox asks the database together, as what comes by Telegram does."""

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import Any, cast

import pytest

from bot.inbox_loop import InboxLoop
from bot.requester.stored import handle
from bot.requester.unreadable import set_aside
from bot.telegram.updates import to_raw_inbound
from bot.whatsapp.batches import split
from models.actions.queue.inbox import RawInbound, store_inbound
from models.clock import Clock, Instant
from models.db import Database
from models.rules.delivery.transports import TELEGRAM, WHATSAPP
from models.writer import Writer
from tests.actions.office import ACCOUNT, at
from tests.actions.test_statements import statements_of
from tests.contracts.transport_office import TransportOffice
from tests.contracts.webhook_listener import WebhookListener
from tests.contracts.whatsapp_requests import change, message, request
from tests.contracts.whatsapp_wire import WhatsAppWire
from tests.simulated_whatsapp import SimulatedWhatsApp

#: Makes so many things come at once.
Comes = Callable[[int, Instant], Sequence[RawInbound]]


@pytest.fixture
def wire(whatsapp: SimulatedWhatsApp, heard: WebhookListener, tmp_path: Path) -> WhatsAppWire:
    return WhatsAppWire(whatsapp, heard, tmp_path)


@pytest.fixture
def office(database: Database, wire: WhatsAppWire, monkeypatch: pytest.MonkeyPatch) -> Iterator[TransportOffice]:
    """Anna's request is ticket 1."""
    office = TransportOffice(database, wire, monkeypatch)
    office.writes("Не работает интернет")
    office.chooses("Авария")
    office.writes("Роутер")
    office.chooses("Отправить")
    office.looks_away()
    yield office
    office.closes_down()


def asked(office: TransportOffice, transport: str, account: str, comes: Comes) -> tuple[list[str], list[str]]:
    """What two of them, and then eight, ask of the database, each time in one batch."""
    found: list[list[str]] = []
    for count, when in ((2, at("2m")), (8, at("4m"))):
        items = comes(count, when)
        with office.database.write(durable=True) as tx:
            store_inbound(tx, transport, account, items, when.real)
        found.append(statements_of(partial(takes, office, account, count, when)))
        office.goes_on(when)
    return found[0], found[1]


def takes(office: TransportOffice, account: str, count: int, when: Instant) -> None:
    read = (partial(handle, office.readers), partial(set_aside, office.readers))
    loop = InboxLoop([account], cast(Writer, None), Clock(), *read, lambda _: None)
    with office.database.write() as tx:
        assert loop.run_batch(tx, when, careful=False).count == count


def of_whatsapp(wire: WhatsAppWire, **told: Any) -> Sequence[RawInbound]:
    return split(request(change(wire.account, **told)), {wire.account}).kept[wire.account]


def test_her_words_share_what_they_ask_for(office: TransportOffice, wire: WhatsAppWire) -> None:
    def words(count: int, when: Instant) -> Sequence[RawInbound]:
        stamp = {"timestamp": str(int(when.real.timestamp()))}
        said = [{**message(f"wamid.{count}/{n}", wire.address), **stamp} for n in range(count)]
        return of_whatsapp(wire, messages=said)

    few, many = asked(office, WHATSAPP.name, wire.account, words)
    assert len(many) <= len(few) + 2


def test_answers_to_her_ask_for_no_more_than_answers_to_others(office: TransportOffice) -> None:
    def answers(ticket_id: int, count: int, when: Instant) -> Sequence[RawInbound]:
        said = [office._message(f"Едем {n}", ticket_id, "Иван", when) for n in range(count)]
        return [to_raw_inbound({"update_id": one["message_id"], "message": one}) for one in said]

    by_telegram = office.shows()
    to_others, to_her = (
        asked(office, TELEGRAM.name, ACCOUNT, partial(answers, ticket_id))[1] for ticket_id in (by_telegram, 1)
    )
    assert len(to_her) <= len(to_others)
    assert office.words_shown == [f"Едем {n}" for count in (2, 8) for n in range(count)]
