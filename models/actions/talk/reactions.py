"""The requester puts 👍 or another sign under a message: one line in the topic says so, and no clock starts.

Above the limit of a minute no line is begun, and one that stands says the last word when a minute is over.
"""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any, Final

from sqlalchemy import Connection, Row, bindparam, insert, select, update

from models.actions.desk import overflow_lines, topics
from models.actions.queue import outbox
from models.actions.queue.inbox import RawInbound, store_inbound
from models.actions.queue.outbox import OutgoingRow
from models.actions.reach.flood import WINDOW
from models.clock import Instant
from models.phrases.catalogue import say
from models.queries.messages import MessageView, messages_by_ids
from models.queries.persons import Requester, is_blocked
from models.queries.reach import read_others
from models.queries.regulation import edition_of
from models.queries.tickets import TicketView, ticket_by_id
from models.rules.delivery.carried import grouped
from models.rules.delivery.outgoing import RowKind, Urgency
from models.rules.delivery.payloads import Payload, PostPayload
from models.rules.delivery.replies import FROM_OUTSIDE, AnsweredMessage, Towards, reply_payload
from models.rules.regulation.organisations import OrganisationId
from models.rules.texts.manner import Reply
from models.tables.messages import message, reaction

#: The kind of an inbox row that waits for the end of the minute: {kind, message_id, address_id}.
LATE: Final = "late_reaction"
#: A service lets its own posts be deleted for two days; after that the line says that the sign is gone.
_DELETABLE: Final = timedelta(hours=47)
_NOW = select(reaction).where(
    reaction.c.message_id == bindparam("of_message"), reaction.c.address_id == bindparam("of_address")
)


def reacted(tx: Connection, at: Instant, who: Requester, message_id: int, signs: Sequence[str]) -> None:
    """signs: all that stand there now; none: taken back."""
    about = messages_by_ids(tx, who.organisation_id, [message_id])[0]
    if about.ticket_id is None or about.author not in (*FROM_OUTSIDE, "agent"):
        return
    row = tx.execute(_NOW, {"of_message": message_id, "of_address": who.address_id}).one_or_none()
    if list(signs) == (row.signs if row is not None else []):
        return
    view = ticket_by_id(tx, about.organisation_id, about.ticket_id)
    line_id = _show(tx, at, view, about, row, signs, who.address_id)
    values = {"signs": list(signs), "line_id": line_id, "changed_at": at.now}
    if row is None:
        tx.execute(insert(reaction).values(message_id=message_id, address_id=who.address_id, **values))
    else:
        tx.execute(update(reaction).where(reaction.c.id == row.id).values(**values))


def react_later(
    tx: Connection, at: Instant, heard_by: tuple[str, str], message_id: int, address_id: int, signs: Sequence[str]
) -> None:
    """heard_by: transport and account."""
    row = tx.execute(_NOW, {"of_message": message_id, "of_address": address_id}).one_or_none()
    if row is None or row.line_id is None or list(signs) == row.signs:
        return
    tx.execute(update(reaction).where(reaction.c.id == row.id).values(signs=list(signs), changed_at=at.now))
    minute = int(at.real.timestamp() // WINDOW.total_seconds())  # one row for all that change in it
    payload = {"kind": LATE, "message_id": message_id, "address_id": address_id}
    name = f"{LATE}:{message_id}:{address_id}:{minute}"
    store_inbound(tx, *heard_by, [RawInbound(name, f"late:{message_id}", payload, hold=WINDOW)], at.real)


def show(tx: Connection, at: Instant, organisation_id: OrganisationId, payload: Mapping[str, Any]) -> None:
    """The minute is over; nothing is shown of who was blocked meanwhile. payload: of the row."""
    about = messages_by_ids(tx, organisation_id, [payload["message_id"]])[0]
    place = {"of_message": about.id, "of_address": payload["address_id"]}
    row = tx.execute(_NOW, place).one()
    if row.line_id is None or about.ticket_id is None or is_blocked(tx, organisation_id, row.address_id):
        return
    view = ticket_by_id(tx, about.organisation_id, about.ticket_id)
    line_id = _show(tx, at, view, about, row, row.signs, row.address_id)
    tx.execute(update(reaction).where(reaction.c.id == row.id).values(line_id=line_id))


def _show(
    tx: Connection,
    at: Instant,
    view: TicketView,
    about: MessageView,
    row: Row[Any] | None,
    signs: Sequence[str],
    address_id: int,
) -> int | None:
    """The line that says it from now on. address_id: where the sign was put."""
    if view.topic_state is None or view.topic_account is None:
        return None
    line_id: int | None = row.line_id if row is not None else None
    language = topics.staff_language(view, edition_of(tx, view).regulation)
    line = _line(view, about, signs, language, _whose(view, address_id))
    payload: Payload = line
    if line_id is None:
        line_id = _new_line(tx, at, view, line["text"]) if signs else None
        change = RowKind.POST
    elif not signs and messages_by_ids(tx, view.organisation_id, [line_id])[0].at > at.now - _DELETABLE:
        change, payload = RowKind.REMOVE, {"part": 0}
    elif overflow_lines.folded(tx, line_id, line):
        return line_id
    else:
        change = RowKind.EDIT
    if line_id is not None:
        draft = OutgoingRow(change, payload, repeatable=True, ticket_id=view.id, message_id=line_id)
        outbox.post(tx, view.topic_account, outbox.topic_lane(view.id), Urgency.CONVERSATION, [draft], at.real)
    return None if change == RowKind.REMOVE else line_id


def _whose(view: TicketView, address_id: int) -> tuple[str, str]:
    """The phrases for a sign, and for one that was taken back: of the requester, or of another who takes part."""
    if address_id == view.address_id or any(one.id == address_id for one in read_others(view.others)):
        return "reaction.line", "reaction.gone"
    return "reaction.line_of_other", "reaction.gone_of_other"


def _line(
    view: TicketView, about: MessageView, signs: Sequence[str], language: str, phrases: tuple[str, str]
) -> PostPayload:
    shown = " ".join(sign or say(language, "reaction.own_sign") for sign in signs)
    text = say(language, phrases[0], signs=shown) if signs else say(language, phrases[1])
    kinds = tuple(file.kind for file in about.files)
    answered = AnsweredMessage(about.id, view.id, about.author, kinds)
    towards = Towards(view.id, to_topic=True, language=language, first_message_id=view.first_message_id)
    reply = reply_payload(Reply(to=about.id, words=about.text), answered, towards, grouped(kinds))
    return {"part": 0, "text": text, "entities": [], "reply": reply}


def _new_line(tx: Connection, at: Instant, view: TicketView, text: str) -> int:
    """Kept as a message of ours, so that it can be found again, edited and removed."""
    line = {"organisation_id": view.organisation_id, "author": "line", "text": text}
    stamped = {**line, "provider_at": at.now, "created_at": at.now}
    line_id: int = tx.execute(insert(message).values(**stamped).returning(message.c.id)).scalar_one()
    return line_id
