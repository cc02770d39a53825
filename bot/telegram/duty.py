"""`/duty` in a staff group: who is on duty, who follows, and standing in for each other."""

from collections.abc import Callable
from datetime import datetime

from telegram import CallbackQuery, Message

from bot.scope import Scope
from bot.telegram.scope import language_of, name_of
from bot.telegram.staff_actor import Actor
from bot.telegram.staff_words import may_act
from models.actions.desk import staff
from models.actions.ladder.duty import DutyDesk, NoRoster, as_rostered, stand_in
from models.actions.queue import outbox
from models.actions.queue.outbox import OutgoingRow
from models.errors import OtklikError
from models.phrases.catalogue import say
from models.phrases.times import absolute
from models.queries.duty import not_reached
from models.queries.staff import StaffGroup, bound_group
from models.rules.dates.words import NotADate, read_date
from models.rules.delivery.choices import DutyChoice, duty_key
from models.rules.delivery.outgoing import RowKind, Urgency
from models.rules.ladder.duty import DutyTurn, whom_names

#: After the command: nobody stands in any more.
_CANCEL = ("swap", "cancel", "отмена")
_BEFORE_DATE = " ,;:—–-"


def commanded(scope: Scope, group: StaffGroup, message: Message, actor: Actor, argument: str) -> None:
    """Being able to write here is being a member of the group."""
    desk, words = _desk(scope, group), argument.strip()
    thread_id = message.message_thread_id if message.is_topic_message else None
    choices: list[list[dict[str, str]]] = []
    if not words:
        text, choices = _shown(desk, group, actor.language)
    elif words.lower() in _CANCEL:
        text = _changed(desk, actor, lambda: as_rostered(desk))
    else:
        text = _by_words(desk, actor, words)
    staff.tell_group(scope.tx, scope.at, scope.account, group.chat_id, text, thread_id, choices)


def pressed(scope: Scope, press: CallbackQuery, choice: DutyChoice) -> str:
    """Returns what to show the one who pressed; the group is told in words."""
    assert press.message is not None
    group = bound_group(scope.tx, scope.account, press.message.chat.id)
    if group is None or group.desk_id != choice.desk_id:
        return say(language_of(press.from_user, scope), "staff.not_a_member")
    if not may_act(scope, group, press.from_user):
        return say(language_of(press.from_user, scope), "staff.no_longer")
    language, who = scope.desk(group.desk_key).staff_language, press.from_user
    desk = _desk(scope, group)
    if _ends(desk) != choice.until or desk.regulation.member(choice.member) is None:
        return say(language, "duty.stale_button")
    name = name_of(who, language)
    agent_id = staff.known_agent(scope.tx, scope.organisation_id, scope.account, who.id, name, language)
    actor = Actor(agent_id, name, language)
    text = _changed(desk, actor, lambda: stand_in(desk, choice.member, None, agent_id))
    thread_id = getattr(press.message, "message_thread_id", None)
    in_topic = bool(getattr(press.message, "is_topic_message", None))
    staff.tell_group(scope.tx, scope.at, scope.account, group.chat_id, text, thread_id if in_topic else None)
    drop = OutgoingRow(
        RowKind.DROP_CHOICES,
        {"provider_id": str(press.message.message_id)},
        repeatable=True,
        chat_id=group.chat_id,
    )
    outbox.post(scope.tx, scope.account, outbox.chat_lane(group.chat_id), Urgency.VIEW, [drop], scope.at.real)
    return ""


def _desk(scope: Scope, group: StaffGroup) -> DutyDesk:
    return DutyDesk(scope.tx, scope.at.now, scope.edition.regulation, group.desk_key, group.desk_id)


