"""The modems and the SIMs in them."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, bindparam, case, func, literal_column, or_, select

from models.clock import Instant
from models.queries.regulation import edition_in_force
from models.rules.health.group_health import Finding
from models.rules.health.modem_health import GOOD, Condition, ModemFacts, findings_of
from models.rules.regulation.organisations import OrganisationId
from models.rules.sms.phone_numbers import shown_number
from models.tables.lanes import outbox
from models.tables.modems import modem, sim_owner

_WORKS = modem.c.state == "working"
_SIMS = select(modem.c.sim).where(modem.c.sim.is_not(None))
#: Those that an organisation may send with: its own, and those that all share.
_MAY_SEND = (
    select(modem.c.sim)
    .select_from(modem.outerjoin(sim_owner, sim_owner.c.sim == modem.c.sim))
    .where(
        modem.c.sim.is_not(None),
        or_(sim_owner.c.organisation_id.is_(None), sim_owner.c.organisation_id == bindparam("organisation_id")),
    )
)
_OWN_FIRST = sim_owner.c.organisation_id.is_(None)
_ANY = _MAY_SEND.order_by(_OWN_FIRST, modem.c.seen_at.desc()).limit(1)
_OWNER = select(sim_owner.c.organisation_id).where(sim_owner.c.sim == bindparam("sim"))


def owner_of_sim(tx: Connection, sim: str) -> OrganisationId | None:
    """The organisation whose SIM it is; None: all share it."""
    found: OrganisationId | None = tx.execute(_OWNER, {"sim": sim}).scalar_one_or_none()
    return found


def sim_owners(tx: Connection) -> dict[str, OrganisationId]:
    """SIMs that are somebody's."""
    return {row.sim: row.organisation_id for row in tx.execute(select(sim_owner))}


def sim_for(tx: Connection, organisation_id: OrganisationId, heard_by: str | None) -> str:
    """The SIM that answers a phone: the one that heard from it, unless that is another's by now; else the one of the
    organisation's that was heard of last. Empty when there has never been one.
    """
    if heard_by and owner_of_sim(tx, heard_by) in (None, organisation_id):
        return heard_by
    return tx.execute(_ANY, {"organisation_id": organisation_id}).scalar_one_or_none() or ""


#: One that has rung before one that might, and that before one that refused.
_BY_VOICE = case((modem.c.voice.is_(None), 1), (modem.c.voice, 0), else_=2)


def live_sim(tx: Connection, organisation_id: OrganisationId) -> str:
    """The SIM that most likely sends what has to arrive: of a modem that works, if there is one. Empty: none ever."""
    query = _MAY_SEND.order_by(case((_WORKS, 0), else_=1), _OWN_FIRST, modem.c.seen_at.desc()).limit(1)
    return tx.execute(query, {"organisation_id": organisation_id}).scalar_one_or_none() or ""


def ringing_sim(tx: Connection, organisation_id: OrganisationId) -> str:
    """The SIM that most likely can ring a phone. Empty: there has never been one."""
    query = _MAY_SEND.order_by(case((_WORKS, 0), else_=1), _BY_VOICE, _OWN_FIRST, modem.c.seen_at.desc()).limit(1)
    return tx.execute(query, {"organisation_id": organisation_id}).scalar_one_or_none() or ""


def another_ringing_sim(tx: Connection, organisation_id: OrganisationId | None, tried: Collection[str]) -> str | None:
    """One that works and was not tried, and of which nobody knows that it can't ring."""
    untried = _MAY_SEND.where(_WORKS, modem.c.voice.is_not(False), modem.c.sim.not_in(tried))
    query = untried.order_by(_BY_VOICE, _OWN_FIRST, modem.c.seen_at.desc()).limit(1)
    return tx.execute(query, {"organisation_id": organisation_id}).scalar_one_or_none()


