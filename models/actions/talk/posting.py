"""An agent's words as rows of the outbox, by any transport but SMS (sms_answers.py)."""

from collections.abc import Sequence

from sqlalchemy import Connection

from models.actions.queue import outbox
from models.actions.queue.delivery_rows import NewDelivery
from models.actions.queue.outbox import OutgoingRow
from models.actions.reach.addressees import to_requester
from models.clock import Instant
from models.phrases.catalogue import say
from models.queries.messages import MessageView
from models.queries.tickets import TicketView, count_open_tickets
from models.rules.delivery.carried import Spoken, carried, carried_parts
from models.rules.delivery.outcomes import Purpose
from models.rules.delivery.outgoing import RowKind, Urgency
from models.rules.delivery.payloads import PostPayload
from models.rules.delivery.places import at_address
from models.rules.delivery.replies import Towards


def post(
    tx: Connection,
    at: Instant,
    view: TicketView,
    parts: Sequence[PostPayload],
    delivery: NewDelivery | int,
    *,
    message_id: int | None = None,
    step: int = 1,
) -> None:
    """To the address of the view. delivery: of an agent's message; or an id, of one that takes another step."""
    if isinstance(delivery, NewDelivery):
        message_id = delivery.message_id
    there = at_address(view.transport, view.address)
    drafts = [
        OutgoingRow(
            RowKind.POST,
            part,
            repeatable=False,
            to=there,
            ticket_id=view.id,
            message_id=message_id,
            delivery=delivery,
            address_id=view.address_id,
            step=step,
        )
        for part in parts
    ]
    lane = outbox.lane_of(view.traits, view.address)
    outbox.post(tx, view.account, lane, Urgency.CONVERSATION, drafts, at.real, queue=view.traits.queue)


def post_kept(
    tx: Connection, at: Instant, view: TicketView, written: MessageView, *, corrected: bool = False
) -> None:
    """With several tickets open the words say which is meant. corrected: after what has left already."""
    header = header_of(tx, view)
    if corrected:
        header = "\n".join(line for line in (header, say(view.language, "message.corrected")) if line)
    purpose = Purpose.CORRECTION if corrected else Purpose.ANSWER
    words = to_requester(view, purpose, message_id=written.id, header=header)
    post(tx, at, view, parts_of_answer(view, written, header), words)


def header_of(tx: Connection, view: TicketView) -> str:
    """Which ticket is meant, for somebody with several."""
    return say(view.language, "ticket.header", number=view.number) if count_open_tickets(tx, view) > 1 else ""


def parts_of_answer(
    view: TicketView, said: Spoken, header: str, person_id: int | None = None
) -> Sequence[PostPayload]:
    """person_id: of somebody besides the requester who reads it."""
    answered = said.answered if isinstance(said, MessageView) else None
    towards = Towards(view.id, to_topic=False, language=view.language, person_id=person_id)
    return carried_parts(carried(said, towards, answered, header, view.traits), view.language, by=view.traits)
