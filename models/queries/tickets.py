"""Tickets as staff and requesters see them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, Select, and_, bindparam, exists, func, select

from models.queries.persons import Requester
from models.queries.transports import traits_of
from models.rules.delivery.transports import Transport
from models.rules.regulation.clocks import SlaClock
from models.tables.messages import message, message_copy
from models.tables.organisations import desk
from models.tables.persons import address, person
from models.tables.staff import agent
from models.tables.tickets import extension, former_topic, ticket, topic
from models.tables.timers import timer

OPEN_STATES = ("open", "closing_proposed")


@dataclass(frozen=True)
class TicketView:
    """A ticket with its requester, its assignee and its topic, as they are now.

    transport, account, address, traits: where the requester is reached. sim: of a phone, which SIM answers it.
    unfinished: filed as it was, because the requester stopped answering; None: filed by them.
    extended: an agent named a later date for its resolution. merged_into: the number of the ticket it went on in.
    topic_account: the bot that made the topic. blocked_at, blocked_messages: of the requester's address.
    """

    id: int
    organisation_id: int
    desk_id: int
    desk_key: str
    edition_id: int
    number: int
    person_id: int
    address_id: int
    kind: str
    severity: str
    tier: str | None
    fields: Mapping[str, str]
    title: str
    first_message_id: int | None
    state: str
    version: int
    assignee_id: int | None
    opened_at: datetime
    first_response_due_at: datetime | None
    next_response_due_at: datetime | None
    work_started_due_at: datetime | None
    resolution_due_at: datetime | None
    update_due_at: datetime | None
    answered_at: datetime | None
    waiting_since: datetime | None
    closing_proposed_at: datetime | None
    closed_at: datetime | None
    merged_into_id: int | None
    unidentified: bool
    dismissed_as: str | None
    unfinished: Sequence[str] | None
    extended: bool
    merged_into: int | None
    transport: str
    traits: Transport
    account: str
    address: str
    sim: str | None
    address_state: str
    address_reason: str | None
    blocked_at: datetime | None
    blocked_messages: int
    requester_name: str
    language: str
    zone: str
    assignee_name: str | None
    topic_account: str | None
    topic_chat_id: int | None
    thread_id: int | None
    topic_state: str | None

    @property
    def is_open(self) -> bool:
        return self.state in OPEN_STATES


_LATER_TICKET = ticket.alias("merged_into")
#: Of the resolution that runs now: what was granted before a reopening is over.
_EXTENDED = exists().where(
    extension.c.ticket_id == ticket.c.id,
    extension.c.state == "granted",
    extension.c.decided_at >= timer.c.since,
    and_(timer.c.ticket_id == ticket.c.id, timer.c.clock == SlaClock.RESOLUTION),
)
_TICKET_COLUMNS = [column for column in ticket.c if column.key not in ("public_id", "created_at")]
_VIEW: Select[Any] = select(
    *_TICKET_COLUMNS,
    _EXTENDED.label("extended"),
    _LATER_TICKET.c.number.label("merged_into"),
    desk.c.key.label("desk_key"),
    address.c.transport,
    address.c.account,
    address.c.address,
    address.c.sim,
    address.c.state.label("address_state"),
    address.c.state_reason.label("address_reason"),
    address.c.blocked_at,
    address.c.blocked_messages,
    person.c.name.label("requester_name"),
    person.c.language,
    person.c.zone,
    agent.c.name.label("assignee_name"),
    topic.c.account.label("topic_account"),
    topic.c.chat_id.label("topic_chat_id"),
    topic.c.thread_id,
    topic.c.state.label("topic_state"),
).select_from(
    ticket.join(desk, desk.c.id == ticket.c.desk_id)
    .join(person, person.c.id == ticket.c.person_id)
    .join(address, address.c.id == ticket.c.address_id)
    .outerjoin(agent, agent.c.id == ticket.c.assignee_id)
    .outerjoin(topic, topic.c.ticket_id == ticket.c.id)
    .outerjoin(_LATER_TICKET, _LATER_TICKET.c.id == ticket.c.merged_into_id)
)


# statements of every message are made once: building one costs more than running it
_BY_ID = _VIEW.where(ticket.c.id == bindparam("ticket_id"))
_BY_IDS = _VIEW.where(ticket.c.id.in_(bindparam("ticket_ids", expanding=True)))
_OWN_BY_ID = _BY_ID.where(ticket.c.organisation_id == bindparam("organisation_id"))
_BY_NUMBER = _VIEW.where(
    ticket.c.organisation_id == bindparam("organisation_id"), ticket.c.number == bindparam("number")
)
_IN_TOPIC = _VIEW.where(
    topic.c.account == bindparam("account"),
    topic.c.chat_id == bindparam("chat_id"),
    topic.c.thread_id == bindparam("thread_id"),
)
_ONCE_IN_TOPIC = select(former_topic.c.ticket_id).where(
    former_topic.c.account == bindparam("account"),
    former_topic.c.chat_id == bindparam("chat_id"),
    former_topic.c.thread_id == bindparam("thread_id"),
)
_OF_PERSON = _VIEW.where(ticket.c.person_id == bindparam("person_id"))
_OPEN_OF = _OF_PERSON.where(ticket.c.state.in_(OPEN_STATES)).order_by(ticket.c.id)
_CLOSED_OF = (
    _OF_PERSON.where(ticket.c.state == "closed", ticket.c.closed_at >= bindparam("since"))
    .order_by(ticket.c.closed_at.desc())
    .limit(20)
)
_HIGHEST_NUMBER = 2**31 - 1
_MERGED_INTO = select(ticket.c.merged_into_id).where(ticket.c.id == bindparam("ticket_id"))
_COUNT_OPEN = select(func.count()).where(
    ticket.c.person_id == bindparam("person_id"), ticket.c.state.in_(OPEN_STATES)
)
_OF_MESSAGE = (
    select(message.c.ticket_id)
    .select_from(message_copy.join(message))
    .where(
        message_copy.c.transport == bindparam("transport"),
        message_copy.c.account == bindparam("account"),
        message_copy.c.address == bindparam("address"),
        message_copy.c.provider_id == bindparam("provider_id"),
    )
)


def ticket_by_id(tx: Connection, ticket_id: int) -> TicketView:
    """Raises sqlalchemy.exc.NoResultFound."""
    return _ticket(tx, tx.execute(_BY_ID, {"ticket_id": ticket_id}).one())


def tickets_by_ids(tx: Connection, ticket_ids: Sequence[int]) -> dict[int, TicketView]:
    return {row.id: _ticket(tx, row) for row in tx.execute(_BY_IDS, {"ticket_ids": ticket_ids})}


def find_ticket(tx: Connection, organisation_id: int, ticket_id: int) -> TicketView | None:
    """By an id that came from outside: only a ticket of this organisation is found."""
    return _one(tx, _OWN_BY_ID, {"organisation_id": organisation_id, "ticket_id": ticket_id})


def ticket_in_topic(tx: Connection, account: str, chat_id: int, thread_id: int) -> TicketView | None:
    """The ticket that a staff topic shows; None for a topic of somebody else's making."""
    return _one(tx, _IN_TOPIC, {"account": account, "chat_id": chat_id, "thread_id": thread_id})


