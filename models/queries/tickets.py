"""Tickets as staff and requesters see them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, Select, func, select

from models.tables.messages import message, message_copy
from models.tables.organisations import desk
from models.tables.persons import address, person
from models.tables.staff import agent
from models.tables.tickets import ticket, topic

OPEN_STATES = ("open", "closing_proposed")


@dataclass(frozen=True)
class TicketView:
    """A ticket with its requester, its assignee and its topic, as they are now."""

    id: int
    organisation_id: int
    desk_id: int
    desk_key: str
    edition_id: int
    number: int
    person_id: int
    address_id: int
    kind: str
    fields: Mapping[str, str]
    title: str
    first_message_id: int | None
    state: str
    version: int
    assignee_id: int | None
    opened_at: datetime
    first_response_due_at: datetime | None
    resolution_due_at: datetime | None
    answered_at: datetime | None
    closing_proposed_at: datetime | None
    closed_at: datetime | None
    account: str
    requester_chat: int
    address_state: str
    requester_name: str
    language: str
    zone: str
    assignee_name: str | None
    topic_chat_id: int | None
    thread_id: int | None
    topic_state: str | None

    @property
    def is_open(self) -> bool:
        return self.state in OPEN_STATES


_TICKET_COLUMNS = [column for column in ticket.c if column.key not in ("public_id", "created_at")]
_VIEW: Select[Any] = select(
    *_TICKET_COLUMNS,
    desk.c.key.label("desk_key"),
    address.c.account,
    address.c.address.label("requester_chat"),
    address.c.state.label("address_state"),
    person.c.name.label("requester_name"),
    person.c.language,
    person.c.zone,
    agent.c.name.label("assignee_name"),
    topic.c.chat_id.label("topic_chat_id"),
    topic.c.thread_id,
    topic.c.state.label("topic_state"),
).select_from(
    ticket.join(desk, desk.c.id == ticket.c.desk_id)
    .join(person, person.c.id == ticket.c.person_id)
    .join(address, address.c.id == ticket.c.address_id)
    .outerjoin(agent, agent.c.id == ticket.c.assignee_id)
    .outerjoin(topic, topic.c.ticket_id == ticket.c.id)
)


def ticket_by_id(tx: Connection, ticket_id: int) -> TicketView:
    """Raises sqlalchemy.exc.NoResultFound."""
    return _ticket(tx.execute(_VIEW.where(ticket.c.id == ticket_id)).one())


def tickets_by_ids(tx: Connection, ticket_ids: Sequence[int]) -> dict[int, TicketView]:
    return {row.id: _ticket(row) for row in tx.execute(_VIEW.where(ticket.c.id.in_(ticket_ids)))}


def find_ticket(tx: Connection, organisation_id: int, ticket_id: int) -> TicketView | None:
    """By an id that came from outside: only a ticket of this organisation is found."""
    return _one(tx, _VIEW.where(ticket.c.organisation_id == organisation_id, ticket.c.id == ticket_id))


def ticket_in_topic(tx: Connection, account: str, chat_id: int, thread_id: int) -> TicketView | None:
    """The ticket that a staff topic shows; None for a topic of somebody else's making."""
    return _one(
        tx,
        _VIEW.where(topic.c.account == account, topic.c.chat_id == chat_id, topic.c.thread_id == thread_id),
    )


def ticket_by_number(tx: Connection, organisation_id: int, number: int) -> TicketView | None:
    return _one(tx, _VIEW.where(ticket.c.organisation_id == organisation_id, ticket.c.number == number))


def open_tickets_of(tx: Connection, person_id: int) -> list[TicketView]:
    """Oldest first."""
    rows = tx.execute(
        _VIEW.where(ticket.c.person_id == person_id, ticket.c.state.in_(OPEN_STATES)).order_by(ticket.c.id)
    )
    return [_ticket(row) for row in rows]


def count_open_tickets(tx: Connection, person_id: int) -> int:
    return tx.execute(
        select(func.count()).where(ticket.c.person_id == person_id, ticket.c.state.in_(OPEN_STATES))
    ).scalar_one()


def closed_tickets_of(tx: Connection, person_id: int, since: datetime) -> list[TicketView]:
    """Closed since then, the last one first."""
    rows = tx.execute(
        _VIEW.where(ticket.c.person_id == person_id, ticket.c.state == "closed", ticket.c.closed_at >= since)
        .order_by(ticket.c.closed_at.desc())
        .limit(20)
    )
    return [_ticket(row) for row in rows]


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


def _one(tx: Connection, query: Select[Any]) -> TicketView | None:
    row = tx.execute(query).one_or_none()
    return None if row is None else _ticket(row)


def _ticket(row: Row[Any]) -> TicketView:
    values = dict(row._mapping)
    values["requester_chat"] = int(values["requester_chat"])
    values["requester_name"] = values["requester_name"] or ""
    return TicketView(**values)


def ticket_of_message(tx: Connection, transport: str, account: str, chat_id: int, provider_id: str) -> int | None:
    """The ticket that a message in a chat belongs to: an original, or a copy of ours."""
    return tx.execute(
        select(message.c.ticket_id)
        .select_from(message_copy.join(message))
        .where(
            message_copy.c.transport == transport,
            message_copy.c.account == account,
            message_copy.c.chat_id == chat_id,
            message_copy.c.provider_id == provider_id,
        )
    ).scalar_one_or_none()
