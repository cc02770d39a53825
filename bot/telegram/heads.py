"""The links by which heads and people of the ladder enrol: `/start head_CODE` in private."""

from aiogram.types import Message

from bot.desk import enrolment
from bot.desk.orders import Caller
from bot.desk.outcomes import Refused
from bot.scope import Scope
from bot.telegram.scope import language_of, name_of
from models.actions.desk import staff
from models.actions.queue import outbox
from models.actions.queue.outbox import OutgoingRow
from models.rules.delivery.message_parts import parts_of
from models.rules.delivery.outgoing import RowKind, Urgency
from models.rules.delivery.places import in_staff_chat

#: What a link begins with → what its code is good for.
PURPOSES = {"head_": staff.HEAD, "staff_": staff.MEMBER}


def wants_to_enrol(command: tuple[str, str]) -> bool:
    name, argument = command
    return name == "start" and argument.startswith(tuple(PURPOSES))


def enrol(scope: Scope, message: Message, argument: str) -> bool:
    """False: the link is no good, and they are told."""
    who = message.from_user
    if who is None:
        return False
    language = language_of(who, scope)
    kind, _, code = argument.partition("_")
    caller = Caller(who.id, name_of(who, language), language, alone=True)
    outcome = enrolment.enrol(scope, caller, PURPOSES[f"{kind}_"], code)
    tell_in_private(scope, message.chat.id, outcome.in_words(language))
    return not isinstance(outcome, Refused)


def tell_in_private(scope: Scope, chat_id: int, text: str) -> None:
    drafts = [OutgoingRow(RowKind.POST, part, repeatable=False, to=in_staff_chat(chat_id)) for part in parts_of(text)]
    lane = outbox.chat_lane(chat_id)
    outbox.post(scope.tx, scope.account, lane, Urgency.CONVERSATION, drafts, scope.at.real)
