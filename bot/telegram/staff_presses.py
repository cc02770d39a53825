"""Buttons of cards and ladder posts: pressed in the staff group, or in private by whom the ladder wrote to."""

from telegram import CallbackQuery

from bot.scope import Scope
from bot.telegram import staff_words
from bot.telegram.scope import language_of, name_of
from bot.telegram.staff_actor import Actor
from bot.telegram.staff_acts import perform
from models.actions.desk import staff, topics
from models.actions.ladder.posts import TAKEN
from models.actions.queue import outbox
from models.actions.queue.outbox import OutgoingRow
from models.actions.tickets import tickets
from models.phrases.catalogue import say
from models.queries.duty import is_called
from models.queries.staff import bound_group, is_gone, is_head
from models.queries.tickets import TicketView, find_ticket
from models.rules.delivery.choices import TicketChoice
from models.rules.delivery.outgoing import RowKind, Urgency


def pressed(scope: Scope, press: CallbackQuery, choice: TicketChoice) -> str:
    """Returns what to show the one who pressed. Who they are is asked here, whatever the button carries."""
    language = language_of(press.from_user, scope)
    view = find_ticket(scope.tx, scope.organisation_id, choice.ticket_id)
    if view is None:
        return say(language, "staff.not_a_member")
    refused = _refused(scope, press, view, choice.verb)
    if refused is not None:
        return say(language, refused)
    view = tickets.locked(scope.tx, view)
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
    draft = OutgoingRow(RowKind.DROP_CHOICES, {"provider_id": provider_id}, repeatable=True, chat_id=chat.id)
    outbox.post(scope.tx, scope.account, outbox.chat_lane(chat.id), Urgency.CONVERSATION, [draft], scope.at.real)


def _refused(scope: Scope, press: CallbackQuery, view: TicketView, verb: str) -> str | None:
    """The phrase that says why they may not; None: they may.

    In a group that serves the ticket's desk everybody is a member; in private a head of the desk may do all, and whom
    the ladder called may take it. Who was dismissed, or left the desk, may nothing.
    """
    assert press.message is not None
    tx, agent_id = scope.tx, staff.find_agent(scope.tx, scope.organisation_id, scope.account, press.from_user.id)
    if press.message.chat.type == "private":
        if agent_id is None:
            return "staff.not_a_member"
        if is_gone(tx, view.desk_id, agent_id):
            return "staff.no_longer"
        if is_head(tx, view.desk_id, agent_id):
            return None
        called = verb == TAKEN and is_called(tx, scope.at.now, scope.edition.regulation, view, agent_id)
        return None if called else "staff.not_a_member"
    group = bound_group(tx, scope.account, press.message.chat.id)
    if group is None or group.desk_id != view.desk_id:
        return "staff.not_a_member"
    return None if staff_words.may_act(scope, group, press.from_user) else "staff.no_longer"
