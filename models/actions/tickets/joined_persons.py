"""How somebody talks and whether it is known who they are: changed by a join, brought back when it is undone."""

from typing import Any

from sqlalchemy import Connection, select, update

from models.clock import Instant
from models.queries.identities import LINK, Somebody
from models.queries.persons import Requester
from models.queries.tickets import Asker
from models.rules.regulation.organisations import OrganisationId
from models.tables.identification import person_join
from models.tables.persons import person


def talk_on(tx: Connection, who: Requester, person_id: int) -> dict[str, Any] | None:
    """Somebody who was known on paper alone goes on in the language in which they began, and isn't greeted twice.

    Returns what they had before, and have now.
    """
    this = (person.c.id == person_id, person.c.organisation_id == who.organisation_id)
    row = tx.execute(select(person.c.language, person.c.zone, person.c.shown_edition_id).where(*this)).one()
    if row.shown_edition_id is not None:
        return None
    talked = {"language": who.language, "zone": who.zone, "shown_edition_id": who.shown_edition_id}
    tx.execute(update(person).where(*this).values(talked))
    return {"was": row._asdict(), "is": talked}


def talk_as_before(tx: Connection, whose: Asker, talked: dict[str, Any] | None) -> None:
    """Unless they chose something else since."""
    if talked is not None:
        this = (person.c.id == whose.person_id, person.c.organisation_id == whose.organisation_id)
        same = [person.c[name].is_not_distinct_from(value) for name, value in talked["is"].items()]
        tx.execute(update(person).where(*this, *same).values(talked["was"]))


def is_known(tx: Connection, at: Instant, organisation_id: OrganisationId, person_id: int) -> None:
    this = (person.c.id == person_id, person.c.organisation_id == organisation_id, person.c.known_at.is_(None))
    tx.execute(update(person).where(*this).values(known_at=at.now))


def is_known_no_more(tx: Connection, who: Somebody) -> None:
    """If it was only by what was undone since that anybody knew who they are."""
    ever = (person_join.c.organisation_id == who.organisation_id, person_join.c.to_person_id == who.person_id)
    said = (*ever, person_join.c.way != LINK)
    stands = select(person_join.c.id).where(*said, person_join.c.undone_at.is_(None))
    if tx.execute(stands.limit(1)).first() is None:
        this = (person.c.id == who.person_id, person.c.organisation_id == who.organisation_id)
        by_one_of_them = person.c.known_at.in_(select(person_join.c.at).where(*said))
        tx.execute(update(person).where(*this, by_one_of_them).values(known_at=None))
