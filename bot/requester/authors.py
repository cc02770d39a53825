"""Who it is that said something: met now if need be, handed over after a long silence, reachable again."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime

from bot.conversation.state import State
from bot.requester.heard import Heard, Reachability
from bot.scope import Scope, organisation_time
from models.actions.delivery import address_owners
from models.actions.desk import topics
from models.actions.reach import persons, windows
from models.actions.reach.address_events import undoable
from models.actions.reach.address_notices import UNDO
from models.actions.reach.reachability import blocked, moved_away, proved, reachable_again
from models.actions.talk import chains, kept_answers, window_reminders
from models.actions.tickets.reached import answer_at
from models.actions.tickets.read_ahead import Service
from models.phrases.catalogue import say
from models.queries.other_numbers import known_at_another
from models.queries.persons import (
    Newcomer,
    Requester,
    Window,
    heard_at,
    offered_to,
    requester_at,
    requester_of_address,
    why_dead,
)
from models.queries.tickets import closed_tickets_of, open_tickets_of
from models.rules.delivery.address_changes import REMOVED, Change
from models.rules.delivery.address_states import AddressState
from models.rules.delivery.choices import numbered, whole_number
from models.rules.delivery.places import at_address
from models.rules.delivery.transports import Drawn
from models.rules.sms.dormancy import may_have_changed_hands
from models.rules.sms.phone_numbers import normal_number, shown_number

#: Former tickets that staff are told by number.
_NAMED = 5
#: As many choices as a question of ours offers at most, give or take.
_MANY = 12


@dataclass(frozen=True)
class Author:
    """The person at an address, and where their dialogue stands. met: these are their first words to us.

    window: how much they sent lately. offered: what the numbers 1, 2 … mean there now. former: numbers of tickets of
    whoever had the address before a long silence. gave_leave: they were asked for leave to write to them.
    """

    who: Requester
    state: State
    met: bool
    window: Window
    offered: tuple[str, ...] = ()
    former: tuple[int, ...] = ()
    gave_leave: bool = False


def author_of(scope: Scope, heard: Heard) -> Author:
    """Writing proves that the address works; which of our numbers heard it is the one that answers."""
    service = Service(scope.organisation_id, heard.transport, heard.account)
    found = scope.ahead.requester_at(service, heard.address)
    if heard.colleague is not None and (found is None or found[0].address_state == AddressState.DEAD):
        heard.colleague.is_back()
    if found is None:
        who = _met(scope, _newcomer(scope, heard))
        return Author(_through(scope, who, heard)[0], State(), met=True, window=Window(0, scope.at.now))
    who, stored, window = found
    if who.address_state == AddressState.DEAD:
        if why_dead(scope.tx, scope.organisation_id, who.address_id) == REMOVED:
            if not _takes_removal_back(scope, who, heard):
                return _begins_anew(scope, who, State.from_json(stored), heard, window)
            return Author(who, State.from_json(stored), met=False, window=window, offered=_offered(scope, who))
        _is_back(scope, who)
    elif who.address_state != AddressState.VERIFIED:
        proved(scope.tx, scope.at, who)
    traits = who.traits
    silent_since = heard_at(scope.tx, who) if traits.changes_hands else None
    who, gave_leave = _through(scope, who, heard)
    days = scope.edition.regulation.sms.dormant_days
    if (
        traits.changes_hands
        and not who.blocked
        and may_have_changed_hands(heard.address, silent_since, scope.at.now, days)
    ):
        return _handed_over(scope, who, heard, window)
    author = Author(who, State.from_json(stored), met=False, window=window, offered=_offered(scope, who))
    return replace(author, gave_leave=gave_leave)


def _met(scope: Scope, newcomer: Newcomer) -> Requester:
    """Whoever writes to several numbers of ours is one person: the service vouches that the address is the same."""
    known = known_at_another(scope.tx, newcomer)
    if known is None:
        return persons.meet_requester(scope.tx, scope.at.now, newcomer, State().to_json())
    to = at_address(newcomer.transport, newcomer.address)
    state = AddressState.VERIFIED
    new = persons.add_address(scope.tx, scope.at.now, known, to, newcomer.account, state, State().to_json())
    there = requester_of_address(scope.tx, scope.organisation_id, new)
    assert there is not None, "it was added a moment ago"
    return there


def _offered(scope: Scope, who: Requester) -> tuple[str, ...]:
    return offered_to(scope.tx, who.address_id) if numbers_are_presses(who) else ()


def numbers_are_presses(who: Requester) -> bool:
    """Whether choices of ours may have been shown as numbers there."""
    return who.traits.choices.drawn(_MANY) is Drawn.NUMBERS


def is_known(scope: Scope, heard: Heard) -> bool:
    return requester_at(scope.tx, scope.organisation_id, heard.transport, heard.account, heard.address) is not None


def reachability_changed(scope: Scope, change: Reachability) -> None:
    found = requester_at(scope.tx, scope.organisation_id, change.transport, change.account, change.address)
    if found is not None:
        if change.reachable:
            _is_back(scope, found[0])
        elif change.moved:
            moved_away(scope.tx, scope.at, found[0])
        else:
            blocked(scope.tx, scope.at, found[0])


def _is_back(scope: Scope, who: Requester) -> None:
    """What they asked there is answered there again, whatever they wrote by meanwhile."""
    reachable_again(scope.tx, scope.at, who)
    for ticket in open_tickets_of(scope.tx, who):
        if ticket.came_by_address_id == who.address_id != ticket.address_id:
            answer_at(scope.tx, scope.at, ticket, who.address_id, scope.edition_of(ticket).regulation)


def _through(scope: Scope, who: Requester, heard: Heard) -> tuple[Requester, bool]:
    """The number of ours that heard it answers it. A window lasts from when it was said, as the service counts it.

    True: they had been asked for leave to write, and gave it so.
    """
    window, gave_leave = who.traits.window, False
    if window is not None:
        said = organisation_time(heard.at, scope.at)
        opened = windows.opens(scope.tx, scope.at, who, window, said, heard.through)
        gave_leave = opened.gave_leave
        if opened.awaited:
            kept_answers.heard_from(scope.tx, scope.at, who)
            chains.freed(scope.tx, scope.at, who)
        if opened.reminded:
            window_reminders.wrote_again(scope.tx, scope.at, who)
        who = replace(who, heard_at=opened.heard_at)
    elif heard.through is not None:
        persons.heard_by(scope.tx, scope.at.now, who, heard.through)
    else:
        return who, False
    return replace(who, sim=heard.through), gave_leave


def _handed_over(scope: Scope, former: Requester, heard: Heard, window: Window) -> Author:
    """After a long silence an address may be somebody else's: it is shown nothing of what was before."""
    known = open_tickets_of(scope.tx, former)
    closed = closed_tickets_of(scope.tx, former, datetime.min.replace(tzinfo=UTC))
    who = address_owners.hand_over(scope.tx, scope.at, former, _newcomer(scope, heard), State().to_json())
    for ticket in known:
        language = topics.staff_language(ticket, scope.edition_of(ticket).regulation)
        number = shown_number(former.address)
        topics.tell_staff(scope.tx, scope.at, ticket, say(language, "phone.changed_hands", number=number))
    numbers = tuple(ticket.number for ticket in (*known, *closed))[:_NAMED]
    return Author(replace(who, sim=former.sim), State(), met=True, window=window, former=numbers)


