"""A row of a transport, kind or place that this release does not know goes nowhere, and stops nobody else's rows."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import update

from models.actions.queue.outbox import OutgoingRow, post, sms_lane
from models.actions.talk.messages import File
from models.db import Database
from models.queries.persons import Requester
from models.rules.delivery.outgoing import SMS_QUEUE, RowKind, Urgency
from models.rules.delivery.payloads import PostPayload, as_post
from models.rules.delivery.places import at_address
from models.tables.lanes import lane, outbox
from models.tables.persons import address
from tests.actions.office import Office, at
from tests.actions.sms_office import SIM, SmsOffice


def spoilt(office: Office, who: Requester, **values: Any) -> None:
    """What waits for that person is of tomorrow."""
    with office.database.write() as tx:
        tx.execute(
            update(outbox).where(outbox.c.address == who.address, outbox.c.state == "pending").values(**values)
        )


@pytest.fixture
def boris(office: Office) -> Requester:
    return office.meets("Борис")


@pytest.mark.parametrize("values", [{"transport": "carrier"}, {"kind": "hologram"}, {"place": "moon"}])
@pytest.mark.parametrize("files", [(), (File("photo", "a"),)], ids=["words", "files"])
def test_the_others_are_written_to(
    office: Office, anna: Requester, boris: Requester, values: dict[str, str], files: tuple[File, ...]
) -> None:
    of_anna, of_boris = office.shows(anna), office.shows(boris)
    office.answers(of_anna, "Анне", None, *files)
    office.answers(of_boris, "Борису")
    spoilt(office, anna, **values)
    said = office.delivers()
    assert "Борису" in [one.payload.get("text") for one in said if one.address == boris.address]
    if "transport" not in values:
        assert "Анне" not in [one.payload.get("text") for one in said]


def test_a_row_goes_once_a_release_that_knows_it_runs(office: Office, anna: Requester) -> None:
    of_anna = office.shows(anna)
    office.answers(of_anna, "Анне")
    spoilt(office, anna, kind="hologram")
    office.delivers()
    with office.database.write() as tx:
        tx.execute(update(outbox).where(outbox.c.kind == "hologram").values(kind="post"))
    assert [as_post(one.payload)["text"] for one in office.delivers(at("6m")) if one.address == anna.address] == [
        "Анне"
    ]


def test_a_sender_that_vanished_with_a_ticket_of_an_unknown_transport_stops_nobody(
    office: Office, anna: Requester, boris: Requester
) -> None:
    of_anna, of_boris = office.shows(anna), office.shows(boris)
    office.answers(of_anna, "Анне")
    with office.database.write() as tx:
        tx.execute(update(outbox).where(outbox.c.address == anna.address).values(state="sending"))
        held = {"lease": "gone", "leased_until": at().real - timedelta(seconds=1), "due_at": at().real}
        tx.execute(update(lane).where(lane.c.key == f"chat:{anna.address}").values(held))
        tx.execute(update(address).where(address.c.id == anna.address_id).values(transport="carrier"))
    office.answers(of_boris, "Борису")
    assert "Борису" in [one.payload.get("text") for one in office.delivers() if one.address == boris.address]


def test_a_modem_sends_what_it_knows_whatever_waits_for_another_phone(database: Database) -> None:
    office = SmsOffice(database)
    office.begins()
    with database.write() as tx:
        payload: PostPayload = {"part": 0, "text": "hologram", "entities": []}
        odd = OutgoingRow(RowKind.POST, payload, repeatable=False, to=at_address("sms", "+79990000001"))
        lane_key = sms_lane("+79990000001")
        post(tx, SIM, lane_key, Urgency.LADDER, [odd], at().real, queue=SMS_QUEUE)
    office.answers(office.ticket_of().id, "Проверяем", at("1m"))
    assert [sms.text for sms in office.texts(at("1m"))] == ["Проверяем"]
