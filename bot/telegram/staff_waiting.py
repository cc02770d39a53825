"""An agent asks the requester and waits: `/ask` with the question, the buttons that wait and wait no longer."""

import re
from collections.abc import Callable
from dataclasses import replace
from typing import Final

from bot.scope import Scope
from bot.telegram.message_content import Spoken
from bot.telegram.scope import command_in_text
from bot.telegram.staff_actor import Actor, Told, acting_on, refusal
from models.actions.tickets import waiting
from models.actions.tickets.acting import Acting
from models.errors import OtklikError
from models.phrases.catalogue import say
from models.queries.tickets import TicketView
from models.rules.texts.content import cut

_COMMAND: Final = re.compile(r"/\S+\s*")


def asks(scope: Scope, text: str) -> bool:
    """`/ask …`, also below a picture."""
    command = command_in_text(text, scope)
    return command is not None and command[0] == "ask"


def without_command(spoken: Spoken, further: int = 0) -> Spoken:
    """The question as the requester reads it. further: how much of what follows the command is not theirs either."""
    command = _COMMAND.match(spoken.text)
    start = (command.end() if command else 0) + further
    piece = cut(spoken.text, spoken.entities, start, len(spoken.text))
    return replace(spoken, text=piece.text, entities=piece.entities)


def pressed(scope: Scope, verb: str, view: TicketView, actor: Actor, _argument: str) -> Told:
    """wait, unwait: the buttons of the card, `/ask` without words, `/resume`."""
    acting = acting_on(scope, view, actor)
    act: Callable[[Acting], None] = waiting.begin if verb == "wait" else waiting.end
    try:
        act(acting)
    except OtklikError as error:
        return refusal(acting, error)
    return Told(say(actor.language, "staff.done"), shown=True)
