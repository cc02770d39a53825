"""`/forget`, `/mydata`: what is typed and pressed. What may be said is decided in bot/requester/forgetting.py; each
step is a button with the minute at which it was offered, so that an old one erases nobody.
"""

from typing import Final

from bot.conversation.context import Context
from bot.conversation.state import State
from bot.conversation.turn import AskForCopy, Erase, EraseStep, Turn

HEAD: Final = "forget"
#: Minutes for which a button of the two questions is good.
GOOD_FOR: Final = 15


def begin(state: State, argument: str, context: Context) -> Turn:
    return Turn(state, intents=(Erase(EraseStep.EXPLAIN),))


def copy(state: State, argument: str, context: Context) -> Turn:
    return Turn(state, intents=(AskForCopy(),))


def on_press(state: State, tail: str, context: Context) -> Turn:
    step, _, number = tail.partition(":")
    known = step in (EraseStep.SURE, EraseStep.YES, EraseStep.NO, EraseStep.STOP)
    number = number if number.isascii() and number.isdecimal() and len(number) <= 18 else ""
    if not known:
        return begin(state, "", context)
    return Turn(state, intents=(Erase(EraseStep(step), int(number) if number else None),))


def key_of(step: EraseStep, number: int | None = None) -> str:
    return f"{HEAD}:{step}" if number is None else f"{HEAD}:{step}:{number}"


def is_fresh(offered: int | None, minute: int) -> bool:
    return offered is not None and 0 <= minute - offered <= GOOD_FOR
