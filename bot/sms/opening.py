"""A ticket that an SMS or a call opens: nothing is asked first, and nobody knows yet who it is."""

from collections.abc import Sequence
from datetime import datetime

from bot.conversation.turn import Reply
from bot.scope import Scope
from bot.sms.phones import Phone
from bot.sms.replies import say_by_sms
from models.actions import tickets
from models.phrases.catalogue import say
from models.phrases.times import shortest


def open_by_sms(
    scope: Scope, phone: Phone, message_ids: Sequence[int], opened_at: datetime, *, by_call: bool = False
) -> None:
    """REQUIREMENTS B2: SMS and calls from unknown numbers always open a ticket, marked unidentified."""
    rules, who = scope.edition.regulation.sms, phone.who
    opened = tickets.open_ticket(
        scope.tx,
        scope.at,
        scope.edition,
        who,
        desk_key=rules.desk,
        kind=rules.kind,
        fields={},
        message_ids=message_ids,
        opened_at=opened_at,
        unidentified=True,
    )
    if rules.answer_calls if by_call else rules.confirm:
        phrase = "phone.call_opened" if by_call else "phone.opened"
        when = shortest(opened.first_response_due, scope.at.now, who.zone, who.language)
        text = say(who.language, phrase, number=opened.number, when=when)
        say_by_sms(scope, who, [Reply(text, ticket_id=opened.id)], 0)
