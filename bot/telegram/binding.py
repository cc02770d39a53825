"""`/bind CODE` in a group."""

from aiogram.types import Message

from bot.desk import binding
from bot.desk.binding import Room
from bot.scope import Scope
from bot.telegram.scope import language_of
from bot.telegram.staff_groups import caller_in, refuse_here, tell_here
from models.errors import OtklikError
from models.phrases.catalogue import say
from models.rules.texts.content import one_line


def commanded(scope: Scope, message: Message, code: str) -> None:
    who, language = message.from_user, language_of(message.from_user, scope)
    if who is None or message.sender_chat is not None:
        refuse_here(scope, message, say(language, "staff.anonymous_admin"))
        return
    caller = caller_in(None, who, language)
    try:
        invited = binding.invitation(scope, caller, code)
    except OtklikError as error:
        refuse_here(scope, message, say(language, error.phrase, **error.facts))
        return
    if not message.chat.is_forum:
        refuse_here(scope, message, say(language, "staff.bind_not_forum"))
        return
    room = Room(message.chat.id, one_line(message.chat.title or ""))
    for text in binding.bind(scope, caller, room, invited, code):
        tell_here(scope, message, text)
