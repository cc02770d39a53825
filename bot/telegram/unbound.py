"""What is said in groups that serve no desk: the code that binds them is heard, and nothing else is kept."""

from collections.abc import Sequence

from aiogram.types import Message

from bot.scope import Scope
from bot.telegram import binding, staff_groups, standing
from bot.telegram.scope import command_in
from models.actions.desk import staff
from models.queries.staff import StaffGroup


def binds(scope: Scope, message: Message) -> bool:
    command = command_in(message, scope)
    return command is not None and command[0] == "bind"


def binds_with_a_code(scope: Scope, message: Message) -> bool:
    """Whether people will ask later who wrote it."""
    command = command_in(message, scope)
    return command is not None and command[0] == "bind" and staff.is_like_a_code(command[1])


def wrote(scope: Scope, messages: Sequence[Message], former: StaffGroup | None) -> None:
    """former: what the group was before another one took over, or before it was unbound."""
    first = messages[0]
    if binds(scope, first):
        command = command_in(first, scope)
        assert command is not None
        binding.commanded(scope, first, command[1])
        return
    standing.welcome(scope, first.chat.id, first.from_user)
    if former is not None and first.is_topic_message:
        staff_groups.not_heard(scope, first, former.desk_id, former.desk_key)
