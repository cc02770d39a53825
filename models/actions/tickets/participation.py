"""Who takes part in a ticket besides its requester: begun, ended, kept."""

from collections.abc import Collection

from sqlalchemy import Connection, bindparam, insert, select, update

from models.actions.clocks import timers
from models.actions.desk import topics
from models.actions.reach import requester_words
from models.actions.reach.addressees import to_participant
from models.actions.reach.participants import place_of
from models.actions.reach.requester_words import Words
from models.actions.tickets.acting import Acting
from models.clock import Instant
from models.errors import OtklikError
from models.phrases.catalogue import say
from models.queries.persons import Requester
from models.queries.sights import ticket_seen_by_id
from models.queries.tickets import Asker, TicketView
from models.rules.contracts.sight import Grants, Role
from models.rules.texts.content import one_line
from models.tables.messages import message
from models.tables.tickets import ticket_participant

_NOW = (
    ticket_participant.c.ticket_id == bindparam("of_ticket"),
    ticket_participant.c.organisation_id == bindparam("of_organisation"),
    ticket_participant.c.person_id == bindparam("of_person"),
    ticket_participant.c.until_at.is_(None),
)
_TAKES_PART = select(ticket_participant.c.role).where(*_NOW)


def begins(tx: Connection, at: Instant, view: TicketView, who: Asker) -> bool:
    """Somebody who speaks for its contract wrote in it. view: held. False: they took part before."""
    if tx.execute(_TAKES_PART, _which(view, who)).first() is not None:
        return False
    _add(tx, at, view, who, Role.CONTACT, Grants.RIGHT, None)
    return True


class SeesItAlready(OtklikError):
    """name: who is to be brought in, and can read the ticket anyway."""

    phrase = "share.sees_already"


class NowhereToWrite(OtklikError):
    """name: who is to be brought in."""

    phrase = "share.nowhere"


class TakesNoPart(OtklikError):
    """name: who was not brought in, or not any more."""

    phrase = "share.takes_no_part"


def invite(acting: Acting, who: Asker, name: str) -> None:
    """An agent brings somebody in: they are told, and so is the requester. Raises OtklikError."""
    tx, view = acting.tx, acting.view
    acting.check_open()
    if ticket_seen_by_id(tx, who, view.id) is not None:
        raise SeesItAlready(name=name)
    there = place_of(tx, acting.at, who, acting.regulation)
    if there is None:
        raise NowhereToWrite(name=name)
    _end(tx, acting.at, view, who)  # they took part by a right that they have no more
    _add(tx, acting.at, view, who, Role.INVITED, Grants.MEANT, acting.agent_id)
    timers.log_event(tx, view.id, acting.at.now, "shared", agent_id=acting.agent_id)
    undo = topics.choice(view.id, 0, f"unshare.{who.person_id}", say(acting.language, "choice.unshare"))
    acting.tell_topic(say(acting.language, "share.done", agent=acting.agent_name, name=name), [[undo]])
    acting.tell_requester(say(view.language, "share.requester_told", number=view.number, name=name))
    kind = acting.regulation.kind(view.kind).title.in_(there.language)
    requester = one_line(view.requester_name) or say(there.language, "card.no_name")
    _tell(acting, there, say(there.language, "share.told", number=view.number, kind=kind, name=requester))


def dismiss(acting: Acting, who: Asker, name: str) -> None:
    """They see nothing of it any more, and everybody who was told of them is told of this. Raises TakesNoPart."""
    tx, view = acting.tx, acting.view
    if not _end(tx, acting.at, view, who, Role.INVITED):
        raise TakesNoPart(name=name)
    timers.log_event(tx, view.id, acting.at.now, "unshared", agent_id=acting.agent_id)
    acting.tell_topic(say(acting.language, "share.undone", agent=acting.agent_name, name=name))
    acting.tell_requester(say(view.language, "share.requester_told_undone", number=view.number, name=name))
    there = place_of(tx, acting.at, who, acting.regulation)
    if there is not None:
        _tell(acting, there, say(there.language, "share.told_undone", number=view.number))


def _tell(acting: Acting, there: Requester, text: str) -> None:
    news = Words(text, ticket_id=acting.view.id, delivery=to_participant(acting.view, there.person_id))
    requester_words.tell_all(acting.tx, acting.at, there, [news])


def _add(
    tx: Connection, at: Instant, view: TicketView, who: Asker, role: Role, sees: Grants, agent_id: int | None
) -> None:
    row = {
        "organisation_id": view.organisation_id,
        "ticket_id": view.id,
        "person_id": who.person_id,
        "role": role,
        "sees": sees,
        "agent_id": agent_id,
        "from_at": at.now,
    }
    tx.execute(insert(ticket_participant), row)


def give(tx: Connection, whose: Asker, to: Asker, which: Collection[int] | None = None) -> list[int]:
    """That one takes part wherever this one did, and said what they said there, but where they do already.

    which: of these ids. Returns the ids.
    """
    mine, theirs = ticket_participant, ticket_participant.alias("theirs")
    already = select(theirs.c.ticket_id).where(
        theirs.c.organisation_id == to.organisation_id,
        theirs.c.person_id == to.person_id,
        theirs.c.until_at.is_(None),
    )
    wanted = select(mine.c.id, mine.c.ticket_id).where(
        mine.c.organisation_id == whose.organisation_id,
        mine.c.person_id == whose.person_id,
        mine.c.until_at.is_(None),
        mine.c.ticket_id.not_in(already),
    )
    found = {row.id: row.ticket_id for row in tx.execute(wanted) if which is None or row.id in which}
    if found:
        these = (mine.c.organisation_id == whose.organisation_id, mine.c.id.in_(found))
        tx.execute(update(mine).where(*these).values(person_id=to.person_id))
        said = (message.c.organisation_id == whose.organisation_id, message.c.ticket_id.in_(found.values()))
        words = update(message).where(*said, message.c.person_id == whose.person_id)
        tx.execute(words.values(person_id=to.person_id))
    return list(found)


def _end(tx: Connection, at: Instant, view: TicketView, who: Asker, role: Role | None = None) -> bool:
    """role: only as that."""
    ended = update(ticket_participant).where(*_NOW).values(until_at=at.now)
    if role is not None:
        ended = ended.where(ticket_participant.c.role == role)
    return bool(tx.execute(ended, _which(view, who)).rowcount)


def _which(view: TicketView, who: Asker) -> dict[str, int]:
    return {"of_ticket": view.id, "of_organisation": view.organisation_id, "of_person": who.person_id}
