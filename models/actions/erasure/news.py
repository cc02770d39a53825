"""Who hears of an erasure: the person, for the last time, and the heads, without a word of whom it was about."""

from sqlalchemy import Connection

from models.actions.desk import group_news
from models.actions.queue import outbox
from models.actions.queue.outbox import OutgoingRow
from models.actions.reach import requester_words
from models.actions.reach.address_notices import reached_at
from models.actions.reach.requester_words import Words
from models.clock import Instant
from models.phrases.catalogue import say
from models.queries.addresses import address_by_id
from models.queries.identities import Somebody
from models.queries.staff import Head, desk_ids, groups_of_organisation, reachable_heads
from models.rules.delivery.message_parts import parts_of
from models.rules.delivery.outgoing import RowKind, Urgency
from models.rules.delivery.places import in_staff_chat
from models.rules.regulation.organisations import OrganisationId


def say_farewell(tx: Connection, at: Instant, who: Somebody, address_id: int | None) -> None:
    """Where they asked for it, if it is theirs still."""
    one = address_by_id(tx, who.organisation_id, address_id) if address_id is not None else None
    reached = reached_at(tx, who, one) if one is not None and one.person_id == who.person_id else None
    if reached is not None and not reached.traits.by_sms:
        requester_words.tell_all(tx, at, reached, [Words(say(reached.language, "forget.farewell"))])


def tell_heads(tx: Connection, at: Instant, organisation_id: OrganisationId, code: str, *, topics: int) -> None:
    """topics: how many they have to delete by hand. Where no head can be reached, the groups hear it."""
    phrase = "forget.heads_topics" if topics else "forget.heads"
    heads: dict[tuple[str, int], Head] = {}
    for desk_id in desk_ids(tx, organisation_id).values():
        heads |= {(head.account, head.chat_id): head for head in reachable_heads(tx, organisation_id, desk_id)}
    for head in heads.values():
        text = say(head.language, phrase, code=code, topics=topics)
        drafts = [OutgoingRow(RowKind.POST, part, True, in_staff_chat(head.chat_id)) for part in parts_of(text)]
        outbox.post(tx, head.account, outbox.chat_lane(head.chat_id), Urgency.CONVERSATION, drafts, at.real)
    for group in () if heads else groups_of_organisation(tx, organisation_id):
        group_news.tell(tx, at, group, phrase, code=code, topics=topics)
