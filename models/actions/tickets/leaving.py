"""Who leaves a desk's group leaves the desk, and who is dismissed leaves them all: no word of it reaches them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, and_, delete, insert, select, update

from models.actions.clocks import timers
from models.actions.desk import group_news, staff, topics
from models.actions.queue import outbox
from models.actions.tickets import tickets
from models.clock import Instant
from models.queries.regulation import edition_of
from models.queries.staff import (
    StaffGroup,
    desk_ids,
    group_of_desk,
    groups_of_organisation,
    reachable_heads,
    staff_key_of,
)
from models.queries.tickets import OPEN_STATES, ticket_by_id
from models.rules.delivery.outgoing import DELIVER
from models.rules.delivery.states import READY
from models.rules.regulation.organisations import OrganisationId
from models.tables.lanes import lane
from models.tables.lanes import outbox as outbox_row
from models.tables.staff import agent, desk_head, desk_member
from models.tables.tickets import ticket

DISMISSED = "dismissed"
INSIDE = "inside"
LEFT = "left"
_LEFT_WORDS = ("staff.agent_left", "staff.agent_left_with_tickets")
_DISMISSED_WORDS = ("staff.agent_dismissed", "staff.agent_dismissed_with_tickets")
#: Of a long list so many tickets are named.
_NAMED = 20


@dataclass(frozen=True)
class Person:
    """An agent as people know them. id: of the agent."""

    id: int
    name: str
    telegram_id: str


def is_inside(tx: Connection, now: datetime, desk_id: int, agent_id: int) -> None:
    """They act in a group of the desk, or came in: what they left before is theirs again."""
    _note(tx, now, desk_id, agent_id, INSIDE)


def leave_group(tx: Connection, at: Instant, group: StaffGroup, who: Person) -> None:
    """They left the desk's group, or were removed. What that ends is told once, whoever says so first."""
    if not _note(tx, at.now, group.desk_id, who.id, LEFT):
        return
    here = (ticket.c.organisation_id == group.organisation_id, ticket.c.desk_id == group.desk_id)
    _recall(tx, at, group.organisation_id, who, *here)
    was_head = _is_head(tx, group.desk_id, who.id)
    numbers = _return_tickets(tx, at, group.organisation_id, who, *here)
    if numbers or was_head or staff_key_of(tx, group.organisation_id, who.id) is not None:
        _tell(tx, at, group, _LEFT_WORDS, who, numbers)
    if was_head and not reachable_heads(tx, group.organisation_id, group.desk_id):
        group_news.tell(tx, at, group, "staff.head_missing")


def dismiss(tx: Connection, at: Instant, organisation_id: OrganisationId, who: Person) -> list[int]:
    """They act for no desk any more, until somebody invites them again: what was issued before, to them or to others,
    opens nothing. Numbers of the tickets that they led.
    """
    staff.void_codes(tx, at.now, list(desk_ids(tx, organisation_id).values()), staff.PURPOSES)
    desks = set(tx.execute(select(desk_head.c.desk_id).where(desk_head.c.agent_id == who.id)).scalars())
    ours = ticket.c.organisation_id == organisation_id
    _recall(tx, at, organisation_id, who, ours)
    this = (agent.c.id == who.id, agent.c.organisation_id == organisation_id)
    tx.execute(update(agent).where(*this).values(state=DISMISSED))
    tx.execute(update(desk_head).where(desk_head.c.agent_id == who.id).values(state=DISMISSED))
    numbers: list[int] = []
    for desk_id in dict.fromkeys(group.desk_id for group in groups_of_organisation(tx, organisation_id)):
        here = _return_tickets(tx, at, organisation_id, who, ours, ticket.c.desk_id == desk_id)
        numbers += here
        group = group_of_desk(tx, organisation_id, desk_id)
        assert group is not None  # it is one of those
        _tell(tx, at, group, _DISMISSED_WORDS, who, here)
        if desk_id in desks and not reachable_heads(tx, organisation_id, desk_id):
            group_news.tell(tx, at, group, "staff.head_missing")
    return numbers + _return_tickets(tx, at, organisation_id, who, ours)


