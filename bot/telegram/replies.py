"""Replies of a dialogue → rows of the outbox."""

from collections.abc import Sequence

from bot.conversation.turn import Choice, Reply
from bot.scope import Scope
from models.actions.queue import outbox
from models.actions.queue.outbox import OutgoingRow
from models.queries.persons import Requester
from models.rules.delivery.choices import dialogue_key
from models.rules.delivery.message_parts import parts_of
from models.rules.delivery.outgoing import RowKind, Urgency


def say_to_requester(
    scope: Scope, who: Requester, replies: Sequence[Reply], version: int, *, pressed: int | None = None
) -> None:
    """version: of the dialogue's state, drawn into the buttons. pressed: the message whose button was pressed;
    it becomes the first reply that wants to be in its place, and otherwise loses its buttons, as they are used up.
    """
    drafts: list[OutgoingRow] = []
    for reply in replies:
        if reply.edit_in_place and pressed is not None:
            drafts.append(_in_place(who, reply, version, pressed))
            pressed = None
        else:
            drafts += _posts(who, reply, version)
    if pressed is not None and drafts:
        used_up = OutgoingRow(
            RowKind.DROP_CHOICES, {"provider_id": str(pressed)}, repeatable=True, chat_id=who.chat_id
        )
        drafts.append(used_up)
    if drafts:
        lane = outbox.chat_lane(who.chat_id)
        outbox.post(scope.tx, scope.account, lane, Urgency.CONVERSATION, drafts, scope.at.real)


def _posts(who: Requester, reply: Reply, version: int) -> list[OutgoingRow]:
    return [
        OutgoingRow(RowKind.POST, part, repeatable=False, chat_id=who.chat_id, ticket_id=reply.ticket_id)
        for part in parts_of(reply.text, reply.entities, choices=_drawn(reply.choices, version))
    ]


def _in_place(who: Requester, reply: Reply, version: int, pressed: int) -> OutgoingRow:
    payload = {
        "provider_id": str(pressed),
        "text": reply.text,
        "entities": list(reply.entities),
        "choices": _drawn(reply.choices, version),
    }
    return OutgoingRow(RowKind.EDIT, payload, repeatable=True, chat_id=who.chat_id, ticket_id=reply.ticket_id)


def _drawn(choices: Sequence[Sequence[Choice]], version: int) -> list[list[dict[str, str]]]:
    return [[{"key": dialogue_key(version, c.key), "label": c.label} for c in row] for row in choices]
