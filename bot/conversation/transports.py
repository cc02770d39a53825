"""`/transports`: how a person wants to be reached, said and changed in one dialogue, by buttons or by numbers.

The page that is open stands in `State.asking`. Whatever was in progress waits (`State.resume`) and goes on after it.
Its buttons name what they are about and are good at any time, but those that ask whether somebody is sure.
"""

from collections.abc import Callable
from dataclasses import replace
from typing import Final

from bot.conversation import contact_pages, contact_presses, request
from bot.conversation.context import Context
from bot.conversation.inbound import Inbound
from bot.conversation.reach import AddressAct, AddressView, ChangeReach
from bot.conversation.state import State, Step, idle
from bot.conversation.transport_moves import id_in, moved_to, place_of, turned_to
from bot.conversation.transport_prompts import (
    ADD,
    CODE,
    CONSENT,
    CONSENT_TO_ADD,
    CONSENTS,
    LINK,
    LIST,
    ONE,
    QUIET,
    REMOVE,
    TYPED,
    page,
    reach_of,
)
from bot.conversation.turn import HideCode, Reply, Turn
from bot.conversation.words import NO, YES, command_in, says
from models.phrases.catalogue import say
from models.rules.delivery.codes import code_in
from models.rules.delivery.quiet_words import quiet_hours_in
from models.rules.delivery.transports import TypedAddress
from models.rules.sms.automatic import number_hold
from models.rules.sms.phone_numbers import normal_number

#: How its buttons begin.
HEAD: Final = "tr"
#: The commands that open it.
_NAMES: Final = ("transports", "contacts")
#: How the link that joins a chat begins, behind /start.
LINK_MARK: Final = "join_"
#: Longer words are no slip in an answer, but a message like any other.
_LONGEST_ANSWER_WORDS: Final = 5
#: Of the words that ask for the list.
_LONGEST_NAME: Final = 25
_PARENT: Final = {ADD: LIST, CODE: LIST, CONSENTS: LIST, CONSENT: CONSENTS, TYPED: ADD, LINK: LIST, ONE: LIST}


def concerns(state: State, inbound: Inbound) -> bool:
    """Whether the dialogue may need to know how the person is reached."""
    if state.step is Step.TRANSPORTS or (inbound.choice or "").startswith(f"{HEAD}:"):
        return True
    if inbound.command is not None:
        return inbound.command in _NAMES or is_link(inbound)
    if not inbound.says_it_all:
        return False
    if code_in(inbound.text) is not None:
        return True
    if len(inbound.text) > _LONGEST_NAME:
        return False
    command = command_in(inbound.text, nobody_listens=True)
    return command is not None and command[0] in _NAMES


def is_link(inbound: Inbound) -> bool:
    return inbound.command == "start" and inbound.argument.startswith(LINK_MARK)


def shown(state: State, context: Context) -> Turn:
    """The list, whatever else is in progress."""
    return turned_to(state, LIST, context)


def contacts_shown(state: State, context: Context) -> Turn:
    """Who speaks for their contracts; the list for who speaks for none."""
    reach = reach_of(context)
    return turned_to(state, contact_pages.opening(reach) if reach.contracts else LIST, context)


def opened_by_link(state: State, context: Context) -> Turn:
    """Nothing is joined before they say so there: a link is easily passed on."""
    if reach_of(context).link is None:
        return Turn(state, (Reply(say(context.language, "transports.link_gone")),))
    return turned_to(state, LINK, context)


def asks_nothing(state: State) -> bool:
    """The list is open, and nobody waits for anything."""
    return state.step is Step.TRANSPORTS and place_of(state)[0] == LIST


def ask_again(state: State, context: Context, lead: str = "") -> Turn:
    return Turn(state, (page(state, context, lead),))


def left(state: State) -> State:
    """What was in progress before goes on."""
    if state.resume is None:
        return idle(state)
    step, asking = state.resume
    return replace(state, version=state.version + 1, step=Step(step), asking=asking, resume=None)


def closed(state: State, context: Context, *, pressed: bool) -> Turn:
    done = Reply(say(context.language, "transports.done"), edit_in_place=pressed)
    after = left(state)
    if after.step is Step.IDLE:
        return Turn(after, (done,))
    turn = request.ask_again(after, context, say(context.language, "help.resume"))
    return replace(turn, replies=(done, *turn.replies))


def back(state: State, context: Context, *, pressed: bool) -> Turn:
    place, _, about = place_of(state)
    if place == LIST:
        return closed(state, context, pressed=pressed)
    gives_up = (ChangeReach(AddressAct.GIVE_UP),) if place == CODE else ()
    before = contact_pages.parent_of(place, about) or _PARENT.get(place) or f"{ONE}:{about}"
    turn = turned_to(state, before, context, in_place=pressed)
    return replace(turn, intents=gives_up)


