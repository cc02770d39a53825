"""An agent's words as rows of the outbox, by any transport but SMS (sms_answers.py)."""

from collections.abc import Sequence

from sqlalchemy import Connection

from models.actions.queue import outbox
from models.actions.queue.outbox import OutgoingRow
from models.clock import Instant
from models.phrases.catalogue import say
from models.queries.messages import MessageView, original_of
from models.queries.tickets import TicketView, count_open_tickets
from models.rules.delivery.carried import Spoken, carried, carried_parts
from models.rules.delivery.outgoing import RowKind, Urgency
from models.rules.delivery.payloads import PostPayload, Reported
from models.rules.delivery.places import at_address
from models.rules.delivery.replies import Towards


def post(tx: Connection, at: Instant, view: TicketView, message_id: int, parts: Sequence[PostPayload]) -> None:
    """To the address where the requester last wrote."""
    there = at_address(view.transport, view.address)
    drafts = [
        OutgoingRow(RowKind.POST, part, repeatable=False, to=there, ticket_id=view.id, message_id=message_id)
        for part in parts
    ]
    lane = outbox.lane_of(view.traits, view.address)
    outbox.post(tx, view.account, lane, Urgency.CONVERSATION, drafts, at.real, queue=view.traits.queue)


def post_kept(
    tx: Connection, at: Instant, view: TicketView, written: MessageView, *, corrected: bool = False
) -> None:
    """With several tickets open the words say which is meant. corrected: after what has left already."""
    header = ""
    if count_open_tickets(tx, view.person_id) > 1:
        header = say(view.language, "ticket.header", number=view.number)
    if corrected:
        header = "\n".join(line for line in (header, say(view.language, "message.corrected")) if line)
    parts = reported(parts_of_answer(view, written, header), original_of(tx, written.id), header)
    post(tx, at, view, written.id, parts)


def parts_of_answer(view: TicketView, said: Spoken, header: str) -> Sequence[PostPayload]:
    answered = said.answered if isinstance(said, MessageView) else None
    towards = Towards(view.id, to_topic=False, language=view.language)
    return carried_parts(carried(said, towards, answered, header), view.language, by=view.traits)


def reported(
    parts: Sequence[PostPayload], report_to: str | None, header: str, report_in: int | None = None
) -> Sequence[PostPayload]:
    """report_to: the agent's message that shows what becomes of the parts.

    report_in: the group where it was written; None: where the ticket's topic is then.
    """
    last = len(parts) - 1
    told: Reported = {"report_to": report_to, "report_in": report_in}
    return [{**part, **told, "header": header, "last": index == last} for index, part in enumerate(parts)]
