"""Buttons and words of the pages about who speaks for a contract. What changes something is asked once more, and its
button is good only while that question is the last thing that was said.
"""

from typing import Final

from bot.conversation.contact_pages import INVITE, PEOPLE, PERSON, SURE, acts_on, found, opening
from bot.conversation.contacts import ChangeContacts, ContactAct, ContractView
from bot.conversation.context import Context
from bot.conversation.inbound import Inbound
from bot.conversation.state import State
from bot.conversation.transport_moves import id_in, moved_to, place_of, turned_to
from bot.conversation.transport_prompts import reach_of
from bot.conversation.turn import Turn
from bot.conversation.words import NO, YES, says

#: What follows `tr:`.
VERBS: Final = ("contacts", "people", "person", "ask", "sure", "invite", "issue", "takeback", "back-as")
_ASKED_BEFORE: Final = {"issue": ContactAct.INVITE, "takeback": ContactAct.TAKE_BACK}


def on_press(state: State, verb: str, about: str, inbound: Inbound, context: Context) -> Turn | None:
    """None: stale, forged, or about what is not theirs any more."""
    reach = reach_of(context)
    if verb == "contacts":
        return turned_to(state, opening(reach), context, in_place=True) if reach.contracts else None
    if verb == "back-as":
        event_id = id_in(about)
        return None if event_id is None else _wants(state, ChangeContacts(ContactAct.UNDO, event_id=event_id))
    contract_id, _, rest = about.partition(":")
    of = reach.contract(id_in(contract_id))
    if of is None:
        return None
    if verb == "people":
        return turned_to(state, f"{PEOPLE}:{of.id}", context, in_place=True)
    if not of.may_change:
        return None
    if verb == "invite":
        return turned_to(state, f"{INVITE}:{of.id}", context, in_place=True)
    if verb in _ASKED_BEFORE:
        is_last_said = inbound.choice_version == state.version and state.asking == f"{INVITE}:{of.id}"
        return _of_contract(state, of, _ASKED_BEFORE[verb]) if is_last_said else None
    return _about_person(state, verb, of, rest, inbound, context)


def _about_person(
    state: State, verb: str, of: ContractView, rest: str, inbound: Inbound, context: Context
) -> Turn | None:
    person_id, _, act = rest.partition(":")
    one = of.person(id_in(person_id))
    if one is None:
        return None
    if verb == "person":
        return turned_to(state, f"{PERSON}:{of.id}.{one.person_id}", context, in_place=True)
    if act not in acts_on(one) or reach_of(context).only_told:
        return None
    place = f"{SURE}:{of.id}.{one.person_id}.{act}"
    if verb == "ask":
        return turned_to(state, place, context, in_place=True)
    if inbound.choice_version != state.version or state.asking != place:
        return None
    return _sure(state, context)


def takes(state: State, text: str, context: Context) -> bool:
    """Whether typed words answer the page that is open."""
    place, _, about = place_of(state)
    if place == PEOPLE:
        return _numbered(text, about, context) is not None
    return place == SURE and (says(text, YES) or says(text, NO))


def on_words(state: State, text: str, context: Context) -> Turn:
    """Of what `takes`."""
    place, _, about = place_of(state)
    contract_id, _, rest = about.partition(".")
    if place == PEOPLE:
        return turned_to(state, f"{PERSON}:{contract_id}.{_numbered(text, about, context)}", context)
    if says(text, NO):
        return turned_to(state, f"{PERSON}:{contract_id}.{rest.partition('.')[0]}", context)
    return _sure(state, context) or turned_to(state, f"{PEOPLE}:{contract_id}", context)


def _numbered(text: str, about: str, context: Context) -> int | None:
    of, _ = found(about, reach_of(context))
    number = text.strip(" .)№#")
    if of is None or not of.may_change or not (number.isascii() and number.isdecimal() and len(number) <= 3):
        return None
    return of.people[int(number) - 1].person_id if 1 <= int(number) <= len(of.people) else None


def _sure(state: State, context: Context) -> Turn | None:
    """What the page that is open asks about."""
    about = place_of(state)[2]
    of, one = found(about, reach_of(context))
    act = about.rpartition(".")[2]
    if of is None or one is None or act not in acts_on(one):
        return None
    change = ChangeContacts(ContactAct(act), of.id, one.person_id)
    gone = change.act is ContactAct.REMOVE
    after = moved_to(state, f"{PEOPLE}:{of.id}" if gone else f"{PERSON}:{of.id}.{one.person_id}")
    return _wants(after, change)


def _of_contract(state: State, of: ContractView, act: ContactAct) -> Turn:
    return _wants(moved_to(state, f"{PEOPLE}:{of.id}"), ChangeContacts(act, of.id))


def _wants(state: State, change: ChangeContacts) -> Turn:
    return Turn(state, intents=(change,))
