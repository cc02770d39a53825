"""Tickets as staff and requesters see them."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from sqlalchemy import (
    ColumnElement,
    Connection,
    FromClause,
    Row,
    Select,
    and_,
    bindparam,
    exists,
    func,
    select,
)

from models.queries.reach import others_than
from models.queries.ticket_view import OPEN_STATES as OPEN_STATES
from models.queries.ticket_view import Asker as Asker
from models.queries.ticket_view import TicketRef as TicketRef
from models.queries.ticket_view import TicketView as TicketView
from models.queries.transports import traits_of, transports_of
from models.rules.delivery.address_changes import ANOTHERS
from models.rules.delivery.address_states import AddressState
from models.rules.regulation.clocks import SlaClock
from models.rules.regulation.organisations import OrganisationId
from models.tables.among import among, is_one_of
from models.tables.contracts import contract
from models.tables.organisations import desk
from models.tables.persons import address, person
from models.tables.staff import agent
from models.tables.tickets import extension, former_topic, ticket, topic
from models.tables.timers import timer

_LATER_TICKET = ticket.alias("merged_into")
#: Of the resolution that runs now: what was granted before a reopening is over.
_EXTENDED = exists().where(
    extension.c.ticket_id == ticket.c.id,
    extension.c.state == "granted",
    extension.c.decided_at >= timer.c.since,
    and_(timer.c.ticket_id == ticket.c.id, timer.c.clock == SlaClock.RESOLUTION),
)


def _same_organisation(joined: FromClause) -> ColumnElement[bool]:
    """As the ticket."""
    same: ColumnElement[bool] = joined.c.organisation_id == ticket.c.organisation_id
    return same


#: Fields of a ticket's view that say how its requester is reached.
OF_ADDRESS: Final = {
    **{
        name: address.c[name]
        for name in (
            "transport",
            "account",
            "address",
            "sim",
            "blocked_at",
            "blocked_messages",
            "paused_at",
            "heard_at",
        )
    },
    "address_state": address.c.state,
    "address_reason": address.c.state_reason,
    "quiet_from": address.c.quiet_from,
    "quiet_until": address.c.quiet_until,
}
#: In the same question: with a chain an answer asks for no more than without one.
_OTHERS = others_than(ticket.c.address_id, ticket)
_TICKET_COLUMNS = [column for column in ticket.c if column.key not in ("public_id", "created_at")]
_VIEW: Select[Any] = select(
    *_TICKET_COLUMNS,
    _EXTENDED.label("extended"),
    _LATER_TICKET.c.number.label("merged_into"),
    desk.c.key.label("desk_key"),
    *(column.label(field) for field, column in OF_ADDRESS.items()),
    address.c.person_id.label("address_person_id"),
    _OTHERS.label("others"),
    contract.c.number.label("contract_number"),
    contract.c.state.label("contract_state"),
    contract.c.paid_until.label("contract_paid_until"),
    person.c.name.label("requester_name"),
    person.c.language,
    person.c.zone,
    agent.c.name.label("assignee_name"),
    topic.c.account.label("topic_account"),
    topic.c.chat_id.label("topic_chat_id"),
    topic.c.thread_id,
    topic.c.state.label("topic_state"),
).select_from(
    ticket.join(desk, and_(desk.c.id == ticket.c.desk_id, _same_organisation(desk)))
    .join(person, and_(person.c.id == ticket.c.person_id, _same_organisation(person)))
    .join(address, and_(address.c.id == ticket.c.address_id, _same_organisation(address)))
    .outerjoin(agent, and_(agent.c.id == ticket.c.assignee_id, _same_organisation(agent)))
    .outerjoin(topic, topic.c.ticket_id == ticket.c.id)
    .outerjoin(contract, and_(contract.c.id == ticket.c.contract_id, _same_organisation(contract)))
    .outerjoin(_LATER_TICKET, and_(_LATER_TICKET.c.id == ticket.c.merged_into_id, _same_organisation(_LATER_TICKET)))
)


# statements of every message are made once: building one costs more than running it
_OURS = ticket.c.organisation_id == bindparam("organisation_id")
#: Those of one organisation, which is bound as organisation_id.
OWN_VIEWS = _VIEW.where(_OURS)
_BY_ID = OWN_VIEWS.where(ticket.c.id == bindparam("ticket_id"))
_BY_IDS = OWN_VIEWS.where(among(ticket.c.id, "ticket_ids"))
_BY_NUMBER = OWN_VIEWS.where(ticket.c.number == bindparam("number"))
#: Whosever they are, for what works for all organisations: rows of the outbox and of timers say no more than the id.
_OF_ROWS = _VIEW.where(ticket.c.id.in_(bindparam("ticket_ids", expanding=True)))
_IN_TOPIC = OWN_VIEWS.where(
    topic.c.account == bindparam("account"),
    topic.c.chat_id == bindparam("chat_id"),
    topic.c.thread_id == bindparam("thread_id"),
)
_ONCE_IN_TOPIC = select(former_topic.c.ticket_id).where(
    former_topic.c.account == bindparam("account"),
    former_topic.c.chat_id == bindparam("chat_id"),
    former_topic.c.thread_id == bindparam("thread_id"),
)
_OF_PERSON = OWN_VIEWS.where(ticket.c.person_id == bindparam("person_id"))
_OPEN_OF = _OF_PERSON.where(is_one_of(ticket.c.state, OPEN_STATES)).order_by(ticket.c.id)
_CLOSED_OF = (
    _OF_PERSON.where(ticket.c.state == "closed", ticket.c.closed_at >= bindparam("since"))
    .order_by(ticket.c.closed_at.desc())
    .limit(20)
)
HIGHEST_NUMBER = 2**31 - 1
_MERGED_INTO = select(ticket.c.merged_into_id).where(ticket.c.id == bindparam("ticket_id"), _OURS)
_NUMBER = select(ticket.c.number).where(ticket.c.id == bindparam("ticket_id"), _OURS)
_COUNT_OPEN = select(func.count()).where(
    ticket.c.person_id == bindparam("person_id"), is_one_of(ticket.c.state, OPEN_STATES), _OURS
)
_WITHOUT_TOPIC = (
    select(ticket.c.id)
    .select_from(ticket.outerjoin(topic))
    .where(
        _OURS,
        ticket.c.desk_id == bindparam("desk_id"),
        is_one_of(ticket.c.state, OPEN_STATES),
        topic.c.id.is_(None) | (topic.c.state == "lost"),
    )
    .order_by(ticket.c.id)
)


def ticket_by_id(tx: Connection, organisation_id: OrganisationId, ticket_id: int) -> TicketView:
    """Raises sqlalchemy.exc.NoResultFound."""
    return view_of(tx, tx.execute(_BY_ID, {"organisation_id": organisation_id, "ticket_id": ticket_id}).one())


def tickets_by_ids(
    tx: Connection, organisation_id: OrganisationId, ticket_ids: Sequence[int]
) -> dict[int, TicketView]:
    wanted = {"organisation_id": organisation_id, "ticket_ids": ticket_ids}
    return {row.id: view_of(tx, row) for row in tx.execute(_BY_IDS, wanted)}


def tickets_of_rows(tx: Connection, ticket_ids: Collection[int]) -> dict[int, TicketView]:
    """What rows of the outbox or timers are about, of any organisation. Never for an id that came from outside."""
    return {row.id: view_of(tx, row) for row in tx.execute(_OF_ROWS, {"ticket_ids": list(ticket_ids)})}


def ticket_of_row(tx: Connection, ticket_id: int) -> TicketView:
    """The same of one row."""
    return tickets_of_rows(tx, [ticket_id])[ticket_id]


def find_ticket(tx: Connection, organisation_id: OrganisationId, ticket_id: int) -> TicketView | None:
    """By an id that came from outside: only a ticket of this organisation is found."""
    return _one(tx, _BY_ID, {"organisation_id": organisation_id, "ticket_id": ticket_id})


def ticket_in_topic(
    tx: Connection, organisation_id: OrganisationId, account: str, chat_id: int, thread_id: int
) -> TicketView | None:
    """The ticket that a staff topic shows; None for a topic of somebody else's making."""
    place = {"account": account, "chat_id": chat_id, "thread_id": thread_id}
    return _one(tx, _IN_TOPIC, {**place, "organisation_id": organisation_id})


