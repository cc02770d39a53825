"""What stands in groups of staff goes: each topic with everything in it."""

from typing import Any

from sqlalchemy import Connection, delete, select

from models.actions.erasure.theirs import Theirs
from models.actions.queue import outbox
from models.actions.queue.outbox import OutgoingRow
from models.clock import Instant
from models.rules.delivery.outgoing import RowKind, Urgency
from models.rules.delivery.payloads import DeleteTopicPayload
from models.rules.delivery.places import IN_TOPIC, in_staff_chat
from models.rules.delivery.states import DeliveryState
from models.tables.among import among
from models.tables.lanes import outbox as outbox_rows
from models.tables.tickets import former_topic, ticket, topic

_TOPICS = select(topic.c.ticket_id, topic.c.account).where(among(topic.c.ticket_id, "tickets"))
_FORMER = select(former_topic).where(among(former_topic.c.ticket_id, "tickets"))
_FAILED = select(outbox_rows.c.ticket_id, outbox_rows.c.error).where(
    among(outbox_rows.c.ticket_id, "tickets"),
    outbox_rows.c.kind == RowKind.DELETE_TOPIC,
    outbox_rows.c.state != DeliveryState.SENT,
)


def delete_topics(tx: Connection, at: Instant, whole: Theirs) -> int:
    """Behind whatever is on its way to them at this moment. Returns how many."""
    asked = {"tickets": whole.tickets}
    rows: list[tuple[int, str, OutgoingRow]] = []
    for one in tx.execute(_TOPICS.order_by(topic.c.ticket_id), asked):
        now_there: DeleteTopicPayload = {}
        rows.append((one.ticket_id, one.account, _row(one.ticket_id, now_there)))
    for one in tx.execute(_FORMER.order_by(former_topic.c.id), asked):
        row = _row(one.ticket_id, {"thread_id": one.thread_id}, chat_id=one.chat_id)
        rows.append((one.ticket_id, one.account, row))
    for ticket_id, account, row in rows:
        outbox.post(tx, account, outbox.topic_lane(ticket_id), Urgency.CONVERSATION, [row], at.real)
    return len(rows)


def _row(ticket_id: int, payload: DeleteTopicPayload, chat_id: int | None = None) -> OutgoingRow:
    to = IN_TOPIC if chat_id is None else in_staff_chat(chat_id)
    return OutgoingRow(RowKind.DELETE_TOPIC, payload, repeatable=True, to=to, ticket_id=ticket_id)


def topics_left(tx: Connection, whole: Theirs) -> list[dict[str, Any]]:
    """Those that stand there all the same, as Telegram said; staff delete them by hand."""
    failed = {row.ticket_id: row.error or "" for row in tx.execute(_FAILED, {"tickets": whole.tickets})}
    ours = (ticket.c.organisation_id == whole.organisation_id, among(ticket.c.id, "tickets"))
    numbers = tx.execute(select(ticket.c.id, ticket.c.number).where(*ours), {"tickets": sorted(failed)}).all()
    return [{"what": "topic", "number": number, "reason": failed[ticket_id]} for ticket_id, number in numbers]


def forget_topics(tx: Connection, whole: Theirs) -> None:
    """Nothing is posted there any more, and no topic comes again."""
    for table in (topic, former_topic):
        tx.execute(delete(table).where(among(table.c.ticket_id, "tickets")), {"tickets": whole.tickets})
