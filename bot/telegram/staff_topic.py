"""A staff group: plain words in a ticket's topic go to the requester, notes and commands do not."""

from collections.abc import Sequence

from telegram import Message

from bot.scope import Scope
from bot.telegram import staff_answers, staff_commands, staff_extensions, staff_waiting
from bot.telegram.message_content import Spoken, spoken_in
from bot.telegram.scope import TELEGRAM, command_in, name_of
from bot.telegram.staff_actor import Actor
from bot.telegram.staff_words import actor_of, may_act, not_heard_here, old_topic, refuse_here, ticket_here
from models.actions.desk import topics
from models.actions.talk.messages import keep_message
from models.actions.tickets import tickets
from models.actions.tickets.extension_words import is_question
from models.phrases.catalogue import say
from models.queries.messages import message_at
from models.queries.staff import StaffGroup
from models.queries.tickets import TicketView
from models.rules.delivery.outgoing import NOTE_REACTION

NOTE_MARK = "//"
NOTE_COMMAND = "/note"
#: Commands that are about no ticket; another bot's command has no name.
_OF_THE_GROUP = ("", "bind", "help", "doctor", "duty")


def wrote(scope: Scope, group: StaffGroup, messages: Sequence[Message]) -> None:
    """messages: one, or the parts of one album. Being able to write here is being a member of the group."""
    first = messages[0]
    view = ticket_here(scope, group, first)
    language = scope.desk(group.desk_key).staff_language
    if first.sender_chat is not None or first.from_user is None:
        if view is not None:
            topics.tell_staff(scope.tx, scope.at, view, say(language, "staff.anonymous_admin"))
        elif (old := old_topic(scope, group, first)) is not None:
            not_heard_here(scope, group, first, old)
        return
    command = command_in(first, scope)
    if not may_act(scope, group, first.from_user):
        if view is not None or command is not None:
            name = name_of(first.from_user, language)
            refuse_here(scope, first, say(language, "staff.dismissed_speaks", name=name))
        return
    spoken = spoken_in(messages)
    if view is None and _in_old_topic(scope, group, first, spoken.text, command):
        return
    if staff_waiting.asks(scope, spoken.text):
        staff_answers.ask(scope, group, messages, spoken, view, language)
        return
    is_note = _is_note(spoken.text)
    if view is None or (command is not None and not is_note):
        if command is not None:
            staff_commands.commanded(scope, group, first, command, view)
        return  # staff talk among themselves outside tickets
    actor = actor_of(scope, first, language)
    assert actor is not None  # who writes is known from here on
    view = tickets.locked(scope.tx, view)
    if is_note:
        _note(scope, messages, spoken, view, actor)
    elif _answers_a_question(scope, first, view):
        # kept among the notes: it is evidence, and no word for the requester
        _note(scope, messages, spoken, view, actor)
        staff_extensions.answered(scope, view, actor, spoken.text)
    else:
        staff_answers.answer_requester(scope, messages, spoken, view, actor)


def _in_old_topic(
    scope: Scope, group: StaffGroup, message: Message, text: str, command: tuple[str, str] | None
) -> bool:
    """Words in a topic of former days go nowhere, and nothing is done about another desk's ticket; that is said."""
    old = old_topic(scope, group, message)
    if old is None:
        return False
    elsewhere = old.desk_id != group.desk_id
    if command is not None and not _is_note(text) and not (elsewhere and command[0] not in _OF_THE_GROUP):
        return False  # it is about no ticket, or asks for the number of one
    not_heard_here(scope, group, message, old)
    return True


def _answers_a_question(scope: Scope, message: Message, view: TicketView) -> bool:
    """A reply to a post in which we asked the agent something."""
    replied = message.reply_to_message
    if replied is None:
        return False
    place = (TELEGRAM, scope.account, message.chat.id, str(replied.message_id))
    message_id = message_at(scope.tx, *place)
    return message_id is not None and is_question(scope.tx, view.id, message_id)


def _is_note(text: str) -> bool:
    """The words of a message, or those under its files."""
    first_word = text.split(maxsplit=1)[0] if text.strip() else ""
    return text.startswith(NOTE_MARK) or first_word.partition("@")[0].lower() == NOTE_COMMAND


def _note(scope: Scope, messages: Sequence[Message], spoken: Spoken, view: TicketView, actor: Actor) -> None:
    keep_message(scope.tx, scope.at, staff_answers.said_by(scope, messages, spoken, view, actor, "note"))
    provider_id = str(messages[0].message_id)
    topics.react(scope.tx, scope.at, view.id, scope.account, provider_id, NOTE_REACTION, messages[0].chat.id)
