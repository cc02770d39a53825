"""Adopting an edition of the regulation."""

import hashlib
from dataclasses import dataclass
from datetime import UTC, datetime, time
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, insert, select, update

from models.rules.regulation.organisations import OrganisationId
from models.rules.regulation.parsing import Regulation, parse_regulation
from models.tables.organisations import desk, organisation
from models.tables.regulation import edition


@dataclass(frozen=True)
class Adopted:
    """new: False when this very text is the newest edition already."""

    edition_id: int
    number: int
    effective_at: datetime
    new: bool


def adopt(tx: Connection, text: str, now: datetime, *, apply_to_open: bool = False) -> Adopted:
    """Stores the whole text as a new edition; it takes effect on its own date, or at once.

    apply_to_open: open tickets follow it from then on; else they keep the edition that they were opened under
    (models/actions/enforcement/open_ticket_updates.py). The newest edition may be given again for this alone.
    Raises RegulationError before anything is changed: a broken file leaves the edition in force as it is.
    """
    regulation = parse_regulation(text)
    sha256 = hashlib.sha256(text.encode()).hexdigest()
    organisation_id = _organisation(tx, regulation)
    newest = tx.execute(
        select(edition).where(edition.c.organisation_id == organisation_id).order_by(edition.c.number.desc()).limit(1)
    ).one_or_none()
    if newest is not None and newest.sha256 == sha256:
        if apply_to_open:
            this = (edition.c.id == newest.id, edition.c.organisation_id == organisation_id)
            tx.execute(update(edition).where(*this).values(apply_to_open=True))
        return Adopted(newest.id, newest.number, newest.effective_at, new=False)
    number = 1 if newest is None else newest.number + 1
    effective_at = _effective_at(regulation, now, first=newest is None)
    edition_id = tx.execute(
        insert(edition)
        .values(
            organisation_id=organisation_id,
            number=number,
            sha256=sha256,
            text=text,
            adopted_at=now,
            effective_at=effective_at,
            apply_to_open=apply_to_open,
        )
        .returning(edition.c.id)
    ).scalar_one()
    _remember_desks(tx, organisation_id, [desk.id for desk in regulation.desks])
    return Adopted(edition_id, number, effective_at, new=True)


def _organisation(tx: Connection, regulation: Regulation) -> OrganisationId:
    key = regulation.organisation.id
    name = regulation.organisation.name.in_(regulation.organisation.languages[0])
    known = tx.execute(
        update(organisation).where(organisation.c.key == key).values(name=name).returning(organisation.c.id)
    ).scalar_one_or_none()
    if known is not None:
        return OrganisationId(known)
    new = insert(organisation).values(key=key, name=name).returning(organisation.c.id)
    return OrganisationId(tx.execute(new).scalar_one())


def _remember_desks(tx: Connection, organisation_id: OrganisationId, keys: list[str]) -> None:
    """Desks named by an edition; those no longer named stay for their tickets."""
    known = set(tx.execute(select(desk.c.key).where(desk.c.organisation_id == organisation_id)).scalars())
    for key in keys:
        if key not in known:
            tx.execute(insert(desk).values(organisation_id=organisation_id, key=key))


def _effective_at(regulation: Regulation, now: datetime, *, first: bool) -> datetime:
    """Midnight of the stated date at the organisation's place; the first edition holds from its adoption."""
    date = regulation.edition.effective_from
    if date is None or first:
        return now
    midnight = datetime.combine(date, time(), ZoneInfo(regulation.organisation.timezone)).astimezone(UTC)
    return max(midnight, now)
