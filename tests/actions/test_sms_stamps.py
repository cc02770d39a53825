"""A network's clock that is wrong: the ticket begins with the arrival, staff see the stamp, no ladder fires."""

from datetime import UTC, datetime, timedelta

import pytest

from models.actions.reach import sms_arrivals, sms_listening
from models.actions.reach.sms_arrivals import Arrived, Concat
from models.clock import Instant
from models.db import Database
from models.rules.delivery.outgoing import RowKind
from tests.actions.sms_office import GALYA, SIM, SmsOffice, at


@pytest.fixture
def office(database: Database) -> SmsOffice:
    """The bridge has listened for hours."""
    office = SmsOffice(database)
    for hours in (-180, -179, -2, 0):
        listens(office, at(f"{hours}m"))
    return office


def listens(office: SmsOffice, when: Instant) -> None:
    with office.database.write() as tx:
        sms_listening.note_listening(tx, when, SIM)


def stamped(office: SmsOffice, stamp: datetime, when: Instant, concat: Concat | None = None) -> bool:
    with office.database.write(durable=True) as tx:
        ready = sms_arrivals.keep_sms(tx, when, SIM, Arrived(GALYA, "Не работает", stamp, concat=concat))
    office.works(when)
    return ready


@pytest.mark.parametrize(
    ("stamp", "shown"),
    [
        (at("-4h").real, "[часы сети: ср 11 ноября 2026, 08:00 (МСК)"),
        (datetime(2000, 1, 1, tzinfo=UTC), "[часы сети: сб 1 января 2000"),
        (datetime(2099, 1, 1, tzinfo=UTC), "[часы сети: чт 1 января 2099"),
    ],
)
def test_a_stamp_that_can_not_be_true_counts_as_the_arrival_and_is_shown(
    office: SmsOffice, stamp: datetime, shown: str
) -> None:
    stamped(office, stamp, at("1m"))
    ticket = office.ticket_of()
    assert ticket.opened_at == at("1m").now
    assert office.enforces(at("1m")) == 0
    (card,) = office.rows(RowKind.CARD)
    assert shown in card.payload["text"]


def test_of_an_sms_in_parts_each_is_looked_at(office: SmsOffice) -> None:
    stamped(office, at("1m").real, at("1m"), Concat(9, 2, 1))
    stamped(office, datetime(2000, 1, 1, tzinfo=UTC), at("2m"), Concat(9, 2, 2))
    assert office.ticket_of().opened_at == at("1m").now
    (card,) = office.rows(RowKind.CARD)
    assert "[часы сети: сб 1 января 2000" in card.payload["text"]


def test_what_came_while_the_bridge_was_down_began_when_it_was_sent(office: SmsOffice) -> None:
    stamped(office, at("30m").real, at("3h"))
    ticket = office.ticket_of()
    assert ticket.opened_at == at("30m").now
    (card,) = office.rows(RowKind.CARD)
    assert "часы сети" not in card.payload["text"]
    assert office.enforces(at("3h")) > 0


def test_what_waited_behind_a_full_sim_is_believed_too(office: SmsOffice) -> None:
    listens(office, at("3h"))
    stamped(office, at("30m").real, at("181m"))
    assert office.ticket_of().opened_at == at("30m").now


def test_the_same_sms_of_a_wrong_clock_that_stays_on_the_sim_is_one(office: SmsOffice) -> None:
    stamp = at("1m").real - timedelta(hours=4)
    assert stamped(office, stamp, at("1m"))
    assert not stamped(office, stamp, at("9m"))


@pytest.mark.parametrize("ahead", [timedelta(0), timedelta(days=2)])
def test_in_a_rehearsal_the_networks_clock_may_run_with_ours_or_stay_behind(
    office: SmsOffice, ahead: timedelta
) -> None:
    now = at("1m", late=timedelta(days=2))
    stamped(office, at("1m").real + ahead, now)
    assert office.ticket_of().opened_at == now.now
    (card,) = office.rows(RowKind.CARD)
    assert "часы сети" not in card.payload["text"]
