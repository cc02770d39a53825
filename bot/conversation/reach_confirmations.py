"""What is said after a change of how a person is reached was carried out, or could not be; and the page after it."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Final

from bot.conversation.buttons import button
from bot.conversation.context import Context
from bot.conversation.state import State, Step
from bot.conversation.transport_prompts import LIST, page
from bot.conversation.transports import left
from bot.conversation.turn import Reply
from models.phrases.catalogue import say


class Came(StrEnum):
    """What a change came to."""

    CODE_SENT = "code_sent"
    NO_MORE_CODES = "no_more_codes"
    NOT_ADDED_FROM_HERE = "not_added_from_here"  # SMS are easily forged
    PROVED = "proved"
    PROVED_WHO = "proved_who"  # and so it is known who they are
    PROVED_AGAIN = "proved_again"
    WRONG = "wrong"
    SPENT = "spent"
    NO_CODE = "no_code"
    SORTED = "sorted"  # what they see says it
    PAUSED = "paused"
    RESUMED = "resumed"
    QUIET_SET = "quiet_set"
    QUIET_OFF = "quiet_off"
    TESTED = "tested"
    TESTED_ENOUGH = "tested_enough"
    NOT_TESTED = "not_tested"
    REMOVED = "removed"
    REMOVED_INVITATIONS = "removed_invitations"  # and invitations that they gave out are good for nothing any more
    REMOVED_HERE = "removed_here"
    LINK = "link"
    NO_LINK = "no_link"
    JOINED = "joined"
    LINK_GONE = "link_gone"
    KNOWN_ALREADY = "known_already"  # this chat is of somebody known, and stays theirs
    UNDONE = "undone"
    UNDO_LATE = "undo_late"
    CONSENTED = "consented"
    WITHDRAWN = "withdrawn"
    GONE = "gone"  # the address is not theirs any more
    PERSON_CHANGED = "person_changed"
    PERSON_GONE = "person_gone"
    PERSON_BACK = "person_back"
    PERSON_UNKNOWN = "person_unknown"  # they do not speak for the contract any more
    NOT_YOURS = "not_yours"  # not theirs to change any more
    LAST_WHO_MAY = "last_who_may"
    CHANGED_ENOUGH = "changed_enough"
    NOT_FROM_HERE = "not_from_here"
    INVITED = "invited"
    TAKEN_BACK = "taken_back"


@dataclass(frozen=True, slots=True)
class Result:
    """facts: of its phrase."""

    came: Came
    facts: Mapping[str, object] = field(default_factory=dict)


_WITHOUT_WORDS: Final = (Came.CODE_SENT, Came.SORTED)
_SAID_ELSEWHERE: Final = {Came.LINK_GONE: "transports.link_gone", Came.KNOWN_ALREADY: "who.known_already"}
#: Said beside whatever is in progress; no page opens.
_ASIDE: Final = (Came.UNDONE, Came.UNDO_LATE, Came.PERSON_BACK)
_TO_LIST: Final = (
    Came.NO_MORE_CODES, Came.PROVED, Came.PROVED_WHO, Came.PROVED_AGAIN, Came.SPENT, Came.NO_CODE, Came.JOINED,
    Came.KNOWN_ALREADY, Came.GONE, Came.NOT_ADDED_FROM_HERE,
)  # fmt: skip
#: What was pressed stays as it is: a consent, the page of a link.
_BELOW: Final = (Came.CONSENTED, Came.JOINED, Came.LINK)
#: Passed on, or taken back at once: a message of its own, which stays.
_APART: Final = (Came.LINK, Came.INVITED, Came.PERSON_CHANGED, Came.PERSON_GONE)


def after(result: Result, state: State, context: Context) -> tuple[State, tuple[Reply, ...]]:
    """context: as it is now. The state is the same object where nothing has to be stored."""
    came, language = result.came, context.language
    words = "" if came in _WITHOUT_WORDS else _words(result, language)
    if came is Came.REMOVED_HERE:
        return left(replace(state, resume=None)), (Reply(words),)
    if came in _ASIDE or state.step is not Step.TRANSPORTS:
        return state, (Reply(words),) if words else ()
    if came in _TO_LIST and state.asking != LIST:
        state = replace(state, asking=LIST)
    if came in _APART:
        event_id = result.facts.get("event_id")
        undo = ((button(language, f"tr:back-as:{event_id}", "choice.put_back"),),) if event_id is not None else ()
        secret = str(result.facts.get("code", ""))
        return state, (Reply(words, undo, edit_in_place=bool(undo), secret=secret), page(state, context))
    return state, (page(state, context, words, in_place=came not in _BELOW),)


def _words(result: Result, language: str) -> str:
    if result.came in _SAID_ELSEWHERE:
        return say(language, _SAID_ELSEWHERE[result.came])
    return say(language, f"transports.came_{result.came}", **result.facts)
