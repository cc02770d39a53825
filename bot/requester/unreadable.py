"""A message that raised three times is set aside: kept, and told to staff and to its author."""

import logging
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import Connection, select

from bot.requester.editions import Editions
from bot.requester.heard import Readers, Unread
from bot.requester.whose import whose
from bot.scope import Scope
from models.actions.delivery import receipts
from models.actions.desk import staff, topics
from models.actions.queue.inbox import Waiting
from models.actions.reach import persons, requester_words
from models.actions.reach.requester_words import Words
from models.actions.talk import late_edits, reactions
from models.actions.talk.drafts import SILENCE
from models.clock import Instant
from models.phrases.catalogue import say
from models.queries.persons import Requester, requester_at
from models.queries.regulation import EditionView, edition_of
from models.queries.staff import desk_ids, group_of_desk, groups_of_organisation
from models.queries.tickets import open_tickets_of
from models.queries.transports import desk_here, traits_of
from models.rules.delivery.places import LONGEST_ADDRESS
from models.rules.delivery.transports import Transport
from models.rules.regulation.organisations import OrganisationId
from models.tables.lanes import inbox

log = logging.getLogger(__name__)

#: So long the author is not told of another one.
TOLD_FOR: Final = timedelta(minutes=10)


@dataclass(frozen=True)
class _Stranger:
    """Somebody whom nobody has met: enough to be answered."""

    organisation_id: OrganisationId
    traits: Transport
    account: str
    address: str
    sim: str | None
    language: str
    address_id: int = 0
    person_id: int = 0
    heard_at: datetime | None = None

    @property
    def transport(self) -> str:
        return self.traits.name


def set_aside(readers: Readers, tx: Connection, at: Instant, row: Waiting) -> None:
    """The raw payload stays in the inbox with its error. Whatever is no message of a person is only logged."""
    log.error("inbound message %s of %s is set aside", row.provider_id, row.transport)
    kind = row.own_kind
    if kind in (late_edits.LATE, reactions.LATE, receipts.LATE):
        return
    edition = whose(readers, Editions(tx, at.now), row)
    scope = Scope(tx, at, row.account, edition)
    if kind == SILENCE:
        known = _known(scope, row, row.payload["address"])
        _tell_unfinished(tx, at, edition, row, known.name if known else row.payload["address"], row.provider_id)
        return
    reader = readers.get(row.transport)
    if reader is None:
        tell_staff(tx, at, edition, row, None, row.transport, f"{row.transport} {row.provider_id}")
        return
    unread = reader.author(scope, row)
    if unread is not None:
        _tell_both(scope, row, unread)


def _tell_both(scope: Scope, row: Waiting, unread: Unread) -> None:
    tx, at, edition = scope.tx, scope.at, scope.edition
    known = _known(scope, row, unread.address)
    desk = edition.regulation.desk(desk_here(tx, edition.regulation, row))
    name = say(desk.staff_language, "phone.withheld") if unread.name is None else unread.name
    told = tell_staff(tx, at, edition, row, known, name, unread.named)
    if len(unread.address) > LONGEST_ADDRESS or not unread.wants_word or not _is_first(tx, at, row):
        return
    languages = edition.regulation.organisation.languages
    spoken = known.language if known is not None else (unread.language or "")[:2]
    language = spoken if spoken in languages else languages[0]
    reached = (traits_of(tx, row.transport), row.account, unread.address, unread.through)
    stranger = _Stranger(scope.organisation_id, *reached, language)
    text = say(language, "unreadable.told" if told else "unreadable.kept")
    words = Words(text, brief=say(language, "phone.unreadable"))
    if known is not None and known.traits.window is not None:
        persons.heard_by(tx, at.now, known, known.sim)  # they wrote, though nobody could read it
    requester_words.tell_all(tx, at, known or stranger, [words])


def _known(scope: Scope, row: Waiting, address: str) -> Requester | None:
    found = requester_at(scope.tx, scope.organisation_id, row.transport, row.account, address)
    return found[0] if found is not None else None


def _is_first(tx: Connection, at: Instant, row: Waiting) -> bool:
    """Whether the author was not told a moment ago: of several at once they hear once, staff of each."""
    others = (inbox.c.lane_id == row.lane_id, inbox.c.id != row.id, inbox.c.state == "failed")
    lately = select(inbox.c.id).where(*others, inbox.c.received_at > at.real - TOLD_FOR).limit(1)
    return tx.execute(lately).first() is None


def _tell_unfinished(tx: Connection, at: Instant, edition: EditionView, row: Waiting, who: str, named: str) -> None:
    """The dialogue raised when the time came to file what somebody had begun: staff ask them instead."""
    desk = edition.regulation.desk(desk_here(tx, edition.regulation, row))
    group = group_of_desk(tx, edition.organisation_id, desk_ids(tx, edition.organisation_id)[desk.id])
    if group is not None:
        text = say(desk.staff_language, "unfinished.failed", who=who, named=named)
        staff.tell_group(tx, at, group.account, group.chat_id, text)


def tell_staff(
    tx: Connection, at: Instant, edition: EditionView, row: Waiting, known: Requester | None, who: str, named: str
) -> bool:
    """In topics of their open tickets; else in the group of the desk that gets what nobody sorted, or whose
    number it is.

    who: as staff may find them. named: what the log and the inbox call the message. False: there is nobody to tell.
    """
    tickets = open_tickets_of(tx, known) if known is not None else []
    for ticket in tickets:
        language = topics.staff_language(ticket, edition_of(tx, ticket).regulation)
        topics.tell_staff(tx, at, ticket, say(language, "staff.unreadable", named=named))
    if any(ticket.topic_state is not None for ticket in tickets):
        return True
    regulation = edition.regulation
    desk = regulation.desk(desk_here(tx, regulation, row))
    group = group_of_desk(tx, edition.organisation_id, desk_ids(tx, edition.organisation_id)[desk.id])
    group = group or next(iter(groups_of_organisation(tx, edition.organisation_id)), None)
    if group is None:
        return False
    text = say(desk.staff_language, "staff.unreadable_from", named=named, who=who)
    staff.tell_group(tx, at, group.account, group.chat_id, text)
    return True