def _shown(desk: DutyDesk, group: StaffGroup, language: str) -> tuple[str, list[list[dict[str, str]]]]:
    """Who is on duty, who follows, who can't be reached; a button for everybody else of the roster."""
    try:
        roster = desk.roster()
    except NoRoster as error:
        return say(language, error.phrase), []
    now, following = roster.on_duty(desk.now), roster.next_turn(desk.now)
    lines = [_present(desk, now, language)]
    if following is not None:
        lines.append(_following(desk, following, language))
    missing = not_reached(desk.tx, desk.regulation, desk.desk_key, group.organisation_id)
    if missing:
        lines.append(say(language, "staff.members_missing", names=", ".join(missing)))
    others = [one for one in dict.fromkeys(roster.rotation.members) if one != now.member and one not in roster.gone]
    if others:
        lines.append(say(language, "duty.who_stands_in"))
    rows = [[_button(desk, group, member, language)] for member in others]
    return "\n".join(lines), rows


def _button(desk: DutyDesk, group: StaffGroup, member: str, language: str) -> dict[str, str]:
    label = say(language, "choice.stand_in", name=desk.name(member))
    return {"key": duty_key(group.desk_id, _ends(desk), member), "label": label}


def _ends(desk: DutyDesk) -> int:
    """When the present turn of the roster does: a button that was drawn for another one is stale. 0: no roster."""
    try:
        return int(desk.roster().turn_ends(desk.now).timestamp())
    except NoRoster:
        return 0


def _present(desk: DutyDesk, turn: DutyTurn, language: str) -> str:
    """«Сейчас дежурит Пётр (по графику Иван), до пт 13 ноября 2026, 18:00.»"""
    name, whose, until = desk.name(turn.member), desk.name(turn.instead_of or ""), turn.until
    if turn.instead_of is None:
        if until is None:
            return say(language, "duty.now_for_good", name=name)
        return say(language, "duty.now", name=name, until=_when(desk, until, language))
    if until is None:
        return say(language, "duty.now_instead_for_good", name=name, whose=whose)
    return say(language, "duty.now_instead", name=name, whose=whose, until=_when(desk, until, language))


def _following(desk: DutyDesk, turn: DutyTurn, language: str) -> str:
    name = desk.name(turn.member)
    if turn.until is None:
        return say(language, "duty.next_for_good", name=name)
    return say(language, "duty.next", name=name, until=_when(desk, turn.until, language))


def _when(desk: DutyDesk, at: datetime, language: str) -> str:
    """The post is read on other days as well."""
    return absolute(at, desk.regulation.organisation.timezone, language)


def _by_words(desk: DutyDesk, actor: Actor, words: str) -> str:
    """`/duty Пётр до пятницы 18:00`: anybody of the regulation's staff may stand in."""
    if not _ends(desk):
        return say(actor.language, NoRoster.phrase)
    named = whom_names(words, desk.regulation.staff)
    if named.found is None:
        names = ", ".join(f"{member.name} ({member.id})" for member in named.several or desk.regulation.staff)
        return say(actor.language, "duty.unknown_name", names=names)
    until, member_id = None, named.found.id
    date_words = named.rest.lstrip(_BEFORE_DATE)
    if date_words:
        hours = desk.regulation.working_time(desk.desk_key)
        try:
            until = read_date(date_words, desk.now, hours, actor.language).at
        except NotADate as error:
            return say(actor.language, error.phrase, **error.facts)
    return _changed(desk, actor, lambda: stand_in(desk, member_id, until, actor.agent_id))


def _changed(desk: DutyDesk, actor: Actor, act: Callable[[], DutyTurn]) -> str:
    """What the group is told."""
    try:
        turn = act()
    except OtklikError as error:
        return say(actor.language, error.phrase, name=desk.name(str(error.facts.get("member", ""))))
    facts = {"name": desk.name(turn.member), "agent": actor.name}
    if turn.instead_of is None or turn.until is None:
        return say(actor.language, "duty.as_rostered", **facts)
    until = _when(desk, turn.until, actor.language)
    return say(actor.language, "duty.swapped", until=until, whose=desk.name(turn.instead_of), **facts)
