"""Replies of a dialogue by SMS: short, choices as numbers."""

from collections.abc import Sequence

from bot.conversation.turn import Reply
from bot.scope import Scope
from models.actions.reach import sms_words
from models.queries.persons import Requester
from models.rules.delivery.choices import dialogue_key
from models.rules.sms.automatic import MAX_AUTOMATIC_PARTS


def say_by_sms(scope: Scope, who: Requester, replies: Sequence[Reply], version: int) -> None:
    """version: of the dialogue's state, which the choices belong to. All together are no more SMS than one may be."""
    room = MAX_AUTOMATIC_PARTS
    for reply in replies:
        offered = [choice for row in reply.choices for choice in row]
        if reply.brief or (len(offered) == 1 and offered[0].key.startswith("why:")):
            offered = []  # each line costs: who wants to know writes «почему 125»
        choices = [{"key": dialogue_key(version, choice.key), "label": choice.label} for choice in offered]
        text = reply.brief or reply.text
        room -= sms_words.say(scope.tx, scope.at, who, text, choices, ticket_id=reply.ticket_id, most=room)
        if room <= 0:
            return
