"""What is asked about one ticket at a time, asked about many at once."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, Select, bindparam, func, select, union_all

from models.queries.messages import LastAnswer
from models.queries.tickets import OPEN_STATES, TicketView, tickets_by_ids
from models.rules.regulation.organisations import OrganisationId
from models.tables.among import among, is_one_of
from models.tables.messages import message
from models.tables.staff import agent
from models.tables.tickets import ticket, topic


@dataclass(frozen=True)
class Wanted:
    """Open tickets of these persons, and those that these topics show. topics: chat and thread, of one bot."""

    account: str
    persons: set[int] = field(default_factory=set)
    topics: set[tuple[int, int]] = field(default_factory=set)


_OURS = ticket.c.organisation_id == bindparam("organisation_id")
_of_persons = ticket.alias("of_persons")
_OPEN_OF_PERSONS = select(_of_persons.c.id).where(
    _of_persons.c.organisation_id == bindparam("organisation_id"),
    among(_of_persons.c.person_id, "person_ids"),
    is_one_of(_of_persons.c.state, OPEN_STATES),
)
_IN_TOPICS = select(topic.c.ticket_id).where(
    topic.c.account == bindparam("account"),
    among(topic.c.chat_id, "chat_ids"),
    among(topic.c.thread_id, "thread_ids"),
)
#: In one order, so that two who want several of the same never wait for each other.
_HELD = (
    select(ticket.c.id)
    .where(_OURS, ticket.c.id.in_(union_all(_OPEN_OF_PERSONS, _IN_TOPICS)))
    .order_by(ticket.c.id)
    .with_for_update()
)
_COUNT_OPEN: Select[Any] = (
    select(ticket.c.person_id, func.count().label("open"))
    .where(_OURS, among(ticket.c.person_id, "person_ids"), is_one_of(ticket.c.state, OPEN_STATES))
    .group_by(ticket.c.person_id)
)
_answer = message.alias("answer")
_IS_ANSWER = (
    _answer.c.organisation_id == bindparam("organisation_id"),
    _answer.c.author == "agent",
    among(_answer.c.ticket_id, "ticket_ids"),
)
_LAST_IDS = select(func.max(_answer.c.id)).where(*_IS_ANSWER).group_by(_answer.c.ticket_id)
_LAST_ANSWERS: Select[Any] = (
    select(message.c.ticket_id, message.c.agent_id, agent.c.name, message.c.created_at)
    .select_from(message.join(agent, agent.c.id == message.c.agent_id))
    .where(
        message.c.organisation_id == bindparam("organisation_id"),
        agent.c.organisation_id == bindparam("organisation_id"),
        message.c.id.in_(_LAST_IDS),
    )
)


def held_tickets(tx: Connection, organisation_id: OrganisationId, wanted: Wanted) -> dict[int, TicketView]:
    """As they are once nobody else changes them until we commit, by their ids."""
    places = {
        "account": wanted.account,
        "chat_ids": [chat_id for chat_id, _ in wanted.topics],
        "thread_ids": [thread_id for _, thread_id in wanted.topics],
        "person_ids": list(wanted.persons),
    }
    ids = list(tx.execute(_HELD, {"organisation_id": organisation_id, **places}).scalars())
    return tickets_by_ids(tx, organisation_id, ids) if ids else {}


def count_open_of(tx: Connection, organisation_id: OrganisationId, persons: Collection[int]) -> Mapping[int, int]:
    """How many open tickets each of these persons has."""
    rows = tx.execute(_COUNT_OPEN, {"organisation_id": organisation_id, "person_ids": list(persons)}).all()
    return dict.fromkeys(persons, 0) | {row.person_id: row.open for row in rows}


def last_answers_of(
    tx: Connection, organisation_id: OrganisationId, ticket_ids: Sequence[int]
) -> dict[int, LastAnswer | None]:
    """The last message that an agent wrote to the requester, for each of these tickets."""
    rows = tx.execute(_LAST_ANSWERS, {"organisation_id": organisation_id, "ticket_ids": ticket_ids})
    found: dict[int, LastAnswer | None] = dict.fromkeys(ticket_ids)
    return found | {row.ticket_id: LastAnswer(row.agent_id, row.name, row.created_at) for row in rows}
