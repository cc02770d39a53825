"""Chains of one person fail in two lanes at one moment: neither waits for the other, and both go on."""

import threading
from collections.abc import Callable
from functools import partial

import pytest

from models.actions.delivery import deliveries, sms_departures
from models.actions.delivery.deliveries import Done
from models.actions.delivery.sms_departures import Departure, DueRing
from models.actions.queue.dispatching import Dispatch
from models.actions.queue.lanes import Lease
from models.clock import Instant
from models.db import Database
from models.rules.delivery.outgoing import DELIVER
from models.rules.delivery.send_results import FailedPermanently, Refusal
from tests.actions.chain_office import ChainOffice, at
from tests.actions.modem_office import SIM

REFUSED = FailedPermanently(Refusal.OTHER, "it can't be")


@pytest.fixture
def office(database: Database) -> ChainOffice:
    return ChainOffice(database)


def at_once(*what: Callable[[], None]) -> None:
    ready = threading.Barrier(len(what))

    def begins(one: Callable[[], None]) -> None:
        ready.wait(60)
        one()

    threads = [threading.Thread(target=begins, args=(one,)) for one in what]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)


def test_a_chat_and_a_phone_that_fail_at_once_each_pass_their_answer_to_the_other(office: ChainOffice) -> None:
    anna = office.meets_with_phone()
    ticket_id = office.shows(anna)
    for number in range(5):
        when, later = at(f"{number * 10}m"), at(f"{number * 10 + 5}m")
        office.types(f"Письмо {number}", ticket_id, when=when)
        office.types(f"/by SMS Сообщение {number}", ticket_id, when=when)
        with office.database.write() as tx:
            leased = deliveries.lease_work(tx, when, DELIVER, "worker", 32)
            (chat,) = [(lease, one) for lease, one in leased if one.address == anna.address]
            phone = sms_departures.next_departure(tx, when, SIM, "child")
        assert phone is not None
        at_once(partial(chat_fails, office, when, *chat), partial(phone_fails, office, when, *phone))
        assert office.by_sms(later) == [f"Письмо {number}"]
        assert f"Сообщение {number}" in office.by_chat(anna, later)


def chat_fails(office: ChainOffice, when: Instant, lease: Lease, row: Dispatch) -> None:
    with office.database.write() as tx:
        deliveries.record_results(tx, when, [Done(lease, [(row, REFUSED)])])


def phone_fails(office: ChainOffice, when: Instant, lease: Lease, part: Departure | DueRing) -> None:
    assert isinstance(part, Departure)
    with office.database.write() as tx:
        sms_departures.record_departure(tx, when, lease, part, REFUSED, None)
