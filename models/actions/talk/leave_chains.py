"""A chain comes to an address whose window has closed: its message waits for leave to write there."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any, Final

from sqlalchemy import Connection, bindparam, select, update

from models.actions.desk import topics
from models.actions.queue import delivery_rows
from models.actions.reach.addressees import to_requester
from models.actions.reach.routes import Route
from models.actions.talk import chain_lines, leave
from models.actions.talk.chain_cases import Case, case_of
from models.actions.tickets.acting import Acting
from models.phrases.catalogue import say
from models.phrases.times import day_and_time
from models.queries.messages import MessageView
from models.queries.persons import AtAddress
from models.queries.tickets import TicketView
from models.rules.delivery.chain import AskLeave, Use
from models.rules.delivery.outcomes import Purpose
from models.rules.delivery.states import DeliveryState
from models.rules.regulation.deliveries import price_in_words
from models.tables.deliveries import delivery

#: The verb of the button that takes the words back. DELIVERY.STEP
UNSEND: Final = "unsend"
_WAITS: Final = (
    update(delivery)
    .where(delivery.c.id == bindparam("of_delivery"), delivery.c.organisation_id == bindparam("of_organisation"))
    .values(
        state=DeliveryState.PENDING,
        proof=None,
        waits_at=bindparam("there"),
        next_at=bindparam("until", type_=delivery.c.next_at.type),
    )
)
_WAITING: Final = (
    select(delivery.c.id, delivery.c.ticket_id)
    .where(
        delivery.c.organisation_id == bindparam("of_organisation"),
        delivery.c.person_id == bindparam("of_person"),
        delivery.c.waits_at == bindparam("there"),
        delivery.c.next_at.is_not(None),
    )
    .order_by(delivery.c.id)
)


def begin(acting: Acting, written: MessageView, way: Route) -> None:
    """An agent's answer waits from the first. way: where, and until when."""
    assert way.leave_until is not None
    view = acting.view
    new = replace(
        to_requester(view, Purpose.ANSWER, message_id=written.id),
        next_at=way.leave_until,
        step=0,
        waits_at=way.view.address_id,
    )
    whole_id = delivery_rows.store(acting.tx, [new], acting.at.real)[new]
    case = case_of(acting.tx, acting.at, whole_id, view.id)
    assert case is not None, "it was stored a moment ago, for a requester who is not blocked"
    wait(case, AskLeave(way.view.address_id, way.leave_until))


def wait(case: Case, asks: AskLeave, why: str = "") -> None:
    """why: it could not go otherwise, for the topic."""
    there = case.chain.at(asks.address_id)
    ids = {"of_delivery": case.whole.id, "of_organisation": case.whole.organisation_id}
    case.tx.execute(_WAITS, {**ids, "there": asks.address_id, "until": asks.until})
    is_first = leave.ask(case.tx, case.at, there, case.regulation, asks)
    _tell(case, there, asks, why, is_first=is_first)


def waiting_for(tx: Connection, who: AtAddress) -> Sequence[tuple[int, int]]:
    """Deliveries and their tickets, in the order in which they were decided."""
    which = {"of_organisation": who.organisation_id, "of_person": who.person_id, "there": who.address_id}
    return [(row.id, row.ticket_id) for row in tx.execute(_WAITING, which)]


def elsewhere(case: Case, address_id: int | None) -> Case:
    """The same, as if that address were none of theirs."""
    return replace(case, chain=case.chain.without(lambda reach: reach.id == address_id))


def _tell(case: Case, there: TicketView, asks: AskLeave, why: str, *, is_first: bool) -> None:
    language, title = case.language, there.traits.title
    closed = why or say(language, "leave.closed", transport=title)
    rules = case.regulation.transports.get(there.transport)
    price = price_in_words(rules, None if rules is None else rules.template_price, language)
    asked = say(language, "leave.asked" if is_first else "leave.asked_before")
    if is_first and price is not None:
        asked = f"{asked} {say(language, 'leave.price', price=price)}"
    when = ", ".join(day_and_time(asks.until, case.regulation.organisation.timezone, language))
    buttons = list[Any]()
    following = elsewhere(case, asks.address_id).decide()
    if isinstance(following, Use):
        way = case.chain.at(following.address_id)
        then = say(language, "leave.then_goes", when=when, way=chain_lines.way_of(way, language))
        buttons.append(chain_lines.step_button(case.view.id, case.whole.id, case.whole.step, way, language))
    else:
        then = say(language, "leave.then_told", when=when)
    dropped = f"{UNSEND}.{case.whole.id}.{case.whole.step}"
    buttons.append(topics.choice(case.view.id, 0, dropped, say(language, "chain.leave")))
    topics.tell_staff(case.tx, case.at, case.view, f"{closed} {asked} {then}", [buttons])
