"""Somebody corrected a message: the new words go wherever the old ones were shown."""

from telegram import Message

from bot.scope import Scope
from bot.telegram.scope import TELEGRAM
from bot.telegram.spoken import spoken_in
from models.actions.messages import edit_message
from models.queries.messages import message_at
from models.queries.staff import bound_group


def edited(scope: Scope, message: Message) -> None:
    """An edit of what we never stored (a command, a chat that is not ours) changes nothing."""
    chat_id = message.chat.id
    if message.chat.type != "private" and bound_group(scope.tx, scope.account, chat_id) is None:
        return
    message_id = message_at(scope.tx, TELEGRAM, scope.account, chat_id, str(message.message_id))
    if message_id is None:
        return
    spoken = spoken_in([message])
    edit_message(scope.tx, scope.at, message_id, spoken.text, spoken.entities)
