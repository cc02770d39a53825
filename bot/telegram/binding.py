"""`/bind` in a group: it serves a desk from now on, and whoever served it before learns who did that."""

from telegram import Message, User

from bot.scope import Scope
from bot.telegram import staff_words
from bot.telegram.scope import language_of, name_of
from models.actions.desk import bindings, group_checks, group_news, staff, unbound_groups
from models.actions.desk.staff import Invitation
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
from models.rules.texts.content import one_line


def commanded(scope: Scope, message: Message, code: str) -> None:
    who = message.from_user
    language = language_of(who, scope)
    if who is None or message.sender_chat is not None:
        staff_words.refuse_here(scope, message, say(language, "staff.anonymous_admin"))
        return
    refused = "staff.bind_wrong_code" if code else "staff.bind_code_missing"
    invited = staff.invitation(scope.tx, code, (staff.GROUP, staff.ADDITIONAL), scope.at.now)
    if invited is None:
        staff_words.refuse_here(scope, message, say(language, refused))
        return
    seen = staff.seen_agent(scope.tx, scope.organisation_id, scope.account, who.id, invited.desk_id)
    if seen is not None and seen.dismissed:
        staff_words.refuse_here(scope, message, say(language, "staff.dismissed_speaks", name=name_of(who, language)))
        return
    if not message.chat.is_forum:
        staff_words.refuse_here(scope, message, say(language, "staff.bind_not_forum"))
        return
    if staff.spend_code(scope.tx, code, scope.at.now):
        _bind(scope, message, who, invited)


def _bind(scope: Scope, message: Message, who: User, invited: Invitation) -> None:
    """Tickets that had nowhere to be shown appear now, and those of the group that is replaced move here."""
    chat, language = message.chat, language_of(who, scope)
    name = name_of(who, language)
    agent_id = staff.known_agent(scope.tx, scope.organisation_id, scope.account, who.id, name, language)
    served = known_group(scope.tx, scope.account, chat.id)
    if served is not None and served.state == bindings.REPLACED:
        served = None
    earlier = _earlier(scope, invited.desk_id, chat.id)
    former = bindings.bind_group(
        scope.tx,
        scope.at.now,
        invited.desk_id,
        scope.account,
        chat.id,
        one_line(chat.title or ""),
        agent_id,
        additional=invited.purpose == staff.ADDITIONAL,
    )
    unbound_groups.stay(scope.tx, scope.at, scope.account, chat.id)
    group = bound_group(scope.tx, scope.account, chat.id)
    assert group is not None
    shown = bindings.show_waiting(
        scope.tx, scope.at, group.desk_id, "staff.topic_moved" if former else "staff.topic_recreated"
    )
    _tell_here(scope, message, group, former, shown)
    if served is None or (served.desk_id, served.additional, served.state) != (
        group.desk_id,
        group.additional,
        group.state,
    ):
        _tell_others(scope, group, former, earlier, who)
    if served is not None and served.desk_id != group.desk_id:
        facts = {"agent": name, "id": who.id, "new": group.title}
        group_news.tell_around(scope.tx, scope.at, served, "staff.group_serves_another", **facts)
        bindings.show_waiting(scope.tx, scope.at, served.desk_id, "staff.topic_moved")
    group_checks.watch(scope.tx, scope.at, scope.account, chat.id)


def _tell_here(scope: Scope, message: Message, group: StaffGroup, former: list[StaffGroup], shown: int) -> None:
    desk = scope.desk(desk_key(scope.tx, group.desk_id))
    language, title = desk.staff_language, desk.title.in_(desk.staff_language)
    text = say(language, "staff.bound", desk=title)
    if group.additional:
        first = groups_of_desk(scope.tx, group.desk_id)[0]
        text = say(language, "staff.bound_additional", desk=title, first=first.title)
    if former:
        text += "\n" + say(language, "staff.bound_instead", former=", ".join(one.title for one in former))
        text += " " + say_many(language, "staff.bound_moving", shown) if shown else ""
    staff_words.tell_here(scope, message, text)
    _tell_missing(scope, message, desk, group)


def _tell_missing(scope: Scope, message: Message, desk: Desk, group: StaffGroup) -> None:
    language = desk.staff_language
    if not reachable_heads(scope.tx, group.desk_id):
        text = say(language, "staff.head_missing", desk=desk.title.in_(language))
        staff_words.tell_here(scope, message, text)
    missing = not_reached(scope.tx, scope.edition.regulation, desk.id, scope.organisation_id)
    if missing:
        staff_words.tell_here(scope, message, say(language, "staff.members_missing", names=", ".join(missing)))


def _earlier(scope: Scope, desk_id: int, chat_id: int) -> StaffGroup | None:
    """The group that served the desk before the one that does, if we are still in it and it is not this one."""
    for one in replaced_groups(scope.tx, desk_id):
        if one.chat_id != chat_id and unbound_groups.waits(scope.tx, one.account, one.chat_id):
            return one
    return None


def _tell_others(
    scope: Scope, group: StaffGroup, former: list[StaffGroup], earlier: StaffGroup | None, who: User
) -> None:
    """Whoever holds a code could have taken it from somebody: those who serve or served the desk learn who it was."""
    language = scope.desk(group.desk_key).staff_language
    facts: dict[str, object] = {"agent": name_of(who, language), "id": who.id, "new": group.title}
    for one in former:
        group_news.tell(scope.tx, scope.at, one, "staff.group_replaced", **facts)
        _leave_after_a_day(scope, one)
    phrase = "staff.group_added" if group.additional else "staff.group_bound"
    if former:
        phrase, facts = "staff.group_replaced_elsewhere", {**facts, "former": former[0].title}
    group_news.tell_around(scope.tx, scope.at, group, phrase, **facts)
    if earlier is not None:
        group_news.tell(scope.tx, scope.at, earlier, phrase, **facts)


def _leave_after_a_day(scope: Scope, group: StaffGroup) -> None:
    language = scope.desk(group.desk_key).staff_language
    farewell = say(language, "staff.unbound_farewell")
    unbound_groups.leave(scope.tx, scope.at, group.account, group.chat_id, farewell)
