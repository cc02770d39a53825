"""Somebody corrected a message in a group: the requester is shown the new words, or staff are told why not."""

from aiogram.types import Message

from bot.desk import slips
from bot.desk.acts import acting_on
from bot.desk.outcomes import outcome_of
from bot.scope import Scope
from bot.telegram import staff_groups, staff_outcomes
from bot.telegram.scope import TELEGRAM, command_in, command_in_text
from bot.telegram.staff_words import asks, is_note, question_in, written_in
from models.actions.desk import bindings, topics
from models.actions.talk.held_answers import KEPT, UNSENT, note_instead
from models.actions.talk.media_edits import replace_file
from models.actions.talk.messages import Corrected, edit_message
from models.actions.tickets import tickets
from models.phrases.catalogue import say
from models.queries.messages import MessageView, message_at, messages_by_ids, part_at
from models.queries.staff import StaffGroup, bound_group, known_group
from models.queries.tickets import ticket_by_id
from models.rules.delivery.outgoing import NOTE_REACTION


def edited(scope: Scope, message: Message) -> None:
    """An edit of what we never stored (a command, a chat that is not ours) changes nothing; staff are told so."""
    group = bound_group(scope.tx, scope.organisation_id, scope.account, message.chat.id)
    message_id = message_at(
        scope.tx, scope.organisation_id, TELEGRAM, scope.account, str(message.chat.id), str(message.message_id)
    )
    if group is None:
        if message_id is not None:
            _in_former_group(scope, message)
    elif message_id is None:
        _command_became_words(scope, group, message)
    elif _may_correct(scope, group, message, message_id):
        _correct(scope, group, message, message_id)


def _in_former_group(scope: Scope, message: Message) -> None:
    """A correction where nothing is heard any more, of something that was heard."""
    former = known_group(scope.tx, scope.organisation_id, scope.account, message.chat.id)
    if former is not None and former.state == bindings.REPLACED:
        staff_groups.not_heard(scope, message, former.desk_id, former.desk_key)


def _command_became_words(scope: Scope, group: StaffGroup, message: Message) -> None:
    """A command was edited in a ticket's topic: what it says now goes nowhere, and whoever typed it has to know."""
    if message.sender_chat is not None or message.from_user is None or message.from_user.is_bot:
        return
    if command_in(message, scope) is not None:
        return
    view = staff_groups.ticket_here(scope, group, message)
    if view is not None:
        language = scope.desk(group.desk_key).staff_language
        topics.tell_staff(scope.tx, scope.at, view, say(language, "slip.edited_command"))


def _may_correct(scope: Scope, group: StaffGroup, message: Message, message_id: int) -> bool:
    """What is asked of who writes anew is asked of who corrects; whoever may not is told so."""
    who = message.from_user
    if who is None or message.sender_chat is not None:
        return False
    if not staff_groups.may_speak(scope, group, who):
        staff_groups.refuse_dismissed(scope, group, message, who)
        return False
    ticket_id = messages_by_ids(scope.tx, scope.organisation_id, [message_id])[0].ticket_id
    view = ticket_by_id(scope.tx, scope.organisation_id, ticket_id) if ticket_id is not None else None
    if view is None or view.desk_id == group.desk_id:
        return True
    staff_groups.not_heard(scope, message, view.desk_id, view.desk_key)
    return False


def _correct(scope: Scope, group: StaffGroup, message: Message, message_id: int) -> None:
    said = written_in(scope, [message])
    if asks(scope, said.said.text):
        _, said = question_in(scope, group, said, staff_groups.ticket_here(scope, group, message))
    words = said.said
    part = part_at(scope.tx, TELEGRAM, scope.account, str(message.chat.id), str(message.message_id))
    corrected = Corrected(words.text, words.entities, words.manner, part)
    written = messages_by_ids(scope.tx, scope.organisation_id, [message_id])[0]
    if written.author in ("agent", UNSENT, KEPT) and _is_no_answer_any_more(scope, message, written, corrected):
        return
    if edit_message(scope.tx, scope.at, scope.organisation_id, message_id, corrected):
        _was_not_sent(scope, group, message, message_id)
    for file in words.files:
        known_to = (TELEGRAM, scope.account)
        replace_file(scope.tx, scope.at, scope.organisation_id, message_id, part, file, known_to)


def _is_no_answer_any_more(scope: Scope, message: Message, written: MessageView, corrected: Corrected) -> bool:
    """Notes and commands are nothing for a requester to read. True: that was seen to.

    Words that looked like a command and were sent all the same may be corrected.
    """
    words = corrected.text
    view = ticket_by_id(scope.tx, scope.organisation_id, written.ticket_id) if written.ticket_id is not None else None
    if view is None:
        return False
    language = scope.desk(view.desk_key).staff_language
    if is_note(words) and written.author in (UNSENT, KEPT):
        edit_message(scope.tx, scope.at, scope.organisation_id, written.id, corrected, shown=False)
        note_instead(scope.tx, view, written.id)
        provider_id = str(message.message_id)
        topics.react(scope.tx, scope.at, view.id, scope.account, provider_id, NOTE_REACTION, message.chat.id)
        return True
    if is_note(words):
        topics.tell_staff(scope.tx, scope.at, view, say(language, "slip.no_note_any_more"))
        return True
    looked_so = command_in_text(written.text, scope) is not None
    if written.author in (UNSENT, KEPT) or looked_so or command_in_text(words, scope) is None:
        return False
    topics.tell_staff(scope.tx, scope.at, view, say(language, "slip.no_command_any_more"))
    return True


def _was_not_sent(scope: Scope, group: StaffGroup, message: Message, message_id: int) -> None:
    """Words that were taken for a command: corrected, they may go. Kept ones go as they read then, but no command."""
    written = messages_by_ids(scope.tx, scope.organisation_id, [message_id])[0]
    is_command = command_in_text(written.text, scope) is not None
    if written.author != UNSENT and not (written.author == KEPT and is_command):
        return
    if written.ticket_id is None or message.from_user is None:
        return
    view = tickets.locked(scope.tx, ticket_by_id(scope.tx, scope.organisation_id, written.ticket_id))
    acting = acting_on(scope, view, staff_groups.actor_in(scope, group, message.from_user))
    outcome = outcome_of(acting, lambda: slips.corrected(acting, written, is_command=is_command))
    staff_outcomes.show_in_topic(scope, view, outcome, acting.language)
