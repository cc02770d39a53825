"""A ticket that an SMS or a call opens: nothing is asked first, and nobody knows yet who it is."""

from collections.abc import Sequence
from datetime import datetime

from bot.conversation.turn import Reply
from bot.scope import Scope
from bot.sms.phones import Phone
from bot.sms.replies import say_by_sms
from models.actions.desk import topics
from models.actions.tickets import tickets
from models.phrases.catalogue import say
from models.phrases.times import shortest
from models.queries.tickets import ticket_by_id


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
    if phone.former:
        _tell_of_former(scope, phone, opened.id)
    if rules.answer_calls if by_call else rules.confirm:
        phrase = "phone.call_opened" if by_call else "phone.opened"
        when = shortest(opened.first_response_due, scope.at.now, who.zone, who.language)
        text = say(who.language, phrase, number=opened.number, when=when)
        say_by_sms(scope, who, [Reply(text, ticket_id=opened.id)], 0)


def _tell_of_former(scope: Scope, phone: Phone, ticket_id: int) -> None:
    """Staff may know the voice; the phone is told nothing."""
    rules, view = scope.edition.regulation.sms, ticket_by_id(scope.tx, ticket_id)
    language = topics.staff_language(view, scope.edition_of(view).regulation)
    numbers = ", ".join(f"№{number}" if language == "ru" else f"#{number}" for number in phone.former)
    text = say(language, "phone.silent_before", days=rules.dormant_days, numbers=numbers)
    topics.tell_staff(scope.tx, scope.at, view, text)
