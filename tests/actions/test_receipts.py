"""A transport whose word of delivery comes late and doubled: shown once, and never taken back."""

from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from typing import cast

import pytest
from sqlalchemy import select, update

from bot.__main__ import READERS
from bot.inbox_loop import InboxLoop, Processed
from bot.requester import path
from bot.requester.stored import handle
from bot.requester.unreadable import set_aside
from bot.scope import Scope
from bot.telegram import door
from models.actions.delivery.receipts import Receipt, record_receipt
from models.actions.queue.dispatching import Dispatch
from models.clock import Clock, Instant
from models.db import Database
from models.rules.delivery.outgoing import RowKind
from models.rules.delivery.send_results import Sent, Unknown
from models.rules.delivery.states import DeliveryState
from models.rules.delivery.transports import TELEGRAM, Transports, UnknownTransport
from models.tables.messages import message_copy
from models.tables.persons import address
from models.writer import Writer
from tests.actions.office import ACCOUNT, Office, at

PROVES = frozenset({DeliveryState.DELIVERED, DeliveryState.READ, DeliveryState.FAILED_PERMANENTLY})
PIGEON = replace(TELEGRAM, name="pigeon", lane="pigeon", receipts=PROVES)


@pytest.fixture
def office(database: Database) -> Iterator[Office]:
    url = database.url.render_as_string(hide_password=False)
    with_pigeons = Database(url, transports=Transports((TELEGRAM, PIGEON)))
    yield Office(with_pigeons)
    with_pigeons.close()


def answered_by_pigeon(office: Office) -> Receipt:
    """The word that comes later about an answer that left by pigeon."""
    anna = office.meets()
    ticket_id = office.shows(anna)
    with office.database.write() as tx:
        tx.execute(update(address).where(address.c.id == anna.address_id).values(transport="pigeon"))
    office.answers(ticket_id, "Едем")
    office.delivers()
    with office.database.read() as tx:
        flown = select(message_copy.c.account, message_copy.c.provider_id).where(message_copy.c.transport == "pigeon")
        copy = tx.execute(flown).one()
    return Receipt("pigeon", copy.account, anna.address, copy.provider_id, DeliveryState.DELIVERED)


def told(office: Office, receipt: Receipt) -> bool:
    with office.database.write() as tx:
        return record_receipt(tx, at("7h"), receipt)


def reactions(office: Office) -> list[str]:
    return [row.payload["emoji"] for row in office.rows(RowKind.REACTION)]


def test_a_word_of_delivery_that_comes_late_and_twice_is_shown_once(office: Office) -> None:
    receipt = answered_by_pigeon(office)
    assert [told(office, receipt), told(office, receipt)] == [True, False]
    assert reactions(office) == ["👌", "👍"]


def test_that_somebody_read_it_is_shown_and_not_taken_back_by_a_word_that_was_slower(office: Office) -> None:
    receipt = answered_by_pigeon(office)
    assert told(office, replace(receipt, state=DeliveryState.READ))
    assert not told(office, receipt)
    assert reactions(office) == ["👌", "👀"]


def test_an_answer_of_two_messages_is_delivered_once_both_are(office: Office) -> None:
    receipt = answered_by_pigeon(office)
    office.answers(office.view(1).id, "слово " * 700)
    office.delivers()
    with office.database.read() as tx:
        flown = select(message_copy.c.provider_id).where(message_copy.c.transport == "pigeon")
        first, second = list(tx.execute(flown.order_by(message_copy.c.id)).scalars())[-2:]
    assert told(office, replace(receipt, provider_id=second))
    assert reactions(office) == ["👌", "👌"]
    assert told(office, replace(receipt, provider_id=first))
    assert reactions(office) == ["👌", "👌", "👍"]


def test_an_answer_that_is_learned_to_have_failed_was_none_and_its_time_in_flight_is_not_counted(
    office: Office,
) -> None:
    receipt = answered_by_pigeon(office)
    due = office.view(1).first_response_due_at
    told(office, replace(receipt, state=DeliveryState.FAILED_PERMANENTLY, reason="a hawk"))
    assert office.view(1).answered_at is None
    assert due is not None
    assert (office.view(1).first_response_due_at or due) > due
    assert reactions(office) == ["👌", "👎"]
    assert not any("Срок первого ответа прошёл" in words for words in office.words())


def test_what_was_delivered_does_not_fail_afterwards(office: Office) -> None:
    receipt = answered_by_pigeon(office)
    told(office, receipt)
    assert not told(office, replace(receipt, state=DeliveryState.FAILED_PERMANENTLY))
    assert reactions(office) == ["👌", "👍"]


