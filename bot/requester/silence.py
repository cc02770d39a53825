"""The time came to look at a conversation that stands still: the dialogue decides, and it is done."""

from bot.conversation import own_contact, unfinished
from bot.conversation.inbound import Inbound
from bot.conversation.state import State
from bot.requester import intents, turns
from bot.requester.saying import say_by_itself
from bot.scope import Scope
from models.actions.reach import persons
from models.actions.tickets import overflows
from models.queries.conversations import next_look_at
from models.queries.persons import requester_at
from models.queries.tickets import open_tickets_of


def passed(scope: Scope, transport: str, address: str) -> None:
    """Nothing is done where the person said something meanwhile: then there is another time to look."""
    found = requester_at(scope.tx, scope.organisation_id, transport, scope.account, address)
    if found is None or next_look_at(scope.tx, found[0].address_id) is not None:
        return
    who, stored, _ = found
    state = State.from_json(stored)
    context = turns.context_of(scope, who, Inbound(None, command=""), open_tickets_of(scope.tx, who))
    kept_back = overflows.any_without_ticket(scope.tx, who.address_id)
    turn, look_at = unfinished.on_silence(state, context, kept_back=kept_back)
    turn = own_contact.with_button(state, turn, context)
    if turn.state is not state:
        persons.remember_dialogue(scope.tx, who.address_id, turn.state.to_json(), look_at)
    replies = [*turn.replies, *intents.carry_out(scope, who, turn.intents, scope.at.now)]
    say_by_itself(scope, who, replies, turn.state.version)
