"""A message that raised three times is set aside: kept, and told to staff, whether or not its author has a ticket."""

from datetime import timedelta
from typing import Final

from sqlalchemy import Connection, select

from models.actions.desk import staff, topics
from models.actions.queue.inbox import Waiting
from models.clock import Instant
from models.phrases.catalogue import say
from models.queries.regulation import EditionView, edition_by_id
from models.queries.staff import desk_ids, group_of_desk, groups_of_organisation
from models.queries.tickets import open_tickets_of
from models.tables.lanes import inbox

#: So long the author is not told of another one.
TOLD_FOR: Final = timedelta(minutes=10)


def is_first(tx: Connection, at: Instant, row: Waiting) -> bool:
    """Whether the author was not told a moment ago: of several at once they hear once, staff of each."""
    others = (inbox.c.lane_id == row.lane_id, inbox.c.id != row.id, inbox.c.state == "failed")
    lately = select(inbox.c.id).where(*others, inbox.c.received_at > at.real - TOLD_FOR).limit(1)
    return tx.execute(lately).first() is None


def tell_unfinished(tx: Connection, at: Instant, edition: EditionView, who: str, named: str) -> None:
    """The dialogue raised when the time came to file what somebody had begun: staff ask them instead."""
    desk = edition.regulation.desk(edition.regulation.sms.desk)
    group = group_of_desk(tx, desk_ids(tx, edition.organisation_id)[desk.id])
    if group is not None:
        text = say(desk.staff_language, "unfinished.failed", who=who, named=named)
        staff.tell_group(tx, at, group.account, group.chat_id, text)


def tell_staff(
    tx: Connection, at: Instant, edition: EditionView, person_id: int | None, who: str, named: str
) -> bool:
    """In the topics of the person's open tickets; else in the group of the desk that gets what nobody sorted.

    who: as staff may find them. named: what the log and the inbox call the message. False: there is nobody to tell.
    """
    tickets = open_tickets_of(tx, person_id) if person_id is not None else []
    for ticket in tickets:
        language = topics.staff_language(ticket, edition_by_id(tx, ticket.edition_id).regulation)
        topics.tell_staff(tx, at, ticket, say(language, "staff.unreadable", named=named))
    if any(ticket.topic_state is not None for ticket in tickets):
        return True
    regulation = edition.regulation
    desk = regulation.desk(regulation.sms.desk)
    group = group_of_desk(tx, desk_ids(tx, edition.organisation_id)[desk.id])
    group = group or next(iter(groups_of_organisation(tx, edition.organisation_id)), None)
    if group is None:
        return False
    text = say(desk.staff_language, "staff.unreadable_from", named=named, who=who)
    staff.tell_group(tx, at, group.account, group.chat_id, text)
    return True
