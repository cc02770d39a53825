"""An address is its person's no more: what waits for it goes by another way, or has failed. Nothing of it leaves.

Called in the transaction that takes the address away (address_owners.py); what is decided later finds another one.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import Connection, Row, and_, bindparam, select, update

from models.actions.delivery import outcomes
from models.actions.delivery.refusals import ticket_and_language
from models.actions.desk import topics
from models.actions.queue.lanes_of_addresses import lanes_to
from models.actions.reach import persons
from models.actions.talk.leave import wait_no_more
from models.clock import Instant
from models.phrases.catalogue import say
from models.queries.addresses import AddressRow, address_by_id
from models.queries.regulation import edition_of
from models.queries.tickets import OPEN_STATES, Asker, open_tickets_of
from models.rules.delivery.address_changes import REMOVED
from models.rules.delivery.address_states import REACHABLE
from models.rules.delivery.outgoing import RowKind
from models.rules.delivery.states import READY, WAITING, DeliveryState
from models.rules.regulation.organisations import OrganisationId
from models.tables.among import among
from models.tables.deliveries import delivery
from models.tables.lanes import outbox as outbox_table
from models.tables.persons import address
from models.tables.tickets import ticket

_ERROR: Final = "the address is not theirs any more"
_THEIR_OPEN_TICKETS: Final = (
    select(ticket.c.id)
    .where(
        ticket.c.organisation_id == bindparam("organisation_id"),
        among(ticket.c.person_id, "person_ids"),
        ticket.c.state.in_(OPEN_STATES),
    )
    .order_by(ticket.c.id)
    .with_for_update()
)
_OURS: Final[Any] = bindparam("organisation_id")
_ITS_TICKET: Final = and_(ticket.c.id == outbox_table.c.ticket_id, ticket.c.organisation_id == _OURS)
_ITS_WHOLE: Final = and_(delivery.c.id == outbox_table.c.delivery_id, delivery.c.organisation_id == _OURS)
_WAITS: Final = (
    select(outbox_table, ticket.c.person_id.label("asked_by"), delivery.c.person_id.label("is_for"))
    .select_from(outbox_table.outerjoin(ticket, _ITS_TICKET).outerjoin(delivery, _ITS_WHOLE))
    .where(
        among(outbox_table.c.lane_id, "lane_ids"),
        outbox_table.c.address_id == bindparam("of_address"),
        outbox_table.c.state.in_(WAITING),
    )
    .order_by(outbox_table.c.delivery_id, outbox_table.c.id)
)
_STRAYED: Final = (
    select(
        outbox_table,
        ticket.c.person_id.label("asked_by"),
        delivery.c.person_id.label("is_for"),
        address.c.person_id.label("reads"),
    )
    .select_from(
        outbox_table.join(ticket, _ITS_TICKET)
        .join(address, and_(address.c.id == outbox_table.c.address_id, address.c.organisation_id == _OURS))
        .outerjoin(delivery, _ITS_WHOLE)
    )
    .where(
        among(ticket.c.person_id, "person_ids"),
        address.c.person_id != ticket.c.person_id,
        outbox_table.c.state.in_(WAITING),
    )
    .order_by(outbox_table.c.delivery_id, outbox_table.c.id)
)
_END: Final = (
    update(outbox_table)
    .where(among(outbox_table.c.id, "row_ids"), outbox_table.c.state.in_(READY))
    .values(state=bindparam("new_state"), ended_at=bindparam("ended"), error=_ERROR)
    .returning(outbox_table.c.id)
)


@dataclass(frozen=True)
class _Left:
    """phrase: why nothing goes there any more, with the address; for the topic."""

    tx: Connection
    at: Instant
    organisation_id: OrganisationId
    there: AddressRow
    phrase: str

    def why(self, language: str) -> str:
        return say(language, self.phrase, address=self.there.named)


def hold(tx: Connection, organisation_id: OrganisationId, *person_ids: int) -> None:
    """Before an address of theirs is taken. Who decides what goes there holds the ticket, and then what is the
    person's: either they are done and it is found, or they see the change.
    """
    if tx.dialect.name != "sqlite":
        tx.execute(_THEIR_OPEN_TICKETS, {"organisation_id": organisation_id, "person_ids": person_ids})
    persons.hold(tx, organisation_id, *person_ids)


def leave(tx: Connection, at: Instant, former: Asker, address_id: int, phrase: str) -> None:
    """former: whose address it was, held. What concerns whoever has it by now stays; words of a dialogue do not.

    What a sender has in its hands this moment is not called back: staff are told that it may have arrived.
    """
    there = address_by_id(tx, former.organisation_id, address_id)
    if there is None:
        return
    left = _Left(tx, at, former.organisation_id, there, phrase)
    owner = None if there.reason == REMOVED else there.person_id
    rows = [row for row in _waiting(left) if owner is None or owner not in (row.asked_by, row.is_for)]
    if owner is not None:
        _answer_elsewhere(left, former)
    _call_back(left, rows)
    wait_no_more(tx, at, former.organisation_id, address_id)
    for view in open_tickets_of(tx, former):
        topics.refresh_card(tx, at, view, edition_of(tx, view).regulation)


def stray(tx: Connection, at: Instant, organisation_id: OrganisationId, person_ids: Collection[int]) -> None:
    """Their requests became one another's: what is on its way about them to an address of the other is called back.

    person_ids: held. Words of a dialogue stay where they are.
    """
    which = {"person_ids": list(person_ids), "organisation_id": organisation_id}
    rows = [row for row in tx.execute(_STRAYED, which) if row.reads not in (row.asked_by, row.is_for)]
    for address_id in sorted({row.address_id for row in rows}):
        there = address_by_id(tx, organisation_id, address_id)
        if there is not None:
            left = _Left(tx, at, organisation_id, there, "chain.moved")
            _call_back(left, [row for row in rows if row.address_id == address_id])


def _call_back(left: _Left, rows: Sequence[Row[Any]]) -> None:
    ended = _end(left, [row.id for row in rows if row.delivery_id is not None], DeliveryState.FAILED_PERMANENTLY)
    ended |= _end(left, [row.id for row in rows if row.delivery_id is None], DeliveryState.CANCELLED)
    seen = set[int]()
    for row in rows:
        if row.delivery_id is None:
            _tell_of_edit(left, row, gone=row.id in ended)
        elif row.delivery_id not in seen:
            seen.add(row.delivery_id)
            parts = [one for one in rows if one.delivery_id == row.delivery_id]
            _goes_on(left, next((one for one in parts if one.id in ended), None), parts)


def _waiting(left: _Left) -> Sequence[Row[Any]]:
    lane_ids = lanes_to(left.tx, left.there.traits, left.there.account, left.there.address)
    which = {"lane_ids": lane_ids, "of_address": left.there.id, "organisation_id": left.organisation_id}
    return left.tx.execute(_WAITS, which).all()


def _end(left: _Left, row_ids: Sequence[int], state: DeliveryState) -> set[int]:
    """Those that nobody is sending."""
    if not row_ids:
        return set()
    ended = {"row_ids": list(row_ids), "new_state": state, "ended": left.at.real}
    return set(left.tx.execute(_END, ended).scalars())


def _goes_on(left: _Left, ended: Row[Any] | None, parts: Sequence[Row[Any]]) -> None:
    """One delivery. ended: one of its parts that will not leave; None: what is left of it is being sent."""
    tx, at = left.tx, left.at
    ticket_id = parts[0].ticket_id
    if ended is None:
        _tell(left, ticket_id, "chain.under_way")
        return
    whole = outcomes.ended(tx, at, ended, DeliveryState.FAILED_PERMANENTLY, left.why)
    if whole is None or not whole.changed or ticket_id is None:
        return
    view, language = ticket_and_language(tx, ticket_id)
    view = outcomes.answer_lost(tx, at, view, whole)
    told = say(language, "chain.not_sent", why=left.why(language))
    outcomes.tell_lost(tx, at, view, whole, told, language)


def _tell_of_edit(left: _Left, row: Row[Any], *, gone: bool) -> None:
    """Of an agent's correction, where the message itself is seen already."""
    if gone and row.kind == RowKind.EDIT and row.message_id is not None:
        _tell(left, row.ticket_id, "chain.not_corrected")


def _tell(left: _Left, ticket_id: int | None, phrase: str) -> None:
    if ticket_id is not None:
        view, language = ticket_and_language(left.tx, ticket_id)
        topics.tell_staff(left.tx, left.at, view, say(language, phrase, why=left.why(language)))


def _answer_elsewhere(left: _Left, former: Asker) -> None:
    """Their tickets are answered by the first of their other ways; where there is none, staff see that it failed."""
    first = (
        select(address.c.id)
        .where(address.c.person_id == former.person_id, address.c.organisation_id == former.organisation_id)
        .where(address.c.state.in_(REACHABLE), address.c.paused_at.is_(None))
        .order_by(address.c.place, address.c.id)
        .limit(1)
        .scalar_subquery()
    )
    theirs = (ticket.c.person_id == former.person_id, ticket.c.organisation_id == former.organisation_id)
    there = (ticket.c.address_id == left.there.id, first.is_not(None))
    left.tx.execute(update(ticket).where(*theirs, *there).values(address_id=first))
