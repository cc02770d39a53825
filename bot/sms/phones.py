"""Whose phone it is, and which of that person's tickets an SMS or a call is about."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime

from bot.conversation.state import State
from bot.scope import Scope, organisation_time
from models.actions.desk import topics
from models.actions.queue.inbox import Waiting
from models.actions.reach import persons
from models.actions.reach.sms_words import GSM_ACCOUNT, SMS
from models.phrases.catalogue import say
from models.queries.messages import last_answers, last_words
from models.queries.persons import Newcomer, Requester, heard_at, offered_to, requester_at
from models.queries.tickets import TicketView, closed_tickets_of, open_tickets_of
from models.rules.sms.dormancy import may_have_changed_hands
from models.rules.sms.phone_numbers import WITHHELD, normal_number, shown_number, zone_of_number
from models.rules.sms.routing import OpenTicket

#: Former tickets that staff are told by number.
_NAMED = 5


@dataclass(frozen=True)
class Phone:
    """The person at a phone. offered: what the numbers 1, 2 … mean there now. new: never heard of before.

    former: numbers of tickets of whoever had the phone before a long silence.
    """

    who: Requester
    state: State
    offered: tuple[str, ...]
    new: bool
    former: tuple[int, ...] = ()


def phone_of(scope: Scope, row: Waiting, words: str = "") -> Phone:
    """Met now if need be; the SIM that heard from the phone is the one that answers it. words: tell the language."""
    sender, sim = row.payload["sender"], row.payload["sim"]
    number = normal_number(sender, scope.edition.regulation.sms.region) or sender or WITHHELD
    found = requester_at(scope.tx, scope.organisation_id, SMS, GSM_ACCOUNT, number)
    if found is None:
        return Phone(_meet(scope, number, sim, words), State(), (), new=True)
    who, stored = found
    silent_since = heard_at(scope.tx, who.address_id)
    persons.heard_by(scope.tx, scope.at.now, who.address_id, sim)
    days = scope.edition.regulation.sms.dormant_days
    if not who.blocked and may_have_changed_hands(number, silent_since, scope.at.now, days):
        return _handed_over(scope, who, sim, words)
    who = replace(who, sim=sim)
    return Phone(who, State.from_json(stored), offered_to(scope.tx, who.address_id), new=False)


def _handed_over(scope: Scope, former: Requester, sim: str, words: str) -> Phone:
    """After a long silence a phone may be somebody else's: it is shown nothing of what was before."""
    known = open_tickets_of(scope.tx, former.person_id)
    closed = closed_tickets_of(scope.tx, former.person_id, datetime.min.replace(tzinfo=UTC))
    newcomer = _newcomer(scope, former.address, words)
    who = persons.hand_over(scope.tx, scope.at.now, former, newcomer, State().to_json())
    for ticket in known:
        language = topics.staff_language(ticket, scope.edition_of(ticket).regulation)
        number = shown_number(former.address)
        topics.tell_staff(scope.tx, scope.at, ticket, say(language, "phone.changed_hands", number=number))
    numbers = tuple(ticket.number for ticket in (*known, *closed))[:_NAMED]
    return Phone(replace(who, sim=sim), State(), (), new=True, former=numbers)


def _meet(scope: Scope, number: str, sim: str, words: str) -> Requester:
    newcomer = _newcomer(scope, number, words)
    who = persons.meet_requester(scope.tx, scope.at.now, newcomer, State().to_json())
    persons.heard_by(scope.tx, scope.at.now, who.address_id, sim)
    return replace(who, sim=sim)


def _newcomer(scope: Scope, number: str, words: str) -> Newcomer:
    language = _language(scope, number, words)
    return Newcomer(
        organisation_id=scope.organisation_id,
        transport=SMS,
        account=GSM_ACCOUNT,
        address=number,
        name=say(language, "phone.withheld") if number == WITHHELD else shown_number(number),
        language=language,
        zone=zone_of_number(number) or scope.edition.regulation.organisation.timezone,
    )


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
