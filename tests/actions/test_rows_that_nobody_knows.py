"""A row of a transport, kind or place that this release does not know goes nowhere, and stops nobody else's rows."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import update

from models.actions.talk.messages import File
from models.queries.persons import Requester
from models.rules.delivery.payloads import as_post
from models.tables.lanes import lane, outbox
from models.tables.persons import address
from tests.actions.office import Office, at


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
