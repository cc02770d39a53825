"""An agent says that the requester's words want no answer: `/noanswer`, a button of the card; and takes it back."""

from bot.scope import Scope
from bot.telegram.staff_actor import Actor, Told, acting_on, refusal
from models.actions.tickets import waivers
from models.errors import OtklikError
from models.phrases.catalogue import say
from models.queries.tickets import TicketView


def pressed(scope: Scope, verb: str, view: TicketView, actor: Actor, _argument: str) -> Told:
    """waive, unwaive."""
    acting = acting_on(scope, view, actor)
    act, decided = (waivers.waive, False) if verb == "waive" else (waivers.take_back, True)
    try:
        act(acting)
    except OtklikError as error:
        return refusal(acting, error, decided=decided)
    return Told(say(actor.language, "staff.done"), shown=True, decided=decided)
