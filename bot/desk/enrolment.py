"""Heads and people of the ladder enrol themselves by a link: we can't write first, so they have to."""

from bot.desk.orders import Caller
from bot.desk.outcomes import Done, Outcome, Refused
from bot.desk.permission import actor_of
from bot.scope import Scope
from models.actions.desk import group_news, staff
from models.actions.desk.staff import Invitation, Reach
from models.actions.tickets import leaving
from models.errors import OtklikError
from models.phrases.catalogue import say
from models.queries.duty import not_reached
from models.queries.staff import desk_key, group_of_desk, groups_of_desk, groups_of_organisation, reachable_heads
from models.rules.ladder.duty import people_of


class WrongCode(OtklikError):
    """Unknown, spent, too old, or from before they left."""

    phrase = "staff.head_wrong_code"


def enrol(scope: Scope, caller: Caller, purpose: str, code: str) -> Outcome:
    """The code works once; whoever holds it becomes a head of its desk, or that person of the regulation."""
    now = scope.at.now
    invited = staff.invitation(scope.tx, scope.organisation_id, code, [purpose], now)
    if (
        invited is None
        or _left_since(scope, caller, invited)
        or not staff.spend_code(scope.tx, scope.organisation_id, code, now)
    ):
        return Refused(WrongCode())
    agent_id = actor_of(scope, caller).agent_id
    leaving.readmit(scope.tx, scope.organisation_id, agent_id, invited.desk_id if invited.staff_key is None else None)
    if invited.staff_key is None:
        return _enrol_head(scope, caller, invited.desk_id, agent_id)
    return _enrol_member(scope, caller, invited.staff_key, agent_id)


def _left_since(scope: Scope, caller: Caller, invited: Invitation) -> bool:
    agent_id = staff.find_agent(scope.tx, scope.organisation_id, scope.account, caller.number)
    return agent_id is not None and leaving.left_since(scope.tx, agent_id, invited.created_at)


def _enrol_head(scope: Scope, caller: Caller, desk_id: int, agent_id: int) -> Outcome:
    staff.enrol_head(scope.tx, scope.at.now, desk_id, agent_id)
    for group in groups_of_desk(scope.tx, scope.organisation_id, desk_id):
        facts = {"name": caller.name, "id": caller.number}
        group_news.tell(scope.tx, scope.at, group, "staff.head_enrolled_by", **facts)
    desk = scope.desk(desk_key(scope.tx, scope.organisation_id, desk_id))
    return Done("staff.head_enrolled", {"desk": desk.title.in_(caller.language)})


def _enrol_member(scope: Scope, caller: Caller, staff_key: str, agent_id: int) -> Outcome:
    member = scope.edition.regulation.member(staff_key)
    if member is None:
        return Done("staff.member_left")
    staff.enrol_member(scope.tx, scope.organisation_id, agent_id, staff_key)
    _tell_of_member(scope, staff_key, "staff.member_enrolled_by", account=caller.name, id=caller.number)
    return Done("staff.member_enrolled", {"name": member.name})


def tell_of_reach(scope: Scope, reach: Reach, phrase: str) -> None:
    """The groups learn at once who of those above them can be told something, not only at the next breach.

    phrase: about a person of the regulation.
    """
    for desk_id in reach.desks:
        _tell_of_head(scope, desk_id)
    if reach.staff_key is not None:
        _tell_of_member(scope, reach.staff_key, phrase)


def _tell_of_head(scope: Scope, desk_id: int) -> None:
    group = group_of_desk(scope.tx, scope.organisation_id, desk_id)
    if group is None:
        return
    desk = scope.desk(group.desk_key)
    phrase = (
        "staff.head_reachable" if reachable_heads(scope.tx, scope.organisation_id, desk_id) else "staff.head_missing"
    )
    text = say(desk.staff_language, phrase, desk=desk.title.in_(desk.staff_language))
    staff.tell_group(scope.tx, scope.at, group.account, group.chat_id, text)


def _tell_of_member(scope: Scope, staff_key: str, phrase: str, **facts: object) -> None:
    """The groups whose ladder or roster names them, and whom those still can't count on."""
    regulation = scope.edition.regulation
    member = regulation.member(staff_key)
    if member is None:
        return
    for group in groups_of_organisation(scope.tx, scope.organisation_id):
        if staff_key not in people_of(regulation, group.desk_key):
            continue
        language = scope.desk(group.desk_key).staff_language
        text = say(language, phrase, name=member.name, **facts)
        missing = not_reached(scope.tx, regulation, group.desk_key, group.organisation_id)
        others = [name for name in missing if name != member.name]
        if others:
            text += "\n" + say(language, "staff.members_missing", names=", ".join(others))
        staff.tell_group(scope.tx, scope.at, group.account, group.chat_id, text)