def ticket_once_in_topic(tx: Connection, account: str, chat_id: int, thread_id: int) -> TicketView | None:
    """The ticket that was shown there before its topic moved."""
    place = {"account": account, "chat_id": chat_id, "thread_id": thread_id}
    ticket_id = tx.execute(_ONCE_IN_TOPIC, place).scalar_one_or_none()
    return None if ticket_id is None else ticket_by_id(tx, ticket_id)


def ticket_by_number(tx: Connection, organisation_id: int, number: int) -> TicketView | None:
    """None for a number that nothing has, however long somebody types it."""
    if number > _HIGHEST_NUMBER:
        return None
    return _one(tx, _BY_NUMBER, {"organisation_id": organisation_id, "number": number})


def open_tickets_of(tx: Connection, person_id: int) -> list[TicketView]:
    """Oldest first."""
    return [_ticket(tx, row) for row in tx.execute(_OPEN_OF, {"person_id": person_id})]


def count_open_tickets(tx: Connection, person_id: int) -> int:
    return tx.execute(_COUNT_OPEN, {"person_id": person_id}).scalar_one()


def closed_tickets_of(tx: Connection, person_id: int, since: datetime) -> list[TicketView]:
    """Closed since then, the last one first."""
    return [_ticket(tx, row) for row in tx.execute(_CLOSED_OF, {"person_id": person_id, "since": since})]


