"""What stands in groups of staff goes: each topic with everything in it."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, delete, select

from models.actions.desk.topics import staff_language
from models.actions.erasure.theirs import Theirs
from models.actions.queue import outbox
from models.actions.queue.outbox import OutgoingRow
from models.clock import Instant
from models.phrases.catalogue import say
from models.queries.regulation import edition_of
from models.queries.tickets import ticket_by_id
from models.rules.delivery.outgoing import RowKind, Urgency
from models.rules.delivery.payloads import DeleteTopicPayload, EditPayload
from models.rules.delivery.places import IN_TOPIC, in_staff_chat
from models.rules.delivery.states import DeliveryState
from models.tables.among import among
from models.tables.lanes import outbox as outbox_rows
from models.tables.messages import message, message_copy
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


_ELSEWHERE = (
    select(
        message.c.ticket_id, message.c.files, message_copy.c.provider_id, message_copy.c.outbox_id, topic.c.account
    )
    .select_from(message.join(message_copy).join(topic, topic.c.ticket_id == message.c.ticket_id))
    .where(
        among(message.c.id, "messages"),
        message_copy.c.account == topic.c.account,
        message_copy.c.thread_id == topic.c.thread_id,
    )
    .order_by(message_copy.c.id)
)


def blank_elsewhere(tx: Connection, at: Instant, whole: Theirs) -> list[int]:
    """What they wrote in the tickets of others, whose topics stay, says so instead. Returns the tickets in which a
    file of theirs, or a post that shows others' words as well, can't be blanked so.
    """
    left: set[int] = set()
    found = _ELSEWHERE.where(message.c.organisation_id == whole.organisation_id)
    for one in tx.execute(found, {"messages": whole.elsewhere}).all():
        if one.outbox_id is not None or one.files:
            left.add(one.ticket_id)
            continue
        view = ticket_by_id(tx, whole.organisation_id, one.ticket_id)
        language = staff_language(view, edition_of(tx, view).regulation)
        payload: EditPayload = {
            "text": say(language, "message.erased"),
            "entities": [],
            "provider_id": one.provider_id,
        }
        row = OutgoingRow(RowKind.EDIT, payload, repeatable=True, ticket_id=one.ticket_id)
        outbox.post(tx, one.account, outbox.topic_lane(one.ticket_id), Urgency.CONVERSATION, [row], at.real)
    return sorted(left)


def _row(ticket_id: int, payload: DeleteTopicPayload, chat_id: int | None = None) -> OutgoingRow:
    to = IN_TOPIC if chat_id is None else in_staff_chat(chat_id)
    return OutgoingRow(RowKind.DELETE_TOPIC, payload, repeatable=True, to=to, ticket_id=ticket_id)


def topics_left(tx: Connection, whole: Theirs) -> list[dict[str, Any]]:
    """Those that stand there all the same, as Telegram said; staff delete them by hand."""
    failed = {row.ticket_id: row.error or "" for row in tx.execute(_FAILED, {"tickets": whole.tickets})}
    numbers = numbers_of(tx, whole, sorted(failed))
    return [{"what": "topic", "number": number, "reason": failed[ticket_id]} for ticket_id, number in numbers]


def numbers_of(tx: Connection, whole: Theirs, ticket_ids: Sequence[int]) -> list[tuple[int, int]]:
    ours = (ticket.c.organisation_id == whole.organisation_id, among(ticket.c.id, "tickets"))
    rows = tx.execute(select(ticket.c.id, ticket.c.number).where(*ours), {"tickets": ticket_ids})
    return [(row.id, row.number) for row in rows]


def forget_topics(tx: Connection, whole: Theirs) -> None:
    """Nothing is posted there any more, and no topic comes again."""
    for table in (topic, former_topic):
        tx.execute(delete(table).where(among(table.c.ticket_id, "tickets")), {"tickets": whole.tickets})
