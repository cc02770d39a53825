"""Who is on duty, who follows, and standing in for each other."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import Final

from bot.desk.orders import Actor, Caller
from bot.desk.outcomes import Asked, Done, Option, Outcome, Refused
from bot.desk.permission import actor_of, check_speaks_for
from bot.scope import Scope
from models.actions.ladder.duty import DutyDesk, NoRoster, as_rostered, stand_in
from models.errors import OtklikError
from models.phrases.catalogue import say
from models.phrases.times import absolute
from models.queries.duty import not_reached
from models.queries.staff import desk_key
from models.rules.dates.words import NotADate, read_date
from models.rules.delivery.choices import DutyChoice
from models.rules.ladder.duty import DutyTurn, whom_names
from models.rules.regulation.organisations import OrganisationId

#: After the command: nobody stands in any more.
_CANCEL: Final = ("swap", "cancel", "отмена")
_BEFORE_DATE: Final = " ,;:—–-"


class UnknownName(OtklikError):
    """names: whom the regulation knows, or who of them may be meant."""

    phrase = "duty.unknown_name"


class StaleRoster(OtklikError):
    """The turn of the roster for which the button was drawn is over."""

    phrase = "duty.stale_button"


def commanded(scope: Scope, desk: DutyDesk, actor: Actor, argument: str) -> Outcome:
    """`/duty`, `/duty swap`, `/duty Пётр до пятницы 18:00`. Being able to write in the group is being a member."""
    words = argument.strip()
    if not words:
        return _shown(desk, scope.organisation_id, actor.language)
    if words.lower() in _CANCEL:
        return _changed(desk, actor, lambda: as_rostered(desk))
    return _by_words(desk, actor, words)


def pressed(scope: Scope, caller: Caller, choice: DutyChoice) -> Outcome:
    """A refusal of the roster itself ends the question; any other is for the one who pressed."""
    try:
        check_speaks_for(scope, caller, choice.desk_id)
    except OtklikError as error:
        return Refused(error)
    desk = desk_of(scope, choice.desk_id, desk_key(scope.tx, scope.organisation_id, choice.desk_id))
    language = scope.desk(desk.desk_key).staff_language
    if _ends(desk) != choice.until or desk.regulation.member(choice.member) is None:
        return Refused(StaleRoster(), language)
    actor = actor_of(scope, replace(caller, language=language))
    return _changed(desk, actor, lambda: stand_in(desk, choice.member, None, actor.agent_id))


def desk_of(scope: Scope, desk_id: int, key: str) -> DutyDesk:
    """key: the desk's id in the regulation."""
    return DutyDesk(scope.tx, scope.at.now, scope.organisation_id, scope.edition.regulation, key, desk_id)


def _shown(desk: DutyDesk, organisation_id: OrganisationId, language: str) -> Outcome:
    """Who is on duty, who follows, who can't be reached; everybody else of the roster may stand in."""
    try:
        roster = desk.roster()
    except NoRoster as error:
        return Refused(error)
    now, following = roster.on_duty(desk.now), roster.next_turn(desk.now)
    lines = [_present(desk, now, language)]
    if following is not None:
        lines.append(_following(desk, following, language))
    missing = not_reached(desk.tx, desk.regulation, desk.desk_key, organisation_id)
    if missing:
        lines.append(say(language, "staff.members_missing", names=", ".join(missing)))
    others = [one for one in dict.fromkeys(roster.rotation.members) if one != now.member and one not in roster.gone]
    if others:
        lines.append(say(language, "duty.who_stands_in"))
    options = (Option("stand_in", one, say(language, "choice.stand_in", name=desk.name(one))) for one in others)
    return Asked("\n".join(lines), tuple(options), now.member, _ends(desk))


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


def _by_words(desk: DutyDesk, actor: Actor, words: str) -> Outcome:
    """«Пётр до пятницы 18:00»: anybody of the regulation's staff may stand in."""
    if not _ends(desk):
        return Refused(NoRoster())
    named = whom_names(words, desk.regulation.staff)
    if named.found is None:
        names = ", ".join(f"{member.name} ({member.id})" for member in named.several or desk.regulation.staff)
        return Refused(UnknownName(names=names))
    until, member_id = None, named.found.id
    date_words = named.rest.lstrip(_BEFORE_DATE)
    if date_words:
        hours = desk.regulation.working_time(desk.desk_key)
        try:
            until = read_date(date_words, desk.now, hours, actor.language).at
        except NotADate as error:
            return Refused(error)
    return _changed(desk, actor, lambda: stand_in(desk, member_id, until, actor.agent_id))


def _changed(desk: DutyDesk, actor: Actor, act: Callable[[], DutyTurn]) -> Outcome:
    """Told in the language of the actor, which is the desk's."""
    try:
        turn = act()
    except OtklikError as error:
        name = desk.name(str(error.facts.get("member", "")))
        return Refused(error, actor.language, decided=True, facts={"name": name})
    facts = {"name": desk.name(turn.member), "agent": actor.name}
    if turn.instead_of is None or turn.until is None:
        return Done("duty.as_rostered", facts, decided=True)
    until = _when(desk, turn.until, actor.language)
    return Done("duty.swapped", {"until": until, "whose": desk.name(turn.instead_of), **facts}, decided=True)
