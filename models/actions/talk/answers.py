"""An agent's words go to the requester, over the transport by which the requester wrote."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, update

from models.actions.queue import outbox
from models.actions.queue.outbox import OutgoingRow
from models.actions.talk import sms_answers
from models.actions.talk.answer_clock import note_answer
from models.actions.talk.messages import Said, keep_message
from models.actions.tickets.acting import Acting
from models.clock import Instant
from models.queries.messages import MessageView, messages_by_ids, original_of
from models.queries.tickets import TicketView
from models.rules.delivery.carried import Spoken, carried, carried_parts
from models.rules.delivery.outgoing import RowKind, Urgency
from models.rules.delivery.places import at_address
from models.rules.delivery.transports import staff_chat_id
from models.rules.regulation.parsing import Regulation
from models.tables.messages import message


@dataclass(frozen=True)
class Answered:
    """gone: it is on its way; otherwise it is kept, and the agent was told why or asked."""

    message_id: int
    gone: bool


def answer(
    tx: Connection, at: Instant, view: TicketView, said: Said, regulation: Regulation, *, header: str = ""
) -> Answered:
    """The first answer ends the clock of the first response; one that waits for the agent's yes counts when it goes.

    header: put before the words when the requester has to be told which ticket is meant.
    """
    message_id = keep_message(tx, at, said)
    if view.traits.paid:
        gone = sms_answers.begin(tx, at, view, message_id, regulation)
        if gone:
            note_answer(tx, at, view, said.agent_id, regulation)
        return Answered(message_id, gone)
    spoken = messages_by_ids(tx, [message_id])[0] if said.files else said  # kept files are known by ids of ours
    here = staff_chat_id(said.address)
    parts = _reported(_parts(view, spoken, header), said.provider_ids[0], header, here)
    _post(tx, at, view, message_id, parts)
    note_answer(tx, at, view, said.agent_id, regulation)
    return Answered(message_id, gone=True)


def send_kept(acting: Acting, written: MessageView, *, header: str = "") -> bool:
    """Words that were kept and not sent go after all. False: by SMS they wait for the agent's yes."""
    tx, at, view = acting.tx, acting.at, acting.view
    tx.execute(update(message).where(message.c.id == written.id).values(author="agent"))
    if view.traits.paid:
        gone = sms_answers.begin(tx, at, view, written.id, acting.regulation)
    else:
        gone = True
        parts = _parts(view, written, header)
        _post(tx, at, view, written.id, _reported(parts, original_of(tx, written.id), header))
    if gone:
        note_answer(tx, at, view, acting.agent_id, acting.regulation)
    return gone


def _post(tx: Connection, at: Instant, view: TicketView, message_id: int, parts: Sequence[dict[str, Any]]) -> None:
    there = at_address(view.transport, view.address)
    drafts = [
        OutgoingRow(RowKind.POST, part, repeatable=False, to=there, ticket_id=view.id, message_id=message_id)
        for part in parts
    ]
    lane = outbox.lane_of(view.traits, view.address)
    outbox.post(tx, view.account, lane, Urgency.CONVERSATION, drafts, at.real, queue=view.traits.queue)


def _parts(view: TicketView, said: Spoken, header: str) -> Sequence[dict[str, Any]]:
    return carried_parts(carried(said, header), view.language, by=view.traits)


def _reported(
    parts: Sequence[dict[str, Any]], report_to: str | None, header: str, report_in: int | None = None
) -> Sequence[dict[str, Any]]:
    """report_to: the agent's message that shows what becomes of the parts.

    report_in: the group where it was written; None: where the ticket's topic is then.
    """
    last = len(parts) - 1
    told = {"report_to": report_to, "report_in": report_in, "header": header}
    return [{**part, **told, "last": index == last} for index, part in enumerate(parts)]