def cancel(state: State, context: Context) -> Turn:
    turn = closed(state, context, pressed=False)
    gives_up = (ChangeReach(AddressAct.GIVE_UP),) if place_of(state)[0] == CODE else ()
    return replace(turn, intents=gives_up)


# -- what is typed


def takes(state: State, inbound: Inbound, context: Context) -> bool:
    """Whether what was typed is for this dialogue; anything else is a message like any other."""
    if inbound.own_phone is not None:
        return _phone_way(context) is not None
    if not inbound.says_it_all or not inbound.text.strip() or inbound.reply_to_ticket is not None:
        return False
    place = place_of(state)[0]
    if place == LIST:
        return _numbered(inbound.text, context) is not None
    if place == ADD:  # whoever knows what comes next does not wait to be asked
        return (
            _phone_way(context) is not None and normal_number(inbound.text, context.regulation.sms.region) is not None
        )
    if place in contact_pages.PAGES:
        return contact_presses.takes(state, inbound.text, context)
    asks = place in (TYPED, CODE, QUIET, REMOVE)
    return asks and len(inbound.text.split()) <= _LONGEST_ANSWER_WORDS


def on_message(state: State, inbound: Inbound, context: Context, as_usual: Callable[[State], Turn]) -> Turn:
    """An answer to the page that is open; the rest is said to staff, as if nothing was open."""
    if not takes(state, inbound, context):
        return as_usual(left(state))
    if inbound.own_phone is not None:
        return _named_phone(state, inbound.own_phone, context)
    place, _, about = place_of(state)
    if place in contact_pages.PAGES:
        return contact_presses.on_words(state, inbound.text, context)
    if place == LIST:
        one = _numbered(inbound.text, context)
        assert one is not None  # it was taken
        return turned_to(state, f"{ONE}:{one.id}", context)
    if place in (TYPED, ADD):
        return _named_phone(state, inbound.text, context)
    if place == QUIET:
        return _said_hours(state, about, inbound.text, context)
    if place == REMOVE:
        return _said_whether(state, about, inbound.text, context)
    return ask_again(state, context, say(context.language, "transports.no_code"))


def proves(state: State, inbound: Inbound, context: Context) -> Turn | None:
    """The code that they were sent, said in whichever of their chats, whatever is in progress there."""
    code = code_in(inbound.text) if inbound.says_it_all else None
    if code is not None and reach_of(context).said_again:
        return Turn(state, (Reply(say(context.language, "transports.came_proved_again")),), (HideCode(),))
    if code is None or reach_of(context).waiting is None:
        return None
    return Turn(state, intents=(ChangeReach(AddressAct.PROVE, text=code),))


def answers(state: State, inbound: Inbound, context: Context) -> bool:
    """Whether it is an answer to us, and no words for staff."""
    if proves(state, inbound, context) is not None:
        return True
    return state.step is Step.TRANSPORTS and takes(state, inbound, context)


def _numbered(text: str, context: Context) -> AddressView | None:
    number = text.strip(" .)№#")
    addresses = reach_of(context).addresses
    if number.isascii() and number.isdecimal() and len(number) <= 2 and 1 <= int(number) <= len(addresses):
        return addresses[int(number) - 1]
    return None


def _phone_way(context: Context) -> str | None:
    return next((way.transport for way in reach_of(context).ways if way.typed is TypedAddress.PHONE), None)


def _named_phone(state: State, text: str, context: Context) -> Turn:
    rules, transport = context.regulation.sms, _phone_way(context)
    if transport is None:
        return turned_to(state, LIST, context)
    number = normal_number(text, rules.region)
    if number is None:
        return ask_again(state, context, say(context.language, "transports.no_phone"))
    if number_hold(number, rules.texted_countries) is not None:
        return ask_again(state, context, say(context.language, "transports.odd_phone"))
    if not reach_of(context).may_add():
        return turned_to(state, CONSENT_TO_ADD, context)
    asked = ChangeReach(AddressAct.ASK_CODE, text=number, transport=transport)
    return Turn(moved_to(state, CODE), intents=(asked,))


def _said_hours(state: State, about: str, text: str, context: Context) -> Turn:
    hours, one = quiet_hours_in(text), reach_of(context).address(id_in(about))
    if one is None:
        return turned_to(state, LIST, context)
    if hours is None and not says(text, NO):
        return ask_again(state, context, say(context.language, "transports.no_hours"))
    return Turn(moved_to(state, f"{ONE}:{one.id}"), intents=(ChangeReach(AddressAct.QUIET, one.id, hours=hours),))


def _said_whether(state: State, about: str, text: str, context: Context) -> Turn:
    if says(text, YES) and (one := reach_of(context).address(id_in(about))) is not None:
        return Turn(moved_to(state, LIST), intents=(ChangeReach(AddressAct.REMOVE, one.id),))
    if says(text, NO):
        return back(state, context, pressed=False)
    return ask_again(state, context)
