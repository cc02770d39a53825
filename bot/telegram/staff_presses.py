"""Buttons of cards and ladder posts: pressed in the staff group, or in private by whom the ladder wrote to."""

from telegram import CallbackQuery

from bot.scope import Scope
from bot.telegram.scope import language_of, name_of
from bot.telegram.staff_actor import Actor
from bot.telegram.staff_acts import perform
from models.actions import outbox, staff, tickets, topics
from models.actions.ladder_posts import TAKEN
from models.actions.outbox import Draft
from models.phrases.catalogue import say
from models.queries.duty import is_called
from models.queries.staff import bound_group, is_head
from models.queries.tickets import TicketView, find_ticket
from models.rules.choices import TicketChoice
from models.rules.outgoing import Kind, Urgency


def pressed(scope: Scope, press: CallbackQuery, choice: TicketChoice) -> str:
    """Returns what to show the one who pressed. Who they are is asked here, whatever the button carries."""
    language = language_of(press.from_user, scope)
    view = find_ticket(scope.tx, scope.organisation_id, choice.ticket_id)
    if view is None or not _may_act(scope, press, view, choice.verb):
        return say(language, "staff.not_a_member")
    view = tickets.held(scope.tx, view)
    if choice.version not in (0, view.version):
        return say(language, "staff.stale_button")
    name = name_of(press.from_user, language)
    agent_id = staff.known_agent(scope.tx, scope.organisation_id, scope.account, press.from_user.id, name, language)
    told = perform(scope, choice.verb, view, Actor(agent_id, name, language))
    if told is None:
        return say(language, "staff.stale_button")
    if told.decided:
        _drop_choices(scope, press, view)
    return told.text


def _drop_choices(scope: Scope, press: CallbackQuery, view: TicketView) -> None:
    """What was asked there has been decided."""
    if press.message is None:
        return
    chat, provider_id = press.message.chat, str(press.message.message_id)
    if chat.type != "private":
        topics.drop_choices(scope.tx, scope.at, view, provider_id)
        return
    draft = Draft(Kind.DROP_CHOICES, {"provider_id": provider_id}, repeatable=True, chat_id=chat.id)
    outbox.post(scope.tx, scope.account, outbox.chat_lane(chat.id), Urgency.CONVERSATION, [draft], scope.at.real)


def _may_act(scope: Scope, press: CallbackQuery, view: TicketView, verb: str) -> bool:
    """In the group that serves the ticket's desk everybody is a member; in private a head of the desk may do all, and
    whom the ladder called may take it."""
    assert press.message is not None
    if press.message.chat.type == "private":
        agent_id = staff.find_agent(scope.tx, scope.organisation_id, scope.account, press.from_user.id)
        if agent_id is None or is_head(scope.tx, view.desk_id, agent_id):
            return agent_id is not None
        return verb == TAKEN and is_called(scope.tx, scope.at.now, scope.edition.regulation, view, agent_id)
    group = bound_group(scope.tx, scope.account, press.message.chat.id)
    return group is not None and group.desk_id == view.desk_id