def _begins_anew(scope: Scope, former: Requester, was: State, heard: Heard, window: Window) -> Author:
    """Its person does not want to be reached there any more; who writes from there is shown nothing of theirs. A
    button that hangs below the field there is still to be taken away.
    """
    state = State(contact_button=was.contact_button)
    who = address_owners.hand_over(scope.tx, scope.at, former, _newcomer(scope, heard), state.to_json())
    return Author(_through(scope, who, heard)[0], state, met=True, window=window)


def _takes_removal_back(scope: Scope, former: Requester, heard: Heard) -> bool:
    """«It wasn't me», said where the address was removed from: that is the person who was turned out."""
    choice = heard.choice or numbered(_offered(scope, former), heard.text)
    verb, _, number = (choice.key if choice is not None else "").rpartition(":")
    event_id = whole_number(number)
    if verb != UNDO or event_id is None:
        return False
    event = undoable(scope.tx, scope.at.now, former, event_id)
    return event is not None and event.kind is Change.REMOVED and event.address_id == former.address_id


def _newcomer(scope: Scope, heard: Heard) -> Newcomer:
    language = _language(scope, heard)
    return Newcomer(
        organisation_id=scope.organisation_id,
        transport=heard.transport,
        account=heard.account,
        address=heard.address,
        name=heard.name if heard.name is not None else say(language, "phone.withheld"),
        language=language,
        zone=heard.zone or scope.edition.regulation.organisation.timezone,
    )


def _language(scope: Scope, heard: Heard) -> str:
    languages = scope.edition.regulation.organisation.languages
    if heard.language is None:
        return _by_words(scope, heard)
    spoken = heard.language[:2]
    return spoken if spoken in languages else languages[0]


def _by_words(scope: Scope, heard: Heard) -> str:
    """The letters tell it; who has a number of the desk's own country may use Latin letters out of need."""
    languages = scope.edition.regulation.organisation.languages
    if any("а" <= letter <= "я" or letter == "ё" for letter in heard.text.lower()):
        return "ru" if "ru" in languages else languages[0]
    has_words = heard.command is None and any(letter.isalpha() for letter in heard.text)
    return "en" if has_words and not _is_at_home(scope, heard) and "en" in languages else languages[0]


def _is_at_home(scope: Scope, heard: Heard) -> bool:
    """In the desk's own country."""
    region, number = scope.edition.regulation.sms.region, heard.address
    return heard.country == region or normal_number(number.lstrip("+"), region) == number