def left_since(tx: Connection, agent_id: int, then: datetime) -> bool:
    """Whether they left a desk after that: whoever invited them before did not know."""
    left = select(desk_member.c.id).where(
        desk_member.c.agent_id == agent_id, desk_member.c.state == LEFT, desk_member.c.changed_at > then
    )
    return tx.execute(left).first() is not None


def readmit(tx: Connection, organisation_id: OrganisationId, agent_id: int, desk_id: int | None = None) -> bool:
    """Invited again, or dismissed by mistake: they act as anybody does who was never dismissed.

    desk_id: the only one that they come back to. False: they were not dismissed.
    """
    this = (agent.c.id == agent_id, agent.c.organisation_id == organisation_id)
    back = update(agent).where(*this, agent.c.state == DISMISSED)
    dismissed = tx.execute(back.values(state="reachable")).rowcount > 0
    left = delete(desk_member).where(desk_member.c.agent_id == agent_id, desk_member.c.state == LEFT)
    tx.execute(left if desk_id is None else left.where(desk_member.c.desk_id == desk_id))
    return dismissed


def _recall(
    tx: Connection, at: Instant, organisation_id: OrganisationId, who: Person, *where: ColumnElement[bool]
) -> None:
    """What was written to them in private as to a colleague, and has not left yet, does not leave."""
    this = (agent.c.id == who.id, agent.c.organisation_id == organisation_id)
    account = select(agent.c.account).where(*this).scalar_subquery()
    key = outbox.chat_lane(int(who.telegram_id))
    private = select(lane.c.id).where(lane.c.queue == DELIVER, lane.c.account == account, lane.c.key == key)
    tickets_there = select(ticket.c.id).where(*where)
    # what names an address of a requester is for them as one of these, whatever ticket it is about
    as_colleague = and_(outbox_row.c.ticket_id.in_(tickets_there), outbox_row.c.address_id.is_(None))
    waits = and_(outbox_row.c.lane_id.in_(private), outbox_row.c.state.in_(READY))
    outbox.cancel(tx, and_(waits, as_colleague), at.real)


def _note(tx: Connection, now: datetime, desk_id: int, agent_id: int, state: str) -> bool:
    """False: it was so already."""
    here = and_(desk_member.c.desk_id == desk_id, desk_member.c.agent_id == agent_id)
    known = tx.execute(select(desk_member.c.state).where(here)).scalar_one_or_none()
    if known is None:
        tx.execute(insert(desk_member).values(desk_id=desk_id, agent_id=agent_id, state=state, changed_at=now))
    elif known != state:
        tx.execute(update(desk_member).where(here).values(state=state, changed_at=now))
    return known != state


def _is_head(tx: Connection, desk_id: int, agent_id: int) -> bool:
    head = select(desk_head.c.id).where(
        desk_head.c.desk_id == desk_id, desk_head.c.agent_id == agent_id, desk_head.c.state != DISMISSED
    )
    return tx.execute(head).first() is not None


def _return_tickets(
    tx: Connection, at: Instant, organisation_id: OrganisationId, who: Person, *where: ColumnElement[bool]
) -> list[int]:
    """Open tickets that they led are led by nobody; their numbers."""
    led = select(ticket.c.id).where(ticket.c.assignee_id == who.id, ticket.c.state.in_(OPEN_STATES), *where)
    numbers = []
    for ticket_id in tx.execute(led.order_by(ticket.c.id)).scalars().all():
        view = tickets.locked(tx, ticket_by_id(tx, organisation_id, ticket_id))
        if view.assignee_id == who.id:
            tickets.change_state(tx, view, assignee_id=None)
            timers.log_event(tx, ticket_id, at.now, "returned", agent_id=who.id)
            topics.refresh_card(tx, at, view, edition_of(tx, view).regulation)
            numbers.append(view.number)
    return numbers


def _tell(
    tx: Connection, at: Instant, group: StaffGroup, phrases: tuple[str, str], who: Person, numbers: Sequence[int]
) -> None:
    """phrases: without tickets that have to be taken, and with them."""
    listed = ", ".join(f"№{number}" for number in numbers[:_NAMED]) + (" …" if len(numbers) > _NAMED else "")
    facts = {"name": who.name, "id": who.telegram_id, "numbers": listed}
    group_news.tell(tx, at, group, phrases[bool(numbers)], **facts)