def ticket_once_in_topic(
    tx: Connection, organisation_id: OrganisationId, account: str, chat_id: int, thread_id: int
) -> TicketView | None:
    """The ticket that was shown there before its topic moved."""
    place = {"account": account, "chat_id": chat_id, "thread_id": thread_id}
    ticket_id = tx.execute(_ONCE_IN_TOPIC, place).scalar_one_or_none()
    return None if ticket_id is None else find_ticket(tx, organisation_id, ticket_id)


def ticket_by_number(tx: Connection, organisation_id: OrganisationId, number: int) -> TicketView | None:
    """None for a number that nothing has, however long somebody types it."""
    if number > HIGHEST_NUMBER:
        return None
    return _one(tx, _BY_NUMBER, {"organisation_id": organisation_id, "number": number})


def has_asked(tx: Connection, who: Asker, desk_id: int) -> bool:
    """Whether that desk ever had a ticket of theirs."""
    theirs = (ticket.c.person_id == who.person_id, ticket.c.organisation_id == who.organisation_id)
    return tx.execute(select(ticket.c.id).where(*theirs, ticket.c.desk_id == desk_id).limit(1)).first() is not None


def open_tickets_of(tx: Connection, who: Asker) -> list[TicketView]:
    """Oldest first."""
    return [view_of(tx, row) for row in tx.execute(_OPEN_OF, _asker(who))]


