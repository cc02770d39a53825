"""Buttons of the dialogue about transports: each names what it is about, and is good as long as that is theirs."""

from collections.abc import Callable
from dataclasses import replace
from typing import Final

from bot.conversation import contact_presses, transports
from bot.conversation.context import Context
from bot.conversation.inbound import Inbound
from bot.conversation.reach import OFF, ON, AddressAct, ChangeReach
from bot.conversation.state import State, Step
from bot.conversation.transport_moves import id_in, moved_to, place_of, turned_to
from bot.conversation.transport_prompts import (
    ADD,
    CATEGORIES,
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
from bot.conversation.turn import Reply, Turn
from bot.conversation.words import plain
from models.phrases.catalogue import say


def on_press(state: State, tail: str, inbound: Inbound, context: Context) -> Turn | None:
    """tail: of the key. None: stale, forged, or about an address that is not theirs any more."""
    verb, _, about = tail.partition(":")
    if verb in _PAGE_OF:
        return turned_to(state, _PAGE_OF[verb], context, in_place=True)
    if verb in contact_presses.VERBS:
        return contact_presses.on_press(state, verb, about, inbound, context)
    if verb in _OF_ADDRESS:
        is_open = inbound.choice_version == state.version
        return _about_address(state, verb, about, context) if is_open or verb not in _ONE_STEP else None
    handler = _OTHERS.get(verb)
    if handler is not None:
        return handler(state, about, context)
    if verb == "gone" and inbound.choice_version == state.version:
        return _sure_to_remove(state, about, context)
    return None


def named_choice(state: State, inbound: Inbound, context: Context) -> str | None:
    """The key of the button of the page that is open whose words they typed, all of them. A consent is pressed."""
    if not inbound.says_it_all or inbound.reply_to_ticket is not None or place_of(state)[0] in _PRESSED_ONLY:
        return None
    said = plain(inbound.text)
    shown = [choice for row in page(state, context).choices for choice in row]
    found = [choice.key for choice in shown if said and said in (plain(choice.label), _unnumbered(choice.label))]
    return found[0] if len(found) == 1 else None


def by_words(state: State, inbound: Inbound, context: Context) -> Turn | None:
    """None: they typed the words of no button."""
    key = named_choice(state, inbound, context)
    if key is None:
        return None
    pressed = Inbound(None, choice=key, choice_version=state.version)
    turn = on_press(state, key.removeprefix(f"{transports.HEAD}:"), pressed, context)
    if turn is None:
        return None
    return replace(turn, replies=tuple(replace(reply, edit_in_place=False) for reply in turn.replies))


def _unnumbered(label: str) -> str:
    number, dot, rest = label.partition(". ")
    return plain(rest) if dot and number.isdecimal() else ""


def _about_address(state: State, verb: str, about: str, context: Context) -> Turn | None:
    key, _, rest = about.partition(":")
    index, _, wanted = rest.partition(":")
    one = reach_of(context).address(id_in(key))
    if one is None:
        return None
    opens, act = _OF_ADDRESS[verb]
    if act is None:
        return turned_to(state, f"{opens}:{one.id}", context, in_place=True)
    if act is AddressAct.CATEGORY and not _is_category(index, wanted, context):
        return None
    after = moved_to(state, opens if opens in (CODE, LIST) else f"{opens}:{one.id}")
    return Turn(after, intents=(ChangeReach(act, one.id, text=wanted, index=id_in(index)),))


def _is_category(index: str, wanted: str, context: Context) -> bool:
    number = id_in(index)
    return number is not None and number < len(reach_of(context).categories) and wanted in (ON, OFF)


def _sure_to_remove(state: State, about: str, context: Context) -> Turn | None:
    one = reach_of(context).address(id_in(about))
    if one is None or state.asking != f"{REMOVE}:{one.id}":
        return None
    return Turn(moved_to(state, LIST), intents=(ChangeReach(AddressAct.REMOVE, one.id),))


def _way(state: State, about: str, context: Context) -> Turn | None:
    index, ways = id_in(about), reach_of(context).ways
    if index is None or index >= len(ways):
        return None
    if not reach_of(context).may_add():
        return turned_to(state, CONSENT_TO_ADD, context, in_place=True)
    way = ways[index]
    if way.typed is not None:
        return turned_to(state, f"{TYPED}:{way.transport}", context, in_place=True)
    return Turn(moved_to(state, LIST), intents=(ChangeReach(AddressAct.LINK, transport=way.transport),))


def _add(state: State, about: str, context: Context) -> Turn | None:
    """Where there is only one way, nobody is asked which."""
    ways = reach_of(context).ways
    if len(ways) == 1:
        return _way(state, "0", context)
    return turned_to(state, ADD, context, in_place=True) if ways else None


def _again(state: State, about: str, context: Context) -> Turn | None:
    if reach_of(context).waiting is None:
        return None
    return Turn(moved_to(state, CODE), intents=(ChangeReach(AddressAct.ASK_AGAIN),))


def _read_consent(state: State, purpose: str, context: Context) -> Turn | None:
    """The text is a message of its own, and stays when it was agreed to."""
    return turned_to(state, f"{CONSENT}:{purpose}", context) if _is_asked_for(purpose, context) else None


def _agree(state: State, purpose: str, context: Context) -> Turn | None:
    if not _is_asked_for(purpose, context):
        return None
    place = _after_consent(context) if state.asking == CONSENT_TO_ADD else LIST
    return Turn(moved_to(state, place), intents=(ChangeReach(AddressAct.CONSENT, text=purpose),))


def _after_consent(context: Context) -> str:
    """Where they wanted to go on."""
    ways = reach_of(context).ways
    return f"{TYPED}:{ways[0].transport}" if len(ways) == 1 and ways[0].typed is not None else ADD


def _withdraw(state: State, purpose: str, context: Context) -> Turn | None:
    if not _is_asked_for(purpose, context):
        return None
    return Turn(moved_to(state, CONSENTS), intents=(ChangeReach(AddressAct.WITHDRAW, text=purpose),))


def _is_asked_for(purpose: str, context: Context) -> bool:
    return purpose in dict(reach_of(context).consents)


def _join(state: State, code: str, context: Context) -> Turn | None:
    return Turn(moved_to(state, LIST), intents=(ChangeReach(AddressAct.JOIN, text=code),))


def _undo(state: State, about: str, context: Context) -> Turn | None:
    event_id = id_in(about)
    return None if event_id is None else Turn(state, intents=(ChangeReach(AddressAct.UNDO, index=event_id),))


def _done(state: State, about: str, context: Context) -> Turn | None:
    if state.step is not Step.TRANSPORTS:
        return Turn(state, (Reply(say(context.language, "transports.done"), edit_in_place=True),))
    return transports.closed(state, context, pressed=True)


def _back(state: State, about: str, context: Context) -> Turn | None:
    if state.step is not Step.TRANSPORTS:
        return turned_to(state, LIST, context, in_place=True)
    return transports.back(state, context, pressed=True)


#: What does more each time it is pressed: good only on the page that is open.
_ONE_STEP: Final = ("up", "down")
#: Where words are not enough.
_PRESSED_ONLY: Final = (CONSENT, LINK)
_PAGE_OF: Final = {"list": LIST, "consents": CONSENTS}
#: The page that a button opens, or that is open after what it does.
_OF_ADDRESS: Final[dict[str, tuple[str, AddressAct | None]]] = {
    "one": (ONE, None),
    "quiet": (QUIET, None),
    "categories": (CATEGORIES, None),
    "remove": (REMOVE, None),
    "loud": (ONE, AddressAct.QUIET),
    "cat": (CATEGORIES, AddressAct.CATEGORY),
    "recheck": (CODE, AddressAct.RECHECK),
    "test": (ONE, AddressAct.TEST),
    "pause": (ONE, AddressAct.PAUSE),
    "resume": (ONE, AddressAct.RESUME),
    "up": (LIST, AddressAct.UP),
    "down": (LIST, AddressAct.DOWN),
}
_OTHERS: Final[dict[str, Callable[[State, str, Context], Turn | None]]] = {
    "add": _add,
    "way": _way,
    "again": _again,
    "consent": _read_consent,
    "agree": _agree,
    "withdraw": _withdraw,
    "join": _join,
    "undo": _undo,
    "done": _done,
    "back": _back,
}
