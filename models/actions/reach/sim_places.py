"""Places of a SIM at which children of the bridge died: counted, kept as octets, told to staff once."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Row, delete, insert, select, update

from models.actions.reach.automatic_sms import tell_sms_desk
from models.clock import Instant
from models.phrases.catalogue import say
from models.queries.modems import owner_of_sim, sim_name
from models.queries.regulation import editions_in_force
from models.tables.modems import sim_slot

#: Of one death something else may have been the reason: a cable, a silent modem.
BAD_AFTER = 2
#: The place of a death during a listing.
LISTING = 0


@dataclass(frozen=True)
class BadPlace:
    """raw: hex of what lies there, as far as it is known. asked: somebody asked for it, and may have died of it."""

    id: int
    location: int
    raw: str
    asked: bool


@dataclass(frozen=True)
class BadPlaces:
    """carefully: children died of listing as well."""

    places: Sequence[BadPlace]
    carefully: bool


def note_death(tx: Connection, at: Instant, sim: str, location: int) -> None:
    """A child died while it read this place, or while it listed."""
    here = (sim_slot.c.sim == sim, sim_slot.c.location == location)
    counted = tx.execute(update(sim_slot).where(*here).values(deaths=sim_slot.c.deaths + 1, noted_at=at.real))
    if not counted.rowcount:
        tx.execute(insert(sim_slot).values(sim=sim, location=location, deaths=1, noted_at=at.real))


def bad_places(tx: Connection, sim: str) -> BadPlaces:
    query = (
        select(sim_slot).where(sim_slot.c.sim == sim, sim_slot.c.deaths >= BAD_AFTER).order_by(sim_slot.c.location)
    )
    rows = tx.execute(query).all()
    return BadPlaces(
        [
            BadPlace(row.id, row.location, row.raw or "", row.raw is not None)
            for row in rows
            if row.location != LISTING
        ],
        any(row.location == LISTING for row in rows),
    )


def listing_went_well(tx: Connection, sim: str) -> None:
    """Deaths that were not the SIM's fault count no longer."""
    harmless = (sim_slot.c.location == LISTING) | (sim_slot.c.deaths < BAD_AFTER)
    tx.execute(delete(sim_slot).where(sim_slot.c.sim == sim, harmless))


def asks(tx: Connection, at: Instant, place: BadPlace) -> None:
    tx.execute(update(sim_slot).where(sim_slot.c.id == place.id).values(raw=place.raw, noted_at=at.real))


def keep(tx: Connection, place: BadPlace, raw: str) -> None:
    tx.execute(update(sim_slot).where(sim_slot.c.id == place.id).values(raw=raw))


def forget(tx: Connection, place: BadPlace) -> None:
    """Something else lies there now, or nothing."""
    tx.execute(delete(sim_slot).where(sim_slot.c.id == place.id))


def tell_of_bad_places(tx: Connection, at: Instant) -> bool:
    """True: staff were told of one. Each is told once, when everything is known that can be."""
    untold = (sim_slot.c.told.is_(False), sim_slot.c.deaths >= BAD_AFTER, sim_slot.c.raw.is_not(None))
    rows = tx.execute(select(sim_slot).where(*untold).order_by(sim_slot.c.id).with_for_update()).all()
    told = [row.id for row in rows if _tell_of(tx, at, row)]
    for slot_id in told:
        tx.execute(update(sim_slot).where(sim_slot.c.id == slot_id).values(told=True))
    return bool(told)


def _tell_of(tx: Connection, at: Instant, row: Row[Any]) -> bool:
    """Whose SIM it is; of a shared one everybody. False: nobody could be told."""
    owner = owner_of_sim(tx, row.sim)
    phrase = "modem.bad_place" if row.raw else "modem.bad_place_lost"
    facts = {"sim": sim_name(tx, row.sim), "place": row.location, "size": len(row.raw) // 2}
    told = False
    for edition in editions_in_force(tx, at.now):
        if owner in (None, edition.organisation_id):
            language = edition.regulation.desk(edition.regulation.sms.desk).staff_language
            told = tell_sms_desk(tx, at, edition, say(language, phrase, **facts)) or told
    return told