def test_a_failure_that_is_learned_of_later_is_told_in_words(office: Office) -> None:
    receipt = answered_by_pigeon(office)
    told(office, replace(receipt, state=DeliveryState.FAILED_PERMANENTLY, reason="a hawk"))
    assert any("a hawk" in text for text in office.words())


def unheard_of(office: Office) -> Receipt:
    """The word that comes later about an answer of which nobody heard whether it left."""
    receipt = answered_by_pigeon(office)
    office.answers(office.view(1).id, "И ещё")
    office.delivers(result=lambda dispatch: office.appears(dispatch) if dispatch.to_topic else Unknown("time-out"))
    row = max(row.id for row in office.rows(RowKind.POST) if row.transport == "pigeon")
    return replace(receipt, provider_id="flight of nobody", row_id=row)


def test_an_answer_of_which_nobody_heard_is_proved_by_a_word_that_repeats_our_name_for_it(office: Office) -> None:
    receipt = unheard_of(office)
    assert reactions(office)[-1] == "🤷"
    heard(office, receipt, at("7h"))
    assert reactions(office)[-1] == "👍"
    heard(office, replace(receipt, state=DeliveryState.READ, row_id=None), at("8h"))
    assert reactions(office)[-1] == "👀", "since then it is known what the service calls it"


def test_our_name_for_a_message_proves_nothing_of_another_account(office: Office) -> None:
    receipt = unheard_of(office)
    assert not told(office, replace(receipt, account="other"))
    assert reactions(office)[-1] == "🤷"


def test_a_word_may_name_the_address_as_we_do_not(office: Office) -> None:
    receipt = answered_by_pigeon(office)
    row = max(row.id for row in office.rows(RowKind.POST) if row.transport == "pigeon")
    assert told(office, replace(receipt, address="dovecote 13", row_id=row))
    assert reactions(office) == ["👌", "👍"]


def test_a_word_about_nothing_that_is_known_changes_nothing(office: Office) -> None:
    receipt = answered_by_pigeon(office)
    assert not told(office, replace(receipt, provider_id="strange"))
    with pytest.raises(UnknownTransport):
        told(office, replace(receipt, transport="owl"))


def heard(office: Office, receipt: Receipt, when: Instant) -> None:
    """By the bot, as its reader read it."""
    with office.database.write() as tx:
        path.take(Scope(tx, when, receipt.account, office.edition), receipt)


def test_a_word_that_comes_before_we_know_that_it_left_is_shown_once_we_do(office: Office) -> None:
    receipt = answered_by_pigeon(office)
    office.answers(office.view(1).id, "И ещё")

    def overtaken(dispatch: Dispatch) -> Sent:
        sent = office.appears(dispatch)
        if dispatch.payload.get("text") == "И ещё":
            early = replace(receipt, provider_id=sent.provider_ids[0])
            heard(office, early, at("1s"))
            heard(office, early, at("1s"))  # doubled
        return sent

    office.delivers(at("1s"), overtaken)
    before = reactions(office)
    works(office, at("1m"))
    assert [*before, "👍"] == reactions(office)


def test_a_word_about_nothing_is_not_waited_with(office: Office) -> None:
    receipt = answered_by_pigeon(office)
    heard(office, replace(receipt, provider_id="strange"), at("1s"))
    assert works(office, at("1m")) == 0


def test_a_word_about_what_never_turns_up_is_given_up(office: Office) -> None:
    receipt = answered_by_pigeon(office)
    office.answers(office.view(1).id, "И ещё")

    def overtaken(dispatch: Dispatch) -> Sent:
        heard(office, replace(receipt, provider_id="strange"), at("1s"))
        return office.appears(dispatch)

    office.delivers(at("1s"), overtaken)
    assert works(office, at("1m")) == 1
    assert works(office, at("1h")) == 0
    assert "👍" not in reactions(office)


def works(office: Office, when: Instant) -> int:
    """The inbox loop, until nothing is due; how many rows it took."""
    door.load()
    aside, nobody = partial(set_aside, READERS), cast(Writer, None)
    loop = InboxLoop([ACCOUNT], nobody, Clock(), partial(handle, READERS), aside, lambda _: None)
    took, done = 0, Processed(1)
    while done.count:
        with office.database.write() as tx:
            done = loop.run_batch(tx, when, careful=False)
        took += done.count
    return took
