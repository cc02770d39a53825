"""What people consent to, with the exact words that stood above the button; and what they take back."""

from sqlalchemy import ColumnElement, Connection, insert, select, update

from models.actions.reach.persons import hold
from models.clock import Instant
from models.queries.persons import AtAddress
from models.tables.reach import consent


def give(tx: Connection, at: Instant, who: AtAddress, purpose: str, text: str, edition_id: int) -> bool:
    """False: it was given already, and nothing changes."""
    hold(tx, who.organisation_id, who.person_id)
    if tx.execute(select(consent.c.id).where(*_given(who, purpose))).first() is not None:
        return False
    tx.execute(
        insert(consent).values(
            organisation_id=who.organisation_id,
            person_id=who.person_id,
            purpose=purpose,
            edition_id=edition_id,
            text=text,
            given_at=at.now,
            address_id=who.address_id,
        )
    )
    return True


def withdraw(tx: Connection, at: Instant, who: AtAddress, purpose: str) -> bool:
    """The record stays, with the time. False: there was none."""
    hold(tx, who.organisation_id, who.person_id)
    taken_back = {"withdrawn_at": at.now, "withdrawn_address_id": who.address_id}
    return tx.execute(update(consent).where(*_given(who, purpose)).values(taken_back)).rowcount > 0


def _given(who: AtAddress, purpose: str) -> tuple[ColumnElement[bool], ...]:
    return (
        consent.c.organisation_id == who.organisation_id,
        consent.c.person_id == who.person_id,
        consent.c.purpose == purpose,
        consent.c.withdrawn_at.is_(None),
    )
