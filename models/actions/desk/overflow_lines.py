"""The one line in a topic that counts messages above the limit, with the button that opens them."""

from typing import Any

from sqlalchemy import Connection, Row, bindparam, insert, select, update

from models.actions.queue import outbox
from models.actions.queue.outbox import OutgoingRow
from models.clock import Instant
from models.phrases.catalogue import say, say_many
from models.queries.tickets import TicketView
from models.rules.delivery.choices import ticket_key
from models.rules.delivery.outgoing import RowKind, Urgency
from models.rules.delivery.payloads import PostPayload
from models.rules.delivery.post_content import Choices, OfferedChoice
from models.rules.delivery.states import DeliveryState
from models.tables.lanes import lane
from models.tables.lanes import outbox as outbox_table
from models.tables.messages import message, overflow

#: The verb of the button; the id of the overflow stands behind its dot.
OPEN = "overflow"

_UNOPENED = (
    select(overflow)
    .where(overflow.c.ticket_id == bindparam("ticket_id"), overflow.c.shown_at.is_(None))
    .order_by(overflow.c.id)
)
#: The line, or an edit of it, that has not left: nobody holds its lane, and nobody takes it before we commit.
_WAITING = (
    select(outbox_table.c.id)
    .join(lane, lane.c.id == outbox_table.c.lane_id)
    .where(
        outbox_table.c.message_id == bindparam("of_line"),
        outbox_table.c.kind.in_((RowKind.POST, RowKind.EDIT)),
        outbox_table.c.state == DeliveryState.PENDING,
        lane.c.lease.is_(None),
    )
    .order_by(outbox_table.c.id.desc())
    .limit(1)
    .with_for_update(of=lane)
)
_FOLD = (
    update(outbox_table)
    .where(outbox_table.c.id == bindparam("row"))
    .values(payload=bindparam("new_payload", type_=outbox_table.c.payload.type))
)


def lines_of(tx: Connection, at: Instant, ticket: TicketView, language: str) -> list[OutgoingRow]:
    """For a topic that is made now: a line for each burst that nobody has opened."""
    rows = tx.execute(_UNOPENED, {"ticket_id": ticket.id}).all()
    return [_post(tx, at, ticket, row, counted(ticket, row, language)) for row in rows]


def tell(tx: Connection, at: Instant, ticket: TicketView, row: Row[Any], payload: PostPayload) -> None:
    """In the topic: posted once, and edited from then on. Without a topic it comes with the topic."""
    if ticket.topic_state is None or ticket.topic_account is None:
        return
    if row.line_id is None:
        drafts = [_post(tx, at, ticket, row, payload)]
    elif folded(tx, row.line_id, payload):
        return
    else:
        drafts = [OutgoingRow(RowKind.EDIT, payload, repeatable=True, ticket_id=ticket.id, message_id=row.line_id)]
    outbox.post(tx, ticket.topic_account, outbox.topic_lane(ticket.id), Urgency.CONVERSATION, drafts, at.real)


def folded(tx: Connection, line_id: int, payload: PostPayload) -> bool:
    """The line, or its edit, has not left yet and says the newest at once. False: it has."""
    waiting = tx.execute(_WAITING, {"of_line": line_id}).scalar_one_or_none()
    if waiting is not None:
        tx.execute(_FOLD, {"row": waiting, "new_payload": payload})
    return waiting is not None


def counted(ticket: TicketView, row: Row[Any], language: str) -> PostPayload:
    button: OfferedChoice = {
        "key": ticket_key(ticket.id, 0, f"{OPEN}.{row.id}"),
        "label": say(language, "overflow.open"),
    }
    return _payload(say_many(language, "overflow.line", row.messages), [[button]])


def opened(row: Row[Any], agent_name: str, language: str) -> PostPayload:
    return _payload(say_many(language, "overflow.opened", row.messages, agent=agent_name))


def _payload(text: str, choices: Choices = ()) -> PostPayload:
    payload: PostPayload = {"part": 0, "text": text, "entities": []}
    if choices:
        payload["choices"] = choices
    return payload


def _post(tx: Connection, at: Instant, ticket: TicketView, row: Row[Any], payload: PostPayload) -> OutgoingRow:
    """Kept as a message of ours, so that it can be found again and edited."""
    line = {
        "organisation_id": ticket.organisation_id,
        "author": "line",
        "text": payload["text"],
        "provider_at": at.now,
        "created_at": at.now,
    }
    line_id = tx.execute(insert(message).values(**line).returning(message.c.id)).scalar_one()
    tx.execute(update(overflow).where(overflow.c.id == row.id).values(line_id=line_id))
    return OutgoingRow(RowKind.POST, payload, repeatable=True, ticket_id=ticket.id, message_id=line_id)
