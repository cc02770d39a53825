"""`/who`: all that is known of a requester, in words."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Final

from bot.desk.outcomes import Explained, Outcome
from models.actions.tickets.acting import Acting
from models.phrases.catalogue import say
from models.queries.identities import known_of
from models.queries.persons import Requester, reached_of_person
from models.queries.sights import Reader, readers_of
from models.queries.tickets import closed_tickets_of, open_tickets_of
from models.rules.contracts.sight import Sight
from models.rules.contracts.standing import ACTIVE, ENDED, SUSPENDED, Contract
from models.rules.delivery.address_states import AddressState
from models.rules.sms.phone_numbers import shown_number
from models.rules.texts.content import one_line

_MOST: Final = 10
_STATES: Final = {ACTIVE: "whois.active", SUSPENDED: "whois.suspended", ENDED: "whois.ended"}


def who(acting: Acting, _: str) -> Outcome:
    return Explained("\n".join(_lines(acting)))


def _lines(acting: Acting) -> Iterator[str]:
    view, language = acting.view, acting.language
    known = known_of(acting.tx, view)
    name = view.requester_name or say(language, "card.no_name")
    yield say(language, "whois.known" if known.person else "whois.unknown", name=name)
    if not known.contracts:
        yield say(language, "whois.no_contract")
    for contract in known.contracts:
        yield _contract(acting, contract)
    for one in reached_of_person(acting.tx, view.organisation_id, view.person_id, dead_too=True):
        yield _address(one, here=one.address_id == view.address_id, language=language)
    if others := readers_of(acting.tx, view):
        yield say(language, "whois.read_by", names="; ".join(_reader(one, language) for one in others))
    opened = [one.number for one in open_tickets_of(acting.tx, view) if one.id != view.id]
    closed = closed_tickets_of(acting.tx, view, datetime.min.replace(tzinfo=UTC))
    for phrase, numbers in (("whois.open", opened), ("whois.closed", [one.number for one in closed])):
        if numbers:
            yield say(language, phrase, numbers=", ".join(map(str, numbers[:_MOST])))


def _contract(acting: Acting, contract: Contract) -> str:
    language = acting.language
    regulation = acting.in_force or acting.regulation
    tier = regulation.tier(contract.tier or regulation.lowest_tier)
    words = [say(language, "whois.contract", number=contract.number), say(language, _STATES[contract.state])]
    if tier is not None:
        words.append(tier.title.in_(language))
    if contract.paid_until is not None:
        words.append(say(language, "whois.paid_until", date=contract.paid_until.strftime("%d.%m.%Y")))
    return ", ".join(words)


def _reader(one: Reader, language: str) -> str:
    name = one_line(one.name) or say(language, "card.no_name")
    how = "whois.reads_all" if one.sight is Sight.ALL else "whois.reads_part"
    return say(language, how, name=name)


def _address(one: Requester, *, here: bool, language: str) -> str:
    state = AddressState(one.address_state)
    text = shown_number(one.address) if one.traits.changes_hands else one.name
    words = say(language, "whois.address", transport=one.traits.title, address=text)
    health = say(language, f"whois.address_{state.value}")
    return f"{words}: {health}{say(language, 'whois.here') if here else ''}"
