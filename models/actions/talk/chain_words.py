"""The same message once more, by another of the person's addresses."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, Row, bindparam, select

from models.actions.queue import delivery_rows
from models.actions.reach import requester_words, routes, sms_words
from models.actions.reach.addressees import to_requester
from models.actions.reach.requester_words import Words
from models.actions.talk import posting, sms_answers
from models.actions.talk.sms_answers import words_by_sms
from models.clock import Instant
from models.phrases.catalogue import say
from models.queries.messages import MessageView, messages_by_ids
from models.queries.tickets import TicketView, count_open_tickets
from models.rules.delivery.outcomes import Purpose
from models.rules.delivery.post_content import Choices
from models.rules.regulation.parsing import Regulation
from models.rules.sms.parts import plan_sms
from models.rules.sms.phone_numbers import may_be_texted
from models.tables.lanes import outbox

_FIRST_ROWS = (
    select(outbox.c.payload)
    .where(outbox.c.delivery_id == bindparam("of_delivery"), outbox.c.step == 1)
    .order_by(outbox.c.id)
)


def message_of(tx: Connection, whole: Row[Any]) -> MessageView | None:
    """The agent's message; None for news of ours. whole: the delivery's row."""
    if whole.message_id is None:
        return None
    return messages_by_ids(tx, whole.organisation_id, [whole.message_id])[0]


def sms_parts(tx: Connection, view: TicketView, whole: Row[Any], written: MessageView | None) -> int:
    """How many SMS it takes at that phone; 0: an SMS can't say it. view: at that phone."""
    if not may_be_texted(view.address):
        return 0
    text = _news(tx, whole)[0] if written is None else words_by_sms(tx, view, written, Purpose(whole.purpose))
    return len(plan_sms(text).parts)


def post_once_more(
    tx: Connection, at: Instant, view: TicketView, whole: Row[Any], written: MessageView | None, step: int
) -> bool:
    """view: where this step leads. False: the gate of automatic SMS lets it not through."""
    if written is None:
        return _tell_news(tx, at, view, whole, step)
    if view.traits.by_sms:
        sms_answers.post_step(tx, at, view, written, Purpose(whole.purpose), whole.id, step)
        return True
    header = ""
    if count_open_tickets(tx, view) > 1:
        header = say(view.language, "ticket.header", number=view.number)
    if whole.purpose == Purpose.CORRECTION:
        header = "\n".join(line for line in (header, say(view.language, "message.corrected")) if line)
    parts = posting.parts_of_answer(view, written, header)
    posting.post(tx, at, view, parts, whole.id, message_id=written.id, step=step)
    return True


def begin_with_notice(tx: Connection, at: Instant, view: TicketView, regulation: Regulation, message_id: int) -> None:
    """Of an answer that nothing may carry."""
    new = to_requester(view, Purpose.ANSWER, message_id=message_id)
    stored = delivery_rows.store(tx, [new], at.real)
    post_notice(tx, at, view, regulation, stored[new], message_id, 1)


def post_notice(
    tx: Connection,
    at: Instant,
    view: TicketView,
    regulation: Regulation,
    whole_id: int,
    message_id: int | None,
    step: int,
) -> None:
    """No more than that there is a message, and where it is read."""
    text = routes.notice_of(view, regulation)
    if view.traits.by_sms:
        sms_words.post(tx, at, view, text, ticket_id=view.id, message_id=message_id, delivery=whole_id, step=step)
    else:
        posting.post(tx, at, view, [{"part": 0, "text": text}], whole_id, message_id=message_id, step=step)


def _tell_news(tx: Connection, at: Instant, view: TicketView, whole: Row[Any], step: int) -> bool:
    text, choices = _news(tx, whole)
    words = Words(text, choices, ticket_id=view.id, delivery=whole.id, step=step)
    return requester_words.tell_all(tx, at, view, [words])


def _news(tx: Connection, whole: Row[Any]) -> tuple[str, Choices]:
    """As it was first said, or will be when quiet hours end."""
    if whole.words is not None:
        return whole.words["text"], whole.words["choices"]
    payloads: Sequence[Any] = tx.execute(_FIRST_ROWS, {"of_delivery": whole.id}).scalars().all()
    texts = [payload.get("text", "") for payload in payloads]
    are_sms = any("coding" in payload for payload in payloads)
    choices = next((payload["choices"] for payload in reversed(payloads) if payload.get("choices")), ())
    return ("" if are_sms else "\n").join(texts), choices
