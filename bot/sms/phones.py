"""Whose phone it is, and which of that person's tickets an SMS or a call is about."""

from dataclasses import dataclass, replace
from datetime import datetime

from bot.conversation.state import State
from bot.scope import Scope, organisation_time
from models.actions import persons
from models.actions.inbox import Waiting
from models.actions.sms_words import GSM_ACCOUNT, SMS
from models.phrases.catalogue import say
from models.queries.messages import last_answers, last_words
from models.queries.persons import Newcomer, Requester, offered_to, requester_at
from models.queries.tickets import TicketView
from models.rules.phone_numbers import WITHHELD, normal_number, shown_number, zone_of_number
from models.rules.sms_routing import OpenTicket


@dataclass(frozen=True)
class Phone:
    """The person at a phone. offered: what the numbers 1, 2 … mean there now. new: never heard of before."""

    who: Requester
    state: State
    offered: tuple[str, ...]
    new: bool


def phone_of(scope: Scope, row: Waiting, words: str = "") -> Phone:
    """Met now if need be; the SIM that heard from the phone is the one that answers it. words: tell the language."""
    sender, sim = row.payload["sender"], row.payload["sim"]
    number = normal_number(sender, scope.edition.regulation.sms.region) or sender or WITHHELD
    found = requester_at(scope.tx, scope.organisation_id, SMS, GSM_ACCOUNT, number)
    if found is None:
        return Phone(_meet(scope, number, sim, words), State(), (), new=True)
    who, stored = found
    if who.sim != sim:
        persons.heard_by(scope.tx, who.address_id, sim)
        who = replace(who, sim=sim)
    return Phone(who, State.from_json(stored), offered_to(scope.tx, who.address_id), new=False)


def _meet(scope: Scope, number: str, sim: str, words: str) -> Requester:
    language = _language(scope, number, words)
    rules = scope.edition.regulation
    staff_language = rules.desk(rules.sms.desk).staff_language  # nobody else reads the name
    name = say(staff_language, "phone.withheld") if number == WITHHELD else shown_number(number)
    someone = Newcomer(
        organisation_id=scope.organisation_id,
        transport=SMS,
        account=GSM_ACCOUNT,
        address=number,
        name=name,
        language=language,
        zone=zone_of_number(number) or rules.organisation.timezone,
    )
    who = persons.meet_requester(scope.tx, scope.at.now, someone, State().to_json())
    persons.heard_by(scope.tx, who.address_id, sim)
    return replace(who, sim=sim)


def _language(scope: Scope, number: str, words: str) -> str:
    """The letters tell it; who has a number of the desk's own country may use Latin letters out of need."""
    languages = scope.edition.regulation.organisation.languages
    if any("а" <= letter <= "я" or letter == "ё" for letter in words.lower()):
        return "ru" if "ru" in languages else languages[0]
    at_home = normal_number(number.lstrip("+"), scope.edition.regulation.sms.region) == number
    has_words = any(letter.isalpha() for letter in words)
    return "en" if has_words and not at_home and "en" in languages else languages[0]


def said_at(scope: Scope, row: Waiting) -> datetime:
    """By the network's clock, as the organisation counts."""
    return organisation_time(datetime.fromisoformat(row.payload["at"]), scope.at)


def as_routed(scope: Scope, tickets: list[TicketView]) -> list[OpenTicket]:
    """An agent's answer in a ticket of this phone went to this phone."""
    ids = [ticket.id for ticket in tickets]
    answered, spoken = last_answers(scope.tx, ids), last_words(scope.tx, ids)
    return [
        OpenTicket(
            ticket.id,
            ticket.number,
            answered.get(ticket.id) if ticket.transport == SMS else None,
            spoken.get(ticket.id, ticket.opened_at),
        )
        for ticket in tickets
    ]
