"""A message in a staff group: plain words in a ticket's topic go to the requester, notes and commands do not."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Final

from aiogram.types import Message

from bot.desk import answers, extensions, ways
from bot.desk.acts import acting_on
from bot.desk.orders import Written
from bot.desk.outcomes import Refused, outcome_of
from bot.desk.permission import may_speak, seen_in_group
from bot.desk.refusals import NoSuchTicket
from bot.scope import Scope
from bot.telegram import staff_commands
from bot.telegram.message_manner import replied_id
from bot.telegram.scope import TELEGRAM, command_in
from bot.telegram.staff_groups import (
    actor_in,
    in_topic_of_nothing,
    nobody_hears_here,
    not_heard_here,
    old_topic,
    refuse_dismissed,
    ticket_here,
)
from bot.telegram.staff_outcomes import show_here, show_in_topic
from bot.telegram.staff_words import asks, is_note, question_in, written_in
from models.actions.desk import topics
from models.actions.tickets import tickets
from models.actions.tickets.acting import Acting
from models.actions.tickets.extension_words import is_question
from models.phrases.catalogue import say
from models.queries.messages import message_at
from models.queries.staff import StaffGroup
from models.queries.tickets import TicketView
from models.rules.delivery.outgoing import NOTE_REACTION

#: Commands that are about no ticket; another bot's command has no name.
_OF_THE_GROUP = ("", "bind", "help", "doctor", "duty", "queue")


#: A topic is there before we know its number: whoever is quick writes in it meanwhile. Nothing that still may be
#: recorded takes longer than a minute.
_EARLY: Final = timedelta(seconds=1)
_TOO_LATE: Final = timedelta(minutes=1)


def wrote(scope: Scope, group: StaffGroup, messages: Sequence[Message]) -> timedelta | None:
    """messages: one, or the parts of one album. Being able to write here is being a member of the group.

    Returns after which time it has to be read again, None when it was served.
    """
    first = messages[0]
    view = ticket_here(scope, group, first)
    nobodys = view is None and in_topic_of_nothing(scope, group, first)
    if nobodys and abs(scope.at.real - first.date) < _TOO_LATE:
        return _EARLY
    _take(scope, group, messages, view)
    if nobodys and command_in(first, scope) is None:
        nobody_hears_here(scope, group, first)
    return None


def _take(scope: Scope, group: StaffGroup, messages: Sequence[Message], view: TicketView | None) -> None:
    first = messages[0]
    who = first.from_user
    if first.sender_chat is not None or who is None:
        _anonymous(scope, group, first, view)
        return
    command = command_in(first, scope)
    seen = seen_in_group(scope, who.id, group.desk_id)
    if not may_speak(seen):
        if view is not None or command is not None:
            refuse_dismissed(scope, group, first, who)
        return
    written = written_in(scope, messages)
    text = written.said.text
    if view is None and _in_old_topic(scope, group, first, text, command):
        return
    if asks(scope, text):
        _ask(scope, group, first, written, view)
    elif command is not None and command[0] == "by" and view is not None:
        acting = acting_on(scope, scope.locked(view), actor_in(scope, group, who, seen))
        _by(acting, scope, first, written, command[1])
    elif command is not None and not is_note(text):
        staff_commands.commanded(scope, group, first, who, command, view)
    elif view is not None:  # else staff talk among themselves outside tickets
        acting = acting_on(scope, scope.locked(view), actor_in(scope, group, who, seen))
        _in_topic(acting, scope, first, written)


def _anonymous(scope: Scope, group: StaffGroup, message: Message, view: TicketView | None) -> None:
    """Who writes in the name of a group can't be known."""
    if view is not None:
        language = scope.desk(group.desk_key).staff_language
        topics.tell_staff(scope.tx, scope.at, view, say(language, "staff.anonymous_admin"))
    elif (old := old_topic(scope, group, message)) is not None:
        not_heard_here(scope, group, message, old)


def _in_topic(acting: Acting, scope: Scope, message: Message, written: Written) -> None:
    """Words about the ticket of the topic."""
    replies = _answers_a_question(scope, message, acting.view)
    if is_note(written.said.text) or replies:
        # the reply to our question is kept among the notes: it is evidence, and no word for the requester
        answers.note(acting, written)
        provider_id = written.said.provider_ids[0]
        topics.react(acting.tx, acting.at, acting.view.id, scope.account, provider_id, NOTE_REACTION, message.chat.id)
    if is_note(written.said.text):
        return
    if replies:
        outcome = outcome_of(acting, lambda: extensions.answer(acting, written.said.text))
    else:
        outcome = outcome_of(acting, lambda: answers.answer(acting, written))
    show_in_topic(scope, acting.view, outcome, acting.language)


def _ask(scope: Scope, group: StaffGroup, message: Message, written: Written, here: TicketView | None) -> None:
    """`/ask` and a question, from anywhere in the group with the ticket's number; without words it only waits."""
    assert message.from_user is not None  # it was asked who writes
    actor = actor_in(scope, group, message.from_user)
    view, question = question_in(scope, group, written, here)
    if view is None:
        show_here(scope, message, Refused(NoSuchTicket()), actor.language)
        return
    elsewhere = here is None or here.id != view.id
    acting = acting_on(scope, tickets.locked(scope.tx, view), actor)
    outcome = outcome_of(acting, lambda: answers.ask(acting, question, elsewhere=elsewhere))
    if not question.is_empty:
        show_in_topic(scope, view, outcome, actor.language)
    if elsewhere or (question.is_empty and not outcome.shown):
        show_here(scope, message, outcome, actor.language)


def _by(acting: Acting, scope: Scope, message: Message, written: Written, argument: str) -> None:
    """`/by SMS …`: this answer goes by that transport."""
    outcome = outcome_of(acting, lambda: ways.answer_by(acting, written, argument))
    show_in_topic(scope, acting.view, outcome, acting.language)


def _in_old_topic(
    scope: Scope, group: StaffGroup, message: Message, text: str, command: tuple[str, str] | None
) -> bool:
    """Words in a topic of former days go nowhere, and nothing is done about another desk's ticket; that is said."""
    old = old_topic(scope, group, message)
    if old is None:
        return False
    elsewhere = old.desk_id != group.desk_id
    if command is not None and not is_note(text) and not (elsewhere and command[0] not in _OF_THE_GROUP):
        return False  # it is about no ticket, or asks for the number of one
    not_heard_here(scope, group, message, old)
    return True


def _answers_a_question(scope: Scope, message: Message, view: TicketView) -> bool:
    """A reply to a post in which we asked the agent something."""
    replied = replied_id(message)
    if replied is None:
        return False
    place = (TELEGRAM, scope.account, str(message.chat.id), replied)
    message_id = message_at(scope.tx, scope.organisation_id, *place)
    return message_id is not None and is_question(scope.tx, view, message_id)
