"""Who comes into a staff group and who leaves it, or is removed: they leave the desk with it.

Telegram says so twice: as chat_member, to bots that are administrators and ask for it, and as a service message,
to every bot of a group that shows them.
"""

from aiogram.types import Message, User

from bot.scope import Scope
from bot.telegram.changes import MemberChange
from bot.telegram.scope import name_of
from models.actions.desk import staff
from models.actions.tickets import leaving
from models.actions.tickets.leaving import Person
from models.queries.staff import StaffGroup, bound_group


def member_changed(scope: Scope, change: MemberChange) -> None:
    group = bound_group(scope.tx, scope.organisation_id, scope.account, change.chat_id)
    if group is not None and change.is_inside != change.was_inside:
        _came_or_left(scope, group, change.member, inside=change.is_inside)


def came_or_left(scope: Scope, message: Message) -> None:
    """message: of the service."""
    group = bound_group(scope.tx, scope.organisation_id, scope.account, message.chat.id)
    if group is None:
        return
    if message.left_chat_member is not None:
        _came_or_left(scope, group, message.left_chat_member, inside=False)
    for user in message.new_chat_members or ():
        _came_or_left(scope, group, user, inside=True)


def _came_or_left(scope: Scope, group: StaffGroup, user: User, *, inside: bool) -> None:
    """Somebody who never acted for us, nor enrolled, is nobody to us."""
    agent_id = staff.find_agent(scope.tx, scope.organisation_id, scope.account, user.id)
    if agent_id is None:
        return
    if inside:
        leaving.is_inside(scope.tx, scope.at.now, group.desk_id, agent_id)
    else:
        name = name_of(user, scope.desk(group.desk_key).staff_language)
        leaving.leave_group(scope.tx, scope.at, group, Person(agent_id, name, str(user.id)))