_MODEMS = select(modem, sim_owner.c.organisation_id.label("owner")).select_from(
    modem.outerjoin(sim_owner, sim_owner.c.sim == modem.c.sim)
)
_FACTS = _MODEMS.where(modem.c.state != Condition.RETIRED).order_by(
    case((modem.c.state == Condition.WORKING, 0), else_=1), modem.c.seen_at.desc(), modem.c.id
)
_RETIRED_AND_TOLD = _MODEMS.where(modem.c.state == Condition.RETIRED, modem.c.told_state.is_not(None))


def modem_facts(tx: Connection) -> list[ModemFacts]:
    """Of every modem that is in use, those that work first, and of those whose end of a trouble was never told."""
    rows = [*tx.execute(_FACTS).all(), *tx.execute(_RETIRED_AND_TOLD).all()]
    return [_facts(row) for row in rows]


def modems_in_use(tx: Connection) -> list[ModemFacts]:
    """Without those that are no longer named in the settings of their host."""
    return [one for one in modem_facts(tx) if one.state is not Condition.RETIRED]


def any_modem(tx: Connection) -> bool:
    return tx.execute(select(modem.c.id).limit(1)).first() is not None


def troubles(tx: Connection, real: datetime) -> dict[str, str]:
    """What is wrong, by modem, of those that do not work: the name that people know it by and its condition."""
    found = {one.name: one.condition(real) for one in modem_facts(tx)}
    return {name: condition for name, condition in found.items() if condition not in GOOD}


def modem_findings(tx: Connection, at: Instant, organisation_id: OrganisationId, desk_key: str) -> list[Finding]:
    """What the doctor says of the modems, for the desk that gets SMS; nothing for the others."""
    edition = edition_in_force(tx, organisation_id, at.now)
    if edition is None or edition.regulation.sms.desk != desk_key:
        return []
    theirs = (one for one in modems_in_use(tx) if one.concerns(organisation_id))
    return findings_of((one.name, one.condition(at.real)) for one in theirs)


def _facts(row: Row[Any]) -> ModemFacts:
    return ModemFacts(
        id=row.id,
        name=f"{row.device} ({shown_number(row.number)})" if row.number else str(row.device),
        sim=row.sim or "",
        state=Condition(row.state),
        state_at=row.state_at,
        served_at=row.served_at,
        bad_since=row.bad_since,
        bad_state=Condition(row.bad_state) if row.bad_state else None,
        told_state=Condition(row.told_state) if row.told_state else None,
        told_at=row.told_at,
        well_at=row.well_at,
        owner=row.owner,
    )


#: As a literal: with a parameter SQLite does not see that the index of SMS fits.
_SMS = outbox.c.kind == literal_column("'sms'")


def sms_given_to(tx: Connection, sim: str, since: datetime, *, automatic: bool) -> int:
    """How many SMS the SIM got to send, counted in parts. since: real time. automatic: only those nobody typed."""
    of_sim = select(func.count()).select_from(outbox).where(_SMS, outbox.c.account == sim)
    given = of_sim.where(outbox.c.created_at >= since)
    return int(tx.execute(given.where(outbox.c.message_id.is_(None)) if automatic else given).scalar_one())


def automatic_sms_got_by(tx: Connection, address: str, since: datetime) -> int:
    """How many SMS that nobody typed are for this phone, counted in parts, whichever SIM got them to send."""
    of_phone = select(func.count()).select_from(outbox).where(_SMS, outbox.c.account.in_(_SIMS))
    given = of_phone.where(outbox.c.created_at >= since, outbox.c.address == address, outbox.c.message_id.is_(None))
    return int(tx.execute(given).scalar_one())


def sim_name(tx: Connection, sim: str) -> str:
    """For people: its number where somebody wrote it on the SIM, else the modem that it is in, else its IMSI."""
    row = tx.execute(
        select(modem.c.number, modem.c.device).where(modem.c.sim == sim).order_by(modem.c.seen_at.desc()).limit(1)
    ).one_or_none()
    if row is None:
        return f"IMSI {sim}"
    return shown_number(row.number) if row.number else f"IMSI {sim} ({row.device})"
