"""The gate that every SMS passes which nobody typed: confirmations, lists, states, reminders, closings by silence."""

from datetime import datetime, time
from typing import Protocol
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, insert, select

from models.actions.desk import staff
from models.clock import Instant
from models.phrases.catalogue import say
from models.queries.modems import automatic_sms_got_by, sim_for, sim_name, sms_given_to
from models.queries.persons import has_another_owner, has_stopped
from models.queries.regulation import EditionView, edition_in_force
from models.queries.staff import desk_ids, group_of_desk
from models.rules.delivery.transports import SMS
from models.rules.regulation.organisations import OrganisationId
from models.rules.regulation.parsing import SmsRules
from models.rules.sms.automatic import LIMITS, Hold, PhoneFacts, hold_of, number_hold
from models.rules.sms.parts import plan_sms
from models.tables.sms import sms_limit_told


class Phone(Protocol):
    @property
    def organisation_id(self) -> OrganisationId: ...
    @property
    def address(self) -> str: ...
    @property
    def address_id(self) -> int: ...
    @property
    def person_id(self) -> int: ...
    @property
    def sim(self) -> str | None: ...


def may_be_sent(tx: Connection, at: Instant, to: Phone, text: str) -> bool:
    """Whether this phone may get the whole text now. A daily limit of the SIM that holds it is told to staff once."""
    edition = edition_in_force(tx, to.organisation_id, at.now)
    if edition is None:
        return False  # nobody can have written before there was a regulation
    sim = sim_for(tx, to.organisation_id, to.sim)
    hold = hold_of(_facts(tx, at, edition, to, sim), len(plan_sms(text).parts))
    if hold in LIMITS:
        _tell_of_limit(tx, at, edition, sim, hold)
    return hold is None


def hold_of_answer(tx: Connection, at: Instant, to: Phone, rules: SmsRules) -> Hold | None:
    """Why an agent is asked before their own words go there; None: they go."""
    number = number_hold(to.address, rules.texted_countries)
    if number is not None:
        return number
    if has_another_owner(tx, to):
        return Hold.CHANGED_HANDS
    edition = edition_in_force(tx, to.organisation_id, at.now)
    sim = sim_for(tx, to.organisation_id, to.sim)
    if edition is None or _facts(tx, at, edition, to, sim).left > 0:
        return None
    _tell_of_limit(tx, at, edition, sim, Hold.LIMIT)
    return Hold.LIMIT


def _facts(tx: Connection, at: Instant, edition: EditionView, to: Phone, sim: str) -> PhoneFacts:
    rules, since = edition.regulation.sms, _today(edition, at)
    return PhoneFacts(
        address=to.address,
        countries=rules.texted_countries,
        changed_hands=has_another_owner(tx, to),
        stopped=has_stopped(tx, edition.organisation_id, SMS.name, to.address),
        automatic_left=rules.automatic_per_day - sms_given_to(tx, sim, since, automatic=True),
        phone_left=rules.automatic_per_phone_per_day - automatic_sms_got_by(tx, to.address, since),
        left=rules.per_day - sms_given_to(tx, sim, since, automatic=False),
    )


def _tell_of_limit(tx: Connection, at: Instant, edition: EditionView, sim: str, hold: Hold) -> None:
    """Once a day for each SIM and limit, in the group of the desk that gets SMS."""
    day = _today(edition, at).isoformat()[:10]
    mark = {"organisation_id": edition.organisation_id, "sim": sim, "day": day, "what": hold}
    known = select(sms_limit_told.c.id).where(*(sms_limit_told.c[name] == value for name, value in mark.items()))
    if tx.execute(known).first() is not None:
        return
    rules = edition.regulation.sms
    limit = rules.automatic_per_day if hold is Hold.AUTOMATIC_LIMIT else rules.per_day
    language = edition.regulation.desk(rules.desk).staff_language
    if tell_sms_desk(tx, at, edition, say(language, f"modem.reached_{hold}", sim=sim_name(tx, sim), count=limit)):
        tx.execute(insert(sms_limit_told).values(**mark))


def tell_sms_desk(tx: Connection, at: Instant, edition: EditionView, text: str) -> bool:
    """False: the desk that gets SMS has no group yet."""
    desk_id = desk_ids(tx, edition.organisation_id).get(edition.regulation.sms.desk)
    group = group_of_desk(tx, edition.organisation_id, desk_id) if desk_id is not None else None
    if group is None:
        return False
    staff.tell_group(tx, at, group.account, group.chat_id, text)
    return True


def _today(edition: EditionView, at: Instant) -> datetime:
    """When the organisation's day began, by the real clock: money is spent in real time."""
    zone = ZoneInfo(edition.regulation.organisation.timezone)
    return datetime.combine(at.real.astimezone(zone).date(), time(), zone)