def tickets_without_topic(tx: Connection, desk_id: int) -> list[int]:
    """Open tickets that no staff group shows: filed before a group was bound, or after it was lost."""
    rows = tx.execute(
        select(ticket.c.id)
        .select_from(ticket.outerjoin(topic))
        .where(
            ticket.c.desk_id == desk_id,
            ticket.c.state.in_(OPEN_STATES),
            topic.c.id.is_(None) | (topic.c.state == "lost"),
        )
        .order_by(ticket.c.id)
    )
    return list(rows.scalars())


def _one(tx: Connection, query: Select[Any], parameters: Mapping[str, object]) -> TicketView | None:
    row = tx.execute(query, parameters).one_or_none()
    return None if row is None else _ticket(tx, row)


def _ticket(tx: Connection, row: Row[Any]) -> TicketView:
    values = row._asdict()
    values["requester_name"] = values["requester_name"] or ""
    return TicketView(traits=traits_of(tx, row.transport), **values)


def ticket_of_message(
    tx: Connection, transport: str, account: str, address_text: str, provider_id: str
) -> int | None:
    """The ticket that a message in a chat belongs to: an original, or a copy of ours."""
    place = {"transport": transport, "account": account, "address": address_text, "provider_id": provider_id}
    return tx.execute(_OF_MESSAGE, place).scalar_one_or_none()


def number_of(tx: Connection, ticket_id: int) -> int:
    """What people call that ticket."""
    found: int = tx.execute(select(ticket.c.number).where(ticket.c.id == ticket_id)).scalar_one()
    return found


def where_it_goes_on(tx: Connection, ticket_id: int) -> int:
    """The ticket itself, or the one that it was merged into."""
    into = tx.execute(_MERGED_INTO, {"ticket_id": ticket_id}).scalar_one()
    return ticket_id if into is None else where_it_goes_on(tx, into)


_NOTHING_YET: Mapping[str, Any] = dict.fromkeys(
    (
        *("assignee_id", "assignee_name", "answered_at", "waiting_since", "closing_proposed_at", "closed_at"),
        *("merged_into", "merged_into_id", "dismissed_as", "address_reason", "blocked_at"),
        *("topic_account", "topic_chat_id", "thread_id", "topic_state"),
    )
)


def new_ticket_view(ticket_id: int, desk_key: str, row: Mapping[str, Any], requester: Requester) -> TicketView:
    """The view of a ticket that was made this moment, without asking the database again.

    row: the values of its columns. It has no topic yet, nobody leads it, and nothing happened to it.
    """
    return TicketView(
        id=ticket_id,
        desk_key=desk_key,
        extended=False,
        transport=requester.transport,
        traits=requester.traits,
        account=requester.account,
        address=requester.address,
        sim=requester.sim,
        address_state=requester.address_state,
        blocked_messages=0,
        requester_name=requester.name,
        language=requester.language,
        zone=requester.zone,
        **_NOTHING_YET,
        **row,
    )
