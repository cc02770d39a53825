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


def takes(office: TransportOffice, account: str, count: int, when: Instant, *, one_by_one: bool = False) -> None:
    read = (partial(handle, office.readers), partial(set_aside, office.readers))
    loop = InboxLoop([account], cast(Writer, None), Clock(), *read, lambda _: None)
    with office.database.write() as tx:
        assert loop.run_batch(tx, when, careful=one_by_one).count == count


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


def answered(office: TransportOffice, texts: Sequence[str], when: Instant) -> dict[str, Any]:
    """Answers that have left: of each its row."""
    for text in texts:
        office.types(text, 1, when=when)
    office.goes_on(when)
    return {row.payload["text"]: row for row in office.rows() if row.payload.get("text") in texts and row.delivery_id}


def statuses(office: TransportOffice, wire: WhatsAppWire, row: Any, *words: str, named: bool = True) -> list[Any]:
    """What the service says of that row. named: with what we had called it."""
    seen = next(one.id for one in office.shown if one.text == row.payload["text"])
    about = {"id": seen, "timestamp": "1794387600", "recipient_user_id": wire.address, "recipient_id": ""}
    about |= {"biz_opaque_callback_data": str(row.id)} if named else {}
    return [{**about, "status": word} for word in words]


def test_words_of_arrival_share_what_they_ask_for(office: TransportOffice, wire: WhatsAppWire) -> None:
    def arrive(count: int, when: Instant) -> Sequence[RawInbound]:
        rows = answered(office, [f"Едем {n}/{count}" for n in range(count // 2)], when).values()
        told = [one for row in rows for one in statuses(office, wire, row, "sent", "delivered")]
        return of_whatsapp(wire, statuses=told)

    few, many = asked(office, WHATSAPP.name, wire.account, arrive)
    assert len(many) <= len(few)
    assert office.reacted() == ["👌", "👍", *["👌"] * 4, *["👍"] * 4]


def test_words_of_arrival_mean_the_same_together_as_one_by_one(office: TransportOffice, wire: WhatsAppWire) -> None:
    found = []
    for name, when in (("раз", at("2m")), ("вместе", at("4m"))):
        before = len(office.reacted())
        rows = list(answered(office, [f"{name} {n}" for n in range(6)], when).values())
        told = [("sent", "delivered", "read"), ("read", "delivered"), ("delivered", "failed"), ("failed", "read")]
        items = [one for row, words in zip(rows, told, strict=False) for one in statuses(office, wire, row, *words)]
        items += statuses(office, wire, rows[4], "delivered", named=False)
        items += statuses(office, wire, rows[5], "delivered") + statuses(office, wire, rows[0], "delivered", "failed")
        kept = of_whatsapp(wire, statuses=items)
        with office.database.write(durable=True) as tx:
            store_inbound(tx, WHATSAPP.name, wire.account, kept, when.real)
        takes(office, wire.account, len({one.provider_id for one in kept}), when, one_by_one=name == "раз")
        office.goes_on(when)
        now = {row.id: row.state for row in office.rows()}
        found.append(([now[row.id] for row in rows], sorted(set(office.reacted()[before:]))))
    assert found[0] == found[1]
    assert found[0][0] == ["read", "read", "delivered", "failed_permanently", "delivered", "delivered"]
