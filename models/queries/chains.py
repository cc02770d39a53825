"""The chain of one message as the database knows it: the person's addresses, and what became of each step."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Connection, Row, bindparam, func, or_, select

from models.queries.contracts import contract_by_id
from models.queries.persons import AtAddress
from models.queries.reach import others_line
from models.queries.tickets import OF_ADDRESS, TicketView
from models.queries.transports import traits_of, transports_of
from models.rules.contracts.standing import LEGAL
from models.rules.delivery.address_changes import REMOVED
from models.rules.delivery.address_states import AddressState
from models.rules.delivery.chain import Category, Message, Reach, Tried
from models.rules.delivery.leave import waits_until
from models.rules.delivery.outcomes import Attempt, Purpose, state_of
from models.rules.delivery.quiet_hours import QuietHours
from models.rules.delivery.states import DeliveryState
from models.rules.delivery.transports import Transport
from models.rules.regulation.deliveries import leave_at
from models.rules.regulation.organisations import OrganisationId
from models.rules.regulation.parsing import Regulation
from models.tables.among import among
from models.tables.deliveries import delivery
from models.tables.lanes import outbox
from models.tables.messages import message
from models.tables.persons import address

#: What a delivery is about, by its purpose; of the others there is no chain.
CATEGORY_OF: Final = {
    Purpose.ANSWER: Category.ANSWERS,
    Purpose.CORRECTION: Category.ANSWERS,
    Purpose.NEWS: Category.NEWS,
}
_ADDRESSES = (
    select(address)
    .where(
        address.c.organisation_id == bindparam("organisation_id"),
        address.c.person_id == bindparam("person_id"),
        or_(address.c.state_reason.is_(None), address.c.state_reason != REMOVED),
    )
    .order_by(address.c.place, address.c.id)
)
_STEPS = select(outbox.c.step, outbox.c.state, outbox.c.address_id, outbox.c.transport, outbox.c.created_at).where(
    outbox.c.delivery_id == bindparam("of_delivery")
)
_DELIVERY = select(delivery).where(
    delivery.c.id == bindparam("of_delivery"), delivery.c.organisation_id == bindparam("organisation_id")
)
_WROTE = select(func.max(message.c.created_at)).where(
    message.c.organisation_id == bindparam("organisation_id"),
    message.c.ticket_id == bindparam("ticket_id"),
    message.c.author == "requester",
)


@dataclass(frozen=True)
class Chain:
    """The addresses of the requester of a ticket, but those that they removed. rows: by id. roles: of our numbers
    there.
    """

    view: TicketView
    reaches: tuple[Reach, ...]
    rows: dict[int, Row[Any]]
    roles: dict[int, str | None]

    def at(self, address_id: int) -> TicketView:
        """The ticket, as if they were reached there."""
        row = self.rows[address_id]
        return replace(
            self.view,
            address_id=row.id,
            traits=next(one.traits for one in self.reaches if one.id == address_id),
            **{field: getattr(row, column.name) for field, column in OF_ADDRESS.items()},
            role=self.roles[address_id],
            others=others_line(one for one in self.rows.values() if one.id != address_id),
        )

    def without(self, wrong: Callable[[Reach], bool]) -> "Chain":
        return replace(self, reaches=tuple(one for one in self.reaches if not wrong(one)))


def chain_of(tx: Connection, view: TicketView, regulation: Regulation, now: datetime) -> Chain:
    """regulation: of the ticket."""
    rows = tx.execute(_ADDRESSES, {"organisation_id": view.organisation_id, "person_id": view.person_id}).all()
    reaches = tuple(_reach(tx, row, regulation, now) for row in rows)
    roles = {row.id: transports_of(tx).role(row.transport, row.account) for row in rows}
    return Chain(view, reaches, {row.id: row for row in rows}, roles)


def _reach(tx: Connection, row: Row[Any], regulation: Regulation, now: datetime) -> Reach:
    traits = traits_of(tx, row.transport)
    quiet = None if row.quiet_from is None else QuietHours(row.quiet_from, row.quiet_until)
    return Reach(
        id=row.id,
        traits=traits,
        state=AddressState(row.state),
        place=row.place,
        paused=row.paused_at is not None,
        quiet=quiet,
        wants=None if row.categories is None else frozenset(row.categories),
        used_for=regulation.used_for(row.transport),
        is_closed=traits.is_closed(row.heard_at, now),
        leave_until=_leave_until(row, traits, regulation, now),
    )


def _leave_until(row: Row[Any], traits: Transport, regulation: Regulation, now: datetime) -> datetime | None:
    """Until when an answer would wait there for leave to write; None: nobody is asked for it."""
    leave = leave_at(regulation.transports, traits)
    return None if leave is None else waits_until(leave.patience, row.leave_until, row.leave_again_at, now)


def message_to(tx: Connection, view: TicketView, regulation: Regulation, category: Category) -> Message:
    """What is to reach the requester of the ticket, as the regulation has it."""
    whose = {"organisation_id": view.organisation_id, "ticket_id": view.id}
    return Message(
        category=category,
        proof=regulation.delivery.proof_of(category),
        patience=regulation.delivery.patience_of(category),
        wrote_from=view.address_id,
        wrote_at=tx.execute(_WROTE, whose).scalar_one(),
        is_legal=_is_legal(tx, view),
        zone=view.zone,
    )


def _is_legal(tx: Connection, view: TicketView) -> bool:
    if view.contract_id is None:
        return False
    found = contract_by_id(tx, view.organisation_id, view.contract_id)
    return found is not None and found.client_kind == LEGAL


def tried_of(tx: Connection, delivery_id: int, decided_at: datetime) -> list[Tried]:
    """Its steps, in order. What was cancelled, as its address died, is a step too. decided_at: the last one."""
    steps: dict[int, list[Any]] = {}
    for row in tx.execute(_STEPS, {"of_delivery": delivery_id}):
        steps.setdefault(row.step, []).append(row)
    return [_tried(tx, steps[step], decided_at) for step in sorted(steps)]


def _tried(tx: Connection, rows: Sequence[Any], decided_at: datetime) -> Tried:
    state = state_of([Attempt(1, DeliveryState(row.state)) for row in rows])
    reports = DeliveryState.DELIVERED in traits_of(tx, rows[0].transport).receipts
    return Tried(rows[0].address_id or 0, state, decided_at, reports, rows[0].step)


def delivery_by_id(tx: Connection, organisation_id: OrganisationId, delivery_id: int) -> Row[Any] | None:
    return tx.execute(_DELIVERY, {"of_delivery": delivery_id, "organisation_id": organisation_id}).one_or_none()


_SENT_TO = (
    select(delivery.c.ticket_id, func.max(outbox.c.created_at).label("at"))
    .join(outbox, outbox.c.delivery_id == delivery.c.id)
    .where(
        delivery.c.organisation_id == bindparam("organisation_id"),
        among(delivery.c.ticket_id, "ticket_ids"),
        outbox.c.address_id == bindparam("address_id"),
        outbox.c.message_id.is_not(None),
    )
    .group_by(delivery.c.ticket_id)
)


def last_sent_to(tx: Connection, who: AtAddress, ticket_ids: Sequence[int]) -> dict[int, datetime]:
    """When words of an agent last went to that very address, for each of these tickets where some did."""
    wanted = {"organisation_id": who.organisation_id, "address_id": who.address_id, "ticket_ids": ticket_ids}
    return {row.ticket_id: row.at for row in tx.execute(_SENT_TO, wanted)}


_WENT_TO = (
    select(outbox.c.address_id)
    .join(delivery, delivery.c.id == outbox.c.delivery_id)
    .where(
        delivery.c.organisation_id == bindparam("organisation_id"),
        outbox.c.message_id == bindparam("message_id"),
        delivery.c.purpose != Purpose.COPY,
        outbox.c.address_id.is_not(None),
        outbox.c.state != DeliveryState.CANCELLED,
    )
    .order_by(outbox.c.id.desc())
    .limit(1)
)


def address_of_message(tx: Connection, organisation_id: OrganisationId, message_id: int) -> int | None:
    """Where it was last sent to the requester, or is on its way to."""
    wanted = {"organisation_id": organisation_id, "message_id": message_id}
    return tx.execute(_WENT_TO, wanted).scalar_one_or_none()


_HELD = select(delivery.c.id).where(
    delivery.c.organisation_id == bindparam("organisation_id"),
    delivery.c.ticket_id == bindparam("ticket_id"),
    delivery.c.message_id == bindparam("message_id"),
    delivery.c.next_at.is_not(None),
    delivery.c.proof.is_(None),
)


def is_held(tx: Connection, view: TicketView, message_id: int) -> bool:
    """It waits for quiet hours to end: it will go as it reads then."""
    which = {"organisation_id": view.organisation_id, "ticket_id": view.id, "message_id": message_id}
    return tx.execute(_HELD, which).first() is not None
