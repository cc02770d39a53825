"""Who acts in a staff group, and what they are told of it."""

from dataclasses import dataclass

from bot.scope import Scope
from models.actions.tickets.acting import Acting
from models.errors import OtklikError
from models.phrases.catalogue import say
from models.queries.tickets import TicketView


@dataclass(frozen=True)
class Actor:
    """The agent who acts, and the language they are answered in."""

    agent_id: int
    name: str
    language: str


@dataclass(frozen=True)
class Told:
    """What the one who acts is told. shown: the act was posted in the ticket's topic, where they can see it.

    decided: the buttons under which it was asked are of no use any more.
    """

    text: str
    shown: bool = False
    decided: bool = False


def acting_on(scope: Scope, view: TicketView, actor: Actor) -> Acting:
    regulation = scope.edition_of(view).regulation
    return Acting(scope.tx, scope.at, view, regulation, actor.agent_id, actor.name)


def refusal(acting: Acting, error: OtklikError, *, decided: bool = False) -> Told:
    return Told(say(acting.language, error.phrase, **error.facts), decided=decided)
