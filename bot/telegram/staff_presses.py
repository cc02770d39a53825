"""Buttons of cards and ladder posts: pressed in the staff group, or in private by whom the ladder wrote to."""

from aiogram.types import CallbackQuery

from bot.desk import acts
from bot.desk.orders import Caller, Order
from bot.desk.outcomes import Asked, Done, Explained
from bot.scope import Scope
from bot.telegram import staff_outcomes
from bot.telegram.scope import language_of, name_of
from bot.telegram.staff_groups import caller_in
from models.actions.desk import topics
from models.actions.queue import outbox
from models.actions.queue.outbox import OutgoingRow
from models.queries.staff import bound_group
from models.queries.tickets import ticket_by_id
from models.rules.delivery.choices import TicketChoice
from models.rules.delivery.outgoing import RowKind, Urgency
from models.rules.delivery.places import in_staff_chat


def pressed(scope: Scope, press: CallbackQuery, choice: TicketChoice) -> str:
    """Returns what to show the one who pressed."""
    caller = _caller(scope, press)
    verb, _, argument = choice.verb.partition(".")
    outcome = acts.carry_out(scope, caller, Order(choice.ticket_id, verb, argument, choice.version))
    if isinstance(outcome, Explained):  # all of the desk reads it
        view = ticket_by_id(scope.tx, scope.organisation_id, choice.ticket_id)
        topics.tell_staff(scope.tx, scope.at, view, outcome.text, entities=outcome.entities)
        outcome = Done(shown=True)
    if isinstance(outcome, Asked):
        staff_outcomes.ask_in_topic(scope, ticket_by_id(scope.tx, scope.organisation_id, choice.ticket_id), outcome)
        outcome = Done(shown=True, decided=outcome.decided)
    if outcome.decided:
        _drop_choices(scope, press, choice.ticket_id)
    return outcome.in_words(caller.language)


def _caller(scope: Scope, press: CallbackQuery) -> Caller:
    assert press.message is not None  # the router asked
    who, language = press.from_user, language_of(press.from_user, scope)
    if press.message.chat.type == "private":
        return Caller(who.id, name_of(who, language), language, alone=True)
    return caller_in(
        bound_group(scope.tx, scope.organisation_id, scope.account, press.message.chat.id), who, language
    )


def _drop_choices(scope: Scope, press: CallbackQuery, ticket_id: int) -> None:
    """What was asked there has been decided."""
    if press.message is None:
        return
    chat, provider_id = press.message.chat, str(press.message.message_id)
    if chat.type != "private":
        topics.drop_choices(scope.tx, scope.at, ticket_by_id(scope.tx, scope.organisation_id, ticket_id), provider_id)
        return
    draft = OutgoingRow(
        RowKind.DROP_CHOICES, {"provider_id": provider_id}, repeatable=True, to=in_staff_chat(chat.id)
    )
    outbox.post(scope.tx, scope.account, outbox.chat_lane(chat.id), Urgency.CONVERSATION, [draft], scope.at.real)
