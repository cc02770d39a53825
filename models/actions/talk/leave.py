"""Leave to write is asked for, once for all that waits for it."""

from typing import Final

from sqlalchemy import Connection, bindparam, or_, update

from models.actions.queue import outbox
from models.actions.queue.outbox import OutgoingRow
from models.clock import Instant
from models.phrases.catalogue import say
from models.queries.tickets import TicketView
from models.rules.delivery.chain import AskLeave
from models.rules.delivery.leave import asked_again_at
from models.rules.delivery.outgoing import RowKind, Urgency
from models.rules.delivery.places import at_address
from models.rules.regulation.deliveries import leave_at
from models.rules.regulation.organisations import OrganisationId
from models.rules.regulation.parsing import Regulation
from models.tables.deliveries import delivery
from models.tables.persons import address

#: Whoever comes second finds that they are asked.
_CLAIM: Final = (
    update(address)
    .where(
        address.c.id == bindparam("of_address"),
        address.c.organisation_id == bindparam("of_organisation"),
        or_(
            address.c.leave_until.is_(None),
            address.c.leave_until <= bindparam("now", type_=address.c.leave_until.type),
        ),
    )
    .values(
        leave_until=bindparam("until", type_=address.c.leave_until.type),
        leave_again_at=bindparam("again", type_=address.c.leave_again_at.type),
    )
)

#: Whoever takes the next steps of chains finds them at once: each holds what it needs, and nothing is held here.
_LOOK_NOW: Final = (
    update(delivery)
    .where(
        delivery.c.organisation_id == bindparam("of_organisation"),
        delivery.c.waits_at == bindparam("there"),
        delivery.c.next_at.is_not(None),
    )
    .values(next_at=bindparam("now", type_=delivery.c.next_at.type))
)


def ask(tx: Connection, at: Instant, there: TicketView, regulation: Regulation, asks: AskLeave) -> bool:
    """there: the ticket at that address. False: they have been asked, and their word is waited for."""
    leave, window = leave_at(regulation.transports, there.traits, there.language), there.traits.window
    assert leave is not None, "the chain asks where there is a template"
    assert window is not None
    times = {"now": at.now, "until": asks.until, "again": asked_again_at(window, at.now)}
    this = {"of_address": asks.address_id, "of_organisation": there.organisation_id}
    if tx.execute(_CLAIM, {**this, **times}).rowcount == 0:
        return False
    words = say(there.language, "leave.words", number=there.number)
    row = OutgoingRow(
        RowKind.POST,
        {"part": 0, "text": words, "template": {"name": leave.template, "language": leave.language}},
        repeatable=False,
        to=at_address(there.transport, there.address),
        ticket_id=there.id,
        address_id=asks.address_id,
    )
    lane = outbox.lane_of(there.traits, there.address)
    outbox.post(tx, there.account, lane, Urgency.CONVERSATION, [row], at.real, queue=there.traits.queue)
    return True


def wait_no_more(tx: Connection, at: Instant, organisation_id: OrganisationId, address_id: int) -> None:
    """Nobody will give leave there: what waits for it is decided again."""
    tx.execute(_LOOK_NOW, {"of_organisation": organisation_id, "there": address_id, "now": at.now})
