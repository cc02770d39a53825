"""What a message becomes in its ticket's topic: posts, and edits of them. The first one stands in the card."""

from collections.abc import Sequence
from dataclasses import replace

from models.actions.queue.outbox import OutgoingRow
from models.phrases.catalogue import say
from models.phrases.message_types import name_of
from models.queries.messages import MessageView
from models.queries.tickets import TicketView
from models.rules.delivery.carried import Carried, caption_edits, carried, carried_parts, files_of
from models.rules.delivery.outgoing import RowKind
from models.rules.delivery.payloads import Payload, PostPayload
from models.rules.delivery.replies import PARTICIPANT, Towards
from models.rules.desk.card import Rendered
from models.rules.texts.content import Entity, Piece, one_line


def below_card(ticket_id: int, first: MessageView, card: Rendered, language: str) -> list[OutgoingRow]:
    """Of the first message only what the card could not hold: its files and the rest of a long text."""
    payloads = _files_below_card(first, language)
    payloads += [{"part": 0, "text": piece.text, "entities": list(piece.entities)} for piece in card.rest]
    mark = say(language, "staff.repeated_mark")
    posts = [
        post_of(ticket_id, first.id, {**payload, "part": part, "repeated_mark": mark})
        for part, payload in enumerate(payloads)
    ]
    return posts + _live_note(ticket_id, first, language)


def _live_note(ticket_id: int, message: MessageView, language: str) -> list[OutgoingRow]:
    live = message.native is not None and message.native.get("live")
    return [plain(ticket_id, say(language, "staff.live_location"))] if live else []


def without_words(message: MessageView) -> Carried:
    return Carried(files=files_of(message), native=message.native, manner=replace(message.manner, captions=()))


def _files_below_card(first: MessageView, language: str) -> list[PostPayload]:
    """With the captions of an album; a single one is in the card, and captions that don't fit are too."""
    if not (first.files or first.native):
        return []
    shown = without_words(first)
    if len(first.manner.captions) > 1:
        shown = replace(shown, text=first.text, entities=first.entities, manner=first.manner)
    return [part for part in carried_parts(shown, language) if "attachments" in part or "native" in part]


def corrections_below_card(
    ticket_id: int, before: tuple[MessageView, Rendered], now: tuple[MessageView, Rendered], language: str
) -> list[OutgoingRow]:
    """The first message got other words: what of them stands below the card follows. before, now: with the card."""
    shown, becomes = _files_below_card(before[0], language), _files_below_card(now[0], language)
    drafts = [
        _change(RowKind.EDIT, edit, ticket_id, now[0].id)
        for was, file in zip(shown, becomes, strict=True)
        if "attachments" in file
        for edit in caption_edits(was, file)
    ]
    old, new, gone = before[1].rest, now[1].rest, Piece(say(language, "message.part_gone"))
    for index in range(max(len(new), len(old))):
        if index < min(len(new), len(old)) and new[index] == old[index]:
            continue
        piece = new[index] if index < len(new) else gone
        payload: Payload = {"part": index + len(shown), "text": piece.text, "entities": list(piece.entities)}
        kind = RowKind.EDIT if index < len(old) else RowKind.POST
        drafts.append(_change(kind, payload, ticket_id, now[0].id))
    return drafts


def _change(kind: RowKind, payload: Payload, ticket_id: int, message_id: int) -> OutgoingRow:
    return OutgoingRow(kind, payload, repeatable=True, ticket_id=ticket_id, message_id=message_id)


def staff_side(ticket: TicketView, language: str) -> Towards:
    return Towards(ticket.id, to_topic=True, language=language, first_message_id=ticket.first_message_id)


def copies_of(ticket: TicketView, message: MessageView, language: str) -> list[OutgoingRow]:
    """What a message becomes in the topic."""
    mark = say(language, "staff.repeated_mark")
    parts: list[PostPayload] = []
    if message.native is not None or message.unsupported is None or message.text:
        header = says_who(message, language)
        parts = carried_parts(carried(message, staff_side(ticket, language), message.answered, header), language)
    drafts = [post_of(ticket.id, message.id, {**part, "repeated_mark": mark}) for part in parts]
    drafts += _live_note(ticket.id, message, language)
    if message.unsupported is not None:
        named = name_of(message.unsupported, language)
        drafts.append(plain(ticket.id, say(language, "staff.unsupported_kept", type=named)))
    return drafts


def says_who(message: MessageView, language: str) -> str:
    """The line above words that are not the requester's; empty for theirs."""
    if message.author != PARTICIPANT:
        return ""
    name = one_line(message.person_name or "") or say(language, "card.no_name")
    return say(language, "staff.participant_says", name=name)


def post_of(ticket_id: int, message_id: int, payload: PostPayload) -> OutgoingRow:
    return OutgoingRow(RowKind.POST, payload, repeatable=True, ticket_id=ticket_id, message_id=message_id)


def plain(ticket_id: int, text: str, entities: Sequence[Entity] = ()) -> OutgoingRow:
    payload: PostPayload = {"part": 0, "text": text, "entities": list(entities)}
    return OutgoingRow(RowKind.POST, payload, repeatable=True, ticket_id=ticket_id)