def count_open_tickets(tx: Connection, who: Asker) -> int:
    return tx.execute(_COUNT_OPEN, _asker(who)).scalar_one()


def closed_tickets_of(tx: Connection, who: Asker, since: datetime) -> list[TicketView]:
    """Closed since then, the last one first."""
    return [view_of(tx, row) for row in tx.execute(_CLOSED_OF, {**_asker(who), "since": since})]


def _asker(who: Asker) -> dict[str, int]:
    return {"organisation_id": who.organisation_id, "person_id": who.person_id}


def tickets_without_topic(tx: Connection, organisation_id: OrganisationId, desk_id: int) -> list[int]:
    """Open tickets that no staff group shows: filed before a group was bound, or after it was lost."""
    return list(tx.execute(_WITHOUT_TOPIC, {"organisation_id": organisation_id, "desk_id": desk_id}).scalars())


def _one(tx: Connection, query: Select[Any], parameters: Mapping[str, object]) -> TicketView | None:
    row = tx.execute(query, parameters).one_or_none()
    return None if row is None else view_of(tx, row)


def view_of(tx: Connection, row: Row[Any], *more: str) -> TicketView:
    """row: of OWN_VIEWS. more: what it has besides."""
    values = row._asdict()
    for name in more:
        del values[name]
    values["requester_name"] = values["requester_name"] or ""
    traits = traits_of(tx, row.transport)
    # where numbers change hands an agent is asked before words go there (automatic_sms.py)
    if values.pop("address_person_id") != row.person_id and not traits.changes_hands:
        values |= {"address_state": AddressState.DEAD, "address_reason": ANOTHERS}
    return TicketView(traits=traits, role=transports_of(tx).role(row.transport, row.account), **values)


def number_of(tx: Connection, organisation_id: OrganisationId, ticket_id: int) -> int:
    """What people call that ticket."""
    found: int = tx.execute(_NUMBER, {"organisation_id": organisation_id, "ticket_id": ticket_id}).scalar_one()
    return found


def where_it_goes_on(tx: Connection, organisation_id: OrganisationId, ticket_id: int) -> int:
    """The ticket itself, or the one that it was merged into."""
    which = {"organisation_id": organisation_id, "ticket_id": ticket_id}
    into = tx.execute(_MERGED_INTO, which).scalar_one()
    return ticket_id if into is None else where_it_goes_on(tx, organisation_id, into)
