"""A group serves a desk from now on, and whoever served it before learns who did that."""

from dataclasses import dataclass

from bot.desk.orders import Caller
from bot.desk.permission import actor_of
from bot.scope import Scope
from models.actions.desk import bindings, group_checks, group_news, staff, unbound_groups
from models.actions.desk.staff import Invitation
from models.errors import OtklikError
from models.phrases.catalogue import say, say_many
from models.queries.duty import not_reached
from models.queries.staff import (
    StaffGroup,
    bound_group,
    desk_key,
    groups_of_desk,
    known_group,
    reachable_heads,
    replaced_groups,
)
from models.rules.regulation.parsing import Desk


class CodeMissing(OtklikError):
    phrase = "staff.bind_code_missing"


class WrongCode(OtklikError):
    phrase = "staff.bind_wrong_code"


class Dismissed(OtklikError):
    """name: of who may not bind anything."""

    phrase = "staff.dismissed_speaks"


@dataclass(frozen=True)
class Room:
    """A group of the messenger. title: on one line."""

    chat_id: int
    title: str


def invitation(scope: Scope, caller: Caller, code: str) -> Invitation:
    """What the code is for. Raises CodeMissing, WrongCode, Dismissed."""
    invited = staff.invitation(scope.tx, scope.organisation_id, code, (staff.GROUP, staff.ADDITIONAL), scope.at.now)
    if invited is None:
        raise WrongCode if code else CodeMissing
    seen = staff.seen_agent(scope.tx, scope.organisation_id, scope.account, caller.number, invited.desk_id)
    if seen is not None and seen.dismissed:
        raise Dismissed(name=caller.name)
    return invited


def bind(scope: Scope, caller: Caller, room: Room, invited: Invitation, code: str) -> list[str]:
    """Tickets that had nowhere to be shown appear now, and those of the group that is replaced move here.

    Returns what to tell the group; nothing if the code was spent meanwhile.
    """
    if not staff.spend_code(scope.tx, scope.organisation_id, code, scope.at.now):
        return []
    agent_id = actor_of(scope, caller).agent_id
    served = known_group(scope.tx, scope.organisation_id, scope.account, room.chat_id)
    if served is not None and served.state == bindings.REPLACED:
        served = None
    earlier = _earlier(scope, invited.desk_id, room.chat_id)
    place = (scope.organisation_id, invited.desk_id, scope.account, room.chat_id, room.title, agent_id)
    additional = invited.purpose == staff.ADDITIONAL
    former = bindings.bind_group(scope.tx, scope.at.now, *place, additional=additional)
    unbound_groups.stay(scope.tx, scope.at, scope.account, room.chat_id)
    group = bound_group(scope.tx, scope.organisation_id, scope.account, room.chat_id)
    assert group is not None
    shown = bindings.show_waiting(
        scope.tx,
        scope.at,
        scope.organisation_id,
        group.desk_id,
        "staff.topic_moved" if former else "staff.topic_recreated",
    )
    if served is None or (served.desk_id, served.additional, served.state) != (
        group.desk_id,
        group.additional,
        group.state,
    ):
        _tell_others(scope, group, former, earlier, caller)
    if served is not None and served.desk_id != group.desk_id:
        facts = {"agent": caller.name, "id": caller.number, "new": group.title}
        group_news.tell_around(scope.tx, scope.at, served, "staff.group_serves_another", **facts)
        bindings.show_waiting(scope.tx, scope.at, scope.organisation_id, served.desk_id, "staff.topic_moved")
    group_checks.watch(scope.tx, scope.at, scope.account, room.chat_id)
    return _welcome(scope, group, former, shown)


def _welcome(scope: Scope, group: StaffGroup, former: list[StaffGroup], shown: int) -> list[str]:
    desk = scope.desk(desk_key(scope.tx, scope.organisation_id, group.desk_id))
    language, title = desk.staff_language, desk.title.in_(desk.staff_language)
    text = say(language, "staff.bound", desk=title)
    if group.additional:
        taking, *others = groups_of_desk(scope.tx, scope.organisation_id, group.desk_id)
        text = say(language, "staff.bound_additional", desk=title, first=taking.title)
        if taking.id == group.id:
            text = say(language, "staff.bound_in_time", desk=title, first=others[0].title)
    if former:
        text += "\n" + say(language, "staff.bound_instead", former=", ".join(one.title for one in former))
        text += " " + say_many(language, "staff.bound_moving", shown) if shown else ""
    return [text, *_missing(scope, desk, group)]


def _missing(scope: Scope, desk: Desk, group: StaffGroup) -> list[str]:
    language, told = desk.staff_language, []
    if not reachable_heads(scope.tx, scope.organisation_id, group.desk_id):
        told.append(say(language, "staff.head_missing", desk=desk.title.in_(language)))
    missing = not_reached(scope.tx, scope.edition.regulation, desk.id, scope.organisation_id)
    if missing:
        told.append(say(language, "staff.members_missing", names=", ".join(missing)))
    return told


def _earlier(scope: Scope, desk_id: int, chat_id: int) -> StaffGroup | None:
    """The group that served the desk before the one that does, if we are still in it and it is not this one."""
    for one in replaced_groups(scope.tx, scope.organisation_id, desk_id):
        if one.chat_id != chat_id and unbound_groups.waits(scope.tx, one.account, one.chat_id):
            return one
    return None


def _tell_others(
    scope: Scope, group: StaffGroup, former: list[StaffGroup], earlier: StaffGroup | None, caller: Caller
) -> None:
    """Whoever holds a code could have taken it from somebody: those who serve or served the desk learn who it was."""
    facts: dict[str, object] = {"agent": caller.name, "id": caller.number, "new": group.title}
    for one in former:
        group_news.tell(scope.tx, scope.at, one, "staff.group_replaced", **facts)
        _leave_after_a_day(scope, one)
    phrase = "staff.group_added" if group.additional else "staff.group_bound"
    if former:
        phrase, facts = "staff.group_replaced_elsewhere", {**facts, "former": former[0].title}
    group_news.tell_around(scope.tx, scope.at, group, phrase, **facts)
    if earlier is not None:
        group_news.tell(scope.tx, scope.at, earlier, phrase, **facts)
    taking, *others = groups_of_desk(scope.tx, scope.organisation_id, group.desk_id)
    if group.additional and taking.id == group.id:  # the first one is behind, or full
        for one in others:
            group_news.tell_ahead(scope.tx, scope.at, one, "queue.new_elsewhere", other=group.title)


def _leave_after_a_day(scope: Scope, group: StaffGroup) -> None:
    farewell = say(scope.desk(group.desk_key).staff_language, "staff.unbound_farewell")
    unbound_groups.leave(scope.tx, scope.at, group.account, group.chat_id, farewell)
