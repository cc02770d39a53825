"""Who comes into a staff group and who leaves it, or is removed: they leave the desk with it.

Telegram says so twice: as chat_member, to bots that are administrators and ask for it, and as a service message,
to every bot of a group that shows them.
"""

from telegram import ChatMemberUpdated, Message, User

from bot.scope import Scope
from bot.telegram import standing
from bot.telegram.scope import name_of
from models.actions.desk import staff
from models.actions.tickets import leaving
from models.actions.tickets.leaving import Person
from models.queries.staff import StaffGroup, bound_group


def member_changed(scope: Scope, change: ChatMemberUpdated) -> None:
    group = bound_group(scope.tx, scope.account, change.chat.id)
    if group is None:
        return
    inside = standing.is_inside(change.new_chat_member)
    if inside != standing.is_inside(change.old_chat_member):
        _came_or_left(scope, group, change.new_chat_member.user, inside=inside)


def came_or_left(scope: Scope, message: Message) -> None:
    """message: of the service."""
    group = bound_group(scope.tx, scope.account, message.chat.id)
    if group is None:
        return
    if message.left_chat_member is not None:
        _came_or_left(scope, group, message.left_chat_member, inside=False)
    for user in message.new_chat_members:
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
