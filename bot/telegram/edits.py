"""Somebody corrected a message: the new words go wherever the old ones were shown, a new file is shown below."""

from telegram import Message

from bot.scope import Scope
from bot.telegram import requester_edits, staff_answers, staff_slips, staff_waiting
from bot.telegram.scope import TELEGRAM
from bot.telegram.spoken import spoken_in
from models.actions.media_edits import replace_file
from models.actions.messages import edit_message
from models.queries.messages import message_at, messages_by_ids, part_at
from models.queries.staff import bound_group
from models.queries.tickets import ticket_in_topic
from models.rules.outgoing import caption_place


def edited(scope: Scope, message: Message) -> None:
    """An edit of what we never stored (a command, a chat that is not ours) changes nothing; staff are told so."""
    chat_id = message.chat.id
    group = bound_group(scope.tx, scope.account, chat_id) if message.chat.type != "private" else None
    if message.location is not None or (group is None and message.chat.type != "private"):
        return  # a live location that moves: its first point was shown, and said to be the first
    place = (TELEGRAM, scope.account, chat_id, str(message.message_id))
    message_id = message_at(scope.tx, *place)
    if message_id is None:
        if group is not None:
            staff_slips.command_became_words(scope, group, message)
        return
    spoken = spoken_in([message])
    if group is not None and staff_waiting.asks(scope, spoken.text):
        thread_id = message.message_thread_id if message.is_topic_message else None
        here = ticket_in_topic(scope.tx, scope.account, chat_id, thread_id) if thread_id is not None else None
        _, spoken = staff_answers.question_in(scope, group, spoken, here)
    part = part_at(scope.tx, *place)
    worded = bool(spoken.text) or _carries_the_words(scope, message_id, part)
    if group is None:
        requester_edits.corrected(scope, message, message_id, part, spoken, worded=worded)
        return
    if worded:
        changed = edit_message(scope.tx, scope.at, message_id, spoken.text, spoken.entities)
        if changed:
            staff_slips.corrected(scope, group, message, message_id)
    for file in spoken.files:
        replace_file(scope.tx, scope.at, message_id, part, file, scope.account)


def _carries_the_words(scope: Scope, message_id: int, part: int) -> bool:
    """Of an album one part has the caption; the others have none, and that is no correction."""
    files = [{"kind": file.kind} for file in messages_by_ids(scope.tx, [message_id])[0].files]
    return len(files) < 2 or part == caption_place(files) % len(files)
