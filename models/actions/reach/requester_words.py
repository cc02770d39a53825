"""Words of ours for a requester, over the transport by which they wrote."""

from collections.abc import Mapping, Sequence

from sqlalchemy import Connection

from models.actions.queue import outbox
from models.actions.queue.outbox import OutgoingRow
from models.actions.reach import sms_words
from models.actions.reach.sms_words import Reached
from models.clock import Instant
from models.rules.delivery.message_parts import parts_of
from models.rules.delivery.outgoing import RowKind, Urgency
from models.rules.delivery.transports import Drawn

Choices = Sequence[Sequence[Mapping[str, str]]]


def tell(
    tx: Connection, at: Instant, to: Reached, text: str, choices: Choices = (), *, ticket_id: int | None = None
) -> bool:
    """choices: rows of {key, label}: drawn as the transport can. False: nothing goes (automatic_sms.py)."""
    offered = [choice for row in choices for choice in row]
    if to.traits.by_sms:
        return sms_words.say(tx, at, to, text, offered, ticket_id=ticket_id) > 0
    if to.traits.choices.drawn(len(offered)) is Drawn.NUMBERS and offered:
        text, choices = f"{text}\n{sms_words.numbered(to.language, offered)}", ()
        sms_words.offer(tx, to.address_id, [choice["key"] for choice in offered])
    drafts = [
        OutgoingRow(RowKind.POST, part, repeatable=False, chat_id=int(to.address), ticket_id=ticket_id)
        for part in parts_of(text, choices=choices, by=to.traits)
    ]
    lane = outbox.lane_of(to.traits, to.address)
    outbox.post(tx, to.account, lane, Urgency.CONVERSATION, drafts, at.real, queue=to.traits.queue)
    return True
