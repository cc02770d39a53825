"""`/share №118`, `/share +7 916 …`, `/share 15`: somebody else takes part in this ticket; `/unshare` ends that."""

import re
from collections.abc import Sequence
from typing import Final

from bot.desk.outcomes import Done, Option, Outcome
from bot.desk.refusals import NobodyTakesPart, NoSuchContract, NoSuchTicket, StaleButton, WhomToShareWith
from models.actions.desk import topics
from models.actions.tickets import participation
from models.actions.tickets.acting import Acting
from models.phrases.catalogue import say
from models.queries.contracts import contact_persons_of, contract_by_number
from models.queries.identities import Somebody, name_of_person
from models.queries.persons import requester_at
from models.queries.sights import readers_of
from models.queries.tickets import ticket_by_number
from models.rules.contracts.sight import Sight
from models.rules.delivery.choices import whole_number
from models.rules.delivery.transports import SMS
from models.rules.sms.phone_numbers import normal_number
from models.rules.texts.content import one_line

#: The verbs of the buttons: whom.
SHARE: Final = "share"
UNSHARE: Final = "unshare"
_TICKET: Final = re.compile(r"[#№]\s?(?P<number>[0-9]{1,9})")
_PHONE: Final = re.compile(r"\+[0-9 ()-]{7,24}")
_MOST: Final = 10


def share(acting: Acting, words: str) -> Outcome:
    """words: a ticket of theirs, their phone, or a contract that they speak for. Raises OtklikError."""
    words = words.strip()
    if not words:
        raise WhomToShareWith
    if (named := _TICKET.fullmatch(words)) is not None:
        return _with(acting, _who_asked(acting, int(named["number"])))
    if _PHONE.fullmatch(words):
        return _with(acting, _whose_phone(acting, words))
    contract = contract_by_number(acting.tx, acting.view.organisation_id, words)
    if contract is None:
        raise NoSuchContract
    persons = contact_persons_of(acting.tx, acting.view.organisation_id, contract.id)[:_MOST]
    options = tuple(
        Option(SHARE, str(one.person_id), _named(one.name, acting.language))
        for one in persons
        if one.person_id != acting.view.person_id
    )
    if not options:
        raise WhomToShareWith
    return _asked(acting, say(acting.language, "share.whom", number=contract.number), options)


def choose(acting: Acting, argument: str) -> Outcome:
    """argument: PERSON."""
    return _with(acting, _person(argument), decided=True)


def unshare(acting: Acting, argument: str) -> Outcome:
    """argument: PERSON. Raises StaleButton, TakesNoPart."""
    who = Somebody(acting.view.organisation_id, _person(argument))
    participation.dismiss(acting, who, _name_of(acting, who))
    return Done(shown=True, decided=True)


def unshare_by_words(acting: Acting, _: str) -> Outcome:
    """Whom: by buttons. Raises NobodyTakesPart."""
    found = [one for one in readers_of(acting.tx, acting.view) if one.sight is Sight.MEANT]
    if not found:
        raise NobodyTakesPart
    options = tuple(Option(UNSHARE, str(one.person_id), _named(one.name, acting.language)) for one in found)
    return _asked(acting, say(acting.language, "share.whom_to_dismiss"), options)


def _asked(acting: Acting, question: str, options: Sequence[Option]) -> Outcome:
    """In the topic, wherever it was typed: persons are chosen by buttons, and have no numbers that could be typed."""
    rows = [[topics.choice(acting.view.id, 0, f"{one.verb}.{one.argument}", one.label)] for one in options]
    acting.tell_topic(question, rows)
    return Done("share.asked_in_topic", shown=True)


def _with(acting: Acting, person_id: int, *, decided: bool = False) -> Outcome:
    who = Somebody(acting.view.organisation_id, person_id)
    participation.invite(acting, who, _name_of(acting, who))
    return Done(shown=True, decided=decided)


def _who_asked(acting: Acting, number: int) -> int:
    """Raises NoSuchTicket."""
    other = ticket_by_number(acting.tx, acting.view.organisation_id, number)
    if other is None or other.desk_id != acting.view.desk_id:
        raise NoSuchTicket
    return other.person_id


def _whose_phone(acting: Acting, typed: str) -> int:
    """Raises WhomToShareWith."""
    number = normal_number(typed, acting.regulation.sms.region)
    found = None
    if number is not None:
        found = requester_at(acting.tx, acting.view.organisation_id, SMS.name, SMS.shared_account, number)
    if found is None:
        raise WhomToShareWith
    return found.who.person_id


def _person(argument: str) -> int:
    person_id = whole_number(argument)
    if person_id is None:
        raise StaleButton
    return person_id


def _name_of(acting: Acting, who: Somebody) -> str:
    """A button may be forged: only persons of this organisation are there. Raises StaleButton."""
    name = name_of_person(acting.tx, who)
    if name is None:
        raise StaleButton
    return _named(name, acting.language)


def _named(name: str, language: str) -> str:
    return one_line(name) or say(language, "card.no_name")
