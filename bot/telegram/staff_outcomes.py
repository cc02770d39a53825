"""What came of an order, shown in the staff group."""

from aiogram.types import Message

from bot.desk.outcomes import Asked, Explained, Outcome, Refused
from bot.scope import Scope
from bot.telegram.staff_groups import tell_here
from models.actions.desk import topics
from models.phrases.catalogue import say
from models.queries.tickets import TicketView
from models.rules.delivery.choices import ticket_key_fits


def show_here(scope: Scope, message: Message, outcome: Outcome, language: str) -> None:
    """Where it was typed."""
    if isinstance(outcome, Explained):
        tell_here(scope, message, outcome.text, outcome.entities, secret=outcome.secret)
    else:
        tell_here(scope, message, outcome.in_words(language))


def ask_in_topic(scope: Scope, view: TicketView, asked: Asked) -> None:
    """With a button for each choice that a button can carry."""
    rows = [
        [topics.choice(view.id, asked.version, f"{option.verb}.{option.argument}", option.label)]
        for option in asked.options
        if ticket_key_fits(view.id, asked.version, f"{option.verb}.{option.argument}")
    ]
    topics.tell_staff(scope.tx, scope.at, view, asked.text, rows)


def ask_in_words(scope: Scope, message: Message, view: TicketView, asked: Asked, language: str) -> None:
    """Outside the ticket's topic the choices are typed, with the ticket's number."""
    listed = ", ".join(f"{option.label} ({option.argument})" for option in asked.options)
    verb, value = ("", asked.present) if not asked.options else (asked.options[0].verb, asked.options[0].argument)
    example = f"/{verb} {view.number} {value}"
    facts = {"number": view.number, "present": asked.text, "allowed": listed, "example": example}
    tell_here(scope, message, say(language, "change.or_by_number", **facts))


def show_in_topic(scope: Scope, view: TicketView, outcome: Outcome, language: str) -> None:
    """A question or a refusal; what was done shows itself there."""
    if isinstance(outcome, Asked):
        ask_in_topic(scope, view, outcome)
    elif isinstance(outcome, Refused):
        topics.tell_staff(scope.tx, scope.at, view, outcome.in_words(language))
