"""Staff corrected a message: the new words go wherever the old ones were shown, a new file is shown below."""

from telegram import Message

from bot.scope import Scope
from bot.telegram import staff_answers, staff_slips, staff_waiting, staff_words
from bot.telegram.message_content import spoken_in
from bot.telegram.scope import TELEGRAM, name_of
from models.actions.desk import bindings
from models.actions.talk.media_edits import replace_file
from models.actions.talk.messages import edit_message
from models.phrases.catalogue import say
from models.queries.messages import has_the_words, message_at, messages_by_ids, part_at
from models.queries.staff import StaffGroup, bound_group, known_group
from models.queries.tickets import ticket_by_id


def edited(scope: Scope, message: Message) -> None:
    """An edit of what we never stored (a command, a chat that is not ours) changes nothing; staff are told so."""
    chat_id = message.chat.id
    group = bound_group(scope.tx, scope.account, chat_id)
    if group is None:
        _in_former_group(scope, message)
        return
    place = (TELEGRAM, scope.account, chat_id, str(message.message_id))
    message_id = message_at(scope.tx, *place)
    if message_id is None:
        staff_slips.command_became_words(scope, group, message)
        return
    if not _may_correct(scope, group, message, message_id):
        return
    spoken = spoken_in([message])
    if staff_waiting.asks(scope, spoken.text):
        here = staff_words.ticket_here(scope, group, message)
        _, spoken = staff_answers.question_in(scope, group, spoken, here)
    part = part_at(scope.tx, *place)
    if spoken.text or has_the_words(scope.tx, message_id, part):
        changed = edit_message(scope.tx, scope.at, message_id, spoken.text, spoken.entities)
        if changed:
            staff_slips.corrected(scope, group, message, message_id)
    for file in spoken.files:
        replace_file(scope.tx, scope.at, message_id, part, file, scope.account)


def _may_correct(scope: Scope, group: StaffGroup, message: Message, message_id: int) -> bool:
    """What is asked of who writes anew is asked of who corrects; whoever may not is told so."""
    if message.from_user is None or message.sender_chat is not None:
        return False
    language = scope.desk(group.desk_key).staff_language
    if not staff_words.may_act(scope, group, message.from_user):
        name = name_of(message.from_user, language)
        staff_words.refuse_here(scope, message, say(language, "staff.dismissed_speaks", name=name))
        return False
    ticket_id = messages_by_ids(scope.tx, [message_id])[0].ticket_id
    view = ticket_by_id(scope.tx, ticket_id) if ticket_id is not None else None
    if view is None or view.desk_id == group.desk_id:
        return True
    staff_words.not_heard(scope, message, view.desk_id, view.desk_key)
    return False


def _in_former_group(scope: Scope, message: Message) -> None:
    """A correction where nothing is heard any more, of something that was heard."""
    former = known_group(scope.tx, scope.account, message.chat.id)
    if former is None or former.state != bindings.REPLACED:
        return
    if message_at(scope.tx, TELEGRAM, scope.account, message.chat.id, str(message.message_id)) is not None:
        staff_words.not_heard(scope, message, former.desk_id, former.desk_key)
