"""Senders whom nobody wants to hear: what they write is kept, opens nothing, is not answered, and is counted.

Above the limit of a minute it is only counted. Their files are fetched once they are heard again.
"""

from typing import Final

from sqlalchemy import ColumnElement, Connection, and_, or_, select, update

from models.actions.clocks import timers
from models.actions.desk import topics
from models.actions.queue import delivery_rows, outbox
from models.actions.queue.lanes_of_addresses import lanes_to
from models.actions.tickets import attachments
from models.actions.tickets.acting import Acting
from models.actions.tickets.filing import file_messages
from models.clock import Instant
from models.errors import OtklikError
from models.phrases.catalogue import say, say_many
from models.queries.messages import messages_by_ids
from models.queries.regulation import edition_of
from models.queries.tickets import TicketView, open_tickets_of, ticket_by_id
from models.rules.delivery.states import READY
from models.rules.desk.history import tell
from models.rules.regulation.organisations import OrganisationId
from models.rules.requests.file_quota import FileState
from models.rules.sms.phone_numbers import is_withheld
from models.tables.deliveries import delivery
from models.tables.lanes import outbox as outbox_row
from models.tables.messages import attachment, message
from models.tables.persons import address

#: Of what a blocked sender wrote, so much is shown when they are heard again; the rest is kept in the ticket.
_SHOWN: Final = 20


class BlockedAlready(OtklikError):
    phrase = "block.already"


class NotBlocked(OtklikError):
    phrase = "block.not_blocked"


class StillARequest(OtklikError):
    """Who asks for something is answered, not blocked: first it is said that this was no request."""

    phrase = "block.still_a_request"


class HasOtherTickets(OtklikError):
    """numbers: of what the same sender waits for."""

    phrase = "block.has_others"


class CantBeToldApart(OtklikError):
    """Who hides their number is somebody new with each call."""

    phrase = "block.withheld"


def block(acting: Acting) -> None:
    """Raises OtklikError."""
    view = acting.view
    if view.blocked_at is not None:
        raise BlockedAlready
    if view.dismissed_as is None:
        raise StillARequest(number=view.number)
    if is_withheld(view.address):
        raise CantBeToldApart
    others = [other.number for other in open_tickets_of(acting.tx, view)]
    if others:
        raise HasOtherTickets(numbers=", ".join(f"№{number}" for number in others))
    acting.tx.execute(
        update(address)
        .where(*_theirs(view))
        .values(blocked_at=acting.at.now, blocked_ticket_id=view.id, blocked_messages=0)
    )
    _write_no_more(acting)
    timers.log_event(acting.tx, view.id, acting.at.now, "blocked", agent_id=acting.agent_id)
    button = topics.choice(view.id, 0, "unblock", say(acting.language, "card.unblock"))
    acting.tell_topic(say(acting.language, "block.done", agent=acting.agent_name), [[button]])
    acting.refresh_card()


def _write_no_more(acting: Acting) -> None:
    """What waits for them does not leave either, nor go on by another of their addresses or when quiet hours end."""
    tx, view = acting.tx, acting.view
    theirs = (delivery.c.person_id == view.person_id, delivery.c.organisation_id == view.organisation_id)
    stops = update(delivery).where(*theirs, delivery.c.next_at.is_not(None)).values(next_at=None)
    chain_ids = tx.execute(stops.returning(delivery.c.id)).scalars().all()
    lanes = lanes_to(tx, view.traits, view.account, view.address)
    there = and_(outbox_row.c.lane_id.in_(lanes), outbox_row.c.address_id == view.address_id)
    elsewhere = outbox_row.c.delivery_id.in_(select(delivery.c.id).where(*theirs))
    waits = (or_(there, elsewhere), outbox_row.c.state.in_(READY))
    outbox.cancel(tx, and_(*waits), acting.at.real, "its addressee was blocked")
    for chain_id in sorted(chain_ids):
        delivery_rows.settle(tx, chain_id)


def unblock(acting: Acting) -> None:
    """They are heard again; what they wrote meanwhile is shown. Raises NotBlocked."""
    view = acting.view
    if view.blocked_at is None:
        raise NotBlocked
    unheard = list(
        acting.tx.execute(
            select(message.c.id)
            .where(
                message.c.organisation_id == view.organisation_id,
                message.c.address_id == view.address_id,
                message.c.ticket_id.is_(None),
                message.c.created_at >= view.blocked_at,
            )
            .order_by(message.c.id)
        ).scalars()
    )
    acting.tx.execute(
        update(address).where(*_theirs(view)).values(blocked_at=None, blocked_ticket_id=None, blocked_messages=0)
    )
    timers.log_event(acting.tx, view.id, acting.at.now, "unblocked", agent_id=acting.agent_id)
    file_messages(acting.tx, unheard, view.ref)
    attachments.fetch_held(acting.tx, acting.at, _with_held_files(acting.tx, view))
    text = say(acting.language, "block.undone", agent=acting.agent_name)
    came = max(len(unheard), view.blocked_messages)
    if came:
        text = f"{text} {say_many(acting.language, 'block.wrote', came)}"
    acting.tell_topic(text)
    _show(acting, unheard[-_SHOWN:])
    acting.refresh_card()


def _theirs(view: TicketView) -> tuple[ColumnElement[bool], ...]:
    return address.c.id == view.address_id, address.c.organisation_id == view.organisation_id


def _with_held_files(tx: Connection, view: TicketView) -> list[int]:
    """Also messages from before the block that were corrected since; not those above the limit, which wait on."""
    held = select(message.c.id).join(attachment).where(attachment.c.state == FileState.HELD)
    theirs = (message.c.organisation_id == view.organisation_id, message.c.address_id == view.address_id)
    of_theirs = held.where(*theirs, message.c.overflow_id.is_(None)).distinct()
    return list(tx.execute(of_theirs.order_by(message.c.id)).scalars())


def _show(acting: Acting, message_ids: list[int]) -> None:
    written = messages_by_ids(acting.tx, acting.view.organisation_id, message_ids)
    for piece in tell(written, acting.language, acting.zone):
        topics.tell_staff(acting.tx, acting.at, acting.view, piece.text, entities=piece.entities)
    with_files = [one for one in written if one.files or one.native]
    if with_files and acting.view.topic_state is not None:
        topics.copy_to_topic(acting.tx, acting.at, acting.view, with_files, acting.language)


def blocked_sender_wrote(tx: Connection, at: Instant, organisation_id: OrganisationId, address_id: int) -> None:
    """One more that opens nothing: the card of the ticket for which they were blocked counts it."""
    counted = (
        update(address)
        .where(address.c.id == address_id, address.c.organisation_id == organisation_id)
        .values(blocked_messages=address.c.blocked_messages + 1)
        .returning(address.c.blocked_ticket_id)
    )
    ticket_id = tx.execute(counted).scalar_one()
    if ticket_id is not None:
        view = ticket_by_id(tx, organisation_id, ticket_id)
        topics.refresh_card(tx, at, view, edition_of(tx, view).regulation)
