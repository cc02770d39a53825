"""What an agent typed in Telegram, as the desk takes it."""

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from aiogram.types import ExternalReplyInfo, Message, MessageOriginUser

from bot.desk.commands import addressed
from bot.desk.orders import Written
from bot.manner import kept_manner
from bot.scope import Scope, organisation_time
from bot.telegram.message_content import spoken_in
from bot.telegram.message_manner import replied_id
from bot.telegram.scope import TELEGRAM, command_in_text
from models.actions.talk.messages import Said
from models.queries.staff import StaffGroup, known_group
from models.queries.tickets import TicketView
from models.rules.texts.manner import Manner

_COMMAND: Final = re.compile(r"/\S+\s*")
_NOTE_MARK: Final = "//"
_NOTE_COMMAND: Final = "/note"


def written_in(scope: Scope, messages: Sequence[Message]) -> Written:
    """messages: one, or the parts of one album."""
    first, spoken = messages[0], spoken_in(messages)
    said = Said(
        organisation_id=scope.organisation_id,
        author="agent",
        transport=TELEGRAM,
        account=scope.account,
        address=str(first.chat.id),
        thread_id=first.message_thread_id,
        provider_ids=tuple(str(message.message_id) for message in messages),
        provider_at=organisation_time(first.date, scope.at),
        text=spoken.text,
        entities=spoken.entities,
        files=spoken.files,
        unsupported=spoken.unsupported,
        native=spoken.native,
        manner=_manner(scope, first, spoken.manner),
    )
    return Written(said, spoken.worded)


def _manner(scope: Scope, message: Message, manner: Manner) -> Manner:
    """What stands in another topic or group of staff is as internal as what stands here, and is looked up like it."""
    chat_id, replied, outside = message.chat.id, replied_id(message), message.external_reply
    if outside is not None and manner.reply is not None and _is_ours(scope, outside):
        manner = replace(manner, reply=replace(manner.reply, origin=None))
        if outside.chat is not None and outside.message_id is not None:
            chat_id, replied = outside.chat.id, str(outside.message_id)
    return kept_manner(scope, manner, TELEGRAM, scope.account, str(chat_id), replied)


def _is_ours(scope: Scope, outside: ExternalReplyInfo) -> bool:
    """Of a staff group, or of the bot's own words to an agent in private: those name no chat."""
    if outside.chat is not None:
        return known_group(scope.tx, scope.organisation_id, scope.account, outside.chat.id) is not None
    origin = outside.origin
    return isinstance(origin, MessageOriginUser) and str(origin.sender_user.id) == scope.account


def is_note(text: str) -> bool:
    """The words of a message, or those under its files."""
    first_word = text.split(maxsplit=1)[0] if text.strip() else ""
    return text.startswith(_NOTE_MARK) or first_word.partition("@")[0].lower() == _NOTE_COMMAND


def asks(scope: Scope, text: str) -> bool:
    """`/ask …`, also below a picture."""
    command = command_in_text(text, scope)
    return command is not None and command[0] == "ask"


def question_in(
    scope: Scope, group: StaffGroup, written: Written, here: TicketView | None
) -> tuple[TicketView | None, Written]:
    """The ticket that `/ask` is about, and the question as the requester reads it. here: whose topic it stands in."""
    command = _COMMAND.match(written.said.text)
    start = command.end() if command is not None else 0
    question = written.starting_at(start)
    words = question.said.text
    view, rest = addressed(scope, group.desk_id, words, here, is_number=lambda: False)
    return view, written.starting_at(start + len(words) - len(rest))
