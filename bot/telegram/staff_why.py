"""«Why this deadline?» asked by staff: with `/why` where it was typed, by the button of the card in the topic."""

from telegram import Message

from bot.scope import Scope
from bot.telegram import staff_words
from bot.telegram.staff_actor import Actor, Told
from models.actions.clocks import explanations
from models.actions.desk import topics
from models.phrases.catalogue import say
from models.queries.staff import StaffGroup
from models.queries.tickets import TicketView
from models.rules.delivery.choices import whole_number


def commanded(scope: Scope, group: StaffGroup, message: Message, argument: str, here: TicketView | None) -> None:
    """here: the ticket of the topic it was typed in; by number any ticket of the group's desk."""
    language = scope.desk(group.desk_key).staff_language
    number = whole_number(argument.lstrip("#№ "))
    view = here if number is None else staff_words.ticket_of_group(scope, group, number)
    if view is None:
        staff_words.tell_here(scope, message, say(language, "staff.no_such_ticket"))
        return
    why = explanations.for_staff(scope.tx, scope.at.now, view, language)
    staff_words.tell_here(scope, message, why.text, why.entities)


def pressed(scope: Scope, name: str, view: TicketView, actor: Actor, argument: str) -> Told:
    """In the language of the desk: all of it reads the topic."""
    language = topics.staff_language(view, scope.edition_of(view).regulation)
    why = explanations.for_staff(scope.tx, scope.at.now, view, language)
    topics.tell_staff(scope.tx, scope.at, view, why.text, entities=why.entities)
    return Told(say(actor.language, "staff.done"), shown=True)
