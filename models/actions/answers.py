"""An agent's words go to the requester, over the transport by which the requester wrote."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection

from models.actions import outbox, sms_answers, sms_words
from models.actions.answer_clock import note_answer
from models.actions.messages import Said, keep_message
from models.actions.outbox import Draft
from models.clock import Instant
from models.queries.tickets import TicketView
from models.rules.content import with_header
from models.rules.outgoing import Kind, Urgency, parts_of
from models.rules.regulation import Regulation


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
    if view.transport == sms_words.SMS:
        gone = sms_answers.begin(tx, at, view, message_id, regulation)
        if gone:
            note_answer(tx, at, view, said.agent_id, regulation)
        return Answered(message_id, gone)
    chat_id = int(view.address)
    drafts = [
        Draft(Kind.POST, payload, repeatable=False, chat_id=chat_id, ticket_id=view.id, message_id=message_id)
        for payload in _parts(said, header)
    ]
    outbox.post(tx, view.account, outbox.chat_lane(chat_id), Urgency.CONVERSATION, drafts, at.real)
    note_answer(tx, at, view, said.agent_id, regulation)
    return Answered(message_id, gone=True)


def _parts(said: Said, header: str) -> Sequence[dict[str, Any]]:
    piece = with_header(header, said.text, tuple(dict(e) for e in said.entities))
    files = [{"kind": f.kind, "file_id": f.file_id} for f in said.files]
    if said.native is not None:  # the words of a place are for those who can't be shown it
        piece = with_header(header, "")
    parts = parts_of(piece.text, piece.entities, files, native=said.native)
    last = len(parts) - 1
    return [
        {**part, "report_to": said.provider_ids[0], "last": index == last, "header": header}
        for index, part in enumerate(parts)
    ]
