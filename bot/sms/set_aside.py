"""An SMS or a call that could not be processed is kept; staff and whoever texted are told."""

import logging
from dataclasses import dataclass

from sqlalchemy import Connection

from bot import unreadable
from models.actions.queue.inbox import Waiting
from models.actions.reach import sms_words
from models.actions.reach.sms_words import GSM_ACCOUNT, SMS
from models.actions.talk.drafts import SILENCE
from models.clock import Instant
from models.phrases.catalogue import say
from models.queries.persons import requester_at
from models.queries.regulation import edition_in_force
from models.rules.delivery.transports import SMS as TRAITS
from models.rules.delivery.transports import Transport
from models.rules.sms.phone_numbers import normal_number, shown_number

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class _Stranger:
    """A phone that nobody has met: enough to be texted."""

    address: str
    sim: str | None
    language: str
    account: str = GSM_ACCOUNT
    traits: Transport = TRAITS
    address_id: int = 0
    person_id: int = 0


def set_aside(tx: Connection, at: Instant, row: Waiting) -> None:
    """The raw payload stays in the inbox with its error. Who rang is not texted: they wrote nothing."""
    log.error("inbound SMS %s is set aside", row.provider_id)
    edition = edition_in_force(tx, at.now)
    if edition is None:
        return
    if row.payload.get("kind") == SILENCE:
        unreadable.tell_unfinished(tx, at, edition, shown_number(row.payload["address"]), row.provider_id)
        return
    sender, rules = str(row.payload.get("sender", "")), edition.regulation.sms
    number = normal_number(sender, rules.region) or sender
    found = requester_at(tx, edition.organisation_id, SMS, GSM_ACCOUNT, number)
    staff_language = edition.regulation.desk(rules.desk).staff_language
    who = shown_number(number) if number else say(staff_language, "phone.withheld")
    person_id = found[0].person_id if found is not None else None
    unreadable.tell_staff(tx, at, edition, person_id, who, f"SMS {row.provider_id[:12]}")
    if row.payload.get("kind") != "sms" or not number or not unreadable.is_first(tx, at, row):
        return
    stranger = _Stranger(number, row.payload.get("sim"), edition.regulation.organisation.languages[0])
    to = found[0] if found is not None else stranger
    sms_words.say(tx, at, to, say(to.language, "phone.unreadable"))
