"""`/join 15`: whoever writes in this ticket is somebody of contract 15; `/join №118`: is whoever asked that."""

import re
from collections.abc import Callable
from functools import partial
from typing import Final

from bot.desk.join_preview import preview
from bot.desk.outcomes import Asked, Done, Option, Outcome, Refused, outcome_of
from bot.desk.refusals import (
    CallerHidden,
    IsThemAlready,
    NoMoreCodes,
    NoSuchContract,
    NoSuchTicket,
    StaleButton,
    WhomToJoin,
    WrongCode,
)
from bot.scope import Scope
from models.actions.delivery import address_owners
from models.actions.queue import inbox
from models.actions.reach import address_notices, becoming_known, challenges
from models.actions.reach.challenges import Purpose, Target
from models.actions.tickets import join_news, joins, tickets
from models.actions.tickets.acting import Acting
from models.actions.tickets.joins import Grounds
from models.phrases.catalogue import say
from models.queries.contracts import contact_persons_of, contract_by_number, contracts_of
from models.queries.identities import Somebody, known_of, name_of_person
from models.queries.persons import Requester, requester_of_address
from models.queries.regulation import edition_in_force
from models.queries.tickets import TicketView, has_asked, ticket_by_number
from models.rules.delivery.choices import whole_number
from models.rules.delivery.codes import code_in
from models.rules.sms.phone_numbers import is_withheld

#: The verbs of the buttons: whom, and on whose word.
JOIN: Final = "join"
JOIN_AS: Final = "joinas"
#: Whose word it is: the agent's own, or that of the phone, by a code that is sent to it.
OWN: Final = "own"
CODE: Final = "code"
_CODE = re.compile(r"(?:код|code)\s+(?P<code>\S.*)", re.IGNORECASE)
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
    if _CODE.fullmatch(words.strip()):
        inbox.forget(scope.tx, scope.row_ids)
    acting = acting_on(tickets.locked(scope.tx, view))
    return outcome_of(acting, partial(_meant, acting, words.strip())), view


def _meant(acting: Acting, words: str) -> Outcome:
    """Who is meant; of several it is asked."""
    _check_visible(acting)
    said = _CODE.fullmatch(words)
    if said is not None:
        return _by_code(acting, code_in(said["code"]) or "")
    named = _TICKET.fullmatch(words)
    if named is not None:
        other = ticket_by_number(acting.tx, acting.view.organisation_id, int(named["number"]))
        if other is None or other.desk_id != acting.view.desk_id:
            raise NoSuchTicket
        if is_withheld(other.address):
            raise CallerHidden
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
    """argument: own.PERSON or code.PERSON. Raises StaleButton, NoMoreCodes, IsThemAlready, AddressMoved."""
    _check_visible(acting)
    whose, _, person = argument.partition(".")
    person_id = whole_number(person)
    if whose not in (OWN, CODE) or person_id is None:
        raise StaleButton
    person_id = _somebody(acting, person_id).person_id
    return _send_code(acting, person_id) if whose == CODE else joined_by(acting, person_id, code_proved=False)


def _send_code(acting: Acting, person_id: int) -> Outcome:
    """To the phone of the ticket; whoever holds it tells the agent. Raises StaleButton, NoMoreCodes."""
    who = _writes_there(acting)
    edition = edition_in_force(acting.tx, who.organisation_id, acting.at.now)
    if who.traits.typed is None or edition is None:
        raise StaleButton
    target = Target(who.transport, who.account, who.address)
    code = challenges.make_code(acting.tx, acting.at, who, Purpose.JOIN, target, subject_id=person_id)
    if code is None:
        raise NoMoreCodes
    address_notices.send_code(acting.tx, acting.at, edition, Purpose.JOIN, target, code, who.language)
    acting.tell_topic(say(acting.language, "join.code_sent"))
    return Done(shown=True, decided=True)


def _by_code(acting: Acting, code: str) -> Outcome:
    """Raises WrongCode."""
    checked = challenges.check(acting.tx, acting.at, _writes_there(acting), code)
    challenge = checked.challenge
    right = checked.outcome is challenges.Outcome.RIGHT and challenge is not None
    if not right or challenge is None or challenge.purpose is not Purpose.JOIN or challenge.subject_id is None:
        raise WrongCode
    return joined_by(acting, challenge.subject_id, code_proved=True)


def _writes_there(acting: Acting) -> Requester:
    """Whoever has the address of the ticket. Raises AddressMoved."""
    who = requester_of_address(acting.tx, acting.view.organisation_id, acting.view.address_id)
    if who is None or who.person_id != acting.view.person_id:
        raise joins.AddressMoved
    return who


def joined_by(acting: Acting, person_id: int, *, code_proved: bool) -> Outcome:
    view = acting.view
    who = _writes_there(acting)
    edition = edition_in_force(acting.tx, view.organisation_id, acting.at.now)
    if edition is None:
        raise joins.AddressMoved
    if person_id == view.person_id:
        raise IsThemAlready
    grounds = Grounds("agent", agent_id=acting.agent_id, desk_id=view.desk_id, code_proved=code_proved)
    try:
        joined = address_owners.join(acting.tx, acting.at, who, person_id, grounds)
    except joins.KnownAlready:
        raise IsThemAlready from None
    name = name_of_person(acting.tx, Somebody(view.organisation_id, person_id))
    phrase = "join.joined_by_code" if code_proved else "join.joined"
    acting.tell_topic(say(acting.language, phrase, agent=acting.agent_name, name=name, number=joined.id))
    join_news.tell(acting.tx, acting.at, edition, joined)
    becoming_known.tell_conversation(acting.tx, acting.at, who, f"join:{joined.id}")
    return Done(shown=True, decided=True)


def _on_whose_word(acting: Acting, person_id: int) -> Asked:
    """With all that would change. Raises StaleButton, IsThemAlready, AddressMoved."""
    to, who = _somebody(acting, person_id), _writes_there(acting)
    known = known_of(acting.tx, who)
    if known.person or known.contracts or to.person_id == who.person_id:
        raise IsThemAlready
    options = [Option(JOIN_AS, f"{OWN}.{person_id}", say(acting.language, "join.on_own_word"))]
    if acting.view.traits.typed is not None:
        options.insert(0, Option(JOIN_AS, f"{CODE}.{person_id}", say(acting.language, "join.by_code")))
    return Asked(preview(acting, who, to), tuple(options))


def _somebody(acting: Acting, person_id: int) -> Somebody:
    """A button may be forged: only who speaks for a contract, or asked this desk, may be meant."""
    who = Somebody(acting.view.organisation_id, person_id)
    if not contracts_of(acting.tx, who) and not has_asked(acting.tx, who, acting.view.desk_id):
        raise StaleButton
    return who


def _check_visible(acting: Acting) -> None:
    """Whoever hides their number is somebody else with every call."""
    if is_withheld(acting.view.address):
        raise CallerHidden
