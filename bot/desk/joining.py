"""`/join 15`: whoever writes in this ticket is somebody of contract 15; `/join №118`: is whoever asked that."""

import re
from collections.abc import Callable
from functools import partial
from typing import Final

from bot.desk.outcomes import Asked, Done, Option, Outcome, Refused, outcome_of
from bot.desk.refusals import CallerHidden, IsThemAlready, NoSuchContract, NoSuchTicket, StaleButton, WhomToJoin
from bot.scope import Scope
from models.actions.reach import becoming_known
from models.actions.tickets import join_news, joins, tickets
from models.actions.tickets.acting import Acting
from models.actions.tickets.joins import Grounds
from models.phrases.catalogue import say
from models.queries.contracts import contact_persons_of, contract_by_number
from models.queries.identities import Somebody, name_of_person, requester_of_address
from models.queries.regulation import edition_in_force
from models.queries.tickets import TicketView, ticket_by_number
from models.rules.delivery.choices import whole_number
from models.rules.sms.phone_numbers import is_withheld

#: The verbs of the buttons: whom, and on whose word.
JOIN: Final = "join"
JOIN_AS: Final = "joinas"
#: Whose word it is.
OWN: Final = "own"
_TICKET = re.compile(r"[#№]\s?(?P<number>[0-9]{1,9})(?!\S)\s*")
_MOST: Final = 10


def commanded(
    scope: Scope,
    desk_id: int,
    words: str,
    here: TicketView | None,
    acting_on: Callable[[TicketView], Acting],
) -> tuple[Outcome, TicketView | None]:
    """here: the ticket of the topic; outside one it is named first: `/join №12 15`."""
    view = here
    if view is None:
        named = _TICKET.match(words)
        view = ticket_by_number(scope.tx, scope.organisation_id, int(named["number"])) if named else None
        words = words[named.end() :] if named else ""
    if view is None or view.desk_id != desk_id:
        return Refused(NoSuchTicket()), None
    acting = acting_on(tickets.locked(scope.tx, view))
    return outcome_of(acting, partial(_meant, acting, words.strip())), view


def _meant(acting: Acting, words: str) -> Outcome:
    """Who is meant; of several it is asked."""
    _check_visible(acting)
    named = _TICKET.fullmatch(words)
    if named is not None:
        other = ticket_by_number(acting.tx, acting.view.organisation_id, int(named["number"]))
        if other is None:
            raise NoSuchTicket
        return _on_whose_word(acting, other.person_id)
    if not words:
        raise WhomToJoin
    contract = contract_by_number(acting.tx, acting.view.organisation_id, words)
    if contract is None:
        raise NoSuchContract
    persons = contact_persons_of(acting.tx, acting.view.organisation_id, contract.id)[:_MOST]
    if not persons:
        raise WhomToJoin
    if len(persons) == 1:
        return _on_whose_word(acting, persons[0].person_id)
    options = tuple(Option(JOIN, str(one.person_id), one.name) for one in persons)
    return Asked(say(acting.language, "join.whom", number=contract.number), options)


def choose(acting: Acting, argument: str) -> Outcome:
    """argument: PERSON."""
    _check_visible(acting)
    person_id = whole_number(argument)
    if person_id is None:
        raise StaleButton
    return _on_whose_word(acting, person_id)


def join_as(acting: Acting, argument: str) -> Outcome:
    """argument: own.PERSON. Raises StaleButton, IsThemAlready, AddressMoved."""
    _check_visible(acting)
    whose, _, person = argument.partition(".")
    person_id = whole_number(person)
    if whose != OWN or person_id is None:
        raise StaleButton
    return joined_by(acting, _somebody(acting, person_id).person_id, code_proved=False)


def joined_by(acting: Acting, person_id: int, *, code_proved: bool) -> Outcome:
    view = acting.view
    who = requester_of_address(acting.tx, view.organisation_id, view.address_id)
    edition = edition_in_force(acting.tx, view.organisation_id, acting.at.now)
    if who is None or edition is None or who.person_id != view.person_id:
        raise joins.AddressMoved
    if person_id == view.person_id:
        raise IsThemAlready
    grounds = Grounds("agent", agent_id=acting.agent_id, code_proved=code_proved)
    try:
        joined = joins.join(acting.tx, acting.at, who, person_id, grounds)
    except joins.KnownAlready:
        raise IsThemAlready from None
    name = name_of_person(acting.tx, Somebody(view.organisation_id, person_id))
    phrase = "join.joined_by_code" if code_proved else "join.joined"
    acting.tell_topic(say(acting.language, phrase, agent=acting.agent_name, name=name, number=joined.id))
    join_news.tell(acting.tx, acting.at, edition, joined)
    becoming_known.tell_conversation(acting.tx, acting.at, who, f"join:{joined.id}")
    return Done(shown=True, decided=True)


def _on_whose_word(acting: Acting, person_id: int) -> Asked:
    name = name_of_person(acting.tx, _somebody(acting, person_id))
    own = Option(JOIN_AS, f"{OWN}.{person_id}", say(acting.language, "join.on_own_word"))
    return Asked(say(acting.language, "join.on_whose_word", name=name), (own,))


def _somebody(acting: Acting, person_id: int) -> Somebody:
    """A button may be forged: only persons of this organisation are there."""
    who = Somebody(acting.view.organisation_id, person_id)
    if name_of_person(acting.tx, who) is None:
        raise StaleButton
    return who


def _check_visible(acting: Acting) -> None:
    """Whoever hides their number is somebody else with every call."""
    if is_withheld(acting.view.address):
        raise CallerHidden
