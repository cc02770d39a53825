"""Words of ours for a requester, over the transport by which they wrote."""

from collections.abc import Mapping, Sequence

from sqlalchemy import Connection

from models.actions.queue import outbox
from models.actions.queue.outbox import OutgoingRow
from models.actions.reach import sms_words
from models.actions.reach.sms_words import Reached
from models.clock import Instant
from models.rules.delivery.outgoing import RowKind, Urgency, parts_of

Choices = Sequence[Sequence[Mapping[str, str]]]


def tell(
    tx: Connection, at: Instant, to: Reached, text: str, choices: Choices = (), *, ticket_id: int | None = None
) -> bool:
    """choices: rows of {key, label}: buttons in a chat, numbers in an SMS. False: nothing goes (automatic_sms.py)."""
    if to.transport == sms_words.SMS:
        offered = [choice for row in choices for choice in row]
        return sms_words.say(tx, at, to, text, offered, ticket_id=ticket_id) > 0
    chat_id = int(to.address)
    drafts = [
        OutgoingRow(RowKind.POST, part, repeatable=False, chat_id=chat_id, ticket_id=ticket_id)
        for part in parts_of(text, choices=choices)
    ]
    outbox.post(tx, to.account, outbox.chat_lane(chat_id), Urgency.CONVERSATION, drafts, at.real)
    return True
