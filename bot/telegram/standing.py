"""The bot's own standing in groups: taken in, removed, taken in again, with more rights or fewer."""

from aiogram.types import User

from bot.scope import Scope
from bot.telegram.changes import MemberChange
from bot.telegram.scope import language_of, name_of
from models.actions.desk import bindings, group_checks, group_news, unbound_groups
from models.phrases.catalogue import say
from models.phrases.times import absolute
from models.queries.staff import StaffGroup, known_group

_GROUPS = ("group", "supergroup")


def changed(scope: Scope, change: MemberChange) -> None:
    if change.chat_type not in _GROUPS:
        return
    group = known_group(scope.tx, scope.organisation_id, scope.account, change.chat_id)
    if not change.is_inside:
        unbound_groups.stay(scope.tx, scope.at, scope.account, change.chat_id)
        if group is not None and group.state == bindings.BOUND:
            _removed(scope, group, change.by)
    elif group is None or group.state == bindings.REPLACED:
        if not change.was_inside:
            # whatever was said when it was here before, who takes it in now wants to know
            unbound_groups.stay(scope.tx, scope.at, scope.account, change.chat_id)
        welcome(scope, change.chat_id, change.by)
    elif group.state == bindings.LEFT:
        found_again(scope, group)
    else:
        group_checks.watch(scope.tx, scope.at, scope.account, change.chat_id)


def _removed(scope: Scope, group: StaffGroup, by: User) -> None:
    language = scope.desk(group.desk_key).staff_language
    bindings.lose_group(scope.tx, group.account, group.chat_id, scope.at.now)
    group_news.tell_around(scope.tx, scope.at, group, "staff.group_lost_by", agent=name_of(by, language), id=by.id)


def found_again(scope: Scope, group: StaffGroup) -> None:
    """The same group, and no other took its place meanwhile: it serves the desk as before."""
    zone, since = scope.edition.regulation.organisation.timezone, group.ended_at or scope.at.now
    bindings.find_group_again(scope.tx, scope.at, group)
    group_news.tell(
        scope.tx, scope.at, group, "staff.group_found", since=lambda language: absolute(since, zone, language)
    )
    group_news.tell_around(scope.tx, scope.at, group, "staff.group_found_elsewhere")
    bindings.show_waiting(scope.tx, scope.at, group.organisation_id, group.desk_id)
    group_checks.watch(scope.tx, scope.at, group.account, group.chat_id)


def welcome(scope: Scope, chat_id: int, who: User | None) -> None:
    """A group that serves no desk learns once how it can, and that the bot goes in a day."""
    language = language_of(who, scope)
    how, farewell = say(language, "staff.unbound_welcome"), say(language, "staff.unbound_farewell")
    unbound_groups.welcome(scope.tx, scope.at, scope.account, chat_id, how, farewell)
