"""Heads and people of the ladder enrol themselves by a link: a bot can't write first, so they have to."""

from telegram import Message, User

from bot.scope import Scope
from bot.telegram.scope import language_of, name_of
from models.actions.desk import group_news, staff
from models.actions.desk.staff import Invitation
from models.actions.queue import outbox
from models.actions.queue.outbox import OutgoingRow
from models.actions.tickets import leaving
from models.phrases.catalogue import say
from models.queries.duty import not_reached
from models.queries.staff import bound_groups, desk_key, groups_of_desk
from models.rules.delivery.message_parts import parts_of
from models.rules.delivery.outgoing import RowKind, Urgency
from models.rules.ladder.duty import people_of

#: What a link begins with → what its code is good for.
PURPOSES = {"head_": staff.HEAD, "staff_": staff.MEMBER}


def wants_to_enrol(command: tuple[str, str]) -> bool:
    name, argument = command
    return name == "start" and argument.startswith(tuple(PURPOSES))


def enrol(scope: Scope, message: Message, argument: str) -> bool:
    """The link works once; whoever holds it becomes a head of its desk, or that person of the regulation.

    False: it is no good, and they are told.
    """
    who = message.from_user
    if who is None:
        return False
    now, language = scope.at.now, language_of(who, scope)
    kind, _, code = argument.partition("_")
    invited = staff.invitation(scope.tx, code, [PURPOSES[f"{kind}_"]], now)
    if invited is None or _left_since(scope, who, invited) or not staff.spend_code(scope.tx, code, now):
        tell_in_private(scope, message.chat.id, say(language, "staff.head_wrong_code"))
        return False
    name = name_of(who, language)
    agent_id = staff.known_agent(scope.tx, scope.organisation_id, scope.account, who.id, name, language)
    leaving.readmit(scope.tx, agent_id, invited.desk_id if invited.staff_key is None else None)
    if invited.staff_key is None:
        _enrol_head(scope, message, who, invited.desk_id, agent_id, language)
    else:
        _enrol_member(scope, message, who, invited.staff_key, agent_id, language)
    return True


def _left_since(scope: Scope, who: User, invited: Invitation) -> bool:
    agent_id = staff.find_agent(scope.tx, scope.organisation_id, scope.account, who.id)
    return agent_id is not None and leaving.left_since(scope.tx, agent_id, invited.created_at)


def _enrol_head(scope: Scope, message: Message, who: User, desk_id: int, agent_id: int, language: str) -> None:
    staff.enrol_head(scope.tx, scope.at.now, desk_id, agent_id)
    desk = scope.desk(desk_key(scope.tx, desk_id))
    tell_in_private(scope, message.chat.id, say(language, "staff.head_enrolled", desk=desk.title.in_(language)))
    name = name_of(who, desk.staff_language)
    for group in groups_of_desk(scope.tx, desk_id):
        group_news.tell(scope.tx, scope.at, group, "staff.head_enrolled_by", name=name, id=who.id)


def _enrol_member(scope: Scope, message: Message, who: User, staff_key: str, agent_id: int, language: str) -> None:
    member = scope.edition.regulation.member(staff_key)
    if member is None:
        tell_in_private(scope, message.chat.id, say(language, "staff.member_left"))
        return
    staff.enrol_member(scope.tx, scope.organisation_id, agent_id, staff_key)
    tell_in_private(scope, message.chat.id, say(language, "staff.member_enrolled", name=member.name))
    tell_of_member(scope, staff_key, "staff.member_enrolled_by", account=name_of(who, language), id=who.id)


def tell_of_member(scope: Scope, staff_key: str, phrase: str, **facts: object) -> None:
    """The groups whose ladder or roster names them learn it at once, and whom they still can't count on."""
    regulation = scope.edition.regulation
    member = regulation.member(staff_key)
    if member is None:
        return
    for group in bound_groups(scope.tx, scope.account):
        if staff_key not in people_of(regulation, group.desk_key):
            continue
        language = scope.desk(group.desk_key).staff_language
        text = say(language, phrase, name=member.name, **facts)
        missing = not_reached(scope.tx, regulation, group.desk_key, group.organisation_id)
        others = [name for name in missing if name != member.name]
        if others:
            text += "\n" + say(language, "staff.members_missing", names=", ".join(others))
        staff.tell_group(scope.tx, scope.at, group.account, group.chat_id, text)


def tell_in_private(scope: Scope, chat_id: int, text: str) -> None:
    drafts = [OutgoingRow(RowKind.POST, part, repeatable=False, chat_id=chat_id) for part in parts_of(text)]
    lane = outbox.chat_lane(chat_id)
    outbox.post(scope.tx, scope.account, lane, Urgency.CONVERSATION, drafts, scope.at.real)
