"""What a reply answers: which message of a ticket, and which of its files."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import Connection, Row, bindparam, func, select

from models.queries.merged_posts import entries_of
from models.queries.messages import messages_by_ids
from models.queries.transports import traits_of
from models.rules.delivery.carried import files_of, grouped
from models.rules.delivery.merged import meant
from models.rules.delivery.replies import FROM_OUTSIDE
from models.rules.delivery.transports import STAFF_TRANSPORT, Transport, staff_chat_id
from models.rules.regulation.organisations import OrganisationId
from models.rules.texts.content import clip
from models.rules.texts.manner import BEGINNING, Manner, Reply, captions_of
from models.tables.messages import message, message_copy
from models.tables.tickets import ticket, topic

_SEEN = (
    select(message_copy)
    .join(message, message.c.id == message_copy.c.message_id)
    .where(
        message.c.organisation_id == bindparam("organisation_id"),
        message_copy.c.transport == bindparam("transport"),
        message_copy.c.account == bindparam("account"),
        message_copy.c.address == bindparam("address"),
        message_copy.c.provider_id == bindparam("provider_id"),
    )
    .order_by(message_copy.c.id)
)
_BEFORE = select(func.count()).where(
    message_copy.c.message_id == bindparam("of_message"),
    message_copy.c.account == bindparam("account"),
    message_copy.c.address == bindparam("address"),
    message_copy.c.part == bindparam("of_part"),
    message_copy.c.id < bindparam("copy_id"),
)
_CARD = (
    select(ticket.c.first_message_id)
    .join(topic, topic.c.ticket_id == ticket.c.id)
    .where(
        ticket.c.organisation_id == bindparam("organisation_id"),
        topic.c.account == bindparam("account"),
        topic.c.chat_id == bindparam("staff_chat"),
        topic.c.card_provider_id == bindparam("provider_id"),
    )
)
_LAST = select(func.max(message.c.id)).where(
    message.c.organisation_id == bindparam("organisation_id"),
    message.c.ticket_id == bindparam("ticket_id"),
    message.c.author == "requester",
)


def answering(
    tx: Connection,
    organisation_id: OrganisationId,
    manner: Manner,
    transport: str,
    account: str,
    address: str,
    provider_id: str | None,
) -> Manner:
    """The same with the message that it answers. provider_id: of that message, in that chat."""
    if manner.reply is None or provider_id is None or manner.reply.origin is not None:
        return manner
    place = {"account": account, "address": address, "provider_id": provider_id}
    here = tx.execute(_SEEN, {**place, "organisation_id": organisation_id, "transport": transport}).all()
    if not here:
        first = _in_card(tx, organisation_id, transport, place)
        if first is None:
            return manner
        return replace(manner, reply=_to_card(tx, organisation_id, manner.reply, first))
    seen, said = here[0], manner.reply
    if seen.outbox_id is not None:
        seen, said = _among(tx, here, manner.reply)
    reply = replace(
        said,
        to=seen.message_id,
        file=_file(tx, organisation_id, seen, place, traits_of(tx, transport)),
        position=None,
    )
    return replace(manner, reply=reply)


def _among(tx: Connection, here: Sequence[Row[Any]], reply: Reply) -> tuple[Row[Any], Reply]:
    """Of a post that shows several messages: which of them is answered, with words of that one only."""
    entries = entries_of(tx, here[0].outbox_id)
    about = meant(entries, reply.words if reply.chosen else "", reply.position)
    seen = next((one for one in here if one.message_id == about.message_id), here[-1])
    if reply.chosen and reply.words in about.words.text:
        return seen, reply
    return seen, Reply(words=clip(about.words.text, BEGINNING))


def _in_card(tx: Connection, organisation_id: OrganisationId, transport: str, place: Mapping[str, str]) -> int | None:
    """The first message of the ticket whose card is seen there."""
    if transport != STAFF_TRANSPORT:
        return None
    chat = {
        "organisation_id": organisation_id,
        "account": place["account"],
        "staff_chat": staff_chat_id(place["address"]),
        "provider_id": place["provider_id"],
    }
    first: int | None = tx.execute(_CARD, chat).scalar_one_or_none()
    return first


def _to_card(tx: Connection, organisation_id: OrganisationId, reply: Reply, first_message_id: int) -> Reply:
    """It holds the first message, and lines of ours that are for staff only."""
    first = messages_by_ids(tx, organisation_id, [first_message_id])[0]
    if reply.chosen and reply.words in first.text:
        captions = captions_of(first.text, first.entities, first.manner.captions)
        file = next((place for place, caption in captions.items() if reply.words in caption.text), 0)
        return replace(reply, to=first.id, file=file)
    return Reply(to=first.id, words=clip(first.text, BEGINNING))


def _file(
    tx: Connection, organisation_id: OrganisationId, seen: Row[Any], place: Mapping[str, str], by: Transport
) -> int:
    """Of an original each file is a part; of a copy, the files of an album together are."""
    answered = messages_by_ids(tx, organisation_id, [seen.message_id])[0]
    files = files_of(answered)
    if len(files) < 2:
        return 0
    if (answered.author in FROM_OUTSIDE) == (seen.thread_id is None):
        return min(int(seen.part), len(files) - 1)
    counted = {"of_message": seen.message_id, "of_part": seen.part, "copy_id": seen.id}
    before: int = tx.execute(_BEFORE, {**place, **counted}).scalar_one()
    groups = grouped([file.kind for file in files], by)
    group = groups[min(seen.part, len(groups) - 1)]
    file: int = group[before % len(group)]
    return file


def last_of_requester(tx: Connection, organisation_id: OrganisationId, ticket_id: int) -> int | None:
    last: int | None = tx.execute(
        _LAST, {"organisation_id": organisation_id, "ticket_id": ticket_id}
    ).scalar_one_or_none()
    return last
